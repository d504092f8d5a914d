"""Gradients kept within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def within_box(gradient: npt.ArrayLike, low: float, high: float) -> Array:
    """The point of the box [low, high]^n nearest to the gradient: clipping by value, nndl eq. 7.24."""
    g = np.array(gradient, dtype=np.float64)
    g[g < low], g[g > high] = low, high
    return g


def within_ball(gradient: npt.ArrayLike, radius: float, slack: float = 0.0) -> Array:
    """The point of the ball nearest to the gradient: clipping by norm, nndl eq. 7.25.

    PyTorch divides by ‖g‖ + 1e-6 (`slack`) and so ends a hair inside the ball.
    """
    g = np.array(gradient, dtype=np.float64)
    length = float(np.hypot.reduce(g.ravel()))  # squares of long gradients would overflow
    if length + slack <= radius:
        return g
    direction = g / length
    return np.asarray(direction * (radius * (1 - slack / (length + slack))))


def of_each(clip: Callable[[Array], Array], gradient: Any) -> Any:
    """The same clipping of whatever gradients a path meets: listed, one row a step, or a function of the point."""
    if callable(gradient):
        return lambda point: clip(np.asarray(gradient(point), dtype=np.float64))
    return [clip(np.asarray(row, dtype=np.float64)) for row in gradient]
