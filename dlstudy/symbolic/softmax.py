"""A row's exponentials over their sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dlstudy.symbolic import arithmetic as a
from dlstudy.symbolic.arithmetic import Number, exponential, is_exact
from dlstudy.symbolic.scaled import low_level

GUARD = 24  # bits beyond those that are kept


def softmax_row(entries: Sequence[Number]) -> list[Number]:
    """e^x / Σ e^x for every entry x; −∞ weighs nothing, and a row of nothing else is all zeros.

    Equal weights are exact fractions; others have the digits of the moment. The work is done in whole multiples of one
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
    if least - top < -a.MAX_EXP_ARGUMENT << places:
        exponential((least - top) >> places)  # refused there
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
