"""Loss functions: 0-1, squared, hinge, perceptron; entropy, cross-entropy, KL divergence, label smoothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.loss_lines import (
    DISTRIBUTIONS,
    LOGARITHM,
    C,
    D,
    H,
    R,
    e,
    each,
    each_loss,
    epsilon,
    g,
    m,
    p,
    q,
    reference,
    smoothing,
    steps,
    y_hat,
    y_s,
)
from dlstudy.calculators.samples import N, only_numbers, y
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Flag, Real
from dlstudy.symbolic.tree import Letter, Node, function

LABELS = ("hinge", "perceptron")
DEFAULTS = {
    "squared": ("1 2 3", "1.5 2 1"), "zero-one": ("1 2 3 1", "1 3 3 1"), "hinge": ("1 -1 1", "0.5 -2 -1"),
    "perceptron": ("1 -1 1", "0.5 -2 -1"), "cross-entropy": ("0 1 0", "0.2 0.7 0.1"), "kl": ("0.5 0.5 0", "0.25 0.5 0.25"),
    "entropy": ("0.5 0.25 0.25", None),
}  # fmt: skip
TENTHS = ("0.5 0.3 0.2", "0.6 0.3 0.1", "0.1 0.7 0.2", "0.2 0.2 0.6", "0.4 0.4 0.2", "0.3 0.3 0.4")
ONE_HOT = ("1 0 0", "0 1 0", "0 0 1")


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Where nothing is given, an example of this kind; an entropy has no prediction."""
    only_numbers(values)
    target, prediction = DEFAULTS[values["kind"]]
    if values["target"] is None and values["prediction"] is None:
        values |= {"target": _read("target", target), "prediction": prediction and _read("prediction", prediction)}
    if values["target"] is None or (values["prediction"] is None) != (values["kind"] == "entropy"):
        raise LearnerError(_("an entropy needs a target, every other loss a target and a prediction",
                             "熵只需 target，其余损失需要 target 与 prediction"))  # fmt: skip
    return values


