"""Penalties on weights, felt rather than differentiated.

theta: (d,)   ->   (d,)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def penalty(theta: Array, l1: float, l2: float) -> float:
    """λ₁‖θ‖₁ + ½λ₂‖θ‖₂² (nndl section 7.7), through NumPy's norms."""
    return l1 * float(np.linalg.norm(theta, 1)) + l2 / 2 * float(np.linalg.norm(theta)) ** 2


def slope(theta: Array, l1: float, l2: float) -> Array:
    """The penalty's slope by differences to either side, each small beside its weight; at the kink 0 their mean, 0.

    Between kinks the penalty is quadratic, so that they are exact but for rounding.
    """
    found = np.zeros_like(theta)
    for i, value in enumerate(theta):
        h = abs(value) / 2 if value else 1.0
        above, below = (penalty(np.array([value + side * h]), l1, l2) for side in (1, -1))
        found[i] = (above - below) / (2 * h)
    return found


def shrunk(theta: Array, gradient: Array, rate: float, decay: float, times_rate: bool) -> Array:
    """A step that lets the weights shrink by themselves: first the step, then what is lost of the old weights is taken off."""
    moved = theta + np.negative(rate) * gradient
    lost = np.array([value * decay * (rate if times_rate else 1.0) for value in theta])
    return np.asarray(moved - lost)
