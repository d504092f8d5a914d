"""Answers to the bank's own questions, each point marked by hand (`short_answers/*.jsonl`), and how far marks agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dlstudy.answers.keys import RubricKey
from dlstudy.answers.rubric import mark
from dlstudy.bank.places import bank_folders
from dlstudy.bank.reading import survey
from dlstudy.bank.variants import draw

FOLDER = Path(__file__).with_name("short_answers")
STEPS = 4
"""Scores are compared in quarters of full marks."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer with what the hand and what the machine said of each point, and the marks of the points."""

    name: str
    kind: str
    hits: tuple[bool, ...]
    outcomes: tuple[str, ...]
    marks: tuple[float, ...]

    def by_hand(self) -> float:
        """The share of the marks given by hand."""
        return self._share(self.hits)

    def alone(self) -> float:
        """The share of the marks the machine gives, points left unsure not counted."""
        return self._share([outcome == "hit" for outcome in self.outcomes])

    def with_self_marks(self) -> float:
        """The same after an honest learner has marked the points left unsure."""
        both = zip(self.outcomes, self.hits, strict=True)
        return self._share([outcome == "hit" or (outcome == "unsure" and hit) for outcome, hit in both])

    def _share(self, given: Sequence[bool]) -> float:
        return sum(m for m, hit in zip(self.marks, given, strict=True) if hit) / sum(self.marks)


@cache
def answers() -> tuple[Marked, ...]:
    """All answers of all files, marked."""
    return tuple(_marked())


def _marked() -> Iterator[Marked]:
    bank, _flaws = survey(bank_folders())
    for file in sorted(FOLDER.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            found = json.loads(line)
            question, part = found["id"].rsplit("/", 1)
            key = draw(bank.questions[question], 0).parts[int(part)].key
            assert isinstance(key, RubricKey)
            outcomes = tuple(one.outcome for one in mark(key, found["text"]).marks) or ("missed",) * len(key.points)
            hits = tuple(map(bool, found["hits"]))
            yield Marked(found["id"], found["kind"], hits, outcomes, tuple(point.marks for point in key.points))


def kappa(pairs: Sequence[tuple[float, float]]) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968): 1 - observed over expected squared difference."""
    steps = [(round(a * STEPS), round(b * STEPS)) for a, b in pairs]
    seen = sum((a - b) ** 2 for a, b in steps) / len(steps)
    left, right = Counter(a for a, _ in steps), Counter(b for _, b in steps)
    chance = sum(m * n * (a - b) ** 2 for a, m in left.items() for b, n in right.items()) / len(steps) ** 2
    return 1 - seen / chance
