"""Values as they are read: exact where that is short, else rounded to significant figures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dlstudy.symbolic.arithmetic import is_exact
from dlstudy.symbolic.grid import Grid, spell
from dlstudy.symbolic.tree import MOST_PLACES, Node, is_decimal, terminates

FIGURES = 6
MOST = 10**40  # longer numbers are not read digit by digit


def decimal(x: Any, figures: int = FIGURES) -> str:
    """A number in decimals to so many significant figures; whole numbers whole."""
    if isinstance(x, bool | str):
        return str(x)
    if isinstance(x, int) and is_short(x):
        return str(x)
    if isinstance(x, int | Fraction):
        return _plain(_rounded(Fraction(x), figures))
    if isinstance(x, float):  # the reference's, where it ran alone
        return ("∞" if x > 0 else "−∞") if abs(x) == float("inf") else _plain(f"{x:.{min(figures, 15)}g}")
    if not x.context.isfinite(x):
        return "−∞" if x < 0 else "∞"
    return _plain(x.context.nstr(x, figures, strip_zeros=True, min_fixed=-5, max_fixed=12))


def _rounded(x: Fraction, figures: int) -> str:
    from decimal import Context, Decimal

    value = Context(prec=figures).divide(Decimal(x.numerator), Decimal(x.denominator))
    if not Fraction(1, 10**5) <= abs(x) < 10**12:
        return f"{value.normalize():E}".replace("E+", "e").replace("E", "e")
    return f"{value:f}"


def _plain(digits: str) -> str:
    if "e" in digits:
        head, _, tail = digits.partition("e")
        return f"{_plain(head)}e{int(tail)}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def exact(x: Any) -> str:
    """A number in full: a decimal where it ends early, else a fraction; 30 digits where it is irrational."""
    if isinstance(x, Grid):
        return "[" + "; ".join(", ".join(map(exact, row)) for row in x.rows) + "]"
    if isinstance(x, tuple):
        return spell(x) if all(isinstance(v, int) for v in x) else ", ".join(map(str, x))
    if isinstance(x, Fraction):
        return _ending(x) if is_decimal(x) else f"{x.numerator}/{x.denominator}"
    if is_exact(x) or isinstance(x, str | Node):
        return str(x)
    return decimal(x, 30)


def _ending(x: Fraction) -> str:
    """The full decimal of a fraction that has one."""
    places = next(p for p in range(MOST_PLACES + 1) if 10**p % x.denominator == 0)
    digits = str(abs(x.numerator) * 10**places // x.denominator).rjust(places + 1, "0")
    return ("-" if x < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def is_short(x: Any) -> bool:
    """Whether a number's exact form is short enough to stand in a line of working."""
    if isinstance(x, Fraction):
        return terminates(x, 6) or x.denominator < 1000
    return isinstance(x, int) and abs(x) < MOST


def brief(x: Any, figures: int = FIGURES) -> str:
    """A number in one form: exact where that is short, else in decimals."""
    return exact(x) if is_exact(x) and is_short(x) else decimal(x, figures)


def quantity(x: Any, figures: int = FIGURES) -> str:
    """A value as a line of working ends with it: `45`, `1/3 ≈ 0.333333`, `45 × 45 × 15`."""
    if isinstance(x, bool):
        return "1" if x else "0"
    if isinstance(x, tuple):
        return " × ".join(map(str, x)) if all(isinstance(v, int) for v in x) else ", ".join(map(str, x))
    if isinstance(x, Fraction) and not terminates(x, FIGURES) and is_short(x):
        return f"{x.numerator}/{x.denominator} ≈ {decimal(x, figures)}"
    return brief(x, figures)
