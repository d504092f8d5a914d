"""Linear equations solved exactly, and what has no solution."""

import random
from fractions import Fraction

import pytest

from dlstudy.errors import LearnerError
from dlstudy.symbolic.equations import identity, solve
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.reading import read


def test_two_equations_by_hand():
    """x + y = 3 and x − y = 1."""
    assert solve(Grid([[1, 1], [1, -1]]), Grid([[3, 1]])) == Grid([[2, 1]])


@pytest.mark.parametrize("seed", range(6))
def test_the_solution_put_back_gives_the_right_side(seed):
    rng = random.Random(seed)
    a = Grid([[Fraction(rng.randint(-9, 9), rng.randint(1, 5)) for _j in range(5)] for _i in range(5)])
    b = Grid([[rng.randint(-9, 9) for _j in range(5)]])
    assert a.product(solve(a, b).T) == b.T


def test_a_zero_in_the_corner_is_exchanged():
    assert solve(Grid([[0, 2], [3, 0]]), Grid([[2, 3]])) == Grid([[1, 1]])


def test_irrational_numbers_are_solved_too():
    found = evaluate(read("solve([sqrt(2), 0; 0, 1], [2, 3])"), {})
    assert float(found.rows[0][0]) == pytest.approx(2**0.5)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("solve([1, 1; 2, 2], [1, 2])", "no single solution"),
        ("solve([1, 1], [1, 2])", "as many equations"),
        ("solve(3, [1, 2])", "matrix and a vector"),
        ("identity(0)", "1 to"),
        ("identity(9^9)", "1 to"),
        ("identity(1/2)", "whole number"),
    ],
)
def test_what_cannot_be_solved_is_refused(text, says):
    with pytest.raises(LearnerError, match=says):
        evaluate(read(text), {})


def test_the_identity_leaves_a_matrix_alone():
    assert identity(2).product(Grid([[1, 2], [3, 4]])) == Grid([[1, 2], [3, 4]])
