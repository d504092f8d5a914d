"""What a classifier got right, counted case by case.

truth, predicted: one class number a case
"""

from __future__ import annotations

from collections.abc import Sequence


def cases(matrix: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """The cases a confusion matrix counts, true classes as rows: their true and their predicted classes."""
    pairs = [(i, j) for i, row in enumerate(matrix) for j, count in enumerate(row) for _case in range(count)]
    return [i for i, _j in pairs], [j for _i, j in pairs]


def ratio(part: float, whole: float, empty: float) -> float:
    """part / whole; `empty` where there is nothing to divide by."""
    return part / whole if whole else empty


def scores(
    truth: Sequence[int], predicted: Sequence[int], c: int, beta: float, empty: float
) -> tuple[float, float, float, float]:
    """Precision, recall, F_β and specificity of class c; F_β straight from the counts (van Rijsbergen 1979)."""
    said = [t == c for t, p in zip(truth, predicted, strict=True) if p == c]
    was = [p == c for t, p in zip(truth, predicted, strict=True) if t == c]
    other = [p != c for t, p in zip(truth, predicted, strict=True) if t != c]
    hits = sum(said)
    f = ratio((1 + beta**2) * hits, len(said) + beta**2 * len(was), empty)
    return ratio(hits, len(said), empty), ratio(hits, len(was), empty), f, ratio(sum(other), len(other), empty)
