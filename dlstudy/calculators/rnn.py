"""A simple recurrent network step by step: states, outputs, gradients through time; parameters and shapes."""

from __future__ import annotations

from types import SimpleNamespace

from dlstudy.calculators.recurrent import (
    DRAWN_SIZES,
    H,
    X,
    checked_shapes,
    h,
    h_n,
    has_arrays,
    in_every_step,
    small_enough,
    times,
    x,
)
from dlstudy.calculators.recurrent_counts import K, N_p, summed
from dlstudy.calculators.recurrent_options import COUNTS, SIZES, count_mistakes, matrix, vector
from dlstudy.calculators.rnn_given import EXAMPLE, SHAPES, derive, draw, one_class_each, one_for_each_step_back
from dlstudy.calculators.rnn_lines import (
    O,
    U,
    V,
    W,
    a,
    arriving,
    b,
    c,
    d_b,
    d_c,
    d_u,
    d_v,
    d_w,
    delta,
    f,
    net,
    pairs,
    reference,
    result,
    s,
    steps,
    xi,
    y_hat,
    z,
)
from dlstudy.calculators.through_time import (
    LOSS,
    RULES,
    TRUNCATE,
    differentiates,
    e,
    half_forgotten,
    losses,
    one_step_back,
    outer,
    reaches_back,
    target,
    y,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.params import Array, Choice, Int
from dlstudy.symbolic.tree import Letter, Node, function, total


def _several_steps(given: SimpleNamespace) -> bool:
    return has_arrays(given) and given.x.shape[0] > 1


def _square(given: SimpleNamespace) -> bool:
    return has_arrays(given) and given.input_size == given.hidden_size > 1


def _untransposed(given: SimpleNamespace, t: int, k: int) -> Node:
    came = times(given, U, delta[t, k + 1]) if k < t else arriving(given, t, k)
    return came if given.activation == "identity" else function("⊙", s[k], came)


CALCULATOR = Calculator(
    name="rnn",
    title=_("Simple recurrent network", "简单循环网络（RNN）"),
    topic="rnn",
    source="nndl sections 6.2 and 6.4; d2l, sections Recurrent Neural Networks and Backpropagation Through Time; torch.nn.RNN",
    summary=_(
        "States h = f(U h + W x + b), outputs and gradients through time from given weights; with input_size and hidden_size "
        "parameters and shapes.",
        "由权重逐步计算 h = f(U h + W x + b)、输出与随时间反向传播的梯度；只给 input_size 与 hidden_size 时求参数个数与形状。",
    ),
    params=(
        Array(X, "x", _("the sequence, one time step per row", "输入序列，每个时刻一行"), shape=("steps", "x_width"), default=EXAMPLE["x"]),
        matrix(W, "w", _("input weights", "输入权重 W"), "input", default=EXAMPLE["w"]),
        matrix(U, "u", _("recurrent weights", "循环权重 U（状态-状态）"), "hidden", default=EXAMPLE["u"]),
        vector(b, "b", _("biases (zero)", "偏置（默认为 0）"), default=EXAMPLE["b"]),
        matrix(V, "v", _("output weights: y = V h + c", "输出权重：y = V h + c"), "hidden", "output", default=EXAMPLE["v"]),
        vector(c, "c", _("output biases (zero)", "输出偏置（默认为 0）"), "output", default=EXAMPLE["c"]),
        vector(h[0], "h0", _("first state (zero)", "初始隐状态（默认为 0）")),
        target(EXAMPLE["target"]),
        Choice(f, "activation", _("activation function", "激活函数"), default="tanh", options={
            "tanh": _("tanh, as usual", "tanh（常用）"),
            "sigmoid": _("logistic", "Logistic 函数"),
            "relu": _("ReLU; its slope at 0 is 0", "ReLU，0 处导数取 0"),
            "identity": _("none: linear", "无：线性"),
        }),
        Choice(Letter("output"), "output", _("what the output layer does with its scores", "输出层的输出形式"), default="linear", options={
            "linear": _("the scores themselves", "线性输出"),
            "softmax": _("softmax: a distribution over classes", "softmax：各类的概率"),
            "sigmoid": _("a sigmoid for every output", "每个输出一个 Logistic 函数"),
        }),
        Choice(Letter("part"), "part", _("how far to work (as far as arrays are given)", "算到哪一步（默认由给出的数组决定）"), options={
            "states": _("the states", "隐状态"),
            "outputs": _("the outputs too", "直到输出"),
            "gradients": _("the gradients through time too", "直到随时间反向传播的梯度"),
        }),
        TRUNCATE,
        Array(Letter("Xi"), "xi", _("randomly truncated: what was drawn at the steps 2, 3, …; 0 cuts the way back there, else 1/π (d2l)",
                          "随机截断：第 2、3、… 步抽到的 ξ，0 表示在此截断，否则为 1/π（d2l）"), shape=("back",)),
        Int(K, "output_size", _("size of an output layer, for counts", "输出层的大小（用于参数个数）"), low=1, high=1_000_000),
        *SIZES,
    ),
    outputs=(
        Output(H, "hidden", _("states, one time step per row", "隐状态，每个时刻一行"), "matrix"),
        Output(h_n, "last_hidden", _("last state", "最后的隐状态"), "vector"),
        Output(O, "outputs", _("outputs, one time step per row", "输出，每个时刻一行"), "matrix"),
        LOSS,
        Output(d_u, "recurrent_gradient", _("gradient of the recurrent weights", "循环权重的梯度"), "matrix"),
        Output(d_w, "input_gradient", _("gradient of the input weights", "输入权重的梯度"), "matrix"),
        Output(d_b, "bias_gradient", _("gradient of the biases", "偏置的梯度"), "matrix"),
        Output(d_v, "output_gradient", _("gradient of the output weights", "输出权重的梯度"), "matrix"),
        Output(d_c, "output_bias_gradient", _("gradient of the output biases", "输出偏置的梯度"), "matrix"),
        *COUNTS,
    ),
    rules=(
        Rule(checked_shapes(SHAPES), _("the arrays do not fit together", "各数组的形状不匹配")),
        *RULES,
        Rule(one_class_each, _("a target of softmax adds up to 1 in each row, one of sigmoid lies between 0 and 1",
                                "softmax 的目标每行之和为 1；sigmoid 的目标在 0 与 1 之间")),
        Rule(one_for_each_step_back, _("xi belongs to gradients without truncate: a number for each step but the first",
                                        "xi 用于求梯度，不与 truncate 同用：除第 1 步外每步一个数")),
    ),
    steps=steps,
    reference=reference,
    derive=derive,
    draw=draw,
    exact_below=small_enough(1),
    sizes=DRAWN_SIZES | {"output": (1,)},
    mistakes=(
        Mistake("weights-exchanged", _("U multiplies the previous state, W the input", "U 乘上一时刻的状态，W 乘输入"),
                in_every_step(z, lambda v, t: times(v, W, h[t - 1]) + times(v, U, x[t]) + b), _square),
        Mistake("forgot-state", _("the previous state enters too", "还要加上来自上一时刻状态的部分"),
                in_every_step(z, lambda v, t: times(v, W, x[t]) + b), _several_steps),
        Mistake("first-state-kept", _("every step reads the state of the step before", "每一步读入的是上一步的状态，不总是 h₀"),
                in_every_step(z, lambda v, t: net(v, t, h[0])), _several_steps),
        Mistake("forgot-bias-term", _("the bias is added at every step", "每一步都要加偏置"),
                in_every_step(z, lambda v, t: times(v, U, h[t - 1]) + times(v, W, x[t])), has_arrays),
        Mistake("forgot-activation", _("the net input goes through the activation", "净输入要经过激活函数"), in_every_step(h, lambda _v, t: z[t]),
                lambda v: has_arrays(v) and v.activation != "identity"),
        Mistake("activated-output", _("the output layer is linear", "输出层是线性的"),
                in_every_step(y_hat, lambda v, t: function("tanh", times(v, V, h[t]) + c)), lambda v: has_arrays(v) and v.v is not None and v.output == "linear"),
        Mistake("scores-as-output", _("the scores go through softmax or sigmoid to become probabilities", "净输出要经过 softmax 或 sigmoid 才是概率"),
                in_every_step(y_hat, lambda _v, t: a[t]), lambda v: v.part == "outputs" and v.v is not None and v.output != "linear"),
        Mistake("softmax-slope-twice", _("with cross-entropy the error at the scores is output minus target, with no further derivative",
                                         "用交叉熵时，净输出处的误差就是输出减目标，不再乘导数"),
                {e: lambda t: function("⊙", function("⊙", y_hat[t], 1 - y_hat[t]), y_hat[t] - y[t])},
                lambda v: differentiates(v) and v.output != "linear"),
        Mistake("no-slope", _("every step back is multiplied by the activation's slope", "每向前回传一步都要乘以激活函数的导数"),
                in_every_step(delta, arriving), lambda v: differentiates(v) and v.activation != "identity"),
        Mistake("not-transposed", _("errors go back through the transposed weights", "误差反向传播时用转置的权重"),
                in_every_step(delta, _untransposed), lambda v: reaches_back(v) and v.hidden_size > 1),
        one_step_back(),
        Mistake("own-step-only", _("every loss reaches back through all steps, not only to its own", "每个损失都要回传到更早的时刻，不只是本时刻"),
                lambda v: {d_u: total(outer(v, delta[t, t], h[t - 1]) for t in losses(v)),
                           d_w: total(outer(v, delta[t, t], x[t]) for t in losses(v)), d_b: total(delta[t, t] for t in losses(v))},
                lambda v: reaches_back(v) and v.truncate is None),
        Mistake("later-state", _("the gradient of U takes the state that entered the step, not the one that left it",
                                 "U 的梯度用进入该步的状态 h_{k−1}，不是 h_k"),
                lambda v: {d_u: total(outer(v, delta[t, k], h[k]) for t, k in pairs(v))}, differentiates),
        Mistake("xi-of-one", _("what is kept weighs 1/π, so that the mean stays right", "未截断的步权重为 1/π，这样期望才不变"),
                lambda v: {xi: lambda k: function("sign", literal(v.xi.rows[0][k - 2]))},
                lambda v: reaches_back(v) and v.xi is not None and bool(set(v.xi.rows[0]) - {0, 1})),
        half_forgotten(result),
        *count_mistakes(lambda _v: 1),
        Mistake("forgot-output-layer", _("the output layer has parameters too", "输出层也有参数"), lambda v: {N_p: summed(v, v.directions, False)},
                lambda v: v.output_size is not None),
    ),
    examples=(
        Example({"x": "0.7; 0.5; 0.2", "w": "0.9", "u": "0.5", "b": "0.3", "h0": "0.1"}, {"hidden": ((0.753,), (0.809,), (0.708,))},
                "AyanPaul2210/Deep-Learning-Tutorial, the recurrent network worked by hand", within=1e-3),
        Example({"input_size": 1, "hidden_size": 10}, {"parameters": 120}, "Keras summary of SimpleRNN(10, input_shape=(3, 1))"),
        Example({"input_size": 32, "hidden_size": 8}, {"parameters": 328},
                "Rai (2019), Advanced Deep Learning with R, section Calculation of parameters"),
        Example({"input_size": 28, "hidden_size": 128, "output_size": 10}, {"parameters": 21_386},
                "Keras summary of SimpleRNN(128) on rows of 28 pixels with a layer of 10"),
        Example({"input_size": 10, "hidden_size": 20, "layers": 2, "length": 5, "batch": 3, "biases": 2},
                {"output_shape": (5, 3, 20), "state_shape": (2, 3, 20), "parameters": 1480}, "torch.nn.RNN, documentation, the example"),
        Example({"x": "1; 1", "w": "1", "u": "2", "activation": "identity", "target": "4"},
                {"hidden": ((1,), (3,)), "loss": 0.5, "recurrent_gradient": -1, "input_gradient": -3},
                "by hand: h = w x₂ + u w x₁, error −1, dh/du = 1, dh/dw = 1 + u"),
        Example({"x": "1; 1", "w": "1", "u": "2", "activation": "identity", "target": "4", "truncate": 1},
                {"recurrent_gradient": -1, "input_gradient": -1}, "by hand: h₁ is taken as a constant"),
        Example({"x": "1; 1; 1", "w": "1", "u": "2", "activation": "identity", "target": "8", "truncate": 2},
                {"hidden": ((1,), (3,), (7,)), "recurrent_gradient": -5, "input_gradient": -3},
                "by hand: error −1, and 2 · (−1) a step back: −3 − 2 · 1, −1 − 2"),
        Example({"x": "1; 1; 1", "w": "1", "u": "2", "activation": "identity", "target": "8", "xi": "0 1.25"},
                {"recurrent_gradient": -5.5, "input_gradient": -3.5},
                "by hand: error −1, 1.25 · 2 · (−1) a step back, then cut: −3 − 2.5 · 1, −1 − 2.5"),
        Example({"x": "1; 1", "w": "1", "u": "0", "activation": "identity", "v": "1; -1", "output": "softmax", "part": "outputs"},
                {"outputs": ((0.880797, 0.119203), (0.880797, 0.119203))}, "by hand: 1 / (1 + e⁻²)", within=1e-6),
        Example({"x": "0", "w": "1", "u": "0", "v": "1; -1", "output": "softmax", "target": "1 0"},
                {"loss": 0.693147, "output_bias_gradient": (-0.5, 0.5), "input_gradient": 0, "bias_gradient": -1},
                "by hand: ½ each, ln 2, errors −½ and ½, back through 1 and −1", within=1e-6),
        Example({"x": "0", "w": "1", "u": "0", "v": "2", "output": "sigmoid", "target": "1"},
                {"loss": 0.693147, "output_bias_gradient": -0.5, "bias_gradient": -1}, "by hand: ½, ln 2, error −½, back through 2", within=1e-6),
        Example({"input_size": 3, "hidden_size": 4, "layers": 2, "directions": 2, "length": 5, "batch": 2},
                {"parameters": 168, "output_shape": (5, 2, 8), "state_shape": (4, 2, 4)}, "by hand: 2(4·7 + 4) + 2(4·12 + 4)"),
    ),
    usage=(
        "--input-size 10 --hidden-size 20 --layers 2 --biases 2 --length 5 --batch 3",
        '--x "1; 0; 1" --w 0.5 --u 0.8 --v 2 --c 0.1',
        '--x "1; 0; 1" --w 0.5 --u 0.8 --target 1 --truncate 2',
        '--x "1; 0" --w 0.5 --u 0.8 --v "1; -1" --output softmax --target "1 0"',
    ),
)  # fmt: skip
