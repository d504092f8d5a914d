"""The hinge-loss objective of a support vector machine, and its slope felt from the side that is meant.

x: (n, d)   y: (n,) of -1 and 1   w: (d,)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def objective(x: Array, y: Array, w: Array, b: float, penalty: float, total: bool) -> float:
    """λ/2·‖w‖² plus the mean (or the sum) of the shortfalls from a margin of 1."""
    short = [max(0.0, 1.0 - float(label * (np.dot(w, point) + b))) for point, label in zip(x, y, strict=True)]
    return penalty / 2 * float(np.dot(w, w)) + sum(short) / (1 if total else len(short))


def distances(x: Array, w: Array, b: float) -> Array:
    """How far each point is from the line, signed: by projecting it, x − foot = distance · w/‖w‖."""
    unit = w / np.linalg.norm(w)
    foot = -b / np.linalg.norm(w) * unit
    return np.asarray((x - foot) @ unit)


def subgradient(x: Array, y: Array, w: Array, b: float, penalty: float, total: bool) -> tuple[Array, float]:
    """The slope of the objective by central differences; samples on the margin itself, where it has a kink, pull nothing.

    Between kinks the objective is quadratic, so that differences are exact there: each step is as long as it may be.
    """
    points, at = np.hstack([x, np.ones((len(x), 1))]), np.append(w, b)
    slack = np.abs(y * (points @ at) - 1)
    keep = slack > 1e-9
    share = 1.0 if total else 1 / len(x)

    def value(parameters: Array) -> float:
        shortfalls = (
            objective(x[keep], y[keep], parameters[:-1], float(parameters[-1]), 0.0, True) if keep.any() else 0.0
        )
        return penalty / 2 * float(np.dot(parameters[:-1], parameters[:-1])) + share * shortfalls

    slope = []
    for j, direction in enumerate(np.eye(len(at))):
        reach = slack[keep] / np.maximum(np.abs(points[keep, j]), 1e-300)
        h = min(1.0, float(reach.min()) / 2) if keep.any() else 1.0
        slope.append((value(at + h * direction) - value(at - h * direction)) / (2 * h))
    return np.array(slope[:-1]), slope[-1]
