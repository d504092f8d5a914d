"""The lines of batch normalisation, forward and backward, and the same by array operations."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.normalisation_lines import (
    DB,
    DG,
    DX,
    E,
    Lines,
    Mu,
    N,
    Var,
    X,
    X_hat,
    Y,
    back_to_inputs,
    beta,
    dx,
    e,
    epsilon,
    g_beta,
    g_gamma,
    gamma,
    mu,
    scaled,
    stacked,
    standardised,
    var,
    x,
    x_hat,
    y,
)
from dlstudy.calculators.samples import array, entry, gathered
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, sqrt

m, m_old, v_old, m_run, v_run, Mu_run, Var_run = letters("m mu_old var_old mu_run var_run mu_running var_running")
DEFAULTS = {
    "course": (Fraction(1, 10**5), Fraction(9, 10)),
    "pytorch": (Fraction(1, 10**5), Fraction(1, 10)),
    "keras": (Fraction(1, 1000), Fraction(99, 100)),
}
FEATURE = _("feature {j}", "特征 {j}")


def by_columns(given: SimpleNamespace) -> bool:
    """Whether a feature's values stand in a column."""
    return bool(given.layout == "rows")


def size_of(given: SimpleNamespace) -> tuple[int, int]:
    """Samples and features."""
    shape = given.x.shape if by_columns(given) else given.x.shape[::-1]
    return int(shape[0]), int(shape[1])


def of_feature(given: SimpleNamespace, whole: Letter, j: int) -> Node:
    return function("columns", whole, j, j).T if by_columns(given) else function("rows", whole, j, j)


def steps(given: SimpleNamespace) -> Lines:
    samples, features = size_of(given)
    every = range(1, features + 1)
    yield Step(N, Num(samples), _("samples in the batch", "批量中的样本数"))
    for j in every:
        yield from _forward(given, j, FEATURE(j=j))
    if given.phase == "train":
        yield gathered(Mu, [mu[j] for j in every], _("all means", "全部均值"))
        yield gathered(Var, [var[j] for j in every], _("all variances", "全部方差"))
        yield gathered(Mu_run, [m_run[j] for j in every], _("all running means", "全部移动平均均值"))
        yield gathered(Var_run, [v_run[j] for j in every], _("all running variances", "全部移动平均方差"))
    yield stacked(X_hat, [x_hat[j] for j in every], by_columns(given), _("all standardised values", "全部标准化值"))
    yield stacked(Y, [y[j] for j in every], by_columns(given), _("the layer's output", "该层的输出"))
    if given.upstream is not None:
        yield from _backward(given, features)


def _forward(given: SimpleNamespace, j: int, group: Text) -> Lines:
    yield Step(
        x[j], of_feature(given, X, j), _("this feature's values, over the batch", "该特征在批量中的全部取值"), group
    )
    yield entry(m_old[j], m_old, j, _("running mean before", "原有的移动平均均值"), group)
    yield entry(v_old[j], v_old, j, _("running variance before", "原有的移动平均方差"), group)
    if given.phase == "train":
        yield from standardised(j, group, _("mean over the batch", "批量内的均值"))
    else:
        yield scaled(j, m_old[j], v_old[j], group)
    if given.gamma is not None:
        yield entry(gamma[j], gamma, j, _("scale of this feature", "该特征的缩放参数"), group)
    if given.beta is not None:
        yield entry(beta[j], beta, j, _("shift of this feature", "该特征的平移参数"), group)
    yield Step(y[j], affine(given, j), _("scaled and shifted by what is learnt", "用可学习的参数缩放和平移"), group)
    if given.phase == "train":
        yield Step(
            m_run[j], mixed(given, m_old[j], mu[j]), _("running mean, for inference", "移动平均均值，供推断使用"), group
        )
        yield Step(
            v_run[j],
            mixed(given, v_old[j], counted(given, j)),
            _("running variance, for inference", "移动平均方差，供推断使用"),
            group,
        )


def affine(given: SimpleNamespace, j: int) -> Node:
    """γ x̂ + β, of what is given."""
    whole: Node = x_hat[j] if given.gamma is None else gamma[j] * x_hat[j]
    return whole if given.beta is None else whole + beta[j]


def counted(given: SimpleNamespace, j: int) -> Node:
    """The variance that enters the running average: PyTorch's divided by N − 1."""
    return N / (N - 1) * var[j] if given.convention == "pytorch" else var[j]


def mixed(given: SimpleNamespace, old: Node, new: Node, turned: bool = False) -> Node:
    """The running average; m weighs the old value, in PyTorch the new one."""
    if (given.convention == "pytorch") != turned:
        return (1 - m) * old + m * new
    return m * old + (1 - m) * new


def _backward(given: SimpleNamespace, features: int) -> Lines:
    every = range(1, features + 1)
    for j in every:
        group = FEATURE(j=j)
        yield Step(
            e[j],
            of_feature(given, E, j),
            _("gradient with respect to this feature's outputs", "损失对该特征输出的梯度"),
            group,
        )
        yield Step(g_beta[j], function("sum", e[j]), _("gradient with respect to β", "对 β 的梯度"), group)
        yield Step(
            g_gamma[j],
            function("sum", function("⊙", e[j], x_hat[j])),
            _("gradient with respect to γ", "对 γ 的梯度"),
            group,
        )
        scale = None if given.gamma is None else gamma[j]
        if given.phase == "train":
            yield back_to_inputs(j, e[j], scale, group)
        else:
            why = _("gradient with respect to the inputs: the statistics are constants", "对输入的梯度：统计量是常数")
            yield Step(dx[j], plain_back(given, j), why, group)
    yield stacked(
        DX, [dx[j] for j in every], by_columns(given), _("gradient with respect to the inputs", "对输入的梯度")
    )
    yield gathered(DG, [g_gamma[j] for j in every], _("gradient with respect to the scale", "对 γ 的梯度"))
    yield gathered(DB, [g_beta[j] for j in every], _("gradient with respect to the shift", "对 β 的梯度"))


def plain_back(given: SimpleNamespace, j: int) -> Node:
    """The gradient by the inputs as if mean and variance did not depend on them."""
    spread = var[j] if given.phase == "train" else v_old[j]
    return (e[j] if given.gamma is None else gamma[j] * e[j]) / sqrt(spread + epsilon)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Array operations over the batch's axis; gradients by complex steps."""
    import numpy as np

    from dlstudy.reference.normalisation import backward, moments, normalised, running

    data = array(given.x) if by_columns(given) else array(given.x).T
    old = array(given.running_mean)[0], array(given.running_var)[0]
    known = None if given.phase == "train" else old
    scale = np.ones(data.shape[1]) if given.gamma is None else array(given.gamma)[0]
    shift = np.zeros(data.shape[1]) if given.beta is None else array(given.beta)[0]
    hat = normalised(data, 0, float(given.epsilon), known)
    found = {"standardised": hat, "output": scale * hat + shift}
    if given.upstream is not None:
        above = array(given.upstream) if by_columns(given) else array(given.upstream).T
        found |= backward(data, above, scale, shift, 0, float(given.epsilon), known)
    if not by_columns(given):
        found |= {name: found[name].T for name in ("standardised", "output", "grad_x") if name in found}
    if known is None:
        mean, variance = moments(data, 0)
        keep = float(given.momentum) if given.convention != "pytorch" else 1 - float(given.momentum)
        newer = data.var(axis=0, ddof=1) if given.convention == "pytorch" else variance
        found |= {"mean": mean, "variance": variance}
        found |= {"running_mean": running(old[0], mean, keep), "running_var": running(old[1], newer, keep)}
    return found
