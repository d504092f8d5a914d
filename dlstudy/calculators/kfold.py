"""K-fold cross-validation: which samples a fold holds, how many trainings it takes, and what the errors average to."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import N, gathered, only_numbers, row_of
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int
from dlstudy.symbolic.tree import Letter, Node, Num, floor, function, letters, sqrt

K, E, H, q, r, n, t, m, s, pool, best = letters("K E H q r n t m s p best")
T, m_all, s_all, p_all = letters("T m_all s_all p_all")
Lines = Generator[Step | Do, Any, None]
MOST_FOLDS, MOST_SAMPLES = 1_000, 1_000_000


def steps(given: SimpleNamespace) -> Lines:
    yield Step(q, floor(N / K), _("samples in a fold, rounded down", "每折样本数（向下取整）"))
    yield Step(r, N - K * q, _("samples left over", "余下的样本数"))
    yield Do(n, sizes(given.remainder), (K, q, r), _says(given.remainder), table=_table)
    used = N - r if given.remainder == "dropped" else N
    yield Step(t, used - n, _("training samples: the other folds", "训练样本数：其余各折"))
    candidates = 1 if given.errors is None else given.errors.shape[0]
    yield Step(H, Num(candidates), _("settings that are compared", "待比较的设置（超参数）个数"))
    yield Step(T, H * K, _("trainings: one for each fold and setting", "训练次数：每种设置每折各一次"))
    if given.errors is not None:
        yield from _errors(candidates)


def _says(remainder: str) -> Any:
    return {
        "spread": _(
            "the first folds take one of them each (scikit-learn)", "余数分给前几折，每折多一个（scikit-learn）"
        ),
        "last": _("the last fold takes them all", "余数全部归最后一折"),
        "dropped": _("they are not used at all (d2l)", "余数舍去不用（d2l）"),
    }[remainder]


def sizes(remainder: str) -> Callable[[Known], Grid]:
    """The procedure that says how many samples each fold holds."""

    def run(known: Known) -> Grid:
        k, size, left = known[K], known[q], known[r]
        if remainder == "spread":
            return Grid([[size + (i < left) for i in range(k)]])
        return Grid([[size] * (k - 1) + [size + left if remainder == "last" else size]])

    return run


def _table(value: Grid, _known: Known) -> Table:
    rows, first = [], 1
    for number, size in enumerate(value.rows[0], 1):
        rows.append((number, f"{first}-{first + size - 1}" if size > 1 else f"{first}", size))
        first += size
    return Table((_("fold", "折"), _("validation samples", "验证样本"), _("size", "个数")), tuple(rows))


def _errors(candidates: int) -> Lines:
    for i in range(1, candidates + 1):
        at = (i,) if candidates > 1 else ()
        group = _("setting {i}", "设置 {i}")(i=i) if candidates > 1 else None
        row = row_of(E, i, candidates)
        yield Step(m[at], function("sum", row) / K, _("the mean of the folds' errors", "各折误差的平均"), group)
        yield Step(
            s[at],
            sqrt(function("sum", (row - m[at]) ** 2) / K),
            _("their standard deviation, over K", "标准差（除以 K）"),
            group,
        )
        yield Step(pool[at], function("sum", function("⊙", n, row)) / function("sum", n),
                   _("the mean over all samples: larger folds weigh more", "按样本数加权的平均：样本多的折权重大"), group)  # fmt: skip
    every = [(i,) if candidates > 1 else () for i in range(1, candidates + 1)]
    for letter, family, why in ((m_all, m, _("means of all settings", "各设置的平均误差")), (s_all, s, _("deviations", "各设置的标准差")),
                                (p_all, pool, _("means over samples", "各设置按样本加权的平均误差"))):  # fmt: skip
        yield gathered(letter, [family[at] for at in every], why)
    if candidates > 1:
        yield Do(
            best, _smallest, (m_all,), _("the setting with the smallest mean error is taken", "取平均误差最小的设置")
        )


def _smallest(known: Known) -> int:
    row, found = known[m_all].rows[0], 0
    for i, value in enumerate(row):
        found = i if compare(value, row[found]) < 0 else found
    return found + 1


def _largest(known: Known) -> int:
    row = known[m_all].rows[0]
    return _smallest({m_all: Grid([[-value for value in row]])})


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Samples dealt out one by one, statistics from the standard library."""
    from dlstudy.reference.folds import folds, summary

    parts = [len(part) for part in folds(given.samples, given.folds, given.remainder)]
    rows = [] if given.errors is None else [[float(v) for v in row] for row in given.errors.rows]
    found: dict[str, Any] = {"fold_sizes": parts, "training_sizes": [sum(parts) - part for part in parts],
                             "trainings": given.folds * max(1, len(rows))}  # fmt: skip
    if rows:
        each = [summary(row, parts, sample=False) for row in rows]
        found |= {
            "mean_error": [e[0] for e in each],
            "deviation": [e[1] for e in each],
            "pooled_error": [e[2] for e in each],
        }
        means = [round(e[0], 12) for e in each]
        found["best"] = means.index(min(means)) + 1
    return found


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    only_numbers(values)
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Errors in whole per cents, of one setting or two, where none are given."""
    if values["errors"] is None:
        folds = int(str(values["folds"]))
        rows = [" ".join(f"0.{rng.randint(5, 40):02d}" for _i in range(folds)) for _row in range(rng.choice((1, 2)))]
        values["errors"] = "; ".join(rows)
    return values


def _several(given: SimpleNamespace) -> bool:
    return given.errors is not None and given.errors.shape[0] > 1


def _deviations(over: Callable[[Node], Node]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        count = given.errors.shape[0]
        indices = [(i,) if count > 1 else () for i in range(1, count + 1)]
        return {s[at]: over(function("sum", (row_of(E, at[0] if at else 1, count) - m[at]) ** 2)) for at in indices}

    return swap


def _not_averaged(given: SimpleNamespace) -> dict[Letter, Any]:
    count = given.errors.shape[0]
    return {m[(i,) if count > 1 else ()]: function("sum", row_of(E, i, count)) for i in range(1, count + 1)}


def _tested(given: SimpleNamespace) -> bool:
    return given.errors is not None


def _otherwise(remainder: str) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.remainder != remainder and given.samples % given.folds != 0


def _dealt(remainder: str) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Deals the samples out in another way; dropped ones are not trained on either."""
    return lambda _given: {n: lambda: sizes(remainder), t: (N - r if remainder == "dropped" else N) - n}


