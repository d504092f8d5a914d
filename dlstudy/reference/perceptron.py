"""The perceptron in its dual form: how often each sample was wrong, and nothing else.

x: (n, d)   y: (n,) of -1 and 1   start: (d + 1,) weights and, last, the bias   ->   visits: one row a sample and pass
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
ROUNDING = 1e-9  # a score of exactly 0 decides which convention applies; floats only come near it


def learn(x: Array, y: Array, start: Array, *, rate: float, epochs: int, wrong: Callable[[float, float], bool],
          bias: bool) -> tuple[Array, list[int], Array]:  # fmt: skip
    """Each sample's number of mistakes, the mistakes of each pass, and all visits as (margin, mistake, weights, bias).

    A score is Σ counts·rate·y·⟨x, x′⟩ over the Gram matrix, plus the start's own; weights are summed up afterwards
    (Freund & Schapire 1999). `wrong(label, score)` says what a mistake is. Stops after a pass without one.
    """
    points = np.hstack([x, np.ones((len(x), 1))]) if bias else np.hstack([x, np.zeros((len(x), 1))])
    at_first = np.hstack([x, np.ones((len(x), 1))]) @ start
    gram = points @ points.T
    counts, passes, rows = np.zeros(len(x)), [], []
    for _epoch in range(epochs):
        mistakes = 0
        for i in range(len(x)):
            score = float(at_first[i] + rate * (counts * y) @ gram[i])
            score = 0.0 if abs(score) < ROUNDING else score
            failed = wrong(float(y[i]), score)
            counts[i] += failed
            mistakes += failed
            rows.append([y[i] * score, float(failed), *(start + rate * (counts * y) @ points)])
        passes.append(mistakes)
        if not mistakes:
            break
    return counts, passes, np.array(rows)
