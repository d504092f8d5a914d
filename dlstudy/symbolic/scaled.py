"""A matrix as whole numbers on one scale: a product multiplies and adds integers, and rounds when it is looked at.

That is at least as exact as multiplying entry by entry, and takes a fifth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import lcm
from operator import mul
from typing import Any, NamedTuple

from dlstudy.symbolic.arithmetic import Number, add, multiply, tidy

MAX_SPREAD = 2000  # bits between the largest and the smallest number on one scale

Rows = tuple[tuple[Any, ...], ...]


class Scaled(NamedTuple):
    """The matrix `rows · 2^power / below`; `context` is mpmath's where an entry is irrational."""

    rows: tuple[tuple[int, ...], ...]
    below: int = 1
    power: int = 0
    context: Any = None

    @property
    def bits(self) -> int:
        """How long the longest number is."""
        longest = max(max(map(int.bit_length, row), default=0) for row in self.rows) if self.rows else 0
        return max(longest, self.below.bit_length())

    def entries(self) -> Rows:
        """The numbers themselves: exact, or with the digits of the moment; refused where they are too long."""
        if self.context is not None:
            return tuple(tuple(map(self._rounded, row)) for row in self.rows)
        below = self.below
        if below == 1:
            return tuple(tuple(map(tidy, row)) for row in self.rows)
        return tuple(
            tuple(tidy(Fraction(n, below)) if n % below else tidy(n // below) for n in row) for row in self.rows
        )

    def _rounded(self, above: int) -> Number:
        libmp, context = low_level(), self.context
        if self.below == 1:
            return context.make_mpf(libmp.from_man_exp(above, self.power, context.prec, "n"))
        quotient = libmp.from_rational(above, self.below, context.prec, "n")
        return context.make_mpf(libmp.mpf_shift(quotient, self.power))

    def product(self, columns: Scaled) -> Scaled:
        """The inner product of every row with every row of `columns`, the other matrix's transpose."""
        right = columns.rows
        return Scaled(
            tuple([tuple([sum(map(mul, row, column)) for column in right]) for row in self.rows]),
            self.below * columns.below, self.power + columns.power, self.context or columns.context,
        )  # fmt: skip

    def times(self, factor: Number) -> Scaled:
        """Every entry times an exact number."""
        above = factor.numerator
        return self._replace(
            rows=tuple([tuple([n * above for n in row]) for row in self.rows]), below=self.below * factor.denominator
        )


def scaled(rows: Rows) -> Scaled | None:
    """The entries on one scale; none where that does not suit them: infinite ones, huge beside tiny ones."""
    kinds = set(map(type, chain.from_iterable(rows)))
    if kinds == {int}:
        return Scaled(rows)
    if kinds <= {int, Fraction}:
        below = lcm(*(x.denominator for x in chain.from_iterable(rows)))
        return _over(rows, below) if below.bit_length() <= MAX_SPREAD else None
    return None if Fraction in kinds or bool in kinds else _irrational(rows)


def _over(rows: Rows, below: int) -> Scaled:
    return Scaled(tuple(tuple(x.numerator * (below // x.denominator) for x in row) for row in rows), below)


def _irrational(rows: Rows) -> Scaled | None:
    """mpmath's numbers are `(sign, mantissa, exponent, bits)`; a mantissa of 0 with an exponent is infinite."""
    every = [x for row in rows for x in row]
    context = next(x.context for x in every if type(x) is not int)
    parts = [[(0, x, 0, 0) if type(x) is int else x._mpf_ for x in row] for row in rows]
    powers = [power for row in parts for _sign, man, power, _bits in row if man]
    if not powers or any(power and not man for row in parts for _sign, man, power, _bits in row):
        return None
    low = min(powers)
    if max(powers) - low > MAX_SPREAD:
        return None
    shifted = (
        tuple([(-man if sign else man) << (power - low) if man else 0 for sign, man, power, _bits in row])
        for row in parts
    )
    return Scaled(tuple(shifted), 1, low, context)


def alike(parts: Sequence[Scaled]) -> list[Scaled]:
    """The matrices on a scale that they share."""
    below, power = lcm(*(part.below for part in parts)), min(part.power for part in parts)
    context = next((part.context for part in parts if part.context is not None), None)
    return [_rescaled(part, below, power)._replace(context=context) for part in parts]


def _rescaled(part: Scaled, below: int, power: int) -> Scaled:
    factor = below // part.below << part.power - power
    if factor == 1:
        return part
    return Scaled(tuple(tuple(n * factor for n in row) for row in part.rows), below, power)


def inner(x: Sequence[Number], y: Sequence[Number]) -> Number:
    """The inner product of two sequences of equal length."""
    if len(x) != len(y):
        raise ValueError(len(x), len(y))
    left, right = scaled((tuple(x),)), scaled((tuple(y),))
    if left is None or right is None:
        return _one_by_one(x, y)
    return left.product(right).entries()[0][0]


def one_by_one(rows: Iterable[Sequence[Number]], columns: Sequence[Sequence[Number]]) -> Iterable[Iterable[Number]]:
    """The inner product of every row with every column, where no scale suits all entries."""
    return ([inner(row, column) for column in columns] for row in rows)


def _one_by_one(x: Sequence[Number], y: Sequence[Number]) -> Number:
    pairs = list(zip(x, y, strict=True))
    context = next((entry.context for pair in pairs for entry in pair if hasattr(entry, "context")), None)
    if context is not None:
        return context.fdot(pairs)
    result: Number = 0
    for p, q in pairs:
        result = add(result, multiply(p, q))
    return result


@lru_cache
def low_level() -> Any:
    """mpmath's functions on raw numbers; imported when an irrational number is met."""
    from mpmath import libmp

    return libmp
