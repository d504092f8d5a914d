"""L1 and L2 penalties with their gradients and the step they lead to; weight decay by convention."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import alpha, array, only_numbers, rate
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, Node, function, letters

theta, g, n_1, s_2, n_2, Omega, G, g_all, theta_new = letters("theta g n_1 s n_2 Omega G g_all theta_new")
l_1, l_2, c, w = letters("lambda_1 lambda_2 c w")
Lines = Generator[Step, Any, None]


def steps(given: SimpleNamespace) -> Lines:
    yield Step(
        n_1,
        function("sum", function("abs", theta)),
        _("L1 norm: the sum of the absolute values", "L1 范数：各分量绝对值之和"),
    )
    yield Step(s_2, function("sum", theta**2), _("sum of the squares ‖θ‖₂²", "平方和 ‖θ‖₂²"))
    yield Step(n_2, function("sqrt", s_2), _("L2 norm: its root", "L2 范数：再开平方"))
    if given.method == "weight-decay":
        yield Step(
            c, keep(given.convention), _("what is left of a weight without a gradient", "没有梯度时权重保留的比例")
        )
        yield Step(
            theta_new, c * theta - alpha * g, _("the weights shrink, and take a step", "权重先衰减，再沿负梯度走一步")
        )
        return
    yield Step(Omega, penalty(given), _("the penalty", "正则项"))
    yield Step(
        G,
        slope(given),
        _(
            "its gradient: of |θ| the sign (0 at 0), of ½θ² θ itself",
            "正则项的梯度：|θ| 的导数是符号（0 处取 0），½θ² 的导数是 θ",
        ),
    )
    yield Step(g_all, g + G, _("gradient of the whole objective", "整个目标函数的梯度"))
    yield Step(theta_new, theta - alpha * g_all, _("one step of gradient descent", "梯度下降更新一步"))


def penalty(given: SimpleNamespace) -> Node:
    """λ₁‖θ‖₁, ½λ₂‖θ‖₂², or both."""
    first, second = l_1 * n_1, l_2 / 2 * s_2
    return {"l1": first, "l2": second, "elastic-net": first + second}[given.method]


def slope(given: SimpleNamespace) -> Node:
    """The gradient of the penalty."""
    first, second = l_1 * function("sign", theta), l_2 * theta
    return {"l1": first, "l2": second, "elastic-net": first + second}[given.method]


def keep(convention: str) -> Node:
    """The share of a weight that is kept in a step."""
    return 1 - w if convention == "course" else 1 - alpha * w


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Norms from NumPy, slopes by differences."""
    from dlstudy.reference import penalties as ref

    at, step = array(given.theta)[0], float(given.learning_rate)
    pull = 0 * at if given.gradient is None else array(given.gradient)[0]
    found: dict[str, Any] = {
        "l1_norm": ref.penalty(at, 1, 0),
        "squared_norm": ref.penalty(at, 0, 2),
        "l2_norm": ref.penalty(at, 0, 2) ** 0.5,
    }
    if given.method == "weight-decay":
        return found | {"new_theta": ref.shrunk(at, pull, step, float(given.decay), given.convention != "course")}
    first, second = (float(given.l1 or 0), float(given.l2 or 0))
    gradient = ref.slope(at, first, second)
    return found | {"penalty": ref.penalty(at, first, second), "penalty_gradient": gradient, "total_gradient": pull + gradient,
                    "new_theta": at - step * (pull + gradient)}  # fmt: skip


