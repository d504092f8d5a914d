"""Arrays from files."""

from __future__ import annotations

from typing import Any

import numpy as np


def load_npy(path: str) -> Any:
    """The nested lists of a `.npy` file of numbers; pickled objects and values that are not finite are refused."""
    array = np.load(path, allow_pickle=False)
    if array.dtype.kind not in "biuf" or not np.all(np.isfinite(array)):
        raise ValueError("not an array of finite real numbers")
    return array.tolist()
