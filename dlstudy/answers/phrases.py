"""A rubric's phrases, read into rows of tokens to look for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dlstudy.answers.keys import Phrases, RubricKey
from dlstudy.answers.lexicon import PARTICLES
from dlstudy.answers.stems import stem
from dlstudy.answers.wording import evened, tokens


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: it is the key of the busiest table
class Want:
    """One token of a phrase; `prefix` for a stem ended by `*`, `optional` for a particle."""

    form: str
    bare: str
    kind: str
    prefix: bool = False
    optional: bool = False


Part = tuple[Want, ...]
Phrase = tuple[Part, ...]


_want = lru_cache(maxsize=16384)(Want)  # one value for the same token of many phrases


@lru_cache(maxsize=8192)
def read_phrase(phrase: str) -> Phrase:
    """The parts of a phrase (`a + b` has two), each a row of tokens to find one after another."""
    parts = (_read_part(part) for part in re.split(r"\s\+\s", evened(phrase)))
    return tuple(part for part in parts if part)


def _read_part(text: str) -> Part:
    stems = {match.start() for match in re.finditer(r"(?<=[A-Za-z])\*", text)}
    wants = [
        _want(
            token.form, token.bare, token.kind, token.end in stems, token.kind == "filler" and token.bare in PARTICLES
        )
        for token in tokens(text)
        if token.start not in stems and token.kind not in ("stop", "comma")
    ]
    if all(want.optional for want in wants):  # a phrase of nothing but particles is meant as it stands
        return tuple(_want(w.form, w.bare, w.kind, w.prefix) for w in wants)
    return tuple(want for want in wants if not (want.optional and want.bare.isascii()))


def every_phrase(phrases: Phrases) -> tuple[Phrase, ...]:
    """The phrases of both languages, the longest first; a learner may answer in either, or mix them."""
    ordered = sorted((*phrases.zh, *phrases.en), key=len, reverse=True)
    return tuple(parts for parts in map(read_phrase, ordered) if parts)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a rubric writes its English words: their stems, and the pairs it writes as two words, by the two as one."""

    single: frozenset[str]
    pairs: dict[str, tuple[str, str]]


def spelling(phrases: Sequence[Phrase]) -> Spelling:
    """The spelling of these phrases."""
    rows = [[want.bare for want in part if want.kind == "word"] for parts in phrases for part in parts]
    pairs = {stem(a + b): (a, b) for row in rows for a, b in pairwise(row)}
    return Spelling(frozenset(stem(word) for row in rows for word in row), pairs)


@lru_cache(maxsize=512)
def rubric_spelling(key: RubricKey) -> Spelling:
    """The spelling of all phrases of a rubric."""
    groups = [group for point in key.points for group in (point.any, *point.all, point.none)]
    return spelling([phrase for group in groups for phrase in every_phrase(group)])
