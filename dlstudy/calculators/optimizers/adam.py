"""Adam: the mean of the gradients over the root of the mean of their squares, both freed of their start at zero.

ε stands inside the root in the course and nndl eq. 7.23, outside in Kingma & Ba (2015), algorithm 1, PyTorch and d2l; in
Keras it is added to √v before the correction ("epsilon hat", ibid., section 2). β₂ is 0.99 in the course, 0.999 elsewhere.
The course calls the two means M and G, the paper m and v.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
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
    later,
    rates,
    theta,
)
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import MAX_BITS, bits, is_exact
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, Node, Num, letters, sqrt

alpha_hat = Letter("alpha_hat")


def moments(convention: str) -> tuple[Letter, ...]:
    """The letters of both means, and of both corrected ones."""
    return letters("M G M_hat G_hat") if convention == "course" else letters("m v m_hat v_hat")


def states(convention: str) -> tuple[State, ...]:
    m, v, m_hat, v_hat = moments(convention)
    means = (
        State("m", m, _("means of the gradients (M, m)", "梯度的一阶矩估计 M（m）")),
        State("v", v, _("means of their squares (G, v)", "梯度平方的均值 G（v）")),
    )
    corrected = (
        State("m_hat", m_hat, _("corrected means (M̂, m̂)", "偏差修正后的 M̂（m̂）"), remembered=False),
        State("v_hat", v_hat, _("corrected means of the squares (Ĝ, v̂)", "偏差修正后的 Ĝ（v̂）"), remembered=False),
    )
    change = (State("delta", delta, _("updates Δθ", "参数更新差值 Δθ"), remembered=False),)
    return means + change if convention == "keras" else means + corrected + change


def update(turn: Turn) -> Lines:
    t, convention = turn.t, turn.given.convention
    m, v, m_hat, v_hat = moments(convention)
    yield turn.gradient(theta[t - 1])
    yield from averages(convention, t)
    if convention == "keras":
        why = _("both corrections, put into the learning rate", "两个偏差修正都并入学习率")
        yield Step(alpha_hat[t], alpha * sqrt(1 - beta2 ** Num(t)) / (1 - beta1 ** Num(t)), why)
        yield Step(delta[t], -alpha_hat[t] * m[t] / (sqrt(v[t]) + epsilon), _("the update", "更新差值"))
    else:
        why = _("bias correction: the average started at zero", "偏差修正：移动平均从零开始，偏小")
        yield Step(m_hat[t], m[t] / (1 - beta1 ** Num(t)), why)
        yield Step(v_hat[t], v[t] / (1 - beta2 ** Num(t)), why)
        yield Step(
            delta[t], quotient(convention, t), _("the update, scaled for each parameter", "更新差值，各参数自适应缩放")
        )
    yield Step(theta[t], theta[t - 1] + delta[t], _("the update is added", "加上更新差值"))


def averages(convention: str, t: int) -> Lines:
    """Both moving averages of step t."""
    m, v = moments(convention)[:2]
    yield Step(m[t], beta1 * m[t - 1] + (1 - beta1) * g[t], _("moving average of the gradients", "梯度的移动平均"))
    yield Step(
        v[t], beta2 * v[t - 1] + (1 - beta2) * g[t] ** 2, _("moving average of their squares", "梯度平方的移动平均")
    )


def quotient(convention: str, t: int, letters_of: str | None = None) -> Node:
    """−α m̂ over the root, ε inside (the course) or outside; in the letters of `letters_of`, or of the convention."""
    _m, _v, m_hat, v_hat = moments(letters_of or convention)
    if convention == "course":
        return -alpha * m_hat[t] / sqrt(v_hat[t] + epsilon)
    return -alpha * m_hat[t] / (sqrt(v_hat[t]) + epsilon)


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by plain weighted means; the updates are the differences of its points."""
    from dlstudy.reference.optimizers import adam

    path = adam(
        start,
        gradient,
        learning_rate=rates(given),
        beta1=float(given.beta1),
        beta2=float(given.beta2),
        epsilon=float(given.epsilon),
        steps=given.steps,
        convention=given.convention,
    )
    return path._replace(memory={**path.memory, "delta": path.theta[1:] - path.theta[:-1]})


def _no_correction(given: SimpleNamespace) -> dict[Letter, Any]:
    m, v, m_hat, v_hat = moments(given.convention)
    if given.convention == "keras":
        return {alpha_hat: lambda _t: alpha}
    return {m_hat: lambda t: m[t], v_hat: lambda t: v[t]}


