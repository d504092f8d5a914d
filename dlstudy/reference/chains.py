"""How a product of many factors grows or dies, one factor at a time."""

from __future__ import annotations

import math
from collections.abc import Iterable


def chain(factors: Iterable[float]) -> tuple[float, int]:
    """The product of the factors as mantissa and power of ten, so that nothing under- or overflows on the way."""
    mantissa, exponent = 1.0, 0
    for factor in factors:
        mantissa *= factor
        if mantissa == 0:
            return 0.0, 0
        shift = math.floor(math.log10(abs(mantissa)))
        mantissa, exponent = mantissa / 10.0**shift, exponent + shift
    return mantissa, exponent


def steps_until(factor: float, threshold: float) -> int:
    """The first n for which factor^n has passed the threshold: below it where factor < 1, above it where factor > 1.

    The range is doubled until it holds n, then halved, powers being all that is asked.
    """
    threshold *= 1 + 1e-12 if factor < 1 else 1 - 1e-12  # a power that meets it exactly has passed it, rounded or not

    def passed(n: int) -> bool:
        return factor**n <= threshold if factor < 1 else factor**n >= threshold

    low, high = 0, 1
    while not passed(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if passed(middle) else (middle, high)
    return high
