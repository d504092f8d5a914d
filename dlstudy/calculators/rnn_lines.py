"""The lines of a simple recurrent network: states, outputs, and the gradients through time; and their reference.

δ[t, k] is what the loss of step t does to the net input of step k (nndl, section 6.4); truncated, k reaches back only so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.recurrent import (
    H,
    Lines,
    as_rows,
    as_rows_of,
    by_rows,
    counts_only,
    entering,
    flat,
    gathered,
    h,
    h_n,
    step_by_step,
    times,
    x,
)
from dlstudy.calculators.recurrent_counts import count_lines, counted, shape_lines
from dlstudy.calculators.through_time import back, e, loss_lines, losses, outer, reached
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.tree import Letter, Node, function, letters, total

W, U, b, V, c, z, a, y_hat, O, s, xi, delta = letters("W U b V c z a y_hat O s xi delta")  # noqa: E741
f, d_w, d_u, d_b, d_v, d_c = letters("f dW dU db dV dc")
SLOPES: dict[str, tuple[Callable[[Letter, Letter], Node], Text]] = {
    "tanh": (lambda h, _z: 1 - h**2, _("the slope: tanh′ = 1 − tanh²", "激活函数的导数：tanh′ = 1 − tanh²")),
    "sigmoid": (lambda h, _z: function("⊙", h, 1 - h), _("the slope: σ′ = σ(1 − σ)", "激活函数的导数：σ′ = σ(1 − σ)")),
    "relu": (lambda h, _z: function("sign", h), _("the slope: 1 where the unit is active, else 0", "激活函数的导数：激活处为 1，否则为 0")),
}  # fmt: skip


def steps(given: SimpleNamespace) -> Lines:
    if counts_only(given):
        yield from count_lines(given, 1, output=given.output_size is not None)
        yield from shape_lines(given, 1)
        return
    count = given.x.shape[0]
    yield from step_by_step(given, _forward)
    yield Step(H, gathered(given, h, count), _("all states, one time step per row", "全部隐状态，每个时刻一行"))
    yield Step(h_n, flat(given, h[count]), _("the last state", "最后的隐状态"))
    if given.v is not None:
        yield Step(O, gathered(given, y_hat, count), _("all outputs", "全部输出"))
    if given.part == "gradients":
        yield from _backward(given)
    yield from count_lines(given, 1, output=given.v is not None)


def net(given: SimpleNamespace, t: int, past: Letter | None = None) -> Node:
    """The net input of step t."""
    return times(given, U, h[t - 1] if past is None else past) + times(given, W, x[t]) + b


def activated(given: SimpleNamespace, t: int) -> Node:
    """The state of step t."""
    return z[t] if given.activation == "identity" else function(given.activation, z[t])


def _forward(given: SimpleNamespace, t: int) -> Iterator[Step]:
    yield Step(x[t], entering(given, t), _("the input", "输入"))
    yield Step(
        z[t],
        net(given, t),
        _(
            "net input: the previous state, the input and the bias",
            "净输入：来自上一时刻的状态、当前输入，加偏置",
        ),
    )
    yield Step(h[t], activated(given, t), _("the state", "隐状态"))
    if given.v is not None:
        scores = times(given, V, h[t]) + c
        if given.output != "linear":
            yield Step(a[t], scores, _("the scores of the output layer", "输出层的净输出"))
        yield Step(y_hat[t], emitted(given, scores, t), _("the output", "输出"))


def emitted(given: SimpleNamespace, scores: Node, t: int) -> Node:
    """The output of step t from its scores."""
    if given.output == "softmax":
        return function("exp", a[t]) / function("sum", function("exp", a[t]))
    return function("sigmoid", a[t]) if given.output == "sigmoid" else scores


def arriving(given: SimpleNamespace, t: int, k: int) -> Node:
    """The error of step t's loss as it arrives at the state of step k."""
    if k < t:
        came = back(given, U, delta[t, k + 1])
        return came if given.xi is None else xi[k + 1] * came
    return e[t] if given.v is None else back(given, V, e[t])


