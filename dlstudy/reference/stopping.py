"""Early stopping by the gaps between records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Stop(NamedTuple):
    """Epochs counted from 1."""

    best: int
    stop: int
    triggered: bool


def by_records(errors: Sequence[float], patience: int, least: float = 0.0, larger_is_better: bool = False) -> Stop:
    """The epochs that set a record (better by more than `least`), and the first gap between records over `patience`.

    Training stops `patience` epochs after the record before that gap; without one it runs through.
    """
    sign = -1.0 if larger_is_better else 1.0
    records: list[int] = []
    for epoch, error in enumerate(errors, 1):
        if not records or sign * error < sign * errors[records[-1] - 1] - least:
            records.append(epoch)
    for record, following in pairwise([*records, len(errors) + patience]):
        if following - record > patience and record + patience <= len(errors):
            return Stop(record, record + patience, True)
    last = records[-1]
    return Stop(last, min(len(errors), last + patience), last + patience <= len(errors))
