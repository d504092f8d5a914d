"""Paths of the adaptive methods, each step from plain sums over all gradients so far: the recurrences' other road.

gradient: a function θ ↦ g, or the gradients themselves, one row a step; theta: any shape   ->   Path

`convention` says whose form it is: "course" (nndl, ε inside the root), "pytorch", "keras" or "d2l". A learning rate may be a
sequence, one for each step. Every path remembers "delta", what the method itself adds to θ.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from dlstudy.reference.descent import Array, Gradient, Past, Path, Rate, Read, decayed, latest, walk, weighted_mean
from dlstudy.reference.optimizers import fading

Convention = Literal["course", "pytorch", "keras", "d2l"]


def adagrad(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    epsilon: float = 1e-8,
    lr_decay: float = 0.0,
    steps: int | None = None,
    convention: Convention = "course",
) -> Path:
    """-α g_t / √(Σ g_i² + ε): nndl eq. 7.9; memory "squares", "delta".

    PyTorch adds ε (1e-10) to the root, and its rate is α / (1 + (t - 1) lr_decay); Keras and optax start the sum at 0.1.
    """
    start = 0.1 if convention == "keras" else 0.0

    def squares(past: Past) -> Array:
        return np.asarray(start + np.sum(past.gradients**2, axis=0))

    def delta(past: Past) -> Array:
        rate = past.rates[-1] / (1 + (len(past.rates) - 1) * lr_decay)
        return np.asarray(-rate * past.gradients[-1] / _root(squares(past), epsilon, convention != "pytorch"))

    return walk(latest("delta"), {"squares": squares, "delta": delta}, theta, gradient, learning_rate, steps)


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

    def delta(past: Past) -> Array:
        scale = _root(past.memory["v"][-1], epsilon, convention != "pytorch")
        return np.asarray(-past.rates[-1] * past.gradients[-1] / scale)

    return walk(latest("delta"), {"v": _squares(beta), "delta": delta}, theta, gradient, learning_rate, steps)


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

    def averaged(deltas: Array) -> Array:
        return np.asarray((1 - beta1) * decayed(deltas**2, beta1))

    def delta(past: Past) -> Array:
        ratio = (averaged(past.memory["delta"][:-1]) + epsilon) / (past.memory["v"][-1] + epsilon)
        return np.asarray(-np.sqrt(ratio) * past.gradients[-1])

    def step(past: Past) -> Array:
        return np.asarray(past.rates[-1] * past.memory["delta"][-1])

    memory: dict[str, Read] = {
        "v": _squares(beta),
        "delta": delta,
        "updates": lambda past: averaged(past.memory["delta"]),
    }
    return walk(step, memory, theta, gradient, learning_rate, steps)


def adam(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    beta1: float = 0.9,
    beta2: float = 0.99,
    epsilon: float = 1e-8,
    weight_decay: float = 0.0,
    steps: int | None = None,
    convention: Convention = "course",
) -> Path:
    """θ_t = θ_{t-1} - α_t m̂_t / scale(v̂_t), where m̂ and v̂ are plain weighted means of the past g and g².

    Dividing by 1 - β^t is exactly what turns the moving sum into Σ β^(t-i) g_i / Σ β^(t-i). The scale is √(v̂ + ε) in
    the course (nndl eq. 7.23; β2 = 0.99), √v̂ + ε in PyTorch, d2l and Kingma & Ba (2015), algorithm 1 (β2 = 0.999);
    Keras adds ε to √v instead ("epsilon hat", ibid., section 2). With weight decay it is AdamW, Loshchilov & Hutter
    (2019), algorithm 2: θ fades besides, as in `sgd`. Memory: "m", "v", "m_hat", "v_hat", "delta".
    """

    def delta(past: Past) -> Array:
        scale = _scale(past, past.memory["v_hat"][-1], beta2, epsilon, convention)
        return np.asarray(-past.rates[-1] * past.memory["m_hat"][-1] / scale)

    def step(past: Past) -> Array:
        return np.asarray(past.memory["delta"][-1] + fading(past, weight_decay, convention))

    return walk(step, {**_means(beta1, beta2), "delta": delta}, theta, gradient, learning_rate, steps)


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

    def delta(past: Past) -> Array:
        scale = _root(past.memory["v_hat"][-1], epsilon, convention == "course")
        return np.asarray(-past.rates[-1] * past.memory["m_hat"][-1] / scale)

    memory = {**_means(beta1, beta2), "m_hat": ahead, "delta": delta}
    return walk(latest("delta"), memory, theta, gradient, learning_rate, steps)


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

    def delta(past: Past) -> Array:
        if convention == "paper":
            return np.asarray(-past.rates[-1] * past.memory["m"][-1] / np.sqrt(largest(past)))
        scale = _scale(past, corrected(past), beta2, epsilon, convention)
        return np.asarray(-past.rates[-1] * past.memory["m_hat"][-1] / scale)

    memory = {**_means(beta1, beta2), "v_max": largest, "v_hat": corrected, "delta": delta}
    return walk(latest("delta"), memory, theta, gradient, learning_rate, steps)


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


def _scale(past: Past, squares: Array, beta2: float, epsilon: float, convention: str) -> Array:
    """The root of corrected squares; Keras' ε stands beside the uncorrected root, so that it is corrected too."""
    if convention == "keras":
        epsilon = epsilon / float(np.sqrt(1 - beta2 ** len(past.gradients)))
    return _root(squares, epsilon, convention == "course")
