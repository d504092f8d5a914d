"""Where a session stands: frozen data, and what may happen next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from dlstudy.answers.verdict import Verdict
from dlstudy.i18n import Text
from dlstudy.study.plan import Plan, Planned, Rules

# `opening` passes at once: a question is about to be shown, or nothing is left and the end is about to be written.
Phase = Literal["unstarted", "opening", "answering", "feedback", "finished", "abandoned"]


@dataclass(frozen=True, slots=True)
class Try:
    """A readable answer and its verdict; `id` is the event of the answer."""

    id: str
    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Record:
    """All that happened at one part of one variant. `done`: it has come to feedback, or has been left."""

    question: str
    seed: int
    topic: str
    index: int
    marks: float
    tries: tuple[Try, ...] = ()
    hinted: bool = False
    solved: bool = False  # the solution was shown
    flagged: bool = False
    overruled: bool = False
    self_marks: tuple[tuple[int, bool], ...] = ()  # (point, whether the learner counts it as said), latest last
    done: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Pending:
    """An answer that is safe in the diary but has no verdict yet, and how often the session was resumed since."""

    id: str
    text: str
    resumed: int = 0


@dataclass(frozen=True, slots=True)
class Before:
    """What undoing brings back."""

    phase: Phase
    record: Record
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class State:
    """A session as its events have made it. The open question's records are the last ones, from `first` on."""

    session: str = ""
    title: Text = field(default_factory=lambda: Text("", ""))
    started: datetime | None = None
    rules: Rules = field(default_factory=Rules)
    plan: Plan = ()
    phase: Phase = "unstarted"
    place: int = 0  # in the plan
    part: int = 0
    first: int = 0
    values: Any = None  # of the open question
    records: tuple[Record, ...] = ()
    verdict: Verdict | None = None  # on the last answer to this part, an unreadable one too
    pending: Pending | None = None
    undo: tuple[Before, ...] = ()
    paused: bool = False
    last: datetime | None = None  # when the last event happened
    seconds: float = 0.0  # spent in the session, pauses and crashes left out

    @property
    def planned(self) -> Planned | None:
        """The question that is open or about to be."""
        return self.plan[self.place] if self.place < len(self.plan) else None

    @property
    def record(self) -> Record | None:
        """The part that is open."""
        return self.records[self.first + self.part] if self.phase in ("answering", "feedback") else None


_ALWAYS: Final = frozenset({"resumed", "abandoned"})


def legal(state: State) -> frozenset[str]:
    """The kinds of event that may come next; of any other, replaying takes no notice."""
    if state.phase == "unstarted":
        return frozenset({"started"})
    if state.phase in ("finished", "abandoned"):
        return frozenset()
    if state.paused:
        return _ALWAYS
    if state.phase == "opening":
        return _ALWAYS | ({"finished"} if state.planned is None else {"opened", "dropped"})
    if state.pending is not None:
        return _ALWAYS | {"judged", "opened", "dropped"}
    return _ALWAYS | {"opened", "dropped", "paused", "flagged"} | _at_part(state)


def _at_part(state: State) -> frozenset[str]:
    record = state.record
    assert record is not None
    kinds = {"answered", "skipped"} if state.phase == "answering" else {"advanced", "redrawn"}
    if state.phase == "answering" and not record.hinted:
        kinds.add("hinted")
    if not record.solved:
        kinds.add("solved")
    if record.tries and not record.overruled and record.tries[-1].verdict.status != "correct":
        kinds.add("overruled")
    if state.phase == "feedback" and record.tries and record.tries[-1].verdict.marks:
        kinds.add("self_marked")
    # Once the solution has been seen, an answer cannot be taken back; one's own marking still can.
    if state.undo and (not record.solved or state.undo[-1].record.tries == record.tries):
        kinds.add("undone")
    return frozenset(kinds)
