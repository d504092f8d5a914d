"""Blocks of matrices, and masks."""

import pytest

from dlstudy.symbolic.arithmetic import Undefined
from dlstudy.symbolic.blocks import causal, columns, concat, padding, rows, stack
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.meaning import softmax, unit_rows
from dlstudy.symbolic.notation import write

X = Grid([[1, 2, 3], [4, 5, 6]])


def test_rows_and_columns_are_counted_from_one():
    assert columns(X, 2, 3) == Grid([[2, 3], [5, 6]])
    assert rows(X, 2, 2) == Grid([[4, 5, 6]])


@pytest.mark.parametrize("span", [(0, 1), (2, 1), (1, 4)])
def test_a_block_outside_the_matrix_is_refused(span):
    with pytest.raises(Undefined):
        columns(X, *span)


def test_what_was_cut_can_be_joined():
    assert concat(columns(X, 1, 1), columns(X, 2, 3)) == X
    assert stack(rows(X, 1, 1), rows(X, 2, 2)) == X


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(Undefined):
        stack(X, X.T)
    with pytest.raises(Undefined):
        concat(X, X.T)


def test_a_hidden_entry_weighs_nothing():
    flat = Grid([[0, 0, 0]] * 2)
    assert [[v > 0 for v in row] for row in softmax(causal(flat)).rows] == [[True, False, False], [True, True, False]]
    assert [[v > 0 for v in row] for row in softmax(padding(flat, 1)).rows] == [[True, False, False]] * 2


def test_minus_infinity_is_printed_as_such():
    assert write(literal(causal(Grid([[0, 0]]))), "unicode") == "[0, −∞]"


def test_a_row_of_zeros_has_no_direction():
    with pytest.raises(Undefined, match="no direction"):
        unit_rows(Grid([[3, 4], [0, 0]]))
