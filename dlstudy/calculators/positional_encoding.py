"""Sinusoidal positional encoding, position by position, and the rotation that a shift amounts to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule, Step
from dlstudy.symbolic.params import Choice, Int, Real
from dlstudy.symbolic.tree import Letter, Node, Num, Op, function, letters

n, D, beta, k, omega, p, P, s, R, q, order = letters("n D beta k omega p P s R q order")
first, omegas = letters("t_first omega_all")
MAX_ENTRIES = 4000


def pairs(given: SimpleNamespace) -> range:
    """The numbers of the frequencies, from 0."""
    return range(given.width // 2)


def positions(given: SimpleNamespace) -> range:
    """The positions encoded."""
    return range(given.first, given.first + given.positions)


def row(entries: list[Node]) -> Node:
    """A row vector."""
    return Op("matrix", (Op("row", tuple(entries)),))


def encoded(given: SimpleNamespace, t: int, one: str = "sin", two: str = "cos") -> Node:
    """The encoding of position t: the sines and cosines alternating, or all sines first."""
    angles = [t * omega[j] for j in pairs(given)]
    if given.order == "halves":
        return row([function(name, x) for name in (one, two) for x in angles])
    return row([function(name, x) for x in angles for name in (one, two)])


def steps(given: SimpleNamespace) -> Generator[Step, Any, None]:
    for j in pairs(given):
        yield Step(omega[j], 1 / beta ** (Num(2 * j) / D), _("angular frequency of pair {j}: dimensions {a} and {b}",
            "第 {j} 对（第 {a}、{b} 维）的角频率")(j=j, **_where(given, j)))  # fmt: skip
    yield Step(omegas, row([omega[j] for j in pairs(given)]), _("all frequencies", "全部角频率"))
    for t in positions(given):
        yield Step(p[t], encoded(given, t), _("encoding of position {t}", "位置 {t} 的编码")(t=t))
    yield Step(
        P, function("stack", *(p[t] for t in positions(given))), _("all positions, one per row", "全部位置，每行一个")
    )
    yield Step(s, function("norm", p[given.first]) ** 2, _("sin² + cos² = 1 for every pair: all encodings are equally long",
                                                           "每一对都有 sin² + cos² = 1：各位置编码长度相同"))  # fmt: skip
    if given.shift is not None:
        yield from _shifted(given)


def _where(given: SimpleNamespace, j: int) -> dict[str, int]:
    half = given.width // 2
    return {"a": j, "b": half + j} if given.order == "halves" else {"a": 2 * j, "b": 2 * j + 1}


def _shifted(given: SimpleNamespace) -> Generator[Step, Any, None]:
    """The matrix of a shift, and the shifted encoding of the first position."""
    for j in pairs(given):
        turn = k * omega[j]
        block = Op("matrix", (Op("row", (function("cos", turn), -function("sin", turn))),
                              Op("row", (function("sin", turn), function("cos", turn)))))  # fmt: skip
        yield Step(R[j], block, _("what a shift does to pair {j}: a rotation that does not depend on the position",
                                  "平移对第 {j} 对的作用：与位置无关的旋转")(j=j))  # fmt: skip
        a, b = (i + 1 for i in _where(given, j).values())
        pair = function("concat", function("columns", p[given.first], a, a), function("columns", p[given.first], b, b))
        yield Step(q[j], pair * R[j], _("pair {j} of the first position, turned", "第一个位置的第 {j} 对经旋转")(j=j))
    yield Step(q, function("concat", *(_unpaired(given))), _("together: the encoding of the shifted position",
                                                             "合起来即平移后位置的编码"))  # fmt: skip


def _unpaired(given: SimpleNamespace) -> list[Node]:
    if given.order == "interleaved":
        return [q[j] for j in pairs(given)]
    return [function("columns", q[j], i, i) for i in (1, 2) for j in pairs(given)]


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Unit vectors turned from position to position; frequencies as the turns they make."""
    import numpy as np

    from dlstudy.reference.positions import encodings

    base, last = float(given.base), given.first + given.positions + (given.shift or 0)
    table = encodings(last - given.first + 1, given.width, base, given.first)
    if given.order == "halves":
        table = np.concatenate([table[:, 0::2], table[:, 1::2]], axis=1)
    found = {"encoding": table[: given.positions], "squared_length": float(table[0] @ table[0]),
             "frequencies": np.array([np.arcsin(encodings(1, given.width, base, 1)[0, 0::2])])}  # fmt: skip
    return found if given.shift is None else found | {"shifted": table[given.shift]}


def _rows(one: str, two: str) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    return lambda given: {p: lambda t: encoded(given, t, one, two)}


