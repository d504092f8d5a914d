"""Loss functions: 0-1, squared, absolute, hinge, perceptron; entropy, cross-entropy, KL divergence, label smoothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.loss_entropies import C, D, H, epsilon, of_distributions, on_distributions, y_s
from dlstudy.calculators.loss_given import (
    DISTRIBUTIONS,
    are_distributions,
    classes_exist,
    complete_given,
    count,
    draw_given,
    possible,
    probable,
    shapes_fit,
    signed,
    smoothable,
)
from dlstudy.calculators.loss_lines import Delta, Lines, R, each, g, of_numbers, of_scores, on_numbers, on_scores, y_hat
from dlstudy.calculators.loss_mistakes import MISTAKES
from dlstudy.calculators.samples import y
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Flag, Real
from dlstudy.symbolic.tree import Letter

MAX_EXACT = 2_000  # samples


def steps(given: SimpleNamespace) -> Lines:
    """The lines of the kind that is asked."""
    if given.kind in DISTRIBUTIONS:
        return on_distributions(given)
    return on_scores(given) if given.kind == "multiclass-hinge" else on_numbers(given)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The same in plain loops; a divergence as a difference of entropies."""
    import numpy as np

    road = of_scores if given.kind == "multiclass-hinge" else of_numbers
    found = of_distributions(given) if given.kind in DISTRIBUTIONS else road(given)
    return {name: np.array(value) if isinstance(value, list) else value for name, value in found.items()}


