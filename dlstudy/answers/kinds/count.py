"""A whole number, exact."""

from __future__ import annotations

from dataclasses import replace

from dlstudy.answers.keys import CountKey
from dlstudy.answers.kinds.dressing import bare, first_side
from dlstudy.answers.kinds.kind import RIGHT, WRONG, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.symbolic.reading import read_count


def read(_key: CountKey, text: str) -> int:
    """The whole number that was typed; thousands may be separated."""
    return read_count(first_side(bare(text)))


def show(_key: CountKey, value: int) -> str:
    """The number in full; one that is absurdly long by its first digits."""
    digits = str(value)
    return digits if len(digits) <= 40 else f"{digits[:20]}…"


def compare(key: CountKey, value: int) -> Verdict:
    """Right where equal."""
    return RIGHT if value == key.value else WRONG


KIND = Kind(read, show, compare, lambda key, value: replace(key, value=value), lambda value: value)
