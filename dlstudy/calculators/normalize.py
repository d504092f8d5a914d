"""Data normalisation: min-max, standardisation, principal components, whitening."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.eigen_lines import lam
from dlstudy.calculators.normalize_lines import (
    A,
    B,
    Cov,
    Lam,
    Mu,
    N,
    Rho,
    S,
    Sigma,
    V,
    X,
    X_new,
    Y,
    Y_new,
    Z,
    a,
    b,
    c,
    high,
    low,
    mu,
    reference,
    rho,
    sigma,
    steps,
    w,
    x,
    y,
    z,
)
from dlstudy.calculators.samples import only_numbers
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int, Real
from dlstudy.symbolic.tree import Letter, Node, function, sqrt

EXAMPLE = Grid([[1, 2], [2, 4], [3, 3], [6, 7]])
MAX_FEATURES = 6


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A single row is one feature's values: of one sample there would be nothing to say."""
    only_numbers(values)
    if values["x"].shape[0] == 1 and (values["new"] is None or values["new"].shape[0] == 1):
        for name in ("x", "new"):
            values[name] = None if values[name] is None else values[name].T
    return values


def _principal(given: SimpleNamespace) -> bool:
    return str(given.method) in ("pca", "whitening")


def _spread(given: SimpleNamespace) -> bool:
    return all(len(set(column)) > 1 for column in zip(*given.x.rows, strict=True))


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    if values["x"] is EXAMPLE:
        values["x"] = rng.choice(
            ("1 2; 2 4; 3 3; 6 7", "0 1; 2 2; 4 6", "1 0; 3 4; 5 2; 7 6", "2 1; 4 2; 0 3; 6 10", "-1 0; 0 2; 4 4")
        )
    if values["method"] != "min-max":
        values["low"] = 0
    if values["method"] in ("min-max", "z-score") and values.get("new") is None and rng.random() < 0.5:
        values["new"] = rng.choice(("2 5", "8 1", "3 3; 0 9"))
    return values


def _only(*methods: str) -> Any:
    return lambda v: v.method in methods


def _fresh(form: Any) -> Any:
    """Swaps the line of the new data."""
    return lambda v: {w: lambda j: form(v, j)}


def _own_scale(given: SimpleNamespace, j: int) -> Node:
    """New data scaled by its own statistics."""
    count = int(given.new.shape[0])
    if given.method == "min-max":
        least, most = function("min", z[j]), function("max", z[j])
        return (z[j] - least) / (most - least)
    mean = function("sum", z[j]) / count
    spread: Node = sqrt(function("sum", (z[j] - mean) ** 2) / count)
    return (z[j] - mean) / spread


MISTAKES = (
    Mistake("divided-by-largest", _("the width of the range is b − a, not b", "区间宽度是 b − a，不是 b"),
            {y: lambda j: (x[j] - a[j]) / b[j]}, _only("min-max")),
    Mistake("least-not-subtracted", _("the least value is subtracted first", "要先减去最小值"),
            {y: lambda j: x[j] / (b[j] - a[j])}, _only("min-max")),
    Mistake("range-ignored", _("the share of 0..1 is then moved to the range asked for", "0..1 之间的比例还要映射到目标区间"),
            {y: lambda j: (x[j] - a[j]) / (b[j] - a[j])}, lambda v: v.method == "min-max" and (v.low, v.high) != (0, 1)),
    Mistake("variance-for-deviation", _("divide by the standard deviation, not by the variance", "应除以标准差，不是方差"),
            {y: lambda j: (x[j] - mu[j]) / sigma[j] ** 2}, _only("z-score")),
    Mistake("mean-not-subtracted", _("the mean is subtracted first", "要先减去均值"), {y: lambda j: x[j] / sigma[j]}, _only("z-score")),
    Mistake("other-divisor", _("the course divides by N, the sample variance by N − 1", "课程除以 N，样本方差除以 N − 1"),
            lambda v: {sigma: lambda j: sqrt(function("sum", (x[j] - mu[j]) ** 2) / (N - 1 if v.divide == "n" else N))},
            _only("z-score"), convention=True),
    Mistake("test-statistics", _("new data is scaled by the training data's statistics, not by its own",
                                 "新数据用训练数据的统计量缩放，不用自己的"),
            _fresh(_own_scale), lambda v: v.new is not None and v.new.shape[0] > 1 and not _principal(v)),
    Mistake("not-centred", _("the data is centred first", "要先中心化"), {c: lambda j: x[j]}, _principal),
    Mistake("divided-by-variance", _("whitening divides by the standard deviation √λ", "白化要除以标准差 √λ"),
            {w: lambda j: function("columns", Z, j, j).T / lam[j]}, _only("whitening")),
    Mistake("share-by-root", _("shares are of the variances λ, not of their roots", "占比按方差 λ 计算，不是按其平方根"),
            {rho: lambda j: sqrt(lam[j]) / function("sum", function("sqrt", Lam))}, _principal),
    Mistake("covariance-not-divided", _("the covariance is divided by the number of samples", "协方差要除以样本数"),
            {S: lambda i, j: function("sum", function("⊙", c[i], c[j]))}, _principal),
)  # fmt: skip

