"""AMSGrad: Adam that divides by the largest mean of squares so far, so that a step never grows again by forgetting.

Reddi et al. (2018), algorithm 2, have neither corrections nor ε ("paper"). PyTorch and Keras keep Adam's corrections and
take the largest of the uncorrected means. The notes name the method without a formula: the course's convention here is
PyTorch's with the course's ε inside the root and β₂ = 0.99.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    ASCENT,
    BETA1,
    BETA2,
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
    beta1,
    beta2,
    delta,
    g,
    numbers,
    settings,
    theta,
)
from dlstudy.calculators.optimizers.adam import METHOD as ADAM
from dlstudy.calculators.optimizers.adam import (
    NO_CORRECTION,
    alpha_hat,
    averages,
    corrected,
    corrected_rate,
    keras_quotient,
    moments,
    quotient,
    usual,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, Node, function, sqrt


def largest(convention: str) -> Letter:
    """The letter of the largest mean of squares so far."""
    return Letter("G_max" if convention == "course" else "v_max")


def states(convention: str) -> tuple[State, ...]:
    top = State("v_max", largest(convention), _("largest means of squares so far", "迄今最大的梯度平方均值"))
    means = ADAM.states("course" if convention == "course" else "pytorch")
    shown = means[:2] if convention in ("keras", "paper") else means[:2] + means[2:4]
    return (*shown[:2], top, *shown[2:], means[-1])


def update(turn: Turn) -> Lines:
    t, convention = turn.t, turn.given.convention
    m, v, m_hat, v_hat = moments(convention)
    top = largest(convention)
    yield from turn.gradient(theta[t - 1])
    yield from averages(convention, t)
    yield Step(
        top[t],
        function("max", top[t - 1], v[t]),
        _("the largest so far: the denominator never shrinks", "取迄今最大值：分母不会再变小"),
    )
    if convention == "keras":
        yield corrected_rate(t)
    elif convention != "paper":
        yield corrected(m_hat, m, beta1, t)
        yield corrected(v_hat, top, beta2, t)
    why = _("the update, scaled for each parameter", "更新差值，各参数自适应缩放")
    yield Step(delta[t], _step(convention, t, top[t]), why)
    yield added(t)


def _step(convention: str, t: int, squares: Node) -> Node:
    m = moments(convention)[0]
    if convention == "keras":
        return keras_quotient(m[t], squares, t)
    return -alpha * m[t] / sqrt(squares) if convention == "paper" else quotient(convention, t)


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by plain weighted means and their maximum."""
    from dlstudy.reference.adaptive_optimizers import amsgrad

    told = settings(given, "beta1", "beta2", *(() if given.convention == "paper" else ("epsilon",)))
    return amsgrad(at, gradient, convention=given.convention, **told)


def _newest(given: SimpleNamespace) -> dict[Letter, Any]:
    v, top = moments(given.convention)[1], largest(given.convention)
    return {top: lambda t: v[t] if t else 0}


def _of_gradients(given: SimpleNamespace) -> dict[Letter, Any]:
    top = largest(given.convention)
    return {top: lambda t: function("max", top[t - 1], g[t] ** 2) if t else 0}


def _uncorrected(given: SimpleNamespace) -> dict[Letter, Any]:
    m, _v, m_hat, v_hat = moments(given.convention)
    if given.convention == "keras":
        return {alpha_hat: lambda _t: alpha}
    return {m_hat: lambda t: m[t], v_hat: lambda t: largest(given.convention)[t]}


METHOD = Method(
    name="amsgrad",
    title=_("AMSGrad", "AMSGrad 算法"),
    source="Reddi et al. (2018), algorithm 2",
    params=(LEARNING_RATE, BETA1, BETA2, EPSILON),
    conventions={
        "course": Convention(
            _(
                "an interpretation, since the course gives no formula: PyTorch's, but ε inside the root and β₂ = 0.99",
                "课程未给公式，这里取 PyTorch 的形式，但 ε 在根号内，β₂ = 0.99",
            ),
            usual("0.99", "1e-8"),
        ),
        "pytorch": Convention(
            _("corrected, ε outside, β₂ = 0.999", "作偏差修正，ε 在根号外，β₂ = 0.999"),
            usual("0.999", "1e-8"),
        ),
        "keras": Convention(
            _("ε beside the uncorrected root, β₂ = 0.999", "ε 加在未修正的 √v 上，β₂ = 0.999"),
            usual("0.999", "1e-7"),
        ),
        "paper": Convention(
            _("no corrections, no ε", "无偏差修正，无 ε"),
            numbers(learning_rate="0.1", beta1="0.9", beta2="0.999"),
        ),
    },
    states=states,
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "no-maximum",
            _("this is Adam: the denominator takes the largest mean so far", "这成了 Adam：分母要取迄今最大的均值"),
            _newest,
            lambda given: given.steps > 1,
        ),
        Mistake(
            "largest-gradient",
            _("the maximum is of the means, not of the squared gradients", "取最大值的是移动平均，不是梯度的平方"),
            _of_gradients,
        ),
        Mistake(
            "no-bias-correction",
            NO_CORRECTION,
            _uncorrected,
            lambda given: given.convention != "paper",
        ),
        ASCENT,
    ),
    exact_below=ADAM.exact_below,
)
