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
    by_rows,
    count_lines,
    counted,
    counts_only,
    entering,
    flat,
    gathered,
    h,
    h_n,
    shape_lines,
    times,
    x,
)
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, function, letters, total

W, U, b, V, c, Y, z, y, y_hat, O, e, l, s, delta = letters("W U b V c Y z y y_hat O e l s delta")  # noqa: E741
tau, f, J, d_w, d_u, d_b, d_v, d_c = letters("tau f J dW dU db dV dc")
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
    for t in range(1, count + 1):
        for line in _forward(given, t):
            yield Step(line.symbol, line.expr, line.why, _("step {t}", "第 {t} 步")(t=t))
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
        yield Step(y_hat[t], times(given, V, h[t]) + c, _("the output", "输出"))


def losses(given: SimpleNamespace) -> list[int]:
    """The steps that have a target: all of them, or the last."""
    count, targets = given.x.shape[0], given.target.shape[0]
    return list(range(1, count + 1)) if targets == count else [count]


def reached(given: SimpleNamespace, t: int) -> range:
    """The steps that the loss of step t reaches back to, the latest first."""
    first = 1 if given.truncate is None else max(1, t - given.truncate + 1)
    return range(t, first - 1, -1)


def back(given: SimpleNamespace, weights: Letter, error: Node) -> Node:
    """An error passed back through weights."""
    return error * weights.T if by_rows(given) else weights.T * error


def outer(given: SimpleNamespace, error: Node, entered: Node) -> Node:
    """An error times what entered: the gradient of the weights between them."""
    return entered.T * error if by_rows(given) else error * entered.T


def arriving(given: SimpleNamespace, t: int, k: int) -> Node:
    """The error of step t's loss as it arrives at the state of step k."""
    if k < t:
        return back(given, U, delta[t, k + 1])
    return e[t] if given.v is None else back(given, V, e[t])


def error(given: SimpleNamespace, t: int, k: int) -> Node:
    """The error term: what arrives, times the slope."""
    came = arriving(given, t, k)
    return came if given.activation == "identity" else function("⊙", s[k], came)


def pairs(given: SimpleNamespace) -> list[tuple[int, int]]:
    """All (t, k): the loss of step t at step k."""
    return [(t, k) for t in losses(given) for k in reached(given, t)]


def _backward(given: SimpleNamespace) -> Lines:
    ends = losses(given)
    for row, t in enumerate(ends, 1):
        group = _("loss of step {t}", "第 {t} 步的损失")(t=t)
        yield Step(y[t], entering(given, row, Y), _("the target", "目标"), group)
        yield Step(e[t], (h[t] if given.v is None else y_hat[t]) - y[t], _("output minus target", "输出减目标"), group)
        yield Step(l[t], function("sum", e[t] ** 2) / 2, _("half the squared error", "平方误差的一半"), group)
    yield Step(J, total(l[t] for t in ends), _("the loss of the sequence", "整个序列的损失"))
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
    import numpy as np

    from dlstudy.reference.recurrent import states

    width = given.output_size
    found = counted(given, 1, output=width)
    if counts_only(given):
        return found
    arrays = _arrays(given)
    w, u, bias = (arrays[name] for name in "wub")
    ran = states(as_rows(given, "x"), w[None], u[None], bias, as_rows(given, "h0")[0], given.activation)
    found |= {"hidden": ran, "last_hidden": ran[-1]}
    if given.v is not None:
        found["outputs"] = ran @ arrays["v"] + arrays["c"]
    if given.part != "gradients":
        return found
    slopes = _slopes(given, arrays)
    turned = {name: np.real(slope) if by_rows(given) else np.real(slope).T for name, slope in slopes.items()}
    names = {"w": "input_gradient", "u": "recurrent_gradient", "b": "bias_gradient", "v": "output_gradient",
             "c": "output_bias_gradient"}  # fmt: skip
    return found | {"loss": float(np.real(_loss(given, arrays)))} | {names[n]: g for n, g in turned.items()}


def _arrays(given: SimpleNamespace) -> dict[str, Any]:
    """The weights and biases as rows; none of an output layer that is not there."""
    return {name: as_rows(given, name) for name in ("w", "u", "b", "v", "c") if getattr(given, name) is not None}


def _loss(given: SimpleNamespace, arrays: dict[str, Any]) -> Any:
    """Half the squared errors of all steps with a target, each run from as far back as it reaches."""
    from dlstudy.reference.recurrent import truncated_loss

    targets, count = as_rows_of(given.target), given.x.shape[0]

    def of(target: Any) -> Callable[[Any], Any]:
        def loss(state: Any) -> Any:
            out = state @ arrays["v"] + arrays["c"][0] if "v" in arrays else state
            return ((out - target) ** 2).sum() / 2

        return loss

    sequence, start, reach = as_rows(given, "x"), as_rows(given, "h0")[0], given.truncate or count
    return sum(
        truncated_loss(
            sequence, arrays["w"][None], arrays["u"][None], arrays["b"], start, reach, t, of(target), given.activation
        )
        for t, target in zip(losses(given), targets, strict=True)
    )


def as_rows_of(grid: Any) -> Any:
    """A given array as floats."""
    import numpy as np

    return np.array(grid.rows, dtype=float)


def _slopes(given: SimpleNamespace, arrays: dict[str, Any]) -> dict[str, Any]:
    from dlstudy.reference.complex_step import complex_step

    def along(name: str) -> Any:
        return complex_step(lambda at: _loss(given, arrays | {name: at}), arrays[name])

    return {name: along(name) for name in arrays}
