"""A process of its own, for the tests that kill it: `sitter.py sit DIARY` or `sitter.py write DIARY COUNT`.

Prints every event once it is acknowledged, and where the session stands after every action.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from dlstudy.study.diary import Diary
from dlstudy.study.event import Event
from dlstudy.study.session import Session

from .fakes import Pages, again, begin, judge, right, wrong

PLAN = tuple((question, seed) for seed in range(100) for question in "abc")


def tell(word: str, what: str) -> None:
    print(word, what, flush=True)  # noqa: T201  the parent process listens


class Telling:
    """A diary that tells what it has acknowledged."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary

    def append(self, event: Event) -> None:
        self.diary.append(event)
        tell("event", event.id)

    def events(self, session: str | None = None) -> tuple[Event, ...]:
        return self.diary.events(session)


def slow_judge(key, text, slips):
    time.sleep(0.001)  # so that some kills come between an answer and its verdict
    return judge(key, text, slips)


def act(session: Session) -> None:
    """The one thing this learner does in this place; so the way through the plan is always the same."""
    if session.phase == "feedback":
        session.advance()
    else:
        session.submit(wrong(session) if session.state.place % 2 and not session.record.tries else right(session))


def place(session: Session) -> list:
    """Everything that must come back after a kill."""
    state, record = session.state, session.record
    tries = [each.text for each in record.tries] if record else None
    values = session.variant.values["numbers"] if session.variant else None
    return [state.place, state.part, state.phase, tries, record and record.seed, values]


def way() -> list[list]:
    """All places of an undisturbed run, as JSON gives them back."""
    session = begin(Pages(), plan=PLAN)
    places = [place(session)]
    while session.phase != "finished":
        act(session)
        places.append(place(session))
    return json.loads(json.dumps(places))


def sit(path: Path) -> None:
    with Diary(path) as diary:
        unfinished, telling = diary.unfinished(), Telling(diary)
        if unfinished is None:
            session = begin(telling, plan=PLAN, judge=slow_judge)
        else:
            session = again(unfinished, telling, judge=slow_judge)
        while True:
            tell("place", json.dumps(place(session)))
            if session.phase == "finished":
                return
            act(session)


def write(path: Path, count: int) -> None:
    with Diary(path) as diary:
        for number in range(count):
            event = Event(uuid4().hex, "s", datetime.now(UTC), "flagged", data={"number": number})
            diary.append(event)
            tell("event", event.id)


if __name__ == "__main__":
    if sys.argv[1] == "sit":
        sit(Path(sys.argv[2]))
    else:
        write(Path(sys.argv[2]), int(sys.argv[3]))
