"""A small bank, a judge, a clock and a diary in memory: all that a session needs, and nothing more."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from dlstudy.answers.keys import CountKey, Point, RubricKey
from dlstudy.answers.verdict import Mark, Verdict
from dlstudy.i18n import Text, _
from dlstudy.study.event import Event
from dlstudy.study.session import Session


@dataclass(frozen=True)
class Question:
    id: str
    topic: str = "conv"
    chapter: str = "cnn"
    calculator: str | None = "conv"
    parts: int = 2


@dataclass(frozen=True)
class Part:
    prompt: Text
    marks: float
    key: CountKey | RubricKey
    slips: tuple = ()
    hint: Text | None = None
    model: Text | None = None
    diagram: Text | None = None


@dataclass(frozen=True)
class Variant:
    question: Question
    seed: int
    values: dict
    prompt: Text
    parts: tuple[Part, ...]
    working: object = None
    calculator: object = None


POINTS = (Point(_("local", "局部"), 2), Point(_("shared", "共享"), 3))


def draw(question: Question, seed: int) -> Variant:
    """Numbers that depend on question and seed; each part's answer is one of them, a part without calculator a rubric."""
    rng = random.Random(f"{question.id}/{seed}")
    values = {"numbers": tuple(rng.randrange(100, 1000) for _place in range(question.parts))}
    parts = tuple(
        Part(
            prompt=Text(f"part {index} of {question.id}", f"{question.id} 第 {index} 问"),
            marks=4.0,
            key=CountKey(number) if question.calculator else RubricKey(POINTS, _("model", "范文")),
            hint=_("count", "数一数") if index == 0 else None,
        )
        for index, number in enumerate(values["numbers"])
    )
    return Variant(question, seed, values, Text(question.id, question.id), parts)


def judge(key: CountKey | RubricKey, text: str, slips: tuple = ()) -> Verdict:
    """`half` is half right; a rubric's points are named hit, missed or unsure; what is no number is unreadable."""
    if isinstance(key, RubricKey):
        marks = tuple(Mark(p.says, p.marks, word) for p, word in zip(key.points, text.split(), strict=True))
        score = sum(mark.marks for mark in marks if mark.outcome == "hit") / 5
        return Verdict("correct" if score == 1 else "partial" if score else "incorrect", score, marks=marks)
    if text == "half":
        return Verdict("partial", 0.5, why=_("half of it", "只对一半"), wrong_entries=((0, 1),))
    if not text.isdigit():
        return Verdict("invalid", 0.0, why=_("not a number", "不是数"))
    right = int(text) == key.value
    return Verdict("correct" if right else "incorrect", float(right), reads_as=text, value=int(text))


def bank(*questions: Question) -> SimpleNamespace:
    chosen = questions or (Question("a"), Question("b", topic="pool", parts=1), Question("c", parts=3))
    return SimpleNamespace(questions={question.id: question for question in chosen})


@dataclass
class Clock:
    time: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Pages:
    """A diary that forgets at the end of the test."""

    written: list[Event] = field(default_factory=list)

    def append(self, event: Event) -> None:
        self.written.append(event)

    def events(self, session: str | None = None) -> tuple[Event, ...]:
        return tuple(event for event in self.written if session in (None, event.session))


PLAN = (("a", 1), ("b", 2), ("c", 3))


def begin(pages: object = None, clock: Clock | None = None, plan: tuple = PLAN, **more: object) -> Session:
    tools = {"bank": bank(), "judge": judge, "draw": draw, "rng": random.Random(5), **more}
    return Session.start(plan, tools.pop("bank"), pages or Pages(), clock or Clock(), **tools)


def again(session_id: str, pages: object, clock: Clock | None = None, **more: object) -> Session:
    tools = {"bank": bank(), "judge": judge, "draw": draw, "rng": random.Random(6), **more}
    return Session.resume(session_id, tools.pop("bank"), pages, clock or Clock(), **tools)


def right(session: Session) -> str:
    return str(session.part.key.value)


def wrong(session: Session) -> str:
    return str(session.part.key.value + 1)
