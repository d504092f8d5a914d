"""Gradient clipping: by value, each component by itself; by norm, all by one factor, and only where it is needed."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import array, only_numbers
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, Node, function, letters

g, a, b, n, c, g_clipped = letters("g a b n c g_clipped")
SLACK = Fraction(1, 10**6)


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    only_numbers(values)
    if values["by"] == "value" and values["low"] is None:
        values["low"] = -values["bound"]
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Pythagorean gradients for the norm, so that it comes out whole."""
    if values["by"] == "norm":
        values["gradient"] = rng.choice(("3, 4", "-6, 8", "5, -12", "2, -1, 2", "1, 4, 8", "-2, 3, 6"))
    return values


def _slack(given: SimpleNamespace) -> Fraction:
    return SLACK if given.convention == "pytorch" else Fraction(0)


def steps(given: SimpleNamespace) -> Any:
    """By value the bounds alone; by norm the length first, then what it asks for."""
    if given.by == "value":
        yield Step(
            g_clipped,
            function("max", function("min", g, b), a),
            _("every component kept within a and b", "每个分量限制在 a 与 b 之间"),
        )
        return
    length = yield Step(n, function("norm", g), _("the length of the gradient", "梯度的模"))
    if compare(length + _slack(given), given.bound) > 0:
        yield Step(
            c, factor(given), _("longer than b: the factor that shortens it to b", "模超过 b：把它缩到 b 的系数")
        )
        yield Step(
            g_clipped,
            c * g,
            _("every component by the same factor: the direction is kept", "各分量乘同一系数，方向不变"),
        )
    else:
        yield Step(g_clipped, g, _("not longer than b: left as it is", "模不超过 b：不变"))


