"""The linear support vector machine on given samples: margins, hinge loss, one sub-gradient step."""

from __future__ import annotations

import random
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import N, X, alpha, array, b, only_numbers, rate, samples_array, unmixed, w, y
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import compare
from dlstudy.symbolic.calculator import Calculator, Do, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Real
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters

f, m, n_w, d, gamma, xi, s, h, J, lam = letters("f m n_w d gamma xi s h J lambda")
L, G, g_b, w_new, b_new, SV, width = letters("L G g_b w_new b_new SV width")
EXAMPLE = {"x": Grid([[2, 1], [3, 0], [1, 1]]), "w": Grid([[1, -1]]), "labels": Grid([[1, 1, -1]])}
Lines = Generator[Step | Do, Any, None]


def steps(given: SimpleNamespace) -> Lines:
    yield Step(f, w * X.T + b, _("scores wᵀx + b", "得分 wᵀx + b"))
    yield Step(
        m,
        function("⊙", y, f),
        _("functional margins y·f: positive where the sign is right", "函数间隔 y·f：分类正确时为正"),
    )
    if any(given.w.rows[0]):
        yield Step(n_w, function("norm", w), _("length of w", "w 的长度"))
        yield Step(d, m / n_w, _("geometric margins: the distances from the hyperplane", "几何间隔：到超平面的距离"))
        yield Step(gamma, function("min", d), _("the margin: the smallest of them", "间隔：其中最小者"))
        yield Step(width, 2 / n_w, _("width of the street between wᵀx + b = ±1", "两条边界 wᵀx + b = ±1 之间的宽度"))
    yield Do(SV, lambda known: Grid([[int(compare(v, 1) <= 0) for v in known[m].rows[0]]]), (m,),
             _("1 for the samples on or inside y·f = 1", "落在 y·f = 1 上或以内的样本记为 1"))  # fmt: skip
    yield Step(xi, function("max", 0, 1 - m), _("hinge losses: what is missing to a margin of 1 (the slack ξ)",
                                                 "合页损失：间隔不足 1 的部分（松弛变量 ξ）"))  # fmt: skip
    yield from _objective(given)


def _objective(given: SimpleNamespace) -> Lines:
    count = given.x.shape[0]
    if count > 1 and given.reduction == "mean":
        yield Step(N, Num(count), _("samples", "样本数"))
    yield Step(L, share(given, function("sum", xi)), _("empirical risk", "经验风险"))
    if given.penalty:
        yield Step(
            J,
            lam / 2 * function("norm", w) ** 2 + L,
            _("with the penalty ½λ‖w‖²: structural risk", "加上正则项 ½λ‖w‖²：结构风险"),
        )
    yield Step(h, function("sign", xi), _("1 where a loss is left; on the margin itself the sub-gradient 0 is taken",
                                           "还有损失处为 1；恰在间隔边界上时次梯度取 0"))  # fmt: skip
    loss_part = share(given, function("⊙", h, y) * X)
    yield Step(G, lam * w - loss_part if given.penalty else -loss_part,
               _("sub-gradient with respect to w: −yx of the samples that still lose", "对 w 的次梯度：仍有损失的样本取 −yx"))  # fmt: skip
    yield Step(
        g_b, -share(given, function("sum", function("⊙", h, y))), _("sub-gradient with respect to b", "对 b 的次梯度")
    )
    yield Step(w_new, w - alpha * G, _("one step against it", "沿负方向更新一步"))
    yield Step(b_new, b - alpha * g_b, _("the bias moves too", "偏置同样更新"))


