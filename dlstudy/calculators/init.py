"""Weight initialisation: the variance that Xavier's, He's and LeCun's rules ask for, as a standard deviation and a bound.

The logistic function's factor 4 is the Theano tutorial's, after Glorot (its slope at 0 is a quarter of tanh's); nndl's draft of
2019, eqs 7.26 and 7.27, gives it to tanh instead. PyTorch's gain is 1 for the logistic function and 5/3 for tanh.
"""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.params import Choice, Int, Real
from dlstudy.symbolic.tree import Letter, Node, Num, letters, sqrt

n_in, n_out, k, c_in, c_out, a, s, V, sigma, r, f = letters("n_in n_out k c_in c_out a s V sigma r f")
sigma_0 = Letter("sigma", (0,))
GAINS = {"linear": Num(1), "logistic": Num(4), "tanh": Num(1), "relu": sqrt(2)}
USUAL = {"sigma": Fraction(1, 100), "mode": "fan-in", "slope": Fraction(1, 100)}
ONLY = {
    "sigma": _("it belongs to the method fixed", "它只用于 fixed"), "mode": _("it belongs to the method he", "它只用于 he"),
    "slope": _("it belongs to the activation leaky-relu", "它只用于激活函数 leaky-relu"),
}  # fmt: skip
PYTORCH = {"linear": Num(1), "logistic": Num(1), "tanh": Num(5) / 3, "relu": sqrt(2)}


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Without an activation, the one the rule was made for; what a rule does not read is refused."""
    method = values["method"]
    if values["activation"] is None:
        values["activation"] = {"xavier": "tanh", "he": "relu", "lecun": "linear", "fixed": "linear"}[method]
    reads = {"sigma": method == "fixed", "mode": method == "he", "slope": values["activation"] == "leaky-relu"}
    for name, usual in USUAL.items():
        if reads[name]:
            values[name] = usual if values[name] is None else values[name]
        elif values[name] is not None:
            text = _("{name} has no effect here: {only}", "{name} 在这里不起作用：{only}")
            raise LearnerError(text(name=name, only=ONLY[name]))
    return values


def fan(given: SimpleNamespace) -> tuple[Letter, Letter]:
    """The letters of inputs and outputs of a unit; of a convolution they are worked out first."""
    return (n_in, n_out) if given.kernel is None else (Letter("fan_in"), Letter("fan_out"))


def gain(given: SimpleNamespace) -> Node | None:
    """The factor of the standard deviation; none where it is 1, or in He's rule already."""
    if given.gain is not None:
        return s
    if given.method in ("he", "fixed"):
        return None
    table = PYTORCH if given.convention == "pytorch" else GAINS
    found = table.get(given.activation, sqrt(2 / (1 + a**2)))
    return None if found == Num(1) else found


def base(given: SimpleNamespace) -> Node:
    """The rule's variance before a gain."""
    inward, outward = fan(given)
    if given.method == "fixed":
        return sigma_0**2
    if given.method == "xavier":
        return 2 / (inward + outward)
    if given.method == "lecun":
        return 1 / inward
    reach = inward if given.mode == "fan-in" else outward
    return (2 if given.activation != "leaky-relu" else 2 / (1 + a**2)) / reach


def steps(given: SimpleNamespace) -> Any:
    """Fans of a convolution, the variance with its gain, and both distributions that have it."""
    if given.kernel is not None and given.method != "fixed":
        inward, outward = fan(given)
        yield Step(inward, k**2 * n_in, _("inputs that a unit of the output sees", "一个输出单元看到的输入数"))
        yield Step(outward, k**2 * n_out, _("outputs that an input reaches", "一个输入影响的输出数"))
    factor = gain(given)
    if factor is not None:
        if given.gain is None:
            yield Step(s, factor, _("the activation's gain", "激活函数的增益"))
        yield Step(
            V,
            s**2 * base(given),
            _("the variance the rule asks for, times the gain squared", "规则要求的方差，乘以增益的平方"),
        )
    else:
        yield Step(V, base(given), _("the variance the rule asks for", "规则要求的方差"))
    yield Step(sigma, sqrt(V), _("Gaussian: standard deviation", "高斯分布：标准差"))
    yield Step(r, sqrt(3 * V), _("uniform on [−r, r]: its variance is r²/3", "均匀分布 [−r, r]：方差为 r²/3"))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """What keeps a signal's variance through a layer, solved for the weights' variance."""
    from dlstudy.reference.initialisation import bound_of, keeping, second_moment

    reach = 1 if given.kernel is None else int(given.kernel) ** 2
    inward, outward = reach * int(given.fan_in), reach * int(given.fan_out)
    if given.method == "xavier":
        variance = keeping(inward, outward)
    elif given.method == "lecun":
        variance = keeping(inward)
    elif given.method == "fixed":
        variance = float(given.sigma) * float(given.sigma)
    else:
        slope = float(given.slope) if given.activation == "leaky-relu" else 0.0
        variance = keeping(inward if given.mode == "fan-in" else outward) / second_moment(slope)
    variance *= _gain_number(given) ** 2
    return {"variance": variance, "std": float(variance) ** 0.5, "bound": bound_of(variance)}


