"""Wrong turns with losses: a forgotten square, sign or logarithm, and what other books agree on."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.loss_entropies import C, D, H, cross, divergence, entropy, epsilon, p, q, smoothing, y_s
from dlstudy.calculators.loss_given import DISTRIBUTIONS, SIGNS, by_class, count, distributions
from dlstudy.calculators.loss_lines import Delta, R, Y, a, e, each, each_loss, g, h, m, s_y, y_hat
from dlstudy.calculators.samples import N, of_sample, row_of, y
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Mistake
from dlstudy.symbolic.tree import Letter, function

LETTER = {"entropy": H, "cross-entropy": C, "kl": D}
LOG = {"e": "ln", "2": "log2", "10": "log10"}


def _of(*kinds: str) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.kind in kinds


def _several(given: SimpleNamespace) -> bool:
    return count(given) > 1


def _swapped(given: SimpleNamespace) -> dict[Letter, Any]:
    log = LOG[given.base]
    if given.kind == "kl":
        return {D: lambda *i: divergence(log, i, q, p)}
    return {C: lambda *i: -function("sum", function("⊙", q[i], function(log, p[i])))}


def _without_minus(given: SimpleNamespace) -> dict[Letter, Any]:
    log = LOG[given.base]
    if given.kind == "binary-cross-entropy":
        return {each: -each_loss(given)[0]}
    inside = p if given.kind == "entropy" else q
    return {LETTER[given.kind]: lambda *i: function("sum", function("⊙", p[i], function(log, inside[i])))}


def _in_base(base: str) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps the last of the logarithms' lines for one with this logarithm."""

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        if given.kind == "binary-cross-entropy":
            return {each: each_loss(SimpleNamespace(**vars(given) | {"base": base}))[0]}
        form = {"entropy": entropy, "cross-entropy": cross, "kl": divergence}[given.kind]
        return {LETTER[given.kind]: lambda *i: form(LOG[base], i)}

    return swap


def _logarithmic(given: SimpleNamespace) -> bool:
    return given.kind in (*DISTRIBUTIONS, "binary-cross-entropy")


def _own_class_too(given: SimpleNamespace) -> dict[Letter, Any]:
    n = count(given)
    rows = {of_sample(i, n)[0]: row_of(y_hat, i, n) for i in range(1, n + 1)}
    return {h: lambda *i: function("max", 0, rows[i] - s_y[i] + Delta)}


def _without_margin(given: SimpleNamespace) -> dict[Letter, Any]:
    n = count(given)
    parts = {of_sample(i, n)[0]: (row_of(y_hat, i, n), row_of(Y, i, n)) for i in range(1, n + 1)}
    return {h: lambda *i: function("⊙", 1 - parts[i][1], function("max", 0, parts[i][0] - s_y[i]))}


def _without_logarithm(given: SimpleNamespace) -> dict[Letter, Any]:
    inside = p if given.kind == "entropy" else q
    return {LETTER[given.kind]: lambda *i: -function("sum", function("⊙", p[i], inside[i]))}


def _divided_by_classes(given: SimpleNamespace) -> dict[Letter, Any]:
    width = len(distributions(given)[0])
    return {C: lambda *i: cross(LOG[given.base], i) / width}


def _not_taken_away(given: SimpleNamespace) -> dict[Letter, Any]:
    whole = Y if by_class(given) else y
    return {y_s: whole + smoothing(given, given.convention) - (1 - epsilon) * whole}