def share(given: SimpleNamespace, whole: Node) -> Node:
    """The mean over the samples, or their sum."""
    return whole / N if given.reduction == "mean" and given.x.shape[0] > 1 else whole


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Distances by projection, the objective in a loop, its slope by differences."""
    from dlstudy.reference.support_vectors import distances, objective, subgradient

    x, labels, weights = array(given.x), array(given.labels)[0], array(given.w)[0]
    bias, penalty, step = float(given.bias), float(given.penalty), float(given.learning_rate)
    total = given.reduction == "sum"
    loss = objective(x, labels, weights, bias, 0.0, total)
    g, g_bias = subgradient(x, labels, weights, bias, penalty, total)
    margins = [
        label * (sum(p * q for p, q in zip(weights, point, strict=True)) + bias)
        for point, label in zip(x, labels, strict=True)
    ]
    found: dict[str, Any] = {
        "margins": margins, "support": [int(v <= 1 + 1e-12) for v in margins],
        "losses": [objective(x[i : i + 1], labels[i : i + 1], weights, bias, 0.0, True) for i in range(len(x))],
        "loss": loss, "objective": objective(x, labels, weights, bias, penalty, total),
        "gradient": g, "bias_gradient": g_bias, "new_weights": weights - step * g, "new_bias": bias - step * g_bias,
    }  # fmt: skip
    if weights.any():
        geometric = labels * distances(x, weights, bias)
        found |= {"distances": geometric, "margin": geometric.min(), "width": 2 / (weights @ weights) ** 0.5}
    return found


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    only_numbers(values)
    unmixed(values, EXAMPLE)
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Labels for as many samples as there are, where the labels are drawn."""
    if isinstance(values["labels"], Grid):
        param = CALCULATOR.param("x")
        assert param
        x = values["x"] if isinstance(values["x"], Grid) else param.read(values["x"])
        values["labels"] = Grid([[rng.choice((-1, 1)) for _row in x.rows]])
    return values


def _penalised(given: SimpleNamespace) -> bool:
    return bool(given.penalty != 0)


