"""A number: its value, its precision and its form are three checks.

Within the tolerance it is right. A decimal that is the right value rounded to fewer figures than asked is neither
right nor wrong: the learner is asked for more figures, and no try is spent. All else is wrong.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, log10
from typing import Any, NamedTuple

from dlstudy.answers.keys import NumberKey
from dlstudy.answers.kinds.closeness import fraction, within
from dlstudy.answers.kinds.dressing import bare, first_side
from dlstudy.answers.kinds.kind import RIGHT, WRONG, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import real, tidy
from dlstudy.symbolic.notation import decimal, quantity
from dlstudy.symbolic.reading import characters, read_value

_PLAIN = re.compile(r"([+-]?\d{1,20})(?:\.(\d{1,20}))?", re.ASCII)  # most answers: no need of the whole reader
_QUOTIENT = re.compile(r"([+-]?\d{1,20})/(\d{1,20})", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\s*(\d*)\.?(\d*)(?:[eE][+-]?\d+)?")


class Typed(NamedTuple):
    """A number, with the significant figures and decimals it was typed with; none where it is no plain decimal."""

    value: Any
    figures: int | None = None
    decimals: int | None = None


def read(_key: NumberKey, text: str) -> Typed:
    """The number that was typed."""
    if found := _PLAIN.fullmatch(text):
        places = found[2] or ""
        value = Fraction(int(found[1] + places), 10 ** len(places))
        return Typed(tidy(value), len((found[1] + places).lstrip("+-0")), len(places))
    if (found := _QUOTIENT.fullmatch(text)) and int(found[2]):
        return Typed(tidy(Fraction(int(found[1]), int(found[2]))))
    text = first_side(bare(text))
    value = read_value(text)
    plain = "".join(map(characters.plain, text)).strip().rpartition("=")[2].strip()
    found = _DECIMAL.fullmatch(plain)
    if found is None:
        return Typed(value)
    return Typed(value, len((found[1] + found[2]).lstrip("0")), None if "e" in plain.lower() else len(found[2]))


def show(_key: NumberKey, typed: Typed) -> str:
    """The number as it was understood."""
    if isinstance(typed.value, int) and abs(typed.value) >= 10**40:
        return decimal(real(typed.value))
    return quantity(typed.value)


def compare(key: NumberKey, typed: Typed) -> Verdict:
    """Right within the tolerance; more figures are asked for where it is the right value, rounded too early."""
    right = fraction(key.value)
    if within(typed.value, key.value, key.tolerance, key.absolute):
        if right is not None and _too_short(key, typed, right):
            raise LearnerError(_more(key))
        return RIGHT
    if right is not None and _rounded_early(key, typed, right):
        raise LearnerError(_more(key))
    return WRONG


def figures_asked(key: NumberKey) -> int | None:
    """The significant figures an answer needs: those asked for, else those that the tolerance can tell apart."""
    if key.digits is not None:
        return key.digits
    return ceil(-log10(key.tolerance)) if 0 < key.tolerance < 1 else None


def _too_short(key: NumberKey, typed: Typed, right: Fraction) -> bool:
    """Whether fewer figures were typed than were asked for, and not because the rest are zeros."""
    value = fraction(typed.value)
    if value is None or typed.figures is None or right == 0:
        return False
    if key.decimals is not None and typed.decimals is not None and typed.decimals < key.decimals:
        unit = Fraction(1, 10**key.decimals)
    elif key.digits is not None and typed.figures < key.digits:
        unit = Fraction(10) ** (_leading(right) - key.digits + 1)
    else:
        return False
    return abs(value - right) > unit / 2


def _leading(x: Fraction) -> int:
    """The place of the first figure."""
    return (Decimal(x.numerator) / Decimal(x.denominator)).adjusted()


def _rounded_early(key: NumberKey, typed: Typed, right: Fraction) -> bool:
    """Whether fewer figures than asked were typed, and those are the right value's."""
    value = fraction(typed.value)
    if value is None or right == 0 or value == 0 or typed.figures is None:
        return False
    if key.decimals is not None:
        few = typed.decimals is not None and typed.decimals < key.decimals
        return few and abs(value - right) <= Fraction(1, 2 * 10 ** (typed.decimals or 0))
    asked = figures_asked(key)
    if asked is None or typed.figures >= asked:
        return False
    unit = Fraction(10) ** (min(_leading(value), _leading(right)) - typed.figures + 1)
    return abs(value - right) <= unit / 2


def _more(key: NumberKey) -> Any:
    if key.decimals is not None:
        return _("right so far: keep {n} decimals", "目前是对的：请保留 {n} 位小数")(n=key.decimals)
    text = _("right so far: give {n} significant figures", "目前是对的：请给出 {n} 位有效数字")
    return text(n=figures_asked(key))


KIND = Kind(read, show, compare, lambda key, value: replace(key, value=value), Typed)
