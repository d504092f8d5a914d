"""RMSprop: AdaGrad with a moving average instead of the sum, so that the step need not die away.

ε stands inside the root in nndl eq. 7.12, d2l and Keras, outside in PyTorch, whose β is 0.99 and called alpha.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    ASCENT,
    BETA,
    EPSILON,
    LEARNING_RATE,
    Convention,
    Lines,
    Method,
    Road,
    State,
    Turn,
    added,
    beta,
    delta,
    epsilon,
    g,
    later,
    numbers,
    root,
    settings,
    theta,
)
from dlstudy.calculators.optimizers.adagrad import DELTA, EPSILON_OUTSIDE, inside, scaled
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, Num

G = Letter("G")
SQUARES = State("v", G, _("means of their squares (G, v; d2l's s)", "梯度平方的均值 G（v；动手学为 s）"))


def averaged(t: int) -> Step:
    """The line of the moving average of the squares."""
    why = _("moving average of the squared gradients", "梯度平方的移动平均")
    return Step(G[t], beta * G[t - 1] + (1 - beta) * g[t] ** 2, why)


def update(turn: Turn) -> Lines:
    t = turn.t
    yield from turn.gradient(theta[t - 1])
    yield averaged(t)
    why = _("the update, scaled for each parameter", "更新差值，各参数自适应缩放")
    yield Step(delta[t], scaled(root(G[t], inside(turn.given.convention)), t), why)
    yield added(t)


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.adaptive_optimizers import rmsprop

    return rmsprop(at, gradient, convention=given.convention, **settings(given, "beta", "epsilon"))


METHOD = Method(
    name="rmsprop",
    title=_("RMSprop", "RMSprop 算法"),
    source="nndl eq. 7.12; Hinton (2012), lecture 6e",
    params=(LEARNING_RATE, BETA, EPSILON),
    conventions={
        "course": Convention(
            _("ε inside the root, β = 0.9", "ε 在根号内，β = 0.9"),
            numbers(learning_rate="0.1", beta="0.9", epsilon="1e-8"),
        ),
        "pytorch": Convention(
            _("ε outside the root, β = 0.99", "ε 在根号外，β = 0.99"),
            numbers(learning_rate="0.1", beta="0.99", epsilon="1e-8"),
        ),
        "keras": Convention(
            _("ε inside the root, β = 0.9", "ε 在根号内，β = 0.9"),
            numbers(learning_rate="0.1", beta="0.9", epsilon="1e-7"),
        ),
        "d2l": Convention(
            _("ε inside the root, 1e-6, γ = 0.9", "ε 在根号内，为 1e-6，γ = 0.9"),
            numbers(learning_rate="0.1", beta="0.9", epsilon="1e-6"),
            {"alpha": "eta", "beta": "gamma", "G": "s"},
        ),
    },
    states=lambda _convention: (SQUARES, DELTA),
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "summed",
            _(
                "this is AdaGrad's sum: the old average is weighed by β, the new square by 1 − β",
                "这是 AdaGrad 的累加：旧均值要乘 β，新的平方乘 1 − β",
            ),
            {G: later(lambda t: G[t - 1] + g[t] ** 2)},
        ),
        Mistake(
            "weights-swapped",
            _("β weighs the old average, 1 − β what is new", "β 乘旧的平均值，1 − β 乘新的一项"),
            {G: later(lambda t: (1 - beta) * G[t - 1] + beta * g[t] ** 2)},
            lambda given: given.beta * 2 != 1,
        ),
        Mistake(
            "new-unweighted",
            _("the new square is weighed by 1 − β", "新的平方项要乘 1 − β"),
            {G: later(lambda t: beta * G[t - 1] + g[t] ** 2)},
        ),
        Mistake(
            "no-square",
            _("the average is of the squares g²", "移动平均的是梯度的平方 g²"),
            {G: later(lambda t: beta * G[t - 1] + (1 - beta) * g[t])},
        ),
        Mistake(
            "no-root",
            _("divide by the square root of the average", "分母是移动平均值的平方根"),
            {delta: lambda t: scaled(G[t] + epsilon, t)},
        ),
        Mistake(
            "bias-corrected",
            _("the correction by 1 − βᵗ belongs to Adam", "除以 1 − βᵗ 的偏差修正是 Adam 的做法"),
            lambda given: {delta: lambda t: scaled(root(G[t] / (1 - beta ** Num(t)), inside(given.convention)), t)},
        ),
        ASCENT,
        Mistake(
            "epsilon-elsewhere",
            EPSILON_OUTSIDE,
            lambda given: {delta: lambda t: scaled(root(G[t], not inside(given.convention)), t)},
            convention=True,
        ),
    ),
)
