"""Paths of the adaptive methods, each step from plain sums over all gradients so far: the recurrences' other road.

gradient: a function θ ↦ g, or the gradients themselves, one row a step; theta: any shape   ->   Path

`convention` says whose form it is: "course" (nndl, ε inside the root), "pytorch" or "keras". A learning rate may be a
sequence, one for each step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from dlstudy.reference.optimizers import Gradient, Path, Rate, decayed, how_many, weighted_mean

Array = npt.NDArray[Any]
Convention = Literal["course", "pytorch", "keras"]


class Past(NamedTuple):
    """What a method may look back on in a step: the last row of the first four belongs to this step."""

    gradients: Array  # (t, *shape)
    rates: Array  # (t, 1…)
    theta: Array  # (t, *shape): the iterates before this step
    memory: Mapping[str, Array]  # each (t, *shape)
    changes: Array  # (t - 1, *shape): what earlier steps came to, before the learning rate


Read = Callable[[Past], Array]


def adagrad(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    epsilon: float = 1e-8,
    steps: int | None = None,
    convention: Convention = "course",
) -> Path:
    """-α g_t / √(Σ g_i² + ε): nndl eq. 7.9; memory "squares", "delta".

    PyTorch adds ε (1e-10) to the root; Keras and optax start the sum at 0.1.
    """
    start = 0.1 if convention == "keras" else 0.0

    def squares(past: Past) -> Array:
        return np.asarray(start + np.sum(past.gradients**2, axis=0))

    def change(past: Past) -> Array:
        return np.asarray(-past.gradients[-1] / _root(squares(past), epsilon, convention != "pytorch"))

    return _walk(change, {"squares": squares}, theta, gradient, learning_rate, steps)


def rmsprop(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    beta: float = 0.9,
    epsilon: float = 1e-8,
    steps: int | None = None,
    convention: Convention = "course",
) -> Path:
    """-α g_t / √((1 - β) Σ β^(t-i) g_i² + ε): nndl eq. 7.12; memory "v", "delta". PyTorch adds ε to the root."""

    def change(past: Past) -> Array:
        return np.asarray(-past.gradients[-1] / _root(past.memory["v"][-1], epsilon, convention != "pytorch"))

    return _walk(change, {"v": _squares(beta)}, theta, gradient, learning_rate, steps)


def adadelta(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate = 1.0,
    beta: float = 0.9,
    beta1: float = 0.9,
    epsilon: float = 1e-5,
    steps: int | None = None,
) -> Path:
    """-√(mean of earlier Δ² + ε) / √(mean of g² + ε) g_t: nndl eq. 7.14, without a rate; memory "v", "updates", "delta".

    PyTorch and Keras multiply by a rate what goes into θ, not what is remembered.
    """

    def updates(past: Past) -> Array:
        old = past.changes
        return (1 - beta1) * decayed(old**2, beta1) if len(old) else np.zeros_like(past.theta[-1])

    def change(past: Past) -> Array:
        ratio = (updates(past) + epsilon) / (past.memory["v"][-1] + epsilon)
        return np.asarray(-np.sqrt(ratio) * past.gradients[-1])

    path = _walk(change, {"v": _squares(beta)}, theta, gradient, learning_rate, steps)
    deltas = path.memory["change"]
    kept = [(1 - beta1) * decayed(deltas[: t + 1] ** 2, beta1) for t in range(len(deltas))]
    return path._replace(memory={**path.memory, "delta": deltas, "updates": np.array(kept).reshape(deltas.shape)})


def adamw(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    beta1: float = 0.9,
    beta2: float = 0.99,
    epsilon: float = 1e-8,
    weight_decay: float = 0.01,
    steps: int | None = None,
    convention: Convention = "course",
) -> Path:
    """Adam's step, and a share of θ that fades: weight_decay itself in nndl eq. 7.64, α times it elsewhere.

    Loshchilov & Hutter (2019), algorithm 2. Memory "m", "v", "m_hat", "v_hat"; "delta" is Adam's part alone.
    """
    whole = convention == "course"

    def fading(past: Past) -> Array:
        return np.asarray(-weight_decay * past.theta[-1] * (1.0 if whole else past.rates[-1]))

    def change(past: Past) -> Array:
        return np.asarray(
            -past.memory["m_hat"][-1]
            / _scale(past.memory["v_hat"][-1], len(past.gradients), beta2, epsilon, convention)
        )

    return _walk(change, _means(beta1, beta2), theta, gradient, learning_rate, steps, fading)


def nadam(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    beta1: float = 0.9,
    beta2: float = 0.99,
    epsilon: float = 1e-8,
    momentum_decay: float | None = None,
    steps: int | None = None,
    convention: Convention = "course",
) -> Path:
    """Adam with the mean of the gradients looked at one step ahead: Dozat (2016), algorithm 2; memory as `adam`'s.

    Without `momentum_decay` ψ its factor μ is β1 throughout; with it μ_t = β1 (1 - 0.96^(tψ) / 2), as in PyTorch
    (ψ = 0.004) and Keras (ψ = 1).
    """

    def mu(count: int) -> Array:
        times = np.arange(1, count + 1)
        return np.full(count, beta1) if momentum_decay is None else beta1 * (1 - 0.5 * 0.96 ** (times * momentum_decay))

    def ahead(past: Past) -> Array:
        t = len(past.gradients)
        now, then = mu(t), mu(t + 1)
        kept = then[-1] * past.memory["m"][-1] / (1 - np.prod(then))
        return np.asarray(kept + (1 - now[-1]) * past.gradients[-1] / (1 - np.prod(now)))

    def change(past: Past) -> Array:
        return np.asarray(-past.memory["m_hat"][-1] / _root(past.memory["v_hat"][-1], epsilon, convention == "course"))

    return _walk(change, {**_means(beta1, beta2), "m_hat": ahead}, theta, gradient, learning_rate, steps)


def amsgrad(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    beta1: float = 0.9,
    beta2: float = 0.99,
    epsilon: float = 1e-8,
    steps: int | None = None,
    convention: Convention | Literal["paper"] = "course",
) -> Path:
    """Adam with the largest mean of squares so far; memory "m", "v", "v_max", "m_hat", "v_hat", "delta".

    In Reddi et al. (2018), algorithm 2 ("paper"), without corrections and without ε; PyTorch corrects the largest.
    """

    def largest(past: Past) -> Array:
        return np.asarray(past.memory["v"].max(axis=0))

    def corrected(past: Past) -> Array:
        return np.asarray(largest(past) / (1 - beta2 ** len(past.gradients)))

    def change(past: Past) -> Array:
        if convention == "paper":
            return np.asarray(-past.memory["m"][-1] / np.sqrt(largest(past)))
        return np.asarray(
            -past.memory["m_hat"][-1] / _scale(corrected(past), len(past.gradients), beta2, epsilon, convention)
        )

    memory = {**_means(beta1, beta2), "v_max": largest, "v_hat": corrected}
    return _walk(change, memory, theta, gradient, learning_rate, steps)


def _squares(beta: float) -> Read:
    return lambda past: (1 - beta) * decayed(past.gradients**2, beta)


def _means(beta1: float, beta2: float) -> dict[str, Read]:
    return {
        "m": lambda past: (1 - beta1) * decayed(past.gradients, beta1),
        "v": _squares(beta2),
        "m_hat": lambda past: weighted_mean(past.gradients, beta1),
        "v_hat": lambda past: weighted_mean(past.gradients**2, beta2),
    }


def _root(squares: Array, epsilon: float, inside: bool) -> Array:
    return np.asarray(np.sqrt(squares + epsilon) if inside else np.sqrt(squares) + epsilon)


def _scale(squares: Array, t: int, beta2: float, epsilon: float, convention: str) -> Array:
    """The root of corrected squares; Keras' ε stands beside the uncorrected root, so that it is corrected too."""
    if convention == "keras":
        epsilon = epsilon / float(np.sqrt(1 - beta2**t))
    return _root(squares, epsilon, convention == "course")


