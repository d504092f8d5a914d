"""Monte Carlo and batch TD(0) on given episodes, with arrays.

rewards: (T,)   ->   returns: (T,)     counts: (S, S) of transitions, (S,) of ends   ->   values: (S,)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def returns(rewards: npt.ArrayLike, discount: float) -> Array:
    """Every return of an episode, as one product with the matrix of γ^(k - t): Sutton & Barto (2018), eq. 3.8."""
    r = np.asarray(rewards, dtype=np.float64)
    powers = np.arange(len(r))[None, :] - np.arange(len(r))[:, None]
    return np.asarray(np.where(powers >= 0, float(discount) ** np.maximum(powers, 0), 0.0) @ r)


def weighted(first: float, targets: Sequence[float], rate: float) -> float:
    """first moved a share `rate` towards each target in turn, as a weighted mean: ibid., eq. 2.6."""
    n = len(targets)
    weights = rate * (1 - rate) ** np.arange(n - 1, -1, -1)
    return float((1 - rate) ** n * first + weights @ np.asarray(targets, dtype=np.float64))


def batch_td(
    visited: Sequence[Sequence[int]],
    rewards: Sequence[Sequence[float]],
    states: int,
    discount: float,
    most: int = 200_000,
) -> Array:
    """What TD(0) settles on when the same episodes are shown again and again: ibid., section 6.3.

    The updates of one showing are added up before they are made; a step size below 1 over the visits settles.
    """
    here = np.array([s for row in visited for s in row])
    ahead = np.array([s for row in visited for s in [*row[1:], states]])  # the end is one more state, worth 0
    paid = np.array([r for row in rewards for r in row], dtype=np.float64)
    values = np.zeros(states + 1)
    rate = 1 / (2 * np.bincount(here).max())
    for _showing in range(most):
        errors = paid + discount * values[ahead] - values[here]
        change = rate * np.bincount(here, errors, minlength=states + 1)
        values += change
        if np.abs(change).max() < 1e-15 * max(1.0, float(np.abs(values).max())):
            break
    return values[:-1]
