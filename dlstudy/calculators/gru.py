"""Gated recurrent unit: gates and state step by step under the books' conventions; parameters and shapes."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.recurrent import (
    H,
    Lines,
    M,
    N_first,
    X,
    as_rows,
    checked_shapes,
    completed,
    count_lines,
    counted,
    counts_only,
    drawn,
    entering,
    flat,
    gathered,
    h,
    h_n,
    layer_size,
    shape_lines,
    small_enough,
    times,
    x,
)
from dlstudy.calculators.recurrent_options import COUNTS, SIZES, count_mistakes, matrix, vector
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice
from dlstudy.symbolic.tree import Letter, Node, function, letters

z, r, g, p, Z, R, b_u, reset, update = letters("z r h_tilde p Z R b_u reset update")
GATES = {"z": z, "r": r, "h": g}
NAMES = {"z": _("update gate", "更新门"), "r": _("reset gate", "重置门"), "h": _("candidate", "候选状态")}
W, U, b = ({gate: Letter(f"{name}_{gate}") for gate in GATES} for name in ("W", "U", "b"))
SHAPES = {f"w_{k}": ("input", "hidden") for k in GATES} | {f"u_{k}": ("hidden", "hidden") for k in GATES} \
    | {f"b_{k}": ("one", "hidden") for k in GATES} | {"b_u": ("one", "hidden"), "h0": ("one", "hidden")}  # fmt: skip
NEEDED = [name for name in SHAPES if name[0] in "wu"]


def _grid(*rows: str) -> Grid:
    return Grid([Fraction(value) for value in row.split()] for row in rows)


EXAMPLE = {
    "x": _grid("1 0", "0 1"),
    "w_z": _grid("0.5 -1", "1 0"), "w_r": _grid("1 0", "0 1"), "w_h": _grid("1 0.5", "-1 1"),
    "u_z": _grid("0.5 0", "0 0.5"), "u_r": _grid("1 0", "0 1"), "u_h": _grid("0.5 0.5", "0 1"),
    "b_z": _grid("0 0"), "b_r": _grid("0 0"), "b_h": _grid("0 0"), "h0": _grid("0.5 -0.5"),
}  # fmt: skip


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    after = values["reset"] == "after"
    shapes = SHAPES if after else {n: d for n, d in SHAPES.items() if n != "b_u"}
    return completed(values, shapes, EXAMPLE, NEEDED) | ({} if after else {"b_u": None})


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    return drawn(values, rng, SHAPES, EXAMPLE, [name for name in SHAPES if name != "b_u" or values["reset"] == "after"])


def net(given: SimpleNamespace, k: str, t: int) -> Node:
    """What a gate's sigmoid is taken of."""
    return times(given, W[k], x[t]) + times(given, U[k], h[t - 1]) + b[k]


def inside(given: SimpleNamespace, t: int) -> Node:
    """What the candidate's tanh is taken of: the reset gate is on the product U h, or already on the old state."""
    if given.reset == "after":
        past: Node = function("⊙", r[t], times(given, U["h"], h[t - 1]) + b_u)
    else:
        past = times(given, U["h"], p[t])
    return times(given, W["h"], x[t]) + past + b["h"]


def mixed(given: SimpleNamespace, t: int) -> Node:
    """The new state: the update gate's share of the old one and of the candidate."""
    if given.update == "keep":
        return function("⊙", z[t], h[t - 1]) + function("⊙", 1 - z[t], g[t])
    return function("⊙", 1 - z[t], h[t - 1]) + function("⊙", z[t], g[t])


def steps(given: SimpleNamespace) -> Lines:
    if counts_only(given):
        yield from count_lines(given, 3)
        yield from shape_lines(given, 3)
        return
    count = given.x.shape[0]
    for t in range(1, count + 1):
        for line in _step(given, t):
            yield Step(line.symbol, line.expr, line.why, _("step {t}", "第 {t} 步")(t=t))
    for whole, letter, why in (
        (H, h, _("all states, one time step per row", "全部隐状态，每个时刻一行")),
        (Z, z, _("all update gates", "全部更新门")),
        (R, r, _("all reset gates", "全部重置门")),
    ):
        yield Step(whole, gathered(given, letter, count), why)
    yield Step(h_n, flat(given, h[count]), _("the last state", "最后的隐状态"))
    yield from count_lines(given, 3)


