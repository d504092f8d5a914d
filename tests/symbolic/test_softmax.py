"""Softmax of a row and inner products, against mpmath's own arithmetic at more than twice the digits."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from dlstudy.symbolic.arithmetic import real, reals, square_root
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.scaled import inner
from dlstudy.symbolic.softmax import softmax, softmax_row

THIRTY = mpmath.mpf(10) ** -30
MINUS_INFINITY = reals().mpf("-inf")


def _precise(x: Any) -> Any:
    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, int | Fraction) else mpmath.mpf(x)


def _fraction(rng: random.Random, size: int) -> Fraction:
    return Fraction(rng.randint(-size, size), rng.choice((1, 2, 7)))


@pytest.mark.parametrize("size", [1, 50, 5000])
@pytest.mark.parametrize("kind", [lambda x: x, real, lambda x: square_root(abs(x) + 2)])
def test_every_weight_has_thirty_digits(size: int, kind: Any) -> None:
    rng = random.Random(size)
    for _round in range(20):
        row = [kind(_fraction(rng, size)) for _i in range(rng.randint(2, 9))]
        found = softmax_row(row)
        with mpmath.workdps(80):
            powers = [mpmath.exp(_precise(x)) for x in row]
            for weight, power in zip(found, powers, strict=True):
                assert abs(_precise(weight) / (power / mpmath.fsum(powers)) - 1) < THIRTY


@pytest.mark.parametrize("size", [1, 20, 100, 5000])
@pytest.mark.parametrize("below", [1, 2, 1001, 10**15])
def test_every_weight_of_a_matrix_of_fractions_has_thirty_digits(size: int, below: int) -> None:
    rng = random.Random(size)
    rows = [[Fraction(rng.randint(-size * below, size * below), below) for _i in range(5)] for _j in range(4)]
    found = softmax(Grid(rows)).rows
    with mpmath.workdps(80):
        for row, weights in zip(rows, found, strict=True):
            powers = [mpmath.exp(_precise(x)) for x in row]
            for weight, power in zip(weights, powers, strict=True):
                assert abs(_precise(weight) / (power / mpmath.fsum(powers)) - 1) < THIRTY


def test_a_matrix_with_a_row_of_equals_keeps_their_exact_share() -> None:
    assert softmax(Grid([[1, 1], [0, 1]])).rows[0] == (Fraction(1, 2), Fraction(1, 2))
    assert softmax(Grid([[3], [5]])).rows == ((1,), (1,))


def test_equal_weights_are_exact_fractions() -> None:
    assert softmax_row([Fraction(5, 7)] * 3) == [Fraction(1, 3)] * 3
    assert softmax_row([2, MINUS_INFINITY, 2]) == [Fraction(1, 2), 0, Fraction(1, 2)]


def test_a_masked_entry_weighs_nothing_beside_others() -> None:
    masked, free = softmax_row([1, MINUS_INFINITY, 3]), softmax_row([1, 3])
    assert masked == [free[0], 0, free[1]]
    assert softmax_row([MINUS_INFINITY] * 2) == [0, 0]


def test_an_entry_far_below_another_weighs_nothing() -> None:
    assert softmax_row([0, 10**6]) == [0, 1]
    assert softmax_row([0, 10**6, -(10**9)])[0::2] == [0, 0]
    near = softmax_row([0, 99_999])
    assert 0 < near[0] < reals().mpf(10) ** -43_000


@pytest.mark.parametrize("seed", range(30))
def test_an_inner_product_is_rounded_once(seed: int) -> None:
    rng = random.Random(seed)
    makers = (lambda: rng.randint(-9, 9), lambda: _fraction(rng, 9), lambda: square_root(rng.randint(2, 99)))
    chosen = rng.sample(makers, rng.randint(1, 3))
    x, y = ([rng.choice(chosen)() for _i in range(6)] for _j in range(2))
    with mpmath.workdps(90):
        true = mpmath.fsum(_precise(p) * _precise(q) for p, q in zip(x, y, strict=True))
        assert abs(_precise(inner(x, y)) - true) <= THIRTY * mpmath.fsum(
            abs(_precise(p * q)) for p, q in zip(x, y, strict=True)
        )


def test_numbers_without_a_root_stay_exact_in_a_product() -> None:
    assert inner([1, Fraction(1, 3)], [Fraction(1, 2), 6]) == Fraction(5, 2)
    assert type(inner([Fraction(1, 2)], [4])) is int


def test_infinite_and_far_apart_numbers_are_multiplied_one_by_one() -> None:
    assert inner([MINUS_INFINITY, 1], [2, 3]) == MINUS_INFINITY
    tiny, one = reals().ldexp(reals().mpf(1), -5000), reals().mpf(1)
    assert inner([tiny, one], [one, 0 * one]) == tiny


def test_vectors_of_other_lengths_have_no_inner_product() -> None:
    with pytest.raises(ValueError, match="2, 3"):
        inner([1, 2], [1, 2, 3])


def test_a_product_of_matrices_is_made_of_inner_products() -> None:
    rows, columns = ((1, Fraction(1, 2)), (real(2), 3)), ((4, 5), (Fraction(1, 3), -1))
    expected = tuple(tuple(inner(row, column) for column in columns) for row in rows)
    assert Grid(rows).product(Grid(columns).T).rows == expected