def _read(name: str, text: str) -> Any:
    param = CALCULATOR.param(name)
    assert param
    return param.read(text)


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A target and a prediction of the kind that is asked, where neither is given."""
    if values["target"] is not None or values["prediction"] is not None:
        return values
    kind = values["kind"]
    if kind in DISTRIBUTIONS:
        one_hot = kind == "cross-entropy" and (values["smoothing"] or rng.random() < 0.5)
        target = rng.choice(ONE_HOT if one_hot else TENTHS)
        return values | {"target": target, "prediction": None if kind == "entropy" else rng.choice(TENTHS)}
    draw: Callable[[], str] = {
        "squared": lambda: str(rng.randint(-3, 5)), "zero-one": lambda: str(rng.randint(1, 3)),
    }.get(kind, lambda: rng.choice(("-2", "-1", "-0.5", "0", "0.5", "1", "2")))  # fmt: skip
    targets = [rng.choice(("-1", "1")) if kind in LABELS else draw() for _i in range(3)]
    return values | {"target": " ".join(targets), "prediction": " ".join(draw() for _i in range(3))}


def _of(*kinds: str) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.kind in kinds


def _distribution(row: Grid | None) -> bool:
    return row is None or (min(row.rows[0]) >= 0 and abs(sum(row.rows[0]) - 1) < 1e-9)


def _are_distributions(given: SimpleNamespace) -> bool:
    return given.kind not in DISTRIBUTIONS or (_distribution(given.target) and _distribution(given.prediction))


def _possible(given: SimpleNamespace) -> bool:
    """Whether nothing that happens was held impossible: the loss would be infinite."""
    if given.kind not in ("cross-entropy", "kl"):
        return True
    pairs = zip(given.target.rows[0], given.prediction.rows[0], strict=True)
    return all(b > 0 or (a == 0 and not given.smoothing) for a, b in pairs)


def _smoothable(given: SimpleNamespace) -> bool:
    one_hot = sorted(given.target.rows[0])[-1] == 1 and given.target.shape[1] > 1
    return not given.smoothing or (given.kind == "cross-entropy" and one_hot)


def _labelled(given: SimpleNamespace) -> bool:
    return given.kind not in LABELS or all(v in (-1, 1) for v in given.target.rows[0])


def _several(given: SimpleNamespace) -> bool:
    return given.kind not in DISTRIBUTIONS and given.target.shape[1] > 1


def _divergence(given: SimpleNamespace, x: Node, z: Node) -> Node:
    return function("sum", function("⊙", x, function(LOGARITHM[given.base], x / z)))


def _swapped(given: SimpleNamespace) -> dict[Letter, Node]:
    if given.kind == "kl":
        return {D: _divergence(given, q, p)}
    return {C: -function("sum", function("⊙", q, function(LOGARITHM[given.base], p)))}


def _without_minus(given: SimpleNamespace) -> dict[Letter, Node]:
    log = LOGARITHM[given.base]
    if given.kind == "entropy":
        return {H: function("sum", function("⊙", p, function(log, p)))}
    return {C: function("sum", function("⊙", p, function(log, q)))}


def _in_base(log: str) -> Callable[[SimpleNamespace], dict[Letter, Node]]:
    """Swaps the last of the logarithms' lines for one with this logarithm."""

    def swap(given: SimpleNamespace) -> dict[Letter, Node]:
        if given.kind == "kl":
            return {D: function("sum", function("⊙", p, function(log, p / q)))}
        letter, inside = (H, p) if given.kind == "entropy" else (C, q)
        return {letter: -function("sum", function("⊙", p, function(log, inside)))}

    return swap


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
    Mistake("accuracy", _("the loss counts what is wrong; what is right is the accuracy", "0-1 损失数的是错误，数对的是准确率"),
            {each: 1 - function("abs", function("sign", e))}, _of("zero-one")),
    Mistake("distance", _("a wrong class costs 1, however far its number is", "类别错了损失就是 1，与编号差多少无关"), {each: function("abs", e)}, _of("zero-one")),
    Mistake("forgot-label", _("the margin is label times score", "间隔是标签乘得分 y·f"), {m: y_hat}, _of(*LABELS)),
    Mistake("not-clipped", _("a loss is never negative: max(0, ·)", "损失不为负：要取 max(0, ·)"),
            lambda v: {each: 1 - m if v.kind == "hinge" else -m}, _of(*LABELS)),
    Mistake("margin", _("the hinge loss asks for a margin of 1, the perceptron's only for the right sign",
                        "合页损失要求间隔不小于 1，感知器损失只要求符号正确"),
            lambda v: {each: each_loss(SimpleNamespace(kind="perceptron" if v.kind == "hinge" else "hinge", half=False))[0]}, _of(*LABELS)),
    Mistake("swapped", _("the logarithm is taken of the prediction, weighted by the target", "对预测取对数，以目标分布加权，次序不能颠倒"),
            _swapped, lambda v: v.kind in ("cross-entropy", "kl") and all(v.target.rows[0])),
    Mistake("without-minus", _("the logarithms are negative: a minus makes the result positive", "对数为负，前面要加负号"),
            _without_minus, _of("cross-entropy", "entropy")),
    Mistake("bits", _("to base 2, in bits", "以 2 为底，单位为比特"), _in_base("log2"),
            lambda v: v.kind in DISTRIBUTIONS and v.base == "e", convention=True),
    Mistake("nats", _("to base e, in nats", "以 e 为底，单位为奈特"), _in_base("ln"),
            lambda v: v.kind in DISTRIBUTIONS and v.base != "e", convention=True),
    Mistake("smoothing-over-all", _("ε shared by all K classes (PyTorch, Keras)", "ε 平均分给全部 K 类（PyTorch、Keras）"),
            {y_s: smoothing("pytorch")}, lambda v: v.smoothing != 0 and v.convention == "course", convention=True),
    Mistake("smoothing-over-others", _("ε shared by the K − 1 other classes (nndl)", "ε 平均分给其余 K − 1 类（nndl）"),
            {y_s: smoothing("course")}, lambda v: v.smoothing != 0 and v.convention == "pytorch", convention=True),
    Mistake("not-taken-away", _("what the other classes get is taken from the true one: 1 − ε", "分给其他类的 ε 要从真实类别中减去：1 − ε"),
            lambda v: {y_s: y + smoothing(v.convention) - (1 - epsilon) * y}, lambda v: v.smoothing != 0),
)  # fmt: skip

