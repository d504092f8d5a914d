"""Risks as averages over cases drawn out one by one.

losses: (k,) of each outcome   counts: (k,) how often it was seen   probabilities: (k,) how likely it is
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from math import fsum, hypot


def empirical(losses: Sequence[float], counts: Sequence[int]) -> float:
    """The mean loss of everything that was seen, case by case."""
    cases = list(chain.from_iterable(repeat(loss, count) for loss, count in zip(losses, counts, strict=True)))
    return fsum(cases) / len(cases)


def expected(losses: Sequence[float], probabilities: Sequence[float]) -> float:
    """The area under P(loss > v), from the smallest loss on: an expectation without a sum of products."""
    pairs = sorted(zip(losses, probabilities, strict=True))
    low = min(pairs[0][0], 0.0)
    steps, left, at = [], 1.0, low
    for loss, probability in pairs:
        steps.append(left * (loss - at))
        at, left = loss, left - probability
    return low + fsum(steps)


def ridge_penalty(weights: Sequence[float], strength: float) -> float:
    """½ λ ‖w‖², through the length."""
    return strength / 2 * hypot(*weights) ** 2
