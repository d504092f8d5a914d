"""What is printed can be typed, and is the same formula."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy.errors import LearnerError
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import STYLES, write
from dlstudy.symbolic.notation.boxes import boxed
from dlstudy.symbolic.notation.widths import cells
from dlstudy.symbolic.reading import read
from dlstudy.symbolic.tree import Node
from tests.symbolic.trees import LETTERS, formulas


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=300, deadline=None)
@given(tree=formulas)
def test_a_printed_formula_reads_back_as_the_same_tree(style: str, tree: Node) -> None:
    assert read(write(tree, style), LETTERS, limit=4000) == tree, write(tree, style)


@settings(max_examples=100, deadline=None)
@given(tree=formulas)
def test_two_dimensional_lines_are_never_wider_than_the_widest(tree: Node) -> None:
    lines = boxed(tree).split("\n")
    assert all(line == line.rstrip() for line in lines)
    assert max(map(cells, lines)) > 0


@settings(max_examples=400, deadline=None)
@given(tree=formulas, number=st.fractions(-5, 5, max_denominator=6), matrix=st.booleans())
def test_any_formula_has_a_value_or_a_reason_why_not(tree: Node, number: Fraction, matrix: bool) -> None:
    """Numbers where matrices belong, and matrices where numbers do, are refused in words."""
    value = Grid([[number, 1], [0, 2]]) if matrix else number
    try:
        evaluate(tree, dict.fromkeys(LETTERS, value) | {LETTERS[0]: 3})
    except LearnerError as error:
        assert str(error)  # noqa: PT017
