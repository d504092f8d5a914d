"""The receptive field of a stack of layers, by following units back to every input place they touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Window = tuple[int, int, int, int]  # kernel, stride, dilation, padding


class Seen(NamedTuple):
    """What the first unit sees of the input: from where to where, and how much farther on the second one begins."""

    first: int
    last: int
    jump: int


def touched(windows: Sequence[Window], unit: int) -> npt.NDArray[np.int64]:
    """The input places (0 is the first, negative ones are padding) that a unit of the last layer depends on."""
    places = np.array([unit], dtype=np.int64)
    for kernel, stride, dilation, padding in reversed(windows):
        taps = np.arange(kernel, dtype=np.int64) * dilation - padding
        places = np.unique(places[:, None] * stride + taps)
    return places


def seen(windows: Sequence[Window]) -> Seen:
    """What the first unit behind all the windows sees, holes of a dilated kernel included.

    Published sizes are those of an unbounded input; near an edge a unit sees less (Araujo et al. 2019).
    """
    first, second = touched(windows, 0), touched(windows, 1)
    return Seen(int(first[0]), int(first[-1]), int(second[0] - first[0]))
