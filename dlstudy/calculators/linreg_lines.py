"""The lines of linear regression: the normal equations, or gradient descent step by step."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.minibatches import chosen_entries, chosen_rows, cut_again, in_batches, of_step, seen
from dlstudy.calculators.samples import N, X, alpha, array, entry, y
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function, letters

one, A, S, D, S_D, v, theta, theta_end, lam, r = letters("one A S D S_D v theta theta_end lambda r")
w_end, b_end, y_hat, e, R, E_mean, g, g_end = letters("w_end b_end y_hat e R E_mean g g_end")
n_t, path, risks = letters("n theta_all R_all")
Lines = Generator[Step | Do, Any, None]


def width(given: SimpleNamespace) -> int:
    """How many parameters are learnt."""
    return int(given.x.shape[1] + given.intercept)


def steps(given: SimpleNamespace) -> Lines:
    count = given.x.shape[0]
    yield Step(N, Num(count), _("samples", "样本数"))
    if given.intercept:
        yield Do(
            one,
            lambda known: Grid([[1]] * len(known[X].rows)),
            (X,),
            _("a column of ones, for the bias", "全 1 列，对应偏置"),
        )
        yield Step(A, function("concat", X, one), _("the samples with it", "增广后的样本矩阵"))
    else:
        yield Step(A, X, _("the samples", "样本矩阵"))
    if given.method == "gradient":
        yield from _descent(given)
    else:
        yield from _normal_equations(given)
    d = given.x.shape[1]
    yield Step(w_end, function("columns", theta_end, 1, d), _("the weights", "权重"))
    if given.intercept:
        yield entry(b_end, theta_end, d + 1, _("the bias", "偏置"))
    yield Step(y_hat, theta_end * A.T, _("predictions", "预测值"))
    yield Step(e, y - y_hat, _("residuals y − ŷ", "残差 y − ŷ"))
    yield Step(R, risk(given, given.convention), _risk_says(given))
    yield Step(
        E_mean,
        function("sum", e**2) / N,
        _("mean squared error, of the data alone", "均方误差（只看数据，不含加权与正则）"),
    )


def weighted(given: SimpleNamespace, tree: Node, importance: Letter = r) -> Node:
    """A row of the samples' quantities, each weighed with its sample."""
    return tree if given.sample_weights is None else function("⊙", importance, tree)


def penalised(given: SimpleNamespace) -> Node:
    """The diagonal of what λ weighs: every parameter, or all but the bias."""
    size = width(given)
    if given.penalise_bias or not given.intercept:
        return function("identity", size)
    rows = [[int(i == j < size - 1) for j in range(size)] for i in range(size)]
    return Op("matrix", tuple(Op("row", tuple(Num(x) for x in row)) for row in rows))


def _normal_equations(given: SimpleNamespace) -> Lines:
    left: Node = A.T if given.sample_weights is None else function("⊙", A.T, r)
    yield Step(S, left * A, _("left side of the normal equations AᵀA", "正规方程的左边 AᵀA") if given.sample_weights is None else
               _("left side of the normal equations, each sample weighed: AᵀRA", "正规方程的左边，各样本加权：AᵀRA"))  # fmt: skip
    system: Letter = S
    if given.penalty:
        yield Step(D, penalised(given), _("what is penalised", "受惩罚的参数"))
        yield Step(S_D, S + lam * D, _("λ on the diagonal", "对角线上加 λ"))
        system = S_D
    yield Step(v, weighted(given, y) * A, _("right side, as a row", "正规方程的右边（写成行）"))
    yield Step(theta_end, function("solve", system, v), _("the solution: weights, then the bias", "解：权重在前，偏置在后") if given.intercept
               else _("the solution", "解"))  # fmt: skip


def factor(convention: str) -> Fraction | int:
    """What stands before the sum of squares, beside 1/N where the mean is taken."""
    return 1 if convention == "mse" else Fraction(1, 2)


def risk(given: SimpleNamespace, convention: str) -> Node:
    """The objective that is minimised."""
    squares = function("sum", weighted(given, e**2))
    data = {"course": squares / 2, "mean": squares / (2 * N), "mse": squares / N}[convention]
    if not given.penalty:
        return data
    size: Node = function("norm", theta_end if given.penalise_bias or not given.intercept else w_end)
    return data + lam / 2 * size**2


def _risk_says(given: SimpleNamespace) -> Text:
    return {
        "course": _("empirical risk ½ Σ (y − ŷ)²", "经验风险 ½ Σ (y − ŷ)²"),
        "mean": _("risk 1/(2N) Σ (y − ŷ)²", "风险 1/(2N) Σ (y − ŷ)²"),
        "mse": _("risk 1/N Σ (y − ŷ)²", "风险 1/N Σ (y − ŷ)²"),
    }[given.convention]


def slope(given: SimpleNamespace, t: int, convention: str, over: Node | None = None) -> Node:
    """The gradient in step t, of the samples it sees; `over` replaces their number."""
    part, number = in_batches(given), n_t[t] if in_batches(given) else N
    data = weighted(given, e[t], r[t] if part else r) * (A[t] if part else A)
    by = number if over is None else over
    pull = {"course": -data, "mean": -data / by, "mse": -(2 * data) / by}[convention]
    if not given.penalty:
        return pull
    return pull + lam * theta[t - 1] if given.penalise_bias or not given.intercept else pull + lam * theta[t - 1] * D


def miss(given: SimpleNamespace, t: int, at: int) -> Node:
    """The residuals in step t, of the parameters after step `at`."""
    return y[t] - theta[at] * A[t].T if in_batches(given) else y - theta[at] * A.T


