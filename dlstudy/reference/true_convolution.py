"""Convolution as mathematics means it, by its definition: y[n] = Σ x[m] w[n − m]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def convolve_true(
    x: Array,
    w: Array,
    b: Array | None = None,
    *,
    stride: Sequence[int] = (1, 1),
    padding: Sequence[Sequence[int]] = ((0, 0), (0, 0)),
) -> Array:
    """Every input value stamps its kernel, unflipped, on the output; whole windows inside the padded input are kept.

    x: (c_in, h, w)   w: (c_out, c_in, k, l)   b: (c_out,)   ->   (c_out, h_out, w_out)

    No kernel is turned round here: the flip of the textbook follows from the definition (nndl, section 5.1).
    Deep-learning libraries leave it out.
    """
    padded = np.pad(x, [(0, 0), *padding])
    tall, wide = w.shape[2:]
    full = np.zeros((w.shape[0], padded.shape[1] + tall - 1, padded.shape[2] + wide - 1), dtype=np.result_type(x, w))
    for c, i, j in np.ndindex(*padded.shape):
        full[:, i : i + tall, j : j + wide] += padded[c, i, j] * w[:, c]
    whole = full[:, tall - 1 : padded.shape[1], wide - 1 : padded.shape[2]]
    kept = whole[:, :: stride[0], :: stride[1]]
    return kept if b is None else kept + b[:, None, None]
