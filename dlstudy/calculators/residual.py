"""A residual unit with numbers: forwards, and the gradient back through it."""

from __future__ import annotations

import random
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Flag
from dlstudy.symbolic.tree import Letter, Node, function, letters

x, W, b, W_s, D = letters("x W b W_s D")
z, a, F, x_s, u, y = letters("z a F x_s u y")
delta_y, delta_u, delta, G, G_s, s, s_u = letters("delta_y delta_u delta G G_s s s_u")
g_layers, g_shortcut, g_x = letters("g_F g_s g_x")

COLUMNS = ("x", "b1", "b2", "gradient")
EXAMPLE = {"x": Grid([[1], [2]]), "w1": Grid([[1, -1], [0, 1]]), "w2": Grid([[1, 0], [-1, 2]])}
Lines = Generator[Step | Do, Any, None]
FORWARD, BACKWARD = _("Forwards", "前向计算"), _("Backwards", "反向传播")


def relu(inner: Node) -> Node:
    return function("relu", inner)


def slope(symbol: Letter, inner: Letter) -> Do:
    """The line of ReLU's derivative."""

    def run(known: Known) -> Grid:
        return known[inner].map(lambda value: int(value > 0))  # type: ignore[no-any-return]

    why = _("ReLU's slope: 1 where its input was positive, else 0", "ReLU 的导数：输入为正处为 1，否则为 0")
    return Do(symbol, run, (inner,), why, BACKWARD)


def steps(given: SimpleNamespace) -> Lines:
    yield from _forwards(given)
    yield from _backwards(given)


def _layer(given: SimpleNamespace, i: int, inner: Node) -> Node:
    """A layer's net input."""
    made = W[i] * inner
    return made if getattr(given, f"b{i}") is None else made + b[i]


def _forwards(given: SimpleNamespace) -> Lines:
    yield Step(z[1], _layer(given, 1, x), _("net input of the first layer", "第一层的净输入"), FORWARD)
    yield Step(a[1], relu(z[1]), _("its activation", "第一层的活性值"), FORWARD)
    yield Step(F, _layer(given, 2, a[1]), _("the residual function F(x)", "残差函数 F(x)"), FORWARD)
    if given.w_s is not None:
        yield Step(
            x_s,
            W_s * x,
            _("the shortcut's projection, which makes the lengths agree", "直连边上的投影，使维数一致"),
            FORWARD,
        )
    yield Step(u, F + carried(given), _("the shortcut is added", "加上直连边"), FORWARD)
    last, why = (
        (relu(u), _("ReLU after the sum", "相加之后的 ReLU")) if given.relu_after else (u, _("the output", "输出"))
    )
    yield Step(y, last, why, FORWARD)


def carried(given: SimpleNamespace) -> Letter:
    """What the shortcut brings to the sum."""
    return x if given.w_s is None else x_s


