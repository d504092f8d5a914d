"""Mini-batches as they are cut, and the variance of their mean from the covariances of the samples drawn."""

from __future__ import annotations

import numpy as np


def cut(samples: int, size: int, drop_last: bool) -> list[range]:
    """The batches of an epoch as ranges of sample numbers; refused beyond a million batches."""
    starts = range(0, samples, size)
    if len(starts) > 10**6:
        raise ValueError(f"{len(starts)} batches are too many to cut")
    batches = [range(start, min(start + size, samples)) for start in starts]
    return [batch for batch in batches if len(batch) == size] if drop_last else batches


def variance_of_mean(variance: float, size: int, population: int | None) -> float:
    """wᵀΣw for w = (1/B, …, 1/B): Σ is σ²I with replacement; drawn from a population of N without replacement, two
    samples have the covariance -σ²/(N - 1), since all N deviations add up to zero.
    """
    weights = np.full(size, 1.0 / size)
    own = float(weights @ weights)
    pairs = float(weights.sum() ** 2 - own)
    shared = 0.0 if population is None or population == 1 else -1 / (population - 1)
    return variance * (own + shared * pairs)
