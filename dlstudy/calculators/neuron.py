"""A McCulloch-Pitts neuron or perceptron as a logic gate: its truth table, and whether designed weights do what they should."""

from __future__ import annotations

import re
from collections.abc import Generator
from itertools import product
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.neuron_design import designed
from dlstudy.calculators.samples import b, only_numbers, w
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Int, Real, Written
from dlstudy.symbolic.tree import Letter, Node, function, letters

X, z, y, t, d, theta, gate, n_wrong = letters("X z y t d theta gate n_wrong")
Lines = Generator[Step | Do, Any, None]
MOST_INPUTS = 8
EXAMPLE = Grid([[1, 1]])
NAMES = ("AND", "OR", "NAND", "NOR", "XOR", "XNOR", "MAJORITY", "NOT")
TWO: dict[tuple[int, ...], str] = {  # the sixteen functions of two inputs by their column, where they have a name
    (0, 0, 0, 0): "FALSE", (1, 1, 1, 1): "TRUE", (0, 0, 0, 1): "AND", (0, 1, 1, 1): "OR", (1, 1, 1, 0): "NAND", (1, 0, 0, 0): "NOR",
    (0, 1, 1, 0): "XOR", (1, 0, 0, 1): "XNOR", (0, 0, 1, 1): "x1", (0, 1, 0, 1): "x2", (1, 1, 0, 0): "NOT x1",
    (1, 0, 1, 0): "NOT x2", (1, 1, 0, 1): "x1 IMPLIES x2", (1, 0, 1, 1): "x2 IMPLIES x1", (0, 0, 1, 0): "x1 AND NOT x2",
    (0, 1, 0, 0): "x2 AND NOT x1",
}  # fmt: skip
ONE: dict[tuple[int, ...], str] = {(0, 0): "FALSE", (1, 1): "TRUE", (0, 1): "x1", (1, 0): "NOT x1"}


def read_target(text: str) -> str:
    """A gate's name in capitals, or a column of zeros and ones in the order of counting: `0111`."""
    word = re.sub(r"[\s,;]+", "", text).upper()
    if word in NAMES or (set(word) <= {"0", "1"} and len(word) in (2, 4, 8, 16, 32, 64, 128, 256)):
        return word
    known = _(
        "a gate ({names}), or its outputs from 00…0 to 11…1, such as 0111",
        "写门的名称（{names}），或从 00…0 到 11…1 的输出，如 0111",
    )
    raise LearnerError(known(names=", ".join(NAMES)))


def column(target: str, inputs: int) -> tuple[int, ...]:
    """The outputs that are wanted, 0 and 1, in the order of counting."""
    if target not in NAMES:
        return tuple(map(int, target))
    ones = [sum(x) for x in product((0, 1), repeat=inputs)]
    wanted = {
        "AND": [k == inputs for k in ones], "OR": [k > 0 for k in ones], "NAND": [k < inputs for k in ones],
        "NOR": [k == 0 for k in ones], "XOR": [k % 2 == 1 for k in ones], "XNOR": [k % 2 == 0 for k in ones],
        "MAJORITY": [2 * k > inputs for k in ones], "NOT": [k == 0 for k in ones],
    }[target]  # fmt: skip
    return tuple(map(int, wanted))


def count(given: SimpleNamespace) -> int:
    """How many inputs the neuron has: weights, or what the gate asks for."""
    if given.weights is not None:
        return int(given.weights.shape[1])
    if given.target not in NAMES:
        return len(given.target).bit_length() - 1
    return int(given.inputs or {"NOT": 1, "MAJORITY": 3}.get(given.target, 2))


