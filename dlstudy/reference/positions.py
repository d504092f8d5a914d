"""Sinusoidal positional encodings by turning a unit vector, never by a sine of the position."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def encodings(positions: int, width: int, base: float, first: int = 0) -> Array:
    """(positions, width): sin and cos of (first + n) w_j side by side, w_j = base^(-2j/width).

    Each pair is a complex number turned by e^{i w_j} from one position to the next (Vaswani et al. 2017, section 3.5:
    a fixed shift is a linear map).
    """
    turn = np.exp(1j * np.exp(-np.log(base) * np.arange(0, width, 2) / width))
    current, rows = np.ones(len(turn), dtype=complex), []
    for position in range(first + positions):
        if position >= first:
            rows.append(np.stack([current.imag, current.real], axis=1).reshape(-1))
        current = current * turn
    return np.array(rows)
