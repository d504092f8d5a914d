"""Whether an answer is a list of key words instead of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from dlstudy.answers.matching import Place
from dlstudy.answers.tables import words
from dlstudy.answers.wording import Token

CROWDED: Final = 0.7
"""Share of an answer that may be the rubric's own phrases while it has few verbs of its own."""

_RELATIONS: Final = frozenset(words("= < > ≤ ≥ ≠ ≈"))
"""A formula with one of them is a sentence, wherever it stands."""


def only_keywords(tokens: Sequence[Token], places: Iterable[Place]) -> bool:
    """Whether two phrases or more stand there with no verb or connective around them, or crowded with hardly any.

    One phrase alone may be a fair short answer; several without a verb say nothing about how they belong together.
    Verbs within the phrases do not count: who copies them has not written a sentence.
    """
    stretches = _stretches({place.matched for place in places})
    if len(stretches) < 2:
        return False
    covered = {index for stretch in stretches for index in stretch}
    glue = sum(token.bare in _RELATIONS or (token.glue and n not in covered) for n, token in enumerate(tokens))
    whole = sum(token.weight for token in tokens)
    told = sum(tokens[index].weight for index in covered)
    return glue == 0 or (glue * 3 < len(stretches) and told > CROWDED * whole)


def _stretches(rows: Iterable[tuple[int, ...]]) -> list[set[int]]:
    """The rows of tokens with those that overlap made one."""
    out: list[set[int]] = []
    for row in sorted(rows):
        if out and not out[-1].isdisjoint(row):
            out[-1].update(row)
        else:
            out.append(set(row))
    return out