def _step(given: SimpleNamespace, t: int) -> list[Step]:
    """The lines of one time step."""
    opening = [
        Step(x[t], entering(given, t), _("the input", "输入")),
        Step(
            z[t],
            function("sigmoid", net(given, "z", t)),
            _("update gate: for long-term dependence", "更新门：捕捉长期依赖"),
        ),
        Step(
            r[t],
            function("sigmoid", net(given, "r", t)),
            _("reset gate: for short-term dependence", "重置门：捕捉短期依赖"),
        ),
    ]
    tanh = function("tanh", inside(given, t))
    if given.reset == "after":
        why = _(
            "the candidate, the reset gate on the recurrent product (PyTorch, Keras)",
            "候选状态，重置门作用在循环乘积之后（PyTorch、Keras）",
        )
        candidate = [Step(g[t], tanh, why)]
    else:
        let = _("the old state, as far as the reset gate lets it through", "重置门放行的旧状态")
        candidate = [Step(p[t], function("⊙", r[t], h[t - 1]), let), Step(g[t], tanh, _("the candidate", "候选状态"))]
    why = _("the state: z of the old one, 1 − z of the candidate", "隐状态：旧状态占 z，候选状态占 1 − z") if given.update == "keep" else \
        _("the state: z of the candidate, 1 − z of the old one (Chung et al.)", "隐状态：候选状态占 z，旧状态占 1 − z（Chung 等）")  # fmt: skip
    return [*opening, *candidate, Step(h[t], mixed(given, t), why)]


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Both gates by one stacked matrix; the parameters by listing every tensor."""
    import numpy as np

    from dlstudy.reference.recurrent import gru

    found = counted(given, 3)
    if counts_only(given):
        return found
    w, u, biases = (np.array([as_rows(given, f"{name}_{k}") for k in GATES]) for name in "wub")
    h0 = as_rows(given, "h0")[0]
    ran = gru(as_rows(given, "x"), w, u, biases[:, 0], h0, after=given.reset == "after", keeps=given.update == "keep",
              recurrent_bias=np.zeros_like(h0) if given.b_u is None else as_rows(given, "b_u")[0])  # fmt: skip
    return found | {"hidden": ran["h"], "update_gates": ran["z"], "reset_gates": ran["r"], "last_hidden": ran["h"][-1]}


def _every(
    letter: Letter, line: Callable[[SimpleNamespace, int], Node]
) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps a family of lines."""
    return lambda given: {letter: lambda t: line(given, t)}


def _numbers(given: SimpleNamespace) -> bool:
    return not counts_only(given)


def _resets_first(given: SimpleNamespace) -> bool:
    return _numbers(given) and given.reset == "before"


