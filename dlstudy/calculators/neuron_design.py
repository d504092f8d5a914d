"""Weights for a gate: the smallest whole ones, and a bias half-way between what must fire and what must not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from dlstudy.errors import LearnerError
from dlstudy.i18n import _

MOST_INPUTS = 4
LARGEST = (
    3  # no threshold function of up to four inputs needs larger ones (Muroga 1971), so that none found is none there
)


class Design(NamedTuple):
    """Weights and bias of a neuron."""

    weights: tuple[int, ...]
    bias: Fraction | int


def designed(wanted: Sequence[int], low: int) -> Design:
    """The neuron that fires where `wanted` is 1, over all inputs of `low` and 1 in counting order; refused where none does."""
    inputs = len(wanted).bit_length() - 1
    rows = list(product((low, 1), repeat=inputs))
    for weights in candidates(inputs):
        sums = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
        on = [s for s, fires in zip(sums, wanted, strict=True) if fires]
        off = [s for s, fires in zip(sums, wanted, strict=True) if not fires]
        least, most = min(on, default=max(off, default=0) + 1), max(off, default=min(on, default=0) - 1)
        if least > most:
            middle = Fraction(-(least + most), 2)
            return Design(weights, middle.numerator if middle.denominator == 1 else middle)
    if inputs > MOST_INPUTS:
        raise LearnerError(_("of more than 4 inputs only AND, OR and their like are designed: give the weights",
                             "超过 4 个输入时只能设计 AND、OR 一类的门：请给出 weights"))  # fmt: skip
    raise LearnerError(_("no single neuron does this: no line (or plane) separates its ones from its zeros; two layers do, as "
                         "in dlstudy mlp --activations step,step",
                         "单个神经元做不到：没有直线（平面）能把 1 与 0 分开；两层网络可以，如 dlstudy mlp --activations step,step"))  # fmt: skip


def candidates(inputs: int) -> list[tuple[int, ...]]:
    """The weights that are tried, small ones first; of many inputs only those that treat all alike."""
    if inputs > MOST_INPUTS:
        return [(1,) * inputs, (-1,) * inputs]
    return sorted(product(range(-LARGEST, LARGEST + 1), repeat=inputs), key=effort)


def effort(weights: Sequence[int]) -> tuple[int, int, tuple[int, ...]]:
    """What is small: the largest weight, then their sum, then positive before negative."""
    sizes = [abs(w) for w in weights]
    return max(sizes), sum(sizes), tuple(-w for w in weights)
