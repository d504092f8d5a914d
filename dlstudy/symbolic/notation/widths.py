"""How wide a text stands in a terminal."""

from __future__ import annotations

import re
from typing import Final

_WIDE: Final = r"\u2e80-\u9fff\uff00-\uffef"
_CLOSING: Final = r"、。，．：；！？）】》」』”’"
_OPENING: Final = r"（【《「『“‘"
# what is in square brackets, a Chinese character, or a word, with the marks that must stay beside it
_PIECE: Final = rf"[{_OPENING}]*(?:\[[^\]]*\]|[{_WIDE}]|[^\s{_WIDE}{_OPENING}]+|\s)[{_CLOSING}]*\s*|[{_OPENING}]"


def cells(text: str) -> int:
    """How many terminal cells a text takes: two for each Chinese character, none for a combining accent."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def folded(text: str, width: int) -> list[str]:
    """The text in lines of at most so many cells, broken at spaces and between Chinese characters.

    No line begins with a mark that closes, or ends with one that opens; a longer word stands on a line of its own.
    """
    if cells(text) <= width:
        return [text]
    lines, line = [], ""
    for piece in re.findall(_PIECE, text):
        if line and cells(line) + cells(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]
