"""The lines of data normalisation: feature by feature, or along principal directions; and the reference's road."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.eigen_lines import decomposed, eigenvalue_lines, lam, symmetric
from dlstudy.calculators.samples import array, gathered
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Run, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, sqrt

X, N, n, low, high, x, y, a, b, mu, sigma, z = letters("X N n low high x y a b mu sigma z")
X_new, Y, Y_new, A, B, Mu, Sigma = letters("X_new Y Y_new a_all b_all mu_all sigma_all")
c_new, C_new, Z_new, w_new = letters("c_new C_new Z_new w_new")
c, C, S, Cov, Lam, V, Z, w, rho, Rho = letters("c C S Cov lambda_all V Z w rho rho_all")
FEATURE = _("feature {j}", "特征 {j}")

Lines = Generator[Step | Do, Any, None]


def features(given: SimpleNamespace) -> range:
    """The numbers of the features."""
    return range(1, int(given.x.shape[1]) + 1)


def divisor(given: SimpleNamespace) -> Node:
    """What variances divide by."""
    return N if given.divide == "n" else N - 1


def steps(given: SimpleNamespace) -> Lines:
    yield Step(N, Num(given.x.shape[0]), _("number of samples", "样本数"))
    if given.method == "min-max":
        yield from _min_max(given)
    elif given.method == "z-score":
        yield from _z_score(given)
    else:
        yield from _principal(given)


def _column(whole: Letter, j: int) -> Node:
    return function("columns", whole, j, j).T


def _stacked(symbol: Letter, parts: list[Letter], why: Text) -> Step:
    return Step(symbol, function("stack", *parts).T, why)


def _feature(symbol: Letter, whole: Letter, j: int, group: Text) -> Step:
    return Step(symbol[j], _column(whole, j), _("this feature's values", "该特征的全部取值"), group)


def _min_max(given: SimpleNamespace) -> Lines:
    for j in features(given):
        group = FEATURE(j=j)
        yield _feature(x, X, j, group)
        yield Step(a[j], function("min", x[j]), _("least value", "最小值"), group)
        yield Step(b[j], function("max", x[j]), _("largest value", "最大值"), group)
        yield Step(y[j], ranged(given, x[j], j), _("from a..b to the range asked for", "从 a..b 映射到目标区间"), group)
        if given.new is not None:
            yield _feature(z, X_new, j, group)
            why = _("new data by the training data's least and largest value", "新数据用训练数据的最小值和最大值")
            yield Step(w[j], ranged(given, z[j], j), why, group)
    yield gathered(A, [a[j] for j in features(given)], _("all least values", "全部最小值"))
    yield gathered(B, [b[j] for j in features(given)], _("all largest values", "全部最大值"))
    yield from _ends(given)


def ranged(given: SimpleNamespace, values: Node, j: int) -> Node:
    """Min-max scaling to 0..1, or to low..high."""
    share = (values - a[j]) / (b[j] - a[j])
    return share if (given.low, given.high) == (0, 1) else low + (high - low) * share


def _z_score(given: SimpleNamespace) -> Lines:
    for j in features(given):
        group = FEATURE(j=j)
        yield _feature(x, X, j, group)
        yield Step(mu[j], function("sum", x[j]) / N, _("mean", "均值"), group)
        spread = sqrt(function("sum", (x[j] - mu[j]) ** 2) / divisor(given))
        yield Step(sigma[j], spread, _("standard deviation", "标准差"), group)
        yield Step(y[j], (x[j] - mu[j]) / sigma[j], _("standardised", "标准化"), group)
        if given.new is not None:
            yield _feature(z, X_new, j, group)
            why = _("new data by the training data's mean and deviation", "新数据用训练数据的均值和标准差")
            yield Step(w[j], (z[j] - mu[j]) / sigma[j], why, group)
    yield gathered(Mu, [mu[j] for j in features(given)], _("all means", "全部均值"))
    yield gathered(Sigma, [sigma[j] for j in features(given)], _("all standard deviations", "全部标准差"))
    yield from _ends(given)


def _ends(given: SimpleNamespace) -> Lines:
    yield _stacked(Y, [y[j] for j in features(given)], _("all features side by side", "各特征并排"))
    if given.new is not None:
        yield _stacked(Y_new, [w[j] for j in features(given)], _("the new data side by side", "新数据各特征并排"))


def _principal(given: SimpleNamespace) -> Lines:
    every = features(given)
    for j in every:
        group = FEATURE(j=j)
        yield _feature(x, X, j, group)
        yield Step(mu[j], function("sum", x[j]) / N, _("mean", "均值"), group)
        yield Step(c[j], x[j] - mu[j], _("centred", "中心化"), group)
        if given.new is not None:
            why = _("new data centred by the training data's mean", "新数据减去训练数据的均值")
            yield Step(c_new[j], _column(X_new, j) - mu[j], why, group)
    yield gathered(Mu, [mu[j] for j in every], _("all means", "全部均值"))
    yield _stacked(C, [c[j] for j in every], _("the centred data", "中心化后的数据"))
    for i in every:
        for j in range(i, len(every) + 1):
            why = _("covariance of features {i} and {j}", "特征 {i} 与 {j} 的协方差")
            yield Step(S[i, j], function("sum", function("⊙", c[i], c[j])) / divisor(given), why(i=i, j=j))
    yield Step(Cov, symmetric(S, len(every)), _("the covariance matrix", "协方差矩阵"))
    yield from eigenvalue_lines(S, Cov, len(every))
    yield gathered(Lam, [lam[j] for j in every], _("variances along the principal directions", "各主方向上的方差"))
    for j in every:
        yield Step(rho[j], lam[j] / function("sum", Lam), _("share of the variance", "方差占比"))
    yield gathered(Rho, [rho[j] for j in every], _("all shares", "全部占比"))
    yield Do(
        V,
        _directions(given.method == "whitening"),
        (Cov,),
        _("unit eigenvectors, one a column", "单位特征向量，每列一个"),
    )
    yield Step(Z, C * V, _("the data along the principal directions: uncorrelated", "数据在各主方向上的坐标：互不相关"))
    yield from _along(given, Y, Z, w)
    if given.new is not None:
        yield _stacked(C_new, [c_new[j] for j in every], _("the new data, centred", "中心化后的新数据"))
        why = _("the new data along the same directions", "新数据在同样的主方向上的坐标")
        yield Step(Z_new, C_new * V, why)
        yield from _along(given, Y_new, Z_new, w_new)


def _along(given: SimpleNamespace, result: Letter, whole: Letter, scaled: Letter) -> Lines:
    """Of data along the principal directions, the components kept, or all divided by their standard deviations."""
    if given.method == "pca":
        kept = whole if given.keep is None else function("columns", whole, 1, given.keep)
        yield Step(result, kept, _("the components kept", "保留的主成分"))
        return
    for j in features(given):
        why = _("divided by its standard deviation", "除以该方向的标准差")
        yield Step(scaled[j], _column(whole, j) / sqrt(lam[j]), why)
    why = _("whitened: variance 1 in every direction of the training data", "白化：训练数据在各方向上的方差为 1")
    yield _stacked(result, [scaled[j] for j in features(given)], why)


def _directions(all_needed: bool) -> Run:
    """Unit eigenvectors as columns; refused where they are not unique, or where a direction without spread is needed."""

    def run(known: Known) -> Grid:
        values, vectors = decomposed(known[Cov])
        least = 1e-20 * max(abs(values[0]), 1)
        if any(abs(p - q) <= least for p, q in pairwise(values)):
            raise LearnerError(
                _("two variances are equal: their directions are not unique", "有两个方差相等，主方向不唯一")
            )
        if all_needed and values[-1] <= least:
            raise LearnerError(
                _(
                    "the data has no spread in some direction: it cannot be whitened",
                    "数据在某方向上没有离散程度，无法白化",
                )
            )
        return vectors

    return run


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Straight lines through the ends, shifted moments, or singular values of the centred data."""
    from dlstudy.reference.normalisation import moments
    from dlstudy.reference.scaling import interpolated, principal

    data, fresh = array(given.x), array(given.new)
    count = len(data) if given.divide == "n" else len(data) - 1
    mean, variance = moments(data, 0)
    if given.method == "min-max":
        ends = float(given.low), float(given.high)
        found = {"normalized": interpolated(data, *ends), "minimum": data.min(axis=0), "maximum": data.max(axis=0)}
        return found if fresh is None else {**found, "new": interpolated(data, *ends, new=fresh)}
    if given.method == "z-score":
        deviation = (variance * len(data) / count) ** 0.5
        found = {"normalized": (data - mean) / deviation, "mean": mean, "std": deviation}
        return found if fresh is None else {**found, "new": (fresh - mean) / deviation}
    parts, centred = principal(data, count), data - mean

    def brought(scores: Any) -> Any:
        return scores / parts.variances**0.5 if given.method == "whitening" else scores[:, : given.keep]

    found = {
        "normalized": brought(parts.scores),
        "mean": mean,
        "covariance": centred.T @ centred / count,
        "eigenvalues": parts.variances,
        "explained": parts.variances / parts.variances.sum(),
        "components": parts.directions,
    }
    return found if fresh is None else {**found, "new": brought((fresh - mean) @ parts.directions)}
