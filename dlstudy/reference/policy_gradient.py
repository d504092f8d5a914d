"""One step of a softmax policy's parameters, its gradient felt by a complex step; and targets of deep Q-learning.

theta: (A,)   ->   probabilities: (A,), gradient of ln π(a): (A,)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from dlstudy.reference.complex_step import complex_step

Array = npt.NDArray[Any]


def probabilities(theta: Array) -> Array:
    """softmax of the preferences, shifted by their largest real part."""
    powers = np.exp(theta - np.max(np.real(theta)))
    return np.asarray(powers / powers.sum())


def log_gradient(theta: npt.ArrayLike, action: int) -> Array:
    """d ln π(action) / dθ, by a complex step: exact to rounding, and no formula of the gradient is used."""
    return complex_step(lambda point: np.log(probabilities(point)[action]), theta)


def q_target(
    reward: float, discount: float, target_row: npt.ArrayLike, chooser_row: npt.ArrayLike, *, terminal: bool
) -> float:
    """r + γ Q⁻(s', b), b being the best action of `chooser_row`: the target network's own row (DQN), or the online
    network's (double DQN: van Hasselt, Guez & Silver 2016); r alone where the episode ended."""
    best = int(np.argmax(np.asarray(chooser_row, dtype=np.float64)))
    return reward if terminal else reward + discount * float(np.asarray(target_row, dtype=np.float64)[best])
