"""What a kind of answer must be able to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dlstudy.answers.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of answer: how it is read, shown again, compared with its key, and what a slip's key would be."""

    read: Callable[[Any, str], Any]  # (key, text) -> value; LearnerError where unreadable
    show: Callable[[Any, Any], str]  # (key, value) -> the value as it was understood
    compare: Callable[[Any, Any], Verdict]  # (key, value) -> the verdict; LearnerError where it costs no try
    instead: Callable[[Any, Any], Any]  # (key, a slip's value) -> the key under which that value is right
    computed: Callable[[Any], Any]  # a slip's value as `read` would give it


RIGHT = Verdict("correct", 1.0)
WRONG = Verdict("incorrect", 0.0)
