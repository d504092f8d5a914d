"""Vanishing and exploding gradients: a factor for each layer or time step, multiplied."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from functools import reduce
from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic import meaning
from dlstudy.symbolic.arithmetic import MAX_BITS, bits, divide, is_exact, multiply
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.params import Array, Choice, Int, Real
from dlstudy.symbolic.tree import Node, Num, function, letters

w, z, n, s, gamma, P, m, epsilon, k, F, f = letters("w z n s gamma P m epsilon k F f")
MOST: dict[str, int | Fraction] = {"sigmoid": Fraction(1, 4), "tanh": 1, "relu": 1, "identity": 1}
WHERE = {
    "sigmoid": _("σ′ = σ(1 − σ) is at most 1/4, at z = 0", "σ′ = σ(1 − σ) 最大为 1/4，在 z = 0 处取得"),
    "tanh": _("tanh′ = 1 − tanh² is at most 1, at z = 0", "tanh′ = 1 − tanh² 最大为 1，在 z = 0 处取得"),
    "relu": _("ReLU′ is 1 wherever the unit is active", "神经元激活时 ReLU′ = 1"),
    "identity": _("no activation: slope 1", "无激活函数，导数为 1"),
}


def slope(name: str) -> Node:
    """The activation's slope at z."""
    if name == "sigmoid":
        return function("sigmoid", z) * (1 - function("sigmoid", z))
    if name == "tanh":
        return 1 - function("tanh", z) ** 2
    return function("sign", function("relu", z)) if name == "relu" else Num(1)


def steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    if given.factors is not None:
        yield Step(n, Num(given.factors.shape[1]), _("number of factors", "因子个数"))
        yield Do(P, product, (F,), _("their product: how strongly the first layer's gradient depends on the last one's",
                                     "全部因子之积：最后一层的梯度传到第一层时的倍数"))  # fmt: skip
    else:
        if given.z is None:
            yield Step(s, Num(MOST[given.activation]), WHERE[given.activation])
        else:
            yield Step(s, slope(given.activation), _("the activation's slope at z", "激活函数在 z 处的导数"))
        yield Step(gamma, function("abs", w) * s, _("the factor of one layer or time step: weight times slope",
                                                    "每一层（每一时刻）的因子：权重乘以激活函数的导数"))  # fmt: skip
        yield Step(P, function("exp", n * function("ln", gamma)) if _long(given) else gamma**n,
                   _("a factor for every layer or step the gradient passes", "梯度每经过一层（一个时刻）乘一次"))  # fmt: skip
    yield from _size(given)


def product(known: Known) -> Any:
    """All given factors multiplied."""
    return reduce(multiply, known[F].rows[0])