def _backwards(given: SimpleNamespace) -> Lines:
    passed = _("where the sum was not positive, ReLU lets nothing through", "和不为正处，ReLU 不传回梯度")
    if given.relu_after:
        yield slope(s_u, u)
        yield Step(delta_u, function("⊙", delta_y, s_u), passed, BACKWARD)
    else:
        yield Step(delta_u, delta_y, _("the gradient at the sum", "和处的梯度"), BACKWARD)
    yield Step(G[2], delta_u * a[1].T, _("gradient of W₂", "W₂ 的梯度"), BACKWARD)
    yield slope(s[1], z[1])
    yield Step(delta[1], function("⊙", W[2].T * delta_u, s[1]),
               _("error term of the first layer", "第一层的误差项"), BACKWARD)  # fmt: skip
    yield Step(G[1], delta[1] * x.T, _("gradient of W₁", "W₁ 的梯度"), BACKWARD)
    yield Step(g_layers, W[1].T * delta[1], _("what comes back through the layers", "经过各层传回的梯度"), BACKWARD)
    why: Text = _("what comes back along the shortcut: the gradient itself", "沿直连边传回的梯度：原样不变")
    back: Node = delta_u
    if given.w_s is not None:
        yield Step(G_s, delta_u * x.T, _("gradient of W_s", "W_s 的梯度"), BACKWARD)
        back, why = W_s.T * delta_u, _("what comes back along the shortcut", "沿直连边传回的梯度")
    yield Step(g_shortcut, back, why, BACKWARD)
    added = _("both ways add up: ∂u/∂x = ∂F/∂x + I", "两路相加：∂u/∂x = ∂F/∂x + I")
    projected = _("both ways add up: ∂u/∂x = ∂F/∂x + W_s", "两路相加：∂u/∂x = ∂F/∂x + W_s")
    yield Step(g_x, g_layers + g_shortcut, added if given.w_s is None else projected, BACKWARD)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The unit run in NumPy, and its gradients by complex steps."""
    import numpy as np

    from dlstudy.reference.residual import Unit, gradients

    def array(value: Grid | None, rows: int = 1) -> Any:
        return np.zeros((rows, 1)) if value is None else np.array(value.rows, dtype=float)

    hidden, out = given.w1.shape[0], given.w2.shape[0]
    unit = Unit(
        array(given.x), array(given.w1), array(given.w2), array(given.b1, hidden), array(given.b2, out),
        None if given.w_s is None else array(given.w_s), given.relu_after,
    )  # fmt: skip
    slopes = gradients(unit, array(given.gradient))
    found = {
        "residual": unit.layers(unit.x), "output": unit.output(unit.x, unit.x), "input_gradient": slopes["x"],
        "through_layers": slopes["layers"], "along_shortcut": slopes["shortcut"], "w1_gradient": slopes["w1"],
        "w2_gradient": slopes["w2"],
    }  # fmt: skip
    return found | ({"w_s_gradient": slopes["w_s"]} if "w_s" in slopes else {})


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Vectors stand as columns; the gradient at the output is 1 everywhere unless it was given."""
    for name in COLUMNS:
        value = values[name]
        if value is not None and value.shape[0] == 1:
            values[name] = value = value.T
        if value is not None and value.shape[1] != 1:
            raise LearnerError(_("{name} is a vector", "{name} 应为向量")(name=name))
    if values["gradient"] is None:
        values["gradient"] = Grid([[1]] * values["w2"].shape[0])
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Sometimes biases or a gradient of its own, sometimes a projection to another length."""
    if not all(isinstance(values[name], Grid) for name in ("x", "w1", "w2")):
        return values

    def column(size: int) -> Grid:
        return Grid([[rng.choice((-1, 1, 2))] for _i in range(size)])

    hidden, out, width = values["w1"].shape[0], values["w2"].shape[0], values["w1"].shape[1]
    if rng.random() < 0.3 and values["b1"] is None and values["b2"] is None:
        values = values | {"b1": column(hidden), "b2": column(out)}
    if rng.random() < 0.5 and values["gradient"] is None:
        values = values | {"gradient": column(out)}
    if values["w_s"] is None and (out != width or rng.random() < 0.2):
        values = values | {"w_s": Grid([[rng.choice((-1, 0, 1, 2)) for _i in range(width)] for _j in range(out)])}
    return values


def _lengths_agree(given: SimpleNamespace) -> bool:
    return given.w_s is not None or given.w2.shape[0] == given.w1.shape[1]


def _array(letter: Letter, name: str, what: Text, shape: tuple[str, ...]) -> Array:
    default = EXAMPLE.get(name)
    return Array(
        letter, name, what, shape=shape, default=default, required=default is not None, entries=(-2, -1, 0, 1, 2, 3)
    )


MISTAKES = (
    Mistake("forgot-shortcut", _("the input is added to what the layers make of it", "还要加上直连边传来的输入"), {u: F}),
    Mistake("relu-before-sum", _("F ends in a linear layer: ReLU comes after the sum", "F 的最后是线性层，ReLU 在相加之后"),
            lambda v: {u: relu(F) + carried(v)}),
    Mistake("forgot-inner-relu", _("a ReLU stands between the two layers", "两层之间还有 ReLU"), {a[1]: z[1]}),
    Mistake("forgot-shortcut-gradient", _("the gradient comes back along the shortcut as well", "梯度还会沿直连边传回"), {g_x: g_layers}),
    Mistake("multiplied-ways", _("the two ways add up, they are not multiplied", "两路梯度相加，而不是相乘"),
            {g_x: function("⊙", g_layers, g_shortcut)}),
    Mistake("forgot-inner-slope", _("ReLU stops the gradient where its input was not positive", "净输入不为正处，ReLU 的导数为 0"),
            {delta[1]: W[2].T * delta_u}),
    Mistake("weights-not-transposed", _("going back, the weights are transposed", "反向传播时权重矩阵要转置"),
            {delta[1]: function("⊙", W[2] * delta_u, s[1]), g_layers: W[1] * delta[1]},
            lambda v: v.w1.shape[0] == v.w1.shape[1] == v.w2.shape[0] == v.w2.shape[1]),
    Mistake("no-last-relu", _("without a ReLU after the sum (He et al. 2016, “Identity mappings”)",
                              "相加之后不再经过 ReLU（He 等 2016，Identity Mappings）"), {D: False},
            lambda v: v.relu_after, convention=True),
    Mistake("last-relu", _("with a ReLU after the sum (nndl, d2l, He et al. 2016, “Deep residual learning”)",
                           "相加之后再经过 ReLU（nndl、d2l、He 等 2016，Deep Residual Learning）"), {D: True},
            lambda v: not v.relu_after, convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="residual",
    title=_("Residual unit", "残差单元"),
    topic="residual",
    source="He et al. (2016), “Deep Residual Learning for Image Recognition”, equations 1 and 2; nndl section 5.4",
    summary=_(
        "A residual unit y = ReLU(F(x) + x) of two layers with given weights, and the gradient back through it by both ways.",
        "给定权重的两层残差单元 y = ReLU(F(x) + x)，以及梯度沿两条路径的反向传播。",
    ),
    params=(
        _array(x, "x", _("the input", "输入"), ("width", "one")),
        _array(W[1], "w1", _("weights of the first layer, one row per unit", "第一层的权重，每行一个神经元"), ("hidden", "width")),
        _array(W[2], "w2", _("weights of the second layer", "第二层的权重"), ("out", "hidden")),
        _array(b[1], "b1", _("biases of the first layer (none)", "第一层的偏置（默认无）"), ("hidden", "one")),
        _array(b[2], "b2", _("biases of the second layer (none)", "第二层的偏置（默认无）"), ("out", "one")),
        _array(W_s, "w_s", _("a projection on the shortcut (the identity)", "直连边上的投影矩阵（默认恒等）"), ("out", "width")),
        _array(delta_y, "gradient", _("the loss's gradient at the output (1 everywhere)", "损失对输出的梯度（默认全为 1）"), ("out", "one")),
        Flag(D, "relu_after", _("a ReLU after the sum", "相加之后再经过 ReLU"), default=True),
    ),
    outputs=(
        Output(F, "residual", _("residual F(x)", "残差 F(x)"), "matrix"),
        Output(y, "output", _("output", "输出"), "matrix"),
        Output(g_x, "input_gradient", _("gradient at the input", "损失对输入的梯度"), "matrix"),
        Output(g_layers, "through_layers", _("of it, through the layers", "其中经过各层传回的"), "matrix"),
        Output(g_shortcut, "along_shortcut", _("of it, along the shortcut", "其中沿直连边传回的"), "matrix"),
        Output(G[1], "w1_gradient", _("gradient of W₁", "W₁ 的梯度"), "matrix"),
        Output(G[2], "w2_gradient", _("gradient of W₂", "W₂ 的梯度"), "matrix"),
        Output(G_s, "w_s_gradient", _("gradient of the projection", "投影矩阵的梯度"), "matrix"),
    ),
    rules=(
        Rule(_lengths_agree, _("F(x) and x differ in length: give w_s, a projection", "F(x) 与 x 的维数不同：请给出投影矩阵 w_s")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    derive=_derive,
    draw=_draw,
    examples=(
        Example({"x": "1 2", "w1": "1 0; 0 1", "w2": "0.5 0; 0 0.5"}, {"output": Grid([[1.5], [3]])},
                "Deep-ML, problem 113, “Implement a simple residual block with shortcut connection”"),
        Example({"x": "1 0 -1", "w1": "1 0 0; 0 1 0; 0 0 1", "w2": "1 0 0; 0 1 0; 0 0 1"}, {"output": Grid([[2], [0], [0]])},
                "OneNoughtOne, “Skip connection: residual unit”, second example"),
        Example({"x": "2 3", "w1": "0 0; 0 0", "w2": "1 2; 3 4", "gradient": "5 7"},
                {"residual": Grid([[0], [0]]), "output": Grid([[2], [3]]), "input_gradient": Grid([[5], [7]])},
                "He et al. (2016), section 3.1: weights driven to zero leave the identity; “Identity mappings”, equation 5, with F = 0"),
    ),
    usage=(
        '--x "1 2" --w1 "1 -1; 0 1" --w2 "1 0; -1 2"',
        '--x "1 2" --w1 "1 1" --w2 "2; 1; 0" --w-s "1 0; 0 1; 1 1" --gradient "1 0 -1" --no-relu-after',
    ),
    sizes={"width": (2,), "hidden": (2,), "out": (2,), "one": (1,)},
)  # fmt: skip
