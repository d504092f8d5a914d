"""A walk downhill whose steps look back on all that was met so far: the other road to every optimiser's recurrence.

gradient: a function θ ↦ g, or the gradients themselves, one row a step; theta: any shape   ->   Path
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Gradient = Callable[[Array], npt.ArrayLike] | npt.ArrayLike
Rate = float | Sequence[float]


class Past(NamedTuple):
    """What a method may look back on: after t gradients, t rows of each."""

    gradients: Array  # (t, *shape)
    rates: Array  # (t, 1…)
    theta: Array  # (t, *shape): where the walk stood before each step
    memory: Mapping[str, Array]  # each (t, *shape); a later entry may read the earlier ones


Read = Callable[[Past], Array]


class Path(NamedTuple):
    """Where the parameters went, and what the method remembered; step t is row t of theta, row t - 1 of the rest."""

    theta: Array  # (T + 1, *shape), the start first
    gradients: Array  # (T, *shape), as they were met (for the course's Nesterov: at the look-ahead point)
    memory: Mapping[str, Array]  # by the textbook's name, each (T, *shape)


def walk(
    step: Read,
    memory: Mapping[str, Read],
    theta: npt.ArrayLike,
    gradient: Gradient,
    learning_rate: Rate,
    steps: int | None,
    ahead: Read | None = None,
) -> Path:
    """The path whose every step, θ_t - θ_{t-1}, is read off the past; `ahead`: how far before θ the gradient is met."""
    start = np.array(theta, dtype=np.float64)
    given = None if callable(gradient) else np.asarray(gradient, dtype=np.float64).reshape(-1, *start.shape)
    steps = _how_many(given, steps)
    rates = np.broadcast_to(learning_rate, (steps,)).astype(np.float64).reshape(-1, *[1] * start.ndim)
    thetas, met = np.zeros((steps + 1, *start.shape)), np.zeros((steps, *start.shape))
    kept = {name: np.zeros((steps, *start.shape)) for name in memory}
    thetas[0] = start

    def past(t: int) -> Past:
        return Past(met[:t], rates[:t], thetas[:t], {name: rows[:t] for name, rows in kept.items()})

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # a path that diverges ends at inf and nan
        for t in range(steps):
            point = thetas[t] + (ahead(past(t)) if ahead is not None and t else 0)
            met[t] = gradient(point) if callable(gradient) else np.asarray(given)[t]
            for name, read in memory.items():
                kept[name][t] = read(past(t + 1))
            thetas[t + 1] = thetas[t] + step(past(t + 1))
    return Path(thetas, met, kept)


def latest(name: str) -> Read:
    """The remembered value of this step."""
    return lambda past: past.memory[name][-1]


def decayed(rows: Array, decay: float) -> Array:
    """Σ_i decay^(t-i) rows_i."""
    return np.tensordot(_weights(len(rows), decay), rows, axes=1)


def weighted_mean(rows: Array, decay: float) -> Array:
    """Σ_i decay^(t-i) rows_i / Σ_i decay^(t-i)."""
    return np.asarray(np.average(rows, axis=0, weights=_weights(len(rows), decay)))


def _weights(count: int, decay: float) -> Array:
    return np.asarray(decay ** np.arange(count - 1, -1, -1, dtype=np.float64))


def _how_many(given: Array | None, steps: int | None) -> int:
    """The number of steps: as many as there are gradients, unless fewer are asked for."""
    if given is None:
        if steps is None:
            raise ValueError("a gradient that is a function needs the number of steps")
        return steps
    if steps is not None and steps > len(given):
        raise ValueError(f"{steps} steps, but {len(given)} gradients")
    return len(given) if steps is None else steps
