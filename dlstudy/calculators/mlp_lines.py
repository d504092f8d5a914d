"""The lines of a fully connected network: forward, error terms, gradients, one update.

z, a, δ and the layers' numbers are nndl's (section 4.4): a_0 is the input, δ_l = ∂L/∂z_l. Vectors are columns with the
weights on their left, or rows with the weights on their right (d2l); several samples stand side by side as such vectors.
"""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mlp_activations import ACTIVATIONS
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Node, Num, function, letters

x, y, t, u, n, W, b, z, a, s, delta, alpha, L, y_hat = letters("x y t u n W b z a s delta alpha L y_hat")
d_w, d_b, w_new, b_new = letters("dW db W_new b_new")
MOST_LAYERS = 4
Lines = Generator[Step | Do, Any, None]


def depth(given: SimpleNamespace) -> int:
    """The number of layers with weights."""
    return len(given.layers.sizes) - 1


def counts_only(given: SimpleNamespace) -> bool:
    """Whether there are sizes to count with, but no arrays."""
    return given.x is None


def by_rows(given: SimpleNamespace) -> bool:
    """Whether vectors are rows."""
    return bool(given.layout == "rows")


def sample_count(shape: tuple[int, int], width: int) -> int:
    """How many samples of this width an array holds: a row for each; one may stand as a column, several with one entry in a row."""
    if width > 1 and 1 in shape:
        return 1
    return shape[0] if shape[1] == width else shape[1]


def samples(given: SimpleNamespace) -> int:
    """How many samples there are; several are kept as rows, one as it stands in the formulas."""
    return sample_count(given.x.shape, given.layers.sizes[0])


def several(given: SimpleNamespace) -> bool:
    """Whether there is more than one sample."""
    return samples(given) > 1


def turned(given: SimpleNamespace) -> bool:
    """Whether the samples, typed as rows, are turned into columns."""
    return several(given) and not by_rows(given)


def activation(given: SimpleNamespace, layer: int) -> str:
    """The activation of a layer."""
    if given.activations is not None:
        return str(given.activations.split(", ")[layer - 1])
    return str(given.output_activation if layer == depth(given) else given.hidden_activation)


def fused(given: SimpleNamespace) -> bool:
    """Whether loss and last activation are taken together: their slopes cancel to output minus target."""
    return bool(given.loss == "cross-entropy")


def worked(given: SimpleNamespace) -> Lines:
    """Forward, and where there is a target back again."""
    yield from _entering(given)
    for layer in range(1, depth(given) + 1):
        yield from _forward(given, layer)
    yield Step(y_hat, a[depth(given)] if by_rows(given) else a[depth(given)].T, _("the output, a row for each sample", "网络输出，每个样本一行")
               if several(given) else _("the output", "输出"))  # fmt: skip
    if given.target is not None:
        why = _LOSSES[given.loss] if not several(given) or given.reduction == "sum" else _AVERAGED[given.loss]
        yield Step(L, loss(given, given.reduction), why)
        yield from _backward(given)


def _entering(given: SimpleNamespace) -> Lines:
    if not several(given):
        yield Step(a[0], x, _("the input", "输入"))
        return
    yield Step(n, Num(samples(given)), _("samples", "样本数"))
    yield Do(
        u,
        lambda known: Grid([[1]] * known[n]),
        (n,),
        _("a column of ones, one for each sample", "全 1 列向量，每个样本一个 1"),
    )
    if by_rows(given):
        yield Step(a[0], x, _("the inputs, a row for each sample", "输入，每行一个样本"))
        return
    yield Step(a[0], x.T, _("the inputs, a column for each sample", "输入，每列一个样本"))
    if given.target is not None:
        yield Step(t, y.T, _("the targets, a column for each sample", "目标，每列一个样本"))


def goal(given: SimpleNamespace) -> Node:
    """The target as it stands in the formulas."""
    return t if turned(given) else y


def net(given: SimpleNamespace, layer: int) -> Node:
    """The net input of a layer, without its bias."""
    return (a[layer - 1] * W[layer]) if by_rows(given) else (W[layer] * a[layer - 1])


def applied(given: SimpleNamespace, layer: int, to: Node) -> Node:
    """A layer's activation of a net input."""
    value = ACTIVATIONS[activation(given, layer)].value
    if activation(given, layer) == "softmax" and not by_rows(given):
        return value(to.T).T
    return value(to)


def _forward(given: SimpleNamespace, layer: int) -> Lines:
    group = _("forward, layer {l}", "前向，第 {l} 层")(l=layer)
    bias = b[layer] * u.T if turned(given) else b[layer]
    yield Step(z[layer], net(given, layer) + bias if given.bias else net(given, layer), _("net input", "净输入"), group)
    yield Step(a[layer], applied(given, layer, z[layer]), _("activation", "活性值"), group)


_LOSSES = {
    "squared": _("half the squared error", "平方损失（带 ½）"),
    "mse": _("mean squared error over the outputs, without ½", "均方误差：对各输出取平均，不带 ½"),
    "cross-entropy": _("cross-entropy", "交叉熵损失"),
}
_AVERAGED = {
    "squared": _("half the squared error, averaged over the samples", "平方损失（带 ½），对样本取平均"),
    "mse": _("mean squared error over outputs and samples, without ½", "均方误差：对各输出、各样本取平均，不带 ½"),
    "cross-entropy": _("cross-entropy, averaged over the samples", "交叉熵损失，对样本取平均"),
}


