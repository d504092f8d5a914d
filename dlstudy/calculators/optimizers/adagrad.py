"""AdaGrad: the learning rate is divided by the root of the sum of all squared gradients, parameter by parameter.

ε stands inside the root in nndl eq. 7.9, d2l and Keras, outside in PyTorch, which may shrink the rate besides (lr_decay).
Keras and optax start the sum at 0.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    ASCENT,
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
    delta,
    epsilon,
    g,
    later,
    numbers,
    present,
    root,
    settings,
    theta,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.params import Real
from dlstudy.symbolic.tree import Letter, Node, Num

G, eta, alpha_hat = Letter("G"), Letter("eta"), Letter("alpha_hat")
KERAS_START = Fraction(1, 10)
EPSILON_OUTSIDE = _(
    "ε stands inside the root in the course, Keras and d2l, outside in PyTorch",
    "课程、Keras 与动手学中 ε 在根号内，PyTorch 在根号外",
)
DELTA = State("delta", delta, _("updates Δθ", "参数更新差值 Δθ"), remembered=False)
LR_DECAY = Real(
    eta,
    "lr_decay",
    _("PyTorch's lr_decay η of adagrad: the rate is α/(1 + (t − 1)η) (0)", "PyTorch 的 adagrad 的 lr_decay η：学习率为 α/(1 + (t − 1)η)（0）"),
    low=0,
)  # fmt: skip


def start(convention: str) -> Fraction:
    """What the sum starts from."""
    return KERAS_START if convention == "keras" else Fraction(0)


def states(convention: str) -> tuple[State, ...]:
    return State(
        "squares",
        G,
        _("sums of squared gradients (G; d2l's s)", "梯度平方的累计（G；动手学为 s）"),
        start=start(convention),
    ), DELTA


def update(turn: Turn) -> Lines:
    t, given = turn.t, turn.given
    yield from turn.gradient(theta[t - 1])
    yield Step(G[t], G[t - 1] + g[t] ** 2, _("all squared gradients so far, added up", "到目前为止梯度平方的累计"))
    if shrinks(given):
        why = _("the learning rate, smaller with every step", "逐步减小的学习率")
        yield Step(alpha_hat[t], alpha / (1 + Num(t - 1) * eta), why)
    why = _("the update, smaller the more a parameter has moved", "更新差值：累计越大，步子越小")
    yield Step(delta[t], step(given, root(G[t], inside(given.convention)), t), why)
    yield added(t)


def shrinks(given: SimpleNamespace) -> bool:
    return given.convention == "pytorch" and present(given.lr_decay)


def inside(convention: str) -> bool:
    """Whether ε stands inside the root: everywhere but in PyTorch."""
    return convention != "pytorch"


def step(given: SimpleNamespace, denominator: Node, t: int) -> Node:
    """−α g over the denominator, with the rate as it has shrunk."""
    return scaled(denominator, t, alpha_hat[t] if shrinks(given) else alpha)


def scaled(denominator: Node, t: int, rate: Node = alpha) -> Node:
    """−α g over the denominator."""
    return -rate * g[t] / denominator


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.adaptive_optimizers import adagrad

    shrinking = ("lr_decay",) if given.convention == "pytorch" else ()
    return adagrad(at, gradient, convention=given.convention, **settings(given, "epsilon", *shrinking))


def _several(given: SimpleNamespace) -> bool:
    return bool(given.steps > 1)


METHOD = Method(
    name="adagrad",
    title=_("AdaGrad", "AdaGrad 算法"),
    source="nndl eq. 7.9; Duchi et al. (2011)",
    params=(LEARNING_RATE, EPSILON, LR_DECAY),
    conventions={
        "course": Convention(_("ε inside the root", "ε 在根号内"), numbers(learning_rate="0.1", epsilon="1e-8")),
        "pytorch": Convention(
            _("ε outside the root", "ε 在根号外"), {**numbers(learning_rate="0.1", epsilon="1e-10"), "lr_decay": None}
        ),
        "keras": Convention(
            _("ε inside, the sum starts at 0.1", "ε 在根号内，累计从 0.1 开始"),
            numbers(learning_rate="0.1", epsilon="1e-7"),
        ),
        "d2l": Convention(
            _("ε inside the root, 1e-6", "ε 在根号内，为 1e-6"),
            numbers(learning_rate="0.1", epsilon="1e-6"),
            {"alpha": "eta", "G": "s"},
        ),
    },
    states=states,
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "latest-square-only",
            _("all squared gradients are added up, not just the latest kept", "要累计全部梯度的平方，不只是最近一个"),
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
            lambda given: {delta: lambda t: step(given, root(G[t] / Num(t), inside(given.convention)), t)},
            _several,
        ),
        Mistake(
            "no-root",
            _("divide by the square root of the sum", "分母是累计值的平方根"),
            lambda given: {delta: lambda t: step(given, G[t] + epsilon, t)},
        ),
        Mistake(
            "before-adding",
            _("the newest gradient is already in the sum", "累计值已包含当前的梯度"),
            lambda given: {delta: lambda t: step(given, root(G[t - 1], inside(given.convention)), t)},
        ),
        ASCENT,
        Mistake(
            "epsilon-elsewhere",
            EPSILON_OUTSIDE,
            lambda given: {delta: lambda t: step(given, root(G[t], not inside(given.convention)), t)},
            convention=True,
        ),
        Mistake(
            "rate-kept",
            _("lr_decay divides the learning rate by 1 + (t − 1)η", "lr_decay 把学习率除以 1 + (t − 1)η"),
            {alpha_hat: alpha},
            lambda given: shrinks(given) and _several(given),
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
