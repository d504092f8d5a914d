"""Logic gates asked one input at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

Gate = Callable[[Sequence[bool]], bool]

GATES: dict[str, Gate] = {
    "AND": lambda x: not any(not v for v in x),
    "OR": any,
    "NAND": lambda x: any(not v for v in x),
    "NOR": lambda x: not any(x),
    "XOR": lambda x: bool(sum(x) & 1),
    "XNOR": lambda x: not sum(x) & 1,
    "MAJORITY": lambda x: sum(x) > sum(not v for v in x),
}


def asked(inputs: int) -> list[tuple[bool, ...]]:
    """All inputs, as one counts in binary."""
    return [tuple(v) for v in product((False, True), repeat=inputs)]


def fires(weights: Sequence[float], bias: float, x: Sequence[bool], *, low: int, at_zero: bool) -> bool:
    """Whether the neuron fires: what its inputs bring against what it needs; an input that is off brings `low` times its weight."""
    brought = sum(w if on else low * w for w, on in zip(weights, x, strict=True))
    return brought + bias > -1e-12 if at_zero else brought + bias > 1e-12


def least(wanted: Sequence[int], low: int) -> tuple[list[float], float]:
    """Weights and bias of the smallest whole weights (see the order) whose sums part: all candidates at once."""
    inputs = len(wanted).bit_length() - 1
    rows = np.array(list(product((low, 1), repeat=inputs)))
    candidates = np.array(list(product(range(-3, 4), repeat=inputs)) if inputs <= 4 else [[1] * inputs, [-1] * inputs])
    sums = candidates @ rows.T
    on, off = np.array(wanted, dtype=bool), ~np.array(wanted, dtype=bool)
    above = sums[:, on].min(axis=1) if on.any() else sums.max(axis=1) + 1
    below = sums[:, off].max(axis=1) if off.any() else sums.min(axis=1) - 1
    able = np.flatnonzero(above > below)
    largest, whole = np.abs(candidates[able]).max(axis=1), np.abs(candidates[able]).sum(axis=1)
    keys = [-candidates[able][:, i] for i in reversed(range(inputs))]
    best = able[np.lexsort([*keys, whole, largest])[0]]
    return [float(w) for w in candidates[best]], -float(above[best] + below[best]) / 2
