"""Momentum: a step is what is left of the last one, and the new gradient's share.

The learning rate stands inside the memory in the course, nndl eq. 7.15 and Keras, outside in PyTorch and d2l, whose letter
for the memory is v; the paths agree while the rate is constant, the states do not: Δθ = −αb. Ng's courses, and many exam
papers, take a weighted mean ("ema"), whose steps are 1 − ρ times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    LEARNING_RATE,
    RHO,
    Convention,
    Lines,
    Method,
    Road,
    State,
    Turn,
    added,
    alpha,
    delta,
    g,
    later,
    numbers,
    present,
    rho,
    settings,
    theta,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.params import Real
from dlstudy.symbolic.tree import Letter, Node, Num

b, tau = Letter("b"), Letter("tau")
DELTA = State("delta", delta, _("updates Δθ", "参数更新差值 Δθ"))
VELOCITY = State("velocity", b, _("momentum buffers (b; d2l's v)", "动量缓存（b；动手学为 v）"))
DAMPENING = Real(
    tau,
    "dampening",
    _(
        "PyTorch's dampening τ: 1 − τ of every gradient but the first enters the buffer (0)",
        "PyTorch 的 dampening τ：除首个梯度外，各梯度以 1 − τ 计入缓存（0）",
    ),
    low=0,
    high=1,
)
BUFFERED = ("pytorch", "d2l", "ema")
USUAL: dict[str, Fraction | None] = {**numbers(learning_rate="0.1", rho="0.9")}


def update(turn: Turn) -> Lines:
    t = turn.t
    yield from turn.gradient(theta[t - 1])
    if buffers(turn.given):
        why = _("the past gradients, fading, and the new one", "衰减后的历史梯度加上新梯度")
        yield Step(b[t], rho * b[t - 1] + share(turn.given, t), why)
        why = _("the learning rate acts on the buffer", "学习率乘在动量缓存上")
        yield Step(theta[t], theta[t - 1] - alpha * b[t], why)
    else:
        yield kept(t)
        yield added(t)


def buffers(given: SimpleNamespace) -> bool:
    """Whether the learning rate stays outside the memory."""
    return given.convention in BUFFERED


def share(given: SimpleNamespace, t: int) -> Node:
    """What a gradient adds to the buffer."""
    if given.convention == "ema":
        return (1 - rho) * g[t]
    return (1 - tau) * g[t] if t > 1 and present(given.dampening) else g[t]


def kept(t: int) -> Step:
    """The line of Δθ."""
    why = _(
        "what is left of the last update, and a step against the gradient", "上一次更新的保留部分，加上沿负梯度的一步"
    )
    return Step(delta[t], rho * delta[t - 1] - alpha * g[t], why)


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.optimizers import momentum

    convention: Any = {"keras": "course", "d2l": "pytorch"}.get(given.convention, given.convention)
    damped = ("dampening",) if given.convention == "pytorch" else ()
    return momentum(start, gradient, convention=convention, **settings(given, "rho", *damped))


def _swap(course: Any, buffered: Any) -> Any:
    """Swaps the course's line of Δθ, or that of θ where there is a buffer."""
    return lambda given: {theta: buffered} if buffers(given) else {delta: later(course)}


def _memory_subtracted(given: SimpleNamespace) -> dict[Letter, Any]:
    if buffers(given):
        return {b: later(lambda t: share(given, t) - rho * b[t - 1])}
    return {delta: later(lambda t: -rho * delta[t - 1] - alpha * g[t])}


def _averaged(given: SimpleNamespace) -> dict[Letter, Any]:
    if buffers(given):
        return {b: later(lambda t: rho * b[t - 1] + (1 - rho) * g[t])}
    return {delta: later(lambda t: rho * delta[t - 1] - alpha * ((1 - rho) * g[t]))}


def _rate_outside(given: SimpleNamespace) -> dict[Letter, Any]:
    """Swaps the place of a scheduled rate; where it stands outside, what was kept of the last update is no longer −αb."""
    if buffers(given):
        return {theta: lambda t: theta[t - 1] + _carried(t) - alpha[t] * g[t]}
    return {delta: later(lambda t: alpha[t] * (rho * delta[t - 1] / alpha[max(t - 1, 1)] - g[t]))}


def _carried(t: int) -> Node:
    return rho * (theta[t - 1] - theta[t - 2]) if t > 1 else Num(0)


METHOD = Method(
    name="momentum",
    title=_("momentum", "动量法"),
    source="nndl eq. 7.15",
    params=(LEARNING_RATE, RHO, DAMPENING),
    conventions={
        "course": Convention(_("Δθ = ρΔθ − αg, the rate inside", "Δθ = ρΔθ − αg，学习率在内"), USUAL),
        "pytorch": Convention(
            _("b = ρb + g, the rate outside", "b = ρb + g，学习率在外"), {**USUAL, "dampening": None}
        ),
        "keras": Convention(_("as in the course", "与课程相同"), USUAL),
        "d2l": Convention(
            _("v = βv + g, the rate η outside", "v = βv + g，学习率 η 在外"),
            USUAL,
            {"alpha": "eta", "rho": "beta", "b": "v"},
        ),
        "ema": Convention(_("b = ρb + (1 − ρ)g, a weighted mean", "b = ρb + (1 − ρ)g，加权平均"), USUAL),
    },
    states=lambda convention: (VELOCITY,) if convention in BUFFERED else (DELTA,),
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "ascent",
            _("the gradient's share is subtracted", "梯度项前面是负号"),
            _swap(lambda t: rho * delta[t - 1] + alpha * g[t], lambda t: theta[t - 1] + alpha * b[t]),
        ),
        Mistake(
            "no-learning-rate",
            _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"),
            _swap(lambda t: rho * delta[t - 1] - g[t], lambda t: theta[t - 1] - b[t]),
        ),
        Mistake(
            "no-memory",
            _("this is gradient descent: the last update is forgotten", "这成了梯度下降法：漏掉了上一次的更新"),
            _swap(lambda t: -alpha * g[t], lambda t: theta[t - 1] - alpha * g[t]),
            lambda given: given.steps > 1,
        ),
        Mistake(
            "memory-subtracted",
            _("the last update is kept, not taken back", "上一次的更新要保留，而不是减去"),
            _memory_subtracted,
            lambda given: given.steps > 1,
        ),
        Mistake(
            "averaged",
            _("the form with a weighted mean, (1 − ρ) before the gradient", "加权平均形式，梯度前乘以 (1 − ρ)"),
            _averaged,
            lambda given: given.convention != "ema",
            convention=True,
        ),
        Mistake(
            "rate-elsewhere",
            _(
                "a rate that changes stands inside the memory in the course and Keras, outside in PyTorch and d2l",
                "变化的学习率：课程与 Keras 在动量之内，PyTorch 与动手学在外",
            ),
            _rate_outside,
            lambda given: given.schedule is not None and given.convention != "ema" and given.steps > 1,
            convention=True,
        ),
        Mistake(
            "summed",
            _("the form with a sum, no (1 − ρ) before the gradient", "累加形式，梯度前没有 (1 − ρ)"),
            {b: later(lambda t: rho * b[t - 1] + g[t])},
            lambda given: given.convention == "ema",
            convention=True,
        ),
    ),
    algebraic=("learning_rate", "rho", "l2"),
)
