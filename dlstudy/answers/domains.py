"""What a letter of a formula may stand for, and the values a formula is tried at.

    positive integer · nonnegative integer · integer · integer 2..9 · real · positive · nonnegative · 0..1

Values come small and on the boundary first (where floors, remainders and cases show), then at several scales. A real
letter never takes a round value: a formula with a hole (x/x at 0) is the formula without it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.reading import read
from dlstudy.symbolic.tree import Letter, letter

Bound = Fraction | None

_RANGE = re.compile(r"(-?\d+(?:\.\d+)?(?:/\d+)?)\s*(?:\.\.|…|~|–)\s*(-?\d+(?:\.\d+)?(?:/\d+)?)")
_WORDS: Final = {
    "integer": "integer", "int": "integer", "whole": "integer", "natural": "natural", "count": "natural",
    "real": "real", "number": "real", "positive": "positive", "nonnegative": "nonnegative", "整数": "integer",
    "正": "positive", "非负": "nonnegative", "实数": "real", "正整数": "natural", "正数": "positive", "negative": "negative",
}  # fmt: skip
_SMALL: Final = 12
_SCALES: Final = ((1, 12), (1, 60), (1, 400), (1, 5000))
_SIZES: Final = (Fraction(1), Fraction(3), Fraction(1, 10), Fraction(10), Fraction(60))


@dataclass(frozen=True, slots=True)
class Domain:
    """Whole or real numbers between two bounds, of which either may be missing."""

    whole: bool = False
    low: Bound = None
    high: Bound = None

    def value(self, number: int, rng: random.Random) -> Fraction | int:
        """The value of the `number`-th point."""
        return self._whole(number, rng) if self.whole else self._real(number, rng)

    def _whole(self, number: int, rng: random.Random) -> int:
        """The least value at the first point, its neighbours, then larger ones."""
        if self.low is not None and self.high is not None:
            low, high = -(-self.low // 1), self.high // 1
            return low if number == 0 else high if number == 1 else rng.randint(low, high)
        reach = 1 if number == 0 else 3 if number < 4 else _SMALL if number % 2 else _SCALES[number // 2 % 4][1]
        if self.low is not None:
            return int(-(-self.low // 1)) + rng.randrange(reach)
        if self.high is not None:
            return int(self.high // 1) - rng.randrange(reach)
        return rng.randint(-reach, reach) if number else 1

    def _real(self, number: int, rng: random.Random) -> Fraction:
        """Between the bounds, never on them."""
        share = Fraction(rng.randrange(1, 9973), 9973)
        if self.low is not None and self.high is not None:
            return self.low + (self.high - self.low) * share
        size = _SIZES[number % len(_SIZES)] * (share + Fraction(1, 7))
        if self.low is not None:
            return self.low + size
        if self.high is not None:
            return self.high - size
        return size if rng.random() < 0.5 else -size


@lru_cache(maxsize=512)
def parse(text: str) -> Domain:
    """The domain a text says; LearnerError where it says none."""
    words = text.strip().casefold().replace("non-negative", "nonnegative")
    low: Bound = None
    high: Bound = None
    if found := _RANGE.search(words):
        low, high = sorted((Fraction(found[1]), Fraction(found[2])))
        words = words.replace(found[0], " ")
    said = [_WORDS.get(word) for word in re.split(r"[\s,()\[\]]+", words) if word not in ("", "s", "numbers")]
    if None in said or (not said and low is None) or low == high is not None:
        raise _refused(text)
    whole = "integer" in said or "natural" in said
    if "natural" in said or "positive" in said:
        low = max(low, Fraction(int(whole))) if low is not None else Fraction(int(whole))
    elif "nonnegative" in said:
        low = max(low, Fraction(0)) if low is not None else Fraction(0)
    elif "negative" in said:
        high = Fraction(-1 if whole else 0)
    if low is not None and high is not None and (low > high or (whole and -(-low // 1) > high // 1)):
        raise _refused(text)
    return Domain(whole, low, high)


def _refused(text: str) -> LearnerError:
    why = _(
        "{text} is no domain: write positive integer, integer, real, positive or 0..1",
        "{text} 不是取值范围：请写 positive integer、integer、real、positive 或 0..1",
    )
    return LearnerError(why(text=text[:40]))


def parse_list(text: str) -> Mapping[str, str]:
    """The domains of `H:positive integer, gamma:0..1, x`; a letter alone is real."""
    domains: dict[str, str] = {}
    for piece in re.split(r"[,;，；]", text):
        name, _colon, said = (part.strip() for part in piece.replace("：", ":").partition(":"))
        if not name and not said:
            continue
        domains[letter_name(name)] = said or "real"
        parse(said or "real")
    return domains


def letter_name(text: str) -> str:
    """The name of the letter that γ, gamma or \\gamma is; LearnerError where it is none."""
    tree = read(text)
    if not isinstance(tree, Letter):
        raise LearnerError(_("{name} is no letter", "{name} 不是字母")(name=text[:40]))
    return repr(tree)


def by_name(name: str) -> Letter:
    """The letter whose domain is given under this name: `theta[2]`, `theta_2`, `k`."""
    found = re.fullmatch(r"(.+?)\[([\w,]+)\]", name)
    if found is None:
        return letter(name)
    return Letter(found[1], tuple(int(i) if i.isdigit() else i for i in found[2].split(",")))
