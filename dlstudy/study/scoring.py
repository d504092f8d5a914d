"""What a part's tries are worth, by the machine's marking and by the learner's, and how a session is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dlstudy.study.plan import Rules
from dlstudy.study.state import Record, State, Try

Outcome = Literal["right", "wrong", "partial", "undecided", "skipped"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many parts came out how; a flag is counted beside. `skipped` are all parts left without an answer."""

    right: int = 0
    wrong: int = 0
    partial: int = 0
    undecided: int = 0
    skipped: int = 0
    flagged: int = 0


def counted(record: Record) -> Try | None:
    """The try that stands for the part: the best one, the later of two as good."""
    return max(reversed(record.tries), key=lambda each: each.verdict.score, default=None)


def judged(record: Record, rules: Rules) -> float:
    """The machine's marks: those of the first try, and of what a retry adds to it the share the rules allow.

    So a right retry after a wrong answer earns half by default, after an answer worth 0.8 it comes to 0.9, and
    trying again never costs anything.
    """
    if not record.tries:
        return 0.0
    first, best = record.tries[0].verdict.score, max(each.verdict.score for each in record.tries)
    return record.marks * (first + rules.retry_worth * (best - first))


def earned(record: Record, rules: Rules) -> float:
    """The marks that count: the learner's own marking where there is one, else the machine's.

    "I was right" earns full marks, on a retry too: the refusal that made the retry necessary may have been the error.
    """
    share = _own_share(record)
    return judged(record, rules) if share is None else record.marks * share


def outcome(record: Record) -> Outcome:
    """In a word, how the part came out."""
    best, share = counted(record), _own_share(record)
    if best is None:
        return "skipped"
    if share is None and best.verdict.status == "undecided":
        return "undecided"
    score = best.verdict.score if share is None else share
    if score >= 1:
        return "right"
    return "partial" if score > 0 else "wrong"


def tally(state: State) -> Tally:
    """The count over all parts that are done."""
    done = tuple(record for record in state.records if record.done)
    outcomes = tuple(outcome(record) for record in done)
    return Tally(
        right=outcomes.count("right"),
        wrong=outcomes.count("wrong"),
        partial=outcomes.count("partial"),
        undecided=outcomes.count("undecided"),
        skipped=outcomes.count("skipped"),
        flagged=sum(record.flagged for record in state.records),
    )


def _own_share(record: Record) -> float | None:
    if not record.tries or not (record.overruled or record.self_marks):
        return None
    if record.overruled:
        return 1.0
    points, own = record.tries[-1].verdict.marks, dict(record.self_marks)
    said = sum(point.marks for i, point in enumerate(points) if own.get(i, point.outcome == "hit"))
    whole = sum(point.marks for point in points)
    return said / whole if whole else 0.0
