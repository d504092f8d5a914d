"""Tables of words, written as a text so that they stay readable."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())


def pairs(text: str) -> dict[str, str]:
    """The pairs `a=b` of a text."""
    return dict(pair.split("=") for pair in text.split())