MISTAKES = (
    Mistake("forgot-label", _("the margin is y·f, with the label", "间隔是 y·f，要乘标签"), {m: f}),
    Mistake("not-clipped", _("a loss is never negative: max(0, 1 − y·f)", "损失不为负：max(0, 1 − y·f)"), {xi: 1 - m}),
    Mistake("perceptron-loss", _("the hinge loss asks for a margin of 1; max(0, −y·f) is the perceptron's", "合页损失要求间隔不小于 1；max(0, −y·f) 是感知器的"),
            {xi: function("max", 0, -m)}),
    Mistake("margin-not-normalised", _("a distance divides by ‖w‖", "距离要除以 ‖w‖"), {d: m}, lambda v: any(v.w.rows[0])),
    Mistake("width-one", _("the street is 2/‖w‖ wide, 1/‖w‖ on either side", "总宽度是 2/‖w‖，单侧才是 1/‖w‖"), {width: 1 / n_w},
            lambda v: any(v.w.rows[0])),
    Mistake("every-sample", _("a sample with a margin above 1 pulls no more", "间隔大于 1 的样本不再产生梯度"), {h: function("abs", y)}),
    Mistake("gradient-sign", _("the sub-gradient is −yx, with a minus", "次梯度是 −yx，前面有负号"),
            lambda v: {G: (lam * w if v.penalty else 0 * w) + share(v, function("⊙", h, y) * X),
                       g_b: share(v, function("sum", function("⊙", h, y)))}),
    Mistake("forgot-penalty", _("the penalty adds λw to the gradient", "正则项使梯度多出 λw"),
            lambda v: {G: -share(v, function("⊙", h, y) * X)}, _penalised),
    Mistake("penalty-without-half", _("the penalty is ½λ‖w‖², its gradient λw", "正则项是 ½λ‖w‖²，梯度是 λw"),
            lambda v: {J: lam * function("norm", w) ** 2 + L, G: 2 * lam * w - share(v, function("⊙", h, y) * X)}, _penalised),
    Mistake("ascent", _("descent goes against the gradient: subtract it", "下降要沿负梯度方向：应减去梯度"),
            {w_new: w + alpha * G, b_new: b + alpha * g_b}),
    Mistake("summed", _("the losses summed, not averaged", "各样本损失求和而不取平均"),
            lambda v: {L: function("sum", xi), G: (lam * w if v.penalty else 0 * w) - function("⊙", h, y) * X,
                       g_b: -function("sum", function("⊙", h, y))},
            lambda v: v.reduction == "mean" and v.x.shape[0] > 1, convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="svm",
    title=_("Linear support vector machine", "线性支持向量机"),
    topic="other-linear",
    source="nndl section 3.5 (margins, hinge loss max(0, 1 − y·f)); Boyd & Vandenberghe (2004), section 8.6",
    summary=_(
        "Margins, hinge loss, objective and one sub-gradient step of a linear support vector machine; labels are 1 and −1.",
        "线性支持向量机的间隔、合页损失、目标函数与一步次梯度更新；标签取 1、−1。",
    ),
    params=(
        samples_array(EXAMPLE["x"]),
        Array(w, "w", _("weights", "权重向量"), shape=("features",), default=EXAMPLE["w"], required=True, entries=(-2, -1, 1, 2)),
        Real(b, "bias", _("bias", "偏置"), default=0, pick=(0, 1, -1)),
        Array(y, "labels", _("the class of each sample, 1 or −1", "各样本的类别，1 或 −1"), shape=("samples",),
              default=EXAMPLE["labels"], required=True, entries=(-1, 1)),
        rate(1, (1, "0.5", "0.1")),
        Real(lam, "penalty", _("λ of the penalty ½λ‖w‖²", "正则项 ½λ‖w‖² 的系数 λ"), default=0, low=0, pick=(0, 0, "0.1", 1)),
        Choice(Letter("reduction"), "reduction", _("how the samples' losses are combined", "各样本损失如何合并"), default="mean",
               options={"mean": _("their mean", "平均"), "sum": _("their sum", "求和")}),
    ),
    outputs=(
        Output(m, "margins", _("functional margins y·f", "函数间隔 y·f"), "vector"),
        Output(d, "distances", _("geometric margins", "几何间隔"), "vector"),
        Output(gamma, "margin", _("margin of the set", "样本集的间隔")),
        Output(width, "width", _("width of the street 2/‖w‖", "间隔带宽度 2/‖w‖")),
        Output(SV, "support", _("on or inside the street (1)", "在间隔边界上或以内（1）"), "vector"),
        Output(xi, "losses", _("hinge loss of each sample", "各样本的合页损失"), "vector"),
        Output(L, "loss", _("hinge loss", "合页损失")),
        Output(J, "objective", _("objective with the penalty", "含正则项的目标函数")),
        Output(G, "gradient", _("sub-gradient with respect to w", "对 w 的次梯度"), "vector"),
        Output(g_b, "bias_gradient", _("sub-gradient with respect to the bias", "对偏置的次梯度")),
        Output(w_new, "new_weights", _("weights after one step", "更新一步后的权重"), "vector"),
        Output(b_new, "new_bias", _("bias after one step", "更新一步后的偏置")),
    ),
    rules=(Rule(lambda v: all(label in (-1, 1) for label in v.labels.rows[0]), _("the labels are 1 and −1 here", "这里的标签取 1 与 −1")),),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"x": "3 3; 4 3; 1 1", "labels": "1 1 -1", "w": "0.5 0.5", "bias": -2},
                {"margins": Grid([[1, 1.5, 1]]), "margin": 1.414214, "support": Grid([[1, 0, 1]]), "loss": 0},
                "李航《统计学习方法》, 例 7.1: ½x₁ + ½x₂ − 2 = 0 with support vectors (3, 3) and (1, 1)", within=1e-6),
        Example({"x": "-2.18; 2.36; 0.09", "labels": "-1 1 1", "w": "1"}, {"loss": 0.30}, "scikit-learn documentation, hinge_loss", within=5e-3),
    ),
    usage=(
        "--x '3 3; 4 3; 1 1' --labels '1 1 -1' --w '0.5 0.5' --bias -2",
        "--x '1 2; -1 0' --labels '1 -1' --w '0 0' --penalty 0.1 --learning-rate 0.5",
    ),
    sizes={"samples": (2, 3), "features": (2,)},
    derive=_derive,
    draw=_draw,
)  # fmt: skip
