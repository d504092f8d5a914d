"""What a session came to, for the screen at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dlstudy.answers.verdict import Verdict
from dlstudy.i18n import Text
from dlstudy.study.plan import Planned
from dlstudy.study.scoring import Outcome, Tally, counted, earned, judged, outcome, tally
from dlstudy.study.state import Record, State


@dataclass(frozen=True, slots=True)
class PartResult:
    """One part: what was asked and answered, the machine's marks (`judged`) and those that count (`earned`)."""

    question: str
    seed: int
    topic: str
    index: int
    prompt: Text | None  # None where the bank no longer has the question
    answer: str
    verdict: Verdict | None
    outcome: Outcome
    marks: float
    judged: float
    earned: float
    seconds: float
    tries: int
    hinted: bool
    solved: bool
    flagged: bool
    overruled: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Marks earned of marks there were."""

    earned: float
    marks: float


@dataclass(frozen=True, slots=True)
class Result:
    """A session's parts in the order they were asked; `unreached` questions of the plan were never opened."""

    title: Text
    started: datetime | None
    seconds: float
    parts: tuple[PartResult, ...]
    tally: Tally
    unreached: int

    @property
    def total(self) -> Score:
        """The marks of all parts asked."""
        return _sum(self.parts)

    @property
    def by_topic(self) -> Mapping[str, Score]:
        """The marks topic by topic, in the order the topics came up."""
        topics = dict.fromkeys(part.topic for part in self.parts)
        return {topic: _sum(tuple(part for part in self.parts if part.topic == topic)) for topic in topics}


def result(state: State, prompt: Callable[[Planned, int], Text | None]) -> Result:
    """What the session has come to so far; `prompt` gives the text of a part of a variant."""
    return Result(
        title=state.title,
        started=state.started,
        seconds=state.seconds,
        parts=tuple(_part(state, record, prompt) for record in state.records if record.done),
        tally=tally(state),
        unreached=len(state.plan) - state.place - (state.record is not None),
    )


def _part(state: State, record: Record, prompt: Callable[[Planned, int], Text | None]) -> PartResult:
    best = counted(record)
    return PartResult(
        question=record.question,
        seed=record.seed,
        topic=record.topic,
        index=record.index,
        prompt=prompt(Planned(record.question, record.seed), record.index),
        answer=best.text if best else "",
        verdict=best.verdict if best else None,
        outcome=outcome(record),
        marks=record.marks,
        judged=judged(record, state.rules),
        earned=earned(record, state.rules),
        seconds=record.seconds,
        tries=len(record.tries),
        hinted=record.hinted,
        solved=record.solved,
        flagged=record.flagged,
        overruled=record.overruled,
    )


def _sum(parts: tuple[PartResult, ...]) -> Score:
    return Score(sum(part.earned for part in parts), sum(part.marks for part in parts))
