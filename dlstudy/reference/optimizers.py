"""Paths of an optimiser, each step as an explicit sum over all gradients so far: the recurrence's other road.

gradient: a function θ ↦ g, or the gradients themselves, one row a step; theta: any shape   ->   Path

`convention` says whose formula it is: "course" (nndl, and the course's notes) or "pytorch". A learning rate may be a
sequence, one for each step; that is where the conventions of momentum part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Gradient = Callable[[Array], npt.ArrayLike] | npt.ArrayLike
Rate = float | Sequence[float]
Convention = Literal["course", "pytorch"]
Past = Callable[[Array, Array], Array]  # (t, *shape) gradients and (t, *shape-broadcast) rates so far -> (*shape)


class Method(NamedTuple):
    """A rule that goes from all gradients (and rates) so far to the next step."""

    change: Past  # θ_t - θ_{t-1}
    memory: Mapping[str, Past]  # what the textbook's recurrence would hold
    ahead: Past | None = None  # how far before θ_{t-1} the next gradient is met


class Path(NamedTuple):
    """Where the parameters went, and what the method remembered; step t is row t of theta, row t - 1 of the rest."""

    theta: Array  # (T + 1, *shape), the start first
    gradients: Array  # (T, *shape), as they were met (for the course's Nesterov: at the look-ahead point)
    memory: Mapping[str, Array]  # by the textbook's name, each (T, *shape)


def sgd(theta: npt.ArrayLike, gradient: Gradient, *, learning_rate: Rate, steps: int | None = None) -> Path:
    """θ_t = θ_{t-1} - α_t g_t, for gradients of any mini-batches."""
    return _path(Method(lambda g, rates: -rates[-1] * g[-1], {}), theta, gradient, learning_rate, steps)


def momentum(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    rho: float = 0.9,
    steps: int | None = None,
    convention: Convention = "course",
) -> Path:
    """Δ_t = -Σ_i α_i ρ^(t-i) g_i and θ_t = θ_{t-1} + Δ_t: nndl eq. 7.15; memory "delta".

    PyTorch and d2l leave the rate outside: θ_t = θ_{t-1} - α_t b_t, b_t = Σ_i ρ^(t-i) g_i; memory "velocity".
    The paths agree while the rate is constant.
    """
    if convention == "course":
        delta = _delta(rho)
        return _path(Method(delta, {"delta": delta}), theta, gradient, learning_rate, steps)
    velocity = _velocity(rho)

    def change(g: Array, rates: Array) -> Array:
        return np.asarray(-rates[-1] * velocity(g, rates))

    return _path(Method(change, {"velocity": velocity}), theta, gradient, learning_rate, steps)


def nesterov(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    rho: float = 0.9,
    steps: int | None = None,
    convention: Convention | Literal["keras"] = "course",
) -> Path:
    """Momentum whose g_t is met at θ_{t-1} + ρΔ_{t-1}: nndl eq. 7.18, Sutskever et al. (2013).

    PyTorch meets g_t at θ_{t-1} and steps by -α_t (g_t + ρ b_t), Keras by ρΔ_t - α_t g_t. All are one method under a
    constant rate: the θ of both is the course's look-ahead point θ + ρΔ.
    """
    if convention == "keras":
        kept = _delta(rho)

        def further(g: Array, rates: Array) -> Array:
            return np.asarray(rho * kept(g, rates) - rates[-1] * g[-1])

        return _path(Method(further, {"delta": kept}), theta, gradient, learning_rate, steps)
    if convention == "course":
        delta = _delta(rho)

        def ahead(g: Array, rates: Array) -> Array:
            return np.asarray(rho * delta(g, rates))

        return _path(Method(delta, {"delta": delta}, ahead), theta, gradient, learning_rate, steps)
    velocity = _velocity(rho)

    def change(g: Array, rates: Array) -> Array:
        return np.asarray(-rates[-1] * (g[-1] + rho * velocity(g, rates)))

    return _path(Method(change, {"velocity": velocity}), theta, gradient, learning_rate, steps)


def adam(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    beta1: float = 0.9,
    beta2: float = 0.99,
    epsilon: float = 1e-8,
    steps: int | None = None,
    convention: Convention | Literal["keras"] = "course",
) -> Path:
    """θ_t = θ_{t-1} - α_t m̂_t / scale(v̂_t), where m̂ and v̂ are plain weighted means of the past g and g².

    Dividing by 1 - β^t is exactly what turns the moving sum into Σ β^(t-i) g_i / Σ β^(t-i). The scale is √(v̂ + ε) in
    the course (nndl eq. 7.23; β2 = 0.99), √v̂ + ε in PyTorch, d2l and Kingma & Ba (2015), algorithm 1 (β2 = 0.999);
    Keras adds ε to √v instead ("epsilon hat", ibid., section 2), which is √v̂ + ε / √(1 - β2^t) here.
    Memory: "m", "v", "m_hat", "v_hat".
    """

    def change(g: Array, rates: Array) -> Array:
        v_hat = weighted_mean(g * g, beta2)
        if convention == "course":
            scale = np.sqrt(v_hat + epsilon)
        else:
            scale = np.sqrt(v_hat) + epsilon / (np.sqrt(1 - beta2 ** len(g)) if convention == "keras" else 1)
        return np.asarray(-rates[-1] * weighted_mean(g, beta1) / scale)

    memory: dict[str, Past] = {
        "m": lambda g, _: (1 - beta1) * decayed(g, beta1),
        "v": lambda g, _: (1 - beta2) * decayed(g * g, beta2),
        "m_hat": lambda g, _: weighted_mean(g, beta1),
        "v_hat": lambda g, _: weighted_mean(g * g, beta2),
    }
    return _path(Method(change, memory), theta, gradient, learning_rate, steps)


def _path(method: Method, theta: npt.ArrayLike, gradient: Gradient, learning_rate: Rate, steps: int | None) -> Path:
    change, memory, ahead = method
    start = np.array(theta, dtype=np.float64)
    given = None if callable(gradient) else np.asarray(gradient, dtype=np.float64).reshape(-1, *start.shape)
    steps = how_many(given, steps)
    rates = np.broadcast_to(learning_rate, (steps,)).astype(np.float64).reshape(-1, *[1] * start.ndim)
    thetas, met = np.empty((steps + 1, *start.shape)), np.empty((steps, *start.shape))
    thetas[0] = start
    with np.errstate(over="ignore", invalid="ignore"):  # a path that diverges ends at inf and nan, and may
        for t in range(steps):
            point = thetas[t] + ahead(met[:t], rates[:t]) if ahead is not None and t else thetas[t]
            met[t] = gradient(np.array(point)) if callable(gradient) else np.asarray(given)[t]
            thetas[t + 1] = thetas[t] + change(met[: t + 1], rates[: t + 1])
        kept = {
            name: np.array([read(met[: t + 1], rates[: t + 1]) for t in range(steps)]).reshape(met.shape)
            for name, read in memory.items()
        }
    return Path(thetas, met, kept)


def how_many(given: Array | None, steps: int | None) -> int:
    """The number of steps: as many as there are gradients, unless fewer are asked for."""
    if given is None:
        if steps is None:
            raise ValueError("a gradient that is a function needs the number of steps")
        return steps
    if steps is not None and steps > len(given):
        raise ValueError(f"{steps} steps, but {len(given)} gradients")
    return len(given) if steps is None else steps


def _delta(rho: float) -> Past:
    return lambda g, rates: -decayed(rates * g, rho)


def _velocity(rho: float) -> Past:
    return lambda g, _: decayed(g, rho)


def _weights(count: int, decay: float) -> Array:
    return np.asarray(decay ** np.arange(count - 1, -1, -1, dtype=np.float64))


def decayed(rows: Array, decay: float) -> Array:
    """Σ_i decay^(t-i) rows_i."""
    return np.tensordot(_weights(len(rows), decay), rows, axes=1)


def weighted_mean(rows: Array, decay: float) -> Array:
    """Σ_i decay^(t-i) rows_i / Σ_i decay^(t-i)."""
    return np.asarray(np.average(rows, axis=0, weights=_weights(len(rows), decay)))
