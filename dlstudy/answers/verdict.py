"""What judging an answer comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dlstudy.i18n import Text

Status = Literal["correct", "partial", "incorrect", "invalid", "undecided"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One marking point of a rubric: hit, missed, or unsure (then the learner marks it)."""

    says: Text
    marks: float
    outcome: Literal["hit", "missed", "unsure"]
    heard: str = ""  # the learner's words it was found in


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, a score in [0, 1], and what to tell the learner. `invalid` means unread: no try is spent."""

    status: Status
    score: float
    reads_as: str = ""
    why: Text | None = None
    mistake: str = ""  # the id of the named mistake or convention that explains a wrong answer
    marks: tuple[Mark, ...] = field(default=())
    wrong_entries: tuple[tuple[int, ...], ...] = field(default=())  # indices, from 0, of entries that differ
    witness: Text | None = None  # the values at which a wrong formula, or a constructed answer, is seen to fail
    value: object = None  # the answer as read, for follow-through
