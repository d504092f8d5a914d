"""Paths of gradient descent and of momentum, each step an explicit sum over all gradients so far.

gradient: a function θ ↦ g, or the gradients themselves, one row a step; theta: any shape   ->   Path

`convention` says whose formula it is. A learning rate may be a sequence, one for each step; that is where the conventions
of momentum part.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from dlstudy.reference.descent import Array, Gradient, Past, Path, Rate, Read, decayed, latest, walk


def sgd(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    weight_decay: float = 0.0,
    batch_size: int = 1,
    steps: int | None = None,
    convention: Literal["course", "pytorch", "keras", "d2l"] = "course",
) -> Path:
    """θ_t = θ_{t-1} - α_t g_t, for gradients of any mini-batches; with weight decay w, θ_{t-1} fades besides.

    By w in nndl eq. 7.64, by α_t w in d2l, PyTorch and Keras. A gradient of losses summed over a batch, as in d2l, is
    divided by its size.
    """

    def step(past: Past) -> Array:
        mean = past.gradients[-1] / batch_size
        return np.asarray(-past.rates[-1] * mean + fading(past, weight_decay, convention))

    return walk(step, {}, theta, gradient, learning_rate, steps)


def fading(past: Past, weight_decay: float, convention: str) -> Array:
    """What weight decay takes from θ in a step."""
    return np.asarray(-weight_decay * past.theta[-1] * (1.0 if convention == "course" else past.rates[-1]))


def momentum(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    rho: float = 0.9,
    dampening: float = 0.0,
    steps: int | None = None,
    convention: Literal["course", "pytorch", "ema"] = "course",
) -> Path:
    """Δ_t = -Σ_i α_i ρ^(t-i) g_i and θ_t = θ_{t-1} + Δ_t: nndl eq. 7.15; memory "delta".

    PyTorch and d2l leave the rate outside: θ_t = θ_{t-1} - α_t b_t, b_t = Σ_i ρ^(t-i) g_i; memory "velocity". There
    dampening τ leaves 1 - τ of every gradient but the first. "ema" takes 1 - ρ of every gradient.
    """
    if convention == "course":
        return walk(latest("delta"), {"delta": _delta(rho)}, theta, gradient, learning_rate, steps)
    shares = (1 - rho, 1 - rho) if convention == "ema" else (1.0, 1 - dampening)

    def velocity(past: Past) -> Array:
        first, rest = past.gradients[:1] * shares[0], past.gradients[1:] * shares[1]
        return decayed(np.concatenate([first, rest]), rho)

    def step(past: Past) -> Array:
        return np.asarray(-past.rates[-1] * past.memory["velocity"][-1])

    return walk(step, {"velocity": velocity}, theta, gradient, learning_rate, steps)


def nesterov(
    theta: npt.ArrayLike,
    gradient: Gradient,
    *,
    learning_rate: Rate,
    rho: float = 0.9,
    steps: int | None = None,
    convention: Literal["course", "pytorch", "keras"] = "course",
) -> Path:
    """Momentum whose g_t is met at θ_{t-1} + ρΔ_{t-1}: nndl eq. 7.18, Sutskever et al. (2013).

    PyTorch meets g_t at θ_{t-1} and steps by -α_t (g_t + ρ b_t), Keras by ρΔ_t - α_t g_t. All are one method under a
    constant rate: the θ of both is the course's look-ahead point θ + ρΔ.
    """
    delta = {"delta": _delta(rho)}

    def further(past: Past) -> Array:
        return np.asarray(rho * past.memory["delta"][-1])

    if convention == "course":
        return walk(latest("delta"), delta, theta, gradient, learning_rate, steps, further)
    if convention == "keras":

        def step(past: Past) -> Array:
            return np.asarray(further(past) - past.rates[-1] * past.gradients[-1])

        return walk(step, delta, theta, gradient, learning_rate, steps)

    def outside(past: Past) -> Array:
        return np.asarray(-past.rates[-1] * (past.gradients[-1] + rho * past.memory["velocity"][-1]))

    velocity: dict[str, Read] = {"velocity": lambda past: decayed(past.gradients, rho)}
    return walk(outside, velocity, theta, gradient, learning_rate, steps)


def _delta(rho: float) -> Read:
    return lambda past: -decayed(past.rates * past.gradients, rho)
