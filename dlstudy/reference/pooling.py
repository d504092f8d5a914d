"""Pooling in NumPy: windows of the maps, and one number for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from dlstudy.reference.convolution import Rounding, windows

Array = npt.NDArray[Any]


def pool(
    x: Array,
    kernel: Sequence[int],
    *,
    how: Literal["max", "mean", "sum"] = "max",
    stride: Sequence[int],
    padding: Sequence[int] = (0, 0),
    rounding: Rounding = "floor",
    count_padding: bool = True,
) -> Array:
    """One number for each window of each map.

    x: (c, h, w)   ->   (c, h_out, w_out)

    Padding never wins a maximum. In a mean it counts as zeros (PyTorch's default) or not at all (`count_padding` False,
    TensorFlow's and cuDNN's other mode); what `rounding="ceil"` lets a window hang over beyond the padding never counts.
    """
    real = np.ones_like(x, dtype=float)
    padded = [np.pad(a, [(0, 0), *((p, p) for p in padding)], constant_values=v) for a, v in ((x, np.nan), (real, 0.0))]
    inside = np.ones_like(padded[0])
    seen, known, within = (
        windows(np.nan_to_num(a), kernel, stride=stride, rounding=rounding) for a in (padded[0], padded[1], inside)
    )
    kept = tuple(slice(0, n) for n in _places(x, kernel, stride, padding, rounding))
    seen, known, within = (a[(slice(None), *kept)] for a in (seen, known, within))
    if how == "max":
        return np.where(known > 0, seen, -np.inf).max(axis=(-2, -1))  # type: ignore[no-any-return]
    total = np.where(known > 0, seen, 0).sum(axis=(-2, -1))
    if how == "sum":
        return total  # type: ignore[no-any-return]
    return total / (within if count_padding else known).sum(axis=(-2, -1))  # type: ignore[no-any-return]


def _places(
    x: Array, kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int], rounding: Rounding
) -> tuple[int, ...]:
    """How many windows start before the far padding does: PyTorch drops those that start in it."""
    return windows(x, kernel, stride=stride, padding=padding, rounding=rounding).shape[1:3]
