"""One marking point against a text: heard, denied, open, or absent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dlstudy.answers.heard import Heard
from dlstudy.answers.keys import Phrases, Point
from dlstudy.answers.matching import Place, find, find_nearly
from dlstudy.answers.negation import Stance, stance
from dlstudy.answers.phrases import Phrase, every_phrase

Found = Literal["heard", "denied", "open", "absent"]


@dataclass(frozen=True, slots=True)
class Group:
    """What became of a group of phrases, and the tokens it was found in (with the negation that denies them)."""

    found: Found
    places: tuple[Place, ...] = ()
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a point: its outcome, where it was found, the learner's words, and whether they deny it."""

    outcome: Literal["hit", "missed", "unsure"]
    places: tuple[Place, ...] = ()
    heard: str = ""
    denied: bool = False


def look_for(point: Point, heard: Heard) -> Finding:
    """A point is hit when every group of it is heard and nothing contradicts it; some but not all leaves it unsure."""
    groups = [look_for_group(group, heard) for group in (point.any, *point.all) if group != Phrases()]
    against = look_for_group(point.none, heard, nearly=False)
    places = tuple(place for group in groups for place in group.places)
    if against.found == "heard":
        return Finding("missed", places, _quote(heard, against.words), denied=True)
    if not groups:  # nothing says what counts as saying it
        return Finding("unsure")
    denied = next((group for group in groups if group.found == "denied"), None)
    if denied:
        return Finding("missed", places, _quote(heard, denied.words), denied=True)
    words = next((group.words for group in groups if group.words), ())
    if all(group.found == "absent" for group in groups):
        return Finding("missed")
    if all(group.found == "heard" for group in groups) and against.found != "open":
        return Finding("hit", places, _quote(heard, words))
    return Finding("unsure", places, _quote(heard, words))


def look_for_group(phrases: Phrases, heard: Heard, nearly: bool = True) -> Group:
    """What the text says of a group: any phrase affirmed, all denied, both (open), nearly said (open), or nothing."""
    every = every_phrase(phrases)
    seen = _without_own_negations([_judged(place, heard) for phrase in every for place in find(phrase, heard)])
    stances = {attitude for attitude, _, _ in seen}
    if not seen:
        return _nearly(every, heard) if nearly else Group("absent")
    if "affirmed" in stances:
        attitude: Stance = "affirmed"
        found: Found = "open" if "denied" in stances else "heard"
    else:
        attitude = "denied" if "denied" in stances else "doubtful"
        found = "denied" if stances == {"denied"} else "open"
    _, place, cues = next(entry for entry in seen if entry[0] == attitude)
    return Group(found, tuple(place for _, place, _ in seen), (*place.matched, *cues))


def _nearly(every: tuple[Phrase, ...], heard: Heard) -> Group:
    for phrase in every:
        for found in find_nearly(phrase, heard):
            attitude, place, cues = _judged(found, heard)
            if attitude != "denied":
                return Group("open", (place,), (*place.matched, *cues))
    return Group("absent")


Judged = tuple[Stance, Place, tuple[int, ...]]


def _judged(place: Place, heard: Heard) -> Judged:
    attitude, cues = stance(heard.tokens, place.clause, heard.sentences[place.matched[0]], frozenset(place.matched))
    return attitude, place, cues


def _without_own_negations(seen: list[Judged]) -> list[Judged]:
    """Drops what is denied by a negation that a longer phrase of the same group counts as its own.

    (无法处理长序列 and 处理长序列 may both be phrases of one group.)
    """
    own = {index for attitude, place, _ in seen if attitude == "affirmed" for index in place.matched}
    return [entry for entry in seen if entry[0] == "affirmed" or own.isdisjoint(entry[2])]


def _quote(heard: Heard, words: tuple[int, ...]) -> str:
    """The learner's own words from the first to the last of these tokens."""
    if not words:
        return ""
    return heard.text[heard.tokens[min(words)].start : heard.tokens[max(words)].end].strip()
