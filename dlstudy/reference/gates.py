"""Logic gates asked one input at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

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
