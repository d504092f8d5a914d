"""Numbers in a world's text: decimals and fractions, always exact, never long."""

from __future__ import annotations

import re
from fractions import Fraction

from dlstudy.worlds.world import Exact

_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_FRACTION = re.compile(r"[+-]?\d{1,15}\s*/\s*\d{1,15}", re.ASCII)


def exact_number(written: object) -> Exact | None:
    """The number that was written (`0.2`, `-1`, `1/3`, `2e-3`), whole ones as int; none where it is not one."""
    if isinstance(written, bool) or not isinstance(written, int | str):
        return None
    text = str(written).strip().replace("−", "-") if not isinstance(written, int) or abs(written) < 10**15 else ""
    if _FRACTION.fullmatch(text):
        top, _, bottom = text.partition("/")
        return whole(Fraction(int(top), int(bottom))) if int(bottom) else None
    return whole(Fraction(text)) if _NUMBER.fullmatch(text) else None


def whole(x: Fraction) -> Exact:
    """A whole fraction as an int."""
    return x.numerator if x.denominator == 1 else x
