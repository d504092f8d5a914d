"""The slope of a function, felt by stepping a little to either side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def central_differences(f: Callable[[Array], float], at: npt.ArrayLike, step: float | None = None) -> Array:
    """The gradient of the scalar f, of the shape of `at`, with an error of order step².

    (f(x + h) - f(x - h)) / 2h for each coordinate by itself; the one-sided quotient errs by order step. Without a
    `step`, h = ε^(1/3) max(1, |x|), which balances rounding against curvature (Press et al., Numerical Recipes, 3rd
    ed., section 5.7). At a kink (ReLU at 0) the mean of both slopes comes back.
    """
    point = np.array(at, dtype=np.float64)
    slope = np.empty_like(point)
    for place in np.ndindex(*point.shape):
        middle = float(point[place])
        h = step if step is not None else float(np.finfo(np.float64).eps) ** (1 / 3) * max(1.0, abs(middle))
        ends = []
        for end in (middle + h, middle - h):
            point[place] = end
            ends.append((end, float(f(point.copy()))))
        point[place] = middle
        (right, above), (left, below) = ends
        slope[place] = (above - below) / (right - left)  # the ends as they were stored, not as they were meant
    return slope
