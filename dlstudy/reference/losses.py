"""Losses one entry at a time, in plain loops; divergences from entropies.

Lists of floats in, floats or lists out. `base` is the logarithm's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Numbers = Sequence[float]


def squared(y: Numbers, f: Numbers, half: bool = True) -> list[float]:
    """(y² − 2yf + f²), halved in nndl eq. 2.16, not in PyTorch's MSELoss."""
    return [(a * a - 2 * a * b + b * b) * (0.5 if half else 1.0) for a, b in zip(y, f, strict=True)]


def zero_one(y: Numbers, f: Numbers) -> list[float]:
    """1 where label and prediction differ."""
    return [float(a != b) for a, b in zip(y, f, strict=True)]


def clipped(y: Numbers, f: Numbers, margin: float) -> list[float]:
    """How far y·f falls short of `margin`: 1 for the hinge loss, 0 for the perceptron's."""
    return [margin - a * b if a * b < margin else 0.0 for a, b in zip(y, f, strict=True)]


def entropy(p: Numbers, base: float) -> float:
    """Σ p log(1/p), empty outcomes left out."""
    return sum(a * math.log(1 / a) for a in p if a > 0) / math.log(base)


def cross_entropy(p: Numbers, q: Numbers, base: float) -> float:
    """Σ p log(1/q) over the outcomes that p holds possible."""
    return sum(a * math.log(1 / b) for a, b in zip(p, q, strict=True) if a > 0) / math.log(base)


def smoothed(p: Numbers, epsilon: float, share_of_others: bool) -> list[float]:
    """A one-hot row that gives ε away: to the other classes alone (nndl), or to all alike (PyTorch, Keras)."""
    k = len(p)
    if share_of_others:
        return [1 - epsilon if a == 1 else epsilon / (k - 1) for a in p]
    return [1 - epsilon * (k - 1) / k if a == 1 else epsilon / k for a in p]


def absolute(y: Numbers, f: Numbers) -> list[float]:
    """The distance of label and prediction."""
    return [max(a, b) - min(a, b) for a, b in zip(y, f, strict=True)]


def binary(y: Numbers, f: Numbers, base: float) -> list[float]:
    """The cross-entropy of the two distributions (y, 1 − y) and (f, 1 − f)."""
    return [cross_entropy((a, 1 - a), (b, 1 - b), base) for a, b in zip(y, f, strict=True)]


def multiclass(labels: Sequence[int], scores: Sequence[Numbers], margin: float) -> list[float]:
    """Σ over the wrong classes of how far their score exceeds the right one's less `margin`; labels count from 1."""
    found = []
    for label, row in zip(labels, scores, strict=True):
        others = [score for k, score in enumerate(row, 1) if k != label]
        found.append(sum(score + margin - row[label - 1] for score in others if score + margin > row[label - 1]))
    return found


def squared_slopes(y: Numbers, f: Numbers, half: bool = True) -> list[float]:
    """Each squared loss's derivative by its prediction: half the gain from f − 1 to f + 1, exact for a parabola."""
    above, below = squared(y, [b + 1 for b in f], half), squared(y, [b - 1 for b in f], half)
    return [(p - q) / 2 for p, q in zip(above, below, strict=True)]


def binary_slopes(y: Numbers, f: Numbers) -> list[float]:
    """The derivatives of −y ln f and −(1 − y) ln(1 − f), added."""
    return [(1 - a) / (1 - b) - a / b for a, b in zip(y, f, strict=True)]