MISTAKES = (
    Mistake("without-half", _("without the ½ (PyTorch's MSELoss)", "前面不乘 1/2（PyTorch 的 MSELoss）"),
            {each: e**2, g: -2 * e}, lambda v: v.kind == "squared" and v.half, convention=True),
    Mistake("with-half", _("with the ½ (nndl eq. 2.16)", "前面乘 1/2（nndl 式 2.16）"),
            {each: e**2 / 2, g: -e}, lambda v: v.kind == "squared" and not v.half, convention=True),
    Mistake("summed", _("the sum over the samples", "对样本求和"), {R: function("sum", each)},
            lambda v: _several(v) and v.reduction == "mean", convention=True),
    Mistake("averaged", _("the mean over the samples", "对样本取平均"), {R: function("sum", each) / N},
            lambda v: _several(v) and v.reduction == "sum", convention=True),
    Mistake("not-squared", _("the difference is squared, or errors of both signs cancel", "差要平方，否则正负误差互相抵消"), {each: e}, _of("squared")),
    Mistake("absolute", _("the difference is squared: its size alone is the absolute loss", "差要平方；只取绝对值是绝对值损失"),
            {each: function("abs", e)}, _of("squared")),
    Mistake("gradient-sign", _("y − ŷ falls as ŷ grows: the chain rule brings a minus", "y − ŷ 随 ŷ 增大而减小：链式法则带出负号"),
            lambda v: {g: e if v.half else 2 * e}, _of("squared")),
    Mistake("costs-signed", _("a mistake costs 1 in either direction", "错在哪一边损失都是 1，不带正负号"), {each: function("sign", e)}, _of("zero-one")),
    Mistake("squared-for-absolute", _("the absolute loss is the difference's size, not its square", "绝对值损失取差的绝对值，不取平方"), {each: e**2}, _of("absolute")),
    Mistake("signed", _("the size of the difference, or errors of both signs cancel", "要取绝对值，否则正负误差互相抵消"), {each: e}, _of("absolute")),
    Mistake("gradient-is-difference", _("the absolute loss pulls with ±1, however far the prediction is off", "绝对值损失的导数是 ±1，与误差大小无关"),
            {g: -e}, _of("absolute")),
    Mistake("accuracy", _("the loss counts what is wrong; what is right is the accuracy", "0-1 损失数的是错误，数对的是准确率"),
            {each: 1 - function("abs", function("sign", e))}, _of("zero-one")),
    Mistake("distance", _("a wrong class costs 1, however far its number is", "类别错了损失就是 1，与编号差多少无关"), {each: function("abs", e)}, _of("zero-one")),
    Mistake("forgot-label", _("the margin is label times score", "间隔是标签乘得分 y·f"), {m: y_hat}, _of(*SIGNS)),
    Mistake("not-clipped", _("a loss is never negative: max(0, ·)", "损失不为负：要取 max(0, ·)"),
            lambda v: {each: 1 - m if v.kind == "hinge" else -m}, _of(*SIGNS)),
    Mistake("margin", _("the hinge loss asks for a margin of 1, the perceptron's only for the right sign",
                        "合页损失要求间隔不小于 1，感知器损失只要求符号正确"),
            lambda v: {each: each_loss(v, "perceptron" if v.kind == "hinge" else "hinge")[0]}, _of(*SIGNS)),
    Mistake("own-class-too", _("the sum runs over the other classes; the true one would add Δ", "只对其他类求和；把真实类别也算进去会多出 Δ"),
            _own_class_too, _of("multiclass-hinge")),
    Mistake("forgot-margin", _("the true score has to lead by Δ, not only to lead", "真实类别的得分要高出 Δ，而不只是最高"), _without_margin, _of("multiclass-hinge")),
    Mistake("worst-class-only", _("every other class within the margin counts (Crammer and Singer take the largest alone)",
                                  "间隔内的其他类都要计入（只取最大的一类是 Crammer-Singer 的形式）"),
            {a: lambda *i: function("max", h[i])}, _of("multiclass-hinge")),
    Mistake("over-classes", _("divided by the number of classes (PyTorch's MultiMarginLoss)", "再除以类别数（PyTorch 的 MultiMarginLoss）"),
            lambda v: {a: lambda *i: function("sum", h[i]) / v.prediction.shape[1]}, _of("multiclass-hinge"), convention=True),
    Mistake("one-term", _("where y = 0 the term (1 − y) log(1 − ŷ) counts", "y = 0 时起作用的是 (1 − y) log(1 − ŷ) 一项"),
            lambda v: {each: -function("⊙", y, function(LOG[v.base], y_hat))}, _of("binary-cross-entropy")),
    Mistake("without-slope-of-sigmoid", _("ŷ − y is the derivative with respect to the score; with respect to ŷ itself it is divided by ŷ(1 − ŷ)",
                                          "ŷ − y 是对净输入的导数；对 ŷ 本身还要除以 ŷ(1 − ŷ)"), {g: y_hat - y},
            lambda v: v.kind == "binary-cross-entropy" and v.base == "e"),
    Mistake("swapped", _("the logarithm is taken of the prediction, weighted by the target", "对预测取对数，以目标分布加权，次序不能颠倒"),
            _swapped, lambda v: v.kind in ("cross-entropy", "kl") and all(all(row) for row in distributions(v))),
    Mistake("without-minus", _("the logarithms are negative: a minus makes the result positive", "对数为负，前面要加负号"),
            _without_minus, _of("cross-entropy", "entropy", "binary-cross-entropy")),
    Mistake("without-logarithm", _("the probabilities stand inside a logarithm", "漏了对数：概率要先取对数再加权"), _without_logarithm,
            _of("cross-entropy", "entropy")),
    Mistake("divided-by-classes", _("summed over the classes; only samples are averaged over", "对类别求和；取平均只对样本"), _divided_by_classes, _of("cross-entropy")),
    Mistake("not-weighted", _("each logarithm is weighted by its probability", "每个对数都要乘以它的概率"),
            lambda v: {H: lambda *i: -function("sum", function(LOG[v.base], p[i]))}, _of("entropy")),
    Mistake("entropy-kept", _("the divergence is the cross-entropy minus the entropy of the target", "KL 散度是交叉熵减去目标分布的熵"),
            {D: lambda *i: C[i]}, _of("kl")),
    Mistake("upside-down", _("the target stands above the prediction in the logarithm: log(p/q)", "对数里目标在上、预测在下：log(p/q)"),
            lambda v: {D: lambda *i: function("sum", function("⊙", p[i], function(LOG[v.base], q[i] / p[i])))}, _of("kl")),
    Mistake("bits", _("to base 2, in bits", "以 2 为底，单位为比特"), _in_base("2"), lambda v: _logarithmic(v) and v.base == "e", convention=True),
    Mistake("nats", _("to base e, in nats", "以 e 为底，单位为奈特"), _in_base("e"), lambda v: _logarithmic(v) and v.base != "e", convention=True),
    Mistake("smoothing-over-all", _("ε shared by all K classes (PyTorch, Keras)", "ε 平均分给全部 K 类（PyTorch、Keras）"),
            lambda v: {y_s: smoothing(v, "pytorch")}, lambda v: v.smoothing != 0 and v.convention == "course", convention=True),
    Mistake("smoothing-over-others", _("ε shared by the K − 1 other classes (nndl)", "ε 平均分给其余 K − 1 类（nndl）"),
            lambda v: {y_s: smoothing(v, "course")}, lambda v: v.smoothing != 0 and v.convention == "pytorch", convention=True),
    Mistake("not-taken-away", _("what the other classes get is taken from the true one: 1 − ε", "分给其他类的 ε 要从真实类别中减去：1 − ε"),
            _not_taken_away, lambda v: v.smoothing != 0),
)  # fmt: skip
