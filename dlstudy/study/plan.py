"""What a session sets out to ask, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Planned(NamedTuple):
    """A question to ask, and the seed its numbers are drawn with."""

    question: str
    seed: int


Plan = tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """How many readable answers a part may have, and what share of what a retry adds to the first answer counts."""

    tries: int = 2
    retry_worth: float = 0.5