def _corrected_by(power: Callable[[int], int]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps the exponent of the corrections; a first division by zero is left out, as people do."""

    def rest(beta: Letter, t: int) -> Node:
        return 1 - beta ** Num(power(t)) if power(t) else Num(1)

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        m, v, m_hat, v_hat = moments(given.convention)
        if given.convention == "keras":
            return {alpha_hat: lambda t: alpha * sqrt(rest(beta2, t)) / rest(beta1, t)}
        return {m_hat: lambda t: m[t] / rest(beta1, t), v_hat: lambda t: v[t] / rest(beta2, t)}

    return swap


def _unsquared(given: SimpleNamespace) -> dict[Letter, Any]:
    v = moments(given.convention)[1]
    return {v: later(lambda t: beta2 * v[t - 1] + (1 - beta2) * g[t])}


def _rootless(given: SimpleNamespace) -> dict[Letter, Any]:
    m, v, m_hat, v_hat = moments(given.convention)
    if given.convention == "keras":
        return {delta: lambda t: -alpha_hat[t] * m[t] / (v[t] + epsilon)}
    return {delta: lambda t: -alpha * m_hat[t] / (v_hat[t] + epsilon)}


def _swapped_weights(given: SimpleNamespace) -> dict[Letter, Any]:
    m, v = moments(given.convention)[:2]
    return {
        m: later(lambda t: (1 - beta1) * m[t - 1] + beta1 * g[t]),
        v: later(lambda t: (1 - beta2) * v[t - 1] + beta2 * g[t] ** 2),
    }


def _epsilon_elsewhere(given: SimpleNamespace) -> dict[Letter, Any]:
    other = "pytorch" if given.convention == "course" else "course"
    return {delta: lambda t: quotient(other, t, given.convention)}


def _defaults(beta2: str, epsilon: str) -> dict[str, Fraction]:
    named = {"learning_rate": "0.1", "beta1": "0.9", "beta2": beta2, "epsilon": epsilon}
    return {name: Fraction(value) for name, value in named.items()}


def _short(given: SimpleNamespace) -> bool:
    """Whether βᵗ stays short enough to be an exact fraction."""
    return all(not is_exact(beta) or bits(beta) * given.steps <= MAX_BITS for beta in (given.beta1, given.beta2))


def _several(given: SimpleNamespace) -> bool:
    return bool(given.steps > 1)


METHOD = Method(
    name="adam",
    title=_("Adam", "Adam 算法"),
    source="nndl eq. 7.23; Kingma & Ba (2015), algorithm 1",
    params=(LEARNING_RATE, BETA1, BETA2, EPSILON),
    conventions={
        "course": Convention(_("ε inside the root, β₂ = 0.99", "ε 在根号内，β₂ = 0.99"), _defaults("0.99", "1e-8")),
        "pytorch": Convention(_("ε outside, β₂ = 0.999", "ε 在根号外，β₂ = 0.999"), _defaults("0.999", "1e-8")),
        "keras": Convention(
            _("ε beside the uncorrected root, β₂ = 0.999", "ε 加在未修正的 √v 上，β₂ = 0.999"),
            _defaults("0.999", "1e-7"),
        ),
    },
    states=states,
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "no-bias-correction",
            _("both averages start at zero: divide by 1 − βᵗ", "两个移动平均都从零开始：要除以 1 − βᵗ"),
            _no_correction,
        ),
        Mistake(
            "counted-from-zero",
            _("the first step is t = 1, in the exponent too", "第一步是 t = 1，指数也从 1 开始"),
            _corrected_by(lambda t: t - 1),
            _several,
        ),
        Mistake(
            "correction-without-power",
            _("the correction is 1 − βᵗ, not 1 − β", "修正的分母是 1 − βᵗ，不是 1 − β"),
            _corrected_by(lambda _t: 1),
            _several,
        ),
        Mistake(
            "betas-swapped",
            _("β₁ belongs to the gradients, β₂ to their squares", "β₁ 用于梯度，β₂ 用于梯度的平方"),
            lambda given: {beta1: given.beta2, beta2: given.beta1},
        ),
        Mistake(
            "weights-swapped",
            _("β weighs the old average, 1 − β what is new", "β 乘旧的平均值，1 − β 乘新的一项"),
            _swapped_weights,
        ),
        Mistake(
            "no-square", _("the second average is of the squares g²", "第二个移动平均用的是梯度的平方 g²"), _unsquared
        ),
        Mistake(
            "no-root",
            _("divide by the square root of the second average", "分母是二阶矩的平方根"),
            _rootless,
        ),
        Mistake(
            "ascent",
            _("the update is against the gradient", "更新要沿负梯度方向"),
            {theta: lambda t: theta[t - 1] - delta[t]},
        ),
        Mistake(
            "epsilon-elsewhere",
            _(
                "ε stands inside the root in the course, outside in PyTorch",
                "课程中 ε 在根号内，PyTorch 在根号外",
            ),
            _epsilon_elsewhere,
            lambda given: given.convention != "keras",
            convention=True,
        ),
    ),
    exact_below=_short,
)