CALCULATOR = Calculator(
    name="gru",
    title=_("GRU", "门控循环单元（GRU）"),
    topic="gru",
    source="nndl section 6.6; d2l, section Gated Recurrent Units; Cho et al. (2014); Chung et al. (2014); torch.nn.GRU",
    summary=_(
        "Gates and state of a GRU step by step from its weights; with input_size and hidden_size its parameters and shapes.",
        "由权重逐步计算 GRU 的门与隐状态；只给 input_size 与 hidden_size 时求参数个数与形状。",
    ),
    params=(
        Array(X, "x", _("the sequence, one time step per row", "输入序列，每个时刻一行"), shape=("steps", "x_width"), default=EXAMPLE["x"]),
        *(matrix(W[k], f"w_{k}", _("input weights of the {g}", "{g}的输入权重")(g=n), "input", default=EXAMPLE[f"w_{k}"])
          for k, n in NAMES.items()),
        *(matrix(U[k], f"u_{k}", _("recurrent weights of the {g}", "{g}的循环权重")(g=n), "hidden", default=EXAMPLE[f"u_{k}"])
          for k, n in NAMES.items()),
        *(vector(b[k], f"b_{k}", _("biases of the {g} (zero)", "{g}的偏置（默认为 0）")(g=n), default=EXAMPLE[f"b_{k}"])
          for k, n in NAMES.items()),
        vector(b_u, "b_u", _("reset after: the candidate's second bias, inside the reset gate (zero)",
                             "reset=after 时候选状态的第二个偏置，在重置门内（默认为 0）")),
        vector(h[0], "h0", _("first state (zero)", "初始隐状态（默认为 0）"), default=EXAMPLE["h0"]),
        Choice(reset, "reset", _("where the reset gate acts", "重置门作用的位置"), default="before", options={
            "before": _("on the old state: U (r ⊙ h) (nndl, d2l)", "乘在旧状态上：U (r ⊙ h)（nndl、d2l）"),
            "after": _("on the recurrent product: r ⊙ (U h) (PyTorch, Keras)", "乘在循环乘积上：r ⊙ (U h)（PyTorch、Keras）"),
        }),
        Choice(update, "update", _("what the update gate weights", "更新门乘在哪一项上"), default="keep", options={
            "keep": _("the old state (nndl, d2l, PyTorch)", "旧状态（nndl、d2l、PyTorch）"),
            "replace": _("the candidate (Chung et al. 2014)", "候选状态（Chung 等 2014）"),
        }),
        *SIZES,
    ),
    outputs=(
        Output(H, "hidden", _("states, one time step per row", "隐状态，每个时刻一行"), "matrix"),
        Output(Z, "update_gates", _("update gates, one time step per row", "更新门，每个时刻一行"), "matrix"),
        Output(R, "reset_gates", _("reset gates, one time step per row", "重置门，每个时刻一行"), "matrix"),
        Output(h_n, "last_hidden", _("last state", "最后的隐状态"), "vector"),
        *COUNTS,
    ),
    rules=(Rule(checked_shapes(SHAPES), _("the arrays do not fit together", "各数组的形状不匹配")),),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    exact_below=small_enough(3),
    sizes={"steps": (2,), "x_width": (2,), "one": (1,), "hidden": (2,), "input": (2,)},
    mistakes=(
        Mistake("reset-after", _("the reset gate on the recurrent product (PyTorch, Keras)", "重置门作用在循环乘积上（PyTorch、Keras）"),
                _every(g, lambda v, t: function("tanh", times(v, W["h"], x[t]) + function("⊙", r[t], times(v, U["h"], h[t - 1])) + b["h"])),
                _resets_first, convention=True),
        Mistake("reset-before", _("the reset gate on the old state (nndl, d2l)", "重置门作用在旧状态上（nndl、d2l）"),
                _every(g, lambda v, t: function("tanh", times(v, W["h"], x[t]) + times(v, U["h"], function("⊙", r[t], h[t - 1])) + b["h"])),
                lambda v: _numbers(v) and v.reset == "after", convention=True),
        Mistake("update-replaces", _("the update gate weights the candidate (Chung et al. 2014)", "更新门乘在候选状态上（Chung 等 2014）"),
                {update: "replace"}, lambda v: _numbers(v) and v.update == "keep", convention=True),
        Mistake("update-keeps", _("the update gate weights the old state (nndl, d2l, PyTorch)", "更新门乘在旧状态上（nndl、d2l、PyTorch）"),
                {update: "keep"}, lambda v: _numbers(v) and v.update == "replace", convention=True),
        Mistake("forgot-reset", _("the old state goes through the reset gate before the candidate reads it", "候选状态读入旧状态前要先经过重置门"),
                _every(g, lambda v, t: function("tanh", net(v, "h", t))), _numbers),
        Mistake("gates-exchanged", _("the reset gate filters the old state for the candidate, the update gate mixes",
                                     "重置门用于计算候选状态，更新门用于新旧状态的加权"),
                lambda v: {z: lambda t: function("sigmoid", net(v, "r", t)), r: lambda t: function("sigmoid", net(v, "z", t))}, _numbers),
        Mistake("forgot-complement", _("the old state has weight z, so the candidate has 1 − z", "旧状态占 z，则候选状态占 1 − z"),
                _every(h, lambda v, t: function("⊙", z[t], h[t - 1]) + g[t] if v.update == "keep" else h[t - 1] + function("⊙", z[t], g[t])),
                _numbers),
        Mistake("sigmoid-candidate", _("the candidate takes tanh, only the gates take the sigmoid", "候选状态用 tanh，只有门用 σ"),
                _every(g, lambda v, t: function("sigmoid", inside(v, t))), _numbers),
        *count_mistakes(lambda _v: 3, _("both gates and the candidate have weights of their own", "两个门和候选状态各有一组参数")),
        Mistake("two-gates-only", _("the candidate has weights too: three blocks", "候选状态也有一组参数：共三组"),
                lambda v: {N_first: layer_size(v, 2, M)}),
        Mistake("as-an-lstm", _("a GRU has three blocks, an LSTM four", "GRU 有三组参数，LSTM 才是四组"), lambda v: {N_first: layer_size(v, 4, M)}),
    ),
    examples=(
        Example({"x": "1 0.5", "w_z": "0.3 0.2; 0.1 0.5", "w_r": "0.2 0.4; 0.4 0.1", "w_h": "0.5 0.1; 0.2 0.3", "u_z": "0.1 0.4; 0.3 0.2",
                 "u_r": "0.3 0.1; 0.2 0.3", "u_h": "0.2 0.3; 0.4 0.1", "h0": "0 0", "update": "replace"},
                {"update_gates": ((0.599, 0.587),), "reset_gates": ((0.599, 0.611),), "hidden": ((0.300, 0.198),)},
                "click4ai, exercise “GRU cell”, its worked example", within=2e-3),
        Example({"input_size": 4, "hidden_size": 5}, {"parameters": 150}, "tensorflow/tensorflow, issue 43960: Keras GRU(5, reset_after=False)"),
        Example({"input_size": 4, "hidden_size": 5, "biases": 2}, {"parameters": 165},
                "tensorflow/tensorflow, issue 43960: GRU(5) of TensorFlow 2 on 4 features"),
        Example({"input_size": 10, "hidden_size": 20, "layers": 2, "biases": 2, "length": 5, "batch": 3},
                {"output_shape": (5, 3, 20), "state_shape": (2, 3, 20), "input_weights": (60, 10)}, "torch.nn.GRU, documentation, the example"),
        Example({"input_size": 8, "hidden_size": 16, "layers": 2, "directions": 2, "length": 5, "batch": 3}, {"parameters": 7104},
                "by hand: 2(3·16·24 + 3·16) + 2(3·16·48 + 3·16)"),
    ),
    usage=(
        "--input-size 4 --hidden-size 5 --biases 2",
        "--reset after --update replace",
        "--input-size 24 --want parameters=58752 --solve hidden_size",
    ),
)  # fmt: skip
