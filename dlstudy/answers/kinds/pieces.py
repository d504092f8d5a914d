"""A text cut into its pieces: at line ends, semicolons or commas that stand outside all brackets."""

from __future__ import annotations

import re
from typing import Final

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.reading import characters

MAX_TYPED: Final = 2000
_NAMED = re.compile(r"\s*([^=:\s][^=:<>]{0,40}?)\s*[=:]\s*(\S.*)", re.DOTALL)


def plain(text: str) -> str:
    """The text in half-width characters; LearnerError where it is too long or there is none."""
    if len(text) > MAX_TYPED:
        raise LearnerError(_("at most {limit} characters are read", "最多读取 {limit} 个字符")(limit=MAX_TYPED))
    if not text.strip():
        raise LearnerError(_("nothing was typed", "什么也没有输入"))
    return "".join(map(characters.plain, text)).strip()


def pieces(text: str, separators: str) -> list[str]:
    """The pieces between separators outside all brackets, empty ones left out."""
    found, level, start = [], 0, 0
    for i, char in enumerate(text):
        level += (char in "[({") - (char in "])}")
        if char in separators and level <= 0:
            found.append(text[start:i])
            start = i + 1
    return [piece.strip() for piece in [*found, text[start:]] if piece.strip()]


def named(piece: str) -> tuple[str, str] | None:
    """The name and the value of `theta_1 = 0.5`; none where no name stands before it."""
    found = _NAMED.fullmatch(piece)
    return (found[1], found[2]) if found else None