CALCULATOR = Calculator(
    name="loss",
    title=_("Loss functions", "损失函数"),
    topic="losses",
    source="nndl section 2.2.2 (losses, squared eq. 2.16), section 7.7 (label smoothing), appendix E (entropy, KL divergence)",
    summary=_(
        "A loss of given targets and predictions: 0-1, squared, hinge, perceptron, cross-entropy, KL divergence, entropy.",
        "给定目标与预测的损失：0-1、平方、合页（hinge）、感知器、交叉熵、KL 散度、熵。",
    ),
    params=(
        Choice(Letter("kind"), "kind", _("which loss", "损失的种类"), default="squared", options={
            "squared": _("½(y − f)²", "平方损失 ½(y − f)²"),
            "zero-one": _("1 where label and prediction differ", "0-1 损失"),
            "hinge": _("max(0, 1 − y·f), y = ±1", "合页损失 max(0, 1 − y·f)，y = ±1"),
            "perceptron": _("max(0, −y·f), y = ±1", "感知器损失 max(0, −y·f)，y = ±1"),
            "cross-entropy": _("−Σ p log q", "交叉熵 −Σ p log q"),
            "kl": _("Σ p log(p/q)", "KL 散度 Σ p log(p/q)"),
            "entropy": _("−Σ p log p", "熵 −Σ p log p"),
        }),
        Array(y, "target", _("targets of the samples, or the target distribution p", "各样本的目标，或目标分布 p"), shape=("entries",)),
        Array(y_hat, "prediction", _("predictions or scores, or the predicted distribution q", "预测值或得分，或预测分布 q"), shape=("entries",)),
        Flag(Letter("half"), "half", _("the ½ in the squared loss", "平方损失前的 1/2"), default=True),
        Choice(Letter("reduction"), "reduction", _("how the samples' losses are put together", "各样本损失如何合并"), default="mean",
               options={"mean": _("their mean", "平均"), "sum": _("their sum", "求和")}),
        Choice(Letter("base"), "base", _("base of the logarithm", "对数的底"), default="e",
               options={"e": _("natural: nats", "自然对数（奈特）"), "2": _("bits", "比特"), "10": _("base 10", "常用对数")}),
        Real(epsilon, "smoothing", _("label smoothing of a one-hot target", "标签平滑的 ε（目标为 one-hot）"), default=0, low=0, high=1, open=")"),
        Choice(Letter("convention"), "convention", _("who gets the ε of label smoothing", "标签平滑的 ε 分给谁"), default="course",
               options={"course": _("the K − 1 other classes (nndl)", "其余 K − 1 类（nndl）"),
                        "pytorch": _("all K classes (PyTorch, Keras)", "全部 K 类（PyTorch、Keras）")}),
    ),
    outputs=(
        Output(R, "loss", _("loss", "损失")),
        Output(each, "losses", _("loss of each sample", "各样本的损失"), "vector"),
        Output(g, "gradient", _("gradient of each loss with respect to its prediction", "各损失对预测的导数"), "vector"),
        Output(y_s, "smoothed", _("smoothed target", "平滑后的目标"), "vector"),
        Output(H, "entropy", _("entropy", "熵")),
        Output(C, "cross_entropy", _("cross-entropy", "交叉熵")),
        Output(D, "divergence", _("KL divergence", "KL 散度")),
    ),
    rules=(
        Rule(_are_distributions, _("a distribution has no negative entry and adds up to 1", "概率分布各项非负且和为 1")),
        Rule(_possible, _("what happens was predicted with probability 0: the loss is infinite", "实际发生的事被预测为概率 0：损失为无穷大")),
        Rule(_smoothable, _("label smoothing needs a one-hot target of a cross-entropy", "标签平滑用于 one-hot 目标的交叉熵")),
        Rule(_labelled, _("the labels are 1 and −1 here", "这里的标签取 1 与 −1")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"target": "3 -0.5 2 7", "prediction": "2.5 0 2 8", "half": False}, {"loss": 0.375},
                "scikit-learn documentation, mean_squared_error"),
        Example({"kind": "zero-one", "target": "2 2 3 4", "prediction": "1 2 3 4"}, {"loss": 0.25},
                "scikit-learn documentation, zero_one_loss"),
        Example({"kind": "hinge", "target": "-1 1 1", "prediction": "-2.18 2.36 0.09"}, {"loss": 0.30},
                "scikit-learn documentation, hinge_loss", within=5e-3),
        Example({"kind": "cross-entropy", "target": "1 0 0", "prediction": "0.1 0.3 0.6"}, {"loss": 2.3026},
                "d2l, “Softmax Regression Implementation from Scratch”", within=1e-4),
        Example({"kind": "kl", "target": "0.36 0.48 0.16", "prediction": "1/3 1/3 1/3"}, {"loss": 0.0852996},
                "Kullback (1959), Information Theory and Statistics, example 2.1", within=1e-7),
        Example({"kind": "kl", "target": "1/3 1/3 1/3", "prediction": "0.36 0.48 0.16"}, {"loss": 0.097455},
                "Kullback (1959), Information Theory and Statistics, example 2.1", within=1e-6),
        Example({"kind": "entropy", "target": "0.5 0.25 0.125 0.125", "base": "2"}, {"loss": 1.75},
                "Cover & Thomas (2006), Elements of Information Theory, example 2.1.2"),
        Example({"kind": "cross-entropy", "target": "0 1 0", "prediction": "0.2 0.7 0.1", "smoothing": "0.1"},
                {"smoothed": Grid([[0.05, 0.9, 0.05]])}, "nndl section 7.7, label smoothing with K = 3, ε = 0.1"),
        Example({"kind": "cross-entropy", "target": "0 1 0", "prediction": "0.2 0.7 0.1", "smoothing": "0.1", "convention": "pytorch"},
                {"smoothed": Grid([[0.0333333, 0.9333333, 0.0333333]])},
                "PyTorch, CrossEntropyLoss(label_smoothing=0.1): (1 − ε) y + ε/K", within=1e-7),
    ),
    usage=(
        "--kind squared --target '3 -0.5 2 7' --prediction '2.5 0 2 8'",
        "--kind cross-entropy --target '0 1 0' --prediction '0.2 0.7 0.1' --smoothing 0.1",
        "--kind kl --target '0.5 0.5' --prediction '0.75 0.25' --base 2",
    ),
    derive=_derive,
    draw=_draw,
)  # fmt: skip
