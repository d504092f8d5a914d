"""Wrong turns with activation functions: a forgotten square, side, scale, factor or product rule."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.activation_lines import (
    Phi,
    a,
    beta,
    df,
    f,
    gamma,
    h,
    h_minus,
    pair,
    phi,
    positive,
    s,
    scale,
    t,
    times,
    x,
)
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Mistake
from dlstudy.symbolic.tree import Letter, Node, Op, function, sqrt

HALF_LINES = ("relu", "leaky-relu", "prelu", "elu", "selu", "crelu")  # whose derivative at 0 is a convention


def _of(*names: str) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.function in names


def _mistake(name: str, why: Text, swap: Any, *functions: str) -> Mistake:
    return Mistake(name, why, swap, _of(*functions))


def _plugged_in(formula: Callable[[SimpleNamespace], Node]) -> Callable[[SimpleNamespace], dict[Letter, Node]]:
    return lambda given: {df: formula(given)}


def _elu_without_one(_given: SimpleNamespace) -> dict[Letter, Node]:
    return {f: function("max", 0, x) + function("min", 0, gamma * function("exp", x))}


def _lambda(given: SimpleNamespace, tree: Node) -> Node:
    """The formula, scaled where the function is."""
    return scale * tree if given.function == "selu" else tree


def _linear_on_the_left(given: SimpleNamespace) -> dict[Letter, Node]:
    return {f: _lambda(given, function("max", 0, x) + gamma * function("min", 0, x))}


def _value_for_slope(given: SimpleNamespace) -> dict[Letter, Node]:
    return {df: _lambda(given, h) + times(given, 1 - h, f)}


_DENSITY = function("exp", -(x**2) / 2) / sqrt(2 * Op("pi", ()))
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
    _mistake("one-everywhere", _("where x < 0 the output is constant: its slope is 0, not 1", "x < 0 时输出恒定，斜率是 0，不是 1"),
             {df: function("exp", 0 * x)}, "relu", "relu6"),
    _mistake("sides-swapped", _("γ belongs to the negative side, the positive one stays as it is", "γ 乘在负半轴上，正半轴保持不变"),
             {f: gamma * function("max", 0, x) + function("min", 0, x)}, "leaky-relu", "prelu"),
    _mistake("linear-on-the-left", _("for x < 0 the curve is γ(e^x − 1), no straight line", "x < 0 时是曲线 γ(e^x − 1)，不是直线 γx"),
             _linear_on_the_left, "elu", "selu"),
    _mistake("value-for-slope", _("for x < 0 the slope is γe^x, which is f(x) + γ, not f(x)", "x < 0 时导数是 γe^x，即 f(x) + γ，不是 f(x)"),
             _value_for_slope, "elu"),
    _mistake("scale-forgotten", _("the whole curve is multiplied by λ = 1.0507, on the right too", "整条曲线都要乘以 λ = 1.0507，右侧也不例外"),
             {f: function("max", 0, x) + function("min", 0, gamma * (function("exp", x) - 1))}, "selu"),
    _mistake("slope-without-scale", _("λ scales the slope as well", "导数同样要乘以 λ"),
             lambda v: {df: h + times(v, 1 - h, gamma * function("exp", x))}, "selu"),
    _mistake("negative-half", _("the second half is ReLU(−x), which is never negative", "后一半是 ReLU(−x)，不会为负"),
             lambda v: {f: pair(v, function("max", 0, x), function("min", 0, x))}, "crelu"),
    _mistake("inner-derivative-forgotten", _("the slope of ReLU(−x) is −1 where it is active: the chain rule brings a minus", "ReLU(−x) 在激活处的导数是 −1：链式法则带出负号"),
             lambda v: {df: pair(v, h, h_minus)}, "crelu"),
    _mistake("halves-added", _("the halves stand side by side; added they are |x|", "两半是拼接而不是相加，相加就成了 |x|"),
             {f: function("abs", x)}, "crelu"),
    _mistake("softplus-as-relu", _("softplus is smooth: its slope is the sigmoid, not a step", "softplus 是光滑的：导数是 sigmoid，不是阶跃"),
             {df: positive()}, "softplus"),
    _mistake("softplus-slope-sign", _("the slope is the sigmoid of x, not of −x", "导数是 x 的 sigmoid，不是 −x 的"),
             {df: 1 / (1 + function("exp", x))}, "softplus"),
    _mistake("without-absolute-value", _("below the line stands 1 + |x|, which is never 0", "分母是 1 + |x|，不会为零"), {f: x / (1 + x)}, "softsign"),
    _mistake("slope-with-sign", _("the function rises on both sides: its slope is positive", "函数在两侧都上升，导数恒为正"),
             lambda v: {df: times(v, function("sign", x), 1 / (1 + function("abs", x)) ** 2)}, "softsign"),
    _mistake("density-for-distribution", _("x is weighted with the distribution function Φ, not with the density", "与 x 相乘的是分布函数 Φ，不是密度函数"),
             lambda v: {f: times(v, x, _DENSITY)}, "gelu"),
    _mistake("density-without-x", _("the product rule leaves x with the density: Φ + xφ", "乘积法则的第二项是 xφ，不是 φ"), {df: Phi + phi}, "gelu"),
    _mistake("half-forgotten", _("it is half of x(1 + tanh)", "是 x(1 + tanh) 的一半"), lambda v: {f: times(v, x, 1 + t)}, "gelu-tanh"),
    _mistake("cubic-forgotten", _("the argument of tanh has the term 0.044715x³", "tanh 的自变量里还有 0.044715x³ 一项"),
             {a: sqrt(2 / Op("pi", ())) * x}, "gelu-tanh"),
    _mistake("first-factor-alone", _("x times 1 + tanh needs the product rule", "x 与 1 + tanh 相乘，求导要用乘积法则"), {df: (1 + t) / 2}, "gelu-tanh"),
    _mistake("gate-alone", _("swish is x times its gate, not the gate", "swish 是 x 乘以门，不是门本身"), {f: s}, "swish"),
    _mistake("second-term-alone", _("the product rule has a first term as well: the gate itself", "乘积法则还有第一项，即门本身"),
             lambda v: {df: beta * times(v, x, times(v, s, 1 - s))}, "swish"),
    _mistake("not-cut-below", _("the values are cut off below as well", "下方也要截断"), {f: function("min", x, 1)}, "hard-tanh"),
    _mistake("curved", _("hard tanh is straight between −1 and 1", "硬 tanh 在 −1 与 1 之间是直线"), {f: function("tanh", x)}, "hard-tanh"),
    Mistake("slope-at-zero", _("the slope at 0 taken from the other side", "0 处的导数取另一侧的斜率"),
            lambda v: {h: 1 - positive(-x) if v.at_zero == "left" else positive()}, _of(*HALF_LINES), convention=True),
)  # fmt: skip
