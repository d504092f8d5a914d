"""Nesterov's momentum: the gradient is met where momentum alone would lead.

In the course, nndl eq. 7.18 and Sutskever et al. (2013), θ is the iterate and the gradient is met ahead of it, at θ̂. In
PyTorch, Keras and optax θ is the look-ahead point itself: θ_PyTorch = θ + ρΔθ. Gradients given as a list are taken as met
at the point where the convention meets them; the course's path is then momentum's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    LEARNING_RATE,
    RHO,
    Convention,
    Lines,
    Method,
    Road,
    Turn,
    alpha,
    delta,
    g,
    later,
    present,
    rho,
    settings,
    theta,
)
from dlstudy.calculators.optimizers.momentum import DELTA, USUAL, VELOCITY, b, kept
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, Node

theta_hat = Letter("theta_hat")


def update(turn: Turn) -> Lines:
    if turn.given.convention == "pytorch":
        yield from _pytorch(turn)
    elif turn.given.convention == "keras":
        yield from _keras(turn)
    else:
        yield from _course(turn)


def _course(turn: Turn) -> Lines:
    t = turn.t
    if looks_ahead(turn.given):
        why = _("the look-ahead point: where momentum alone would lead", "前瞻点：只按动量走到的位置")
        yield Step(theta_hat[t], theta[t - 1] + rho * delta[t - 1], why)
    yield from turn.gradient(theta_hat[t], ahead=True)
    yield kept(t)
    why = _("the update is added, to θ and not to θ̂", "更新差值加在 θ 上，而不是 θ̂ 上")
    yield Step(theta[t], theta[t - 1] + delta[t], why)


def looks_ahead(given: SimpleNamespace) -> bool:
    """Whether the look-ahead point is worked out: something depends on it."""
    return given.objective is not None or present(given.l2)


def _keras(turn: Turn) -> Lines:
    t = turn.t
    yield from turn.gradient(theta[t - 1])
    yield kept(t)
    why = _("momentum acts once more, ahead of the next gradient", "动量再作用一次，走到下一个梯度之前的位置")
    yield Step(theta[t], theta[t - 1] + rho * delta[t] - alpha * g[t], why)


def _pytorch(turn: Turn) -> Lines:
    t = turn.t
    yield from turn.gradient(theta[t - 1])
    yield Step(
        b[t], rho * b[t - 1] + g[t], _("the past gradients, fading, and the new one", "衰减后的历史梯度加上新梯度")
    )
    why = _("the buffer acts once more, ahead of the next gradient", "动量缓存再作用一次，走到下一个梯度之前的位置")
    yield Step(theta[t], theta[t - 1] - alpha * (g[t] + rho * b[t]), why)


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.optimizers import nesterov

    return nesterov(start, gradient, convention=given.convention, **settings(given, "rho"))


def _ahead(given: SimpleNamespace) -> bool:
    """Whether the working has look-ahead points that matter; the first is the start."""
    return given.convention == "course" and looks_ahead(given) and given.steps > 1


def _shared(share: Callable[[Node], Node]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps what the gradient (with PyTorch's buffer) adds to a step, wherever the convention has it."""

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        if given.convention == "pytorch":
            return {theta: lambda t: theta[t - 1] + share(g[t] + rho * b[t])}
        kept = {delta: later(lambda t: rho * delta[t - 1] + share(g[t]))}
        if given.convention == "course":
            return kept
        return {**kept, theta: lambda t: theta[t - 1] + rho * delta[t] + share(g[t])}

    return swap


def _as_pytorch(given: SimpleNamespace) -> dict[Letter, Any]:
    here = {theta_hat: lambda t: theta[t - 1]} if looks_ahead(given) else {}
    return {**here, theta: lambda t: theta[t - 1] + rho * delta[t] - alpha * g[t]}


METHOD = Method(
    name="nesterov",
    title=_("Nesterov momentum", "Nesterov 加速梯度"),
    source="nndl eq. 7.18",
    params=(LEARNING_RATE, RHO),
    conventions={
        "course": Convention(_("the gradient at θ + ρΔθ", "在 θ + ρΔθ 处求梯度"), USUAL),
        "pytorch": Convention(_("θ is the look-ahead point", "θ 即前瞻点"), USUAL),
        "keras": Convention(_("PyTorch's path, the rate inside", "路径同 PyTorch，学习率在内"), USUAL),
    },
    states=lambda convention: (VELOCITY,) if convention == "pytorch" else (DELTA,),
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "at-theta",
            _(
                "this is momentum: Nesterov's gradient is met at the look-ahead point",
                "这是普通动量法：Nesterov 要在前瞻点处求梯度",
            ),
            {theta_hat: lambda t: theta[t - 1]},
            _ahead,
        ),
        Mistake(
            "look-back",
            _("look ahead: ρΔθ is added to θ", "应向前看：θ 要加上 ρΔθ"),
            {theta_hat: lambda t: theta[t - 1] - rho * delta[t - 1]},
            _ahead,
        ),
        Mistake(
            "ahead-without-rho",
            _("the look-ahead point is ρΔθ away, not Δθ", "前瞻点与 θ 相差 ρΔθ，不是 Δθ"),
            {theta_hat: lambda t: theta[t - 1] + delta[t - 1]},
            _ahead,
        ),
        Mistake(
            "stepped-from-ahead",
            _("the update is added to θ, not to the look-ahead point", "更新差值加在 θ 上，不是加在前瞻点上"),
            {theta: lambda t: theta_hat[t] + delta[t]},
            _ahead,
        ),
        Mistake(
            "ascent",
            _("the gradient's share is subtracted", "梯度项前面是负号"),
            _shared(lambda gradient: alpha * gradient),
        ),
        Mistake(
            "no-learning-rate",
            _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"),
            _shared(lambda gradient: -gradient),
        ),
        Mistake(
            "buffer-alone",
            _("this is momentum: the gradient stands beside the buffer", "这是普通动量法：应为梯度加上 ρ 倍缓存"),
            {theta: lambda t: theta[t - 1] - alpha * b[t]},
            lambda given: given.convention == "pytorch",
        ),
        Mistake(
            "look-ahead-as-theta",
            _("PyTorch's and Keras' form: θ is the look-ahead point", "PyTorch 与 Keras 的形式：θ 即前瞻点"),
            _as_pytorch,
            lambda given: given.convention == "course",
            convention=True,
        ),
    ),
    algebraic=("learning_rate", "rho", "l2"),
)
