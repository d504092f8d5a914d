"""Classification metrics from a confusion matrix, from labels, or from TP, FP, FN, TN."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.metrics_lines import (
    FN,
    FP,
    TP,
    A,
    C,
    E,
    F,
    F1_pos,
    F_all,
    F_macro,
    F_micro,
    F_pos,
    M,
    N,
    P,
    P_all,
    P_macro,
    P_pos,
    R,
    R_all,
    R_macro,
    R_pos,
    S_pos,
    beta,
    counts,
    indices,
    labels,
    macro,
    p,
    position,
    reference,
    steps,
    t,
)
from dlstudy.calculators.samples import only_numbers
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int, Real
from dlstudy.symbolic.tree import Letter, Node, Num, total

EXAMPLE = Grid([[8, 2], [4, 6]])
FOUR = ("tp", "fp", "fn", "tn")
MOST_CASES = 100_000


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """One of the three ways to say what came out; the example gives way to what is given."""
    only_numbers(values)
    four, pairs = [values[n] is not None for n in FOUR], [values[n] is not None for n in ("truth", "predicted")]
    if any(four) != all(four) or any(pairs) != all(pairs):
        raise LearnerError(_("tp, fp, fn and tn are given together, and so are truth and predicted",
                             "tp、fp、fn、tn 要一起给出，truth 与 predicted 也要一起给出"))  # fmt: skip
    if (values["matrix"] not in (None, EXAMPLE)) + all(four) + all(pairs) > 1:
        raise LearnerError(_("give a matrix, or labels, or the four counts", "混淆矩阵、标签、四个计数三者只能给一种"))
    if any(four) or any(pairs):
        values["matrix"] = None
    return values


def _draw(values: dict[str, Any], _rng: Any) -> dict[str, Any]:
    """A drawn matrix gives way to labels or counts."""
    if values.get("truth") is not None or values.get("tp") is not None:
        values["matrix"] = None
    return values


def _counted(given: SimpleNamespace) -> bool:
    entries = [v for row in counts(given).rows for v in row]
    return all(isinstance(v, int) and v >= 0 for v in entries) and 0 < sum(entries) <= MOST_CASES


def _named(given: SimpleNamespace) -> bool:
    if given.truth is not None and not all(
        isinstance(v, int) for v in (*given.truth.rows[0], *given.predicted.rows[0])
    ):
        return False
    return given.positive is None or given.positive in labels(given)


def _weighted(given: SimpleNamespace) -> dict[Letter, Node]:
    return {
        mean: total((TP[c] + FN[c]) * of[c] for c in indices(given)) / N for mean, of in ((P_macro, P), (R_macro, R))
    }


def _empty(given: SimpleNamespace) -> dict[Letter, Num]:
    """The other value for 0/0, where there is one."""
    grid, other = counts(given), Num(1 - given.zero_division)
    said = {
        P[c]: other for c, column in zip(indices(given), zip(*grid.rows, strict=True), strict=True) if not sum(column)
    }
    return said | {R[c]: other for c, row in zip(indices(given), grid.rows, strict=True) if not sum(row)}


MISTAKES = (
    Mistake("swapped", _("precision divides by what was predicted as the class, recall by what is of the class",
                         "精确率除以判为该类的数目，召回率除以真正属于该类的数目"), {P: lambda c: TP[c] / (TP[c] + FN[c]), R: lambda c: TP[c] / (TP[c] + FP[c])}),
    Mistake("arithmetic-mean", _("F1 is the harmonic mean, not the arithmetic one", "F1 是调和平均，不是算术平均"),
            {F: lambda c: (P[c] + R[c]) / 2}),
    Mistake("without-two", _("the harmonic mean has a factor 2 (1 + β²)", "调和平均有因子 2（即 1 + β²）"),
            lambda v: {F: lambda c: P[c] * R[c] / (P[c] + R[c]) if v.beta == 1 else P[c] * R[c] / (beta**2 * P[c] + R[c])}),
    Mistake("accuracy-of-positive", _("accuracy counts what is right in all classes", "准确率要数所有类别判对的，不只是正类"),
            lambda v: {A: TP[indices(v)[position(v) or 0]] / N}, lambda v: position(v) is not None),
    Mistake("error-as-accuracy", _("accuracy is the diagonal, the error rate is the rest", "对角线是准确率，其余才是错误率"),
            lambda v: {A: total(FP[c] for c in indices(v)) / N}),
    Mistake("specificity-as-precision", _("precision is TP/(TP + FP)", "精确率是 TP/(TP + FP)"),
            {P: lambda c: (N - TP[c] - FP[c] - FN[c]) / (N - TP[c] - FN[c])}),
    Mistake("macro-weighted", _("the macro average does not weigh the classes by their size", "宏平均不按类别大小加权"), _weighted),
    Mistake("macro-f-mean", _("macro F as the mean of the classes' F (scikit-learn)", "宏平均 F 取各类 F 值的平均（scikit-learn）"),
            lambda v: {F_macro: macro(v, "sklearn")[0]}, lambda v: v.convention == "course", convention=True),
    Mistake("macro-f-harmonic", _("macro F from macro precision and recall (nndl)", "宏平均 F 由宏平均精确率与召回率求得（nndl）"),
            lambda v: {F_macro: macro(v, "course")[0]}, lambda v: v.convention == "sklearn", convention=True),
    Mistake("zero-division", _("0/0 taken the other way (1 for 0, 0 for 1)", "0/0 取另一约定值（0 与 1 互换）"), _empty,
            lambda v: bool(_empty(v)), convention=True),
)  # fmt: skip


def _count(name: str, en: str, zh: str) -> Int:
    return Int(Letter(f"{name}_given"), name, _(en, zh), low=0, high=MOST_CASES)


CALCULATOR = Calculator(
    name="metrics",
    title=_("Classification metrics", "分类评价指标"),
    topic="losses",
    source="nndl section 2.7 (accuracy, precision, recall, F, macro and micro averages)",
    summary=_(
        "Accuracy, precision, recall, F1, macro and micro averages from a confusion matrix, labels, or TP, FP, FN, TN.",
        "由混淆矩阵、标签或 TP、FP、FN、TN 计算准确率、精确率、召回率、F1 以及宏平均、微平均。",
    ),
    params=(
        Array(M, "matrix", _("confusion matrix of counts", "混淆矩阵（个数）"), shape=("classes", "classes"), default=EXAMPLE, required=True,
              entries=(0, 1, 2, 3, 4, 5, 6, 8)),
        Choice(Letter("rows_are"), "rows", _("what the rows of the matrix are", "矩阵的行表示什么"), default="truth",
               options={"truth": _("the true classes", "真实类别"), "predicted": _("the predicted classes", "预测类别")}),
        Array(t, "truth", _("true labels, with predicted instead of a matrix", "真实标签，与 predicted 一起代替矩阵"), shape=("cases",)),
        Array(p, "predicted", _("predicted labels", "预测标签"), shape=("cases",)),
        _count("tp", "true positives, with fp, fn and tn instead of a matrix", "真正例数，与 fp、fn、tn 一起代替矩阵"),
        _count("fp", "false positives", "假正例数"),
        _count("fn", "false negatives", "假负例数"),
        _count("tn", "true negatives", "真负例数"),
        Int(Letter("positive"), "positive", _("the positive class (of two labels the one called 1, of a matrix the first row; rows are numbered from 1)",
                                              "正类（两类标签时默认为标签 1，矩阵默认为第一行；行从 1 编号）"), low=-1000, high=1000),
        Real(beta, "beta", _("β of F_β", "F_β 的 β"), default=1, low=0, high=100, open="("),
        Int(Letter("zero_division"), "zero_division", _("what 0/0 is: 0 or 1", "0/0 取 0 还是 1"), default=0, low=0, high=1),
        Choice(Letter("convention"), "convention", _("how the macro F is made", "宏平均 F 的算法"), default="course", options={
            "course": _("from macro precision and macro recall (nndl)", "由宏平均精确率与召回率求得（nndl）"),
            "sklearn": _("the mean of the classes' F (scikit-learn)", "各类 F 值的平均（scikit-learn）"),
        }),
    ),
    outputs=(
        Output(C, "matrix", _("confusion matrix", "混淆矩阵"), "matrix"),
        Output(A, "accuracy", _("accuracy", "准确率")),
        Output(E, "error_rate", _("error rate", "错误率")),
        Output(P_pos, "precision", _("precision of the positive class", "正类精确率")),
        Output(R_pos, "recall", _("recall of the positive class, its sensitivity", "正类召回率（灵敏度）")),
        Output(F1_pos, "f1", _("F1 of the positive class", "正类 F1 值")),
        Output(F_pos, "f_beta", _("F_β of the positive class", "正类 F_β 值")),
        Output(S_pos, "specificity", _("specificity", "特异度")),
        Output(P_all, "precisions", _("precision of each class", "各类精确率"), "vector"),
        Output(R_all, "recalls", _("recall of each class", "各类召回率"), "vector"),
        Output(F_all, "f_scores", _("F of each class", "各类 F 值"), "vector"),
        Output(P_macro, "macro_precision", _("macro precision", "宏平均精确率")),
        Output(R_macro, "macro_recall", _("macro recall", "宏平均召回率")),
        Output(F_macro, "macro_f", _("macro F", "宏平均 F 值")),
        Output(F_micro, "micro_f", _("micro F", "微平均 F 值")),
    ),
    rules=(
        Rule(lambda v: len(counts(v).rows) > 1, _("there are at least two classes", "至少要有两个类别")),
        Rule(_counted, _("counts are whole numbers from 0, not all 0, 100,000 in all at most", "计数是非负整数，不全为 0，总数不超过 100000")),
        Rule(_named, _("labels are whole numbers, and the positive class is one of them", "标签是整数，正类要是其中之一")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"truth": "0 1 2 2 2", "predicted": "0 0 2 2 1", "convention": "sklearn"},
                {"precisions": Grid([[0.5, 0, 1]]), "recalls": Grid([[1, 0, 0.67]]), "f_scores": Grid([[0.67, 0, 0.8]]),
                 "accuracy": 0.6, "macro_precision": 0.5, "macro_recall": 0.56, "macro_f": 0.49},
                "scikit-learn documentation, classification_report", within=5e-3),
        Example({"tp": 5, "fp": 3, "fn": 7, "tn": 7}, {"precision": 0.625, "recall": 0.416667},
                "Wikipedia, “Precision and recall”, twelve dogs and ten cats", within=1e-6),
        Example({"matrix": "0 3; 0 5"}, {"precision": 0, "recall": 0, "f1": 0, "accuracy": 0.625},
                "scikit-learn documentation, zero_division=0: a class that is never predicted"),
    ),
    usage=(
        "--tp 5 --fp 3 --fn 7 --tn 7",
        "--matrix '8 2; 4 6'",
        "--truth '0 1 2 2 2' --predicted '0 0 2 2 1' --convention sklearn",
    ),
    sizes={"classes": (2, 2, 3)},
    derive=_derive,
    draw=_draw,
)  # fmt: skip
