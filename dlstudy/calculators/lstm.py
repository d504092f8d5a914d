"""Long short-term memory: gates, cell and state step by step; parameters and shapes."""

from __future__ import annotations

from types import SimpleNamespace

from dlstudy.calculators.gated import LAST, PART, arrays, arriving, dh, gradients, hadamard, on_the_way
from dlstudy.calculators.lstm_gradients import ERRORS, at_cell, dc, wrote
from dlstudy.calculators.lstm_lines import (
    EXAMPLE,
    GATES,
    NAMES,
    SHAPES,
    C,
    blocks,
    c,
    c_n,
    derive,
    draw,
    f,
    g,
    i,
    net,
    o,
    reference,
    steps,
    v,
)
from dlstudy.calculators.recurrent import DRAWN_SIZES, H, checked_shapes, h, has_arrays, in_every_step, small_enough
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
from dlstudy.symbolic.tree import Letter, function


def _gates(given: SimpleNamespace) -> list[str]:
    return [k for k in "ifo" if k != "f" or given.variant not in ("coupled", "no-forget")]


def _forgets(given: SimpleNamespace) -> bool:
    return has_arrays(given) and given.variant != "no-forget"


GOMEZ = {"x": "1 2; 0.5 3", "w_i": "0.95 0.8", "u_i": "0.8", "b_i": "0.65", "w_f": "0.7 0.45", "u_f": "0.1", "b_f": "0.15",
         "w_o": "0.6 0.4", "u_o": "0.25", "b_o": "0.1", "w_c": "0.45 0.25", "u_c": "0.15", "b_c": "0.2"}  # fmt: skip


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
        *arrays(NAMES, EXAMPLE),
        *(vector(v[k], f"v_{k}", _("peephole of the {g}: how it sees the cell", "{g}的窥视孔权重")(g=n)) for k, n in NAMES.items() if k in v),
        vector(h[0], "h0", _("first state (zero)", "初始隐状态（默认为 0）")),
        vector(c[0], "c0", _("first cell (zero)", "初始内部状态（默认为 0）")),
        Choice(Letter("variant"), "variant", _("which LSTM", "哪种 LSTM"), default="standard", options={
            "standard": _("three gates", "标准：三个门"),
            "peephole": _("the gates see the cell, each unit its own", "窥视孔：各门还依赖内部状态（对角权重）"),
            "coupled": _("the forget gate is 1 minus the input gate", "耦合：遗忘门 = 1 − 输入门"),
            "no-forget": _("no forget gate (1997)", "没有遗忘门（1997）"),
        }),
        target(EXAMPLE["target"]),
        PART,
        TRUNCATE,
        *SIZES,
    ),
    outputs=(
        Output(H, "hidden", _("states, one time step per row", "隐状态，每个时刻一行"), "matrix"),
        Output(C, "cells", _("cells, one time step per row", "内部状态，每个时刻一行"), "matrix"),
        LAST,
        Output(c_n, "last_cell", _("last cell", "最后的内部状态"), "vector"),
        LOSS,
        *gradients(NAMES),
        *(Output(Letter(f"dv_{k}"), f"v_{k}_gradient", _("gradient of the peephole of the {g}", "{g}的窥视孔权重的梯度")(g=NAMES[k]), "matrix")
          for k in v),
        *COUNTS,
    ),
    rules=(Rule(checked_shapes(SHAPES), _("the arrays do not fit together", "各数组的形状不匹配")), *RULES),
    steps=steps,
    reference=reference,
    derive=derive,
    draw=draw,
    exact_below=small_enough(4),
    sizes=DRAWN_SIZES,
    mistakes=(
        Mistake("cell-shown-bare", _("the cell goes through tanh before it is shown", "内部状态要先经过 tanh 再输出"),
                in_every_step(h, lambda _v, t: function("⊙", o[t], c[t])), has_arrays),
        Mistake("gates-exchanged", _("the forget gate keeps the old cell, the input gate writes the candidate",
                                     "遗忘门乘旧的内部状态，输入门乘候选状态"),
                in_every_step(c, lambda _v, t: function("⊙", i[t], c[t - 1]) + function("⊙", f[t], g[t])), _forgets),
        Mistake("forgot-forget-gate", _("the old cell is multiplied by the forget gate", "旧的内部状态要乘以遗忘门"),
                in_every_step(c, lambda _v, t: c[t - 1] + function("⊙", i[t], g[t])), _forgets),
        Mistake("forgot-input-gate", _("the candidate is multiplied by the input gate", "候选状态要乘以输入门"),
                in_every_step(c, lambda v, t: (c[t - 1] if v.variant == "no-forget" else function("⊙", f[t], c[t - 1])) + g[t]), has_arrays),
        Mistake("sigmoid-candidate", _("the candidate takes tanh, only the gates take the sigmoid", "候选状态用 tanh，只有门用 σ"),
                in_every_step(g, lambda v, t: function("sigmoid", net(v, "c", t))), has_arrays),
        Mistake("tanh-gates", _("gates take the sigmoid: they lie between 0 and 1", "门用 σ，取值在 0 与 1 之间"),
                lambda v: {GATES[k]: lambda t, k=k: function("tanh", net(v, k, t)) for k in _gates(v)}, has_arrays),
        Mistake("old-cell-shown", _("the state shows the new cell", "隐状态由新的内部状态得到"),
                in_every_step(h, lambda _v, t: function("⊙", o[t], function("tanh", c[t - 1]))), has_arrays),
        Mistake("cell-fed-back", _("the gates read the previous state, not the previous cell", "各门读入的是上一时刻的隐状态，不是内部状态"),
                lambda v: {GATES[k]: lambda t, k=k: function("tanh" if k == "c" else "sigmoid", net(v, k, t, c)) for k in [*_gates(v), "c"]},
                lambda v: has_arrays(v) and v.x.shape[0] > 1),
        Mistake("cell-path-cut", _("errors come back along the cell too, multiplied by the forget gate alone",
                                   "误差还沿内部状态传回，每步只乘以遗忘门"),
                lambda v: on_the_way(v, dc, lambda chain, k: at_cell(v, chain, k, along=False)), reaches_back),
        Mistake("gates-path-cut", _("errors come back through the gates and the candidate of the next step too",
                                    "误差还经下一步的各门和候选状态传回"),
                lambda v: on_the_way(v, dh, lambda chain, k: arriving(chain, k, [0 * h[k]] if k not in chain.entering else [])),
                reaches_back),
        Mistake("shown-without-slope", _("the cell reaches the state through tanh: its derivative 1 − tanh² is a factor", "内部状态经 tanh 输出，要乘 1 − tanh²"),
                lambda v: on_the_way(v, dc, lambda chain, k: at_cell(v, chain, k, slope=False)), differentiates),
        Mistake("gates-without-slope", _("a gate's error goes through its sigmoid: σ′ = σ(1 − σ)", "门的误差要乘以 σ′ = σ(1 − σ)"),
                lambda v: on_the_way(v, ERRORS["i"], lambda chain, k: hadamard(chain.at(dc, k), wrote(v, k))), differentiates),
        one_step_back(lambda v: len(losses(v)) > 1),
        half_forgotten(lambda _v, t: h[t]),
        *count_mistakes(blocks, _("every gate and the candidate have weights of their own", "每个门和候选状态各有一组参数")),
        Mistake("three-gates-only", _("the candidate has weights too: four blocks", "候选状态也有一组参数：共四组"),
                lambda v: {N_first: layer_size(v, 3, M)}, lambda v: blocks(v) == 4),
    ),
    examples=(
        Example(GOMEZ,
                {"hidden": ((0.53631,), (0.77198,)), "cells": ((0.78572,), (1.5176,))},
                "Aidan Gomez (2016), “Backpropogating an LSTM: A Numerical Example”", within=4e-5),
        Example({**GOMEZ, "target": "0.5; 1.25"},
                {"w_c_gradient": ((-0.0267, -0.0922),), "w_i_gradient": ((-0.00221, -0.00666),), "w_f_gradient": ((-0.00316, -0.01893),),
                 "w_o_gradient": ((-0.02593, -0.16262),), "u_c_gradient": ((-0.01039,),), "u_o_gradient": ((-0.02970,),),
                 "b_c_gradient": ((-0.03641,),), "b_f_gradient": ((-0.00631,),)}, "ibid., the backward pass", within=4e-5),
        Example({"x": "0; 0; 0", **dict.fromkeys(("w_i", "w_f", "w_o", "w_c", "u_i", "u_f", "u_o", "u_c"), "0"), "target": "1; 1; 1",
                 "truncate": 2}, {"loss": 1.5, "b_c_gradient": -1, "b_f_gradient": 0},
                "by hand: gates ½, states 0; a loss gives −1 · ½ · ½ at its own step, and ½ of it a step back: 3(−¼) + 2(−⅛)"),
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
        '--x "1; 2" --w-i 0.5 --w-f 1 --w-o 0.5 --w-c 1 --u-i 0 --u-f 1 --u-o 0.5 --u-c 1 --target 1',
        '--x "1; 2" --w-i 0.5 --w-f 1 --w-o 0.5 --w-c 1 --u-i 0 --u-f 1 --u-o 0.5 --u-c 1',
    ),
)  # fmt: skip