def _gain_number(given: SimpleNamespace) -> float:
    from dlstudy.reference.initialisation import second_moment

    if given.gain is not None:
        return float(given.gain)
    if given.method in ("he", "fixed"):
        return 1.0
    if given.activation in ("relu", "leaky-relu"):
        return float(second_moment(float(given.slope) if given.activation == "leaky-relu" else 0.0) ** -0.5)
    pytorch = {"linear": 1.0, "logistic": 1.0, "tanh": 5 / 3}
    course = {"linear": 1.0, "logistic": 4.0, "tanh": 1.0}
    return (pytorch if given.convention == "pytorch" else course)[given.activation]


def _gained(given: SimpleNamespace, variance: Node) -> Node:
    factor = gain(given)
    return variance if factor is None else s**2 * variance


def _swap(variance: Any) -> Any:
    return lambda given: {V: _gained(given, variance(given))}


MISTAKES = (
    Mistake("std-for-variance", _("the rule gives the variance; the standard deviation is its root", "规则给出的是方差，标准差要开方"),
            {sigma: V}),
    Mistake("variance-for-bound", _("a uniform distribution on [−r, r] has variance r²/3: r = √(3V)", "均匀分布 [−r, r] 的方差是 r²/3，故 r = √(3V)"),
            {r: sigma}),
    Mistake("twelve-for-three", _("r is half the width: the variance is (2r)²/12 = r²/3", "r 是半宽：方差为 (2r)²/12 = r²/3"),
            {r: sqrt(12 * V)}),
    Mistake("fan-in-alone", _("Xavier averages inputs and outputs", "Xavier 要兼顾输入数与输出数"),
            _swap(lambda v: 1 / fan(v)[0]), lambda v: v.method == "xavier" and v.fan_in != v.fan_out),
    Mistake("one-for-two", _("ReLU lets half through: He's rule has a 2", "ReLU 只让一半通过：He 的规则里有 2"),
            _swap(lambda v: 1 / (fan(v)[0 if v.mode == "fan-in" else 1])), lambda v: v.method == "he" and v.activation == "relu"),
    Mistake("summed-fans", _("Xavier's variance has a 2 above the sum", "Xavier 方差的分子是 2"),
            _swap(lambda v: 1 / (fan(v)[0] + fan(v)[1])), lambda v: v.method == "xavier"),
    Mistake("gain-not-squared", _("the gain multiplies the standard deviation, so the variance by its square",
                                  "增益乘在标准差上，方差要乘它的平方"),
            lambda v: {V: s * base(v)}, lambda v: v.method not in ("he", "fixed") and gain(v) is not None),
    Mistake("logistic-as-tanh", _("in the course a logistic layer gets the factor 4, in PyTorch 1",
                                  "课程中 Logistic 层要乘 4，PyTorch 中为 1"),
            lambda v: {V: base(v)} if v.convention == "course" else {V: 16 * base(v)},
            lambda v: v.method == "xavier" and v.activation == "logistic" and v.gain is None, convention=True),
    Mistake("tanh-as-logistic", _("the draft of nndl (2019) gives the factor 4 to tanh; it belongs to the logistic function",
                                  "nndl 2019 年草稿把 4 倍给了 tanh；它应属于 Logistic 函数"),
            lambda v: {V: 16 * base(v)}, lambda v: v.method == "xavier" and v.activation == "tanh" and gain(v) is None),
    Mistake("kernel-forgotten", _("a convolution's fan counts every place of the kernel", "卷积层的扇入要乘上核的全部位置"),
            lambda v: {fan(v)[0]: n_in, fan(v)[1]: n_out}, lambda v: v.kernel is not None and v.kernel != 1 and v.method != "fixed"),
)  # fmt: skip

