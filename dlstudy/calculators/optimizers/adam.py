"""Adam: the mean of the gradients over the root of the mean of their squares, both freed of their start at zero.

ε stands inside the root in the course and nndl eq. 7.23, outside in Kingma & Ba (2015), algorithm 1, PyTorch and d2l; in
Keras it is added to √v before the correction ("epsilon hat", ibid., section 2). β₂ is 0.99 in the course, 0.999 elsewhere.
The course calls the two means M and G, the paper m and v, d2l v and s: its v is the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    alpha,
    beta1,
    beta2,
    delta,
    epsilon,
    g,
    later,
    numbers,
    root,
    settings,
    theta,
)
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import MAX_BITS, bits, is_exact
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.tree import Letter, Node, Num, letters, sqrt

alpha_hat = Letter("alpha_hat")
NO_CORRECTION = _("both averages start at zero: divide by 1 − βᵗ", "两个移动平均都从零开始：要除以 1 − βᵗ")


def moments(convention: str) -> tuple[Letter, ...]:
    """The letters of both means, and of both corrected ones."""
    return letters("M G M_hat G_hat") if convention == "course" else letters("m v m_hat v_hat")


def states(convention: str) -> tuple[State, ...]:
    m, v, m_hat, v_hat = moments(convention)
    means = (
        State("m", m, _("means of the gradients (M, m; d2l's v)", "梯度的一阶矩估计 M（m；动手学为 v）")),
        State("v", v, _("means of their squares (G, v; d2l's s)", "梯度平方的均值 G（v；动手学为 s）")),
    )
    corrected = (
        State(
            "m_hat", m_hat, _("corrected means (M̂, m̂; d2l's v̂)", "偏差修正后的 M̂（m̂；动手学为 v̂）"), remembered=False
        ),
        State(
            "v_hat",
            v_hat,
            _("corrected means of the squares (Ĝ, v̂; d2l's ŝ)", "偏差修正后的 Ĝ（v̂；动手学为 ŝ）"),
            remembered=False,
        ),
    )
    change = (State("delta", delta, _("updates Δθ", "参数更新差值 Δθ"), remembered=False),)
    return means + change if convention == "keras" else means + corrected + change


def update(turn: Turn) -> Lines:
    t, convention = turn.t, turn.given.convention
    m, v, m_hat, v_hat = moments(convention)
    yield from turn.gradient(theta[t - 1])
    yield from averages(convention, t)
    if convention == "keras":
        yield corrected_rate(t)
        yield Step(delta[t], keras_quotient(m[t], v[t], t), _("the update", "更新差值"))
    else:
        yield corrected(m_hat, m, beta1, t)
        yield corrected(v_hat, v, beta2, t)
        yield scaled(convention, t)
    yield added(t)


def averages(convention: str, t: int) -> Lines:
    """Both moving averages of step t."""
    m, v = moments(convention)[:2]
    yield Step(m[t], beta1 * m[t - 1] + (1 - beta1) * g[t], _("moving average of the gradients", "梯度的移动平均"))
    yield Step(
        v[t], beta2 * v[t - 1] + (1 - beta2) * g[t] ** 2, _("moving average of their squares", "梯度平方的移动平均")
    )


def corrected(symbol: Letter, mean: Letter, decay: Letter, t: int) -> Step:
    """The line of a mean freed of its start at zero."""
    why = _("bias correction: the average started at zero", "偏差修正：移动平均从零开始，偏小")
    return Step(symbol[t], mean[t] / (1 - decay ** Num(t)), why)


def corrected_rate(t: int) -> Step:
    """The line of Keras' learning rate."""
    why = _("both corrections, put into the learning rate", "两个偏差修正都并入学习率")
    return Step(alpha_hat[t], alpha * sqrt(1 - beta2 ** Num(t)) / (1 - beta1 ** Num(t)), why)


def keras_quotient(mean: Node, squares: Node, t: int) -> Node:
    """−α̂ m over the uncorrected root, with ε beside it."""
    return -alpha_hat[t] * mean / root(squares, inside=False)


def scaled(convention: str, t: int) -> Step:
    """The line of Δθ."""
    why = _("the update, scaled for each parameter", "更新差值，各参数自适应缩放")
    return Step(delta[t], quotient(convention, t), why)


def quotient(convention: str, t: int, inside: bool | None = None) -> Node:
    """−α m̂ over the root, with ε inside (the course) or outside."""
    _m, _v, m_hat, v_hat = moments(convention)
    return -alpha * m_hat[t] / root(v_hat[t], convention == "course" if inside is None else inside)


def reference(given: SimpleNamespace, start: Sequence[float], gradient: Any) -> Road:
    """The path by plain weighted means."""
    from dlstudy.reference.adaptive_optimizers import adam

    return adam(start, gradient, convention=given.convention, **settings(given, "beta1", "beta2", "epsilon"))


def no_correction(given: SimpleNamespace) -> dict[Letter, Any]:
    """Swaps both corrections for nothing."""
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


def epsilon_elsewhere(given: SimpleNamespace) -> dict[Letter, Any]:
    """Swaps the place of ε."""
    return {delta: lambda t: quotient(given.convention, t, inside=given.convention != "course")}


def usual(beta2: str, epsilon: str, **more: str) -> dict[str, Fraction]:
    """Defaults of Adam and its kin."""
    return numbers(learning_rate="0.1", beta1="0.9", beta2=beta2, epsilon=epsilon, **more)


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
        "course": Convention(_("ε inside the root, β₂ = 0.99", "ε 在根号内，β₂ = 0.99"), usual("0.99", "1e-8")),
        "pytorch": Convention(_("ε outside, β₂ = 0.999", "ε 在根号外，β₂ = 0.999"), usual("0.999", "1e-8")),
        "keras": Convention(
            _("ε beside the uncorrected root, β₂ = 0.999", "ε 加在未修正的 √v 上，β₂ = 0.999"),
            usual("0.999", "1e-7"),
        ),
        "d2l": Convention(
            _(
                "v first, s second moment; ε outside, 1e-6, β₂ = 0.999",
                "一阶矩 v，二阶矩 s；ε 在根号外，为 1e-6，β₂ = 0.999",
            ),
            usual("0.999", "1e-6"),
            {"alpha": "eta", "m": "v", "v": "s", "m_hat": "v_hat", "v_hat": "s_hat"},
        ),
    },
    states=states,
    update=update,
    reference=reference,
    mistakes=(
        Mistake(
            "no-bias-correction",
            NO_CORRECTION,
            no_correction,
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
        ASCENT,
        Mistake(
            "epsilon-elsewhere",
            _(
                "ε stands inside the root in the course, outside in PyTorch and d2l",
                "课程中 ε 在根号内，PyTorch 与动手学在根号外",
            ),
            epsilon_elsewhere,
            lambda given: given.convention != "keras",
            convention=True,
        ),
    ),
    exact_below=_short,
)
