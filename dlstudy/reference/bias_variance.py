"""Bias and variance without the mean prediction: from what models differ by, and from what they miss by.

predictions: (m, n) of m models at n points   truth: (n,)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def variances(predictions: Array) -> Array:
    """Half the mean squared difference of two models, both drawn with replacement, at each point."""
    apart = predictions[:, None, :] - predictions[None, :, :]
    return np.asarray((apart**2).mean(axis=(0, 1)) / 2)


def errors(predictions: Array, truth: Array) -> Array:
    """The mean squared error at each point."""
    return np.asarray(((predictions - truth) ** 2).mean(axis=0))


def squared_biases(predictions: Array, truth: Array) -> Array:
    """The mean product of the misses of two models drawn independently, at each point."""
    misses = predictions - truth
    return np.asarray((misses[:, None, :] * misses[None, :, :]).mean(axis=(0, 1)))
