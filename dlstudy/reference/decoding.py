"""Decoding by enumeration, and beam search on a matrix of log-probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

Prefix = tuple[str, ...]
Row = Callable[[Prefix], Sequence[float] | None]  # probabilities of the words after a prefix


def every_sequence(words: Sequence[str], end: str, steps: int, row: Row) -> list[tuple[Prefix, float]]:
    """All sequences that end, or are `steps` long, with their log-probability; those the table tells nothing of left out."""
    found = []
    for length in range(1, steps + 1):
        for sequence in product(words, repeat=length):
            if end in sequence[:-1] or (sequence[-1] != end and length < steps):
                continue
            logs = [_log_of(row(sequence[:i]), words, sequence[i]) for i in range(length)]
            if all(log is not None for log in logs):
                found.append((sequence, float(sum(log for log in logs if log is not None))))
    return found


def _log_of(chances: Sequence[float] | None, words: Sequence[str], word: str) -> float | None:
    if chances is None:
        return None
    p = chances[words.index(word)]
    return float(np.log(p)) if p > 0 else None


def beams(words: Sequence[str], end: str, steps: int, width: int, row: Row) -> list[list[tuple[Prefix, float]]]:
    """The prefixes kept after each step; a finished one keeps its place in the beam. Of equals the earlier stays."""
    kept: list[tuple[Prefix, float]] = [((), 0.0)]
    history = []
    for _step in range(steps):
        grown: list[tuple[Prefix, float]] = []
        for prefix, log in kept:
            if prefix[-1:] == (end,):
                grown.append((prefix, log))
                continue
            with np.errstate(divide="ignore"):
                scores = log + np.log(np.asarray(row(prefix), dtype=float))
            grown += [((*prefix, word), float(score)) for word, score in zip(words, scores, strict=True)]
        grown = [(prefix, log) for prefix, log in grown if np.isfinite(log)]
        order = np.argsort([-round(log, 10) for _prefix, log in grown], kind="stable")[:width]
        kept = [grown[i] for i in order]
        history.append(kept)
        if all(prefix[-1:] == (end,) for prefix, _log in kept):
            break
    return history
