"""Linear regression: least squares, ridge, weighted least squares, exactly; or gradient descent by hand."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.linreg_lines import (
    S_D,
    A,
    D,
    E_mean,
    R,
    S,
    b_end,
    e,
    g,
    g_end,
    lam,
    miss,
    path,
    penalised,
    r,
    reference,
    risk,
    risks,
    risks_along,
    slope,
    steps,
    theta,
    theta_end,
    v,
    w_end,
    width,
    y_hat,
)
from dlstudy.calculators.minibatches import batch_param, batches_fit, in_batches, order_param, steps_param, told
from dlstudy.calculators.samples import N, X, only_numbers, rate, samples_array, unmixed, y
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.equations import solve
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Flag, Real
from dlstudy.symbolic.tree import Letter, function

EXAMPLE = {"x": Grid([[1], [2], [3], [4]]), "targets": Grid([[6, 5, 7, 10]])}


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """The gradient of the last step is an output of descent alone; the example never mixes with given data."""
    only_numbers(values)
    unmixed(values, EXAMPLE)
    if values["start"] is not None and values["method"] != "gradient":
        raise LearnerError(_("start belongs to method gradient", "start 只用于梯度下降（method gradient）"))
    if told(values) and values["method"] != "gradient":
        raise LearnerError(
            _("batch_size and order belong to method gradient", "batch_size 与 order 只用于梯度下降（method gradient）")
        )
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """As many drawn targets as there are samples."""
    if isinstance(values["targets"], Grid):
        param = CALCULATOR.param("x")
        assert param
        x = values["x"] if isinstance(values["x"], Grid) else param.read(values["x"])
        values["targets"] = Grid([[rng.randint(-2, 6) for _row in x.rows]])
    return values


def _solvable(given: SimpleNamespace) -> bool:
    """Whether the normal equations have one solution."""
    if given.method == "gradient":
        return True
    rows = [(*row, 1) if given.intercept else row for row in given.x.rows]
    importance = [1] * len(rows) if given.sample_weights is None else given.sample_weights.rows[0]
    left = Grid(zip(*[[weight * x for x in row] for row, weight in zip(rows, importance, strict=True)], strict=True))
    system = left.product(Grid(rows))
    if given.penalty:
        diagonal: Grid = evaluate(penalised(given), {})
        system = system.combine(diagonal, lambda p, q: p + given.penalty * q)
    try:
        solve(system, Grid([[1] * width(given)]))
    except LearnerError:
        return False
    return True


def _starts_right(given: SimpleNamespace) -> bool:
    return given.start is None or given.start.shape[1] == width(given)


def _direct(given: SimpleNamespace) -> bool:
    return bool(given.method == "least-squares")


def _descends(given: SimpleNamespace) -> bool:
    return bool(given.method == "gradient")


def _forgot_weights(given: SimpleNamespace) -> dict[Letter, Any]:
    if _direct(given):
        return {S: A.T * A, v: y * A}
    plain = SimpleNamespace(**vars(given) | {"sample_weights": None})
    return {g: lambda t: slope(plain, t, given.convention)}


def _other_scale(convention: str) -> Any:
    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        found: dict[Letter, Any] = {R: risk(given, convention)}
        if not _descends(given):
            return found
        return found | {g: lambda t: slope(given, t, convention), risks: lambda: risks_along(given, convention)}

    return swap


def _scaled_by(convention: str) -> Any:
    return lambda given: given.convention != convention


MISTAKES = (
    Mistake("not-inverted", _("the parameters solve AᵀA θ = Aᵀy: multiply by the inverse, not by AᵀA", "参数是方程 AᵀAθ = Aᵀy 的解：要乘逆矩阵，而不是乘 AᵀA"),
            lambda u: {theta_end: v * (S_D if u.penalty else S)}, _direct),
    Mistake("no-column-of-ones", _("without the column of ones the line is forced through the origin", "不加全 1 列，直线就只能过原点"),
            {A: X, y_hat: theta_end * X.T, b_end: lambda: lambda _known: 0}, lambda u: _direct(u) and u.intercept and not u.penalty),
    Mistake("not-averaged", _("a mean: the sum of squares is divided by N", "均方误差是平均：平方和要除以 N"), {E_mean: function("sum", e**2)}),
    Mistake("not-squared", _("residuals of both signs cancel: they are squared first", "正负残差会互相抵消：要先平方再平均"), {E_mean: function("sum", e) / N}),
    Mistake("forgot-penalty", _("ridge regression adds λ to the diagonal", "岭回归要在对角线上加 λ"), {S_D: S}, lambda u: _direct(u) and bool(u.penalty)),
    Mistake("penalty-everywhere", _("λI: only the diagonal gets λ", "加的是 λI，只有对角线上有 λ"), {S_D: S + lam}, lambda u: _direct(u) and bool(u.penalty)),
    Mistake("penalty-subtracted", _("λ is added: it pulls the weights to 0", "λ 是加上去的，使权重变小"), {S_D: S - lam * D}, lambda u: _direct(u) and bool(u.penalty)),
    Mistake("forgot-weights", _("each sample counts r times, on both sides of the equations", "每个样本都要乘上权重 r，方程两边都要"), _forgot_weights,
            lambda u: u.sample_weights is not None),
    Mistake("weights-on-one-side", _("the weights r stand on both sides: AᵀRA θ = AᵀRy", "权重 r 在两边都出现：AᵀRAθ = AᵀRy"), {v: y * A},
            lambda u: _direct(u) and u.sample_weights is not None),
    Mistake("weights-squared", _("r weighs the square once; it is not squared with it", "r 只乘在平方误差外面，不随之平方"),
            {S: function("⊙", function("⊙", A.T, r), r) * A, v: function("⊙", r, function("⊙", r, y)) * A},
            lambda u: _direct(u) and u.sample_weights is not None),
    Mistake("gradient-sign", _("the gradient is −Σ x(y − ŷ), with a minus", "梯度是 −Σ x(y − ŷ)，前面有负号"),
            lambda u: {g: lambda t: -slope(u, t, u.convention)}, lambda u: _descends(u) and not u.penalty),
    Mistake("forgot-rate", _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"), lambda u: {theta[t]: theta[t - 1] - g[t] for t in range(1, u.steps + 1)},
            lambda u: _descends(u) and u.learning_rate != 1),
    Mistake("one-sample", _("batch descent sums over all samples", "批量梯度下降要对全部样本求和"),
            {g: lambda t: -function("sum", function("columns", e[t], 1, 1)) * function("rows", A, 1, 1)}, lambda u: _descends(u) and not u.penalty and not in_batches(u)),
    Mistake("always-from-the-start", _("each step goes on from the parameters of the step before", "每一步都从上一步的参数出发"),
            lambda u: {e[t]: miss(u, t, 0) for t in range(2, u.steps + 1)}, lambda u: _descends(u) and u.steps > 1),
    Mistake("divided-by-all", _("a batch is averaged over its own samples", "小批量的梯度除以该批的样本数，不是除以总样本数"),
            lambda u: {g: lambda t: slope(u, t, u.convention, N)}, lambda u: _descends(u) and in_batches(u) and u.convention != "course"),
    Mistake("half-sum", _("½ Σ, not divided by N (nndl eq. 2.35)", "取 ½ Σ，不除以 N（nndl 式 2.35）"), _other_scale("course"), _scaled_by("course"), convention=True),
    Mistake("half-mean", _("1/(2N) Σ, the mean of ½(y − ŷ)² (d2l)", "取 1/(2N) Σ，即 ½(y − ŷ)² 的平均（d2l）"), _other_scale("mean"), _scaled_by("mean"), convention=True),
    Mistake("mean", _("1/N Σ, without ½ (PyTorch's MSELoss)", "取 1/N Σ，无 1/2（PyTorch 的 MSELoss）"), _other_scale("mse"), _scaled_by("mse"), convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="linreg",
    title=_("Linear regression", "线性回归"),
    topic="linear-regression",
    source="nndl section 2.3 (least squares, ridge regression; risk ½‖y − Xᵀw‖², eq. 2.35) and exercise 2-2 (weighted)",
    summary=_(
        "Least squares, ridge and weighted least squares solved exactly, or gradient descent step by step.",
        "最小二乘、岭回归、加权最小二乘的精确解，或梯度下降的逐步计算。",
    ),
    params=(
        samples_array(EXAMPLE["x"], entries=(0, 1, 2, 3)),
        Array(y, "targets", _("the target of each sample", "各样本的目标值"), shape=("samples",), default=EXAMPLE["targets"], required=True),
        Array(r, "sample_weights", _("weighted least squares: the importance r of each sample", "加权最小二乘：各样本的权重 r"), shape=("samples",)),
        Choice(Letter("method"), "method", _("how the parameters are found", "求解方法"), default="least-squares", options={
            "least-squares": _("the normal equations, exactly", "解正规方程（精确）"),
            "gradient": _("gradient descent", "梯度下降"),
        }),
        Flag(Letter("intercept"), "intercept", _("learn a bias too", "同时学习偏置"), default=True),
        Real(lam, "penalty", _("ridge regression: λ of ½λ‖w‖²", "岭回归：½λ‖w‖² 的系数 λ"), default=0, low=0),
        Flag(Letter("penalise_bias"), "penalise_bias", _("the penalty counts the bias too (nndl's augmented w; scikit-learn: no)",
                                                         "正则项也包含偏置（nndl 的增广向量；scikit-learn 不含）"), default=True),
        rate(Fraction(1, 100)),
        Array(theta[0], "start", _("gradient descent: parameters to start from, the bias last (0)", "梯度下降的初值，偏置在最后（默认为 0）"), shape=("parameters",)),
        steps_param(2),
        batch_param(),
        order_param(),
        Choice(Letter("convention"), "convention", _("what stands before the sum of squares", "平方和前的系数"), default="course", options={
            "course": _("½, not divided by N (nndl)", "½，不除以 N（nndl）"),
            "mean": _("1/(2N) (d2l)", "1/(2N)（d2l）"),
            "mse": _("1/N (PyTorch's MSELoss)", "1/N（PyTorch 的 MSELoss）"),
        }),
    ),
    outputs=(
        Output(theta_end, "parameters", _("parameters, the bias last", "参数，偏置在最后"), "vector"),
        Output(w_end, "weights", _("weights", "权重"), "vector"),
        Output(b_end, "bias", _("bias", "偏置")),
        Output(g_end, "gradient", _("last gradient", "最后一步的梯度"), "vector"),
        Output(path, "path", _("parameters, step by step", "各步的参数"), "matrix"),
        Output(risks, "risks", _("risk, step by step", "各步的风险"), "vector"),
        Output(y_hat, "predictions", _("predictions", "预测值"), "vector"),
        Output(e, "residuals", _("residuals y − ŷ", "残差 y − ŷ"), "vector"),
        Output(R, "risk", _("risk", "风险")),
        Output(E_mean, "mse", _("mean squared error", "均方误差")),
    ),
    rules=(
        Rule(lambda u: u.sample_weights is None or all(x >= 0 for x in u.sample_weights.rows[0]), _("weights of samples are not negative", "样本权重不能为负")),
        Rule(_starts_right, _("start: one number for each parameter, the bias last", "start：每个参数一个初值，偏置在最后")),
        Rule(lambda u: batches_fit(u, u.x.shape[0]), _("batches are made of the samples", "批量由给定样本组成")),
        Rule(_solvable, _("there is no single solution: too few samples, or columns that depend on each other; a penalty helps",
                          "解不唯一：样本太少或各列线性相关，可加正则项")),
        Rule(lambda u: u.convention == "course" or u.method == "gradient" or not u.penalty,
             _("the exact ridge solution is that of ½ Σ (convention course)", "岭回归的精确解按 ½ Σ 的形式（convention course）")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"x": "1; 2; 3; 4", "targets": "6 5 7 10"}, {"weights": Grid([[1.4]]), "bias": 3.5, "mse": 1.05},
                "Wikipedia, “Linear least squares”, four points; sum of squares 4.2"),
        Example({"x": "1 1; 1 2; 2 2; 2 3", "targets": "6 8 9 11"}, {"weights": Grid([[1, 2]]), "bias": 3, "risk": 0},
                "scikit-learn documentation, LinearRegression"),
        Example({"x": "0 0; 0 0; 1 1", "targets": "0 0.1 1", "penalty": "0.5", "penalise_bias": False},
                {"weights": Grid([[0.34545455, 0.34545455]]), "bias": 0.136363636}, "scikit-learn user guide, Ridge", within=1e-8),
        Example({"x": "1 0; 0 1", "targets": "2 4", "penalty": 1, "intercept": False}, {"parameters": Grid([[1, 2]])},
                "Hastie et al. (2009), The Elements of Statistical Learning, table 3.4: orthonormal inputs shrink by 1/(1 + λ)"),
        Example({"x": "1; 2; 4; 3; 5", "targets": "1 3 3 2 5", "method": "gradient", "batch_size": 1, "steps": 20, "learning_rate": "0.01", "convention": "mean"},
                {"weights": Grid([[0.7904386102]]), "bias": 0.230897491}, "Brownlee (2016), “Linear Regression Tutorial Using Gradient Descent”", within=1e-8),
        Example({"x": "1; 1", "targets": "2 5", "sample_weights": "1 2", "intercept": False}, {"parameters": Grid([[4]])},
                "derived: of a constant alone the weighted mean (2 + 2 × 5)/3 is best"),
        Example({"x": "1; 2", "targets": "1 2", "penalty": 1, "intercept": False, "method": "gradient", "start": "1", "steps": 1, "learning_rate": "0.1"},
                {"parameters": Grid([[0.9]])}, "derived: the data are fitted at w = 1, only λw = 1 pulls"),
    ),
    usage=(
        "--x '1; 2; 3; 4' --targets '6 5 7 10'",
        "--x '1; 2; 3' --targets '1 2 4' --penalty 0.5",
        "--x '1; 2; 3' --targets '1 2 4' --sample-weights '1 1 3'",
        "--x '1; 2' --targets '1 3' --method gradient --start '0 0' --learning-rate 0.1 --steps 3",
        "--x '1; 2; 3' --targets '1 3 2' --method gradient --batch-size 1 --order '2 3 1' --steps 6 --learning-rate 0.1",
    ),
    sizes={"samples": (3, 4), "features": (1,)},
    derive=_derive,
    draw=_draw,
    exact_below=lambda u: u.x.shape[0] * width(u) * u.steps <= 20_000 and width(u) <= 40,
)  # fmt: skip
