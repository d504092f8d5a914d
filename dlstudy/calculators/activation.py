"""Activation functions at a point or on a vector: value, derivative, range, saturation."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.activation_lines import (
    SHAPES,
    Phi,
    beta,
    df,
    f,
    gamma,
    h,
    left,
    low,
    positive,
    reference,
    right,
    s,
    steps,
    times,
    x,
)
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, Node, function

FORMULAS = ("sigmoid", "tanh", "softplus", "swish")  # short ones that hold for every x
HALF_LINES = ("relu", "leaky-relu", "prelu", "elu", "selu", "crelu")  # whose derivative at 0 is a convention


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A vector stands instead of x; γ and β take the function's own default, and are refused where it has none."""
    shape = SHAPES[values["function"]]
    if values["vector"] is not None and values["x"] is not None:
        raise LearnerError(_("give x or a vector, not both", "x 与 vector 只能给一个"))
    if values["vector"] is None and values["x"] is None:
        values["x"] = 1
    if isinstance(values["x"], Node) and values["function"] not in FORMULAS:
        text = _("x may be a letter for {names} only", "只有 {names} 的 x 可以是字母")
        raise LearnerError(text(names=", ".join(FORMULAS)))
    if isinstance(values["gamma"], Node) and values["function"] not in ("leaky-relu", "prelu"):
        raise LearnerError(_("gamma: a number is asked for", "gamma：这里要一个数"))
    defaults = {"gamma": shape.gamma, "beta": 1 if values["function"] == "swish" else None}
    for name, default in defaults.items():
        if default is None and values[name] is not None:
            raise LearnerError(
                _("{function} has no {name}", "{function} 没有参数 {name}")(function=values["function"], name=name)
            )
        values[name] = default if values[name] is None else values[name]
    return values


def _draw(values: dict[str, Any], _rng: random.Random) -> dict[str, Any]:
    """A drawn point gives way to a vector."""
    return values if values.get("vector") is None else values | {"x": None}


def _of(*names: str) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.function in names


def _mistake(name: str, why: Text, swap: Any, *functions: str) -> Mistake:
    return Mistake(name, why, swap, _of(*functions))


def _plugged_in(formula: Callable[[SimpleNamespace], Node]) -> Callable[[SimpleNamespace], dict[Letter, Node]]:
    return lambda given: {df: formula(given)}


def _elu_without_one(_given: SimpleNamespace) -> dict[Letter, Node]:
    return {f: function("max", 0, x) + function("min", 0, gamma * function("exp", x))}


