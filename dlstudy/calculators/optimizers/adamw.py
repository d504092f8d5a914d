"""AdamW: Adam's step, and θ itself fading a little in every step, apart from the gradient.

In the course (nndl eq. 7.64) θ fades by the factor 1 − w, in PyTorch, Keras and optax by 1 − αw: there the learning rate
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
    LEARNING_RATE,
    Convention,
    Lines,
    Method,
    Road,
    Turn,
    alpha,
    beta1,
    beta2,
    delta,
    g,
    later,
    numbers,
    rates,
    theta,
)
from dlstudy.calculators.optimizers.adam import METHOD as ADAM
from dlstudy.calculators.optimizers.adam import moments, quotient, states, update
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake, Step
from dlstudy.symbolic.params import Real
from dlstudy.symbolic.tree import Letter, Node

w = Letter("w")
WEIGHT_DECAY = Real(
    w, "weight_decay", _("share of θ that fades in each step (0.01)", "每步权重衰减的比例（0.01）"), low=0, high=1, pick=("0.1", "0.01")
)  # fmt: skip


def faded(convention: str, t: int) -> Node:
    """What is left of θ: 1 − w of it in the course, 1 − αw elsewhere."""
    return (1 - (w if convention == "course" else alpha * w)) * theta[t - 1]


def decayed(turn: Turn) -> Lines:
    """Adam's lines, the last one with the decay."""
    lines, sent, t = update(turn), None, turn.t
    while True:
        try:
            line = lines.send(sent)
        except StopIteration:
            return
        if line.symbol == theta[t]:
            why = _("weight decay acts on θ itself, then the update is added", "权重衰减直接作用于 θ，再加上更新差值")
            line = Step(theta[t], faded(turn.given.convention, t) + delta[t], why)
        sent = yield line


def reference(given: SimpleNamespace, at: Sequence[float], gradient: Any) -> Road:
    """The path by plain weighted means."""
    from dlstudy.reference.adaptive_optimizers import adamw

    return adamw(
        at,
        gradient,
        learning_rate=rates(given),
        beta1=float(given.beta1),
        beta2=float(given.beta2),
        epsilon=float(given.epsilon),
        weight_decay=float(given.weight_decay),
        steps=given.steps,
        convention=given.convention,
    )


def _in_gradient(given: SimpleNamespace) -> dict[Letter, Any]:
    """Adam with L2: the decay enters both averages, and θ does not fade by itself."""
    m, v = moments(given.convention)[:2]
    return {
        m: later(lambda t: beta1 * m[t - 1] + (1 - beta1) * (g[t] + w * theta[t - 1])),
        v: later(lambda t: beta2 * v[t - 1] + (1 - beta2) * (g[t] + w * theta[t - 1]) ** 2),
        theta: lambda t: theta[t - 1] + delta[t],
    }


def _decays(given: SimpleNamespace) -> bool:
    return bool(given.weight_decay != 0)


METHOD = Method(
    name="adamw",
    title=_("AdamW", "AdamW 算法"),
    source="nndl eqs 7.23 and 7.64; Loshchilov & Hutter (2019), algorithm 2",
    params=(LEARNING_RATE, BETA1, BETA2, EPSILON, WEIGHT_DECAY),
    conventions={
        "course": Convention(
            _("θ fades by 1 − w; ε inside the root, β₂ = 0.99", "θ 乘 1 − w；ε 在根号内，β₂ = 0.99"),
            numbers(learning_rate="0.1", beta1="0.9", beta2="0.99", epsilon="1e-8", weight_decay="0.01"),
        ),
        "pytorch": Convention(
            _("θ fades by 1 − αw; ε outside, β₂ = 0.999", "θ 乘 1 − αw；ε 在根号外，β₂ = 0.999"),
            numbers(learning_rate="0.1", beta1="0.9", beta2="0.999", epsilon="1e-8", weight_decay="0.01"),
        ),
        "keras": Convention(
            _(
                "θ fades by 1 − αw; ε beside the uncorrected root, w = 0.004",
                "θ 乘 1 − αw；ε 加在未修正的 √v 上，w = 0.004",
            ),
            numbers(learning_rate="0.1", beta1="0.9", beta2="0.999", epsilon="1e-7", weight_decay="0.004"),
        ),
    },
    states=states,
    update=decayed,
    reference=reference,
    mistakes=(
        Mistake(
            "no-decay",
            _("this is Adam: θ also fades by the weight decay", "这成了 Adam：θ 还要按权重衰减缩小"),
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
            lambda given: {
                theta: lambda t: (1 - (w if given.convention == "course" else alpha * w)) * (theta[t - 1] + delta[t])
            },
            _decays,
        ),
        Mistake(
            "no-bias-correction",
            _("both averages start at zero: divide by 1 − βᵗ", "两个移动平均都从零开始：要除以 1 − βᵗ"),
            next(mistake.swap for mistake in ADAM.mistakes if mistake.name == "no-bias-correction"),
        ),
        Mistake(
            "other-decay",
            _(
                "θ fades by 1 − w in the course, by 1 − αw in PyTorch and Keras",
                "课程中 θ 乘 1 − w，PyTorch 与 Keras 中乘 1 − αw",
            ),
            lambda given: {
                theta: lambda t: faded("pytorch" if given.convention == "course" else "course", t) + delta[t]
            },
            _decays,
            convention=True,
        ),
        Mistake(
            "epsilon-elsewhere",
            _("ε stands inside the root in the course, outside in PyTorch", "课程中 ε 在根号内，PyTorch 在根号外"),
            lambda given: {
                delta: lambda t: quotient("pytorch" if given.convention == "course" else "course", t, given.convention)
            },
            lambda given: given.convention != "keras",
            convention=True,
        ),
    ),
    exact_below=ADAM.exact_below,
)
