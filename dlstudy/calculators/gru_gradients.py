"""Errors back through a GRU: along the state, and through the candidate and both gates."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from dlstudy.calculators.gated import (
    Chain,
    arriving,
    back_in_time,
    dh,
    gathered_gradients,
    hadamard,
    places,
    slope,
    through,
)
from dlstudy.calculators.gru_lines import GATES, U, b_u, g, p, r, z
from dlstudy.calculators.recurrent import Lines, h, times
from dlstudy.calculators.through_time import back, loss_lines, outer
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, function, total

dp, dq = Letter("dp"), Letter("dq")
ERRORS = {gate: Letter(f"delta_{gate}") for gate in GATES}


def backward(given: SimpleNamespace) -> Lines:
    """The loss, the errors step by step, the latest first, and the gradients they add up to."""
    yield from loss_lines(given, lambda t: h[t])
    yield from back_in_time(given, _step_back)
    after = given.reset == "after"
    for line in gathered_gradients(given, ERRORS, lambda gate, k: p[k] if gate == "h" and not after else h[k - 1]):
        inside = after and line.symbol == slope("u_h")
        yield (
            line._replace(expr=total(outer(given, at.at(dq, k), h[k - 1]) for at, k in places(given)))
            if inside
            else line
        )
    if after:
        yield Step(slope("b_u"), total(at.at(dq, k) for at, k in places(given)), _(
            "gradient of the bias inside the reset gate", "重置门内的偏置的梯度"))  # fmt: skip


def _step_back(given: SimpleNamespace, chain: Chain, k: int) -> Iterator[Step]:
    yield Step(chain.at(dh, k), arriving(chain, k, later(given, chain, k)), _(
        "the error at the state: from its own loss, and from the next step, straight and through its gates",
        "隐状态的误差：来自本步的损失，以及下一步直接传回和经各门传回的误差"))  # fmt: skip
    yield Step(chain.at(ERRORS["z"], k), error_at_update(given, chain, k), _("update gate, through its sigmoid: σ′ = σ(1 − σ)",
               "更新门的误差项，σ′ = σ(1 − σ)"))  # fmt: skip
    yield Step(chain.at(ERRORS["h"], k), hadamard(chain.at(dh, k), share(given, k), 1 - g[k] ** 2), _(
        "candidate, through its tanh: 1 − tanh²", "候选状态的误差项，tanh′ = 1 − tanh²"))  # fmt: skip
    if given.reset == "after":
        product = times(given, U["h"], h[k - 1]) + b_u
        yield Step(chain.at(dq, k), function("⊙", r[k], chain.at(ERRORS["h"], k)), _(
            "at the recurrent product: what the reset gate lets back", "循环乘积处的误差：重置门放行的部分"))  # fmt: skip
        yield Step(chain.at(ERRORS["r"], k), hadamard(chain.at(ERRORS["h"], k), product, r[k], 1 - r[k]), RESET)
        return
    yield Step(chain.at(dp, k), back(given, U["h"], chain.at(ERRORS["h"], k)), _(
        "at the old state as the candidate read it", "候选状态读入的旧状态处的误差"))  # fmt: skip
    yield Step(chain.at(ERRORS["r"], k), hadamard(chain.at(dp, k), h[k - 1], r[k], 1 - r[k]), RESET)


RESET = _("reset gate", "重置门的误差项")


def share(given: SimpleNamespace, k: int) -> Node:
    """The candidate's share of the new state."""
    return 1 - z[k] if given.update == "keep" else z[k]


def error_at_update(given: SimpleNamespace, chain: Chain, k: int, slope: bool = True) -> Node:
    """What the loss does to the net input of the update gate."""
    gap = h[k - 1] - g[k] if given.update == "keep" else g[k] - h[k - 1]
    return hadamard(chain.at(dh, k), gap, *((z[k], 1 - z[k]) if slope else ()))


def later(given: SimpleNamespace, chain: Chain, k: int, straight: bool = True) -> list[Node]:
    """What comes back from step k + 1: along the state, through both gates, through the candidate."""
    kept = z[k + 1] if given.update == "keep" else 1 - z[k + 1]
    gates = through(given, U, {gate: ERRORS[gate] for gate in "zr"}, chain, k)
    if given.reset == "after":
        candidate = back(given, U["h"], chain.at(dq, k + 1))
    else:
        candidate = function("⊙", r[k + 1], chain.at(dp, k + 1))
    return [*([function("⊙", kept, chain.at(dh, k + 1))] if straight else []), *gates, candidate]
