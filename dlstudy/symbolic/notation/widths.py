"""How wide a text stands in a terminal."""

from __future__ import annotations


def cells(text: str) -> int:
    """How many terminal cells a text takes: two for each Chinese character, none for a combining accent."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
