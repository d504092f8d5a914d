"""Errors back through an LSTM: along the cell and the state, into every gate (nndl, chapter 6, an exercise)."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from dlstudy.calculators.gated import (
    Chain,
    Family,
    arriving,
    back_in_time,
    dh,
    gathered_gradients,
    hadamard,
    places,
    slope,
    through,
)
from dlstudy.calculators.lstm_lines import GATES, U, c, f, g, i, o, unused, v
from dlstudy.calculators.recurrent import Lines, h
from dlstudy.calculators.through_time import loss_lines
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, function, total

dc = Letter("dc")
ERRORS = {gate: Letter(f"delta_{gate}") for gate in GATES}


def errors(given: SimpleNamespace) -> Family:
    """The error terms of the gates that have weights."""
    return {gate: error for gate, error in ERRORS.items() if f"w_{gate}" not in unused(given.variant)}


def backward(given: SimpleNamespace) -> Lines:
    """The loss, the errors step by step, the latest first, and the gradients they add up to."""
    yield from loss_lines(given, lambda t: h[t])
    yield from back_in_time(given, _step_back)
    yield from gathered_gradients(given, errors(given), lambda _gate, k: h[k - 1])
    if given.variant == "peephole":
        for gate, letter in v.items():
            seen = total(
                function("⊙", at.at(ERRORS[gate], k), c[k if gate == "o" else k - 1]) for at, k in places(given)
            )
            yield Step(slope(f"v_{gate}"), seen, _("gradient of the peephole {v}", "窥视孔 {v} 的梯度")(v=letter.name))


def _step_back(given: SimpleNamespace, chain: Chain, k: int) -> Iterator[Step]:
    yield Step(chain.at(dh, k), arriving(chain, k, through(given, U, errors(given), chain, k)), _(
        "the error at the state: from its own loss, and back from the gates of the next step",
        "隐状态的误差：来自本步的损失，以及下一步各门传回的误差"))  # fmt: skip
    terms = error_terms(given, chain, k)
    yield Step(
        chain.at(ERRORS["o"], k),
        terms["o"],
        _("output gate, through its sigmoid: σ′ = σ(1 − σ)", "输出门的误差项，σ′ = σ(1 − σ)"),
    )
    yield Step(chain.at(dc, k), at_cell(given, chain, k), _(
        "the error at the cell: through the state, and along the cell from the next step",
        "内部状态的误差：经隐状态传来的，以及沿内部状态从下一步传来的"))  # fmt: skip
    if "f" in terms:
        yield Step(chain.at(ERRORS["f"], k), terms["f"], _("forget gate", "遗忘门的误差项"))
    yield Step(chain.at(ERRORS["i"], k), terms["i"], _("input gate", "输入门的误差项"))
    yield Step(
        chain.at(ERRORS["c"], k),
        terms["c"],
        _("candidate, through its tanh: 1 − tanh²", "候选状态的误差项，tanh′ = 1 − tanh²"),
    )


def error_terms(given: SimpleNamespace, chain: Chain, k: int) -> dict[str, Node]:
    """What the loss does to the net input of each gate."""
    cell = chain.at(dc, k)
    found: dict[str, Node] = {
        "o": hadamard(chain.at(dh, k), function("tanh", c[k]), o[k], 1 - o[k]),
        "f": hadamard(cell, c[k - 1], f[k], 1 - f[k]),
        "i": hadamard(cell, wrote(given, k), i[k], 1 - i[k]),
        "c": hadamard(cell, i[k], 1 - g[k] ** 2),
    }
    return {gate: found[gate] for gate in errors(given)}


def wrote(given: SimpleNamespace, k: int) -> Node:
    """What the input gate is multiplied by; coupled, what it takes the place of too."""
    return g[k] - c[k - 1] if given.variant == "coupled" else g[k]


def at_cell(given: SimpleNamespace, chain: Chain, k: int, along: bool = True, slope: bool = True) -> Node:
    """What the loss does to the cell of step k: through the state, and along the cell."""
    error = chain.at(dh, k)
    parts = [hadamard(error, o[k], 1 - function("tanh", c[k]) ** 2) if slope else hadamard(error, o[k])]
    if given.variant == "peephole":
        parts.append(function("⊙", v["o"], chain.at(ERRORS["o"], k)))
    if along and chain.later(k):
        later = chain.at(dc, k + 1)
        parts.append(later if given.variant == "no-forget" else function("⊙", f[k + 1], later))
        if given.variant == "peephole":
            parts += [function("⊙", v[gate], chain.at(ERRORS[gate], k + 1)) for gate in "if"]
    return total(parts)
