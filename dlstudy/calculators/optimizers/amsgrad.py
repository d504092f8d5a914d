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
    alpha,
    beta1,
    beta2,
    delta,
    epsilon,
    g,
    numbers,
    rates,
    theta,
)
from dlstudy.calculators.optimizers.adam import METHOD as ADAM
from dlstudy.calculators.optimizers.adam import alpha_hat, averages, moments, quotient
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, Node, Num, function, sqrt


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
    yield turn.gradient(theta[t - 1])
    yield from averages(convention, t)
    yield Step(
        top[t],
        function("max", top[t - 1], v[t]),
        _("the largest so far: the denominator never shrinks", "取迄今最大值：分母不会再变小"),
    )
    if convention == "keras":
        why = _("both corrections, put into the learning rate", "两个偏差修正都并入学习率")
        yield Step(alpha_hat[t], alpha * sqrt(1 - beta2 ** Num(t)) / (1 - beta1 ** Num(t)), why)
    elif convention != "paper":
        why = _("bias correction: the average started at zero", "偏差修正：移动平均从零开始，偏小")
        yield Step(m_hat[t], m[t] / (1 - beta1 ** Num(t)), why)
        yield Step(v_hat[t], top[t] / (1 - beta2 ** Num(t)), why)
    yield Step(
        delta[t], _step(convention, t, top[t]), _("the update, scaled for each parameter", "更新差值，各参数自适应缩放")
    )
    yield Step(theta[t], theta[t - 1] + delta[t], _("the update is added", "加上更新差值"))


def _step(convention: str, t: int, squares: Node) -> Node:
    m = moments(convention)[0]
    if convention == "keras":
        return -alpha_hat[t] * m[t] / (sqrt(squares) + epsilon)
    return -alpha * m[t] / sqrt(squares) if convention == "paper" else quotient(convention, t)


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by plain weighted means and their maximum."""
    from dlstudy.reference.adaptive_optimizers import amsgrad

    return amsgrad(
        at,
        gradient,
        learning_rate=rates(given),
        beta1=float(given.beta1),
        beta2=float(given.beta2),
        epsilon=0.0 if given.convention == "paper" else float(given.epsilon),
        steps=given.steps,
        convention=given.convention,
    )


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
            _("corrected, ε inside the root, β₂ = 0.99", "作偏差修正，ε 在根号内，β₂ = 0.99"),
            numbers(learning_rate="0.1", beta1="0.9", beta2="0.99", epsilon="1e-8"),
        ),
        "pytorch": Convention(
            _("corrected, ε outside, β₂ = 0.999", "作偏差修正，ε 在根号外，β₂ = 0.999"),
            numbers(learning_rate="0.1", beta1="0.9", beta2="0.999", epsilon="1e-8"),
        ),
        "keras": Convention(
            _("ε beside the uncorrected root, β₂ = 0.999", "ε 加在未修正的 √v 上，β₂ = 0.999"),
            numbers(learning_rate="0.1", beta1="0.9", beta2="0.999", epsilon="1e-7"),
        ),
        "paper": Convention(
            _("as in the paper: no corrections, no ε", "原论文的形式：无偏差修正，无 ε"),
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
            _("both averages start at zero: divide by 1 − βᵗ", "两个移动平均都从零开始：要除以 1 − βᵗ"),
            _uncorrected,
            lambda given: given.convention != "paper",
        ),
        Mistake(
            "ascent",
            _("the update is against the gradient", "更新要沿负梯度方向"),
            {theta: lambda t: theta[t - 1] - delta[t]},
        ),
    ),
    exact_below=ADAM.exact_below,
)
