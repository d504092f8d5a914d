"""Which number makes a quantity zero: changes of sign are looked for over the legal range, and closed in on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.params import Real

Excess = Callable[[Fraction], Any]  # a number, or none where a value is not legal
STEPS = 40  # that a finite range is cut into
DECADES = range(-6, 7)
HALVINGS = 60
SIMPLE = (10, 100, 1000, 10**4, 10**6)
CLOSE = 1e-12
ROUNDING = 1e-25  # of a wanted value that was typed with 30 digits
SEVERAL = 3


def roots(param: Real, excess: Excess) -> list[Fraction]:
    """The values at which `excess` is, or passes through, zero, ascending; simple numbers where they do.

    A root without a change of sign, or two within one step, can be missed.
    """
    known = [(x, excess(x)) for x in _points(param)]
    legal = [(x, e) for x, e in known if e is not None]
    found = [x for x, e in legal if abs(e) <= ROUNDING]
    if len(found) == len(legal) > SEVERAL:
        raise LearnerError(
            _("every {name} gives this: it has no effect here", "任何 {name} 都得到这个结果：它在这里不起作用")(
                name=param.name
            )
        )
    found += [_close_in(x, y, e, excess) for (x, e), (y, f) in pairwise(legal) if e * f < 0]
    return sorted(found)


def _points(param: Real) -> list[Fraction]:
    low, high = (None if end is None else Fraction(end) for end in (param.low, param.high))
    points = {Fraction(0), *(sign * m * Fraction(10) ** k for k in DECADES for m in (1, 2, 5) for sign in (1, -1))}
    if low is not None and high is not None:
        points |= {low + (high - low) * i / STEPS for i in range(STEPS + 1)}
    return sorted(x for x in points if _inside(param, x))


def _inside(param: Real, x: Fraction) -> bool:
    above = param.low is None or x > param.low or (x == param.low and "(" not in param.open)
    return above and (param.high is None or x < param.high or (x == param.high and ")" not in param.open))


def _close_in(low: Fraction, high: Fraction, below: Any, excess: Excess) -> Fraction:
    for _halving in range(HALVINGS):
        middle = Fraction(float(low + high) / 2)
        found = excess(middle)
        if found is None or found == 0 or high - low <= CLOSE * abs(middle):
            break
        low, high = (middle, high) if (found > 0) == (below > 0) else (low, middle)
    return next(_simple(middle, excess), Fraction(f"{float(middle):.10g}"))


def _simple(x: Fraction, excess: Excess) -> Iterator[Fraction]:
    for denominator in SIMPLE:
        near = x.limit_denominator(denominator)
        found = excess(near)
        if abs(near - x) <= 10 * CLOSE * max(1.0, abs(float(x))) and found is not None and abs(found) <= CLOSE:
            yield near
