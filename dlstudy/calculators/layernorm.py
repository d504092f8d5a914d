"""Layer normalisation: each sample standardised over its own features; the backward pass."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.normalisation_lines import (
    DB,
    DG,
    DX,
    OPTIONAL,
    UPSTREAM,
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
    constant,
    d,
    dx,
    e,
    epsilon,
    epsilon_param,
    gamma,
    mu,
    stacked,
    standardised,
    var,
    x,
    x_hat,
    y,
)
from dlstudy.calculators.samples import array, gathered, only_numbers
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice
from dlstudy.symbolic.tree import Letter, Node, Num, function, sqrt, total

SAMPLE = _("sample {i}", "样本 {i}")
DEFAULTS = {"course": Fraction(1, 10**5), "pytorch": Fraction(1, 10**5), "keras": Fraction(1, 1000)}


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    only_numbers(values)
    values["epsilon"] = DEFAULTS[values["convention"]] if values["epsilon"] is None else values["epsilon"]
    return values


def _rows(given: SimpleNamespace) -> bool:
    """Whether a sample is a row."""
    return bool(given.layout == "rows")


def _size(given: SimpleNamespace) -> tuple[int, int]:
    """Samples and features."""
    shape = given.x.shape if _rows(given) else given.x.shape[::-1]
    return int(shape[0]), int(shape[1])


def _of_sample(given: SimpleNamespace, whole: Letter, i: int) -> Node:
    return function("rows", whole, i, i) if _rows(given) else function("columns", whole, i, i).T


def affine(given: SimpleNamespace, i: int) -> Node:
    """γ ⊙ x̂ + β, of what is given."""
    whole: Node = x_hat[i] if given.gamma is None else function("⊙", gamma, x_hat[i])
    return whole if given.beta is None else whole + beta


def steps(given: SimpleNamespace) -> Lines:
    samples, features = _size(given)
    every = range(1, samples + 1)
    yield Step(N, Num(features), _("features of a sample", "一个样本的特征数"))
    for i in every:
        group = SAMPLE(i=i)
        yield Step(
            x[i], _of_sample(given, X, i), _("this sample's values, over the layer", "该样本在这一层的全部取值"), group
        )
        yield from standardised(i, group, _("mean over the layer", "该层各单元的均值"))
        yield Step(y[i], affine(given, i), _("scaled and shifted by what is learnt", "用可学习的参数缩放和平移"), group)
    yield gathered(Mu, [mu[i] for i in every], _("all means", "全部均值"))
    yield gathered(Var, [var[i] for i in every], _("all variances", "全部方差"))
    yield stacked(X_hat, [x_hat[i] for i in every], not _rows(given), _("all standardised values", "全部标准化值"))
    yield stacked(Y, [y[i] for i in every], not _rows(given), _("the layer's output", "该层的输出"))
    if given.upstream is not None:
        yield from _backward(given, samples)


def _backward(given: SimpleNamespace, samples: int) -> Lines:
    every = range(1, samples + 1)
    for i in every:
        group = SAMPLE(i=i)
        yield Step(
            e[i],
            _of_sample(given, E, i),
            _("gradient with respect to this sample's outputs", "损失对该样本输出的梯度"),
            group,
        )
        yield Step(
            d[i],
            by_standardised(given, i),
            _("gradient with respect to the standardised values", "对标准化值的梯度"),
            group,
        )
        yield back_to_inputs(i, d[i], None, group)
    yield stacked(
        DX, [dx[i] for i in every], not _rows(given), _("gradient with respect to the inputs", "对输入的梯度")
    )
    yield Step(
        DG,
        total([function("⊙", e[i], x_hat[i]) for i in every]),
        _("gradient with respect to γ, summed over the samples", "对 γ 的梯度，对全部样本求和"),
    )
    yield Step(
        DB,
        total([e[i] for i in every]),
        _("gradient with respect to β, summed over the samples", "对 β 的梯度，对全部样本求和"),
    )


def by_standardised(given: SimpleNamespace, i: int) -> Node:
    """The gradient by x̂: through the scale."""
    return e[i] if given.gamma is None else function("⊙", gamma, e[i])


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Array operations over the layer's axis; gradients by complex steps."""
    import numpy as np

    from dlstudy.reference.normalisation import backward, moments, normalised

    data = array(given.x) if _rows(given) else array(given.x).T
    mean, variance = moments(data, 1)
    scale = np.ones(data.shape[1]) if given.gamma is None else array(given.gamma)[0]
    shift = np.zeros(data.shape[1]) if given.beta is None else array(given.beta)[0]
    hat = normalised(data, 1, float(given.epsilon))
    found = {"standardised": hat, "output": scale * hat + shift}
    if given.upstream is not None:
        above = array(given.upstream) if _rows(given) else array(given.upstream).T
        found |= backward(data, above, scale, shift, 1, float(given.epsilon))
    if not _rows(given):
        found |= {name: found[name].T for name in ("standardised", "output", "grad_x") if name in found}
    return {**found, "mean": mean, "variance": variance}


def _over_batch(given: SimpleNamespace) -> dict[Letter, Any]:
    """Batch normalisation instead: mean and variance of each feature over the samples."""
    count = _size(given)[0]
    mean = total([x[i] for i in range(1, count + 1)]) / count
    spread = total([(x[i] - mean) ** 2 for i in range(1, count + 1)]) / count
    rows = {i: _of_sample(given, X, i) for i in range(1, count + 1)}
    from dlstudy.symbolic.evaluate import substitute  # the formula is of X, since later samples are not known yet

    whole = {x[i]: rows[i] for i in rows}
    return {x_hat: lambda i: substitute((x[i] - mean) / sqrt(spread + epsilon), whole)}


