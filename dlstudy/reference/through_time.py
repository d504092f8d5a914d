"""Gradients through time of any recurrent network, full or truncated: the losses run again at complex arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from dlstudy.reference.complex_step import complex_step

Array = npt.NDArray[Any]
State = tuple[Any, ...]
Run = Callable[[Array, Mapping[str, Array], State], list[State]]  # after every step: what is compared, what goes on


def gradients(
    run: Run, x: Array, arrays: Mapping[str, Array], start: State, targets: Mapping[int, Array], reach: int
) -> tuple[float, dict[str, Array]]:
    """The loss, and its gradient for each of the arrays.

    The loss is half the squared errors of what is compared after the steps of `targets` (from 1). Each starts anew `reach` steps
    back, from a state that is a constant: the past before it is detached.
    """
    past = [start, *run(x, arrays, start)]

    def loss(at: Mapping[str, Array]) -> Any:
        found = 0
        for t, target in targets.items():
            first = max(0, t - reach)
            found += ((run(x[first:t], at, past[first])[-1][0] - target) ** 2).sum() / 2
        return found

    def along(name: str) -> Array:
        return complex_step(lambda at: loss({**arrays, name: at}), arrays[name])

    return float(np.real(loss(arrays))), {name: along(name) for name in arrays}
