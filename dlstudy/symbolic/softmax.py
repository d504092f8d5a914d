"""Each row's exponentials over their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dlstudy.symbolic import arithmetic as a
from dlstudy.symbolic.arithmetic import Number, is_exact
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.scaled import Scaled, low_level

GUARD = 24  # bits beyond those that are kept
MOST_LOST = 256  # bits by which exponentials on one scale may differ


def softmax(x: Grid) -> Grid:
    """e^x / Σ e^x along each row; −∞ weighs nothing, and a row of nothing else is all zeros.

    Of fractions over one denominator all exponentials are powers of one, which takes a third of the time.
    """
    exact = x.scaled if x.shape[1] > 1 else None
    if exact is not None and exact.context is None and all(max(row) > min(row) for row in exact.rows):
        falls = [[max(row) - n for n in row] for row in exact.rows]
        most = max(map(max, falls))
        lost = 3 * most // (2 * exact.below)  # log2(e) is less than 3/2
        if lost <= MOST_LOST:
            places = a.reals().prec + GUARD + lost + most.bit_length()
            return Grid.of(Scaled(_shares_of_powers(falls, exact.below, places), 1, -places, a.reals()))
    return Grid(map(softmax_row, x.rows))


def _shares_of_powers(falls: list[list[int]], below: int, places: int) -> tuple[tuple[int, ...], ...]:
    """e^(−n/below) over the sum of its row's, in units of 2^−places."""
    libmp = low_level()
    square = libmp.to_fixed(libmp.mpf_exp(libmp.from_rational(-1, below, places), places), places)
    squares = [square]
    for _bit in range(1, max(map(max, falls)).bit_length()):
        squares.append(squares[-1] * squares[-1] >> places)
    powers: dict[int, int] = {}
    for n in {n for row in falls for n in row}:
        power = 1 << places
        for bit in range(n.bit_length()):
            if n >> bit & 1:
                power = power * squares[bit] >> places
        powers[n] = power
    rows = ([powers[n] for n in row] for row in falls)
    return tuple(tuple([(power << places) // whole for power in row]) for row, whole in ((r, sum(r)) for r in rows))


def softmax_row(entries: Sequence[Number]) -> list[Number]:
    """The same for one row of any entries.

    Equal weights are exact fractions; what is e^100,000 times smaller than another is 0; others have the digits of the moment. The work is done in whole multiples of one
    tiny power of two: mpmath's own numbers throughout would take twice the time, most of an attention's.
    """
    context = next((x.context for x in entries if not is_exact(x)), None) or a.reals()
    libmp, places = low_level(), context.prec + GUARD
    fixed = [_fixed(x, places, libmp) for x in entries]
    finite = [x for x in fixed if x is not None]
    if not finite:
        return [0] * len(entries)
    top, least = max(finite), min(finite)
    if top == least:
        return [0 if x is None else a.divide(1, len(finite)) for x in fixed]
    farthest = top - (a.MAX_EXP_ARGUMENT << places)
    if least < farthest:
        fixed = [None if x is None or x < farthest else x for x in fixed]
    powers = [None if x is None else libmp.mpf_exp(libmp.from_man_exp(x - top, -places), places) for x in fixed]
    return _shares(powers, context, libmp, places)


def _fixed(x: Number, places: int, libmp: Any) -> int | None:
    """x in units of 2^−places; none for −∞."""
    if type(x) is int:
        return x << places
    if is_exact(x):
        above, below = x.as_integer_ratio()
        return int((above << places) // below)
    return int(libmp.to_fixed(x._mpf_, places)) if x.context.isfinite(x) else None


def _shares(powers: Sequence[Any], context: Any, libmp: Any, places: int) -> list[Number]:
    """Each power, of which the largest is 1, over the sum of all; none counts as 0."""
    whole = sum(libmp.to_fixed(power, places) for power in powers if power is not None)
    shares: list[Number] = []
    for power in powers:
        if power is None:
            shares.append(0)
        else:  # man · 2^exponent / (whole · 2^−places)
            _sign, man, exponent, _bits = power
            quotient = libmp.from_man_exp((man << 2 * places) // whole, exponent - places, context.prec, "n")
            shares.append(context.make_mpf(quotient))
    return shares
