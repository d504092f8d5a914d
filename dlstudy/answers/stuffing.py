"""Whether an answer is a list of key words instead of sentences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from dlstudy.answers.matching import Place
from dlstudy.answers.tables import words
from dlstudy.answers.wording import Token

CROWDED: Final = 0.7
"""Share of an answer that may be the rubric's own phrases while it has few verbs of its own."""

SHORT: Final = 4.5
LONG: Final = 4.0
MANY: Final = 5
FEW: Final = 0.4
"""Words an item of a list has on average, words that make an item a claim, and the share of many that may be one."""

_RELATIONS: Final = frozenset(words("= < > ≤ ≥ ≠ ≈ ∝ → ⇒ ⟶ ⟹ ← ⇐"))
"""A formula with one of them is a sentence, wherever it stands."""


def only_keywords(tokens: Sequence[Token], places: Iterable[Place]) -> bool:
    """Whether two phrases or more stand there with no verb or connective around them, or crowded with hardly any.

    One phrase alone may be a fair short answer; several without a verb say nothing about how they belong together.
    Verbs within the phrases do not count, since who copies them has not written a sentence; but claims of which
    each has a clause and a verb to itself (遗忘门决定…；输入门决定…) are sentences, however short.
    """
    stretches = _stretches({place.matched for place in places})
    if len(stretches) > 1 and _listed(tokens):
        return True
    if len(stretches) < 2 or _each_says_something(tokens, stretches):
        return False
    covered = {index for stretch in stretches for index in stretch}
    glue = sum(token.bare in _RELATIONS or (token.glue and n not in covered) for n, token in enumerate(tokens))
    related = sum(token.bare in _RELATIONS or token.bare == ":" for token in tokens)
    whole = sum(token.weight for token in tokens)
    told = sum(tokens[index].weight for index in covered)
    return glue == 0 or ((glue + 2 * related) * 3 < len(stretches) and told > CROWDED * whole)


def _listed(tokens: Sequence[Token]) -> bool:
    """Whether a text without a full stop is short items side by side, hardly one of which says something of a thing."""
    if not tokens or tokens[-1].kind == "stop":
        return False
    ends = [-1, *(n for n, t in enumerate(tokens) if t.kind in ("stop", "comma") or t.bare == "、"), len(tokens)]
    items = [tokens[start + 1 : end] for start, end in pairwise(ends)]
    items = [item for item in items if any(token.weight for token in item)]
    if len(items) < 3 or sum(token.weight for item in items for token in item) > SHORT * len(items):
        return False
    said = sum(map(_says_of, items))
    return said == 0 or (len(items) >= MANY and said <= FEW * len(items))


def _says_of(item: Sequence[Token]) -> bool:
    """Whether an item has something before its verb or relation, or is long: 防止除零 names, `ε 防止除零` says."""
    verbs = [n for n, token in enumerate(item) if token.glue or token.bare in _RELATIONS]
    return bool(verbs and sum(token.weight for token in item) >= LONG) or any(
        any(token.weight and not token.glue for token in item[:n]) for n in verbs
    )


def _each_says_something(tokens: Sequence[Token], stretches: Sequence[set[int]]) -> bool:
    """Whether every stretch stands in a clause of its own that has a verb or connective."""
    ends = [place for place, token in enumerate(tokens) if token.kind in ("stop", "comma")]
    homes = [bisect_left(ends, max(stretch)) for stretch in stretches]
    starts = [-1, *ends, len(tokens)]
    spoken = [any(token.glue for token in tokens[starts[home] + 1 : starts[home + 1]]) for home in homes]
    return len(set(homes)) == len(homes) and all(spoken)


def _stretches(rows: Iterable[tuple[int, ...]]) -> list[set[int]]:
    """The rows of tokens with those that overlap made one."""
    out: list[set[int]] = []
    for row in sorted(rows):
        if out and not out[-1].isdisjoint(row):
            out[-1].update(row)
        else:
            out.append(set(row))
    return out