def _descent(given: SimpleNamespace) -> Lines:
    if given.penalty and given.intercept and not given.penalise_bias:
        yield Step(D, penalised(given), _("what is penalised", "受惩罚的参数"))
    if given.start is None:
        yield Do(
            theta[0],
            lambda _known: Grid([[0] * width(given)]),
            (),
            _("the start: all parameters 0", "初值：参数全为 0"),
        )
    for t, chosen in enumerate(seen(given, given.x.shape[0]), 1):
        group = of_step(t, chosen) if in_batches(given) else _("step {t}", "第 {t} 步")(t=t)
        if in_batches(given):
            yield from _batch(given, t, chosen, group)
        yield Step(e[t], miss(given, t, t - 1), _("residuals y − ŷ", "残差 y − ŷ"), group)
        yield Step(g[t], slope(given, t, given.convention), _("gradient of the risk", "风险的梯度"), group)
        yield Step(theta[t], theta[t - 1] - alpha * g[t], _("a step against the gradient", "沿负梯度方向走一步"), group)
    yield Step(g_end, g[given.steps], _("the last gradient", "最后一步的梯度"))
    yield Step(theta_end, theta[given.steps], _("the parameters in the end: weights, then the bias", "最后的参数：权重在前，偏置在后")
               if given.intercept else _("the parameters in the end", "最后的参数"))  # fmt: skip
    yield from _path(given)


def _batch(given: SimpleNamespace, t: int, chosen: tuple[int, ...], group: Text) -> Lines:
    """The samples of a step: their features, targets and importance."""
    yield chosen_rows(A[t], A, chosen, _("its samples", "这一批样本"), group)
    yield chosen_entries(y[t], y, chosen, _("their targets", "它们的目标值"), group)
    if given.sample_weights is not None:
        yield chosen_entries(r[t], r, chosen, _("their weights", "它们的权重"), group)
    yield Step(n_t[t], Num(len(chosen)), _("samples of the batch", "该批样本数"), group)


def _path(given: SimpleNamespace) -> Lines:
    """Parameters and risk, on all the data, after every step."""
    every = tuple(theta[t] for t in range(given.steps + 1))
    yield Do(
        path,
        lambda known: Grid(known[at].rows[0] for at in every),
        every,
        _("the parameters, from the start on", "从初值起各步的参数"),
    )
    uses = (path, A, y, N, *((r,) if given.sample_weights is not None else ()), *((lam,) if given.penalty else ()))
    why = _(
        "the risk on all samples: where it grows, the steps are too large", "全部样本上的风险：若在增大，说明步长太大"
    )
    yield Do(risks, risks_along(given, given.convention), uses, why, table=_path_table(given))


def risks_along(given: SimpleNamespace, convention: str) -> Any:
    """The procedure that finds the risk of every row of the path."""

    def at(known: Known, row: tuple[Any, ...]) -> Any:
        env = dict(known) | {theta_end: Grid([row]), w_end: Grid([row[: given.x.shape[1]]])}
        return evaluate(risk(given, convention), env | {e: evaluate(y - theta_end * A.T, env)})

    return lambda known: Grid([[at(known, row) for row in known[path].rows]])


def _path_table(given: SimpleNamespace) -> Any:
    chosen = ["", *(", ".join(map(str, part)) for part in seen(given, given.x.shape[0]))]

    def table(value: Grid, known: Known) -> Table:
        names = [*(f"w{j}" for j in range(1, given.x.shape[1] + 1)), *(["b"] if given.intercept else [])]
        head: tuple[Text | str, ...] = (_("step", "步"), _("samples", "样本"), *names, "R")
        rows = zip(chosen, known[path].rows, value.rows[0], strict=True)
        return Table(head, tuple((t, which, *at, cost) for t, (which, at, cost) in enumerate(rows)))

    return table


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Least squares by an orthogonal factorisation; descent along complex-step slopes of a risk summed in loops."""
    import numpy as np

    from dlstudy.reference.complex_step import complex_step
    from dlstudy.reference.linear_regression import fit, risk

    x, targets = array(given.x), array(given.targets)[0]
    n, d = x.shape
    points = np.hstack([x, np.ones((n, 1))]) if given.intercept else x
    r_row = np.ones(n) if given.sample_weights is None else array(given.sample_weights)[0]
    ridge = np.full(points.shape[1], float(given.penalty))
    if given.intercept and not given.penalise_bias:
        ridge[-1] = 0
    scale = float(factor(given.convention)) / (1 if given.convention == "course" else n)

    def value(w: Any) -> Any:
        return risk(points, targets, r_row, ridge, w, scale)

    if given.method == "gradient":
        found = np.zeros(points.shape[1]) if given.start is None else array(given.start)[0]
        visited = [found]
        for part in cut_again(given, n):
            share = scale if given.convention == "course" else scale * n / len(part)
            slopes = complex_step(lambda w: risk(points[part], targets[part], r_row[part], ridge, w, share), found)  # noqa: B023
            found = found - float(given.learning_rate) * slopes
            visited.append(found)
    else:
        found = fit(points, targets, r_row, ridge)
    residuals = targets - points @ found
    result = {"parameters": found, "weights": found[:d], "predictions": points @ found, "residuals": residuals,
              "risk": float(value(found)), "mse": float(np.mean(residuals**2))}  # fmt: skip
    if given.intercept:
        result["bias"] = found[d]
    if given.method == "gradient":
        result |= {"gradient": slopes, "path": np.array(visited), "risks": np.array([float(value(w)) for w in visited])}
    return result
