"""The lines of the losses: on numbers and labels, and on distributions."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import N, y
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters

y_hat, e, m, each, R, g, epsilon, K = letters("y_hat r m l R g epsilon K")
y_s, p, q, H, C, D = letters("y_s p q H C D")

Lines = Generator[Step, Any, None]
DISTRIBUTIONS = ("cross-entropy", "kl", "entropy")
LOGARITHM = {"e": "ln", "2": "log2", "10": "log10"}
BASE = {"e": 2.718281828459045, "2": 2.0, "10": 10.0}


def steps(given: SimpleNamespace) -> Lines:
    yield from _on_distributions(given) if given.kind in DISTRIBUTIONS else _on_samples(given)


def each_loss(given: SimpleNamespace) -> tuple[Node, Text]:
    """The formula of all samples' losses, and why."""
    return {
        "squared": (e**2 / 2 if given.half else e**2, _("squared, halved", "平方，再乘 1/2") if given.half else
                    _("squared", "平方")),
        "zero-one": (function("abs", function("sign", e)), _("1 where they differ, else 0", "不相等为 1，相等为 0")),
        "hinge": (function("max", 0, 1 - m), _("what is missing to a margin of 1", "间隔不足 1 的部分")),
        "perceptron": (function("max", 0, -m), _("nothing where the sign is right", "符号正确时损失为 0")),
    }[given.kind]  # fmt: skip


def _on_samples(given: SimpleNamespace) -> Lines:
    count = given.target.shape[1]
    if given.kind in ("hinge", "perceptron"):
        yield Step(m, function("⊙", y, y_hat), _("label times score: positive where the sign is right",
                                                 "标签乘得分：分类正确时为正"))  # fmt: skip
    else:
        yield Step(e, y - y_hat, _("target minus prediction", "目标减预测"))
    formula, why = each_loss(given)
    yield Step(each, formula, why)
    if count > 1:
        yield Step(N, Num(count), _("samples", "样本数"))
    whole = function("sum", each)
    if given.reduction == "sum":
        yield Step(R, whole, _("summed", "求和"))
    else:
        yield Step(R, whole / N if count > 1 else whole, _("averaged: the empirical risk", "取平均：经验风险"))
    if given.kind != "zero-one":
        yield Step(
            g, slope(given), _("gradient of each loss with respect to its prediction", "各样本的损失对预测的导数")
        )


def slope(given: SimpleNamespace) -> Node:
    """The derivatives of the losses by their predictions; 0 at a hinge's kink."""
    if given.kind == "squared":
        return -e if given.half else -2 * e
    short = 1 - m if given.kind == "hinge" else -m
    return -function("⊙", y, function("sign", function("max", 0, short)))


def smoothing(convention: str) -> Node:
    """The smoothed target: ε shared among the other classes (nndl), or among all (PyTorch)."""
    if convention == "course":
        return (1 - epsilon) * y + epsilon / (K - 1) * (1 - y)
    return (1 - epsilon) * y + epsilon / K


def target(given: SimpleNamespace) -> Letter:
    """The distribution that is aimed at."""
    return y_s if given.smoothing else y


def _on_distributions(given: SimpleNamespace) -> Lines:
    log = LOGARITHM[given.base]
    if given.smoothing:
        yield Step(K, Num(given.target.shape[1]), _("classes", "类别数"))
        why = _("ε goes to the other classes, in equal shares", "把 ε 平均分给其余类别") if given.convention == "course" else \
            _("ε goes to all classes, in equal shares", "把 ε 平均分给所有类别")  # fmt: skip
        yield Step(y_s, smoothing(given.convention), why)
    kept = [k for k, v in enumerate(given.target.rows[0], 1) if v != 0]
    if given.smoothing or len(kept) == given.target.shape[1]:
        yield Step(p, target(given), _("the target distribution", "目标分布"))
        if given.prediction is not None:
            yield Step(q, y_hat, _("the predicted distribution", "预测分布"))
    else:
        yield Step(
            p,
            _columns(y, kept),
            _("outcomes of probability 0 are left out: 0 log 0 = 0", "概率为 0 的项略去：0 log 0 = 0"),
        )
        if given.prediction is not None:
            yield Step(q, _columns(y_hat, kept), _("the same outcomes of the prediction", "预测分布中的对应项"))
    if given.kind != "cross-entropy":
        yield Step(H, -function("sum", function("⊙", p, function(log, p))), _("entropy of the target", "目标分布的熵"))
    if given.kind != "entropy":
        yield Step(
            C, -function("sum", function("⊙", p, function(log, q))), _("cross-entropy −Σ p log q", "交叉熵 −Σ p log q")
        )
    if given.kind == "kl":
        yield Step(D, function("sum", function("⊙", p, function(log, p / q))),
                   _("divergence Σ p log(p/q): cross-entropy minus entropy", "KL 散度 Σ p log(p/q)：交叉熵减去熵"))  # fmt: skip
    yield Step(R, {"entropy": H, "cross-entropy": C, "kl": D}[given.kind], _("the result", "结果"))


def _columns(row: Letter, kept: list[int]) -> Node:
    parts = [function("columns", row, k, k) for k in kept]
    return function("concat", *parts) if len(parts) > 1 else parts[0]


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Every loss entry by entry in plain loops; the divergence as a difference of entropies."""
    from dlstudy.reference import losses as ref

    y_row = [float(v) for v in given.target.rows[0]]
    f_row = [] if given.prediction is None else [float(v) for v in given.prediction.rows[0]]
    if given.kind in DISTRIBUTIONS:
        return _distributions(given, y_row, f_row)
    by_kind: dict[str, Callable[[list[float]], list[float]]] = {
        "squared": lambda f: ref.squared(y_row, f, given.half),
        "zero-one": lambda f: ref.zero_one(y_row, f),
        "hinge": lambda f: ref.clipped(y_row, f, 1.0),
        "perceptron": lambda f: ref.clipped(y_row, f, 0.0),
    }
    losses = by_kind[given.kind]
    found = losses(f_row)
    whole = sum(found)
    result: dict[str, Any] = {"losses": found, "loss": whole if given.reduction == "sum" else whole / len(found)}
    if given.kind == "squared":
        result["gradient"] = [
            (b - a) / 2e-3
            for a, b in zip(losses([f - 1e-3 for f in f_row]), losses([f + 1e-3 for f in f_row]), strict=True)
        ]
    elif given.kind != "zero-one":
        result["gradient"] = [-a if loss > 0 else 0 for a, loss in zip(y_row, found, strict=True)]
    return result


def _distributions(given: SimpleNamespace, p_row: list[float], q_row: list[float]) -> dict[str, Any]:
    from dlstudy.reference import losses as ref

    base = BASE[given.base]
    found: dict[str, Any] = {}
    if given.smoothing:
        p_row = found["smoothed"] = ref.smoothed(p_row, float(given.smoothing), given.convention == "course")
    entropy = ref.entropy(p_row, base)
    cross = ref.cross_entropy(p_row, q_row, base) if q_row else 0.0
    found |= {"entropy": entropy, "cross_entropy": cross, "divergence": cross - entropy}
    return found | {
        "loss": found[{"entropy": "entropy", "cross-entropy": "cross_entropy", "kl": "divergence"}[given.kind]]
    }
