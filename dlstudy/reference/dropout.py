"""Dropout by trying every mask: what a unit comes to on average, and how many units are left."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
MOST = 16


class Ensemble(NamedTuple):
    """Averages over all 2^n masks, each weighed by its probability."""

    masks: int
    active: float  # units left
    spread: float  # variance of that number
    output: Array  # of m ⊙ x


def every_mask(x: npt.ArrayLike, keep: float) -> Ensemble:
    """All masks m of x's length, each entry 1 with probability `keep`; refused beyond 16 units.

    x: (n,)   ->   output: (n,)
    """
    values = np.asarray(x, dtype=np.float64)
    if values.size > MOST:
        raise ValueError(f"2^{values.size} masks are too many to try")
    count, active, squares, output = 0, 0.0, 0.0, np.zeros_like(values)
    for bits in product((0, 1), repeat=values.size):
        mask = np.array(bits, dtype=np.float64)
        left = int(mask.sum())
        probability = keep**left * (1 - keep) ** (values.size - left)
        count += 1
        active += probability * left
        squares += probability * left * left
        output += probability * mask * values
    return Ensemble(count, active, squares - active * active, output)


def masked(x: npt.ArrayLike, mask: npt.ArrayLike, scale: float) -> Array:
    """The units that are left, scaled: those whose mask is 0 become 0."""
    return np.where(np.asarray(mask) == 1, np.asarray(x, dtype=np.float64) * scale, 0.0)
