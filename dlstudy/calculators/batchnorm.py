"""Batch normalisation: each feature standardised over the batch; running averages; inference; the backward pass."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.batchnorm_lines import (
    DEFAULTS,
    Mu_run,
    Var_run,
    by_columns,
    counted,
    m,
    m_old,
    m_run,
    mixed,
    plain_back,
    reference,
    size_of,
    steps,
    v_old,
    v_run,
)
from dlstudy.calculators.normalisation_lines import (
    DB,
    DG,
    DX,
    OPTIONAL,
    UPSTREAM,
    Mu,
    N,
    Var,
    X,
    X_hat,
    Y,
    beta,
    constant,
    dx,
    epsilon,
    epsilon_param,
    gamma,
    mu,
    var,
    x,
    x_hat,
    y,
)
from dlstudy.calculators.samples import only_numbers
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, function, sqrt


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    only_numbers(values)
    if values["phase"] == "train" and values["layout"] == "rows" and values["x"].shape[0] == 1:
        for name in ("x", "upstream"):  # of one sample there would be no statistics: it is one feature over the batch
            values[name] = None if values[name] is None else values[name].T
    usual_epsilon, usual_momentum = DEFAULTS[values["convention"]]
    values["epsilon"] = usual_epsilon if values["epsilon"] is None else values["epsilon"]
    values["momentum"] = usual_momentum if values["momentum"] is None else values["momentum"]
    features = values["x"].shape[0 if values["layout"] == "columns" else 1]
    for name, usual in (("running_mean", 0), ("running_var", 1)):
        values[name] = Grid([[usual] * features]) if values[name] is None else values[name]
    return values


def _training(given: SimpleNamespace) -> bool:
    return bool(given.phase == "train")


def _batch_statistics(given: SimpleNamespace) -> dict[Letter, Any]:
    mean = {j: function("sum", x[j]) / N for j in range(1, size_of(given)[1] + 1)}
    return {x_hat: lambda j: (x[j] - mean[j]) / sqrt(function("sum", (x[j] - mean[j]) ** 2) / N + epsilon)}


def _swap_scale(form: Any) -> Any:
    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        mean, spread = (mu, var) if _training(given) else (m_old, v_old)
        return {x_hat: lambda j: form(x[j] - mean[j], spread[j])}

    return swap


MISTAKES = (
    Mistake("unbiased-variance", _("the batch's variance is divided by N, not N − 1", "批量方差除以 N，而不是 N − 1"),
            {var: lambda j: function("sum", (x[j] - mu[j]) ** 2) / (N - 1)}, _training),
    Mistake("no-root", _("divide by the standard deviation, not by the variance", "应除以标准差，而不是方差"),
            _swap_scale(lambda top, spread: top / (spread + epsilon))),
    Mistake("variance-not-squared", _("the variance averages the squared deviations", "方差是离差平方的平均"),
            {var: lambda j: function("sum", function("abs", x[j] - mu[j])) / N}, _training),
    Mistake("mean-kept", _("the mean is subtracted first", "要先减去均值"),
            _swap_scale(lambda top, spread: top.args[0] / sqrt(spread + epsilon))),
    Mistake("scale-forgotten", _("the output is scaled by γ and shifted by β", "输出还要用 γ 缩放、用 β 平移"),
            {y: lambda j: x_hat[j]}, lambda v: v.gamma is not None or v.beta is not None),
    Mistake("shift-scaled", _("γ scales x̂ alone; β is added after", "γ 只乘 x̂，β 是之后加上的"),
            {y: lambda j: gamma[j] * (x_hat[j] + beta[j])}, lambda v: v.gamma is not None and v.beta is not None),
    Mistake("batch-at-inference", _("at inference the running averages are used, not the batch's statistics",
                                    "推断时用移动平均的统计量，而不是当前批量的"),
            _batch_statistics, lambda v: not _training(v)),
    Mistake("momentum-turned", _("m weighs the old average in the course and Keras, the new value in PyTorch",
                                 "课程与 Keras 中 m 乘旧的平均值，PyTorch 中 m 乘新值"),
            lambda v: {m_run: lambda j: mixed(v, m_old[j], mu[j], turned=True),
                       v_run: lambda j: mixed(v, v_old[j], counted(v, j), turned=True)}, _training, convention=True),
    Mistake("running-variance-count", _("PyTorch's running variance divides by N − 1, the course's and Keras' by N",
                                        "PyTorch 的移动平均方差除以 N − 1，课程与 Keras 除以 N"),
            lambda v: {v_run: lambda j: mixed(v, v_old[j], var[j] if v.convention == "pytorch" else N / (N - 1) * var[j])},
            _training, convention=True),
    Mistake("statistics-constant", _("mean and variance depend on the inputs too: the gradient passes through them",
                                     "均值与方差也依赖输入，梯度还要经过它们"),
            lambda v: {dx: lambda j: plain_back(v, j)}, lambda v: v.upstream is not None and _training(v)),
)  # fmt: skip

CALCULATOR = Calculator(
    name="batchnorm",
    title=_("Batch normalisation", "批量归一化"),
    topic="batch-layer-norm",
    source="Ioffe & Szegedy (2015), algorithms 1 and 2; nndl eqs 7.43 to 7.46",
    summary=_(
        "Mean, variance and output of batch normalisation feature by feature, running averages, inference, gradients.",
        "逐特征计算批量归一化的均值、方差与输出，移动平均，推断，以及梯度。",
    ),
    params=(
        Array(X, "x", _("the layer's inputs; in training a single row is one feature's values over the batch",
                        "该层的输入；训练时只有一行则视为一个特征在批量中的取值"), shape=("samples", "features"), required=True,
              default=Grid([[1], [2], [3], [4]]), entries=(-2, -1, 0, 1, 2, 3, 4)),
        *OPTIONAL,
        UPSTREAM,
        Choice(Letter("phase"), "phase", _("training or inference", "训练或推断"), default="train", options={
            "train": _("the batch's own statistics", "用批量自身的统计量"),
            "inference": _("the running averages", "用移动平均的统计量")}),
        Array(m_old, "running_mean", _("running means before (0)", "原有的移动平均均值（0）"), shape=("features",)),
        Array(v_old, "running_var", _("running variances before (1)", "原有的移动平均方差（1）"), shape=("features",)),
        Real(m, "momentum", _("weight of the running averages (0.9; PyTorch 0.1, Keras 0.99)",
                              "移动平均的权重（0.9；PyTorch 0.1，Keras 0.99）"), low=0, high=1),
        epsilon_param(_("small constant inside the root (1e-5; Keras 1e-3)", "根号内的小常数（1e-5；Keras 1e-3）")),
        Choice(Letter("layout"), "layout", _("where a sample stands", "样本的排列方式"), default="rows", options={
            "rows": _("samples are rows", "每行一个样本"), "columns": _("samples are columns", "每列一个样本")}),
        Choice(Letter("convention"), "convention", _("whose running averages", "移动平均采用哪家的约定"), default="course",
               options={"course": _("m·old + (1 − m)·new, d2l's too", "m·旧 + (1 − m)·新，与动手学相同"),
                        "pytorch": _("(1 − m)·old + m·new, variance divided by N − 1", "(1 − m)·旧 + m·新，方差除以 N − 1"),
                        "keras": _("as in the course, with m = 0.99 and ε = 1e-3", "与课程相同，m = 0.99，ε = 1e-3")}),
    ),
    outputs=(
        Output(Y, "output", _("output", "输出"), "matrix"),
        Output(X_hat, "standardised", _("standardised values", "标准化值"), "matrix"),
        Output(Mu, "mean", _("means", "均值"), "vector"),
        Output(Var, "variance", _("variances", "方差"), "vector"),
        Output(Mu_run, "running_mean", _("running means", "移动平均均值"), "vector"),
        Output(Var_run, "running_var", _("running variances", "移动平均方差"), "vector"),
        Output(DX, "grad_x", _("gradient with respect to the inputs", "对输入的梯度"), "matrix"),
        Output(DG, "grad_gamma", _("gradient with respect to γ", "对 γ 的梯度"), "vector"),
        Output(DB, "grad_beta", _("gradient with respect to β", "对 β 的梯度"), "vector"),
    ),
    rules=(
        Rule(lambda v: v.phase == "inference" or size_of(v)[0] > 1,
             _("in training a batch needs two samples or more", "训练时批量至少要有两个样本")),
        Rule(lambda v: v.epsilon != 0 or v.phase == "inference" or not constant(v.x, by_columns(v)),
             _("a feature without spread needs an ε above 0", "某特征取值全相同，ε 必须大于 0")),
        Rule(lambda v: all(value >= 0 and value + v.epsilon > 0 for value in v.running_var.rows[0]),
             _("a running variance is not negative, and with ε not zero", "移动平均方差不能为负，与 ε 之和不能为零")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    sizes={"samples": (3, 4), "features": (1, 2)},
    mistakes=MISTAKES,
    examples=(
        Example({"x": "1;2;3;4", "convention": "pytorch"},
                {"output": Grid([[-1.341635], [-0.447212], [0.447212], [1.341635]]), "running_mean": 0.25,
                 "running_var": 1.066667}, "torch.nn.BatchNorm1d(1) in training mode", within=6e-7),
        Example({"x": "1 2; 2 3"}, {"output": Grid([[-1, -1], [1, 1]])},
                "d2l, section Transformer, batch normalisation of the 2 × 2 example", within=6e-5),
        Example({"x": "1;2;3;4", "gamma": "2", "beta": "1", "epsilon": 0, "upstream": "1;0;0;0"},
                {"grad_x": Grid([[0.536656], [-0.715542], [-0.178885], [0.357771]]), "grad_beta": 1, "grad_gamma": -1.341641},
                "Ioffe & Szegedy (2015), section 3, the chain rule by hand", within=6e-7),
        Example({"x": "3;5", "phase": "inference", "running_mean": "1", "running_var": "4", "epsilon": 0, "gamma": "2",
                 "beta": "1"}, {"output": Grid([[3], [5]])}, "Ioffe & Szegedy (2015), algorithm 2, by hand"),
    ),
    usage=(
        "--x '1, 2, 3, 4' --gamma 2 --beta 1 --epsilon 0",
        "--x '1 4; 3 0; 5 2' --convention pytorch",
        "--x '3;5' --phase inference --running-mean 1 --running-var 4",
    ),
)  # fmt: skip
