"""Phrases found in a text: as they stand, with particles between, misspelt, or nearly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from dlstudy.answers.heard import Heard
from dlstudy.answers.nearly import loosely
from dlstudy.answers.phrases import Part, Phrase

Row = tuple[int, ...]
MOST_PLACES: Final = 24  # of one phrase in one answer: what comes later adds nothing
MOST_FILLERS: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phrase was found: the indices of its tokens, in which clause, and whether it was only nearly said."""

    matched: tuple[int, ...]
    clause: tuple[int, int]
    near: bool = False


def find(parts: Phrase, heard: Heard) -> list[Place]:
    """Where a phrase is said for sure: one after another, or, for `a + b`, all parts in one clause in any order."""
    return _together(_each(parts, heard, near=False), heard.clauses, near=False)


def find_nearly(parts: Phrase, heard: Heard) -> list[Place]:
    """Where a phrase is nearly said: one edit too many, words between, or the parts in one sentence but two clauses."""
    found = _each(parts, heard, near=True)
    return _together(found, heard.clauses, near=True) or _together(found, heard.sentences, near=True)


def _each(parts: Phrase, heard: Heard, near: bool) -> list[list[Row]]:
    found: list[list[Row]] = []
    for part in parts:
        places = list(_rows(part, heard, near))
        if near and not places:
            places = loosely(part, heard)
        if not places:
            return []
        found.append(places)
    return found


def _together(found: list[list[Row]], clauses: Sequence[tuple[int, int]], near: bool) -> list[Place]:
    """For each place of the first part, the nearest place of every other part within the same clause, none said twice."""
    if not found:
        return []
    places = []
    for first in found[0]:
        matched = set(first)
        for others in found[1:]:
            same = [other for other in others if clauses[other[0]] == clauses[first[0]] and matched.isdisjoint(other)]
            if not same:
                break
            matched.update(_nearest(first, same))
        else:
            places.append(Place(tuple(sorted(matched)), clauses[first[0]], near))
    return places


def _nearest(row: Row, others: Sequence[Row]) -> Row:
    return min(others, key=lambda other: abs(other[0] - row[0]))


def _rows(part: Part, heard: Heard, near: bool) -> Iterator[Row]:
    """The places where the tokens of a part stand one after another, particles aside."""
    wants = [(heard.forms(want, near), want.optional) for want in part]
    if any(not forms and not optional for forms, optional in wants):
        return
    while wants[0][1]:
        del wants[0]
    starts = sorted(place for form in wants[0][0] for place in heard.at[form])
    rows = (_row(wants, heard, start) for start in starts)
    yield from islice((row for row in rows if row), MOST_PLACES)


def _row(wants: Sequence[tuple[frozenset[str], bool]], heard: Heard, start: int) -> Row | None:
    """The tokens that are these, in order from `start`, with nothing but a few particles between."""
    row, index, end = [], start, len(heard.tokens)
    for forms, optional in wants:
        most = min(end, index + (0 if optional else MOST_FILLERS))
        place = index
        while place < most and heard.tokens[place].form not in forms and heard.tokens[place].kind == "filler":
            place += 1
        if place < end and heard.tokens[place].form in forms:
            row.append(place)
            index = place + 1
        elif not optional:
            return None
    return tuple(row)