MISTAKES = (
    Mistake("unbiased-variance", _("the layer's variance is divided by N, not N − 1", "方差除以 N，而不是 N − 1"),
            {var: lambda i: function("sum", (x[i] - mu[i]) ** 2) / (N - 1)}),
    Mistake("no-root", _("divide by the standard deviation, not by the variance", "应除以标准差，而不是方差"),
            {x_hat: lambda i: (x[i] - mu[i]) / (var[i] + epsilon)}),
    Mistake("mean-kept", _("the mean is subtracted first", "要先减去均值"), {x_hat: lambda i: x[i] / sqrt(var[i] + epsilon)}),
    Mistake("over-the-batch", _("layer normalisation goes over one sample's features, batch normalisation over the samples",
                                "层归一化在单个样本的各特征上进行；在各样本上进行的是批量归一化"), _over_batch,
            lambda v: _size(v)[0] > 1 and (v.epsilon != 0 or not constant(v.x, _rows(v)))),
    Mistake("scale-forgotten", _("the output is scaled by γ and shifted by β", "输出还要用 γ 缩放、用 β 平移"),
            {y: lambda i: x_hat[i]}, lambda v: v.gamma is not None or v.beta is not None),
    Mistake("epsilon-outside", _("ε stands inside the root", "ε 在根号内"),
            {x_hat: lambda i: (x[i] - mu[i]) / (sqrt(var[i]) + epsilon)}, lambda v: v.epsilon != 0),
    Mistake("statistics-constant", _("mean and variance depend on the inputs too: the gradient passes through them",
                                     "均值与方差也依赖输入，梯度还要经过它们"),
            {dx: lambda i: d[i] / sqrt(var[i] + epsilon)}, lambda v: v.upstream is not None),
)  # fmt: skip

CALCULATOR = Calculator(
    name="layernorm",
    title=_("Layer normalisation", "层归一化"),
    topic="batch-layer-norm",
    source="Ba, Kiros & Hinton (2016), eq. 3; nndl ch. 7",
    summary=_(
        "Mean, variance and output of layer normalisation sample by sample, and its gradients.",
        "逐样本计算层归一化的均值、方差与输出，以及梯度。",
    ),
    params=(
        Array(X, "x", _("the layer's inputs", "该层的输入"), shape=("samples", "features"), required=True,
              default=Grid([[1, 2, 3, 4]]), entries=(-2, -1, 0, 1, 2, 3, 4)),
        *OPTIONAL,
        UPSTREAM,
        epsilon_param(_("small constant inside the root (1e-5; Keras 1e-3)", "根号内的小常数（1e-5；Keras 1e-3）")),
        Choice(Letter("layout"), "layout", _("where a sample stands", "样本的排列方式"), default="rows", options={
            "rows": _("samples are rows", "每行一个样本"), "columns": _("samples are columns", "每列一个样本")}),
        Choice(Letter("convention"), "convention", _("whose ε, where none is given", "未给 ε 时采用哪家的默认值"),
               default="course", options={"course": _("1e-5, d2l's too", "1e-5，与动手学相同"),
                                          "pytorch": _("PyTorch's 1e-5", "PyTorch 的 1e-5"),
                                          "keras": _("Keras' 1e-3", "Keras 的 1e-3")}),
    ),
    outputs=(
        Output(Y, "output", _("output", "输出"), "matrix"),
        Output(X_hat, "standardised", _("standardised values", "标准化值"), "matrix"),
        Output(Mu, "mean", _("means", "均值"), "vector"),
        Output(Var, "variance", _("variances", "方差"), "vector"),
        Output(DX, "grad_x", _("gradient with respect to the inputs", "对输入的梯度"), "matrix"),
        Output(DG, "grad_gamma", _("gradient with respect to γ", "对 γ 的梯度"), "vector"),
        Output(DB, "grad_beta", _("gradient with respect to β", "对 β 的梯度"), "vector"),
    ),
    rules=(
        Rule(lambda v: _size(v)[1] > 1, _("a sample needs two features or more", "样本至少要有两个特征")),
        Rule(lambda v: v.epsilon != 0 or not constant(v.x, not _rows(v)),
             _("a sample without spread needs an ε above 0", "某样本各特征全相同，ε 必须大于 0")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    sizes={"samples": (1, 2, 3), "features": (3, 4)},
    mistakes=MISTAKES,
    examples=(
        Example({"x": "1 2; 2 3"}, {"output": Grid([[-1, 1], [-1, 1]])},
                "d2l, section Transformer, layer normalisation of the 2 × 2 example", within=6e-5),
        Example({"x": "1 2 3 4"}, {"output": Grid([[-1.341635, -0.447212, 0.447212, 1.341635]])}, "torch.nn.LayerNorm(4)",
                within=6e-7),
        Example({"x": "1 2 3 4", "gamma": "2 2 2 2", "beta": "1 1 1 1", "epsilon": 0, "upstream": "1 0 0 0"},
                {"grad_x": Grid([[0.536656, -0.715542, -0.178885, 0.357771]]), "grad_beta": Grid([[1, 0, 0, 0]])},
                "Ba, Kiros & Hinton (2016), eq. 3, the chain rule by hand", within=6e-7),
        Example({"x": "3 5 1; 0 2 4", "layout": "columns", "gamma": "2 1"},
                {"output": Grid([[2, 2, -2], [-1, -1, 1]])}, "two values are always a standard deviation from their mean",
                within=6e-5),
    ),
    usage=(
        "--x '1 2 3 4' --epsilon 0",
        "--x '1 2; 2 3' --gamma '2 1' --beta '0 1'",
        "--x '1 2 3 4' --upstream '1 0 0 0'",
    ),
)  # fmt: skip