def shared(given: SimpleNamespace, whole: Node, reduction: str) -> Node:
    """What all samples add up to; their mean unless the sum is asked for."""
    return whole / n if several(given) and reduction == "mean" else whole


def loss(given: SimpleNamespace, reduction: str) -> Node:
    """The loss of the output."""
    out, aim = a[depth(given)], goal(given)
    if given.loss == "squared":
        whole: Node = function("sum", (out - aim) ** 2) / 2
    elif given.loss == "mse":
        whole = function("sum", (out - aim) ** 2) / Num(given.layers.sizes[-1])
    elif activation(given, depth(given)) == "softmax":
        whole = -function("sum", function("⊙", aim, function("ln", out)))
    else:
        right, wrong = function("⊙", aim, function("ln", out)), function("⊙", 1 - aim, function("ln", 1 - out))
        whole = -function("sum", right + wrong)
    return shared(given, whole, reduction)


def slope(given: SimpleNamespace, layer: int) -> Node:
    """An activation's slope."""
    found = ACTIVATIONS[activation(given, layer)].slope
    assert found is not None
    return found(z[layer], a[layer])


def arriving(given: SimpleNamespace, layer: int) -> Node:
    """The loss's slope along a layer's activations: of the last one directly, else through the weights above."""
    if layer == depth(given):
        return from_loss(given)
    above = layer + 1
    return delta[above] * W[above].T if by_rows(given) else W[above].T * delta[above]


def from_loss(given: SimpleNamespace) -> Node:
    """Output minus target, as the loss weighs it."""
    apart = a[depth(given)] - goal(given)
    return Num(2) / Num(given.layers.sizes[-1]) * apart if given.loss == "mse" else apart


def error(given: SimpleNamespace, layer: int) -> Node:
    """The error term of a layer."""
    return function("⊙", s[layer], arriving(given, layer)) if has_slope(given, layer) else arriving(given, layer)


def has_slope(given: SimpleNamespace, layer: int) -> bool:
    """Whether the error term of a layer contains a slope of its activation."""
    if layer == depth(given) and fused(given):
        return False
    return activation(given, layer) != "identity"


def outer(given: SimpleNamespace, layer: int, entered: Node | None = None) -> Node:
    """The gradient of a layer's weights, of all samples: its error term times what entered it."""
    came = a[layer - 1] if entered is None else entered
    return came.T * delta[layer] if by_rows(given) else delta[layer] * came.T


def of_bias(given: SimpleNamespace, layer: int) -> Node:
    """The gradient of a layer's biases: its error terms, added up over the samples."""
    if not several(given):
        return delta[layer]
    return u.T * delta[layer] if by_rows(given) else delta[layer] * u


def _backward(given: SimpleNamespace) -> Lines:
    averaged = several(given) and given.reduction == "mean"
    for layer in range(depth(given), 0, -1):
        group = _("backward, layer {l}", "反向，第 {l} 层")(l=layer)
        if has_slope(given, layer):
            yield Step(s[layer], slope(given, layer), ACTIVATIONS[activation(given, layer)].says, group)
        yield Step(delta[layer], error(given, layer), _why_error(given, layer), group)
        yield Step(d_w[layer], shared(given, outer(given, layer), given.reduction),
                   _("gradient of the weights: error term times what entered, averaged over the samples", "权重的梯度：误差项乘以该层输入，对样本取平均")
                   if averaged else _("gradient of the weights: error term times what entered", "权重的梯度：误差项乘以该层输入"), group)  # fmt: skip
        if given.bias:
            yield Step(d_b[layer], shared(given, of_bias(given, layer), given.reduction),
                       _("gradient of the bias: the samples' error terms, combined", "偏置的梯度：各样本的误差项合并")
                       if several(given) else _("gradient of the bias: the error term itself", "偏置的梯度：就是误差项"), group)  # fmt: skip
    for layer in range(1, depth(given) + 1):
        group = _("update, layer {l}", "更新，第 {l} 层")(l=layer)
        why = _("a step against the gradient", "沿负梯度方向走一步")
        yield Step(w_new[layer], W[layer] - alpha * d_w[layer], why, group)
        if given.bias:
            yield Step(b_new[layer], b[layer] - alpha * d_b[layer], why, group)


def _why_error(given: SimpleNamespace, layer: int) -> Text:
    if layer < depth(given):
        return _("error term: the next layer's, back through the transposed weights, times the derivative",
                 "误差项：后一层的误差项经转置权重传回，再乘以激活函数的导数")  # fmt: skip
    if fused(given):
        return _("error term of the output: output minus target, as cross-entropy cancels the slope",
                 "输出层误差项：输出减目标（交叉熵与激活函数的导数相消）")  # fmt: skip
    return _(
        "error term of the output: the loss's slope times the activation's",
        "输出层误差项：损失的导数乘以激活函数的导数",
    )