CALCULATOR = Calculator(
    name="loss",
    title=_("Loss functions", "损失函数"),
    topic="losses",
    source="nndl section 2.2.2 (losses, squared eq. 2.16), section 7.7 (label smoothing), appendix E (entropy, KL divergence)",
    summary=_(
        "A loss of given targets and predictions, of one sample or of several with mean and sum: 0-1, squared, absolute, hinge "
        "(of two classes or several), perceptron, cross-entropy, KL divergence, entropy.",
        "给定目标与预测的损失（一个或多个样本，取平均或求和）：0-1、平方、绝对值、合页（hinge，二类或多类）、感知器、交叉熵、KL 散度、熵。",
    ),
    params=(
        Choice(Letter("kind"), "kind", _("which loss", "损失的种类"), default="squared", options={
            "squared": _("½(y − f)²", "平方损失 ½(y − f)²"),
            "absolute": _("|y − f|", "绝对值损失 |y − f|"),
            "zero-one": _("1 where label and prediction differ", "0-1 损失"),
            "hinge": _("max(0, 1 − y·f), y = ±1", "合页损失 max(0, 1 − y·f)，y = ±1"),
            "perceptron": _("max(0, −y·f), y = ±1", "感知器损失 max(0, −y·f)，y = ±1"),
            "multiclass-hinge": _("Σ over j ≠ y of max(0, sⱼ − s_y + Δ), y a class number", "多类合页损失 Σ_{j≠y} max(0, sⱼ − s_y + Δ)，y 为类别号"),
            "binary-cross-entropy": _("−[y log ŷ + (1 − y) log(1 − ŷ)], y = 0 or 1", "二分类交叉熵 −[y log ŷ + (1 − y) log(1 − ŷ)]，y 取 0 或 1"),
            "cross-entropy": _("−Σ p log q", "交叉熵 −Σ p log q"),
            "kl": _("Σ p log(p/q)", "KL 散度 Σ p log(p/q)"),
            "entropy": _("−Σ p log p", "熵 −Σ p log p"),
        }),
        Array(y, "target", _("targets of the samples; or the target distribution p, a row for each sample, or the samples' class numbers from 1",
                                    "各样本的目标；或目标分布 p，每个样本一行，也可只写各样本的类别号（从 1 起）"), shape=("samples", "entries")),
        Array(y_hat, "prediction", _("predictions or scores; or the predicted distribution q, a row for each sample", "预测值或得分；或预测分布 q，每个样本一行"),
              shape=("guesses", "values")),
        Flag(Letter("half"), "half", _("the ½ in the squared loss", "平方损失前的 1/2"), default=True),
        Choice(Letter("reduction"), "reduction", _("how the samples' losses are combined", "各样本损失如何合并"), default="mean",
               options={"mean": _("their mean", "平均"), "sum": _("their sum", "求和")}),
        Choice(Letter("base"), "base", _("base of the logarithm", "对数的底"), default="e",
               options={"e": _("natural: nats", "自然对数（奈特）"), "2": _("bits", "比特"), "10": _("base 10", "常用对数")}),
        Real(Delta, "margin", _("Δ of the multi-class hinge loss", "多类合页损失的间隔 Δ"), default=1, low=0),
        Real(epsilon, "smoothing", _("label smoothing of a one-hot target", "标签平滑的 ε（目标为 one-hot）"), default=0, low=0, high=1, open=")"),
        Choice(Letter("convention"), "convention", _("who gets the ε of label smoothing", "标签平滑的 ε 分给谁"), default="course",
               options={"course": _("the K − 1 other classes (nndl)", "其余 K − 1 类（nndl）"),
                        "pytorch": _("all K classes (PyTorch, Keras)", "全部 K 类（PyTorch、Keras）")}),
    ),
    outputs=(
        Output(R, "loss", _("loss", "损失")),
        Output(each, "losses", _("loss of each sample", "各样本的损失"), "vector"),
        Output(g, "gradient", _("gradient with respect to ŷ", "各损失对预测的导数"), "vector"),
        Output(y_s, "smoothed", _("smoothed target", "平滑后的目标"), "matrix"),
        Output(H, "entropy", _("entropy", "熵")),
        Output(C, "cross_entropy", _("cross-entropy", "交叉熵")),
        Output(D, "divergence", _("KL divergence", "KL 散度")),
    ),
    rules=(
        Rule(shapes_fit, _("targets and predictions belong together", "目标与预测要一一对应")),
        Rule(classes_exist, _("class numbers are whole and run from 1 to the number of columns", "类别号是从 1 到列数的整数")),
        Rule(are_distributions, _("a distribution has no negative entry and adds up to 1", "概率分布各项非负且和为 1")),
        Rule(possible, _("what happens was predicted with probability 0: the loss is infinite", "实际发生的事被预测为概率 0：损失为无穷大")),
        Rule(probable, _("binary cross-entropy: labels from 0 to 1, predicted probabilities strictly between 0 and 1",
                         "二分类交叉熵：标签取 0 到 1，预测概率严格在 0 与 1 之间")),
        Rule(smoothable, _("label smoothing needs a one-hot target of a cross-entropy", "标签平滑用于 one-hot 目标的交叉熵")),
        Rule(signed, _("the labels are 1 and −1 here", "这里的标签取 1 与 −1")),
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
        Example({"kind": "absolute", "target": "3 -0.5 2 7", "prediction": "2.5 0 2 8"}, {"loss": 0.5}, "scikit-learn documentation, mean_absolute_error"),
        Example({"kind": "multiclass-hinge", "target": "1 2 3", "prediction": "3.2 5.1 -1.7; 1.3 4.9 2.0; 2.2 2.5 -3.1"},
                {"losses": Grid([[2.9, 0, 12.9]]), "loss": 5.27}, "Stanford CS231n, lecture 3: cat, car and frog", within=5e-3),
        Example({"kind": "multiclass-hinge", "target": "1", "prediction": "13 -7 11", "margin": 10}, {"loss": 8}, "CS231n notes, “Linear Classification”"),
        Example({"kind": "cross-entropy", "target": "2 1 1 2", "prediction": "0.1 0.9; 0.9 0.1; 0.8 0.2; 0.35 0.65"}, {"loss": 0.21616},
                "scikit-learn documentation, log_loss of spam and ham", within=1e-5),
        Example({"kind": "binary-cross-entropy", "target": "0 1 0 0", "prediction": "0.6 0.4 0.4 0.6"}, {"loss": 0.815},
                "keras.losses.binary_crossentropy, docstring: 0.916 and 0.714, of two numbers each", within=5e-4),
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
        "--kind cross-entropy --target '1 3' --prediction '0.7 0.2 0.1; 0.1 0.3 0.6' --reduction sum",
        "--kind kl --target '0.5 0.5' --prediction '0.75 0.25' --base 2",
    ),
    derive=complete_given,
    draw=draw_given,
    exact_below=lambda v: count(v) <= MAX_EXACT,
)  # fmt: skip
