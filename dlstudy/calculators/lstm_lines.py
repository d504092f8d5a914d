"""The lines of an LSTM: gates, cell and state step by step, the errors back through them; and their reference.

δ with a gate's letter is what the loss does to that gate's net input; dc and dh, what it does to cell and state.
"""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.gated import how_far, slopes, stacked, weights
from dlstudy.calculators.recurrent import (
    H,
    Lines,
    as_rows,
    completed,
    counts_only,
    drawn,
    entering,
    example_grid,
    flat,
    gathered,
    h,
    h_n,
    set_aside,
    step_by_step,
    times,
    x,
)
from dlstudy.calculators.recurrent_counts import D, count_lines, counted, shape_lines
from dlstudy.calculators.through_time import drawn_target
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Letter, Node, function, letters

i, f, o, c, g, C, c_n = letters("i f o c c_tilde C c_n")
GATES = {"i": i, "f": f, "o": o, "c": g}
NAMES = {
    "i": _("input gate", "输入门"),
    "f": _("forget gate", "遗忘门"),
    "o": _("output gate", "输出门"),
    "c": _("candidate", "候选状态"),
}
W, U, b = weights(NAMES)
v = {gate: Letter(f"v_{gate}") for gate in "ifo"}
SHAPES = {f"w_{k}": ("input", "hidden") for k in GATES} | {f"u_{k}": ("hidden", "hidden") for k in GATES} \
    | {f"b_{k}": ("one", "hidden") for k in GATES} | {f"v_{k}": ("one", "hidden") for k in "ifo"} \
    | {"h0": ("one", "hidden"), "c0": ("one", "hidden")}  # fmt: skip


EXAMPLE = {
    "x": example_grid("1 0", "0 1"),
    "w_i": example_grid("0.5 -1", "1 0"), "w_f": example_grid("1 0", "0 1"), "w_o": example_grid("0 1", "1 1"), "w_c": example_grid("1 0.5", "-1 1"),
    "u_i": example_grid("0.5 0", "0 0.5"), "u_f": example_grid("1 0", "0 1"), "u_o": example_grid("0 1", "1 0"), "u_c": example_grid("0.5 0.5", "0 1"),
    "b_i": example_grid("0 0"), "b_f": example_grid("1 1"), "b_o": example_grid("0 0"), "b_c": example_grid("0 0"),
    "target": example_grid("1 0"),
}  # fmt: skip
NEEDED = [name for name in SHAPES if name[0] in "wu"]


def blocks(given: SimpleNamespace) -> int:
    """How many sets of weights there are: a forget gate that follows from the input gate has none."""
    return 3 if given.variant in ("coupled", "no-forget") else 4


def unused(variant: str) -> list[str]:
    """The arrays a variant has no use for."""
    gate = ["w_f", "u_f", "b_f"] if variant in ("coupled", "no-forget") else []
    return gate + ([] if variant == "peephole" else ["v_i", "v_f", "v_o"])


def derive(values: dict[str, Any]) -> dict[str, Any]:
    """Sizes alone, or all arrays of the variant; a target asks for gradients."""
    idle = unused(values["variant"])
    values = set_aside(values, idle, EXAMPLE)
    used = {name: dims for name, dims in SHAPES.items() if name not in idle}
    values = completed(how_far(values, used, EXAMPLE), used, EXAMPLE, [n for n in NEEDED if n not in idle])
    return values | dict.fromkeys(idle)


def draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Drawn arrays of the variant, and a target where gradients are to be worked."""
    idle = unused(values["variant"])
    want = [name for name in SHAPES if name not in idle and (name[0] != "v" or values["variant"] == "peephole")]
    later = [name for name in ("h0", "c0") if rng.random() < 0.5]
    values = drawn(values, rng, SHAPES, EXAMPLE, [name for name in want if name not in later])
    return drawn_target(values, rng, EXAMPLE, "u_i")


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
    count = given.x.shape[0]
    yield from step_by_step(given, _step)
    yield Step(H, gathered(given, h, count), _("all states, one time step per row", "全部隐状态，每个时刻一行"))
    yield Step(C, gathered(given, c, count), _("all cells", "全部内部状态（记忆单元）"))
    yield Step(h_n, flat(given, h[count]), _("the last state", "最后的隐状态"))
    yield Step(c_n, flat(given, c[count]), _("the last cell", "最后的内部状态"))
    if given.part == "gradients":
        from dlstudy.calculators.lstm_gradients import backward

        yield from backward(given)
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
    """All gates by one stacked matrix, their gradients by complex steps; the parameters by listing every tensor."""
    from dlstudy.reference.recurrent import lstm

    found = counted(given, blocks(given), 3 * given.hidden_size if given.variant == "peephole" else 0)
    if counts_only(given):
        return found
    gates: dict[str, Any] = {"w": GATES, "u": GATES, "b": GATES} | ({"v": v} if given.variant == "peephole" else {})
    arrays = {kind: stacked(given, kind, names) for kind, names in gates.items()}
    start = (as_rows(given, "h0")[0], as_rows(given, "c0")[0])

    def run(sequence: Any, at: Any, start: Any) -> Any:
        (h0, c0), views = start, at["v"][:, 0] if "v" in at else None
        return lstm(sequence, at["w"], at["u"], at["b"][:, 0], h0, c0, views, given.variant)

    ran = run(as_rows(given, "x"), arrays, start)
    found |= {"hidden": ran["h"], "cells": ran["c"], "last_hidden": ran["h"][-1], "last_cell": ran["c"][-1]}

    def states(*given: Any) -> Any:
        ran = run(*given)
        return list(zip(ran["h"], ran["c"], strict=True))

    return found | slopes(given, states, arrays, start, gates)