def factor(given: SimpleNamespace) -> Node:
    """b over the norm; PyTorch adds 1e-6 below."""
    return b / (n + SLACK if given.convention == "pytorch" else n)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The nearest point of the box, or of the ball."""
    import numpy as np

    from dlstudy.reference.clipping import within_ball, within_box

    met = array(given.gradient)
    if given.by == "value":
        return {"clipped": within_box(met, float(given.low), float(given.bound))}
    length = float(np.hypot.reduce(met.ravel()))
    slack, bound = float(_slack(given)), float(given.bound)
    clipped = within_ball(met, bound, slack)
    largest = np.unravel_index(np.argmax(np.abs(met)), met.shape)
    return {"clipped": clipped, "norm": length, "factor": clipped[largest] / met[largest] if length else 1.0}


def _long(given: SimpleNamespace) -> bool:
    """Whether the gradient is longer than the bound."""
    squares = sum(value * value for row in given.gradient.rows for value in row)
    return given.by == "norm" and compare(squares, given.bound**2) > 0


def _total(power: int) -> Node:
    return function("sum", function("abs", g)) if power == 1 else function("sum", g**2)


MISTAKES = (
    Mistake("rescaled-anyway", _("a gradient not longer than b is left as it is", "模不超过 b 的梯度不变"),
            {g_clipped: b / n * g}, lambda v: v.by == "norm" and not _long(v) and any(map(any, v.gradient.rows))),
    Mistake("by-value-instead", _("by norm, every component shrinks by the same factor", "按模截断时各分量按同一系数缩小"),
            {g_clipped: function("max", function("min", g, b), -b)}, lambda v: v.by == "norm"),
    Mistake("unit-length", _("the clipped gradient has length b, not 1", "截断后的模是 b，不是 1"), {c: 1 / n},
            lambda v: _long(v) and v.bound != 1),
    Mistake("sum-for-norm", _("the norm is the root of the summed squares", "模是平方和的平方根"), {n: _total(1)},
            lambda v: v.by == "norm"),
    Mistake("no-root", _("the norm is the root of the summed squares", "求模时平方和还要开方"), {n: _total(2)},
            lambda v: v.by == "norm"),
    Mistake("one-sided", _("small components are raised to a, too", "小于 a 的分量也要提到 a"),
            {g_clipped: function("min", g, b)}, lambda v: v.by == "value"),
    Mistake("by-norm-instead", _("by value, each component is clipped by itself", "按值截断时各分量单独处理"),
            {g_clipped: b / function("norm", g) * g}, lambda v: v.by == "value" and any(map(any, v.gradient.rows))),
    Mistake("slack", _("PyTorch divides by ‖g‖ + 1e-6, the course by ‖g‖", "PyTorch 除以 ‖g‖ + 1e-6，课程除以 ‖g‖"),
            lambda v: {c: b / (n if v.convention == "pytorch" else n + SLACK)}, _long, convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="clip",
    title=_("Gradient clipping", "梯度截断"),
    topic="clipping",
    source="nndl eqs 7.24 and 7.25; Pascanu et al. (2013), algorithm 1",
    summary=_("A gradient clipped by value or by norm.", "对梯度按值或按模截断。"),
    params=(
        Array(g, "gradient", _("the gradient; a matrix counts as one long vector", "梯度；矩阵视为一个长向量"),
              shape=("rows", "columns"), default=Grid([[3, -4]]),
              pick=("3, -4", "-6, 8", "0.5, -2, 4", "2, -1, 2", "-3, 0.2, 5", "0.3, -0.4")),
        Choice(Letter("by"), "by", _("by norm or by value", "按模截断或按值截断"), default="norm", pick=("norm", "value"), options={
            "norm": _("the whole gradient, by its norm", "按模截断：整体缩放"),
            "value": _("each component, by its value", "按值截断：逐个分量")}),
        Real(b, "bound", _("the bound b", "阈值 b"), low=0, open="(", default=1, pick=(1, 2, 5)),
        Real(a, "low", _("the lower bound a of clipping by value (−b)", "按值截断的下界 a（默认 −b）")),
        Choice(Letter("convention"), "convention", _("whose factor", "缩放系数采用哪家的形式"), default="course", options={
            "course": _("b/‖g‖ where ‖g‖ > b; TensorFlow's too", "‖g‖ > b 时乘 b/‖g‖，与 TensorFlow 相同"),
            "pytorch": _("b/(‖g‖ + 1e-6), at most 1", "b/(‖g‖ + 1e-6)，至多为 1")}),
    ),
    outputs=(
        Output(g_clipped, "clipped", _("clipped gradient", "截断后的梯度"), "matrix"),
        Output(n, "norm", _("norm before", "截断前的模")),
        Output(c, "factor", _("factor", "缩放系数")),
    ),
    rules=(
        Rule(lambda v: v.by == "value" or v.low is None, _("a lower bound belongs to clipping by value", "下界 low 只用于按值截断")),
        Rule(lambda v: v.low is None or compare(v.low, v.bound) <= 0, _("the lower bound lies above the upper one", "下界大于上界")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    mistakes=MISTAKES,
    examples=(
        Example({"gradient": "1, 2, 3, 4, 5", "bound": 2},
                {"clipped": Grid([[0.26967996, 0.5393599, 0.80903983, 1.0787199, 1.3483998]])},
                "tf.clip_by_norm, docstring", within=2e-7),
        Example({"gradient": "-10 -1 0; 0 2 10", "by": "value", "bound": 1}, {"clipped": Grid([[-1, -1, 0], [0, 1, 1]])},
                "tf.clip_by_value, docstring"),
        Example({"gradient": "3, 4", "bound": 1}, {"clipped": Grid([[Fraction(3, 5), Fraction(4, 5)]]), "norm": 5},
                "Pascanu et al. (2013), algorithm 1, by hand"),
        Example({"gradient": "0.3, -0.4", "bound": 1}, {"clipped": Grid([[Fraction(3, 10), Fraction(-2, 5)]])},
                "ibid.: a short gradient is left alone"),
    ),
    usage=("--gradient '3, -4' --bound 1", "--gradient '0.5, -2, 4' --by value --bound 1", "--gradient '3, 4' --convention pytorch"),
)  # fmt: skip
