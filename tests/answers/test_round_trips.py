"""What the product prints, typed back, is right: values, formulas, and the echo of any answer."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlstudy.answers.expected import expected
from dlstudy.answers.judging import judge
from dlstudy.answers.keys import Blank, CountKey, FillKey, FormulaKey, Key, MatrixKey, NumberKey, OrderKey, SetKey
from dlstudy.i18n import Text
from dlstudy.symbolic.arithmetic import exponential, power, square_root
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import STYLES, exact, quantity, write
from dlstudy.symbolic.tree import Node, Num, Op, letters
from tests.answers.test_judging_properties import KEYS_OF_VALUES

EXACT = st.one_of(
    st.integers(-(10**9), 10**9),
    st.fractions(-1000, 1000, max_denominator=10**4),
    st.decimals(-1000, 1000, places=5).map(Fraction),
    st.builds(lambda n, e: Fraction(n) * Fraction(10) ** e, st.integers(1, 9999), st.integers(-20, 20)),
)
ROOTS = st.integers(2, 10**4).map(square_root)
POWERS = st.fractions(-20, 20, max_denominator=30).map(exponential)
SURDS = st.builds(power, st.integers(2, 50), st.fractions(-3, 3, max_denominator=7))
NUMBERS = st.one_of(EXACT, ROOTS, POWERS, SURDS)
GRIDS = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(NUMBERS, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)
OTHERS: st.SearchStrategy[Key] = st.one_of(
    st.lists(EXACT, min_size=1, max_size=4, unique=True).map(lambda values: SetKey(tuple(values), 1e-5)),
    st.permutations(range(5)).map(lambda p: OrderKey(tuple(Text(f"{i}", f"{i}") for i in range(5)), tuple(p))),
    st.lists(NUMBERS, min_size=2, max_size=4).map(
        lambda values: FillKey(tuple(Blank(f"theta[{i}]", NumberKey(v)) for i, v in enumerate(values)))
    ),
)

X, N, GAMMA = letters("x n gamma")
DOMAINS = {"x": "positive", "n": "positive integer", "gamma": "0..1"}
ATOMS: st.SearchStrategy[Node] = st.one_of(st.integers(1, 9).map(Num), st.sampled_from([X, N, GAMMA]))
ONE = ["neg", "sigmoid", "tanh", "floor", "abs"]
SMOOTH = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(lambda op, a, b: Op(op, (a, b)), st.sampled_from("+-*/"), inner, inner),
        st.builds(lambda op, a: Op(op, (a,)), st.sampled_from(ONE), inner),
        st.builds(lambda a: Op("sqrt", (Op("abs", (a,)),)), inner),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("printed", [quantity, exact])
@given(value=NUMBERS)
def test_number_as_it_is_printed_is_right(printed: object, value: object) -> None:
    assert judge(NumberKey(value, 1e-5), printed(value)).status == "correct"  # type: ignore[operator]


@pytest.mark.parametrize("style", STYLES)
@given(value=NUMBERS)
def test_number_set_in_any_style_is_right(style: str, value: object) -> None:
    assert judge(NumberKey(value, 1e-5), write(literal(value), style)).status == "correct"


@given(value=st.integers(-(10**12), 10**12))
def test_count_with_its_thousands_is_right(value: int) -> None:
    for printed in (quantity(value), exact(value), f"{value:,}", expected(CountKey(value))[0]):
        assert judge(CountKey(value), printed).status == "correct"


@pytest.mark.parametrize("style", STYLES)
@given(rows=GRIDS)
def test_matrix_as_it_is_printed_is_right(style: str, rows: list[list[object]]) -> None:
    key = MatrixKey(tuple(map(tuple, rows)), 1e-5)
    assert judge(key, write(literal(Grid(rows)), style)).status == "correct"
    assert judge(key, exact(Grid(rows))).status == "correct"


@given(key=st.one_of(KEYS_OF_VALUES, OTHERS))
def test_echo_of_a_right_answer_typed_again_is_right(key: Key) -> None:
    """The echo shows six figures, so it is held to that."""
    first = judge(key, _typed(key))
    assert first.status == "correct", (_typed(key), first)
    again = judge(key, first.reads_as)
    assert again.status == "correct", (first.reads_as, again)


def _typed(key: Key) -> str:
    if isinstance(key, MatrixKey):
        return exact(Grid(key.rows))
    if isinstance(key, OrderKey):
        return " ".join("ABCDE"[i] for i in key.right)
    if isinstance(key, SetKey):
        return "; ".join(map(exact, key.values))
    if isinstance(key, FillKey):
        return "; ".join(expected(key))
    return exact(key.value)  # type: ignore[union-attr]


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None)
@given(tree=SMOOTH)
def test_formula_printed_and_turned_round_is_right(style: str, tree: Node) -> None:
    verdict = judge(FormulaKey(tree, DOMAINS), write(_turned(tree), style))
    assume(verdict.status not in ("undecided", "invalid"))  # it has no value anywhere, as in 1/(n − n)
    assert verdict.status == "correct", (write(tree), write(_turned(tree)), verdict.why)


def _turned(tree: Node) -> Node:
    """The same formula with sums and products the other way round."""
    if not isinstance(tree, Op):
        return tree
    args = tuple(map(_turned, tree.args))
    return Op(tree.op, args[::-1] if tree.op in ("+", "*") else args)


@settings(max_examples=60, deadline=None)
@given(tree=SMOOTH, apart=st.sampled_from([Num(1), X, Op("neg", (GAMMA,)), Num(Fraction(1, 1000))]))
def test_formula_with_something_added_is_never_right(tree: Node, apart: Node) -> None:
    assert judge(FormulaKey(tree, DOMAINS), write(Op("+", (tree, apart)))).status != "correct"
