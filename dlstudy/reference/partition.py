"""Long sequences cut into batches by the array operations of d2l's data iterators, and short ones padded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Batches = list[tuple[Array, Array]]


def in_order(corpus: Array, batch_size: int, steps: int) -> Batches:
    """d2l's `seq_data_iter_sequential`, the offset cut off already: B strips, read side by side."""
    count = (len(corpus) - 1) // batch_size * batch_size
    xs, ys = corpus[:count].reshape(batch_size, -1), corpus[1 : count + 1].reshape(batch_size, -1)
    found = []
    while xs.shape[1] >= steps:
        found.append((xs[:, :steps], ys[:, :steps]))
        xs, ys = xs[:, steps:], ys[:, steps:]
    return found


def at_random(corpus: Array, batch_size: int, steps: int, order: Sequence[int] | None) -> Batches:
    """d2l's `seq_data_iter_random`, its shuffled order of subsequences given."""
    pieces = []
    while len(corpus) > steps:
        pieces.append((corpus[:steps], corpus[1 : steps + 1]))
        corpus = corpus[steps:]
    pieces = [pieces[i] for i in (range(len(pieces)) if order is None else order)]
    whole = len(pieces) - len(pieces) % batch_size
    return [
        (np.stack([x for x, _y in pieces[i : i + batch_size]]), np.stack([y for _x, y in pieces[i : i + batch_size]]))
        for i in range(0, whole, batch_size)
    ]


def padded(lines: Sequence[Sequence[int]], steps: int, filling: int, end: int | None) -> tuple[Array, Array]:
    """d2l's `build_array_nmt`: each line with its end, cut or filled to `steps`, and its valid length."""
    found = np.full((len(lines), steps), filling)
    valid = np.zeros(len(lines), dtype=int)
    for i, line in enumerate(lines):
        whole = [*line, *([] if end is None else [end])]
        for t, token in zip(range(steps), whole, strict=False):
            found[i, t] = token
            valid[i] += 1
    return found, valid