CALCULATOR = Calculator(
    name="positional-encoding",
    title=_("Positional encoding", "位置编码"),
    topic="transformer",
    source="Vaswani et al. (2017), arXiv:1706.03762, section 3.5; d2l, section Self-Attention and Positional Encoding",
    summary=_(
        "Sines and cosines of a position at falling frequencies; positions and dimensions are counted from 0.",
        "以逐渐降低的频率取位置的正弦与余弦；位置与维度都从 0 数起。",
    ),
    params=(
        Int(n, "positions", _("number of positions", "位置个数"), low=1, high=512, default=4, pick=(2, 3, 4)),
        Int(D, "width", _("dimension of the encoding, even", "编码维数（偶数）"), low=2, high=512, default=4, pick=(4, 6)),
        Real(beta, "base", _("base β of the frequencies", "频率的底数 β"), low=1, open="(", default=10000, pick=(10000, 100)),
        Int(first, "first", _("the first position's number", "第一个位置的编号"), low=0, high=100_000, default=0, pick=(0, 0, 1)),
        Int(k, "shift", _("also: the first position's encoding shifted by so many positions, by rotation",
                          "另外求：第一个位置的编码平移若干位置（用旋转得到）"), low=0, high=1000),
        Choice(order, "order", _("where sines and cosines stand", "正弦与余弦的排列"), default="interleaved", options={
            "interleaved": _("alternating: dimension 2j sine, 2j + 1 cosine (Vaswani, nndl, d2l)",
                             "交替：第 2j 维正弦，第 2j + 1 维余弦（Vaswani、nndl、d2l）"),
            "halves": _("sines in the first half, cosines in the second (tensor2tensor)",
                        "前一半正弦，后一半余弦（tensor2tensor）"),
        }),
    ),
    outputs=(
        Output(P, "encoding", _("positional encoding, one position per row", "位置编码，每行一个位置"), "matrix"),
        Output(omegas, "frequencies", _("angular frequencies", "角频率"), "vector"),
        Output(s, "squared_length", _("squared length of an encoding", "一个编码的长度平方")),
        Output(q, "shifted", _("encoding of the shifted position", "平移后位置的编码"), "vector"),
    ),
    rules=(
        Rule(lambda v: not any(isinstance(x, Node) for x in (v.positions, v.width, v.base, v.first, v.shift)),
             _("positions, dimension and base have to be numbers here", "位置、维数和底数在这里必须是具体的数")),
        Rule(lambda v: v.width % 2 == 0, _("the dimension is even: a sine and a cosine for each frequency",
                                           "编码维数应为偶数：每个频率一个正弦、一个余弦")),
        Rule(lambda v: v.positions * v.width <= MAX_ENTRIES,
             _("so large a table is not worked here", "表太大，这里不予计算")),
    ),
    steps=steps,
    reference=reference,
    mistakes=(
        Mistake("sine-cosine-swapped", _("the even dimensions take the sine, the odd ones the cosine", "偶数维取正弦，奇数维取余弦"),
                _rows("cos", "sin")),
        Mistake("all-sines", _("the odd dimensions take the cosine", "奇数维取余弦"), _rows("sin", "sin")),
        Mistake("exponent-halved", _("the exponent is 2j/D for pair j, not j/D", "第 j 对的指数是 2j/D，不是 j/D"),
                {omega: lambda j: 1 / beta ** (Num(j) / D)}),
        Mistake("frequency-inverted", _("the position is divided by β^(2j/D), not multiplied", "位置要除以 β^(2j/D)，不是乘"),
                {omega: lambda j: beta ** (Num(2 * j) / D)}),
        Mistake("counted-from-one", _("the first position is 0", "第一个位置编号为 0"), {first: 1}, lambda v: v.first == 0),
        Mistake("pairs-from-one", _("the first pair has j = 0: its frequency is 1", "第一对 j = 0，频率为 1"),
                {omega: lambda j: 1 / beta ** (Num(2 * j + 2) / D)}),
        Mistake("in-halves", _("sines in the first half, cosines in the second (tensor2tensor)", "前一半正弦，后一半余弦（tensor2tensor）"),
                {order: "halves"}, lambda v: v.order == "interleaved", convention=True),
    ),
    examples=(
        Example({"positions": 4, "width": 4, "base": 100},
                {"encoding": ((0, 1, 0, 1), (0.84147098, 0.54030231, 0.09983342, 0.99500417),
                              (0.90929743, -0.41614684, 0.19866933, 0.98006658), (0.14112001, -0.9899925, 0.29552021, 0.95533649))},
                "Mehreen Saeed, “A Gentle Introduction to Positional Encoding in Transformer Models”, machinelearningmastery.com",
                within=1e-8),
        Example({"positions": 3, "width": 6, "shift": 2},
                {"encoding": ((0, 1, 0, 1, 0, 1), (0.841, 0.540, 0.046, 0.999, 0.002, 1), (0.909, -0.416, 0.093, 0.996, 0.004, 1)),
                 "shifted": (0.909, -0.416, 0.093, 0.996, 0.004, 1)},
                "TensorFlow tutorial “Transformer model for language understanding” (2019), positional_encoding, printed to 3 places",
                within=6e-4),
    ),
    usage=(
        "--positions 4 --width 6",
        "--positions 3 --width 4 --base 100 --shift 2",
    ),
)  # fmt: skip
