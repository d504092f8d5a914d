"""Momentum: a step is what is left of the last one, and the new gradient's share.

The learning rate stands inside the memory in the course, nndl eq. 7.15 and Keras, outside in PyTorch and d2l; the paths
agree while the rate is constant, the states do not: Δθ = −αb.
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
    alpha,
    delta,
    g,
    later,
    rates,
    rho,
    theta,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter

b = Letter("b")
DELTA = State("delta", delta, _("updates Δθ", "参数更新差值 Δθ"))
VELOCITY = State("velocity", b, _("momentum buffers b", "动量缓存 b"))
_DEFAULTS = {"learning_rate": Fraction(1, 10), "rho": Fraction(9, 10)}


def update(turn: Turn) -> Lines:
    t = turn.t
    yield turn.gradient(theta[t - 1])
    if turn.given.convention == "pytorch":
        yield Step(
            b[t], rho * b[t - 1] + g[t], _("the past gradients, fading, and the new one", "衰减后的历史梯度加上新梯度")
        )
        yield Step(
            theta[t], theta[t - 1] - alpha * b[t], _("the learning rate acts on the buffer", "学习率乘在动量缓存上")
        )
        return
    yield Step(
        delta[t],
        rho * delta[t - 1] - alpha * g[t],
        _(
            "what is left of the last update, and a step against the gradient",
            "上一次更新的保留部分，加上沿负梯度的一步",
        ),
    )
    yield Step(theta[t], theta[t - 1] + delta[t], _("the update is added", "加上更新差值"))


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.optimizers import momentum

    return momentum(
        start,
        gradient,
        learning_rate=rates(given),
        rho=float(given.rho),
        steps=given.steps,
        convention="pytorch" if given.convention == "pytorch" else "course",
    )


def _swap(course: Any, pytorch: Any) -> Any:
    """Swaps the course's line of Δθ, or PyTorch's of θ."""
    return lambda given: {theta: pytorch} if given.convention == "pytorch" else {delta: later(course)}


def _averaged(given: SimpleNamespace) -> dict[Letter, Any]:
    if given.convention == "pytorch":
        return {b: later(lambda t: rho * b[t - 1] + (1 - rho) * g[t])}
    return {delta: later(lambda t: rho * delta[t - 1] - alpha * ((1 - rho) * g[t]))}


METHOD = Method(
    name="momentum",
    title=_("momentum", "动量法"),
    source="nndl eq. 7.15",
    params=(LEARNING_RATE, RHO),
    conventions={
        "course": Convention(_("Δθ = ρΔθ − αg, the rate inside", "Δθ = ρΔθ − αg，学习率在内"), _DEFAULTS),
        "pytorch": Convention(_("b = ρb + g, the rate outside", "b = ρb + g，学习率在外"), _DEFAULTS),
        "keras": Convention(_("as in the course", "与课程相同"), _DEFAULTS),
    },
    states=lambda convention: (VELOCITY,) if convention == "pytorch" else (DELTA,),
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
            lambda given: (
                {b: later(lambda t: g[t] - rho * b[t - 1])}
                if given.convention == "pytorch"
                else {delta: later(lambda t: -rho * delta[t - 1] - alpha * g[t])}
            ),
            lambda given: given.steps > 1,
        ),
        Mistake(
            "averaged",
            _(
                "the form with a weighted mean, (1 − ρ) before the gradient",
                "加权平均形式，梯度前乘以 (1 − ρ)",
            ),
            _averaged,
            convention=True,
        ),
    ),
    algebraic=("learning_rate", "rho"),
)