CALCULATOR = Calculator(
    name="normalize",
    title=_("Data normalisation", "数据规范化"),
    topic="data-norm",
    source="nndl ch. 7; Pearson (1901) and Hotelling (1933) for principal components",
    summary=_(
        "Features brought to a range or to mean 0 and variance 1; principal components and whitening of given data.",
        "把特征缩放到指定区间或标准化；对给定数据做主成分分析与白化。",
    ),
    params=(
        Array(X, "x", _("the data, one sample a row; a single row is one feature", "数据，每行一个样本；只有一行时视为一个特征"), shape=("samples", "features"), default=EXAMPLE),
        Choice(Letter("method"), "method", _("how", "方法"), default="z-score", pick=("min-max", "z-score", "pca", "whitening"), options={
            "min-max": _("least and largest value to the ends of a range", "最小最大值归一化"),
            "z-score": _("mean 0, variance 1", "标准化（z-score）"), "pca": _("principal components", "主成分分析"),
            "whitening": _("uncorrelated, variance 1 in every direction", "白化")}),
        Array(X_new, "new", _("new data, scaled by the same statistics", "新数据，用同样的统计量缩放"), shape=("new_samples", "features")),
        Real(low, "low", _("lower end of min-max", "目标区间下界"), default=0, pick=(0, 0, -1)),
        Real(high, "high", _("upper end of min-max", "目标区间上界"), default=1),
        Choice(Letter("divide"), "divide", _("what variances divide by", "方差除以什么"), default="n", options={
            "n": _("N (course; scikit-learn's StandardScaler)", "N（课程、scikit-learn 的 StandardScaler）"),
            "n-1": _("N − 1 (sample variance; scikit-learn's PCA)", "N − 1（样本方差、scikit-learn 的 PCA）")}),
        Int(Letter("keep"), "keep", _("principal components kept (all)", "保留的主成分个数（全部）"), low=1, high=MAX_FEATURES),
    ),
    outputs=(
        Output(Y, "normalized", _("normalised data", "规范化后的数据"), "matrix"),
        Output(Y_new, "new", _("new data", "规范化后的新数据"), "matrix"),
        Output(A, "minimum", _("least values", "最小值"), "vector"),
        Output(B, "maximum", _("largest values", "最大值"), "vector"),
        Output(Mu, "mean", _("means", "均值"), "vector"),
        Output(Sigma, "std", _("standard deviations", "标准差"), "vector"),
        Output(Cov, "covariance", _("covariance matrix", "协方差矩阵"), "matrix"),
        Output(Lam, "eigenvalues", _("variances along the principal directions", "各主方向的方差"), "vector"),
        Output(Rho, "explained", _("shares of the variance", "方差占比"), "vector"),
        Output(V, "components", _("principal directions, one a column", "主方向（每列一个）"), "matrix"),
    ),
    rules=(
        Rule(lambda v: v.x.shape[0] > 1, _("two samples or more are needed", "至少要有两个样本")),
        Rule(lambda v: _principal(v) or _spread(v), _("a feature has one value only: it has no spread to divide by", "某特征只有一个取值，没有可除的离散程度")),
        Rule(lambda v: not _principal(v) or v.x.shape[1] <= MAX_FEATURES, _("at most 6 features have their directions worked out", "主方向最多计算 6 个特征")),
        Rule(lambda v: v.method != "whitening" or v.x.shape[0] > v.x.shape[1],
             _("whitening needs more samples than features", "白化要求样本数多于特征数")),
        Rule(lambda v: compare(v.low, v.high) < 0, _("the range is empty", "目标区间为空")),
        Rule(lambda v: v.method == "min-max" or (v.low, v.high) == (0, 1), _("a range belongs to min-max", "区间只用于 min-max")),
        Rule(lambda v: v.keep is None or (v.method == "pca" and v.keep <= v.x.shape[1]),
             _("keep says how many of the features' components PCA keeps", "keep 只用于 pca，且不超过特征数")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    mistakes=MISTAKES,
    examples=(
        Example({"x": "0 0; 0 0; 1 1; 1 1", "new": "2 2"},
                {"normalized": Grid([[-1, -1], [-1, -1], [1, 1], [1, 1]]), "mean": Grid([[Fraction(1, 2)] * 2]), "new": Grid([[3, 3]])},
                "sklearn.preprocessing.StandardScaler, docstring"),
        Example({"x": "-1 2; -0.5 6; 0 10; 1 18", "method": "min-max", "new": "2 2"},
                {"normalized": Grid([[0, 0], [Fraction(1, 4)] * 2, [Fraction(1, 2)] * 2, [1, 1]]), "maximum": Grid([[1, 18]]),
                 "new": Grid([[Fraction(3, 2), 0]])}, "sklearn.preprocessing.MinMaxScaler, docstring"),
        Example({"x": "-1 -1; -2 -1; -3 -2; 1 1; 2 1; 3 2", "method": "pca", "divide": "n-1"},
                {"explained": Grid([[0.9924, 0.0075]])}, "sklearn.decomposition.PCA, docstring", within=1e-4),
        Example({"x": "1 0; -1 0; 0 2; 0 -2", "method": "whitening", "new": "2 2"},
                {"new": Grid([[2**0.5, 2 * 2**0.5]]), "eigenvalues": Grid([[2, Fraction(1, 2)]]), "components": Grid([[0, 1], [1, 0]])},
                "data along the axes is its own principal directions, by hand"),
    ),
    usage=(
        "--x '2, 4, 6, 10' --method min-max",
        "--x '1 2; 2 4; 3 3; 6 7' --method min-max --new '2 5'",
        "--x '1 2; 2 4; 3 3; 6 7' --method z-score --divide n-1",
        "--x '0 1; 2 2; 4 6' --method pca --keep 1",
        "--x '1 0; -1 0; 0 2; 0 -2' --method whitening",
    ),
)  # fmt: skip
