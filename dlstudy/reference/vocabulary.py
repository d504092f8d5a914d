"""Tokens read character by character, counted by sorting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LATIN = "abcdefghijklmnopqrstuvwxyz"


def tokens(text: str, level: str, clean: str, space: str) -> list[str]:
    """The tokens of a text: words between spaces, or characters with `space` for one or more spaces between.

    `letters` lowers the case and takes whatever is no letter of a-z for a space; `lower` lowers the case; `none` does
    neither, and keeps every space of a line.
    """
    found: list[str] = []
    for line in text.split("\n"):
        seen = [_cleaned(c, clean) for c in (line if clean == "none" else line.lower())]
        while seen and seen[0] == " ":
            seen.pop(0)
        while seen and seen[-1] == " ":
            seen.pop()
        found += _words(seen) if level == "word" else _characters(seen, clean, space)
    return found


def _cleaned(c: str, clean: str) -> str:
    return " " if c.isspace() or (clean == "letters" and c not in LATIN) else c


def _words(seen: Sequence[str]) -> list[str]:
    words = [""]
    for c in seen:
        if c == " ":
            words.append("")
        else:
            words[-1] += c
    return [word for word in words if word]


def _characters(seen: Sequence[str], clean: str, space: str) -> list[str]:
    found: list[str] = []
    for c in seen:
        if c != " ":
            found.append(c)
        elif clean != "letters" or found[-1:] != [space]:
            found.append(space)
    return found


def counts(found: Sequence[str], by_frequency: bool = False) -> list[tuple[str, int]]:
    """Each different token and how often it occurs, by first occurrence, or the most frequent first."""
    words, first, often = np.unique(np.array(found), return_index=True, return_counts=True)
    order = np.lexsort((first, -often)) if by_frequency else np.argsort(first)
    return [(str(words[i]), int(often[i])) for i in order]


def encode(found: Sequence[str], words: Sequence[str], unknown: int) -> list[int]:
    """The number of each token among the sorted words, `unknown` where it is none of them."""
    order = np.argsort(np.array(words))
    places = np.searchsorted(np.array(words), np.array(found), sorter=order).clip(max=len(words) - 1)
    return [int(order[p]) if words[order[p]] == word else unknown for word, p in zip(found, places, strict=True)]
