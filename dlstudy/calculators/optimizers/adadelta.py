"""AdaDelta, in its two stages: squares averaged instead of summed, then the step given the units of θ.

First stage (Zeiler 2012, idea 1): AdaGrad's ever-growing sum becomes a moving average, a window that fades; a learning
rate is still needed, and the step is RMSprop's. Second stage (idea 2): the learning rate gives way to the root of the
moving average of squared updates, nndl eqs 7.13 and 7.14. ε stands inside both roots everywhere and alone sets the size of
the first steps. d2l has one rate ρ for both averages, and calls them s and Δx (in its code delta). PyTorch (1.0) and Keras (0.001) multiply what goes into θ by a learning rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    BETA,
    BETA1,
    EPSILON,
    LEARNING_RATE,
    Convention,
    Lines,
    Method,
    Road,
    State,
    Turn,
    added,
    alpha,
    beta,
    beta1,
    delta,
    epsilon,
    g,
    later,
    numbers,
    settings,
    theta,
)
from dlstudy.calculators.optimizers.adagrad import DELTA, scaled
from dlstudy.calculators.optimizers.rmsprop import SQUARES, G, averaged
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, function, sqrt

U = Letter("U")
UPDATES = State(
    "updates",
    U,
    _(
        "means of squared updates (U, ΔX²; d2l's Δx, in its code delta)",
        "更新量平方的均值 U（ΔX²；动手学为 Δx，代码中为 delta）",
    ),
)


def states(convention: str) -> tuple[State, ...]:
    return (SQUARES, DELTA) if convention == "first-stage" else (SQUARES, UPDATES, DELTA)


def update(turn: Turn) -> Lines:
    t, convention = turn.t, turn.given.convention
    yield from turn.gradient(theta[t - 1])
    yield averaged(t)
    if convention == "first-stage":
        why = _(
            "first stage: a moving average instead of the sum; a learning rate is still needed",
            "第一阶段：用移动平均代替累加，仍需要学习率",
        )
        yield Step(delta[t], scaled(sqrt(G[t] + epsilon), t), why)
    else:
        why = _(
            "second stage: the root of the averaged squared updates takes the learning rate's place, so that units agree",
            "第二阶段：以更新量平方均值的根代替学习率，使两边单位一致",
        )
        yield Step(delta[t], step(turn.given, ratio(U[t - 1], G[t]), t), why)
        why = _("moving average of the squared updates, for the next step", "更新量平方的移动平均，供下一步使用")
        yield Step(U[t], kept(convention, t), why)
    yield _moved(convention, t)


def _moved(convention: str, t: int) -> Step:
    if convention in ("pytorch", "keras"):
        return Step(
            theta[t],
            theta[t - 1] + alpha * delta[t],
            _("the update is added, times the learning rate", "更新差值乘以学习率后加上"),
        )
    return added(t)


def ratio(updates: Node, squares: Node) -> Node:
    """The root of the squared updates over the root of the squared gradients."""
    return sqrt(updates + epsilon) / sqrt(squares + epsilon)


def step(given: SimpleNamespace, factor: Node, t: int) -> Node:
    """Minus the factor times the gradient; of several parameters, each by its own."""
    return function("⊙", -factor, g[t]) if isinstance(given.start, Grid) else -factor * g[t]


def kept(convention: str, t: int) -> Node:
    """The moving average of the squared updates; all but the course have one rate for both averages."""
    decay = beta1 if convention == "course" else beta
    return decay * U[t - 1] + (1 - decay) * delta[t] ** 2


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums; the first stage is RMSprop's path."""
    from dlstudy.reference.adaptive_optimizers import adadelta, rmsprop

    told = settings(given, "beta", "epsilon")
    if given.convention == "first-stage":
        return rmsprop(at, gradient, **told)
    return adadelta(at, gradient, beta1=float(given.beta1 if given.convention == "course" else given.beta), **told)


def _second(given: SimpleNamespace) -> bool:
    return bool(given.convention != "first-stage")


def _second_step(given: SimpleNamespace) -> bool:
    return _second(given) and bool(given.steps > 1)


METHOD = Method(
    name="adadelta",
    title=_("AdaDelta", "AdaDelta 算法"),
    source="nndl eqs 7.13 and 7.14; Zeiler (2012)",
    params=(LEARNING_RATE, BETA, BETA1, EPSILON),
    conventions={
        "course": Convention(
            _("both stages, no learning rate, β₁ of its own", "两个阶段，无学习率，ΔX² 另有 β₁"),
            numbers(beta="0.9", beta1="0.9", epsilon="1e-5"),
        ),
        "pytorch": Convention(
            _("both stages, times a learning rate of 1, ε = 1e-6", "两个阶段，再乘学习率 1，ε = 1e-6"),
            numbers(learning_rate="1", beta="0.9", epsilon="1e-6"),
        ),
        "keras": Convention(
            _(
                "both stages, times a learning rate of 0.001, β = 0.95, ε = 1e-7",
                "两个阶段，再乘学习率 0.001，β = 0.95，ε = 1e-7",
            ),
            numbers(learning_rate="0.001", beta="0.95", epsilon="1e-7"),
        ),
        "d2l": Convention(
            _("both stages, no learning rate, one ρ for both averages", "两个阶段，无学习率，两个平均共用 ρ"),
            numbers(beta="0.9", epsilon="1e-5"),
            {"beta": "rho", "G": "s", "U": "delta"},
        ),
        "first-stage": Convention(
            _("a moving average, and a learning rate", "移动平均，仍有学习率"),
            numbers(learning_rate="0.1", beta="0.9", epsilon="1e-5"),
        ),
    },
    states=states,
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "no-units",
            _("the numerator is missing: the root of the averaged squared updates", "漏掉分子：更新量平方均值的平方根"),
            {delta: lambda t: -g[t] / sqrt(G[t] + epsilon)},
            _second,
        ),
        Mistake(
            "upside-down",
            _("the updates' root is the numerator, the gradients' the denominator", "更新量的根在分子，梯度的根在分母"),
            lambda given: {delta: lambda t: step(given, ratio(G[t], U[t - 1]), t)},
            _second,
        ),
        Mistake(
            "epsilon-below-only",
            _("ε stands in the numerator too, or no step would ever be taken", "分子里也有 ε，否则永远不会移动"),
            lambda given: {delta: lambda t: step(given, sqrt(U[t - 1]) / sqrt(G[t] + epsilon), t)},
            _second,
        ),
        Mistake(
            "updates-forgotten",
            _("the squared updates of earlier steps enter the numerator", "以前各步更新量的平方要进入分子"),
            lambda given: {delta: lambda t: step(given, ratio(U[0], G[t]), t)},
            _second_step,
        ),
        Mistake(
            "gradients-for-updates",
            _(
                "the second average is of the squared updates, not of gradients",
                "第二个移动平均的是更新量的平方，不是梯度的平方",
            ),
            {U: later(lambda t: beta * U[t - 1] + (1 - beta) * g[t] ** 2)},
            _second_step,
        ),
        Mistake(
            "summed",
            _("this is AdaGrad's sum, which the first stage replaces", "这是 AdaGrad 的累加，第一阶段正是要代替它"),
            {G: later(lambda t: G[t - 1] + g[t] ** 2)},
        ),
        Mistake(
            "ascent",
            _("the update is against the gradient", "更新要沿负梯度方向"),
            lambda given: {
                theta: lambda t: (
                    theta[t - 1] - (alpha * delta[t] if given.convention in ("pytorch", "keras") else delta[t])
                )
            },
        ),
    ),
)
