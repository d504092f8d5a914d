"""What people write around a number and do not mean as part of it: ≈, 约, a leading =, thousands, a measure word."""

from __future__ import annotations

import re
from typing import Final

from dlstudy.answers.kinds.closeness import within
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.reading import characters, read_value

_BEFORE = re.compile(
    r"^(?:(?:答案?|结果|answer|ans)\s*(?:是|为|is)?\s*[:=]?)?\s*(?:共有?|约等于|大约|约为|约|等于|≈|≃|~|=)?\s*",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?<=[\d)\]%!])[.;,]$")
_BEHIND = re.compile(
    r"\s*(?:个(?:参数|权重|连接|神经元)?|次(?:乘加)?|步|遍|轮|层|维|张|种|倍|位|类|(?<=\d)\s+(?:parameters|params|weights"
    r"|connections|neurons|units|steps|iterations|epochs|layers|multiplications|macs|bits?|times))$",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"(?:\\boxed\{(.+)\}|\*\*(.+)\*\*)")
_NAMED = re.compile(r"[^\W\d]\w*\s*\([^()]*\)\s*=\s*(?=\S)")  # P(y = 1 | x) = …
_BESIDE = re.compile(r"([-+]?[\d.]+(?:/\d+)?%?)\s+\((.+)\)")  # 0.75 (3/4): the same said twice, no product
_SIDES = re.compile(r"[=≈≃]")
_NAME = re.compile(r"\\?[^\W\d]\w*(?:\[\w+\]|_\{\w+\})?\*?")
NEARLY: Final = 0.005  # how far the sides of a rounded equation may be apart
_THOUSANDS = re.compile(r"([+-]?\d{1,3})((?:[, ]\d{3})+)(\.\d+)?")


def first_side(text: str) -> str:
    """Of `1/3 ≈ 0.333` and `9·9·3·15 + 15 = 3660` the first side; refused where the sides are not equal."""
    if twice := _BESIDE.fullmatch(text):
        text = f"{twice[1]} = {twice[2]}"
    if not _SIDES.search(text) and "＝" not in text:
        return text
    sides = [side.strip() for side in _SIDES.split("".join(map(characters.plain, text)))]
    if len(sides) > 1 and _NAME.fullmatch(sides[0]):
        sides.pop(0)
    if len(sides) < 2 or not all(sides):
        return text
    first = sides[0]
    for other in sides[1:]:
        if not within(read_value(bare(other)), read_value(bare(first)), NEARLY, NEARLY):
            said = _("{a} and {b} are not equal", "{a} 与 {b} 不相等")
            raise LearnerError(said(a=first, b=other), text, (0, len(text)))
    return bare(first)


def bare(text: str) -> str:
    """The text of the number alone; anything else as it is."""
    if len(text) > 500:
        return text
    plain = "".join(map(characters.plain, text)).strip()
    if markup := _MARKUP.fullmatch(plain):
        plain = markup[1] or markup[2]
    stripped = _BEHIND.sub("", _FULL_STOP.sub("", _BEFORE.sub("", _NAMED.sub("", plain, count=1))))
    if found := _THOUSANDS.fullmatch(stripped):
        return found[1] + found[2].replace(",", "").replace(" ", "") + (found[3] or "")
    return stripped or text
