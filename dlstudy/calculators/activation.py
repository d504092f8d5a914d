"""Activation functions at a point or on a vector: value, derivative, range, saturation."""

from __future__ import annotations

import random
from typing import Any

from dlstudy.calculators.activation_lines import (
    SHAPES,
    beta,
    df,
    f,
    gamma,
    left,
    low,
    reference,
    right,
    steps,
    x,
)
from dlstudy.calculators.activation_mistakes import MISTAKES
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Output
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, Node

FORMULAS = ("sigmoid", "tanh", "softplus", "swish")  # short ones that hold for every x


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
