"""A phrase almost said: all its words but not side by side, or one Chinese character of it different."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Final

from dlstudy.answers.heard import Heard
from dlstudy.answers.phrases import Part

MOST_PLACES: Final = 8
_OPPOSITES: Final = frozenset(
    "快慢大小高低多少有无增减升降正负前后上下长短强弱内外左右难易远近同异加减好坏深浅宽窄进退单双全半新旧首末先后欠过凸凹显隐真假动静输收"
)


def loosely(part: Part, heard: Heard) -> list[tuple[int, ...]]:
    """Where the tokens of a part stand near each other: in order with a gap, or, for English words, in any order."""
    wants = [want for want in part if not want.optional]
    forms = [heard.forms(want, near=True) for want in wants]
    if all(want.bare.isascii() for want in wants):
        return _scattered(forms, heard, 3) if len(wants) > 1 else []
    if len(wants) < 4:
        return []
    return _stretched(forms, heard, 6) or _one_different(forms, [want.form for want in wants], heard)


def _places(forms: frozenset[str], heard: Heard) -> list[int]:
    return sorted(chain.from_iterable(heard.at[form] for form in forms))


def _scattered(forms: list[frozenset[str]], heard: Heard, room: int) -> list[tuple[int, ...]]:
    """All words within a window of the phrase's length and `room` more tokens, in any order."""
    found = []
    for first in _places(forms[0], heard)[:MOST_PLACES]:
        low, high = heard.clauses[first]
        window = range(max(low, first - len(forms) - room), min(high, first + len(forms) + room + 1))
        others = [next((n for n in window if heard.tokens[n].form in fit and n != first), None) for fit in forms[1:]]
        row = [n for n in (first, *others) if n is not None]
        if len(row) == len(forms) == len(set(row)):
            found.append(tuple(sorted(row)))
    return found


def _stretched(forms: list[frozenset[str]], heard: Heard, room: int) -> list[tuple[int, ...]]:
    """All tokens in order, with at most `room` others between them."""
    found = []
    for first in _places(forms[0], heard)[:MOST_PLACES]:
        row = [first]
        end = min(heard.clauses[first][1], first + len(forms) + room)
        for fit in forms[1:]:
            following = next((n for n in range(row[-1] + 1, end) if heard.tokens[n].form in fit), None)
            if following is None:
                break
            row.append(following)
        else:
            found.append(tuple(row))
    return found


def _one_different(forms: list[frozenset[str]], meant: list[str], heard: Heard) -> list[tuple[int, ...]]:
    """One character replaced by another that is not of the kind that turns a meaning round (快 and 慢)."""
    hits = Counter(place - offset for offset, fit in enumerate(forms) for place in _places(fit, heard))
    found = []
    for start, count in hits.items():
        row = range(start, start + len(forms))
        if count != len(forms) - 1 or start < 0 or row[-1] >= heard.clauses[max(start, 0)][1]:
            continue
        wrong = next(n for n, fit in zip(row, forms, strict=True) if heard.tokens[n].form not in fit)
        odd = heard.tokens[wrong]
        if odd.kind == "han" and _OPPOSITES.isdisjoint((odd.form, meant[wrong - start])):
            found.append(tuple(row))
    return found[:MOST_PLACES]