def steps(given: SimpleNamespace) -> Lines:
    low = -1 if given.coding == "bipolar" else 0
    yield Do(
        X,
        lambda _known: Grid(product((low, 1), repeat=count(given))),
        (),
        _("every input, a row each", "所有可能的输入，每行一个"),
    )
    if given.weights is None:
        found = designed(column(given.target, count(given)), low)
        yield Do(w, lambda _known: Grid([found.weights]), (), _("weights that do it: the smallest whole ones; there are many",
                                                                "一组可行的权重（最小的整数解；答案不唯一）"))  # fmt: skip
        yield Do(
            b,
            lambda _known: found.bias,
            (),
            _("a bias half-way between what must fire and what must not", "偏置：取应激发与不应激发的加权和的中点"),
        )
    if given.threshold is not None:
        yield Step(b, -theta, _("a threshold θ is a bias −θ", "阈值 θ 即偏置 b = −θ"))
    yield Step(z, w * X.T + b, _("net inputs wᵀx + b", "净输入 wᵀx + b"))
    yield Step(y, outputs(given, given.fires), _says(given))
    yield Do(
        gate,
        lambda known: _name(known[y].rows[0]),
        (y,),
        _("which gate this is", "这是哪种逻辑门"),
        table=_table(given),
    )
    if given.target is not None:
        wanted = column(given.target, count(given))
        yield Do(t, lambda _known: Grid([[1 if v else low for v in wanted]]), (), _("what is wanted", "要求的输出"))
        yield Step(d, function("abs", function("sign", y - t)), _("1 where it is not met", "不符合要求处为 1"))
        yield Step(
            n_wrong,
            function("sum", d),
            _("rows that are wrong: 0 means that the design does it", "不符合的行数：0 表示设计正确"),
        )


def outputs(given: SimpleNamespace, fires: str) -> Node:
    """1 where the neuron fires, else 0 (or −1)."""
    on = (
        1 - function("sign", function("max", 0, -z))
        if fires == "from-zero"
        else function("sign", function("max", 0, z))
    )
    return 2 * on - 1 if given.coding == "bipolar" else on


def _says(given: SimpleNamespace) -> Text:
    if given.fires == "from-zero":
        return _("it fires where z ≥ 0", "z ≥ 0 时激发")
    return _("it fires where z > 0", "z > 0 时激发")


def _name(row: tuple[Any, ...]) -> str:
    """The gate's name, whatever stands for false; a dash where it has none."""
    bits, inputs = tuple(int(v > 0) for v in row), len(row).bit_length() - 1
    if inputs <= 2:
        return (ONE if inputs == 1 else TWO)[bits]
    return next((name for name in NAMES if name != "NOT" and column(name, inputs) == bits), "–")


