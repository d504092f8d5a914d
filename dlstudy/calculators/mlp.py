"""A fully connected network: forward, error terms, gradients and one update; parameters by layer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

from dlstudy.calculators.mlp_activations import ACTIVATIONS, gamma, read_activations
from dlstudy.calculators.mlp_counts import N_p, counted, table
from dlstudy.calculators.mlp_given import EXAMPLE, activations_fit, arrays_fit, complete_given, draw_given, read_layers
from dlstudy.calculators.mlp_lines import (
    MOST_LAYERS,
    L,
    Lines,
    W,
    a,
    activation,
    alpha,
    b,
    b_new,
    counts_only,
    d_b,
    d_w,
    delta,
    depth,
    samples,
    w_new,
    worked,
    x,
    y,
    y_hat,
    z,
)
from dlstudy.calculators.mlp_mistakes import MISTAKES
from dlstudy.calculators.mlp_reference import reference
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Output, Rule
from dlstudy.symbolic.params import Array, Choice, Flag, Param, Real, Written
from dlstudy.symbolic.tree import Letter, Node

HIDDEN = {name: found.title for name, found in ACTIVATIONS.items() if name != "softmax"}
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
        yield Output(z[i], f"z{i}", _("net input of layer {i}", "第 {i} 层的净输入")(i=i), "matrix")
        yield Output(a[i], f"a{i}", _("activation of layer {i}", "第 {i} 层的活性值")(i=i), "matrix")
    for i in layers:
        yield Output(delta[i], f"delta{i}", _("error term of layer {i}", "第 {i} 层的误差项")(i=i), "matrix")
    for family, name, title in (
        (d_w, "gradient_w", _("gradient of w{i}", "w{i} 的梯度")), (d_b, "gradient_b", _("gradient of b{i}", "b{i} 的梯度")),
        (w_new, "new_w", _("w{i} after the update", "更新后的 w{i}")), (b_new, "new_b", _("b{i} after the update", "更新后的 b{i}")),
    ):  # fmt: skip
        yield from (Output(family[i], f"{name}{i}", title(i=i), "matrix") for i in layers)


def steps(given: SimpleNamespace) -> Lines:
    """Forward and back, then the parameters; these alone where there are only sizes."""
    if not counts_only(given):
        yield from worked(given)
    yield from counted(given)


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
        Array(x, "x", _("the input; of several samples a row for each", "输入；多个样本时每行一个"), shape=("samples", "features"), default=EXAMPLE["x"]),
        *_arrays(),
        Array(y, "target", _("the target; of several samples a row for each; of an autoencoder x again", "目标输出；多个样本时每行一个；自编码器即 x 本身"),
              shape=("aims", "outputs"), default=EXAMPLE["target"]),
        Choice(Letter("f"), "hidden_activation", _("activation of the hidden layers", "隐藏层的激活函数"), default="sigmoid",
               pick=("sigmoid", "relu", "tanh", "leaky-relu"), options=HIDDEN),
        Choice(Letter("g"), "output_activation", _("activation of the output", "输出层的激活函数"), default="sigmoid",
               options={name: found.title for name, found in ACTIVATIONS.items()}),
        Written(Letter("activations"), "activations", _("instead of both: one for each layer, such as relu, tanh, softmax",
                                                        "代替以上两项：逐层写出激活函数，如 relu, tanh, softmax"), reader=read_activations),
        Real(gamma, "gamma", _("slope γ of leaky ReLU below 0", "leaky ReLU 在 z < 0 处的斜率 γ"), low=0, high=1, default=Fraction(1, 100)),
        Choice(Letter("loss"), "loss", _("loss", "损失函数"), default="squared", options={
            "squared": _("½ Σ (ŷ − y)²", "½ Σ (ŷ − y)²（平方损失）"),
            "mse": _("mean of (ŷ − y)² over the outputs (PyTorch)", "各输出 (ŷ − y)² 的平均（PyTorch）"),
            "cross-entropy": _("of a softmax or sigmoid output", "交叉熵，用于 softmax 或 σ 输出"),
        }),
        Choice(Letter("reduction"), "reduction", _("how the samples' losses and gradients are combined", "各样本的损失与梯度如何合并"), default="mean",
               options={"mean": _("their mean", "平均"), "sum": _("their sum", "求和")}),
        Real(alpha, "learning_rate", _("learning rate of the update", "学习率"), low=0, high=1000, default=Fraction(1, 2),
             pick=(Fraction(1, 2), Fraction(1, 10), 1)),
        Flag(Letter("bias"), "bias", _("whether there are biases", "是否带偏置"), default=True),
        Choice(Letter("layout"), "layout", _("whether vectors are columns or rows", "向量是列还是行"), default="columns", options={
            "columns": _("z = W a + b, a row of W for every unit (nndl)", "z = W a + b，W 每行对应一个神经元（nndl）"),
            "rows": _("z = a W + b, a column of W for every unit (d2l)", "z = a W + b，W 每列对应一个神经元（d2l）"),
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
        Rule(activations_fit, _("activations: one for each layer with weights", "activations：每个带权重的层各写一个")),
        Rule(lambda v: v.loss != "cross-entropy" or v.target is None or activation(v, depth(v)) in ("sigmoid", "softmax"),
             _("cross-entropy needs a sigmoid or softmax output", "交叉熵要求输出层为 σ 或 softmax")),
        Rule(lambda v: activation(v, depth(v)) != "softmax" or v.loss == "cross-entropy" or v.target is None,
             _("a softmax output is worked with cross-entropy: --loss cross-entropy", "softmax 输出只与交叉熵同用：--loss cross-entropy")),
        Rule(lambda v: v.target is None or all(activation(v, i) != "step" for i in range(1, depth(v) + 1)),
             _("a step function has no derivative to learn by: leave out the target", "阶跃函数没有可用的导数，无法用梯度学习：不要给目标")),
        Rule(lambda v: not isinstance(v.gamma, Node), _("gamma is a number here", "这里的 gamma 要给具体的数")),
        Rule(lambda v: v.learning_rate is None or not isinstance(v.learning_rate, Node),
             _("the learning rate is a number here", "这里的学习率要给具体的数")),
    ),
    steps=steps,
    reference=reference,
    derive=complete_given,
    draw=draw_given,
    exact_below=lambda v: counts_only(v) or samples(v) * sum(p * q for p, q in pairwise(v.layers.sizes)) <= MAX_EXACT,
    sizes={"one": (1,), **{f"units{i}": (2,) for i in range(MOST_LAYERS + 1)}},
    mistakes=MISTAKES,
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
        '--x "0 0; 0 1; 1 0; 1 1" --w1 "1 1; 1 1" --b1 "-0.5 -1.5" --w2 "1 -1" --b2 -0.5 --activations step,step',
        '--x "1 0.5" --w1 "1 -1" --w2 "0.5; 0.5" --target "1 0.5" --activations tanh,identity',
    ),
)  # fmt: skip
