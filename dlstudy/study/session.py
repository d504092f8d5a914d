"""A practice session without a screen.

Nothing is true of a session but what its events say: every action appends one to the diary, and only then moves the
state. So a session killed at any moment resumes at the same question with the same numbers, part and tries.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from dlstudy.answers.verdict import Verdict
from dlstudy.errors import DlstudyError, LearnerError
from dlstudy.i18n import Text, _
from dlstudy.study.contracts import ABank, ADiary, APart, AVariant, Draw, Judge, answers_judge, bank_draw
from dlstudy.study.plan import Planned, Rules
from dlstudy.study.replay import replay
from dlstudy.study.result import Result, result
from dlstudy.study.scoring import Tally, tally
from dlstudy.study.sitting import Sitting, Surroundings
from dlstudy.study.state import Phase, Record, State, legal
from dlstudy.study.verdict_json import text_json

Clock = Callable[[], datetime]

ACTIONS: Final[Mapping[str, str]] = {  # method -> the kind of event it writes
    "submit": "answered",
    "advance": "advanced",
    "skip": "skipped",
    "flag": "flagged",
    "hint": "hinted",
    "solution": "solved",
    "retry": "redrawn",
    "overrule": "overruled",
    "self_mark": "self_marked",
    "undo": "undone",
    "pause": "paused",
    "unpause": "resumed",
    "abandon": "abandoned",
}


def now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


class OutOfTurnError(DlstudyError):
    """An action that `Session.actions` does not offer at the moment; nothing was written."""


class Session:
    """A session in progress. Begin one with `start` or `resume`; `actions` says what can be done now."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting

    @classmethod
    def start(
        cls,
        plan: Iterable[tuple[str, int]],
        bank: ABank,
        diary: ADiary,
        clock: Clock = now,
        *,
        title: Text | None = None,
        rules: Rules | None = None,
        rng: random.Random | None = None,
        draw: Draw | None = None,
        judge: Judge | None = None,
    ) -> Session:
        """A new session, its first question open."""
        planned, rules, title = tuple(Planned(*each) for each in plan), rules or Rules(), title or _("Practice", "练习")
        if not planned:
            raise LearnerError(_("There is no question to ask here.", "这里没有可练习的题目。"))
        around = Surroundings(bank, diary, clock, rng or random.Random(), draw or bank_draw(), judge or answers_judge())
        sitting = Sitting(State(session=uuid4().hex), around)
        data = {"title": text_json(title), "plan": planned, "tries": rules.tries, "retry_worth": rules.retry_worth}
        sitting.log("started", data)
        sitting.go_on()
        return cls(sitting)

    @classmethod
    def resume(
        cls,
        session_id: str,
        bank: ABank,
        diary: ADiary,
        clock: Clock = now,
        *,
        rng: random.Random | None = None,
        draw: Draw | None = None,
        judge: Judge | None = None,
    ) -> Session:
        """The session where its last event left it; an answer killed before its verdict is judged now."""
        state = replay(diary.events(session_id))
        if state.phase == "unstarted":
            raise LearnerError(_("The diary has no such session.", "学习记录中没有这次练习。"))
        around = Surroundings(bank, diary, clock, rng or random.Random(), draw or bank_draw(), judge or answers_judge())
        sitting = Sitting(state, around)
        if state.phase not in ("finished", "abandoned"):
            sitting.reopen()
        return cls(sitting)

    @property
    def state(self) -> State:
        """All of it, frozen."""
        return self._sitting.state

    @property
    def id(self) -> str:
        """What the diary calls this session."""
        return self.state.session

    @property
    def title(self) -> Text:
        """What the session was started as."""
        return self.state.title

    @property
    def notice(self) -> Text | None:
        """What to tell the learner where the bank has changed under the session."""
        return self._sitting.notice

    @property
    def phase(self) -> Phase:
        """`answering`, `feedback`, `finished` or `abandoned`."""
        return self.state.phase

    @property
    def variant(self) -> AVariant | None:
        """The question with its numbers; None after the end."""
        return self._sitting.variant if self.state.record else None

    @property
    def part(self) -> APart | None:
        """The part that is asked or shown with its verdict; None after the end."""
        return self._sitting.part

    @property
    def record(self) -> Record | None:
        """What has happened at this part: tries, hint, flag and so on."""
        return self.state.record

    @property
    def number(self) -> int:
        """Which question of the plan this is, from 1."""
        return min(self.state.place + 1, self.total)

    @property
    def total(self) -> int:
        """How many questions are planned by now."""
        return len(self.state.plan)

    @property
    def tries_left(self) -> int:
        """How many readable answers this part may still have."""
        record = self.record
        return self.state.rules.tries - len(record.tries) if record and self.phase == "answering" else 0

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the last answer to this part, an unreadable one too."""
        return self.state.verdict

    @property
    def tally(self) -> Tally:
        """The count so far."""
        return tally(self.state)

    @property
    def elapsed(self) -> float:
        """The seconds spent in the session by now, pauses and crashes left out."""
        state = self.state
        if state.last is None or state.paused or state.record is None:
            return state.seconds
        return state.seconds + max(0.0, (self._sitting.around.clock() - state.last).total_seconds())

    @property
    def earlier(self) -> Mapping[int, object]:
        """What the learner's counted answers to the earlier parts of this question were read as, by part."""
        return {} if self.variant is None else self._sitting.earlier(self.state.part)

    @property
    def actions(self) -> frozenset[str]:
        """The names of the methods that may be called now; the others raise OutOfTurnError."""
        kinds = legal(self.state)
        found = {action for action, kind in ACTIONS.items() if kind in kinds}
        if not self.state.paused:
            found.discard("unpause")
        if self.part is not None and self.part.hint is None:
            found.discard("hint")
        return frozenset(found)

    def submit(self, text: str) -> Verdict:
        """The verdict on an answer, which is safe in the diary before it is judged. An invalid one costs no try."""
        self._act("submit", {"text": text})
        return self._sitting.settle()

    def advance(self) -> None:
        """Leaves the feedback for the next part, the next question, or the end."""
        self._act("advance")
        self._sitting.go_on()

    def skip(self) -> None:
        """Leaves the part as it is; what tries there were count."""
        self._act("skip")
        self._sitting.go_on()

    def flag(self) -> bool:
        """Sets or takes away the part's flag; whether it is set now."""
        on = self.record is not None and not self.record.flagged
        self._act("flag", {"on": on})
        return on

    def hint(self) -> Text | None:
        """The part's hint, or None where it has none; asking again costs nothing."""
        if self.part is not None and self.part.hint is not None and not (self.record and self.record.hinted):
            self._act("hint")
        return self.part.hint if self.part else None

    def solution(self) -> None:
        """Notes that the solution is shown; a part still being answered is given up with it."""
        self._act("solution")

    def retry(self, *, next_up: bool = False) -> int:
        """Plans the same question with new numbers, at the end or right after this one; the new seed."""
        taken = {planned.seed for planned in self.state.plan}
        rng = self._sitting.around.rng
        while (seed := rng.randrange(1, 2**31)) in taken:
            pass
        self._act("retry", {"seed": seed, "next": next_up})
        return seed

    def overrule(self) -> None:
        """Notes "I was right": full marks, and the machine's verdict stays beside."""
        self._act("overrule", {"judged": self.verdict.status if self.verdict else None})

    def self_mark(self, point: int, hit: bool) -> None:
        """The learner's own marking of a point of the rubric, from 0; the machine's stays beside."""
        marks = self.record.tries[-1].verdict.marks if self.record and self.record.tries else ()
        if marks and not 0 <= point < len(marks):
            raise IndexError(point)
        self._act("self_mark", {"point": point, "hit": hit, "judged": marks[point].outcome if marks else None})

    def undo(self) -> None:
        """Takes back the last answer, overruling or marking of this part; an answer not once the solution is seen."""
        self._act("undo")

    def pause(self) -> None:
        """Stops the clock; nothing else can be done until `unpause`, or `resume` in another run."""
        self._act("pause")

    def unpause(self) -> None:
        """Lets the clock go on."""
        self._act("unpause")

    def abandon(self) -> None:
        """Ends the session before its end."""
        self._act("abandon")

    def result(self) -> Result:
        """What the session has come to so far."""

        def prompt(planned: Planned, part: int) -> Text | None:
            variant = self._sitting.drawn(planned)
            return variant.parts[part].prompt if variant and part < len(variant.parts) else None

        return result(self.state, prompt)

    def _act(self, action: str, data: Mapping[str, Any] | None = None) -> None:
        if action not in self.actions:
            raise OutOfTurnError(_("That cannot be done now.", "现在不能这样操作。"))
        self._sitting.log(ACTIONS[action], data)
