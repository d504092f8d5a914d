"""Folds by dealing the samples out, and the statistics of their errors."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, pstdev, stdev

import numpy as np


def folds(n: int, k: int, remainder: str) -> list[list[int]]:
    """The samples, from 1, of each fold.

    Left over samples go one each to the first folds (scikit-learn), all to the last one, or to none (d2l's
    `get_k_fold_data`).
    """
    samples = np.arange(1, n + 1)
    if remainder == "spread":
        return [part.tolist() for part in np.array_split(samples, k)]
    parts = [samples[i * (n // k) : (i + 1) * (n // k)].tolist() for i in range(k)]
    if remainder == "last":
        parts[-1] += samples[k * (n // k) :].tolist()
    return parts


def summary(errors: Sequence[float], sizes: Sequence[int], sample: bool) -> tuple[float, float, float]:
    """The mean of the folds' errors, their deviation, and the mean over all that were tested."""
    pooled = [error for error, size in zip(errors, sizes, strict=True) for _sample in range(size)]
    return fmean(errors), stdev(errors) if sample else pstdev(errors), fmean(pooled)
