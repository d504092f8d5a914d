"""What the app works with: the bank once it is loaded, the diary, the settings; no screen."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dlstudy.answers.keys import Key
from dlstudy.i18n import Text, _
from dlstudy.study import settings as saved
from dlstudy.study.contracts import ABank, ADiary
from dlstudy.study.paper import paper, practice
from dlstudy.study.plan import Plan
from dlstudy.study.replay import replay
from dlstudy.study.session import Session
from dlstudy.study.settings import Settings
from dlstudy.study.state import State
from dlstudy.study.strength import strengths

PAPERS = "exams"  # the chapter whose files are papers, asked as they stand


@dataclass
class Study:
    """The learner's side of things; its methods may be called in a thread."""

    load_bank: Callable[[], ABank]
    diary: Any
    settings: Settings
    settings_path: Path | None
    rng: random.Random
    clock: Callable[[], datetime]
    notice: Text | None = None
    bank: ABank | None = None
    _varying: dict[str, bool] = field(default_factory=dict)

    def load(self) -> None:
        """Reads the bank, and imports what drawing and judging need, so that the first question comes at once."""
        bank = self.load_bank()
        from dlstudy.answers import judging  # noqa: F401
        from dlstudy.bank import variants  # noqa: F401

        self.bank = bank

    @property
    def questions(self) -> Mapping[str, Any]:
        """The questions; none while the bank is being read."""
        return {} if self.bank is None else self.bank.questions

    def unfinished(self) -> State | None:
        """Where the session left last stands."""
        session = self.diary.unfinished()
        state = None if session is None else replay(self.diary.events(session))
        return state if state is not None and state.phase not in ("unstarted", "finished", "abandoned") else None

    def papers(self) -> dict[str, list[Any]]:
        """The papers of the bank: their files, and the questions of each."""
        found: dict[str, list[Any]] = {}
        for question in self.questions.values():
            if question.chapter == PAPERS:
                found.setdefault(Path(question.file).stem, []).append(question)
        return found

    def plan(self, chapter: str | None = None, topic: str | None = None) -> Plan:
        """A practice, weakest questions first."""
        known = strengths(self.diary.events())
        pool = self.questions.values()
        return practice(pool, self.settings.questions, self.rng, topic=topic, chapter=chapter, strengths=known)

    def paper_plan(self, name: str) -> Plan:
        """A paper as it stands."""
        return paper(self.papers()[name])

    def again(self, questions: list[str]) -> Plan:
        """These questions once more, with new numbers where they have any."""
        pool = [self.questions[q] for q in dict.fromkeys(questions) if q in self.questions]
        return practice(pool, len(pool), self.rng)

    def start(self, plan: Plan, title: Text) -> Session:
        """A new session."""
        assert self.bank is not None
        session = Session.start(plan, self.bank, self._diary, self.clock, title=title, rng=self.rng)
        self.look_at(session)
        return session

    def resume(self, session: str) -> Session:
        """A session where it was left."""
        assert self.bank is not None
        resumed = Session.resume(session, self.bank, self._diary, self.clock, rng=self.rng)
        self.look_at(resumed)
        return resumed

    def look_at(self, session: Session) -> None:
        """Finds out whether the open question has other numbers; takes a moment, so not for the screen's thread."""
        planned = session.state.planned
        question = self.questions.get(planned.question) if planned else None
        if planned is None or question is None or planned.question in self._varying:
            return
        from dlstudy.bank.variants import draw

        drawn = [draw(question, seed).values for seed in range(4)] if question.calculator else []
        self._varying[planned.question] = any(values != drawn[0] for values in drawn)

    def varies(self, session: Session) -> bool:
        """Whether the open question has other numbers to draw, as far as that has been found out."""
        planned = session.state.planned
        return planned is not None and self._varying.get(planned.question, False)

    def reads_as(self, key: Key, text: str) -> str:
        """How an answer would be read."""
        from dlstudy.answers.judging import reads_as

        return reads_as(key, text)

    def choose(self, **changes: Any) -> Text | None:
        """Changes settings and saves them; what there is to say where that failed."""
        self.settings = replace(self.settings, **changes)
        return None if self.settings_path is None else saved.write(self.settings, self.settings_path)

    @property
    def _diary(self) -> ADiary:
        diary: ADiary = self.diary
        return diary


def practice_title(name: Text | None) -> Text:
    """What a practice is called in the diary."""
    if name is None:
        return _("Practice", "练习")
    return _("Practice: {name}", "练习：{name}")(name=name)
