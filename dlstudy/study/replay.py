"""From events to where a session stands: a fold, with one small function for each kind of event.

Anything may be cut off or doubled (a kill, a merge of two machines' diaries), so an event that is out of turn, or that
speaks of another question than the open one, or cannot be read, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from typing import Final

from dlstudy.study.event import Event
from dlstudy.study.plan import Planned, Rules
from dlstudy.study.state import Before, Pending, Phase, Record, State, Try, legal
from dlstudy.study.verdict_json import text_from, verdict_from


def replay(events: Iterable[Event]) -> State:
    """Where the events of one session lead."""
    return reduce(step, events, State())


def step(state: State, event: Event) -> State:
    """Where one more event leads."""
    if event.kind not in legal(state) or not _speaks_of_here(state, event):
        return state
    try:
        moved = _STEPS[event.kind](_tick(state, event), event)
    except (LookupError, ArithmeticError, TypeError, ValueError, AttributeError):
        return state
    return replace(moved, last=event.at)


def _speaks_of_here(state: State, event: Event) -> bool:
    if state.phase == "unstarted":
        return True
    if event.session != state.session:
        return False
    if event.question is None:
        return event.kind in _SESSION_WIDE
    if state.planned != (event.question, event.seed):
        return False
    return event.kind in _QUESTION_WIDE or event.part == state.part


def _tick(state: State, event: Event) -> State:
    """Counts the time since the last event, unless nobody was there or the clock has been set back."""
    if state.last is None or state.paused or event.kind == "resumed":
        return state
    spent = max(0.0, (event.at - state.last).total_seconds())
    state = replace(state, seconds=state.seconds + spent)
    if state.phase == "answering" and state.pending is None and state.record is not None:
        return _here(state, seconds=state.record.seconds + spent)
    return state


def _here(state: State, **changes: object) -> State:
    """The state with changes to the record of the open part."""
    at = state.first + state.part
    record = replace(state.records[at], **changes)  # type: ignore[arg-type]  # the names are this module's own
    return replace(state, records=(*state.records[:at], record, *state.records[at + 1 :]))


def _remember(state: State) -> State:
    assert state.record is not None
    return replace(state, undo=(*state.undo, Before(state.phase, state.record, state.verdict)))


def _started(state: State, event: Event) -> State:
    plan = tuple(Planned(str(question), int(seed)) for question, seed in event.data["plan"])
    rules = Rules(max(1, int(event.data["tries"])), float(event.data["retry_worth"]))
    title = text_from(event.data["title"])
    return replace(state, session=event.session, title=title, started=event.at, rules=rules, plan=plan, phase="opening")


def _opened(state: State, event: Event) -> State:
    """Opens a question, or begins the open one anew where the bank's file has changed meanwhile."""
    assert state.planned is not None
    kept = state.records if state.phase == "opening" else state.records[: state.first]
    question, seed = state.planned
    topic = str(event.data["topic"])
    fresh = tuple(Record(question, seed, topic, i, float(m)) for i, m in enumerate(event.data["marks"]))
    if not fresh:
        raise ValueError("a question without parts")
    state = replace(state, phase="answering", part=0, first=len(kept), records=kept + fresh)
    return replace(state, values=event.data["values"], verdict=None, pending=None, undo=())


def _dropped(state: State, _event: Event) -> State:
    if state.phase != "opening":
        worked = tuple(replace(record, done=True) for record in state.records[state.first :] if record.tries)
        state = replace(state, records=state.records[: state.first] + worked)
    return _next_question(state)


def _answered(state: State, event: Event) -> State:
    return replace(state, pending=Pending(event.id, str(event.data["text"])))


def _judged(state: State, event: Event) -> State:
    assert state.pending is not None
    assert state.record is not None
    if event.data["answer"] != state.pending.id:
        return state
    verdict = verdict_from(event.data["verdict"])
    tries = (*state.record.tries, Try(state.pending.id, state.pending.text, verdict))
    state = replace(state, pending=None)
    if verdict.status == "invalid":
        return replace(state, verdict=verdict)
    state = replace(_here(_remember(state), tries=tries), verdict=verdict)
    # The marking points, or both formulas, are shown now: nothing is left to try.
    told = verdict.status in ("correct", "undecided") or bool(verdict.marks)
    return _feedback(state) if told or len(tries) >= state.rules.tries else state


def _feedback(state: State) -> State:
    return replace(_here(state, done=True), phase="feedback")


def _solved(state: State, _event: Event) -> State:
    return _feedback(_here(state, solved=True))


def _skipped(state: State, _event: Event) -> State:
    return _next_part(_here(state, done=True))


def _advanced(state: State, _event: Event) -> State:
    return _next_part(state)


def _next_part(state: State) -> State:
    if state.first + state.part + 1 < len(state.records):
        return replace(state, part=state.part + 1, phase="answering", verdict=None, undo=())
    return _next_question(state)


def _next_question(state: State) -> State:
    state = replace(state, place=state.place + 1, part=0, first=len(state.records), phase="opening")
    return replace(state, values=None, verdict=None, pending=None, undo=())


def _redrawn(state: State, event: Event) -> State:
    assert state.planned is not None
    again = Planned(state.planned.question, int(event.data["seed"]))
    if event.data["next"]:
        return replace(state, plan=(*state.plan[: state.place + 1], again, *state.plan[state.place + 1 :]))
    return replace(state, plan=(*state.plan, again))


def _overruled(state: State, _event: Event) -> State:
    return _feedback(_here(_remember(state), overruled=True))


def _self_marked(state: State, event: Event) -> State:
    assert state.record is not None
    point, hit = int(event.data["point"]), bool(event.data["hit"])
    if not 0 <= point < len(state.record.tries[-1].verdict.marks):
        raise ValueError("no such point")
    return _here(_remember(state), self_marks=(*state.record.self_marks, (point, hit)))


def _undone(state: State, _event: Event) -> State:
    *undo, before = state.undo
    old = before.record
    done = before.phase == "feedback"
    state = _here(state, tries=old.tries, overruled=old.overruled, self_marks=old.self_marks, done=done)
    return replace(state, phase=before.phase, verdict=before.verdict, undo=tuple(undo))


def _resumed(state: State, _event: Event) -> State:
    pending = state.pending and replace(state.pending, resumed=state.pending.resumed + 1)
    return replace(state, paused=False, pending=pending)


def _ended(phase: Phase) -> Callable[[State, Event], State]:
    return lambda state, _event: replace(state, phase=phase, paused=False, pending=None)


_STEPS: Final[dict[str, Callable[[State, Event], State]]] = {
    "started": _started,
    "opened": _opened,
    "dropped": _dropped,
    "answered": _answered,
    "judged": _judged,
    "hinted": lambda state, _event: _here(state, hinted=True),
    "flagged": lambda state, event: _here(state, flagged=bool(event.data["on"])),
    "solved": _solved,
    "skipped": _skipped,
    "advanced": _advanced,
    "redrawn": _redrawn,
    "overruled": _overruled,
    "self_marked": _self_marked,
    "undone": _undone,
    "paused": lambda state, _event: replace(state, paused=True),
    "resumed": _resumed,
    "finished": _ended("finished"),
    "abandoned": _ended("abandoned"),
}
_SESSION_WIDE: Final = frozenset({"paused", "resumed", "finished", "abandoned"})
_QUESTION_WIDE: Final = _SESSION_WIDE | {"opened", "dropped"}
