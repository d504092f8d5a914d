"""The slope of an analytic function, read off the imaginary part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
STEP = 1e-30


def complex_step(f: Callable[[Array], Any], at: npt.ArrayLike) -> Array:
    """The gradient of the scalar f, of the shape of `at`: Im f(x + ih) / h for each coordinate by itself.

    Nothing is subtracted, so that it is exact to rounding however small h is (Squire & Trapp 1998, SIAM Review 40(1)).
    f must be analytic: no absolute value, maximum or comparison of what depends on x.
    """
    point = np.array(at, dtype=np.complex128)
    slope = np.empty(point.shape, dtype=np.float64)
    for place in np.ndindex(*point.shape):
        real = point[place]
        point[place] = real + 1j * STEP
        slope[place] = np.imag(f(point)) / STEP
        point[place] = real
    return slope