CALCULATOR = Calculator(
    name="init",
    title=_("Weight initialisation", "权重初始化"),
    topic="init",
    source="Glorot & Bengio (2010), eqs 12 and 16; He et al. (2015), eqs 10 and 14; nndl ch. 7",
    summary=_(
        "Variance, standard deviation and uniform bound of Xavier's, He's, LeCun's and fixed-variance initialisation.",
        "Xavier、He、LeCun 与固定方差初始化的方差、标准差和均匀分布的界。",
    ),
    params=(
        Choice(Letter("method"), "method", _("the rule", "初始化方法"), default="xavier", pick=("xavier", "he", "lecun", "fixed"), options={
            "xavier": _("Xavier (Glorot)", "Xavier（Glorot）"), "he": _("He (Kaiming)", "He（Kaiming）"), "lecun": _("LeCun", "LeCun 初始化"),
            "fixed": _("a variance chosen beforehand", "固定方差")}),
        Int(n_in, "fan_in", _("units (or channels) before the layer", "上一层单元数（或输入通道数）"), low=1, high=10**7,
            default=100, pick=(100, 200, 256, 300, 512)),
        Int(n_out, "fan_out", _("units (or channels) of the layer", "本层单元数（或输出通道数）"), low=1, high=10**7,
            default=50, pick=(50, 100, 128, 300)),
        Int(k, "kernel", _("side of a convolution's kernel", "卷积核边长（卷积层才给）"), low=1, high=99),
        Choice(Letter("activation"), "activation", _("what follows (tanh for xavier, relu for he, linear for lecun)",
                                                     "其后的激活函数（xavier 默认 tanh，he 默认 relu，lecun 默认 linear）"), options={
            "linear": _("none", "无"), "logistic": _("the logistic function", "Logistic 函数"), "tanh": _("tanh", "tanh 函数"),
            "relu": _("ReLU", "ReLU 函数"), "leaky-relu": _("leaky ReLU with a slope", "带泄露的 ReLU")}),
        Real(a, "slope", _("negative slope of the leaky ReLU (0.01)", "带泄露 ReLU 的负半轴斜率（0.01）"), low=0),
        Choice(Letter("mode"), "mode", _("whose variance He's rule keeps (fan-in)", "He 初始化保持哪个方向的方差（fan-in）"), options={
            "fan-in": _("the signal's, forward", "前向信号的方差"), "fan-out": _("the gradient's, backward", "反向梯度的方差")}),
        Real(sigma_0, "sigma", _("standard deviation of fixed (0.01)", "fixed 的标准差（0.01）"), low=0, open="("),
        Real(s, "gain", _("gain instead of the activation's", "增益，代替激活函数的增益"), low=0, open="("),
        Choice(Letter("convention"), "convention", _("whose gains", "增益采用哪家的约定"), default="course", options={
            "course": _("logistic 4, tanh 1", "Logistic 为 4，tanh 为 1"), "pytorch": _("logistic 1, tanh 5/3", "Logistic 为 1，tanh 为 5/3")}),
    ),
    outputs=(
        Output(V, "variance", _("variance", "方差")),
        Output(sigma, "std", _("standard deviation", "标准差")),
        Output(r, "bound", _("uniform bound r", "均匀分布的界 r")),
    ),
    rules=(
        Rule(lambda v: v.method != "he" or v.activation in ("relu", "leaky-relu"),
             _("He's rule is for ReLU and leaky ReLU", "He 初始化用于 ReLU 和带泄露的 ReLU")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    mistakes=MISTAKES,
    examples=(
        Example({"method": "he", "fan_in": 1, "fan_out": 64, "kernel": 3, "mode": "fan-out"}, {"std": 0.059},
                "He et al. (2015), section 2.2, model B", within=6e-4),
        Example({"method": "he", "fan_in": 1, "fan_out": 512, "kernel": 3, "mode": "fan-out"}, {"std": 0.021},
                "He et al. (2015), section 2.2, model B", within=6e-4),
        Example({"method": "xavier", "fan_in": 100, "fan_out": 50}, {"bound": Fraction(1, 5)},
                "Glorot & Bengio (2010), eq. 16: √(6/150)"),
        Example({"method": "xavier", "fan_in": 100, "fan_out": 50, "activation": "logistic"}, {"bound": Fraction(4, 5)},
                "the Theano deep learning tutorial, section MLP: 4√(6/(n + m)) for the sigmoid"),
        Example({"method": "fixed", "sigma": "0.1"}, {"variance": Fraction(1, 100), "bound": 3**0.5 / 10},
                "nndl ch. 7, initialisation with a fixed variance: r = √(3σ²)"),
        Example({"method": "lecun", "fan_in": 3, "fan_out": 1, "activation": "leaky-relu", "slope": "0.2", "convention": "pytorch"},
                {"std": (2 / 1.04 / 3) ** 0.5}, "torch.nn.init.calculate_gain, leaky_relu: √(2/(1 + a²))"),
    ),
    usage=(
        "--method xavier --fan-in 100 --fan-out 50",
        "--method he --fan-in 64 --fan-out 128 --kernel 3 --mode fan-out",
        "--method xavier --fan-in 300 --fan-out 100 --activation logistic",
        "--method fixed --sigma 0.01",
        "--method xavier --fan-in n --fan-out m",
    ),
)  # fmt: skip
