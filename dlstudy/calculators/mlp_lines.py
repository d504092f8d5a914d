"""The lines of a fully connected network: forward, error terms, gradients, one update; parameters by layer.

z, a, δ and the layers' numbers are nndl's (section 4.4): a_0 is the input, δ_l = ∂L/∂z_l. Vectors are columns with the
weights on their left, or rows with the weights on their right (d2l).
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Node, Num, function, letters, total

x, y, W, b, z, a, s, delta, alpha, L, M, N, N_p, y_hat = letters("x y W b z a s delta alpha L M N N_p y_hat")
d_w, d_b, w_new, b_new, table = letters("dW db W_new b_new table")
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


def activation(given: SimpleNamespace, layer: int) -> str:
    """The activation of a layer."""
    return str(given.output_activation if layer == depth(given) else given.hidden_activation)


def fused(given: SimpleNamespace) -> bool:
    """Whether loss and last activation are taken together: their slopes cancel to output minus target."""
    return bool(given.loss == "cross-entropy")


def steps(given: SimpleNamespace) -> Lines:
    if not counts_only(given):
        yield Step(a[0], x, _("the input", "输入"))
        for layer in range(1, depth(given) + 1):
            yield from _forward(given, layer)
        yield Step(y_hat, a[depth(given)] if by_rows(given) else a[depth(given)].T, _("the output", "输出"))
        if given.target is not None:
            yield Step(L, loss(given), _LOSSES[given.loss])
            yield from _backward(given)
    yield from _counts(given)


def net(given: SimpleNamespace, layer: int) -> Node:
    """The net input of a layer, without its bias."""
    return (a[layer - 1] * W[layer]) if by_rows(given) else (W[layer] * a[layer - 1])


def applied(given: SimpleNamespace, layer: int, to: Node) -> Node:
    """A layer's activation of a net input."""
    name = activation(given, layer)
    if name == "identity":
        return to
    if name == "softmax":
        return function("softmax", to) if by_rows(given) else function("softmax", to.T).T
    return function(name, to)


def _forward(given: SimpleNamespace, layer: int) -> Lines:
    group = _("forward, layer {l}", "前向，第 {l} 层")(l=layer)
    whole = net(given, layer) + b[layer] if given.bias else net(given, layer)
    yield Step(z[layer], whole, _("net input", "净输入"), group)
    yield Step(a[layer], applied(given, layer, z[layer]), _("activation", "活性值"), group)


_LOSSES = {
    "squared": _("half the squared error", "平方损失（带 ½）"),
    "mse": _("mean squared error over the outputs, without ½", "均方误差：对各输出取平均，不带 ½"),
    "cross-entropy": _("cross-entropy", "交叉熵损失"),
}


def loss(given: SimpleNamespace) -> Node:
    """The loss of the output."""
    out = a[depth(given)]
    if given.loss == "squared":
        return function("sum", (out - y) ** 2) / 2
    if given.loss == "mse":
        return function("sum", (out - y) ** 2) / Num(given.layers.sizes[-1])
    if given.output_activation == "softmax":
        return -function("sum", function("⊙", y, function("ln", out)))
    right, wrong = function("⊙", y, function("ln", out)), function("⊙", 1 - y, function("ln", 1 - out))
    return -function("sum", right + wrong)


def slope(given: SimpleNamespace, layer: int) -> Node:
    """An activation's slope, by its own value."""
    name = activation(given, layer)
    if name == "sigmoid":
        return function("⊙", a[layer], 1 - a[layer])
    return 1 - a[layer] ** 2 if name == "tanh" else function("sign", a[layer])


_SLOPES: dict[str, Text] = {
    "sigmoid": _("slope of the sigmoid: a(1 − a)", "σ 的导数：a(1 − a)"),
    "tanh": _("slope of tanh: 1 − a²", "tanh 的导数：1 − a²"),
    "relu": _("slope of ReLU: 1 where active, else 0", "ReLU 的导数：激活处为 1，否则为 0"),
}


def arriving(given: SimpleNamespace, layer: int) -> Node:
    """The loss's slope along a layer's activations: of the last one directly, else through the weights above."""
    if layer == depth(given):
        return from_loss(given)
    above = layer + 1
    return delta[above] * W[above].T if by_rows(given) else W[above].T * delta[above]


def from_loss(given: SimpleNamespace) -> Node:
    """Output minus target, as the loss weighs it."""
    apart = a[depth(given)] - y
    return Num(2) / Num(given.layers.sizes[-1]) * apart if given.loss == "mse" else apart


def error(given: SimpleNamespace, layer: int) -> Node:
    """The error term of a layer."""
    return function("⊙", s[layer], arriving(given, layer)) if has_slope(given, layer) else arriving(given, layer)


def has_slope(given: SimpleNamespace, layer: int) -> bool:
    """Whether the error term of a layer contains a slope of its activation."""
    if layer == depth(given) and fused(given):
        return False
    return activation(given, layer) != "identity"


