"""The lines of classification metrics: counts of each class, its precision, recall and F, and their averages."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import listed
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, total

M, t, p, C, N, TP, FP, FN, P, R = letters("M t p C N TP FP FN P R")
F = Letter("F_class")  # F₂ would be read as F_β with β = 2
A, E, P_all, R_all, F_all, K, P_macro, R_macro, F_macro = letters("A E P_all R_all F_all K P_macro R_macro F_macro")
TP_sum, FP_sum, F_micro, P_pos, R_pos, F_pos, F1_pos, TN, S_pos, beta = letters(
    "TP_sum FP_sum F_micro P_pos R_pos F_pos F1_pos TN S_pos beta"
)

Lines = Generator[Step | Do, Any, None]


def labels(given: SimpleNamespace) -> list[int]:
    """The classes, as they are called."""
    if given.truth is not None:
        return sorted({*given.truth.rows[0], *given.predicted.rows[0]})
    return list(range(1, len(counts(given).rows) + 1))


def counts(given: SimpleNamespace) -> Grid:
    """The confusion matrix, true classes as rows."""
    if given.truth is not None:
        names, pairs = labels(given), list(zip(given.truth.rows[0], given.predicted.rows[0], strict=True))
        return Grid([pairs.count((i, j)) for j in names] for i in names)
    if given.tp is not None:
        return Grid([[given.tp, given.fn], [given.fp, given.tn]])
    matrix: Grid = given.matrix if given.rows == "truth" else given.matrix.T
    return matrix


def steps(given: SimpleNamespace) -> Lines:
    names, grid = labels(given), counts(given)
    yield Do(C, lambda _known: grid, (), _("confusion matrix: true classes as rows, predicted ones as columns",
                                          "混淆矩阵：行为真实类别，列为预测类别"), table=_table(names))  # fmt: skip
    yield Step(N, function("sum", C), _("cases", "样本总数"))
    for i, name in enumerate(names):
        yield from _of_class(given, grid, i, _("class {name}", "类别 {name}")(name=name))
    every = indices(given)
    yield Step(
        A, total(TP[c] for c in every) / N, _("accuracy: the diagonal over all cases", "准确率：对角线之和除以总数")
    )
    yield Step(E, 1 - A, _("error rate", "错误率"))
    yield from _averages(given, every)
    place = position(given)
    if place is not None:
        yield from _positive(given, grid, place)


def indices(given: SimpleNamespace) -> list[int]:
    """What the letters of the classes are numbered with: their names where these can be indices, else their places."""
    names = labels(given)
    return names if all(0 <= name < 1000 for name in names) else list(range(1, len(names) + 1))


def position(given: SimpleNamespace) -> int | None:
    """The place of the positive class, counted from 0; of two unless it is said: the one called 1, else the first."""
    names = labels(given)
    if given.positive is None and len(names) != 2:
        return None
    positive = given.positive if given.positive is not None else 1
    return names.index(positive) if positive in names else 0


def f_positive(given: SimpleNamespace) -> Letter:
    """The letter of the positive class's F: F1 is no other F."""
    return F1_pos if given.beta == 1 else F_pos


def _table(names: list[int]) -> Any:
    def table(value: Grid, _known: Known) -> Table:
        head: tuple[Text | str, ...] = (_("truth \\ predicted", "真实＼预测"), *map(str, names))
        return Table(head, tuple((str(name), *row) for name, row in zip(names, value.rows, strict=True)))

    return table


def _of_class(given: SimpleNamespace, grid: Grid, i: int, group: Text) -> Lines:
    c, hits = indices(given)[i], grid.rows[i][i]
    said, was = sum(row[i] for row in grid.rows), sum(grid.rows[i])
    yield Do(
        TP[c],
        lambda known: known[C].rows[i][i],
        (C,),
        _("on the diagonal: correctly predicted as this class", "对角线：判对的个数"),
        group,
    )
    yield Step(FP[c], function("sum", function("columns", C, i + 1, i + 1)) - TP[c],
               _("the rest of the column: wrongly predicted as this class", "该列其余：误判为该类"), group)  # fmt: skip
    yield Step(
        FN[c],
        function("sum", function("rows", C, i + 1, i + 1)) - TP[c],
        _("the rest of the row: missed", "该行其余：漏判"),
        group,
    )
    yield Step(P[c], *_ratio(given, TP[c] / (TP[c] + FP[c]), said, _("precision: the share of the predictions of this class that are right",
                                                                     "精确率（查准率）：判为该类的有多少是对的")), group)  # fmt: skip
    yield Step(R[c], *_ratio(given, TP[c] / (TP[c] + FN[c]), was, _("recall: the share of the class that was found",
                                                                    "召回率（查全率）：该类样本有多少被找出")), group)  # fmt: skip
    yield Step(F[c], *_f(given, P[c], R[c], hits, said + was), group)


def _ratio(given: SimpleNamespace, formula: Node, whole: int, why: Text) -> tuple[Node, Text]:
    """A ratio, or what 0/0 is agreed to be."""
    if whole:
        return formula, why
    return Num(given.zero_division), _("0/0: {value} by agreement", "0/0：约定取 {value}")(value=given.zero_division)


