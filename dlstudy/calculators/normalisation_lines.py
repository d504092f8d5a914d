"""What batch and layer normalisation share: the lines of one group of values, forward and backward, and their letters."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Real
from dlstudy.symbolic.tree import Letter, Node, function, letters, sqrt

X, E, N, gamma, beta, epsilon = letters("X E N gamma beta epsilon")
x, mu, var, x_hat, y, e, d, dx, g_gamma, g_beta = letters("x mu var x_hat y e d dx g_gamma g_beta")
Y, X_hat, Mu, Var, DX, DG, DB = letters("Y X_hat mu_all var_all DX DG DB")

Lines = Generator[Step | Do, Any, None]
OPTIONAL = (
    Array(gamma, "gamma", _("scale, one per feature (1)", "缩放参数 γ，每个特征一个（默认 1）"), shape=("features",)),
    Array(beta, "beta", _("shift, one per feature (0)", "平移参数 β，每个特征一个（默认 0）"), shape=("features",)),
)
UPSTREAM = Array(
    E,
    "upstream",
    _(
        "gradient of the loss with respect to the output: the backward pass is worked too",
        "损失对输出的梯度；给出时一并计算反向传播",
    ),
    shape=("samples", "features"),
)


def epsilon_param(text: Text) -> Real:
    """The parameter ε."""
    return Real(epsilon, "epsilon", text, low=0)


def standardised(i: int, group: Text, mean_why: Text) -> Lines:
    """Mean, variance and standardised values of group i, whose values are the row x[i]."""
    yield Step(mu[i], function("sum", x[i]) / N, mean_why, group)
    yield Step(
        var[i], function("sum", (x[i] - mu[i]) ** 2) / N, _("their variance, divided by N", "方差，除以 N"), group
    )
    yield scaled(i, mu[i], var[i], group)


def scaled(i: int, mean: Node, variance: Node, group: Text) -> Step:
    """The standardised values of group i."""
    why = _("mean subtracted, divided by the standard deviation", "减去均值，除以标准差")
    return Step(x_hat[i], (x[i] - mean) / sqrt(variance + epsilon), why, group)


def back_to_inputs(i: int, by_standardised: Node, scale: Node | None, group: Text) -> Step:
    """The gradient by the inputs of group i, whose mean and variance depend on every one of them."""
    spread = N * by_standardised - function("sum", by_standardised)
    through = spread - x_hat[i] * function("sum", function("⊙", by_standardised, x_hat[i]))
    whole = through / (N * sqrt(var[i] + epsilon))
    why = _(
        "gradient with respect to the inputs: also through their mean and their variance",
        "对输入的梯度：还要经过均值与方差",
    )
    return Step(dx[i], whole if scale is None else scale * whole, why, group)


def stacked(symbol: Letter, parts: list[Letter], columns: bool, why: Text) -> Step:
    """The groups' rows one below the other; side by side where a group is a column."""
    whole = function("stack", *parts)
    return Step(symbol, whole.T if columns else whole, why)


def constant(grid: Grid, by_columns: bool) -> bool:
    """Whether some group has no spread."""
    rows = zip(*grid.rows, strict=True) if by_columns else grid.rows
    return any(len(set(row)) == 1 for row in rows)