MISTAKES = (
    Mistake("trains-on-fold", _("a fold is what is tested on; the others are trained on", "该折用于验证，训练用的是其余各折"), {t: n}),
    Mistake("trains-on-all", _("the fold that is tested on is not trained on", "用于验证的一折不能参与训练"), {t: N + 0 * n}),
    Mistake("one-training", _("every fold needs a training of its own", "每一折都要重新训练一次"), {T: H}),
    Mistake("one-less", _("each of the K folds is left out once: K trainings, not K − 1", "K 折轮流验证，共训练 K 次，不是 K − 1 次"), {T: H * (K - 1)}),
    Mistake("summed", _("the folds' errors are averaged", "各折误差要取平均"), _not_averaged, _tested),
    Mistake("largest-error", _("the setting with the smallest error is the best", "误差最小的设置最好"), {best: lambda: _largest}, _several),
    Mistake("variance", _("the standard deviation is the root of the variance", "标准差是方差的平方根"), _deviations(lambda square: square / K), _tested),
    Mistake("sample-deviation", _("the deviation over K − 1", "标准差除以 K − 1"), _deviations(lambda square: sqrt(square / (K - 1))), _tested, convention=True),
    Mistake("spread", _("left over samples go one each to the first folds (scikit-learn)", "余数分给前几折，每折一个（scikit-learn）"),
            _dealt("spread"), _otherwise("spread"), convention=True),
    Mistake("to-the-last", _("left over samples all go to the last fold", "余数全部归最后一折"), _dealt("last"), _otherwise("last"), convention=True),
    Mistake("dropped", _("left over samples are not used (d2l)", "余数舍去不用（d2l）"), _dealt("dropped"), _otherwise("dropped"), convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="kfold",
    title=_("K-fold cross-validation", "K 折交叉验证"),
    topic="generalisation",
    source="d2l, “Predicting House Prices on Kaggle” (K-fold cross-validation); scikit-learn, sklearn.model_selection.KFold",
    summary=_(
        "The folds and their sizes, training sizes, the number of trainings, and the mean and deviation of given errors.",
        "各折的划分与大小、训练样本数、训练次数，以及给定误差的平均与标准差。",
    ),
    params=(
        Int(N, "samples", _("samples in all", "样本总数"), low=2, high=MOST_SAMPLES, default=10, pick=(10, 11, 14, 100, 103)),
        Int(K, "folds", _("folds; as many as samples leave one out each time", "折数；等于样本数时即留一法"), low=2, high=MOST_FOLDS, default=3, pick=(3, 4, 5)),
        Array(E, "errors", _("validation error of each fold; a row for each setting that is compared", "各折的验证误差；每行一种待比较的设置"),
              shape=("settings", "folds")),
        Choice(Letter("remainder"), "remainder", _("what becomes of samples that are left over", "余下的样本如何处理"), default="spread", options={
            "spread": _("one each to the first folds (scikit-learn)", "分给前几折，每折一个（scikit-learn）"),
            "last": _("all to the last fold", "全部归最后一折"),
            "dropped": _("not used (d2l)", "舍去不用（d2l）"),
        }),
    ),
    outputs=(
        Output(n, "fold_sizes", _("fold sizes", "各折样本数"), "vector"),
        Output(t, "training_sizes", _("training samples", "各次训练样本数"), "vector"),
        Output(T, "trainings", _("trainings", "训练次数"), "count"),
        Output(m_all, "mean_error", _("mean error", "平均误差"), "vector"),
        Output(s_all, "deviation", _("standard deviation", "标准差"), "vector"),
        Output(p_all, "pooled_error", _("mean error over all samples", "按样本加权的平均误差"), "vector"),
        Output(best, "best", _("best setting", "最好的设置"), "count"),
    ),
    rules=(
        Rule(lambda v: v.folds <= v.samples, _("there are no more folds than samples", "折数不能超过样本数")),
        Rule(lambda v: v.errors is None or v.errors.shape[1] == v.folds, _("errors: one for each fold in every row", "errors：每行各折一个误差")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"samples": 4, "folds": 2}, {"fold_sizes": Grid([[2, 2]]), "training_sizes": Grid([[2, 2]])}, "scikit-learn documentation, KFold"),
        Example({"samples": 10, "folds": 3}, {"fold_sizes": Grid([[4, 3, 3]])},
                "scikit-learn documentation, KFold: the first n % k folds have n // k + 1 samples"),
        Example({"samples": 150, "folds": 5, "errors": "0.96666667 1 0.96666667 0.96666667 1"}, {"mean_error": [0.98], "deviation": [0.02]},
                "scikit-learn user guide, cross_val_score on iris: 0.98 accuracy with a standard deviation of 0.02", within=5e-3),
        Example({"samples": 7, "folds": 3, "remainder": "dropped"}, {"fold_sizes": Grid([[2, 2, 2]]), "training_sizes": Grid([[4, 4, 4]])},
                "d2l, get_k_fold_data: fold_size = n // k, the rest is left out"),
    ),
    usage=(
        "--samples 103 --folds 5",
        "--samples 10 --folds 3 --errors '0.2 0.1 0.3; 0.25 0.15 0.1'",
        "--samples 20 --folds 20",
    ),
    derive=_derive,
    draw=_draw,
)  # fmt: skip
