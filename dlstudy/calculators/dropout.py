"""Dropout: masked units in training, scaled units at test, units left on average, subnetworks."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import array, only_numbers
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int, Real
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, node

x, m, p, q, n, y, y_test, k, v, M, c = letters("x m p q n y y_test k v M c")
SMALL = 12  # units whose every mask the reference tries


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A vector says how many units there are, 8 where nothing does; letters need no vector."""
    if values["x"] is not None:
        only_numbers(values)
        count = values["x"].shape[1]
        if values["units"] not in (None, count):
            raise LearnerError(
                _("x has {count} units: leave out units", "x 有 {count} 个单元：不必再给 units")(count=count)
            )
        values["units"] = count
    elif values["units"] is None:
        values["units"] = 8
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A mask for the drawn units, not all alike."""
    count = rng.choice((3, 4, 5))
    if values.get("x") is None and values.get("mask") is None and values.get("units") is None:
        values["x"] = ", ".join(str(rng.choice((-2, -1, 1, 2, 3, 4))) for _i in range(count))
        bits = [1, 0, *(rng.choice((0, 1)) for _i in range(count - 2))]
        rng.shuffle(bits)
        values["mask"] = ", ".join(map(str, bits))
    return values


def _inverted(given: SimpleNamespace) -> bool:
    return bool(given.scaling == "inverted")


def steps(given: SimpleNamespace) -> Any:
    """The rates, the units left, the subnetworks; then the layer's outputs in training and at test."""
    yield Step(n, node(given.units), _("units of the layer", "该层的单元数"))
    if given.meaning == "drop":
        yield Step(q, 1 - p, _("p is the probability of dropping, so q is kept", "p 是丢弃概率，保留概率为 q"))
    else:
        yield Step(q, p, _("p is the probability of keeping", "p 是保留概率"))
    yield Step(k, q * n, _("units left on average", "平均保留的单元数"))
    yield Step(v, n * q * (1 - q), _("variance of that number, largest at one half", "保留单元数的方差，一半时最大"))
    yield Step(M, 2**n, _("subnetworks: each unit is in or out", "子网络数：每个单元或留或去"))
    if given.x is None:
        return
    if _inverted(given):
        yield Step(c, 1 / q, _("inverted: scaled up in training already", "反向（inverted）形式：训练时就放大"))
    if given.mask is not None:
        yield Step(y, trained(given), _("training: the mask, entry by entry", "训练：逐元素乘以掩码"))
    yield Step(y_test, x if _inverted(given) else q * x, at_test(given))


def trained(given: SimpleNamespace, turned: bool = False) -> Node:
    """The masked units, scaled up where the form is inverted."""
    kept = function("⊙", m, x)
    return c * kept if _inverted(given) and not turned else kept


def at_test(given: SimpleNamespace) -> Any:
    """Why the test output is what it is."""
    if _inverted(given):
        return _("test: all units, nothing to scale", "测试：全部单元，不再缩放")
    return _("test: all units, scaled down to what training saw on average", "测试：全部单元，缩小到训练时的平均水平")


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Every mask tried where there are few units, else NumPy's binomial sums."""
    from dlstudy.reference.dropout import every_mask, masked

    keep = float(given.p) if given.meaning == "keep" else 1 - float(given.p)
    few = min(given.units, SMALL)
    units = array(given.x)[0] if given.x is not None else [1.0] * given.units
    tried = every_mask(units[:few], keep)
    share = given.units / few  # units are dropped independently: averages and variances add up
    found: dict[str, Any] = {
        "keep": keep,
        "active": tried.active * share,
        "variance": tried.spread * share,
        "subnetworks": tried.masks * 2 ** (given.units - few),
    }
    if given.x is None:
        return found
    scale = 1 / keep if _inverted(given) else 1.0
    averages = [x for start in range(0, given.units, few) for x in every_mask(units[start : start + few], keep).output]
    found["test"] = [scale * value for value in averages]
    if given.mask is not None:
        found["train"] = masked(units, array(given.mask)[0], scale)
    return found


MISTAKES = (
    Mistake("keep-for-drop", _("the item says whether p keeps or drops", "要看清 p 是保留概率还是丢弃概率"),
            lambda v: {q: 1 - p if v.meaning == "keep" else p}, lambda v: v.p * 2 != 1, convention=True),
    Mistake("not-scaled-at-test", _("at test all units are on: scale by the keep rate", "测试时全部单元都在：要乘以保留概率"),
            {y_test: x}, lambda v: not _inverted(v) and v.x is not None),
    Mistake("scaled-twice", _("inverted dropout has scaled in training: nothing is left to do at test",
                              "反向形式在训练时已经缩放，测试时不再处理"),
            {y_test: q * x}, lambda v: _inverted(v) and v.x is not None),
    Mistake("not-scaled-in-training", _("inverted dropout divides by the keep rate in training", "反向形式在训练时要除以保留概率"),
            lambda v: {y: trained(v, turned=True)}, lambda v: _inverted(v) and v.mask is not None),
    Mistake("mask-turned", _("a mask's 1 keeps, its 0 drops", "掩码中 1 表示保留，0 表示丢弃"),
            lambda v: {y: (c if _inverted(v) else Num(1)) * function("⊙", 1 - m, x)}, lambda v: v.mask is not None),
    Mistake("one-per-unit", _("each unit is in or out, independently: 2 to the n, not 2n", "各单元独立地或留或去：2 的 n 次方，不是 2n"),
            {M: 2 * n}, lambda v: v.units > 2),
    Mistake("dropped-for-left", _("asked for are the units left, not those dropped", "问的是保留的单元数，不是丢弃的"),
            {k: (1 - q) * n}, lambda v: v.p * 2 != 1),
)  # fmt: skip

