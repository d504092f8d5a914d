"""How near two numbers are, exactly: typed fractions against exact or 30-digit results."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from dlstudy.symbolic.arithmetic import is_exact

SLACK = Fraction(1, 10**9)
"""Bounds are widened by this share, so that an answer just on the edge is not lost to the last of 30 digits."""
FAR = 20_000
"""Powers of two beyond this are as good as infinite, or as zero: nobody is asked for such a number."""


def fraction(x: Any) -> Fraction | None:
    """The number as a fraction, a float by its shortest print; none where it is not finite."""
    if is_exact(x):
        return Fraction(x)
    if isinstance(x, float):
        return Fraction(str(x)) if x - x == 0 else None
    if not x.context.isfinite(x):
        return None
    mantissa, exponent = (int(part) for part in x.man_exp)
    size = abs(mantissa) * Fraction(2) ** min(exponent, FAR) if exponent > -FAR else Fraction(0)
    return -size if x < 0 else size


def within(x: Any, right: Any, tolerance: float, absolute: float, scale: Any = None) -> bool:
    """Whether |x − right| ≤ max(tolerance · scale, absolute); the scale is |right| where none is given."""
    p, q = fraction(x), fraction(right)
    if p is None or q is None:
        return p is None and q is None and (x > 0) == (right > 0)
    size = abs(q) if scale is None else scale
    bound = max(_decimal(tolerance) * size, _decimal(absolute))
    return abs(p - q) <= bound * (1 + SLACK) or (not is_exact(right) and abs(p - q) <= abs(q) / 10**20)


@lru_cache(maxsize=256)
def _decimal(x: float) -> Fraction:
    """A tolerance as the decimal it was written as."""
    return Fraction(str(x))


def largest(rows: tuple[tuple[Any, ...], ...]) -> Fraction:
    """The largest size among the finite entries."""
    sizes = [abs(f) for row in rows for x in row if (f := fraction(x)) is not None]
    return max(sizes, default=Fraction(0))
