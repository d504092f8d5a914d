"""A fully connected network: forward, error terms, gradients and one update; parameters by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mlp_given import EXAMPLE, arrays_fit, complete_given, draw_given, read_layers
from dlstudy.calculators.mlp_lines import (
    MOST_LAYERS,
    L,
    M,
    N,
    N_p,
    W,
    a,
    activation,
    alpha,
    applied,
    arriving,
    b,
    b_new,
    by_rows,
    counts_only,
    d_b,
    d_w,
    delta,
    depth,
    error,
    fused,
    has_slope,
    net,
    reference,
    s,
    slope,
    steps,
    table,
    w_new,
    x,
    y,
    y_hat,
    z,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.params import Array, Choice, Flag, Param, Real, Written
from dlstudy.symbolic.tree import Letter, Node, Num, function, total

SQUASHING = {"sigmoid": _("logistic σ", "Logistic 函数 σ"), "tanh": _("tanh, between −1 and 1", "tanh，取值在 −1 与 1 之间"),
             "relu": _("ReLU; its slope at 0 is 0", "ReLU，0 处导数取 0"), "identity": _("none: linear", "无：线性")}  # fmt: skip
MAX_EXACT = 20_000


def _arrays() -> Iterator[Param]:
    for i in range(1, MOST_LAYERS + 1):
        yield Array(W[i], f"w{i}", _("weights of layer {i}", "第 {i} 层的权重")(i=i), shape=(f"units{i - 1}", f"units{i}"),
                    default=EXAMPLE.get(f"w{i}"))  # fmt: skip
        yield Array(b[i], f"b{i}", _("biases of layer {i} (zero)", "第 {i} 层的偏置（默认为 0）")(i=i), shape=("one", f"units{i}"),
                    default=EXAMPLE.get(f"b{i}"))  # fmt: skip


def _results() -> Iterator[Output]:
    layers = range(1, MOST_LAYERS + 1)
    for i in layers:
        yield Output(delta[i], f"delta{i}", _("error term of layer {i}", "第 {i} 层的误差项")(i=i), "matrix")
    for family, name, title in (
        (d_w, "gradient_w", _("gradient of w{i}", "w{i} 的梯度")), (d_b, "gradient_b", _("gradient of b{i}", "b{i} 的梯度")),
        (w_new, "new_w", _("w{i} after the update", "更新后的 w{i}")), (b_new, "new_b", _("b{i} after the update", "更新后的 b{i}")),
    ):  # fmt: skip
        yield from (Output(family[i], f"{name}{i}", title(i=i), "matrix") for i in layers)


def _trains(given: SimpleNamespace) -> bool:
    return not counts_only(given) and given.target is not None


def _numbers(given: SimpleNamespace) -> bool:
    return not counts_only(given)


def _slopes(given: SimpleNamespace) -> bool:
    return _trains(given) and any(has_slope(given, i) for i in range(1, depth(given) + 1))


def _deep(given: SimpleNamespace) -> bool:
    return _trains(given) and depth(given) > 1


def _square_above(given: SimpleNamespace) -> bool:
    """Whether the weights of a layer above the first are square, so that they can be left as they are."""
    sizes = given.layers.sizes
    return _deep(given) and all(p == q > 1 for p, q in pairwise(sizes[1:]))


def _family(
    letter: Letter, line: Callable[[SimpleNamespace, int], Node]
) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    return lambda given: {letter: lambda i: line(given, i)}


def _through(given: SimpleNamespace, layer: int, weights: Node) -> Node:
    """The error term of a hidden layer, the errors above passed through `weights`."""
    above = delta[layer + 1]
    came = above * weights if by_rows(given) else weights * above
    return function("⊙", s[layer], came) if has_slope(given, layer) else came


def _hidden(line: Callable[[SimpleNamespace, int], Node]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps the error terms of the hidden layers."""
    return lambda given: {delta[i]: line(given, i) for i in range(1, depth(given))}


def _slope_of_activation(given: SimpleNamespace, layer: int) -> Node:
    """The slope at the activation, where the net input belongs."""
    again = applied(given, layer, a[layer])
    if activation(given, layer) == "sigmoid":
        return function("⊙", again, 1 - again)
    return 1 - again**2 if activation(given, layer) == "tanh" else slope(given, layer)


def _all_as_wide(given: SimpleNamespace) -> bool:
    sizes = given.layers.sizes
    return len(set(sizes[:-1])) == 1


def _with_input(given: SimpleNamespace, layer: int) -> Node:
    """The gradient of a layer's weights, made with the network's input."""
    return a[0].T * delta[layer] if by_rows(given) else delta[layer] * a[0].T


def _one_bias(_given: SimpleNamespace, layer: int) -> Node:
    return M[layer] * M[layer - 1] + 1


