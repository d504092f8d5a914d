"""Whatever a learner does and wherever it is cut off, the events lead to a state that makes sense."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy.study.replay import replay
from dlstudy.study.scoring import earned, judged, tally
from dlstudy.study.session import Session
from dlstudy.study.state import State

from .fakes import Clock, Pages, Question, again, bank, begin, right, wrong

BANK = bank(Question("a"), Question("b", parts=1), Question("r", calculator=None, parts=1))
PLAN = (("a", 1), ("r", 1), ("b", 7))


def answer(session: Session, rng: random.Random) -> str:
    if session.record.question == "r":
        return " ".join(rng.choices(("hit", "missed", "unsure"), k=2))
    return rng.choice([right(session), wrong(session), "half", "??"])


def walk(seed: int, length: int) -> tuple[Session, Pages]:
    """A learner who does any legal thing; every action of theirs must move the state."""
    rng, pages, clock = random.Random(seed), Pages(), Clock()
    session = begin(pages, clock, plan=PLAN, bank=BANK)
    for _step in range(length):
        choices = sorted(session.actions - {"abandon"}) or [None]
        action, before = rng.choice(choices), session.state
        clock.wait(rng.randrange(1, 20))  # the same unreadable answer twice at once would change nothing
        if action is None:
            break
        arguments = {"submit": lambda: (answer(session, rng),), "self_mark": lambda: (rng.randrange(2), True)}
        getattr(session, action)(*arguments.get(action, tuple)())
        assert session.state != before, action
    return session, pages


def check(state: State) -> None:
    if state.phase == "unstarted":
        return
    assert 0 <= state.place <= len(state.plan)
    assert (state.record is not None) == (state.phase in ("answering", "feedback"))
    if state.record is not None:
        assert state.planned == (state.record.question, state.record.seed)
        assert state.record.index == state.part
        assert state.record.done == (state.phase == "feedback")
        assert all(record.done for record in state.records[: state.first])
    for record in state.records:
        assert len(record.tries) <= state.rules.tries
        assert all(each.verdict.status != "invalid" for each in record.tries)
        assert 0 <= judged(record, state.rules) <= record.marks
        assert 0 <= earned(record, state.rules) <= record.marks
    counts = tally(state)
    assert counts.right + counts.wrong + counts.partial + counts.undecided + counts.skipped == sum(
        record.done for record in state.records
    )


@given(seed=st.integers(0, 10**9), length=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_every_prefix_of_the_events_gives_a_legal_state(seed, length):
    _session, pages = walk(seed, length)
    for end in range(len(pages.written) + 1):
        check(replay(pages.written[:end]))


@given(seed=st.integers(0, 10**9), length=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_replaying_all_events_gives_the_state_the_session_is_in(seed, length):
    session, pages = walk(seed, length)
    assert replay(pages.written) == session.state


@given(seed=st.integers(0, 10**9), length=st.integers(0, 30), end=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_session_cut_off_anywhere_can_be_resumed_and_finished(seed, length, end):
    _session, pages = walk(seed, length)
    kept = Pages(pages.written[: max(1, round(end * len(pages.written)))])
    back = again(kept.written[0].session, kept, bank=BANK)
    for _part in range(200):
        if back.phase == "finished":
            break
        (back.skip if back.phase == "answering" else back.advance)()
    assert back.phase == "finished"
    check(back.state)


@given(seed=st.integers(0, 10**9), data=st.data())
@settings(max_examples=40, deadline=None)
def test_shuffled_and_doubled_events_still_give_a_legal_state(seed, data):
    _session, pages = walk(seed, 20)
    first, *rest = pages.written
    check(replay([first, *data.draw(st.lists(st.sampled_from(rest), max_size=40))]))
