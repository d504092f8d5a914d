"""Gated recurrent unit: gates and state step by step under the books' conventions; parameters and shapes."""

from __future__ import annotations

from types import SimpleNamespace

from dlstudy.calculators.gated import LAST, PART, arrays, arriving, dh, gradients, hadamard, on_the_way, slope
from dlstudy.calculators.gru_gradients import ERRORS, error_at_update, later, share
from dlstudy.calculators.gru_lines import (
    EXAMPLE,
    NAMES,
    SHAPES,
    R,
    U,
    W,
    Z,
    b,
    b_u,
    derive,
    draw,
    g,
    inside,
    net,
    r,
    reference,
    reset,
    steps,
    update,
    z,
)
from dlstudy.calculators.recurrent import (
    DRAWN_SIZES,
    H,
    checked_shapes,
    h,
    has_arrays,
    in_every_step,
    small_enough,
    times,
    x,
)
from dlstudy.calculators.recurrent_counts import M, N_first, layer_size
from dlstudy.calculators.recurrent_options import COUNTS, SIZES, count_mistakes, vector
from dlstudy.calculators.through_time import (
    LOSS,
    RULES,
    TRUNCATE,
    differentiates,
    half_forgotten,
    losses,
    one_step_back,
    reaches_back,
    target,
)
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.params import Choice
from dlstudy.symbolic.tree import function


def _resets_first(given: SimpleNamespace) -> bool:
    return has_arrays(given) and given.reset == "before"


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
        *arrays(NAMES, EXAMPLE),
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
        target(EXAMPLE["target"]),
        PART,
        TRUNCATE,
        *SIZES,
    ),
    outputs=(
        Output(H, "hidden", _("states, one time step per row", "隐状态，每个时刻一行"), "matrix"),
        Output(Z, "update_gates", _("update gates, one time step per row", "更新门，每个时刻一行"), "matrix"),
        Output(R, "reset_gates", _("reset gates, one time step per row", "重置门，每个时刻一行"), "matrix"),
        LAST,
        LOSS,
        *gradients(NAMES),
        Output(slope("b_u"), "b_u_gradient", _("gradient of the candidate's second bias", "候选状态第二个偏置的梯度"), "matrix"),
        *COUNTS,
    ),
    rules=(Rule(checked_shapes(SHAPES), _("the arrays do not fit together", "各数组的形状不匹配")), *RULES),
    steps=steps,
    reference=reference,
    derive=derive,
    draw=draw,
    exact_below=small_enough(3),
    sizes=DRAWN_SIZES,
    mistakes=(
        Mistake("reset-after", _("the reset gate on the recurrent product (PyTorch, Keras)", "重置门作用在循环乘积上（PyTorch、Keras）"),
                in_every_step(g, lambda v, t: function("tanh", times(v, W["h"], x[t]) + function("⊙", r[t], times(v, U["h"], h[t - 1])) + b["h"])),
                _resets_first, convention=True),
        Mistake("reset-before", _("the reset gate on the old state (nndl, d2l)", "重置门作用在旧状态上（nndl、d2l）"),
                in_every_step(g, lambda v, t: function("tanh", times(v, W["h"], x[t]) + times(v, U["h"], function("⊙", r[t], h[t - 1])) + b["h"])),
                lambda v: has_arrays(v) and v.reset == "after", convention=True),
        Mistake("update-replaces", _("the update gate weights the candidate (Chung et al. 2014)", "更新门乘在候选状态上（Chung 等 2014）"),
                {update: "replace"}, lambda v: has_arrays(v) and v.update == "keep", convention=True),
        Mistake("update-keeps", _("the update gate weights the old state (nndl, d2l, PyTorch)", "更新门乘在旧状态上（nndl、d2l、PyTorch）"),
                {update: "keep"}, lambda v: has_arrays(v) and v.update == "replace", convention=True),
        Mistake("forgot-reset", _("the old state goes through the reset gate before the candidate reads it", "候选状态读入旧状态前要先经过重置门"),
                in_every_step(g, lambda v, t: function("tanh", net(v, "h", t))), has_arrays),
        Mistake("gates-exchanged", _("the reset gate filters the old state for the candidate, the update gate mixes",
                                     "重置门用于计算候选状态，更新门用于新旧状态的加权"),
                lambda v: {z: lambda t: function("sigmoid", net(v, "r", t)), r: lambda t: function("sigmoid", net(v, "z", t))}, has_arrays),
        Mistake("forgot-complement", _("the old state has weight z, so the candidate has 1 − z", "旧状态占 z，则候选状态占 1 − z"),
                in_every_step(h, lambda v, t: function("⊙", z[t], h[t - 1]) + g[t] if v.update == "keep" else h[t - 1] + function("⊙", z[t], g[t])),
                has_arrays),
        Mistake("sigmoid-candidate", _("the candidate takes tanh, only the gates take the sigmoid", "候选状态用 tanh，只有门用 σ"),
                in_every_step(g, lambda v, t: function("sigmoid", inside(v, t))), has_arrays),
        Mistake("straight-path-cut", _("errors come back along the old state too, multiplied by its coefficient alone",
                                       "误差还沿旧状态直接传回，只乘以旧状态前的系数"),
                lambda v: on_the_way(v, dh, lambda chain, k: arriving(chain, k, later(v, chain, k, False))),
                reaches_back),
        Mistake("gates-without-slope", _("a gate's error goes through its sigmoid: σ′ = σ(1 − σ)", "门的误差要乘以 σ′ = σ(1 − σ)"),
                lambda v: on_the_way(v, ERRORS["z"], lambda chain, k: error_at_update(v, chain, k, False)), differentiates),
        Mistake("candidate-without-slope", _("the candidate's error goes through its tanh: 1 − tanh²", "候选状态的误差要乘以 1 − tanh²"),
                lambda v: on_the_way(v, ERRORS["h"], lambda chain, k: hadamard(chain.at(dh, k), share(v, k))), differentiates),
        one_step_back(lambda v: len(losses(v)) > 1),
        half_forgotten(lambda _v, t: h[t]),
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
        Example({"x": "0; 0; 0", **dict.fromkeys(("w_z", "w_r", "w_h", "u_z", "u_r", "u_h"), "0"), "target": "1; 1; 1", "truncate": 2},
                {"loss": 1.5, "b_h_gradient": -2, "b_z_gradient": 0},
                "by hand: gates ½, states 0; a loss gives −1 · ½ at its own step, and ½ of it a step back: 3(−½) + 2(−¼)"),
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
