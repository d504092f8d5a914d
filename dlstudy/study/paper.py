"""What to ask: a paper as it stands, or a practice drawn to the learner's weak spots."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from dlstudy.study.contracts import AQuestion
from dlstudy.study.plan import Plan, Planned
from dlstudy.study.strength import UNSEEN


def paper(questions: Iterable[AQuestion]) -> Plan:
    """All questions in their order, seed 0: the same paper for everyone."""
    return tuple(Planned(question.id, 0) for question in questions)


def practice(
    questions: Iterable[AQuestion],
    count: int,
    rng: random.Random,
    *,
    topic: str | None = None,
    chapter: str | None = None,
    strengths: Mapping[str, float] | None = None,
) -> Plan:
    """`count` questions of a topic or chapter, weakest first, those equally strong in random order.

    Where there are fewer, questions with a calculator come again with new numbers, never twice in a row unless
    there is only one; questions without numbers to draw are asked once, so the plan can be shorter.
    """
    pool = [q for q in questions if topic in (None, q.topic) and chapter in (None, q.chapter)]
    known = strengths or {}
    chosen: list[AQuestion] = []
    while pool and len(chosen) < count:
        chosen += _round(pool, known, rng, chosen[-1] if chosen else None)
        pool = [q for q in pool if q.calculator is not None]
    return tuple(Planned(question.id, rng.randrange(1, 2**31)) for question in chosen[:count])


def _round(
    pool: Sequence[AQuestion], known: Mapping[str, float], rng: random.Random, last: AQuestion | None
) -> list[AQuestion]:
    """The pool in its order for this round, not beginning with the question just asked."""
    order = sorted(rng.sample(pool, len(pool)), key=lambda question: known.get(question.id, UNSEEN))
    if last is not None and order[0].id == last.id and len(order) > 1:
        order[0], order[1] = order[1], order[0]
    return order