CALCULATOR = Calculator(
    name="mlp",
    title=_("Fully connected network and backpropagation", "全连接网络与反向传播"),
    topic="backprop",
    source="nndl sections 4.3 and 4.4; d2l, section Forward Propagation, Backward Propagation, and Computational Graphs",
    summary=_(
        "A small network worked forward and back: every error term, every gradient, one update. With the sizes of the layers "
        "alone: its parameters.",
        "小型网络的前向与反向计算：每个误差项、每个梯度与一次更新。只给各层大小时求参数个数。",
    ),
    params=(
        Written(Letter("layers"), "layers", _("sizes of the layers, the input's first, where only counts are wanted: 784, 256, 10",
                                              "各层大小（先写输入层），只求参数个数时给出：784, 256, 10"), reader=read_layers),
        Array(x, "x", _("the input", "输入向量"), shape=("one", "units0"), default=EXAMPLE["x"]),
        *_arrays(),
        Array(y, "target", _("the target", "目标输出"), shape=("one", "outputs"), default=EXAMPLE["target"]),
        Choice(Letter("f"), "hidden_activation", _("activation of the hidden layers", "隐藏层的激活函数"), default="sigmoid",
               pick=("sigmoid", "relu", "tanh"), options=SQUASHING),
        Choice(Letter("g"), "output_activation", _("activation of the output", "输出层的激活函数"), default="sigmoid",
               options=SQUASHING | {"softmax": _("softmax, with cross-entropy", "softmax，与交叉熵同用")}),
        Choice(Letter("loss"), "loss", _("loss", "损失函数"), default="squared", options={
            "squared": _("½ Σ (ŷ − y)²", "½ Σ (ŷ − y)²（平方损失）"),
            "mse": _("mean of (ŷ − y)² over the outputs (PyTorch)", "各输出 (ŷ − y)² 的平均（PyTorch）"),
            "cross-entropy": _("of a softmax or sigmoid output", "交叉熵，用于 softmax 或 σ 输出"),
        }),
        Real(alpha, "learning_rate", _("learning rate of the update", "学习率"), low=0, high=1000, default=Fraction(1, 2),
             pick=(Fraction(1, 2), Fraction(1, 10), 1)),
        Flag(Letter("bias"), "bias", _("whether there are biases", "是否带偏置"), default=True),
        Choice(Letter("layout"), "layout", _("whether vectors are columns or rows", "向量是列还是行"), default="columns", options={
            "columns": _("columns: z = W a + b, a row of W for every unit (nndl)", "列向量：z = W a + b，W 每行对应一个神经元（nndl）"),
            "rows": _("rows: z = a W + b, a column of W for every unit (d2l)", "行向量：z = a W + b，W 每列对应一个神经元（d2l）"),
        }),
    ),
    outputs=(
        Output(y_hat, "output", _("output of the network", "网络输出"), "vector"),
        Output(L, "loss", _("loss", "损失")),
        *_results(),
        Output(N_p, "parameters", _("parameters", "参数个数"), "count"),
        Output(table, "table", _("layer, units, weights, biases, parameters", "层、神经元数、权重数、偏置数、参数个数"), "table"),
    ),
    rules=(
        Rule(arrays_fit, _("the arrays do not fit together", "各数组的形状不匹配")),
        Rule(lambda v: v.loss != "cross-entropy" or v.output_activation in ("sigmoid", "softmax"),
             _("cross-entropy needs a sigmoid or softmax output", "交叉熵要求输出层为 σ 或 softmax")),
        Rule(lambda v: v.output_activation != "softmax" or v.loss == "cross-entropy" or v.target is None,
             _("a softmax output is worked with cross-entropy: --loss cross-entropy", "softmax 输出只与交叉熵同用：--loss cross-entropy")),
        Rule(lambda v: v.learning_rate is None or not isinstance(v.learning_rate, Node),
             _("the learning rate is a number here", "这里的学习率要给具体的数")),
    ),
    steps=steps,
    reference=reference,
    derive=complete_given,
    draw=draw_given,
    exact_below=lambda v: counts_only(v) or sum(p * q for p, q in pairwise(v.layers.sizes)) <= MAX_EXACT,
    sizes={"one": (1,), "outputs": (1,), **{f"units{i}": (2,) for i in range(MOST_LAYERS + 1)}},
    mistakes=(
        Mistake("forgot-bias-term", _("the bias belongs to every net input", "净输入要加偏置"), _family(z, net), lambda v: _numbers(v) and v.bias),
        Mistake("forgot-activation", _("a hidden layer goes through its activation", "隐藏层要经过激活函数"),
                lambda v: {a[i]: z[i] for i in range(1, depth(v))},
                lambda v: _numbers(v) and depth(v) > 1 and v.hidden_activation != "identity"),
        Mistake("no-slope", _("an error term holds the activation's slope", "误差项要乘以激活函数的导数"), {s: lambda _i: Num(1)}, _slopes),
        Mistake("slope-at-activation", _("the slope is taken at the net input: σ′(z) = a(1 − a), not at a",
                                         "导数在净输入 z 处取值：σ′(z) = a(1 − a)，不是在 a 处"), _family(s, _slope_of_activation), _slopes),
        Mistake("target-minus-output", _("the error is output minus target: else the step goes uphill", "误差是输出减目标，符号反了就变成上升"),
                lambda v: {delta[depth(v)]: -error(v, depth(v))}, _trains),
        Mistake("slope-with-cross-entropy", _("cross-entropy cancels the slope of the output", "交叉熵与输出激活函数的导数相消，不再乘导数"),
                lambda v: {delta[depth(v)]: function("⊙", function("⊙", a[depth(v)], 1 - a[depth(v)]), arriving(v, depth(v)))},
                lambda v: _trains(v) and fused(v)),
        Mistake("not-transposed", _("errors go back through the transposed weights", "误差反向传播时用转置的权重"),
                _hidden(lambda v, i: _through(v, i, W[i + 1])), _square_above),
        Mistake("updated-too-early", _("errors go back through the weights before the update", "反向传播用的是更新之前的权重"),
                _hidden(lambda v, i: _through(v, i, (W[i + 1] - alpha * d_w[i + 1]).T)), _deep),
        Mistake("ascent", _("the gradient's share is subtracted", "更新时减去学习率乘以梯度"),
                lambda v: {w_new: lambda i: W[i] + alpha * d_w[i]} | ({b_new: lambda i: b[i] + alpha * d_b[i]} if v.bias else {}), _trains),
        Mistake("no-learning-rate", _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"),
                lambda v: {w_new: lambda i: W[i] - d_w[i]} | ({b_new: lambda i: b[i] - d_b[i]} if v.bias else {}), _trains),
        Mistake("input-for-every-layer", _("a layer's gradient takes what entered that layer", "某层权重的梯度用进入该层的活性值"),
                lambda v: {d_w[i]: _with_input(v, i) for i in range(2, depth(v) + 1)}, lambda v: _deep(v) and _all_as_wide(v)),
        Mistake("without-half", _("without the ½ the squared loss and its gradients double", "平方损失不带 ½ 时，损失与梯度都加倍"),
                lambda v: {L: function("sum", (a[depth(v)] - y) ** 2), delta[depth(v)]: 2 * error(v, depth(v))},
                lambda v: _trains(v) and v.loss == "squared", convention=True),
        Mistake("forgot-bias", _("every unit has a bias", "每个神经元有一个偏置"),
                {N: lambda i: M[i] * M[i - 1]}, lambda v: v.bias),
        Mistake("one-bias-a-layer", _("every unit has a bias of its own, not every layer", "偏置每个神经元一个，不是每层一个"),
                _family(N, _one_bias), lambda v: v.bias and any(n != 1 for n in v.layers.sizes[1:])),
        Mistake("input-has-biases", _("the input layer has no parameters", "输入层没有参数"),
                lambda v: {N_p: total([*(N[i] for i in range(1, depth(v) + 1)), M[0]])}, lambda v: v.bias),
    ),
    examples=(
        Example({"x": "0.05 0.1", "w1": "0.15 0.2; 0.25 0.3", "b1": "0.35 0.35", "w2": "0.4 0.45; 0.5 0.55", "b2": "0.6 0.6",
                 "target": "0.01 0.99", "learning_rate": "0.5"},
                {"output": (0.75136507, 0.772928465), "loss": 0.298371109,
                 "new_w2": ((0.35891648, 0.408666186), (0.511301270, 0.561370121)),
                 "new_w1": ((0.149780716, 0.19956143), (0.24975114, 0.29950229))},
                "Matt Mazur (2015), “A Step by Step Backpropagation Example” (which leaves the biases as they are)", within=5e-9),
        Example({"layers": "784, 256, 10"}, {"parameters": 203_530}, "d2l, section Implementation of Multilayer Perceptrons from Scratch: 784·256 + 256 + 256·10 + 10"),
        Example({"layers": "784, 512, 512, 10"}, {"parameters": 669_706}, "Keras, examples/mnist_mlp.py, model.summary()"),
        Example({"x": "1 2", "w1": "1 1; 0 1; -1 1", "w2": "1 0 1; 0 1 1", "target": "1 0", "hidden_activation": "relu",
                 "output_activation": "softmax", "loss": "cross-entropy"},
                {"output": (0.731059, 0.268941), "loss": 0.313262, "delta2": (-0.268941, 0.268941)},
                "by hand: a = (3, 2, 1), z = (4, 3), softmax by one apart: σ(1)", within=1e-6),
        Example({"x": "1", "w1": "2", "target": "0", "output_activation": "sigmoid", "loss": "cross-entropy"},
                {"output": 0.880797, "loss": 2.126928, "gradient_w1": 0.880797}, "by hand: σ(2), −ln(1 − σ(2)), ŷ − y", within=1e-6),
    ),
    positional="layers",
    usage=(
        "784,256,10",
        "--layers n,h,1 --no-steps",
        '--x "1 2" --w1 "1 0; -1 1" --b1 "0 1" --w2 "1 -1" --target 1 --hidden-activation relu --learning-rate 0.1',
    ),
)  # fmt: skip