def _size(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    if isinstance(given.depth, Node) or isinstance(given.weight, Node) or isinstance(given.z, Node):
        return
    size = yield Step(m, function("log10", function("abs", P)), tendency(given))
    factor = None if given.factors is not None else _factor(given)
    if factor is not None and abs(factor - 1) > 1e-3 and size is not None:  # nearer to 1 nobody waits for it
        yield Do(k, passed, (epsilon, gamma), _("layers or steps until it has passed {e}: ⌈ln {e} / ln γ⌉",
                 "越过 {e} 所需的层数（时刻数）：⌈ln {e} / ln γ⌉")(e="ε" if factor < 1 else "1/ε"))  # fmt: skip


def _long(given: SimpleNamespace) -> bool:
    """Whether the power is too long to be written out as a fraction."""
    exact = not isinstance(given.weight, Node) and not isinstance(given.depth, Node) and is_exact(given.weight)
    return exact and (bits(given.weight) + 3) * given.depth > MAX_BITS


def passed(known: Known) -> int:
    """The least n for which the n-th power has passed the threshold; exact where the threshold is a power."""
    factor, threshold = known[gamma], known[epsilon]
    return int(meaning.ceil(meaning.log(threshold if factor < 1 else divide(1, threshold), factor)))


def _factor(given: SimpleNamespace) -> float:
    """The factor, roughly: to tell growing from dying."""
    from math import cosh, exp

    weight = abs(float(given.weight))
    if given.z is None:
        return weight * float(MOST[given.activation])
    at = float(given.z)
    there = {"sigmoid": lambda: exp(-abs(at)) / (1 + exp(-abs(at))) ** 2, "tanh": lambda: cosh(min(abs(at), 300)) ** -2,
             "relu": lambda: float(at > 0), "identity": lambda: 1.0}  # fmt: skip
    return weight * there[given.activation]()


def tendency(given: SimpleNamespace) -> Text:
    """What a gradient does that is multiplied like this."""
    if given.factors is not None:
        return _(
            "its order of magnitude: far below 0 it vanishes, far above it explodes",
            "数量级：远小于 0 为消失，远大于 0 为爆炸",
        )
    factor = _factor(given)
    if abs(factor - 1) < 1e-12:
        return _("a factor of 1: the gradient keeps its size", "因子为 1：梯度大小不变")
    if factor < 1:
        return _("its power of ten: a factor below 1, the gradient vanishes", "10 的幂次：因子小于 1，梯度消失")
    return _("its power of ten: a factor above 1, the gradient explodes", "10 的幂次：因子大于 1，梯度爆炸")


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Factor after factor; the slope as the complex step finds it."""
    import math

    from dlstudy.reference.chains import chain, steps_until

    if given.factors is not None:
        mantissa, exponent = chain(float(x) for x in given.factors.rows[0])
        return {"product": mantissa * 10.0**exponent, "magnitude": exponent + math.log10(abs(mantissa))}
    steepness = _slope(given)
    factor = abs(float(given.weight)) * steepness
    mantissa, exponent = chain(factor for _layer in range(given.depth))
    found = {"slope": steepness, "factor": factor, "product": mantissa * 10.0**exponent,
             "magnitude": exponent + math.log10(mantissa) if mantissa else None}  # fmt: skip
    if abs(factor - 1) <= 1e-3:
        return found
    threshold = float(given.threshold) if factor < 1 else 1 / float(given.threshold)
    return found | {"steps": steps_until(factor, threshold)}


def _slope(given: SimpleNamespace) -> float:
    """The steepest slope among many points, or the slope at z, of the function itself."""
    import numpy as np

    from dlstudy.reference.complex_step import complex_step

    functions: dict[str, Any] = {
        "sigmoid": lambda x: 0.5 + 0.5 * np.tanh(x / 2), "tanh": np.tanh, "identity": lambda x: x,
        "relu": lambda x: x * (x.real > 0),
    }  # fmt: skip
    points = np.linspace(-4, 4, 81) if given.z is None else [float(given.z)]
    return max(float(complex_step(lambda x: functions[given.activation](x)[0], [x])[0]) for x in points)


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Given factors stand instead of a weight and a depth."""
    if values["factors"] is not None and values["z"] is not None:
        raise LearnerError(_("give factors, or a weight and z, not both", "factors 与 weight、z 只能给一种"))
    return values


def _alive(given: SimpleNamespace) -> bool:
    if given.factors is not None:
        return all(x != 0 for x in given.factors.rows[0])
    return any(isinstance(v, Node) for v in (given.weight, given.z)) or _factor(given) > 0


CALCULATOR = Calculator(
    name="vanishing",
    title=_("Vanishing and exploding gradients", "梯度消失与梯度爆炸"),
    topic="vanishing",
    source="nndl sections 4.6 and 6.5; Pascanu, Mikolov & Bengio (2013), arXiv:1211.5063",
    summary=_(
        "What is left of a gradient after many layers or time steps, each multiplying it by |weight| × slope.",
        "梯度经过许多层（时刻）后还剩多少：每经过一层乘以 |权重| × 激活函数导数。",
    ),
    params=(
        Real(w, "weight", _("weight of a layer, or the norm of the recurrent matrix", "每层的权重，或循环矩阵的范数"),
             low=-1000, high=1000, default=Fraction(1, 5), pick=tuple(map(Fraction, ("0.2", "0.5", "0.9", "1.1", "1.5", "2", "4", "5")))),
        Choice(f, "activation", _("activation function", "激活函数"), default="identity",
               pick=("identity", "sigmoid", "tanh"), options={
                   "identity": _("none: the factors are the weights", "无：因子就是权重"),
                   "sigmoid": _("slope at most 1/4", "导数最大 1/4"),
                   "tanh": _("slope at most 1", "导数最大 1"),
                   "relu": _("slope 1 where active", "激活处导数为 1"),
               }),
        Real(z, "z", _("net input at which the slope is taken; its largest value where none is given",
                       "求导数处的净输入；不给时取导数的最大值"), low=-50, high=50, pick=(None, None, 0, 1, 2)),
        Int(n, "depth", _("layers or time steps", "层数或时间步数"), low=1, high=1000, default=30, pick=(3, 5, 10, 20, 30)),
        Real(epsilon, "threshold", _("gradients below this count as vanished, above its inverse as exploded",
                                     "小于此数视为消失，大于其倒数视为爆炸"), low=0, high=1, open="()", default=Fraction(1, 10**6)),
        Array(F, "factors", _("instead of weight and depth: the factors themselves", "代替权重与层数：直接给出各因子"), shape=("layers",)),
    ),
    outputs=(
        Output(s, "slope", _("slope of the activation", "激活函数的导数")),
        Output(gamma, "factor", _("factor of one layer", "每层的因子")),
        Output(P, "product", _("factor of the whole chain", "整条链的因子")),
        Output(m, "magnitude", _("its power of ten", "10 的幂次")),
        Output(k, "steps", _("layers until the threshold is passed", "越过阈值所需层数"), "count"),
    ),
    rules=(
        Rule(lambda v: not isinstance(v.threshold, Node), _("the threshold has to be a number", "阈值必须是数")),
        Rule(_alive, _("a factor of 0 stops the gradient altogether: the unit is dead or the weight is 0",
                       "因子为 0 时梯度完全中断：神经元已死或权重为 0")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    mistakes=(
        Mistake("added", _("the factors are multiplied, not added", "各层因子相乘，不是相加"), {P: n * gamma},
                lambda v: v.factors is None),
        Mistake("one-layer-less", _("every layer or step the gradient passes has a factor", "梯度经过的每一层都有一个因子"),
                {P: gamma ** (n - 1)}, lambda v: v.factors is None and v.depth > 1),
        Mistake("forgot-slope", _("the slope of the activation belongs to every factor", "每个因子都含激活函数的导数"), {s: 1},
                lambda v: v.factors is None and v.activation in ("sigmoid", "tanh")),
        Mistake("forgot-weight", _("the weight belongs to every factor", "每个因子都含权重"), {gamma: s}, lambda v: v.factors is None),
        Mistake("value-for-slope", _("the factor holds the activation's slope, not its value", "因子里是激活函数的导数，不是函数值"),
                lambda v: {s: function(v.activation, z)}, lambda v: v.z is not None and v.activation in ("sigmoid", "tanh") and v.z > 0),
        Mistake("factors-added", _("the factors are multiplied, not added", "各因子相乘，不是相加"),
                {P: lambda: lambda known: sum(known[F].rows[0])}, lambda v: v.factors is not None),
    ),
    examples=(
        Example({"weight": "0.2", "depth": 30}, {"product": 1.073741824e-21, "magnitude": -20.9691}, "0.2^30 = 2^30 / 10^30", within=1e-4),
        Example({"weight": 5, "depth": 30}, {"product": 5**30}, "5^30 = 931,322,574,615,478,515,625"),
        Example({"weight": 1, "activation": "sigmoid", "depth": 5}, {"slope": 0.25, "product": 0.0009765625},
                "Nielsen, Neural Networks and Deep Learning, ch. 5: σ′ never exceeds 1/4; (1/4)^5 = 1/1024"),
        Example({"weight": "1.01", "depth": 999}, {"product": 20000},
                "Hung-yi Lee, Machine Learning, lecture on recurrent networks: 1.01^999 ≈ 20000", within=0.05),
        Example({"factors": "0.5 0.5 4 0.25"}, {"product": 0.25}, "by hand"),
    ),
    usage=(
        "--weight 0.2 --depth 30",
        "--weight 2 --activation sigmoid --z 1 --depth 10",
        "--weight gamma --depth k",
        '--factors "0.9 0.5 0.8"',
    ),
)  # fmt: skip
