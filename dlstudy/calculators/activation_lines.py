"""Activation functions: each one's lines for value and derivative, its range and its slopes far out."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function, letters, sqrt

x, f, df, h, h_minus, gamma, beta, scale = letters("x f df h h_minus gamma beta lambda")
s, t, a, Phi, phi, low, left, right = letters("s t a Phi phi range m_minus m_plus")

Lines = Generator[Step | Do, Any, None]
CUBIC = Fraction("0.044715")
SELU_ALPHA = Fraction("1.6732632423543772848170429916717")
SELU_SCALE = Fraction("1.0507009873554804934193349852946")
SWISH_DEPTH = 0.27846454276107  # W(1/e): how far below 0 x·σ(x) reaches


@dataclass(frozen=True, slots=True)
class Shape:
    """An activation function: its lines, its range as an interval, its slopes towards −∞ and ∞."""

    title: Text
    lines: Callable[[SimpleNamespace], Lines]
    range: Callable[[SimpleNamespace], str]
    slopes: tuple[Node, Node]
    gamma: Fraction | int | None = None  # the default of its γ


def times(given: SimpleNamespace, p: Node, q: Node) -> Node:
    """The product, entry by entry of vectors."""
    return function("⊙", p, q) if given.vector is not None else p * q


def value(tree: Node, why: Text) -> Step:
    """The line of the value."""
    return Step(f, tree, why)


def slope(tree: Node, why: Text | None = None) -> Step:
    """The line of the derivative."""
    return Step(df, tree, why or _("the derivative", "导数"))


def positive(tree: Node = x) -> Node:
    """1 where the formula is positive, else 0."""
    return function("sign", function("max", 0, tree))


def step_at_zero(given: SimpleNamespace) -> Step:
    """1 right of the kink at 0, 0 left of it, and at 0 what is agreed."""
    if given.at_zero == "left":
        return Step(h, positive(), _("1 where x > 0, else 0: at 0 the slope from the left is taken",
                                     "x > 0 处为 1，否则为 0：在 0 处取左侧的斜率"))  # fmt: skip
    return Step(h, 1 - positive(-x), _("1 where x ≥ 0, else 0: at 0 the slope from the right is taken",
                                       "x ≥ 0 处为 1，否则为 0：在 0 处取右侧的斜率"))  # fmt: skip


def sigmoid(given: SimpleNamespace) -> Lines:
    yield value(1 / (1 + function("exp", -x)), _("σ(x) = 1/(1 + e^(−x))", "定义：σ(x) = 1/(1 + e^(−x))"))
    yield slope(times(given, f, 1 - f), _("σ′ = σ(1 − σ): at most 1/4", "导数 σ′ = σ(1 − σ)，最大为 1/4"))


def tanh(_given: SimpleNamespace) -> Lines:
    yield value(
        function("tanh", x), _("tanh(x) = (e^x − e^(−x))/(e^x + e^(−x))", "定义：(e^x − e^(−x))/(e^x + e^(−x))")
    )
    yield slope(1 - f**2, _("tanh′ = 1 − tanh²: at most 1", "导数 tanh′ = 1 − tanh²，最大为 1"))


def relu(given: SimpleNamespace) -> Lines:
    yield value(function("max", 0, x), _("x where it is positive, else 0", "正数保持不变，负数变为 0"))
    yield step_at_zero(given)
    yield slope(h, _("slope 1 on the right, 0 on the left", "右侧斜率为 1，左侧为 0"))


def leaky(given: SimpleNamespace) -> Lines:
    yield value(
        function("max", 0, x) + gamma * function("min", 0, x),
        _("a small slope γ is left for x < 0", "x < 0 时保留小斜率 γ"),
    )
    yield step_at_zero(given)
    yield slope(h + gamma * (1 - h), _("slope 1 on the right, γ on the left", "右侧斜率为 1，左侧为 γ"))


def elu(given: SimpleNamespace) -> Lines:
    yield value(function("max", 0, x) + function("min", 0, gamma * (function("exp", x) - 1)),
                _("for x < 0 the curve γ(e^x − 1)", "x < 0 时为 γ(e^x − 1)"))  # fmt: skip
    yield step_at_zero(given)
    yield slope(
        h + times(given, 1 - h, gamma * function("exp", x)),
        _("1 on the right, γe^x on the left", "右侧为 1，左侧为 γe^x"),
    )


def selu(given: SimpleNamespace) -> Lines:
    yield Do(
        scale,
        lambda _known: SELU_SCALE,
        (),
        _("the scale that keeps variance 1 from layer to layer", "使各层方差保持为 1 的缩放系数"),
    )
    yield value(scale * (function("max", 0, x) + function("min", 0, gamma * (function("exp", x) - 1))),
                _("λ times an ELU", "λ 乘以 ELU"))  # fmt: skip
    yield step_at_zero(given)
    yield slope(scale * (h + times(given, 1 - h, gamma * function("exp", x))),
                _("λ on the right, λγe^x on the left", "右侧为 λ，左侧为 λγe^x"))  # fmt: skip


def crelu(given: SimpleNamespace) -> Lines:
    yield value(pair(given, function("max", 0, x), function("max", 0, -x)),
                _("ReLU of x and of −x side by side: twice as many outputs", "把 ReLU(x) 与 ReLU(−x) 拼接：输出维数加倍"))  # fmt: skip
    yield step_at_zero(given)
    yield Step(
        h_minus, 1 - positive() if given.at_zero == "right" else positive(-x), _("the same for −x", "对 −x 同样处理")
    )
    yield slope(pair(given, h, -h_minus), _("1 or 0, and 0 or −1", "前一半为 1 或 0，后一半为 0 或 −1"))


def pair(given: SimpleNamespace, p: Node, q: Node) -> Node:
    """Both halves side by side."""
    return function("concat", p, q) if given.vector is not None else Op("matrix", (Op("row", (p, q)),))


def relu6(given: SimpleNamespace) -> Lines:
    yield value(function("min", function("max", 0, x), 6), _("ReLU, cut off at 6", "ReLU，上限为 6"))
    yield slope(
        times(given, positive(), positive(6 - x)), _("1 strictly between 0 and 6, else 0", "0 与 6 之间为 1，其余为 0")
    )


def softplus(_given: SimpleNamespace) -> Lines:
    yield value(function("ln", 1 + function("exp", x)), _("a smooth ReLU", "平滑的 ReLU"))
    yield slope(1 / (1 + function("exp", -x)), _("its derivative is the sigmoid", "导数正是 sigmoid 函数"))


def softsign(_given: SimpleNamespace) -> Lines:
    yield value(x / (1 + function("abs", x)), _("like tanh, but it saturates slowly", "形似 tanh，但饱和得慢"))
    yield slope(1 / (1 + function("abs", x)) ** 2)


def gelu(given: SimpleNamespace) -> Lines:
    yield Step(
        Phi,
        (1 + function("erf", x / sqrt(2))) / 2,
        _("distribution function of the standard normal", "标准正态分布的分布函数"),
    )
    yield value(times(given, x, Phi), _("x weighted by P(X ≤ x)", "以 P(X ≤ x) 对 x 加权"))
    yield Step(phi, function("exp", -(x**2) / 2) / sqrt(2 * Op("pi", ())), _("its density", "标准正态分布的密度"))
    yield slope(Phi + times(given, x, phi), _("product rule", "乘积求导法则"))


def gelu_tanh(given: SimpleNamespace) -> Lines:
    root = sqrt(2 / Op("pi", ()))
    yield Step(a, root * (x + CUBIC * x**3), _("the argument of the approximation", "近似式中的自变量"))
    yield Step(t, function("tanh", a), _("its tanh", "取 tanh"))
    yield value(times(given, x, 1 + t) / 2, _("GELU, approximated by tanh", "用 tanh 近似的 GELU"))
    inner = times(given, x, times(given, 1 - t**2, root * (1 + 3 * CUBIC * x**2)))
    yield slope((1 + t) / 2 + inner / 2, _("product rule and chain rule", "乘积求导法则与链式法则"))


def swish(given: SimpleNamespace) -> Lines:
    yield Step(s, 1 / (1 + function("exp", -(beta * x))), _("the gate σ(βx)", "门 σ(βx)"))
    yield value(times(given, x, s), _("x times its gate", "x 乘以自己的门"))
    yield slope(s + beta * times(given, x, times(given, s, 1 - s)), _("product rule", "乘积求导法则"))


def hard_tanh(given: SimpleNamespace) -> Lines:
    yield value(function("max", function("min", x, 1), -1), _("x, cut off at −1 and 1", "x 截断在 −1 与 1 之间"))
    yield slope(
        times(given, positive(x + 1), positive(1 - x)),
        _("1 strictly between −1 and 1, else 0", "−1 与 1 之间为 1，其余为 0"),
    )


def fixed(text: str) -> Callable[[SimpleNamespace], str]:
    """A range that depends on nothing."""
    return lambda _given: text


def below(factor: Fraction | int, given: SimpleNamespace) -> str:
    """The open left end −factor·γ, and no end on the right."""
    return f"(−{float(factor * given.gamma):.4g}, ∞)"


ZERO, ONE = Num(0), Num(1)
SHAPES = {
    "sigmoid": Shape(_("sigmoid (logistic)", "sigmoid（logistic）"), sigmoid, fixed("(0, 1)"), (ZERO, ZERO)),
    "tanh": Shape(_("hyperbolic tangent", "双曲正切 tanh"), tanh, fixed("(−1, 1)"), (ZERO, ZERO)),
    "relu": Shape(_("rectified linear unit", "修正线性单元 ReLU"), relu, fixed("[0, ∞)"), (ZERO, ONE)),
    "leaky-relu": Shape(_("leaky ReLU, γ fixed", "带泄露的 ReLU（γ 固定）"), leaky, fixed("(−∞, ∞)"), (gamma, ONE), Fraction(1, 100)),
    "prelu": Shape(_("parametric ReLU, γ learnt", "带参数的 ReLU（γ 可学习）"), leaky, fixed("(−∞, ∞)"), (gamma, ONE), Fraction(1, 4)),
    "elu": Shape(_("exponential linear unit", "指数线性单元 ELU"), elu, lambda v: below(1, v), (ZERO, ONE), 1),
    "selu": Shape(_("scaled ELU", "缩放的 ELU（SELU）"), selu, lambda v: below(SELU_SCALE, v), (ZERO, scale), SELU_ALPHA),
    "crelu": Shape(_("concatenated ReLU", "拼接的 ReLU（CReLU）"), crelu, fixed("[0, ∞)"), (ZERO, ONE)),
    "relu6": Shape(_("ReLU cut off at 6", "上限为 6 的 ReLU"), relu6, fixed("[0, 6]"), (ZERO, ZERO)),
    "softplus": Shape(_("softplus ln(1 + e^x)", "softplus 函数 ln(1 + e^x)"), softplus, fixed("(0, ∞)"), (ZERO, ONE)),
    "softsign": Shape(_("softsign x/(1 + |x|)", "softsign 函数 x/(1 + |x|)"), softsign, fixed("(−1, 1)"), (ZERO, ZERO)),
    "gelu": Shape(_("GELU, exact (erf)", "GELU（erf 精确式）"), gelu, fixed("[−0.17, ∞)"), (ZERO, ONE)),
    "gelu-tanh": Shape(_("GELU, approximated by tanh", "GELU（tanh 近似）"), gelu_tanh, fixed("[−0.17, ∞)"), (ZERO, ONE)),
    "swish": Shape(_("swish x·σ(βx)", "swish 函数 x·σ(βx)"), swish,
                   lambda v: f"[−{SWISH_DEPTH / float(v.beta):.4g}, ∞)", (ZERO, ONE)),
    "hard-tanh": Shape(_("hard tanh", "硬 tanh"), hard_tanh, fixed("[−1, 1]"), (ZERO, ZERO)),
}  # fmt: skip


ODD = ("tanh", "softsign", "hard-tanh")
DEAD = ("relu", "crelu", "relu6")


def steps(given: SimpleNamespace) -> Lines:
    shape = SHAPES[given.function]
    yield from shape.lines(given)
    if not any(isinstance(v, Node) for v in (given.gamma, given.beta)):
        yield Do(low, lambda _known: shape.range(given), (), _about_zero(given, shape.range(given)))
    for letter, tree, side in (
        (left, shape.slopes[0], _("left", "左侧")),
        (right, shape.slopes[1], _("right", "右侧")),
    ):
        why = _("the slope far to the {side}: {verdict}", "{side}无穷远处的斜率：{verdict}")
        yield Step(letter, tree, why(side=side, verdict=_flat(given, tree, letter)))


def _about_zero(given: SimpleNamespace, whole: str) -> Text:
    """What the range means for the next layer."""
    if given.function in ODD:
        return _("the range of its values: zero-centred", "值域：零中心化")
    if whole.startswith(("(0", "[0")):
        return _("the range of its values: never negative, so not zero-centred", "值域：非负，不是零中心化的")
    return _(
        "the range of its values: negative ones too, so the mean comes nearer to 0", "值域：可取负值，输出均值更接近 0"
    )


def _flat(given: SimpleNamespace, tree: Node, letter: Letter) -> Text:
    if tree != ZERO:
        return _("it does not saturate", "不饱和")
    if given.function in DEAD and letter == left:
        return _("it saturates; a unit that is negative for every sample learns no more (dying ReLU)",
                 "饱和；净输入对所有样本都为负的神经元不再更新（死亡 ReLU）")  # fmt: skip
    return _("it saturates: gradients vanish there", "饱和：该处梯度接近 0")


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Values by other formulas, slopes by difference quotients, the range by looking."""
    from dlstudy.reference.activations import activation, limit_slopes, slope, value_range

    name, both = given.function, given.function == "crelu"
    shape = activation("relu" if both else name, float(given.gamma or 0), float(given.beta or 1))
    points = [float(p) for p in ((given.x,) if given.vector is None else given.vector.rows[0])]
    values = [shape(p) for p in points]
    slopes = [slope(name, shape, p, given.at_zero) for p in points]
    if both:
        values += [shape(-p) for p in points]
        slopes += [-slope(name, shape, -p, given.at_zero) for p in points]
    far = limit_slopes(shape)
    return {
        "value": values,
        "derivative": slopes,
        "range": value_range(shape, 10 / float(given.beta or 1)),
        "left_slope": far[0],
        "right_slope": far[1],
    }
