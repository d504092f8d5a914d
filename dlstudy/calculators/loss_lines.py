"""The lines of the losses on numbers, labels and scores, and how the samples' losses are combined."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.loss_given import SIGNS, count
from dlstudy.calculators.samples import N, gathered, of_sample, one_hot, row_of, y
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.tree import Node, Num, function, letters

y_hat, e, m, each, R, g, Y, s, s_y, h, Delta, a = letters("y_hat r m l R g Y s s_y h Delta a")

Lines = Generator[Step | Do, Any, None]
LOGARITHM = {"e": "ln", "2": "log2", "10": "log10"}
BASE = {"e": 2.718281828459045, "2": 2.0, "10": 10.0}


def each_loss(given: SimpleNamespace, kind: str = "") -> tuple[Node, Text]:
    """The formula of all samples' losses, and why."""
    log = LOGARITHM[given.base]
    return {
        "squared": (e**2 / 2 if given.half else e**2, _("squared, halved", "平方，再乘 1/2") if given.half else
                    _("squared", "平方")),
        "absolute": (function("abs", e), _("its absolute value", "取绝对值")),
        "zero-one": (function("abs", function("sign", e)), _("1 where they differ, else 0", "不相等为 1，相等为 0")),
        "hinge": (function("max", 0, 1 - m), _("what is missing to a margin of 1", "间隔不足 1 的部分")),
        "perceptron": (function("max", 0, -m), _("nothing where the sign is right", "符号正确时损失为 0")),
        "binary-cross-entropy": (-(function("⊙", y, function(log, y_hat)) + function("⊙", 1 - y, function(log, 1 - y_hat))),
                                 _("−[y log ŷ + (1 − y) log(1 − ŷ)]", "−[y log ŷ + (1 − y) log(1 − ŷ)]，逐个样本")),
    }[kind or given.kind]  # fmt: skip


def on_numbers(given: SimpleNamespace) -> Lines:
    """Losses of numbers and labels, all samples side by side."""
    if given.kind in SIGNS:
        yield Step(m, function("⊙", y, y_hat), _("label times score: positive where the sign is right",
                                                 "标签乘得分：分类正确时为正"))  # fmt: skip
    elif given.kind != "binary-cross-entropy":
        yield Step(e, y - y_hat, _("target minus prediction", "目标减预测"))
    yield Step(each, *each_loss(given))
    yield from combined(given)
    if given.kind != "zero-one" and (given.kind != "binary-cross-entropy" or given.base == "e"):
        why = _("gradient of each loss with respect to its prediction", "各样本的损失对预测的导数")
        yield Step(g, slope(given), why)


OF_ALL = _("the losses of all samples", "各样本的损失")


def combined(given: SimpleNamespace) -> Lines:
    """The samples' losses, averaged or summed."""
    many, whole = count(given) > 1, function("sum", each)
    if many:
        yield Step(N, Num(count(given)), _("samples", "样本数"))
    if given.reduction == "sum":
        yield Step(R, whole, _("summed", "求和"))
    else:
        yield Step(R, whole / N if many else whole, _("averaged: the empirical risk", "取平均：经验风险"))


def slope(given: SimpleNamespace) -> Node:
    """The derivatives of the losses by their predictions; 0 at a kink."""
    if given.kind == "squared":
        return -e if given.half else -2 * e
    if given.kind == "absolute":
        return -function("sign", e)
    if given.kind == "binary-cross-entropy":
        return (y_hat - y) / function("⊙", y_hat, 1 - y_hat)
    short = 1 - m if given.kind == "hinge" else -m
    return -function("⊙", y, function("sign", function("max", 0, short)))


def on_scores(given: SimpleNamespace) -> Lines:
    """The multi-class hinge loss, sample by sample."""
    n = count(given)
    yield one_hot(Y, y, given.prediction.shape[1])
    losses = []
    for i in range(1, n + 1):
        at, group = of_sample(i, n)
        row, target = row_of(y_hat, i, n), row_of(Y, i, n)
        yield Step(
            s_y[at], function("sum", function("⊙", target, row)), _("score of the true class", "真实类别的得分"), group
        )
        yield Step(h[at], shortfall(row, target, at), _("how far every other class comes within the margin: max(0, sⱼ − s_y + Δ)",
                                                        "其余各类未拉开间隔的部分：max(0, sⱼ − s_y + Δ)"), group)  # fmt: skip
        yield Step(a[at], function("sum", h[at]), _("the sample's loss: their sum", "该样本的损失：求和"), group)
        losses.append(a[at])
    yield gathered(each, losses, OF_ALL)
    yield from combined(given)


def shortfall(row: Node, target: Node, at: tuple[int, ...]) -> Node:
    """What the scores of the other classes lack to lie Δ below the true one's."""
    return function("⊙", 1 - target, function("max", 0, row - s_y[at] + Delta))


def of_scores(given: SimpleNamespace) -> dict[str, Any]:
    """The multi-class hinge loss class by class, in plain loops."""
    from dlstudy.reference.losses import multiclass

    rows = [[float(v) for v in row] for row in given.prediction.rows]
    return _whole(given, multiclass(given.target.rows[0], rows, float(given.margin)))


def of_numbers(given: SimpleNamespace) -> dict[str, Any]:
    """Every loss entry by entry, in plain loops."""
    from dlstudy.reference import losses as ref

    y_row, f_row = ([float(v) for v in grid.rows[0]] for grid in (given.target, given.prediction))
    by_kind: dict[str, Callable[[], list[float]]] = {
        "squared": lambda: ref.squared(y_row, f_row, given.half), "absolute": lambda: ref.absolute(y_row, f_row),
        "zero-one": lambda: ref.zero_one(y_row, f_row), "hinge": lambda: ref.clipped(y_row, f_row, 1.0),
        "perceptron": lambda: ref.clipped(y_row, f_row, 0.0),
        "binary-cross-entropy": lambda: ref.binary(y_row, f_row, BASE[given.base]),
    }  # fmt: skip
    found = by_kind[given.kind]()
    result = _whole(given, found)
    if given.kind in SIGNS:
        result["gradient"] = [-a if loss > 0 else 0 for a, loss in zip(y_row, found, strict=True)]
    elif given.kind == "absolute":
        result["gradient"] = [float(f > a) - float(f < a) for a, f in zip(y_row, f_row, strict=True)]
    elif given.kind == "squared":
        result["gradient"] = ref.squared_slopes(y_row, f_row, given.half)
    elif given.kind == "binary-cross-entropy":
        result["gradient"] = ref.binary_slopes(y_row, f_row)
    return result


def _whole(given: SimpleNamespace, found: list[float]) -> dict[str, Any]:
    return {"losses": found, "loss": sum(found) / (1 if given.reduction == "sum" else len(found))}