def _walk(
    change: Read,
    memory: Mapping[str, Read],
    theta: npt.ArrayLike,
    gradient: Gradient,
    learning_rate: Rate,
    steps: int | None,
    fading: Read | None = None,
) -> Path:
    """The path whose step is the rate times `change`, and `fading` besides; "delta" is the change with its rate, "change" without."""
    start = np.array(theta, dtype=np.float64)
    given = None if callable(gradient) else np.asarray(gradient, dtype=np.float64).reshape(-1, *start.shape)
    steps = how_many(given, steps)
    rates = np.broadcast_to(learning_rate, (steps,)).astype(np.float64).reshape(-1, *[1] * start.ndim)
    thetas, met, changes = (np.zeros((steps + extra, *start.shape)) for extra in (1, 0, 0))
    kept = {name: np.zeros((steps, *start.shape)) for name in memory}
    thetas[0] = start
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # a path that diverges ends at inf and nan
        for t in range(steps):
            met[t] = gradient(thetas[t].copy()) if callable(gradient) else np.asarray(given)[t]
            seen = {name: rows[: t + 1] for name, rows in kept.items()}
            past = Past(met[: t + 1], rates[: t + 1], thetas[: t + 1], seen, changes[:t])
            for name, read in memory.items():
                kept[name][t] = read(past)
            changes[t] = change(past)
            thetas[t + 1] = thetas[t] + rates[t] * changes[t] + (0 if fading is None else fading(past))
    return Path(thetas, met, {**kept, "change": changes, "delta": rates * changes})