TAKES = {"l1": ("l1",), "l2": ("l2",), "elastic-net": ("l1", "l2"), "weight-decay": ("decay",)}


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A tenth for what the method takes and nobody gave; what it does not take is refused. No gradient is one of zeros."""
    only_numbers(values)
    for name in ("l1", "l2", "decay"):
        takes = name in TAKES[values["method"]]
        if not takes and values[name] is not None:
            raise LearnerError(
                _("{method} has no {name}", "{method} 没有参数 {name}")(method=values["method"], name=name)
            )
        if takes and values[name] is None:
            values[name] = Fraction(1, 10)
    if values["gradient"] is None:
        values["gradient"] = values["theta"].map(lambda _v: 0)
    return values


def _draw(values: dict[str, Any], rng: Any) -> dict[str, Any]:
    """A drawn gradient as long as the weights; no strengths the method does not take."""
    if values["gradient"] is None:
        param = CALCULATOR.param("theta")
        assert param
        at = values["theta"] if isinstance(values["theta"], Grid) else param.read(values["theta"])
        values["gradient"] = at.map(lambda _v: rng.choice((-2, -1, 1, 2)))
    for name in TAKES[values["method"]]:
        values[name] = values[name] if values[name] is not None else rng.choice(("0.1", "0.2", "0.5"))
    return values


def _with(*methods: str) -> Any:
    return lambda given: given.method in methods


MISTAKES = (
    Mistake("l1-gradient-is-theta", _("|θ| has slope ±1: every weight is pulled alike, which makes some exactly 0",
                                      "|θ| 的导数是 ±1：每个权重受到同样大小的拉力，因此会出现恰为 0 的权重"), {G: l_1 * theta}, _with("l1")),
    Mistake("l1-without-sign", _("the pull goes towards 0: it has the weight's sign", "梯度带符号：要与权重同号"),
            {G: l_1 * function("abs", function("sign", theta))}, _with("l1")),
    Mistake("signed-sum", _("the L1 norm adds up sizes, not the signed weights", "L1 范数是绝对值之和，不是带符号求和"),
            {n_1: function("sum", theta)}, _with("l1", "elastic-net")),
    Mistake("norm-not-squared", _("the penalty is ½λ‖θ‖², with the square", "正则项是 ½λ‖θ‖²，范数要平方"), {Omega: l_2 / 2 * n_2}, _with("l2")),
    Mistake("l2-gradient-is-sign", _("the gradient of ½λθ² is λθ; the sign belongs to L1", "½λθ² 的梯度是 λθ；取符号的是 L1"),
            {G: l_2 * function("sign", theta)}, _with("l2")),
    Mistake("penalty-subtracted", _("the penalty is added to the objective, and its gradient to the gradient", "正则项是加到目标函数上的，梯度也是相加"),
            {g_all: g - G}, _with("l1", "l2", "elastic-net")),
    Mistake("forgot-penalty", _("the step goes against the whole gradient, penalty and all", "更新要用含正则项的总梯度"),
            {theta_new: theta - alpha * g}, _with("l1", "l2", "elastic-net")),
    Mistake("forgot-rate", _("the gradient is multiplied by the learning rate", "梯度要乘以学习率"), {theta_new: theta - g_all},
            lambda v: v.method != "weight-decay" and v.learning_rate != 1),
    Mistake("decay-added", _("decay makes weights smaller: 1 − w", "衰减使权重变小：1 − w"), {c: 1 + w}, _with("weight-decay")),
    Mistake("decays-gradient", _("the factor belongs to the weights, not to the gradient", "衰减因子乘在权重上，不乘在梯度上"),
            {theta_new: theta - alpha * c * g}, _with("weight-decay")),
    Mistake("without-half", _("the L2 penalty without ½ (λ‖θ‖², gradient 2λθ)", "L2 正则项不乘 ½（λ‖θ‖²，梯度 2λθ）"),
            {Omega: l_2 * s_2, G: 2 * l_2 * theta}, _with("l2"), convention=True),
    Mistake("decay-times-rate", _("the decay multiplied by the learning rate: (1 − αw)θ − αg (d2l, PyTorch's AdamW)",
                                  "衰减系数乘学习率：(1 − αw)θ − αg（d2l、PyTorch 的 AdamW）"),
            {c: keep("pytorch")}, lambda v: v.method == "weight-decay" and v.convention == "course", convention=True),
    Mistake("decay-alone", _("the decay not multiplied by the learning rate: (1 − w)θ − αg (nndl)", "衰减系数不乘学习率：(1 − w)θ − αg（nndl）"),
            {c: keep("course")}, lambda v: v.method == "weight-decay" and v.convention != "course", convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="regularize",
    title=_("Regularisation: penalties and weight decay", "正则化：L1、L2 与权重衰减"),
    topic="regularisation",
    source="nndl section 7.7 (L1 and L2, elastic net; weight decay eq. 7.64); d2l, “Weight Decay”; Loshchilov & Hutter (2019), arXiv:1711.05101",
    summary=_(
        "An L1, L2 or elastic-net penalty with its gradient and one step, or one step with weight decay.",
        "L1、L2 或弹性网络正则项及其梯度与一步更新，或带权重衰减的一步更新。",
    ),
    params=(
        Array(theta, "theta", _("the weights", "参数"), shape=("parameters",), default=Grid([[2, -1, 0]]), required=True, entries=(-3, -2, -1, 0, 1, 2, 3)),
        Array(g, "gradient", _("gradient of the loss alone (0)", "损失本身的梯度（默认为 0）"), shape=("parameters",)),
        Choice(Letter("method"), "method", _("what keeps the weights small", "正则化方法"), default="l2", pick=("l2", "l1", "weight-decay"), options={
            "l2": _("½λ‖θ‖²", "L2：½λ‖θ‖²"),
            "l1": _("λ‖θ‖₁", "L1：λ‖θ‖₁"),
            "elastic-net": _("both", "弹性网络：两者之和"),
            "weight-decay": _("the weights shrink before each step", "权重衰减：每步先缩小权重"),
        }),
        Real(l_1, "l1", _("λ of the L1 penalty (0.1)", "L1 正则化系数（默认 0.1）"), low=0),
        Real(l_2, "l2", _("λ of the L2 penalty (0.1)", "L2 正则化系数（默认 0.1）"), low=0),
        Real(w, "decay", _("weight decay coefficient (0.1)", "权重衰减系数（默认 0.1）"), low=0, high=1),
        rate(Fraction(1, 10), ("0.1", "0.5", 1)),
        Choice(Letter("convention"), "convention", _("whose weight decay", "权重衰减采用哪家的形式"), default="course", options={
            "course": _("(1 − w)θ − αg (nndl)", "(1 − w)θ − αg（nndl）"),
            "pytorch": _("(1 − αw)θ − αg (d2l, PyTorch)", "(1 − αw)θ − αg（d2l、PyTorch）"),
        }),
    ),
    outputs=(
        Output(n_1, "l1_norm", _("L1 norm", "L1 范数")),
        Output(n_2, "l2_norm", _("L2 norm", "L2 范数")),
        Output(s_2, "squared_norm", _("sum of squares", "平方和")),
        Output(Omega, "penalty", _("penalty", "正则项")),
        Output(G, "penalty_gradient", _("gradient of the penalty", "正则项的梯度"), "vector"),
        Output(g_all, "total_gradient", _("gradient with the penalty", "含正则项的总梯度"), "vector"),
        Output(theta_new, "new_theta", _("weights after one step", "更新一步后的参数"), "vector"),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"theta": "1", "gradient": "0.5", "learning_rate": "0.1", "method": "weight-decay", "decay": "0.1"},
                {"new_theta": Grid([[0.85]])}, "nndl eq. 7.64 on θ = 1, g = 0.5: 0.9 − 0.05"),
        Example({"theta": "1", "gradient": "0.5", "learning_rate": "0.1", "method": "weight-decay", "decay": "0.1", "convention": "pytorch"},
                {"new_theta": Grid([[0.94]])}, "torch.optim.SGD(lr=0.1, weight_decay=0.1), one step from θ = 1 with g = 0.5"),
        Example({"theta": "0.25 0.25 0.25 0.25", "l2": 2}, {"penalty": 0.25, "l1_norm": 1}, "CS231n notes, “Linear Classification”, regularization"),
        Example({"theta": "1 0 0 0", "l2": 2}, {"penalty": 1}, "CS231n notes, “Linear Classification”, regularization"),
        Example({"theta": "3 -4", "method": "l1", "l1": 1}, {"l1_norm": 7, "l2_norm": 5, "penalty_gradient": Grid([[1, -1]])},
                "d2l, “Linear Algebra”, norms of (3, −4)"),
    ),
    usage=(
        "--theta '2 -1 0' --gradient '0.5 0.5 1' --l2 0.1 --learning-rate 0.1",
        "--theta '2 -1 0' --method l1 --l1 0.5",
        "--theta 1 --gradient 0.5 --method weight-decay --decay 0.1 --learning-rate 0.1",
    ),
    sizes={"parameters": (2, 3)},
    derive=_derive,
    draw=_draw,
)  # fmt: skip
