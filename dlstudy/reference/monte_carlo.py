"""Monte Carlo and batch TD(0) on given episodes, with arrays.

rewards: (T,)   ->   returns: (T,)     counts: (S, S) of transitions, (S,) of ends   ->   values: (S,)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dlstudy.reference.temporal_difference import (
    KEPT,
    Draw,
    Ground,
    Outcomes,
    Run,
    begin,
    epsilon_greedy,
    landing,
    line,
)

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


class Course(NamedTuple):
    """How to learn: which visits count, the step size (none: means), and where and how an episode begins."""

    visits: str
    rate: float | None
    discount: float
    epsilon: float
    episodes: int
    most_steps: int
    start: float
    begins: tuple[int, ...]
    any_action: bool


def learn(
    world: Outcomes,
    course: Course,
    draw: Draw,
    *,
    policy: Sequence[Sequence[float]] | None = None,
    progress: Callable[[int, float], object] | None = None,
) -> Run:
    """Monte Carlo prediction of `policy`, or ε-greedy control without one: ibid., sections 5.1, 5.3 and 5.4.

    A mean is kept as a sum and a count, a moved value as (1 - α) of itself and α of the return; the returns of an episode
    are one convolution with the powers of γ. `first` rows are episode, time, state, action, return, value.
    """
    ground = Ground.of(world)
    q = np.array([[course.start if can else 0.0] * (len(world[0]) if policy is None else 1) for can in ground.free])
    sums, counts = np.zeros(q.shape), np.zeros(q.shape, dtype=np.int64)
    first: list[tuple[float, ...]] = []
    totals, lengths = np.zeros(course.episodes), np.zeros(course.episodes, dtype=np.int64)

    def chances(s: int) -> list[float]:
        can = ground.free[s]
        return epsilon_greedy(q[s, can].tolist(), course.epsilon) if policy is None else [policy[s][a] for a in can]

    for episode in range(course.episodes):
        path = _path(ground, course, draw, chances)
        totals[episode], lengths[episode] = sum(r for _s, _a, r in path), len(path)
        worth = _convolved(np.array([r for _s, _a, r in path]), course.discount)
        cells = [(s, a if policy is None else 0) for s, a, _r in path]
        places = {cell: t for t, cell in reversed(list(enumerate(cells)))}
        for t, cell in enumerate(cells):
            if course.visits == "every-visit" or t == (places[cell] if course.visits == "first-visit" else 0):
                sums[cell] += worth[t]
                counts[cell] += 1
                rate = course.rate
                q[cell] = sums[cell] / counts[cell] if rate is None else (1 - rate) * q[cell] + rate * worth[t]
                if len(first) < KEPT:
                    first.append((episode + 1, t, path[t][0], path[t][1], worth[t], q[cell]))
        if progress is not None:
            progress(episode + 1, 0.0)
    return Run(q, totals, lengths, first)


def _path(
    ground: Ground, course: Course, draw: Draw, chances: Callable[[int], list[float]]
) -> list[tuple[int, int, float]]:
    """An episode's states, actions and rewards."""
    path: list[tuple[int, int, float]] = []
    s = begin(course.begins, draw)
    while ground.free[s] and len(path) < course.most_steps:
        can, explores = ground.free[s], course.any_action and not path
        a = can[int(len(can) * draw())] if explores else can[landing(line(chances(s)), draw())]
        to, reward = ground.outcome(s, a, draw)
        path.append((s, a, reward))
        s = to
    return path


def _convolved(rewards: Array, discount: float) -> Array:
    """Every return of an episode; powers of γ below rounding are left out."""
    if discount == 1 or not len(rewards):
        return np.asarray(np.cumsum(rewards[::-1])[::-1])
    kept = len(rewards) if discount > 0 else 1
    if 0 < discount < 1:
        kept = min(kept, int(np.log(1e-20) / np.log(discount)) + 1)
    return np.asarray(np.convolve(rewards[::-1], discount ** np.arange(kept))[: len(rewards)][::-1])