CALCULATOR = Calculator(
    name="dropout",
    title=_("Dropout", "丢弃法（dropout）"),
    topic="dropout",
    source="Srivastava et al. (2014); nndl eq. 7.65",
    summary=_(
        "Units left on average, subnetworks, and a layer's output in training and at test.",
        "平均保留的单元数、子网络个数，以及一层在训练和测试时的输出。",
    ),
    params=(
        Real(p, "p", _("the probability; see meaning", "概率，含义见 meaning"), low=0, high=1, default=Fraction(1, 2),
             pick=("0.5", "0.8", "0.6", "0.75")),
        Choice(Letter("meaning"), "meaning", _("what p is", "p 的含义"), default="keep", pick=("keep", "drop"), options={
            "keep": _("a unit is kept with probability p (course, Srivastava et al.)", "单元以概率 p 保留（课程、原论文）"),
            "drop": _("a unit is dropped with probability p (PyTorch, Keras, d2l)", "单元以概率 p 丢弃（PyTorch、Keras、动手学）")}),
        Choice(Letter("scaling"), "scaling", _("where the outputs are scaled", "在何时缩放"), default="test",
               pick=("test", "inverted"), options={
                   "test": _("at test, by the keep rate (course)", "测试时乘以保留概率（课程）"),
                   "inverted": _("in training, by one over the keep rate (PyTorch, Keras, d2l)",
                                 "训练时除以保留概率（PyTorch、Keras、动手学）")}),
        Int(n, "units", _("units of the layer (8, or as many as x has)", "该层单元数（8，或与 x 相同）"), low=1, high=1000),
        Array(x, "x", _("the layer's activations", "该层的活性值"), shape=("units",)),
        Array(m, "mask", _("the mask drawn in training, of 0 and 1", "训练时抽到的掩码，由 0 和 1 组成"), shape=("units",)),
    ),
    outputs=(
        Output(q, "keep", _("keep rate", "保留概率")),
        Output(k, "active", _("units left on average", "平均保留的单元数")),
        Output(v, "variance", _("variance of the units left", "保留单元数的方差")),
        Output(M, "subnetworks", _("subnetworks", "子网络个数"), "count"),
        Output(y, "train", _("output in training", "训练时的输出"), "vector"),
        Output(y_test, "test", _("output at test", "测试时的输出"), "vector"),
    ),
    rules=(
        Rule(lambda v: not _inverted(v) or v.p != (0 if v.meaning == "keep" else 1),
             _("inverted dropout divides by the keep rate: some unit has to be kept", "反向形式要除以保留概率：保留概率不能为 0")),
        Rule(lambda v: v.mask is None or v.x is not None, _("a mask needs the activations x", "给出掩码时要同时给出活性值 x")),
        Rule(lambda v: v.mask is None or all(bit in (0, 1) for bit in v.mask.rows[0]),
             _("a mask is made of 0 and 1", "掩码由 0 和 1 组成")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    mistakes=MISTAKES,
    examples=(
        Example({"p": "0.5", "units": 10}, {"active": 5, "subnetworks": 1024}, "nndl ch. 7, on dropout: 2ⁿ subnetworks, p = 0.5 for hidden units"),
        Example({"p": "0.5", "meaning": "drop", "scaling": "inverted", "x": "0 1 2 3 4 5 6 7", "mask": "1 1 1 1 0 1 0 0"},
                {"train": Grid([[0, 2, 4, 6, 0, 10, 0, 0]]), "test": Grid([[0, 1, 2, 3, 4, 5, 6, 7]])},
                "d2l, section Dropout: the kept activations are doubled at a rate of 0.5"),
        Example({"p": "0.8", "x": "1 -2 4", "mask": "1 0 1"}, {"train": Grid([[1, 0, 4]]),
                 "test": Grid([[Fraction(4, 5), Fraction(-8, 5), Fraction(16, 5)]])}, "nndl eq. 7.65, by hand"),
    ),
    usage=(
        "--p 0.5 --units 10",
        "--p p --units n",
        "--p 0.8 --x '1, -2, 4' --mask '1, 0, 1'",
        "--p 0.25 --meaning drop --scaling inverted --x '1, 2, 3, 4' --mask '1, 0, 1, 1'",
    ),
)  # fmt: skip
