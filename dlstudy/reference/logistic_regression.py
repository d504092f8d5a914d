"""Logistic regression without a sigmoid: through tanh and through the margin.

x: (n, d)   w: (d,)   labels: (n,) of 0 and 1
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def probabilities(scores: Array) -> Array:
    """(1 + tanh(z/2)) / 2."""
    return np.asarray((1 + np.tanh(scores / 2)) / 2)


def log_losses(scores: Array, labels: Array) -> Array:
    """Each sample's ln(1 + e^(−sz)) with s = 2y − 1, natural logarithm; complex scores are welcome."""
    against = (1 - 2 * labels) * scores
    top = np.maximum(np.real(against), 0)
    return np.asarray(top + np.log(np.exp(-top) + np.exp(against - top)))
