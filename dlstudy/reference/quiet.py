"""References run without NumPy's warnings: an infinity on the way says enough by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

Found = TypeVar("Found")


def quietly(call: Callable[[], Found]) -> Found:
    """What the call returns."""
    with np.errstate(all="ignore"):
        return call()
