"""Gradients through time of any recurrent network, full or truncated: the losses run again at complex arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from dlstudy.reference.complex_step import complex_step

Array = npt.NDArray[Any]
State = tuple[Any, ...]
Run = Callable[[Array, Mapping[str, Array], State], list[State]]  # after every step: what comes out, what goes on


def squared(output: Array, target: Array) -> Any:
    """Half the squared error."""
    return ((output - target) ** 2).sum() / 2


def softmax_entropy(scores: Array, target: Array) -> Any:
    """Cross-entropy of softmax, from the scores: the logarithm of the sum of exponentials, less the target's score."""
    top = np.real(scores).max()
    return target.sum() * (top + np.log(np.exp(scores - top).sum())) - (target * scores).sum()


def sigmoid_entropy(scores: Array, target: Array) -> Any:
    """Cross-entropy of independent sigmoids, from the scores: ln(1 + e^a) - y a."""
    return (np.log(1 + np.exp(scores)) - target * scores).sum()


LOSSES = {"linear": squared, "softmax": softmax_entropy, "sigmoid": sigmoid_entropy}


def gradients(
    run: Run,
    x: Array,
    arrays: Mapping[str, Array],
    start: State,
    targets: Mapping[int, Array],
    reach: int,
    measure: Callable[[Array, Array], Any] = squared,
) -> tuple[float, dict[str, Array]]:
    """The loss, and its gradient for each of the arrays.

    The loss is `measure` of what comes out after the steps of `targets` (from 1), summed. Each starts anew `reach`
    steps back, from a state that is a constant: the past before it is detached.
    """
    past = [start, *run(x, arrays, start)]

    def loss(at: Mapping[str, Array]) -> Any:
        found = 0
        for t, target in targets.items():
            first = max(0, t - reach)
            found += measure(run(x[first:t], at, past[first])[-1][0], target)
        return found

    def along(name: str) -> Array:
        return complex_step(lambda at: loss({**arrays, name: at}), arrays[name])

    return float(np.real(loss(arrays))), {name: along(name) for name in arrays}
