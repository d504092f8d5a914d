"""NAdam: Adam whose mean of the gradients is looked at one step ahead, as Nesterov does.

Dozat (2016), algorithm 2: m̄_t = μ_{t+1} m_t / (1 − Π_{i≤t+1} μ_i) + (1 − μ_t) g_t / (1 − Π_{i≤t} μ_i). The notes name the
method without a formula: the course's convention here has μ = β₁ throughout and keeps the course's Adam otherwise (ε
inside, β₂ = 0.99). PyTorch and Keras warm μ up: μ_t = β₁(1 − 0.96^(tψ) / 2) with ψ = 0.004 and 1; their ε stands outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
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
    beta1,
    beta2,
    g,
    settings,
    theta,
)
from dlstudy.calculators.optimizers.adam import METHOD as ADAM
from dlstudy.calculators.optimizers.adam import NO_CORRECTION, averages, corrected, moments, scaled, usual
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.params import Real
from dlstudy.symbolic.tree import Letter, Node, Num, node

mu, Pi, psi = Letter("mu"), Letter("P_mu"), Letter("psi")
MOMENTUM_DECAY = Real(
    psi,
    "momentum_decay",
    _("warm-up of the momentum in PyTorch's nadam (0.004)", "PyTorch 的 nadam 中动量预热的速率（0.004）"),
    low=0,
)
BASE = Fraction(96, 100)


def warmed(convention: str) -> bool:
    """Whether μ changes from step to step."""
    return convention != "course"


def states(convention: str) -> tuple[State, ...]:
    return ADAM.states("course" if convention == "course" else "pytorch")


def update(turn: Turn) -> Lines:
    t, convention = turn.t, turn.given.convention
    _m, v, m_hat, v_hat = moments(convention)
    yield from turn.gradient(theta[t - 1])
    yield from averages(convention, t)
    if warmed(convention):
        yield from _momenta(convention, t)
    yield Step(
        m_hat[t],
        ahead(convention, t),
        _(
            "the mean one step ahead, and the new gradient, each corrected",
            "向前看一步的均值，加上当前梯度，分别作偏差修正",
        ),
    )
    yield corrected(v_hat, v, beta2, t)
    yield scaled("course" if convention == "course" else "pytorch", t)
    yield added(t)


def _momenta(convention: str, t: int) -> Lines:
    """μ of this step and the next, and the products so far."""
    why = _("the momentum factor, warmed up", "逐步预热的动量因子")
    product = _("product of the momentum factors so far", "动量因子的连乘积")
    if t == 1:
        yield Step(mu[1], _factor(convention, 1), why)
        yield Step(Pi[1], mu[1], product)
    yield Step(mu[t + 1], _factor(convention, t + 1), why)
    yield Step(Pi[t + 1], Pi[t] * mu[t + 1], product)


def _factor(convention: str, t: int) -> Node:
    power = Num(t) * psi if convention == "pytorch" else Num(t)
    return beta1 * (1 - node(BASE) ** power / 2)


def ahead(convention: str, t: int) -> Node:
    """The corrected mean as Nesterov would look at it."""
    m = moments(convention)[0]
    if warmed(convention):
        return mu[t + 1] * m[t] / (1 - Pi[t + 1]) + (1 - mu[t]) * g[t] / (1 - Pi[t])
    return beta1 * m[t] / (1 - beta1 ** Num(t + 1)) + (1 - beta1) * g[t] / (1 - beta1 ** Num(t))


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by explicit sums and products."""
    from dlstudy.reference.adaptive_optimizers import nadam

    warming = {"course": None, "keras": 1.0}
    return nadam(
        at,
        gradient,
        convention=given.convention,
        momentum_decay=warming[given.convention] if given.convention in warming else float(given.momentum_decay),
        **settings(given, "beta1", "beta2", "epsilon"),
    )


def _plain(given: SimpleNamespace) -> dict[Letter, Any]:
    m, _v, m_hat, _v_hat = moments(given.convention)
    return {m_hat: lambda t: m[t] / (1 - beta1 ** Num(t))}


def _ruder(given: SimpleNamespace) -> dict[Letter, Any]:
    m, _v, m_hat, _v_hat = moments(given.convention)
    return {m_hat: lambda t: beta1 * m[t] / (1 - beta1 ** Num(t)) + (1 - beta1) * g[t] / (1 - beta1 ** Num(t))}


def _gradient_alone(given: SimpleNamespace) -> dict[Letter, Any]:
    m_hat = moments(given.convention)[2]
    return {m_hat: lambda t: (1 - beta1) * g[t] / (1 - beta1 ** Num(t))}


def _uncorrected(given: SimpleNamespace) -> dict[Letter, Any]:
    m, v, m_hat, v_hat = moments(given.convention)
    return {m_hat: lambda t: beta1 * m[t] + (1 - beta1) * g[t], v_hat: lambda t: v[t]}


METHOD = Method(
    name="nadam",
    title=_("NAdam", "NAdam 算法"),
    source="Dozat (2016), algorithm 2",
    params=(LEARNING_RATE, BETA1, BETA2, EPSILON, MOMENTUM_DECAY),
    conventions={
        "course": Convention(
            _(
                "an interpretation, since the course gives no formula: Dozat's, μ = β₁ throughout, ε inside the root, β₂ = 0.99",
                "课程未给公式，这里取 Dozat 的形式，μ 恒为 β₁，ε 在根号内，β₂ = 0.99",
            ),
            usual("0.99", "1e-8"),
        ),
        "pytorch": Convention(
            _("μ warmed up slowly, ε outside, β₂ = 0.999", "μ 缓慢预热，ε 在根号外，β₂ = 0.999"),
            usual("0.999", "1e-8", momentum_decay="0.004"),
        ),
        "keras": Convention(
            _("μ warmed up, ε outside, β₂ = 0.999", "μ 预热，ε 在根号外，β₂ = 0.999"),
            usual("0.999", "1e-7"),
        ),
    },
    states=states,
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "not-ahead",
            _("this is Adam: NAdam looks one step ahead with the mean", "这成了 Adam：NAdam 要用向前看一步的均值"),
            _plain,
        ),
        Mistake(
            "same-power",
            _(
                "the mean is a step ahead, so its correction has the power t + 1",
                "均值已向前一步，其修正的指数是 t + 1",
            ),
            _ruder,
            lambda given: given.convention == "course",
            convention=True,
        ),
        Mistake(
            "gradient-alone",
            _("the mean's share is missing", "漏掉了均值的那一项"),
            _gradient_alone,
        ),
        Mistake(
            "no-bias-correction",
            NO_CORRECTION,
            _uncorrected,
        ),
        ASCENT,
    ),
    exact_below=ADAM.exact_below,
)
