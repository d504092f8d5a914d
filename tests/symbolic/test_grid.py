"""Matrices kept on one scale against the same worked entry by entry."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from dlstudy.symbolic.arithmetic import TooLarge, multiply, reals, square_root
from dlstudy.symbolic.blocks import columns, concat, rows, stack
from dlstudy.symbolic.grid import Grid

Entries = list[list[Any]]


def _integers(rng: random.Random) -> Any:
    return rng.randint(-9, 9)


def _fractions(rng: random.Random) -> Any:
    return Fraction(rng.randint(-20, 20), rng.choice((1, 2, 7)))


def _roots(rng: random.Random) -> Any:
    return square_root(rng.randint(0, 50))


def _matrix(rng: random.Random, make: Any, height: int = 3, width: int = 3) -> Entries:
    return [[make(rng) for _j in range(width)] for _i in range(height)]


def _precise(x: Any) -> Any:
    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, int | Fraction) else mpmath.mpf(x)


def _by_entries(x: Entries, y: Entries) -> Entries:
    return [[sum(_precise(p) * _precise(q) for p, q in zip(row, col, strict=True)) for col in zip(*y, strict=True)] for row in x]  # fmt: skip


def _close(found: Grid, expected: Entries) -> bool:
    return all(
        abs(_precise(p) - q) <= mpmath.mpf(10) ** -28 * (1 + abs(q))
        for row, other in zip(found.rows, expected, strict=True)
        for p, q in zip(row, other, strict=True)
    )


@pytest.mark.parametrize("seed", range(20))
def test_what_is_done_on_one_scale_is_what_is_done_entry_by_entry(seed: int) -> None:
    rng = random.Random(seed)
    kinds = [rng.choice((_integers, _fractions, _roots)) for _i in range(3)]
    a, b, c = (_matrix(rng, kind) for kind in kinds)
    factor = Fraction(rng.randint(-5, 5), 3)
    with mpmath.workdps(80):
        made = Grid(a).product(Grid(b)).times(factor).T.product(Grid(c))
        first = [[_precise(factor) * v for v in row] for row in _by_entries(a, b)]
        expected = _by_entries([list(row) for row in zip(*first, strict=True)], c)
        assert made.shape == (3, 3)
        assert _close(made, expected)
        assert _close(stack(rows(made, 2, 3), rows(made, 1, 1)), expected[1:] + expected[:1])
        halves = concat(columns(made, 3, 3), columns(made, 1, 2))
        assert _close(halves, [[row[2], *row[:2]] for row in expected])


def test_matrices_on_different_scales_are_joined_exactly() -> None:
    half, third = (Grid([[1, 2]]).times(Fraction(1, n)) for n in (2, 3))
    assert stack(half, third).rows == ((Fraction(1, 2), 1), (Fraction(1, 3), Fraction(2, 3)))
    assert concat(half, Grid([[7]])).rows == ((Fraction(1, 2), 1, 7),)


def test_what_is_exact_stays_so_beside_what_is_not() -> None:
    exact, root = Grid([[1]]).times(Fraction(1, 2)), Grid([[square_root(2)]]).product(Grid([[1]]))
    assert stack(exact, root).rows[0][0] == Fraction(1, 2)
    assert type(stack(exact, root).rows[0][0]) is Fraction


def test_entries_are_the_simplest_numbers() -> None:
    product = Grid([[Fraction(1, 2), Fraction(1, 2)]]).product(Grid([[1], [3]]))
    assert product.rows == ((2,),)
    assert type(product.rows[0][0]) is int


def test_a_number_that_grows_too_long_is_refused_when_it_is_made() -> None:
    long = Grid([[2**3000]])
    with pytest.raises(TooLarge):
        long.product(long)
    with pytest.raises(TooLarge):
        long.times(2**3000)


def test_infinite_entries_are_multiplied_one_by_one() -> None:
    hidden = reals().mpf("-inf")
    assert Grid([[hidden, 1]]).product(Grid([[2], [3]])).rows == ((hidden,),)
    assert Grid([[hidden, 1]]).times(2).rows == ((multiply(2, hidden), 2),)