MISTAKES = (
    _mistake("sigmoid-sign", _("the exponent is −x", "指数是 −x"), {f: 1 / (1 + function("exp", x))}, "sigmoid"),
    _mistake("derivative-of-x", _("σ(1 − σ) and 1 − tanh² take the function's value, not x", "σ(1 − σ)、1 − tanh² 里代入的是函数值，不是 x"),
             _plugged_in(lambda v: times(v, x, 1 - x) if v.function == "sigmoid" else 1 - x**2), "sigmoid", "tanh"),
    _mistake("derivative-without-factor", _("the derivative is σ(1 − σ), not 1 − σ", "导数是 σ(1 − σ)，不是 1 − σ"),
             {df: 1 - f}, "sigmoid"),
    _mistake("tanh-not-squared", _("the derivative is 1 − tanh²: the square is forgotten", "导数是 1 − tanh²，漏了平方"), {df: 1 - f}, "tanh"),
    _mistake("tanh-as-sigmoid", _("f(1 − f) is the sigmoid's derivative", "f(1 − f) 是 sigmoid 的导数"),
             _plugged_in(lambda v: times(v, f, 1 - f)), "tanh"),
    _mistake("relu-derivative-is-value", _("the derivative is a slope, 0 or 1, not the value", "导数是斜率 0 或 1，不是函数值"),
             {df: f}, "relu", "relu6"),
    _mistake("absolute-value", _("negative x becomes 0, not −x", "负数变为 0，而不是取绝对值"), {f: function("abs", x)}, "relu"),
    _mistake("slope-forgotten", _("for x < 0 the slope is γ, not 0", "x < 0 时斜率是 γ，不是 0"), {df: h}, "leaky-relu", "prelu"),
    _mistake("slope-everywhere", _("γ belongs to x < 0 only", "γ 只用于 x < 0"), {f: gamma * x}, "leaky-relu", "prelu"),
    _mistake("elu-without-one", _("the curve is γ(e^x − 1), with −1, so that it meets 0", "曲线是 γ(e^x − 1)，减 1 才能在 0 处连续"),
             _elu_without_one, "elu"),
    _mistake("softplus-without-one", _("ln(1 + e^x): without the 1 it is x itself", "是 ln(1 + e^x)，漏了 1 就成了 x 本身"), {f: x}, "softplus"),
    _mistake("softsign-not-squared", _("the derivative is 1/(1 + |x|)²: the square is forgotten", "导数是 1/(1 + |x|)²，漏了平方"),
             {df: 1 / (1 + function("abs", x))}, "softsign"),
    _mistake("no-product-rule", _("x times a gate needs the product rule", "x 与门相乘，求导要用乘积法则"),
             lambda v: {df: s if v.function == "swish" else Phi}, "swish", "gelu"),
    _mistake("swish-inner-forgotten", _("the chain rule brings a factor β", "链式法则会带出因子 β"),
             _plugged_in(lambda v: s + times(v, x, times(v, s, 1 - s))), "swish"),
    _mistake("not-clipped", _("the values are cut off above", "取值有上限，要截断"), {f: function("max", 0, x)}, "relu6"),
    _mistake("hard-tanh-slope", _("on the plateaus the derivative is 0", "平台处导数为 0"), {df: 1}, "hard-tanh"),
    Mistake("slope-at-zero", _("the slope at 0 taken from the other side", "0 处的导数取另一侧的斜率"),
            lambda v: {h: 1 - positive(-x) if v.at_zero == "left" else positive()}, _of(*HALF_LINES), convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="activation",
    title=_("Activation functions", "激活函数"),
    topic="activations",
    source="nndl section 4.1; PyTorch torch.nn (defaults, ReLU6); Klambauer et al. (2017), arXiv:1706.02515 (SELU); "
    "Shang et al. (2016), arXiv:1603.05201 (CReLU); Hendrycks & Gimpel (2016), arXiv:1606.08415 (GELU)",
    summary=_(
        "Value and derivative of an activation function at x or on a vector, its range, and where it saturates.",
        "激活函数在一点或一个向量上的值与导数，以及值域和饱和情况。",
    ),
    params=(
        Choice(Letter("function"), "function", _("the activation function", "激活函数"), default="sigmoid",
               pick=("sigmoid", "tanh", "relu", "leaky-relu", "softplus", "swish"),
               options={name: shape.title for name, shape in SHAPES.items()}),
        Real(x, "x", _("the point (1); a letter gives a formula, for sigmoid, tanh, softplus and swish", "自变量（默认 1）；sigmoid、tanh、softplus、swish 可给字母，得到公式"),
             pick=(-2, -1, 0, 1, 2, 3)),
        Array(x, "vector", _("a vector instead of x, taken entry by entry", "向量，代替 x，逐元素计算"), shape=("entries",)),
        Real(gamma, "gamma", _("slope for x < 0 (leaky ReLU 0.01, PReLU 0.25), or height of the curve (ELU 1, SELU 1.6733)",
                               "x < 0 时的斜率（leaky ReLU 默认 0.01，PReLU 0.25）或曲线的幅度（ELU 1，SELU 1.6733）"),
             low=0, high=100, open="("),
        Real(beta, "beta", _("swish: x·σ(βx), 1 unless given", "swish：x·σ(βx)，默认为 1"), low=0, high=100, open="("),
        Choice(Letter("at_zero"), "at_zero", _("the slope at a kink at 0", "0 处折点的斜率"), default="left", options={
            "left": _("that from the left: ReLU′(0) = 0, as in PyTorch", "取左侧：ReLU′(0) = 0（PyTorch）"),
            "right": _("that from the right: ReLU′(0) = 1", "取右侧：ReLU′(0) = 1"),
        }),
    ),
    outputs=(
        Output(f, "value", _("value", "函数值"), "vector"),
        Output(df, "derivative", _("derivative", "导数"), "vector"),
        Output(low, "range", _("range", "值域"), "words"),
        Output(left, "left_slope", _("slope towards −∞ (0: saturated)", "x → −∞ 时的斜率（0 为饱和）")),
        Output(right, "right_slope", _("slope towards ∞ (0: saturated)", "x → ∞ 时的斜率（0 为饱和）")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"vector": "-10 -5 0 5 10", "function": "relu"}, {"value": Grid([[0, 0, 0, 5, 10]])}, "Keras 2 documentation, relu"),
        Example({"vector": "-10 -5 0 5 10", "function": "leaky-relu", "gamma": "0.5"}, {"value": Grid([[-5, -2.5, 0, 5, 10]])},
                "Keras 2 documentation, relu with alpha=0.5"),
        Example({"x": 0}, {"value": 0.5, "derivative": 0.25}, "nndl section 4.1: σ(0) = 1/2, where the derivative is largest"),
        Example({"x": 2, "function": "elu"}, {"value": 2, "derivative": 1}, "nndl section 4.1: the identity for x > 0"),
        Example({"vector": "-1 0 2", "function": "crelu"}, {"value": Grid([[0, 0, 2, 1, 0, 0]])}, "Shang et al. (2016), section 2: both halves of x"),
        Example({"vector": "-1 3 6 8", "function": "relu6"}, {"value": Grid([[0, 3, 6, 6]]), "derivative": Grid([[0, 1, 0, 0]])},
                "PyTorch, torch.nn.ReLU6: min(max(0, x), 6), plateau's slope at its end"),
        Example({"x": 1, "function": "swish", "beta": 2}, {"value": 0.880797, "derivative": 1.090784},
                "derived: σ(2) = 0.880797, and σ + βxσ(1 − σ) = 0.880797 + 2 × 0.104994", within=1e-6),
        Example({"x": -3, "function": "hard-tanh"}, {"value": -1, "derivative": 0}, "PyTorch, torch.nn.Hardtanh"),
    ),
    usage=(
        "--function sigmoid --x 2",
        "--function leaky-relu --gamma 0.1 --vector '-2 0 3'",
        "--function swish --x x",
    ),
    derive=_derive,
    draw=_draw,
)  # fmt: skip
