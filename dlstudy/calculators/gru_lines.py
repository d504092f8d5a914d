"""The lines of a GRU: gates and state step by step, the errors back through them; and their reference.

δ with a gate's letter is what the loss does to that gate's net input; dh, what it does to the state.
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
from dlstudy.calculators.recurrent_counts import count_lines, counted, shape_lines
from dlstudy.calculators.through_time import drawn_target
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Step
from dlstudy.symbolic.tree import Node, function, letters

z, r, g, p, Z, R, b_u, reset, update = letters("z r h_tilde p Z R b_u reset update")
GATES = {"z": z, "r": r, "h": g}
NAMES = {"z": _("update gate", "更新门"), "r": _("reset gate", "重置门"), "h": _("candidate", "候选状态")}
W, U, b = weights(NAMES)
SHAPES = {f"w_{k}": ("input", "hidden") for k in GATES} | {f"u_{k}": ("hidden", "hidden") for k in GATES} \
    | {f"b_{k}": ("one", "hidden") for k in GATES} | {"b_u": ("one", "hidden"), "h0": ("one", "hidden")}  # fmt: skip
NEEDED = [name for name in SHAPES if name[0] in "wu"]


EXAMPLE = {
    "x": example_grid("1 0", "0 1"),
    "w_z": example_grid("0.5 -1", "1 0"), "w_r": example_grid("1 0", "0 1"), "w_h": example_grid("1 0.5", "-1 1"),
    "u_z": example_grid("0.5 0", "0 0.5"), "u_r": example_grid("1 0", "0 1"), "u_h": example_grid("0.5 0.5", "0 1"),
    "b_z": example_grid("0 0"), "b_r": example_grid("0 0"), "b_h": example_grid("0 0"), "h0": example_grid("0.5 -0.5"), "target": example_grid("1 0"),
}  # fmt: skip


def derive(values: dict[str, Any]) -> dict[str, Any]:
    """Sizes alone, or all arrays of the convention; a target asks for gradients."""
    idle = [] if values["reset"] == "after" else ["b_u"]
    values = set_aside(values, idle, EXAMPLE)
    used = {name: dims for name, dims in SHAPES.items() if name not in idle}
    return completed(how_far(values, used, EXAMPLE), used, EXAMPLE, NEEDED) | dict.fromkeys(idle)


def draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Drawn arrays, and a target where gradients are to be worked."""
    want = [name for name in SHAPES if name != "b_u" or values["reset"] == "after"]
    return drawn_target(drawn(values, rng, SHAPES, EXAMPLE, want), rng, EXAMPLE, "u_z")


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
    yield from step_by_step(given, _step)
    for whole, letter, why in (
        (H, h, _("all states, one time step per row", "全部隐状态，每个时刻一行")),
        (Z, z, _("all update gates", "全部更新门")),
        (R, r, _("all reset gates", "全部重置门")),
    ):
        yield Step(whole, gathered(given, letter, count), why)
    yield Step(h_n, flat(given, h[count]), _("the last state", "最后的隐状态"))
    if given.part == "gradients":
        from dlstudy.calculators.gru_gradients import backward

        yield from backward(given)
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
    """Both gates by one stacked matrix, gradients by complex steps; the parameters by listing every tensor."""
    from dlstudy.reference.recurrent import gru

    found = counted(given, 3)
    if counts_only(given):
        return found
    gates: dict[str, Any] = {"w": GATES, "u": GATES, "b": [*GATES, "u"]}
    arrays = {kind: stacked(given, kind, names) for kind, names in gates.items()}
    after, keeps = given.reset == "after", given.update == "keep"

    def run(sequence: Any, at: Any, start: Any) -> Any:
        return gru(
            sequence, at["w"], at["u"], at["b"][:3, 0], *start, after=after, keeps=keeps, recurrent_bias=at["b"][3, 0]
        )

    def states(*at: Any) -> Any:
        return [(state,) for state in run(*at)["h"]]

    start = (as_rows(given, "h0")[0],)
    ran = run(as_rows(given, "x"), arrays, start)
    found |= {"hidden": ran["h"], "update_gates": ran["z"], "reset_gates": ran["r"], "last_hidden": ran["h"][-1]}
    return found | slopes(given, states, arrays, start, gates)
