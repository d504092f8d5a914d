"""What people write around a number and do not mean as part of it: ≈, 约, a leading =, thousands, a measure word."""

from __future__ import annotations

import re

from dlstudy.symbolic.reading import characters

_BEFORE = re.compile(
    r"^(?:(?:答案?|结果|answer|ans)\s*(?:是|为|is)?\s*[:=]?)?\s*(?:共有?|约等于|大约|约为|约|等于|≈|≃|~|=)?\s*",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?<=[\d)\]%!])\.$")
_BEHIND = re.compile(r"\s*(?:个(?:参数|权重|连接|神经元)?|次(?:乘加)?|步|遍|轮)$")
_THOUSANDS = re.compile(r"([+-]?\d{1,3})((?:,\d{3})+)(\.\d+)?")


def bare(text: str) -> str:
    """The text of the number alone; anything else as it is."""
    if len(text) > 500:
        return text
    plain = "".join(map(characters.plain, text)).strip()
    stripped = _BEHIND.sub("", _FULL_STOP.sub("", _BEFORE.sub("", plain)))
    if found := _THOUSANDS.fullmatch(stripped):
        return found[1] + found[2].replace(",", "") + (found[3] or "")
    return stripped if stripped != plain and stripped else text
