"""Features brought to one scale: by interpolation, by shifted moments, and by the singular values of the centred data."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Principal(NamedTuple):
    """Principal components: variances largest first, unit directions as columns, the data along them."""

    variances: Array  # (f,)
    directions: Array  # (f, f)
    scores: Array  # (n, f)


def interpolated(x: Array, low: float, high: float, new: Array | None = None) -> Array:
    """Each column on the straight line that takes its least value to `low` and its largest to `high`.

    x: (n, f)   new: (m, f)   ->   (n, f), or (m, f) for new data on x's lines
    """
    given = x if new is None else new
    ends = np.stack([x.min(axis=0), x.max(axis=0)])
    columns = [np.polyval(np.polyfit(ends[:, j], [low, high], 1), given[:, j]) for j in range(x.shape[1])]
    return np.stack(columns, axis=1)


def principal(x: Array, divisor: int) -> Principal:
    """The principal components of the rows of x, by singular value decomposition: no covariance matrix is formed.

    x: (n, f)   ->   Principal. The component of a direction that is largest in size is positive, the first of equals.
    """
    features = x.shape[1]
    centred = x - x.mean(axis=0)
    _left, singular, right = np.linalg.svd(centred, full_matrices=True)
    variances = np.zeros(features)
    variances[: len(singular)] = singular**2 / divisor
    largest = np.argmax(np.round(np.abs(right), 9), axis=1)
    signs = np.sign(right[np.arange(features), largest])
    directions = (right * signs[:, None]).T
    return Principal(variances, directions, centred @ directions)