def _table(given: SimpleNamespace) -> Any:
    def table(name: str, known: Known) -> Table:
        heads = tuple(f"x{i}" for i in range(1, count(given) + 1))
        rows = zip(known[X].rows, known[z].rows[0], known[y].rows[0], strict=True)
        return Table((*heads, "z", name), tuple((*x, total, out) for x, total, out in rows))

    return table


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Asks the neuron, and the gate that is wanted, one input at a time."""
    from dlstudy.reference.gates import GATES, asked, fires, least

    low = -1 if given.coding == "bipolar" else 0
    if given.weights is None:
        weights, bias = least(column(given.target, count(given)), low)
    else:
        weights = [float(v) for v in given.weights.rows[0]]
        bias = float(given.bias) if given.threshold is None else -float(given.threshold)
    rows = asked(len(weights))
    on = [fires(weights, bias, x, low=low, at_zero=given.fires == "from-zero") for x in rows]
    named = next((name for name, wanted in GATES.items() if on == [wanted(x) for x in rows]), "–")
    found: dict[str, Any] = {
        "weights": weights, "bias": bias, "net_inputs": [sum(v * (1 if q else low) for v, q in zip(weights, x, strict=True)) + bias for x in rows],
        "output": [1 if v else low for v in on], "gate": named if len(weights) > 2 or (named != "–" and len(weights) == 2) else _name(tuple(map(int, on))),
    }  # fmt: skip
    if given.target is not None:
        wanted = {"NOT": GATES["NOR"], **GATES}.get(given.target)
        wished = [wanted(x) for x in rows] if wanted else [v == "1" for v in given.target]
        found["errors"] = sum(p != q for p, q in zip(on, wished, strict=True))
    return found


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """A threshold stands instead of a bias; a target alone asks for weights."""
    only_numbers(values)
    free = values["weights"] is EXAMPLE or values["weights"] is None
    if free and values["target"] is not None and values["bias"] is None and values["threshold"] is None:
        return values | {"weights": None}
    if values["inputs"] is not None:
        raise LearnerError(
            _("inputs belongs to a target whose weights are to be designed", "inputs 只用于设计权重（只给 target）")
        )
    if values["threshold"] is not None:
        if values["bias"] is not None:
            raise LearnerError(_("give a bias or a threshold, not both", "偏置与阈值只能给一个"))
    elif values["bias"] is None:
        values["bias"] = 0
    return values


def _draw(values: dict[str, Any], rng: Any) -> dict[str, Any]:
    """A drawn neuron has a bias or a threshold, halves among them so that none is met by accident."""
    if values["bias"] is None and values["threshold"] is None:
        return values | {rng.choice(("bias", "threshold")): rng.choice(("-1.5", "-0.5", "0.5", "1.5", "1", "2", "-1"))}
    return values


def _fits(given: SimpleNamespace) -> bool:
    if given.target is None:
        return True
    if given.target in NAMES:
        return bool((given.target == "NOT") == (count(given) == 1))
    return bool(len(given.target) == 2 ** count(given))


MISTAKES = (
    Mistake("threshold-added", _("a threshold is subtracted: b = −θ", "阈值要减去：b = −θ"), {b: theta}, lambda v: v.threshold is not None),
    Mistake("forgot-bias", _("the bias belongs to the net input", "净输入里要加上偏置"), {z: w * X.T}),
    Mistake("inverted", _("it fires from the threshold on, not below it", "达到阈值才激发，而不是低于阈值"),
            lambda v: {y: -outputs(v, v.fires) if v.coding == "bipolar" else 1 - outputs(v, v.fires)}),
    Mistake("no-step", _("the output is a step of the net input, not the net input itself", "输出是净输入的阶跃，而不是净输入本身"), {y: z}),
    Mistake("strict", _("it fires only where z > 0", "z > 0 才激发"), lambda v: {y: outputs(v, "above-zero")},
            lambda v: v.fires == "from-zero", convention=True),
    Mistake("not-strict", _("it fires where z = 0 too", "z = 0 时也激发"), lambda v: {y: outputs(v, "from-zero")},
            lambda v: v.fires == "above-zero", convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="neuron",
    title=_("A neuron as a logic gate", "神经元与逻辑门"),
    topic="neuron",
    source="McCulloch & Pitts (1943); Rosenblatt (1958); nndl section 4.1",
    summary=_(
        "The truth table of a McCulloch-Pitts neuron or perceptron, and whether its weights make it the gate that is wanted; "
        "for a gate alone, weights that do it.",
        "McCulloch-Pitts 神经元（或感知器）的真值表，并检验所设计的权重能否实现指定的逻辑门；只给逻辑门时设计一组权重。",
    ),
    params=(
        Array(w, "weights", _("weights, one for each input; found for a target where none are given", "各输入的权重；只给 target 时由程序设计"), shape=("inputs",), default=EXAMPLE, required=True,
              entries=(-2, -1, 1, 2)),
        Real(b, "bias", _("bias (0)", "偏置（默认为 0）")),
        Real(theta, "threshold", _("threshold instead of a bias: it fires from wᵀx = θ on", "阈值，代替偏置：wᵀx 达到 θ 时激发")),
        Choice(Letter("fires"), "fires", _("what happens at z = 0", "z = 0 时是否激发"), default="from-zero", options={
            "from-zero": _("it fires: z ≥ 0 (McCulloch & Pitts)", "激发：z ≥ 0（McCulloch-Pitts）"),
            "above-zero": _("it does not: z > 0", "不激发：z > 0"),
        }),
        Choice(Letter("coding"), "coding", _("how true and false are written", "真、假的编码"), default="binary",
               options={"binary": _("1 and 0", "1 与 0"), "bipolar": _("1 and −1", "1 与 −1")}),
        Written(Letter("target"), "target", _("the gate that is wanted: AND, OR, NAND, NOR, XOR, XNOR, MAJORITY, NOT, or its outputs as 0111",
                                              "要求的门：AND、OR、NAND、NOR、XOR、XNOR、MAJORITY、NOT，或输出列如 0111"),
                pick=(None, "AND", "OR"), reader=read_target),
        Int(Letter("inputs"), "inputs", _("inputs of the target, where its weights are to be designed (2; NOT 1, MAJORITY 3)",
                                          "设计权重时目标的输入个数（默认 2；NOT 为 1，MAJORITY 为 3）"), low=1, high=MOST_INPUTS, letters=False),
    ),
    outputs=(
        Output(w, "weights", _("weights", "权重"), "vector"),
        Output(b, "bias", _("bias", "偏置")),
        Output(y, "output", _("outputs", "输出"), "vector"),
        Output(z, "net_inputs", _("net inputs", "净输入"), "vector"),
        Output(gate, "gate", _("gate", "逻辑门"), "words"),
        Output(n_wrong, "errors", _("rows that are wrong", "不符合要求的行数"), "count"),
    ),
    rules=(
        Rule(lambda v: count(v) <= MOST_INPUTS, _("at most 8 inputs", "最多 8 个输入")),
        Rule(_fits, _("NOT has one input, the other gates two or more, and a column one output a row", "NOT 只有一个输入，其他门至少两个；输出列每行一个")),
        Rule(lambda v: v.weights is not None or bool(designed(column(v.target, count(v)), -1 if v.coding == "bipolar" else 0)),
             _("a single neuron can do it", "单个神经元可以实现")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"weights": "-2 -2", "bias": 3, "fires": "above-zero", "target": "NAND"},
                {"output": Grid([[1, 1, 1, 0]]), "gate": "NAND", "errors": 0},
                "Nielsen (2015), Neural Networks and Deep Learning, ch. 1: a perceptron as a NAND gate"),
        Example({"weights": "1 1 1", "threshold": 3, "target": "AND"}, {"gate": "AND", "errors": 0},
                "Rojas (1996), Neural Networks, section 2.2: conjunction of three inputs"),
        Example({"weights": "1 1 1", "threshold": 1, "target": "OR"}, {"gate": "OR", "errors": 0},
                "Rojas (1996), Neural Networks, section 2.2: disjunction of three inputs"),
        Example({"weights": "1 1", "bias": "-0.5", "target": "XOR"}, {"errors": 1},
                "Minsky & Papert (1969): no single neuron computes XOR; an OR is wrong in one row"),
        Example({"target": "AND"}, {"weights": Grid([[1, 1]]), "bias": -1.5, "errors": 0}, "derived: 1 + 1 − 1.5 > 0 > 1 − 1.5, the usual AND"),
        Example({"weights": "1 1", "bias": 0, "coding": "bipolar"}, {"output": Grid([[-1, 1, 1, 1]])},
                "derived: with z ≥ 0, bipolar inputs of a sum of 0 fire"),
    ),
    usage=(
        "--weights '1 1' --threshold 2 --target AND",
        "--weights '-2 -2' --bias 3 --fires above-zero",
        "--weights '1 1' --bias -0.5 --target 0110",
        "--target NAND",
        "--target 00010111",
    ),
    sizes={"inputs": (2, 2, 3)},
    derive=_derive,
    draw=_draw,
)  # fmt: skip
