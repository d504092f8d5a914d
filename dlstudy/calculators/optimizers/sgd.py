"""Gradient descent: against the gradient, as far as the learning rate says; with weight decay θ fades a little besides.

Without weight decay all conventions agree. With it θ is scaled by 1 − w in the course (nndl eq. 7.64), by 1 − αw in d2l, PyTorch
and Keras. For gradient descent, though not for Adam, that is L2 in the gradient with λ = w/α, or λ = w. d2l sums the losses
of a mini-batch, so that its step divides by their number |B|; everybody else's loss is their mean.
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
from dlstudy.symbolic.params import Int
from dlstudy.symbolic.tree import Letter, Node

B = Letter("B")
BATCH_SIZE = Int(
    B,
    "batch_size",
    _(
        "d2l's sgd: the gradients are of losses summed over so many samples, and divided by their number (unless given, "
        "of the mean loss)",
        "动手学的 sgd：梯度是这么多个样本的损失之和的梯度，更新时除以样本数（不给则视为平均损失的梯度）",
    ),
    low=1,
    high=10**6,
)


def update(turn: Turn) -> Lines:
    t = turn.t
    yield from turn.gradient(theta[t - 1])
    if decays(turn.given):
        why = _("θ shrinks, and a step against the gradient is taken", "θ 先衰减，再沿负梯度方向走一步")
    else:
        why = _("a step against the gradient", "沿负梯度方向走一步")
    yield Step(theta[t], kept(turn.given, t) - pulled(turn.given, t), why)


def pulled(given: SimpleNamespace, t: int) -> Node:
    """What a step takes against the gradient: of summed losses its share for one."""
    return alpha / B * g[t] if sums(given) else alpha * g[t]


def sums(given: SimpleNamespace) -> bool:
    """Whether the losses were summed over a mini-batch."""
    return given.batch_size is not None


def decays(given: SimpleNamespace) -> bool:
    return present(given.weight_decay)


def kept(given: SimpleNamespace, t: int) -> Node:
    """What a step starts from."""
    return left(given.convention) * theta[t - 1] if decays(given) else theta[t - 1]


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.optimizers import sgd

    told = settings(given, "weight_decay")
    return sgd(start, gradient, convention=given.convention, batch_size=given.batch_size or 1, **told)


def _other(given: SimpleNamespace) -> str:
    return "pytorch" if given.convention == "course" else "course"


_USUAL = {**numbers(learning_rate="0.1"), "weight_decay": None}
_ELSEWHERE = Convention(_("weight decay leaves 1 − αw of θ", "权重衰减时 θ 乘 1 − αw"), _USUAL)

METHOD = Method(
    name="sgd",
    title=_("gradient descent", "梯度下降法"),
    source="the update rule θ ← θ − αg, nndl ch. 7; weight decay: nndl eq. 7.64",
    params=(LEARNING_RATE, WEIGHT_DECAY, BATCH_SIZE),
    conventions={
        "course": Convention(_("weight decay leaves 1 − w of θ", "权重衰减时 θ 乘 1 − w"), _USUAL),
        "pytorch": _ELSEWHERE,
        "keras": _ELSEWHERE,
        "d2l": Convention(
            _("the gradient of summed losses over |B|, 1 − ηw of θ", "损失之和的梯度除以 |B|，权重衰减时 θ 乘 1 − ηw"),
            {**_USUAL, "batch_size": None},
            {"alpha": "eta"},
        ),
    },
    states=lambda _convention: (),
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "ascent",
            _("descent goes against the gradient: subtract it", "下降要沿负梯度方向：应减去梯度"),
            lambda given: {theta: lambda t: kept(given, t) + pulled(given, t)},
        ),
        Mistake(
            "no-learning-rate",
            _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"),
            lambda given: {theta: lambda t: kept(given, t) - g[t]},
        ),
        Mistake(
            "no-decay",
            _("θ also shrinks by the weight decay", "θ 还要按权重衰减缩小"),
            lambda given: {theta: lambda t: theta[t - 1] - pulled(given, t)},
            decays,
        ),
        Mistake(
            "other-decay",
            _(
                "θ is scaled by 1 − w in the course, by 1 − αw in d2l, PyTorch and Keras",
                "课程中 θ 乘 1 − w，动手学、PyTorch 与 Keras 中乘 1 − αw",
            ),
            lambda given: {theta: lambda t: left(_other(given)) * theta[t - 1] - pulled(given, t)},
            decays,
            convention=True,
        ),
        Mistake(
            "batch-not-divided",
            _("losses that were summed: their gradient is divided by |B|", "损失是求和的：梯度要除以批量大小 |B|"),
            lambda given: {theta: lambda t: kept(given, t) - alpha * g[t]},
            lambda given: sums(given) and given.batch_size != 1,
        ),
    ),
    algebraic=("learning_rate", "weight_decay", "l2", "batch_size"),
)