def _f(given: SimpleNamespace, precision: Node, recall: Node, hits: int, cases: int) -> tuple[Node, Text]:
    """The weighted harmonic mean of precision and recall."""
    if not hits and cases:
        return Num(0), _("nothing is right: F is 0", "没有判对的：F 取 0")
    if not hits:
        return Num(given.zero_division), _("0/0: {value} by agreement", "0/0：约定取 {value}")(
            value=given.zero_division
        )
    if given.beta == 1:
        return 2 * precision * recall / (precision + recall), _(
            "F1: harmonic mean of the two", "F1 值：精确率与召回率的调和平均"
        )
    weighted = (1 + beta**2) * precision * recall / (beta**2 * precision + recall)
    return weighted, _("F_β: β > 1 gives weight to recall", "F_β 值：β > 1 时更看重召回率")


def _averages(given: SimpleNamespace, every: list[int]) -> Lines:
    for letter, family, why in ((P_all, P, _("precision of every class", "各类精确率")), (R_all, R, _("recall of every class", "各类召回率")),
                                (F_all, F, _("F of every class", "各类 F 值"))):  # fmt: skip
        yield Step(letter, listed([family[c] for c in every]), why)
    yield Step(K, Num(len(every)), _("classes", "类别数"))
    yield Step(
        P_macro,
        total(P[c] for c in every) / K,
        _("macro precision: every class counts alike", "宏平均精确率：各类同等对待"),
    )
    yield Step(R_macro, total(R[c] for c in every) / K, _("macro recall", "宏平均召回率"))
    yield Step(F_macro, *macro(given, given.convention))
    yield Step(TP_sum, total(TP[c] for c in every), _("all that is right, of all classes together", "各类判对数之和"))
    yield Step(FP_sum, total(FP[c] for c in every), _("all that is wrong: each false positive is another class's miss",
                                                      "各类误判数之和（等于漏判数之和）"))  # fmt: skip
    yield Step(F_micro, TP_sum / (TP_sum + FP_sum),
               _("micro average: every case counts alike; with one label a case P = R = F1 = accuracy",
                 "微平均：各样本同等对待；单标签时 P = R = F1 = 准确率"))  # fmt: skip


def macro(given: SimpleNamespace, convention: str) -> tuple[Node, Text]:
    """The macro F: of the macro precision and recall (nndl), or the mean of the classes' F (scikit-learn)."""
    if convention == "sklearn":
        return total(F[c] for c in indices(given)) / K, _(
            "macro F: the mean of the classes' F", "宏平均 F：各类 F 值的平均"
        )
    if not any(row[i] for i, row in enumerate(counts(given).rows)):
        return Num(0), _("nothing is right: F is 0", "没有判对的：F 取 0")
    square = 1 if given.beta == 1 else beta**2
    return (1 + square) * P_macro * R_macro / (square * P_macro + R_macro) if given.beta != 1 else \
        2 * P_macro * R_macro / (P_macro + R_macro), \
        _("macro F: from macro precision and macro recall", "宏平均 F：由宏平均精确率与宏平均召回率求得")  # fmt: skip


def _positive(given: SimpleNamespace, grid: Grid, place: int) -> Lines:
    c = indices(given)[place]
    group = _("class {name} as the positive one", "以类别 {name} 为正类")(name=labels(given)[place])
    yield Step(P_pos, P[c], _("its precision", "正类的精确率"), group)
    yield Step(R_pos, R[c], _("its recall, also called sensitivity", "正类的召回率，又称灵敏度"), group)
    yield Step(f_positive(given), F[c], _("its F", "正类的 F 值"), group)
    yield Step(TN, N - TP[c] - FP[c] - FN[c], _("true negatives: everything else", "真负例：其余全部"), group)
    others = sum(map(sum, grid.rows)) - sum(grid.rows[place])
    yield Step(S_pos, *_ratio(given, TN / (TN + FP[c]), others, _("specificity: the share of the negatives predicted as negative",
                                                                  "特异度：负类样本有多少被判为负类")), group)  # fmt: skip


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Case by case, and F straight from the counts."""
    from dlstudy.reference.classification import cases, scores

    truth, predicted = cases(counts(given).rows)
    size, empty, b = len(labels(given)), float(given.zero_division), float(given.beta)
    each = [scores(truth, predicted, c, b, empty) for c in range(size)]
    right = sum(i == j for i, j in zip(truth, predicted, strict=True)) / len(truth)
    mean = [sum(column) / size for column in zip(*each, strict=True)]
    harmonic = (1 + b * b) / (1 / mean[0] + b * b / mean[1]) if right else 0.0
    found: dict[str, Any] = {
        "matrix": counts(given), "accuracy": right, "error_rate": 1 - right, "precisions": [s[0] for s in each],
        "recalls": [s[1] for s in each], "f_scores": [s[2] for s in each], "macro_precision": mean[0],
        "macro_recall": mean[1], "macro_f": mean[2] if given.convention == "sklearn" else harmonic, "micro_f": right,
    }  # fmt: skip
    place = position(given)
    if place is None:
        return found
    precision, recall, f, specificity = each[place]
    return found | {
        "precision": precision,
        "recall": recall,
        "f1" if b == 1 else "f_beta": f,
        "specificity": specificity,
    }
