"""AdaGrad: the learning rate is divided by the root of the sum of all squared gradients, parameter by parameter.

ε stands inside the root in nndl eq. 7.9, d2l and Keras, outside in PyTorch. Keras and optax start the sum at 0.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    EPSILON,
    LEARNING_RATE,
    Convention,
    Lines,
    Method,
    Road,
    State,
    Turn,
    alpha,
    delta,
    epsilon,
    g,
    later,
    numbers,
    rates,
    theta,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, Node, Num, sqrt

G = Letter("G")
KERAS_START = Fraction(1, 10)
DELTA = State("delta", delta, _("updates Δθ", "参数更新差值 Δθ"), remembered=False)


def start(convention: str) -> Fraction:
    """What the sum starts from."""
    return KERAS_START if convention == "keras" else Fraction(0)


def states(convention: str) -> tuple[State, ...]:
    return State("squares", G, _("sums of squared gradients G", "梯度平方的累计 G"), start=start(convention)), DELTA


def update(turn: Turn) -> Lines:
    t = turn.t
    yield turn.gradient(theta[t - 1])
    yield Step(G[t], G[t - 1] + g[t] ** 2, _("all squared gradients so far, added up", "到目前为止梯度平方的累计"))
    yield Step(
        delta[t],
        scaled(root(turn.given.convention, G[t]), t),
        _("the update, smaller the more a parameter has moved", "更新差值：累计越大，步子越小"),
    )
    yield Step(theta[t], theta[t - 1] + delta[t], _("the update is added", "加上更新差值"))


def root(convention: str, squares: Node) -> Node:
    """The denominator: ε inside the root, in PyTorch outside."""
    return sqrt(squares) + epsilon if convention == "pytorch" else sqrt(squares + epsilon)


def elsewhere(convention: str, squares: Node) -> Node:
    """The denominator as the other books have it."""
    return root("course" if convention == "pytorch" else "pytorch", squares)


def scaled(denominator: Node, t: int) -> Node:
    """−α g over the denominator."""
    return -alpha * g[t] / denominator


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.adaptive_optimizers import adagrad

    settings = {"learning_rate": rates(given), "epsilon": float(given.epsilon), "steps": given.steps}
    return adagrad(at, gradient, convention=given.convention, **settings)


def _several(given: SimpleNamespace) -> bool:
    return bool(given.steps > 1)


METHOD = Method(
    name="adagrad",
    title=_("AdaGrad", "AdaGrad 算法"),
    source="nndl eq. 7.9; Duchi et al. (2011)",
    params=(LEARNING_RATE, EPSILON),
    conventions={
        "course": Convention(_("ε inside the root", "ε 在根号内"), numbers(learning_rate="0.1", epsilon="1e-8")),
        "pytorch": Convention(_("ε outside the root", "ε 在根号外"), numbers(learning_rate="0.1", epsilon="1e-10")),
        "keras": Convention(
            _("ε inside, the sum starts at 0.1", "ε 在根号内，累计从 0.1 开始"),
            numbers(learning_rate="0.1", epsilon="1e-7"),
        ),
    },
    states=states,
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "latest-square-only",
            _("G adds up all squared gradients, not just the latest", "G 累计全部梯度的平方，不只是最近一个"),
            lambda given: {G: later(lambda t: g[t] ** 2, start(given.convention))},
            _several,
        ),
        Mistake(
            "no-square",
            _("the squares of the gradients are added up", "累计的是梯度的平方"),
            lambda given: {G: later(lambda t: G[t - 1] + g[t], start(given.convention))},
        ),
        Mistake(
            "mean-of-squares",
            _("AdaGrad sums the squares, it does not average them", "AdaGrad 是累加，不是取平均"),
            lambda given: {delta: lambda t: scaled(root(given.convention, G[t] / Num(t)), t)},
            _several,
        ),
        Mistake(
            "no-root",
            _("divide by the square root of G", "分母是 G 的平方根"),
            {delta: lambda t: scaled(G[t] + epsilon, t)},
        ),
        Mistake(
            "before-adding",
            _("the newest gradient is already in G", "G 已包含当前的梯度"),
            lambda given: {delta: lambda t: scaled(root(given.convention, G[t - 1]), t)},
        ),
        Mistake(
            "ascent",
            _("the update is against the gradient", "更新要沿负梯度方向"),
            {theta: lambda t: theta[t - 1] - delta[t]},
        ),
        Mistake(
            "epsilon-elsewhere",
            _("ε stands inside the root in the course, outside in PyTorch", "课程中 ε 在根号内，PyTorch 在根号外"),
            lambda given: {delta: lambda t: scaled(elsewhere(given.convention, G[t]), t)},
            convention=True,
        ),
        Mistake(
            "keras-start",
            _("Keras starts the sum at 0.1 instead of 0", "Keras 的累计从 0.1 开始，而不是 0"),
            {G: later(lambda t: G[t - 1] + g[t] ** 2, KERAS_START)},
            lambda given: given.convention != "keras",
            convention=True,
        ),
    ),
)
