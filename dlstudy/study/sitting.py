"""What keeps a session's events, the question on the table and the verdicts in step, beneath `Session`."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from dlstudy.answers.verdict import Verdict
from dlstudy.errors import DlstudyError, LearnerError
from dlstudy.i18n import Text, _
from dlstudy.study.contracts import ABank, ADiary, APart, AVariant, Carry, Draw, Judge, bank_carry
from dlstudy.study.event import Event
from dlstudy.study.plan import Planned
from dlstudy.study.replay import step
from dlstudy.study.scoring import counted
from dlstudy.study.state import Record, State
from dlstudy.study.verdict_json import verdict_json


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a session reaches for outside itself."""

    bank: ABank
    diary: ADiary
    clock: Callable[[], datetime]
    rng: random.Random
    draw: Draw
    judge: Judge
    carry: Carry = field(default_factory=bank_carry)


class Sitting:
    """A state and its variant, moved by events alone."""

    def __init__(self, state: State, around: Surroundings) -> None:
        self.state = state
        self.around = around
        self.variant: AVariant | None = None
        self.notice: Text | None = None
        self._values: dict[str, object] = {}  # what tries were read as, by the id of their answer

    def log(self, kind: str, data: Mapping[str, Any] | None = None) -> None:
        """Makes the event safe, and only then moves."""
        planned = None if kind in _WHOLE else self.state.planned
        event = Event(
            id=uuid4().hex,
            session=self.state.session,
            at=self.around.clock(),
            kind=kind,
            question=planned.question if planned else None,
            seed=planned.seed if planned else None,
            part=self.state.part if planned else None,
            data=data or {},
        )
        self.around.diary.append(event)
        self.state = step(self.state, event)

    def go_on(self) -> None:
        """Opens what comes next, or writes the end."""
        while self.state.phase == "opening":
            self.variant = None
            if self.state.planned is None:
                self.log("finished")
            elif (variant := self.drawn(self.state.planned)) is None:
                self._drop()
            else:
                self._open(variant)

    def reopen(self) -> None:
        """Brings back the question that was open, as far as the bank still has it unchanged."""
        self.log("resumed")
        variant = self.drawn(self.state.planned) if self.state.planned and self.state.phase != "opening" else None
        if self.state.phase != "opening" and variant is None:
            self._drop()
        elif variant is not None and not self._unchanged(variant):
            self.notice = _("This question has changed and begins anew.", "本题已更新，请从头作答。")
            self._open(variant)
        self.variant = self.variant or variant
        self.go_on()
        if self.state.pending is not None:
            self.settle()

    def settle(self) -> Verdict:
        """The verdict on the answer that waits for one."""
        pending, part = self.state.pending, self.part
        assert pending is not None
        assert part is not None
        # Two runs have ended on this answer already: a third attempt would lock the learner out of the session.
        verdict = _UNJUDGED if pending.resumed > 1 else self._look_at(part, pending.text, self.state.part)
        self._values[pending.id] = verdict.value
        self.log("judged", {"answer": pending.id, "verdict": verdict_json(verdict)})
        return verdict

    @property
    def part(self) -> APart | None:
        """The part on the table."""
        return self.variant.parts[self.state.part] if self.variant and self.state.record else None

    def value(self, record: Record) -> object:
        """What the counted answer to a part of this question was read as."""
        best = counted(record)
        assert best is not None
        assert self.variant is not None
        if best.id not in self._values:  # answered in a run before this one
            self._values[best.id] = self._look_at(self.variant.parts[record.index], best.text, record.index).value
        return self._values[best.id]

    def drawn(self, planned: Planned) -> AVariant | None:
        """The variant, or None where the bank has no such question or cannot draw it any more."""
        question = self.around.bank.questions.get(planned.question)
        try:
            variant = None if question is None else self.around.draw(question, planned.seed)
        except DlstudyError:  # one spoilt question must not hold up the rest; lint tells its author
            return None
        return variant if variant is not None and variant.parts else None

    def earlier(self, index: int) -> Mapping[int, object]:
        """What the learner's counted answers to the parts before this one were read as, by part."""
        before = self.state.records[self.state.first : self.state.first + index]
        return {record.index: self.value(record) for record in before if record.tries}

    def _look_at(self, part: APart, text: str, index: int) -> Verdict:
        try:
            carried = self.around.carry(self.variant, index, self.earlier(index)) if index else ()
            return self.around.judge(part.key, text, (*carried, *part.slips))
        except LearnerError as error:
            return Verdict("invalid", 0.0, why=error.text)
        except DlstudyError as error:
            return Verdict("undecided", 0.0, why=error.text)

    def _unchanged(self, variant: AVariant) -> bool:
        marks = [record.marks for record in self.state.records[self.state.first :]]
        return _json(variant.values) == self.state.values and [part.marks for part in variant.parts] == marks

    def _open(self, variant: AVariant) -> None:
        assert self.state.planned is not None
        topic = self.around.bank.questions[self.state.planned.question].topic
        marks = [part.marks for part in variant.parts]
        self.variant = variant
        self.log("opened", {"topic": topic, "marks": marks, "values": _json(variant.values)})

    def _drop(self) -> None:
        self.notice = _(
            "A question of this session is no longer in the bank and was left out.",
            "本次练习中有一道题已不在题库中，已略过。",
        )
        self.log("dropped")


def _json(values: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(values, default=str))


_WHOLE: Final = frozenset({"started", "paused", "resumed", "finished", "abandoned"})
_UNJUDGED: Final = Verdict(
    status="undecided",
    score=0.0,
    why=_(
        "dlstudy ended twice while judging this answer, so it was left unjudged. Compare it with the solution.",
        "判题时程序两次意外退出，因此此答案未判分。请与解答对照。",
    ),
)
