"""Long short-term memory: gates, cell and state step by step; parameters and shapes."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.recurrent import (
    D,
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
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice
from dlstudy.symbolic.tree import Letter, Node, function, letters

i, f, o, c, g, C, c_n = letters("i f o c c_tilde C c_n")
GATES = {"i": i, "f": f, "o": o, "c": g}
NAMES = {
    "i": _("input gate", "输入门"),
    "f": _("forget gate", "遗忘门"),
    "o": _("output gate", "输出门"),
    "c": _("candidate", "候选状态"),
}
W, U, b, v = ({gate: Letter(f"{name}_{gate}") for gate in GATES} for name in ("W", "U", "b", "v"))
SHAPES = {f"w_{k}": ("input", "hidden") for k in GATES} | {f"u_{k}": ("hidden", "hidden") for k in GATES} \
    | {f"b_{k}": ("one", "hidden") for k in GATES} | {f"v_{k}": ("one", "hidden") for k in "ifo"} \
    | {"h0": ("one", "hidden"), "c0": ("one", "hidden")}  # fmt: skip


def _grid(*rows: str) -> Grid:
    return Grid([Fraction(value) for value in row.split()] for row in rows)


EXAMPLE = {
    "x": _grid("1 0", "0 1"),
    "w_i": _grid("0.5 -1", "1 0"), "w_f": _grid("1 0", "0 1"), "w_o": _grid("0 1", "1 1"), "w_c": _grid("1 0.5", "-1 1"),
    "u_i": _grid("0.5 0", "0 0.5"), "u_f": _grid("1 0", "0 1"), "u_o": _grid("0 1", "1 0"), "u_c": _grid("0.5 0.5", "0 1"),
    "b_i": _grid("0 0"), "b_f": _grid("1 1"), "b_o": _grid("0 0"), "b_c": _grid("0 0"),
}  # fmt: skip
NEEDED = [name for name in SHAPES if name[0] in "wu"]


def blocks(given: SimpleNamespace) -> int:
    """How many sets of weights there are: a forget gate that follows from the input gate has none."""
    return 3 if given.variant in ("coupled", "no-forget") else 4


def unused(variant: str) -> list[str]:
    """The arrays a variant has no use for."""
    gate = ["w_f", "u_f", "b_f"] if variant in ("coupled", "no-forget") else []
    return gate + ([] if variant == "peephole" else ["v_i", "v_f", "v_o"])


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    idle = unused(values["variant"])
    values |= dict.fromkeys(idle)
    values = completed(
        values, {n: d for n, d in SHAPES.items() if n not in idle}, EXAMPLE, [n for n in NEEDED if n not in idle]
    )
    return values | dict.fromkeys(idle)


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    idle = unused(values["variant"])
    want = [name for name in SHAPES if name not in idle and (name[0] != "v" or values["variant"] == "peephole")]
    later = [name for name in ("h0", "c0") if rng.random() < 0.5]
    return drawn(values, rng, SHAPES, EXAMPLE, [name for name in want if name not in later])


def net(given: SimpleNamespace, k: str, t: int, past: Letter = h) -> Node:
    """What a gate's sigmoid, or the candidate's tanh, is taken of."""
    found: Node = times(given, W[k], x[t]) + times(given, U[k], past[t - 1])
    if given.variant == "peephole" and k != "c":
        found = found + function("⊙", v[k], c[t] if k == "o" else c[t - 1])
    return found + b[k]


def steps(given: SimpleNamespace) -> Lines:
    peephole = [3 * D] if given.variant == "peephole" else []
    if counts_only(given):
        yield from count_lines(given, blocks(given), peephole)
        yield from shape_lines(given, blocks(given))
        return
    for t in range(1, given.x.shape[0] + 1):
        for line in _step(given, t):
            yield Step(line.symbol, line.expr, line.why, _("step {t}", "第 {t} 步")(t=t))
    count = given.x.shape[0]
    yield Step(H, gathered(given, h, count), _("all states, one time step per row", "全部隐状态，每个时刻一行"))
    yield Step(C, gathered(given, c, count), _("all cells", "全部内部状态（记忆单元）"))
    yield Step(h_n, flat(given, h[count]), _("the last state", "最后的隐状态"))
    yield Step(c_n, flat(given, c[count]), _("the last cell", "最后的内部状态"))
    yield from count_lines(given, blocks(given), peephole)


def _step(given: SimpleNamespace, t: int) -> list[Step]:
    """The lines of one time step."""
    gate = {k: Step(GATES[k][t], function("sigmoid", net(given, k, t)), why) for k, why in _WHY.items()}
    if given.variant == "coupled":
        gate["f"] = Step(f[t], 1 - i[t], _("coupled: what is not written is kept", "耦合：遗忘门 = 1 − 输入门"))
    kept: Node = c[t - 1] if given.variant == "no-forget" else function("⊙", f[t], c[t - 1])
    cell = Step(c[t], kept + function("⊙", i[t], g[t]), _("the cell: what is kept of the old one, and what is written",
                                                           "内部状态：保留旧状态的一部分，写入候选状态的一部分"))  # fmt: skip
    candidate = Step(g[t], function("tanh", net(given, "c", t)), _("the candidate", "候选状态"))
    opening = [Step(x[t], entering(given, t), _("the input", "输入")), gate["i"]]
    middle = [] if given.variant == "no-forget" else [gate["f"]]
    state = Step(
        h[t],
        function("⊙", o[t], function("tanh", c[t])),
        _("the state: what is shown of the cell", "隐状态：输出门控制输出多少"),
    )
    if given.variant == "peephole":
        return [*opening, *middle, candidate, cell, gate["o"], state]
    return [*opening, *middle, gate["o"], candidate, cell, state]


_WHY: dict[str, Text] = {
    "i": _("input gate: how much of the candidate is written", "输入门：候选状态写入多少"),
    "f": _("forget gate: how much of the old cell is kept", "遗忘门：旧的内部状态保留多少"),
    "o": _("output gate: how much of the cell is shown", "输出门：内部状态输出多少"),
}


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """All gates by one stacked matrix; the parameters by listing every tensor."""
    import numpy as np

    from dlstudy.reference.recurrent import lstm

    extra = 3 * given.hidden_size if given.variant == "peephole" else 0
    found = counted(given, blocks(given), extra)
    if counts_only(given):
        return found

    def each(name: str) -> Any:
        zero = np.zeros_like(as_rows(given, f"{name}_i"))
        return np.array(
            [zero if getattr(given, f"{name}_{k}") is None else as_rows(given, f"{name}_{k}") for k in GATES]
        )

    views = None if given.v_i is None else np.array([as_rows(given, f"v_{k}")[0] for k in "ifo"])
    ran = lstm(as_rows(given, "x"), each("w"), each("u"), each("b")[:, 0], as_rows(given, "h0")[0], as_rows(given, "c0")[0],
               views, given.variant)  # fmt: skip
    return found | {"hidden": ran["h"], "cells": ran["c"], "last_hidden": ran["h"][-1], "last_cell": ran["c"][-1]}


def _in_all(line: Any) -> Any:
    """Swaps a family of lines."""
    return lambda given: {line[0]: lambda t: line[1](given, t)}


def _gates(given: SimpleNamespace) -> list[str]:
    return [k for k in "ifo" if k != "f" or given.variant not in ("coupled", "no-forget")]


def _numbers(given: SimpleNamespace) -> bool:
    return not counts_only(given)


def _forgets(given: SimpleNamespace) -> bool:
    return _numbers(given) and given.variant != "no-forget"


CALCULATOR = Calculator(
    name="lstm",
    title=_("LSTM", "长短期记忆网络（LSTM）"),
    topic="lstm",
    source="nndl section 6.6; d2l, section Long Short-Term Memory; Gers & Schmidhuber (2000) for peepholes; torch.nn.LSTM",
    summary=_(
        "Gates, cell and state of an LSTM step by step from its weights; with input_size and hidden_size its parameters and shapes.",
        "由权重逐步计算 LSTM 的门、内部状态与隐状态；只给 input_size 与 hidden_size 时求参数个数与形状。",
    ),
    params=(
        Array(X, "x", _("the sequence, one time step per row", "输入序列，每个时刻一行"), shape=("steps", "x_width"), default=EXAMPLE["x"]),
        *(matrix(W[k], f"w_{k}", _("input weights of the {g}", "{g}的输入权重")(g=n), "input", default=EXAMPLE[f"w_{k}"]) for k, n in NAMES.items()),
        *(matrix(U[k], f"u_{k}", _("recurrent weights of the {g}", "{g}的循环权重")(g=n), "hidden", default=EXAMPLE[f"u_{k}"]) for k, n in NAMES.items()),
        *(vector(b[k], f"b_{k}", _("biases of the {g} (zero)", "{g}的偏置（默认为 0）")(g=n), default=EXAMPLE[f"b_{k}"]) for k, n in NAMES.items()),
        *(vector(v[k], f"v_{k}", _("peephole of the {g}: how it sees the cell", "{g}的窥视孔权重")(g=n)) for k, n in NAMES.items() if k != "c"),
        vector(h[0], "h0", _("first state (zero)", "初始隐状态（默认为 0）")),
        vector(c[0], "c0", _("first cell (zero)", "初始内部状态（默认为 0）")),
        Choice(Letter("variant"), "variant", _("which LSTM", "哪种 LSTM"), default="standard", options={
            "standard": _("three gates", "标准：三个门"),
            "peephole": _("the gates see the cell, each unit its own", "窥视孔：各门还依赖内部状态（对角权重）"),
            "coupled": _("the forget gate is 1 minus the input gate", "耦合：遗忘门 = 1 − 输入门"),
            "no-forget": _("no forget gate (1997)", "没有遗忘门（1997）"),
        }),
        *SIZES,
    ),
    outputs=(
        Output(H, "hidden", _("states, one time step per row", "隐状态，每个时刻一行"), "matrix"),
        Output(C, "cells", _("cells, one time step per row", "内部状态，每个时刻一行"), "matrix"),
        Output(h_n, "last_hidden", _("last state", "最后的隐状态"), "vector"),
        Output(c_n, "last_cell", _("last cell", "最后的内部状态"), "vector"),
        *COUNTS,
    ),
    rules=(Rule(checked_shapes(SHAPES), _("the arrays do not fit together", "各数组的形状不匹配")),),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    exact_below=small_enough(4),
    sizes={"steps": (2,), "x_width": (2,), "one": (1,), "hidden": (2,), "input": (2,)},
    mistakes=(
        Mistake("cell-shown-bare", _("the cell goes through tanh before it is shown", "内部状态要先经过 tanh 再输出"),
                _in_all((h, lambda _v, t: function("⊙", o[t], c[t]))), _numbers),
        Mistake("gates-exchanged", _("the forget gate keeps the old cell, the input gate writes the candidate",
                                     "遗忘门乘旧的内部状态，输入门乘候选状态"),
                _in_all((c, lambda _v, t: function("⊙", i[t], c[t - 1]) + function("⊙", f[t], g[t]))), _forgets),
        Mistake("forgot-forget-gate", _("the old cell is multiplied by the forget gate", "旧的内部状态要乘以遗忘门"),
                _in_all((c, lambda _v, t: c[t - 1] + function("⊙", i[t], g[t]))), _forgets),
        Mistake("forgot-input-gate", _("the candidate is multiplied by the input gate", "候选状态要乘以输入门"),
                _in_all((c, lambda v, t: (c[t - 1] if v.variant == "no-forget" else function("⊙", f[t], c[t - 1])) + g[t])), _numbers),
        Mistake("sigmoid-candidate", _("the candidate takes tanh, only the gates take the sigmoid", "候选状态用 tanh，只有门用 σ"),
                _in_all((g, lambda v, t: function("sigmoid", net(v, "c", t)))), _numbers),
        Mistake("tanh-gates", _("gates take the sigmoid: they lie between 0 and 1", "门用 σ，取值在 0 与 1 之间"),
                lambda v: {GATES[k]: lambda t, k=k: function("tanh", net(v, k, t)) for k in _gates(v)}, _numbers),
        Mistake("old-cell-shown", _("the state shows the new cell", "隐状态由新的内部状态得到"),
                _in_all((h, lambda _v, t: function("⊙", o[t], function("tanh", c[t - 1])))), _numbers),
        Mistake("cell-fed-back", _("the gates read the previous state, not the previous cell", "各门读入的是上一时刻的隐状态，不是内部状态"),
                lambda v: {GATES[k]: lambda t, k=k: function("tanh" if k == "c" else "sigmoid", net(v, k, t, c)) for k in [*_gates(v), "c"]},
                lambda v: _numbers(v) and v.x.shape[0] > 1),
        *count_mistakes(blocks, _("every gate and the candidate have weights of their own", "每个门和候选状态各有一组参数")),
        Mistake("three-gates-only", _("the candidate has weights too: four blocks", "候选状态也有一组参数：共四组"),
                lambda v: {N_first: layer_size(v, 3, M)}, lambda v: blocks(v) == 4),
    ),
    examples=(
        Example({"x": "1 2; 0.5 3", "w_i": "0.95 0.8", "u_i": "0.8", "b_i": "0.65", "w_f": "0.7 0.45", "u_f": "0.1", "b_f": "0.15",
                 "w_o": "0.6 0.4", "u_o": "0.25", "b_o": "0.1", "w_c": "0.45 0.25", "u_c": "0.15", "b_c": "0.2"},
                {"hidden": ((0.53631,), (0.77198,)), "cells": ((0.78572,), (1.5176,))},
                "Aidan Gomez (2016), “Backpropogating an LSTM: A Numerical Example”", within=4e-5),
        Example({"input_size": 10, "hidden_size": 20}, {"parameters": 2480, "input_weights": (80, 10)},
                "nndl section 6.6: 4d(d + e) + 4d with d = 20, e = 10"),
        Example({"input_size": 300, "hidden_size": 512, "layers": 2, "biases": 2}, {"parameters": 3_768_320},
                "TylerYep/torchinfo, pull request 34: torch.nn.LSTM(300, 512, num_layers=2)"),
        Example({"input_size": 10, "hidden_size": 20, "layers": 2, "biases": 2, "length": 5, "batch": 3},
                {"output_shape": (5, 3, 20), "state_shape": (2, 3, 20)}, "torch.nn.LSTM, documentation, the example"),
        Example({"input_size": 32, "hidden_size": 32, "directions": 2}, {"parameters": 16_640},
                "Keras summary of Bidirectional(LSTM(32)) on a 32-dimensional embedding, ML-101, section LSTM Ext."),
        Example({"input_size": 32, "hidden_size": 32, "layers": 3, "directions": 2, "length": 7, "batch": 4, "batch_first": True},
                {"output_shape": (4, 7, 64), "state_shape": (6, 4, 32), "parameters": 66_304},
                "by hand: 2(4·32·64 + 4·32) + 2·2(4·32·96 + 4·32)"),
    ),
    usage=(
        "--input-size 10 --hidden-size 20 --biases 2",
        "--input-size 300 --hidden-size d --no-steps",
        "--input-size 10 --want parameters=2480 --solve hidden_size",
        '--x "1; 2" --w-i 0.5 --w-f 1 --w-o 0.5 --w-c 1 --u-i 0 --u-f 1 --u-o 0.5 --u-c 1',
    ),
)  # fmt: skip