def outer(given: SimpleNamespace, layer: int) -> Node:
    """The gradient of a layer's weights: its error term times what entered it."""
    return a[layer - 1].T * delta[layer] if by_rows(given) else delta[layer] * a[layer - 1].T


def _backward(given: SimpleNamespace) -> Lines:
    for layer in range(depth(given), 0, -1):
        group = _("backward, layer {l}", "反向，第 {l} 层")(l=layer)
        if has_slope(given, layer):
            yield Step(s[layer], slope(given, layer), _SLOPES[activation(given, layer)], group)
        yield Step(delta[layer], error(given, layer), _why_error(given, layer), group)
        yield Step(d_w[layer], outer(given, layer), _("gradient of the weights: error term times what entered",
                                                      "权重的梯度：误差项乘以该层输入"), group)  # fmt: skip
        if given.bias:
            yield Step(
                d_b[layer],
                delta[layer],
                _("gradient of the bias: the error term itself", "偏置的梯度：就是误差项"),
                group,
            )
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


def layer_count(given: SimpleNamespace, layer: int) -> Node:
    """The parameters of a layer: a weight for every pair of units, a bias for every unit."""
    whole = M[layer] * M[layer - 1]
    return whole + M[layer] if given.bias else whole


_SIZE = _("size of the input; it is not counted as a layer", "输入的维数；输入层不计入层数")


def _constant(size: Any) -> Any:
    """A procedure that gives a size, be it a number or a letter left open."""
    return lambda _known: size


def _counts(given: SimpleNamespace) -> Lines:
    layers = range(1, depth(given) + 1)
    for layer, size in enumerate(given.layers.sizes):
        yield Do(
            M[layer], _constant(size), (), _("units of layer {l}", "第 {l} 层的神经元数")(l=layer) if layer else _SIZE
        )
    for layer in layers:
        why = _("parameters of layer {l}: weights, and biases", "第 {l} 层的参数：权重与偏置") if given.bias else \
            _("parameters of layer {l}: weights", "第 {l} 层的参数：权重")  # fmt: skip
        yield Step(N[layer], layer_count(given, layer), why(l=layer))
    yield Step(N_p, total(N[layer] for layer in layers), _("parameters in all", "参数总数"))
    if all(isinstance(size, int) for size in given.layers.sizes):
        yield Do(
            table, _rows(given), tuple(N[layer] for layer in layers), _("layer by layer", "逐层列表"), table=_table
        )


def _rows(given: SimpleNamespace) -> Any:
    """Layer, units, weights, biases, parameters."""

    def run(known: Known) -> Grid:
        sizes = given.layers.sizes
        return Grid(
            [
                layer,
                sizes[layer],
                sizes[layer - 1] * sizes[layer],
                known[N[layer]] - sizes[layer - 1] * sizes[layer],
                known[N[layer]],
            ]
            for layer in range(1, len(sizes))
        )

    return run


def _table(value: Grid, _known: Known) -> Table:
    columns = (
        _("layer", "层"),
        _("units", "神经元数"),
        _("weights", "权重数"),
        _("biases", "偏置数"),
        _("parameters", "参数个数"),
    )
    return Table(columns, tuple((str(row[0]), *row[1:]) for row in value.rows))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """A forward run with a 1 appended to every layer; slopes by complex steps of it; parameters by building the arrays."""
    import numpy as np

    from dlstudy.reference import feedforward as ref

    sizes = given.layers.sizes
    built = [(np.broadcast_to(0, (p, q)).size, q * bool(given.bias)) for p, q in pairwise(sizes)]
    rows = [[i, sizes[i], w, count, w + count] for i, (w, count) in enumerate(built, 1)]
    found: dict[str, Any] = {"parameters": sum(map(sum, built)), "table": np.array(rows)}
    if counts_only(given):
        return found

    def array(name: str) -> Any:
        grid = np.array(getattr(given, name).rows, dtype=float)
        return grid if by_rows(given) else grid.T

    layers = range(1, depth(given) + 1)
    w = [array(f"w{i}") for i in layers]
    biases = [array(f"b{i}")[0] if given.bias else np.zeros(sizes[i]) for i in layers]
    names = [activation(given, i) for i in layers]
    found["output"] = ref.forward(array("x")[0], w, biases, names)[-1]
    if given.target is None:
        return found
    target = array("target")[0]
    slopes, errors = ref.gradients(array("x")[0], w, biases, names, target, given.loss)
    found["loss"] = float(np.real(ref.loss(found["output"], target, given.loss, names[-1])))
    rate = float(given.learning_rate)
    for i in layers:
        turned = slopes[i - 1] if by_rows(given) else slopes[i - 1].T
        before = w[i - 1] if by_rows(given) else w[i - 1].T
        found |= {f"delta{i}": errors[i - 1], f"gradient_w{i}": turned, f"new_w{i}": before - rate * turned,
                  f"gradient_b{i}": errors[i - 1], f"new_b{i}": biases[i - 1] - rate * errors[i - 1]}  # fmt: skip
    return found
