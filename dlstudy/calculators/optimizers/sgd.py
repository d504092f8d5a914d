"""Gradient descent: against the gradient, as far as the learning rate says. All conventions agree."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import LEARNING_RATE, Convention, Lines, Method, Road, Turn, alpha, g, rates, theta
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step


def update(turn: Turn) -> Lines:
    t = turn.t
    yield turn.gradient(theta[t - 1])
    yield Step(theta[t], theta[t - 1] - alpha * g[t], _("a step against the gradient", "沿负梯度方向走一步"))


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums."""
    from dlstudy.reference.optimizers import sgd

    return sgd(start, gradient, learning_rate=rates(given), steps=given.steps)


_SAME = Convention(_("the same everywhere", "各家一致"), {"learning_rate": Fraction(1, 10)})

METHOD = Method(
    name="sgd",
    title=_("gradient descent", "梯度下降法"),
    source="the update rule θ ← θ − αg, nndl ch. 7",
    params=(LEARNING_RATE,),
    conventions={"course": _SAME, "pytorch": _SAME, "keras": _SAME},
    states=lambda _convention: (),
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "ascent",
            _("descent goes against the gradient: subtract it", "下降要沿负梯度方向：应减去梯度"),
            {theta: lambda t: theta[t - 1] + alpha * g[t]},
        ),
        Mistake(
            "no-learning-rate",
            _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"),
            {theta: lambda t: theta[t - 1] - g[t]},
        ),
    ),
)