def error(given: SimpleNamespace, t: int, k: int) -> Node:
    """The error term: what arrives, times the slope."""
    came = arriving(given, t, k)
    return came if given.activation == "identity" else function("⊙", s[k], came)


def pairs(given: SimpleNamespace) -> list[tuple[int, int]]:
    """All (t, k): the loss of step t at step k."""
    return [(t, k) for t in losses(given) for k in reached(given, t)]


def result(given: SimpleNamespace, t: int) -> Node:
    """What is compared with the target of step t: the output, or the state where there is no output layer."""
    return h[t] if given.v is None else y_hat[t]


def _backward(given: SimpleNamespace) -> Lines:
    yield from loss_lines(given, lambda t: result(given, t), given.output)
    if given.xi is not None:
        for k in range(2, given.x.shape[0] + 1):
            yield Step(
                xi[k],
                literal(given.xi.rows[0][k - 2]),
                _("what is drawn at step {k}: 0 cuts the way back", "第 {k} 步抽到的系数，0 表示在此截断")(k=k),
            )
    slope = SLOPES.get(given.activation)
    for k in sorted({k for _t, k in pairs(given)}) if slope else ():
        yield Step(s[k], slope[0](h[k], z[k]), slope[1])  # type: ignore[index]
    for t, k in pairs(given):
        group = _("back from step {t}", "从第 {t} 步反向传播")(t=t)
        why = _("error term at step {k}", "第 {k} 步的误差项")(k=k)
        yield Step(delta[t, k], error(given, t, k), why, group)
    yield from _gradients(given)


def _gradients(given: SimpleNamespace) -> Lines:
    shared = _("the weights are shared by all steps: their gradients are added", "各时刻共享参数：梯度相加")
    yield Step(d_u, total(outer(given, delta[t, k], h[k - 1]) for t, k in pairs(given)), shared)
    yield Step(d_w, total(outer(given, delta[t, k], x[k]) for t, k in pairs(given)), shared)
    yield Step(d_b, total(delta[t, k] for t, k in pairs(given)), shared)
    if given.v is not None:
        yield Step(
            d_v,
            total(outer(given, e[t], h[t]) for t in losses(given)),
            _("gradient of the output weights", "输出权重的梯度"),
        )
        yield Step(d_c, total(e[t] for t in losses(given)), _("gradient of the output bias", "输出偏置的梯度"))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """States by one stacked matrix; gradients by complex steps of the losses, the past before the reach held constant."""
    from dlstudy.reference.recurrent import SQUASH, states

    found = counted(given, 1, output=given.output_size)
    if counts_only(given):
        return found
    arrays = {name: as_rows(given, name) for name in NAMES if getattr(given, name) is not None}
    shares = None if given.xi is None else [0.0, *map(float, given.xi.rows[0])]

    def run(sequence: Any, at: Any, start: Any) -> Any:
        ran = states(sequence, at["w"][None], at["u"][None], at["b"], start[-1], given.activation, shares)
        return [(state @ at["v"] + at["c"][0] if "v" in at else state, state) for state in ran]

    start = (None, as_rows(given, "h0")[0])
    scores, ran = zip(*run(as_rows(given, "x"), arrays, start), strict=True)
    outputs = {"outputs": [SQUASH[given.output](row) for row in scores]} if given.v is not None else {}
    found |= {"hidden": ran, "last_hidden": ran[-1]} | outputs
    return found | (_slopes(given, run, arrays, start) if given.part == "gradients" else {})


NAMES = {"w": "input_gradient", "u": "recurrent_gradient", "b": "bias_gradient", "v": "output_gradient",
         "c": "output_bias_gradient"}  # fmt: skip


def _slopes(given: SimpleNamespace, run: Any, arrays: dict[str, Any], start: Any) -> dict[str, Any]:
    from dlstudy.reference.through_time import LOSSES, gradients

    targets = dict(zip(losses(given), as_rows_of(given.target), strict=True))
    reach = given.truncate or given.x.shape[0]
    loss, found = gradients(run, as_rows(given, "x"), arrays, start, targets, reach, LOSSES[given.output])
    turned = {NAMES[name]: slope if by_rows(given) else slope.T for name, slope in found.items()}
    return {"loss": loss, **turned}
