"""How well the learner stands with each question, as far as the diary knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dlstudy.study.event import Event
from dlstudy.study.replay import step
from dlstudy.study.scoring import earned
from dlstudy.study.state import State

UNSEEN = 0.5  # between what is failed and what is known
_FRESHNESS = 0.5  # how much the latest pass outweighs all before it


def strengths(events: Iterable[Event]) -> Mapping[str, float]:
    """For every question that was worked on, the share of its marks earned, from 0 to 1, late passes weighing more.

    A hint or the solution spoils a pass: what was shown is no proof of knowing.
    """
    found: dict[str, float] = {}
    for state in _sessions(events):
        for question, share in _passes(state):
            found[question] = (
                share if question not in found else found[question] + _FRESHNESS * (share - found[question])
            )
    return found


def _sessions(events: Iterable[Event]) -> Iterable[State]:
    states: dict[str, State] = {}
    for event in events:
        states[event.session] = step(states.get(event.session, State()), event)
    return states.values()


def _passes(state: State) -> Iterable[tuple[str, float]]:
    places = dict.fromkeys((record.question, record.seed) for record in state.records)
    for question, seed in places:
        parts = [
            record for record in state.records if (record.question, record.seed) == (question, seed) and record.done
        ]
        whole = sum(record.marks for record in parts)
        if any(record.tries or record.solved for record in parts) and whole:
            shown = sum(earned(record, state.rules) * (0.5 if record.hinted else 1.0) for record in parts)
            yield question, shown / whole
