"""Zeros around a matrix, and a kernel turned round."""

import pytest

from dlstudy.symbolic.arithmetic import Undefined
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.windows import flip, pad

X = Grid([[1, 2], [3, 4]])


def test_one_amount_pads_every_edge():
    assert pad(X, 1) == Grid([[0, 0, 0, 0], [0, 1, 2, 0], [0, 3, 4, 0], [0, 0, 0, 0]])


def test_two_amounts_are_for_the_two_directions():
    assert pad(X, 0, 1) == Grid([[0, 1, 2, 0], [0, 3, 4, 0]])


def test_four_amounts_are_above_below_left_right():
    assert pad(X, 0, 1, 0, 2) == Grid([[1, 2, 0, 0], [3, 4, 0, 0], [0, 0, 0, 0]])


@pytest.mark.parametrize("amounts", [(-1,), (1, 2, 3), (10**9,)])
def test_impossible_amounts_are_refused(amounts):
    with pytest.raises(Undefined):
        pad(X, *amounts)


def test_a_flip_turns_by_half_a_turn_and_twice_is_none():
    assert flip(X) == Grid([[4, 3], [2, 1]])
    assert flip(flip(X)) == X
