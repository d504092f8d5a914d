"""Gradient descent: against the gradient, as far as the learning rate says; with weight decay θ fades a little besides.

Without weight decay all conventions agree. With it θ fades by 1 − w in the course (nndl eq. 7.64), by 1 − αw in d2l, PyTorch
and Keras. For gradient descent, though not for Adam, that is L2 in the gradient with λ = w/α, or λ = w.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    LEARNING_RATE,
    WEIGHT_DECAY,
    Convention,
    Lines,
    Method,
    Road,
    Turn,
    alpha,
    g,
    left,
    numbers,
    present,
    settings,
    theta,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Node


def update(turn: Turn) -> Lines:
    t = turn.t
    yield from turn.gradient(theta[t - 1])
    if decays(turn.given):
        why = _("θ fades, and a step against the gradient is taken", "θ 先衰减，再沿负梯度方向走一步")
    else:
        why = _("a step against the gradient", "沿负梯度方向走一步")
    yield Step(theta[t], kept(turn.given, t) - alpha * g[t], why)


def decays(given: SimpleNamespace) -> bool:
    return present(given.weight_decay)


def kept(given: SimpleNamespace, t: int) -> Node:
    """What a step starts from."""
    return left(given.convention) * theta[t - 1] if decays(given) else theta[t - 1]


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.optimizers import sgd

    return sgd(start, gradient, convention=given.convention, **settings(given, "weight_decay"))


def _other(given: SimpleNamespace) -> str:
    return "pytorch" if given.convention == "course" else "course"


_USUAL = {**numbers(learning_rate="0.1"), "weight_decay": None}
_ELSEWHERE = Convention(_("weight decay leaves 1 − αw of θ", "权重衰减时 θ 乘 1 − αw"), _USUAL)

METHOD = Method(
    name="sgd",
    title=_("gradient descent", "梯度下降法"),
    source="the update rule θ ← θ − αg, nndl ch. 7; weight decay: nndl eq. 7.64",
    params=(LEARNING_RATE, WEIGHT_DECAY),
    conventions={
        "course": Convention(_("weight decay leaves 1 − w of θ", "权重衰减时 θ 乘 1 − w"), _USUAL),
        "pytorch": _ELSEWHERE,
        "keras": _ELSEWHERE,
    },
    states=lambda _convention: (),
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "ascent",
            _("descent goes against the gradient: subtract it", "下降要沿负梯度方向：应减去梯度"),
            lambda given: {theta: lambda t: kept(given, t) + alpha * g[t]},
        ),
        Mistake(
            "no-learning-rate",
            _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"),
            lambda given: {theta: lambda t: kept(given, t) - g[t]},
        ),
        Mistake(
            "no-decay",
            _("θ also fades by the weight decay", "θ 还要按权重衰减缩小"),
            {theta: lambda t: theta[t - 1] - alpha * g[t]},
            decays,
        ),
        Mistake(
            "other-decay",
            _(
                "θ fades by 1 − w in the course, by 1 − αw in d2l, PyTorch and Keras",
                "课程中 θ 乘 1 − w，动手学、PyTorch 与 Keras 中乘 1 − αw",
            ),
            lambda given: {theta: lambda t: left(_other(given)) * theta[t - 1] - alpha * g[t]},
            decays,
            convention=True,
        ),
    ),
    algebraic=("learning_rate", "weight_decay", "l2"),
)
