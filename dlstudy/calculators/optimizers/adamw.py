"""AdamW: Adam's step, and θ itself fading a little in every step, apart from the gradient.

In the course (nndl eq. 7.64) θ shrinks by the factor 1 − w, in PyTorch, Keras and optax by 1 − αw: there the learning rate
acts on the decay too. Loshchilov & Hutter (2019), algorithm 2, have a schedule's factor in its place. Adam with L2 in the
gradient is another method: there the decay is divided by the root as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import (
    BETA1,
    BETA2,
    EPSILON,
    EPSILON_ELSEWHERE,
    LEARNING_RATE,
    WEIGHT_DECAY,
    Convention,
    Lines,
    Method,
    Road,
    Turn,
    beta1,
    beta2,
    delta,
    each,
    g,
    later,
    left,
    settings,
    theta,
    w,
)
from dlstudy.calculators.optimizers.adam import METHOD as ADAM
from dlstudy.calculators.optimizers.adam import (
    NO_CORRECTION,
    epsilon_elsewhere,
    moments,
    no_correction,
    states,
    update,
    usual,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Mistake, Step
from dlstudy.symbolic.tree import Letter


def decayed(turn: Turn) -> Lines:
    """Adam's lines, the last one with the decay."""
    t = turn.t

    def fading(line: Step | Do) -> Step | Do:
        if line.symbol != theta[t]:
            return line
        why = _("weight decay acts on θ itself, then the update is added", "权重衰减直接作用于 θ，再加上更新差值")
        return Step(theta[t], left(turn.given.convention) * theta[t - 1] + delta[t], why)

    return each(update(turn), fading)


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by plain weighted means."""
    from dlstudy.reference.adaptive_optimizers import adam

    told = settings(given, "beta1", "beta2", "epsilon", "weight_decay")
    return adam(at, gradient, convention=given.convention, **told)


def _in_gradient(given: SimpleNamespace) -> dict[Letter, Any]:
    """Adam with L2: the decay enters both averages, and θ does not fade by itself."""
    m, v = moments(given.convention)[:2]
    return {
        m: later(lambda t: beta1 * m[t - 1] + (1 - beta1) * (g[t] + w * theta[t - 1])),
        v: later(lambda t: beta2 * v[t - 1] + (1 - beta2) * (g[t] + w * theta[t - 1]) ** 2),
        theta: lambda t: theta[t - 1] + delta[t],
    }


def _after(given: SimpleNamespace) -> dict[Letter, Any]:
    """The decay of what the update has led to."""
    return {theta: lambda t: left(given.convention) * (theta[t - 1] + delta[t])}


def _other(given: SimpleNamespace) -> str:
    return "pytorch" if given.convention == "course" else "course"


def _decays(given: SimpleNamespace) -> bool:
    return bool(given.weight_decay != 0)


METHOD = Method(
    name="adamw",
    title=_("AdamW", "AdamW 算法"),
    source="nndl eqs 7.23 and 7.64; Loshchilov & Hutter (2019), algorithm 2",
    params=(LEARNING_RATE, BETA1, BETA2, EPSILON, WEIGHT_DECAY),
    conventions={
        "course": Convention(
            _("θ scaled by 1 − w, ε inside the root, β₂ = 0.99", "θ 乘 1 − w，ε 在根号内，β₂ = 0.99"),
            usual("0.99", "1e-8", weight_decay="0.01"),
        ),
        "pytorch": Convention(
            _("θ scaled by 1 − αw, ε outside, β₂ = 0.999", "θ 乘 1 − αw，ε 在根号外，β₂ = 0.999"),
            usual("0.999", "1e-8", weight_decay="0.01"),
        ),
        "keras": Convention(
            _(
                "θ scaled by 1 − αw, ε beside the uncorrected root, w = 0.004",
                "θ 乘 1 − αw，ε 加在未修正的 √v 上，w = 0.004",
            ),
            usual("0.999", "1e-7", weight_decay="0.004"),
        ),
    },
    states=states,
    update=decayed,
    reference=reference,
    mistakes=(
        Mistake(
            "no-decay",
            _("this is Adam: θ also shrinks by the weight decay", "这成了 Adam：θ 还要按权重衰减缩小"),
            {theta: lambda t: theta[t - 1] + delta[t]},
            _decays,
        ),
        Mistake(
            "decay-in-gradient",
            _(
                "this is Adam with L2: AdamW's decay does not pass through the averages",
                "这是带 L2 的 Adam：AdamW 的衰减不经过两个移动平均",
            ),
            _in_gradient,
            _decays,
        ),
        Mistake(
            "decay-after-update",
            _("the decay acts on θ before the update is added", "衰减作用于更新之前的 θ"),
            _after,
            _decays,
        ),
        Mistake(
            "no-bias-correction",
            NO_CORRECTION,
            no_correction,
        ),
        Mistake(
            "other-decay",
            _(
                "θ is scaled by 1 − w in the course, by 1 − αw in PyTorch and Keras",
                "课程中 θ 乘 1 − w，PyTorch 与 Keras 中乘 1 − αw",
            ),
            lambda given: {theta: lambda t: left(_other(given)) * theta[t - 1] + delta[t]},
            _decays,
            convention=True,
        ),
        Mistake(
            "epsilon-elsewhere",
            EPSILON_ELSEWHERE,
            epsilon_elsewhere,
            lambda given: given.convention != "keras",
            convention=True,
        ),
    ),
    exact_below=ADAM.exact_below,
)
