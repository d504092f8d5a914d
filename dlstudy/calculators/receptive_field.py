"""Receptive field of a stack of layers: size, jump and start, layer by layer."""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.receptive_stack import Window, drawn_stack, read_stack
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import tidy
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step, Table
from dlstudy.symbolic.params import Int, Real, Written
from dlstudy.symbolic.tree import Letter, Node, Num, floor, letters

L, n, c_0 = letters("L n c_in")
r, j, c, k, o = letters("r j c k o")
R, J, C, O, T = letters("R J C O T")  # noqa: E741
DEFAULT = read_stack("3,1 3,2 2,2")
COLUMNS = (
    _("layer", "层"),
    _("kernel", "核"),
    _("stride", "步长"),
    _("field", "感受野"),
    _("jump", "间隔"),
    _("start", "起点"),
)
SIZE = _("size", "大小")


def steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    windows: tuple[Window, ...] = given.layers.windows
    yield Step(r[0], Num(1), _("a place of the input sees itself", "输入的一个位置只看到自己"))
    yield Step(j[0], Num(1), _("neighbours of the input are one apart", "输入中相邻位置间隔为 1"))
    yield Step(c[0], c_0, _("the centre of the first place", "第一个位置的中心"))
    if given.side is not None:
        yield Step(o[0], n, _("the input's size", "输入大小"))
    for i, window in enumerate(windows, 1):
        yield from _layer(i, window, given.side is not None)
    last = len(windows)
    uses = tuple(letter[i] for letter in (r, j, c, *((o,) if given.side is not None else ())) for i in range(last + 1))
    yield Do(
        T,
        _table(windows, given.side is not None),
        uses,
        _("layer by layer: the table among the results", "逐层汇总：见结果中的表"),
    )
    yield Step(R, r[last], _("what a unit of the last layer sees", "最后一层的一个单元看到的大小"))
    yield Step(
        J,
        j[last],
        _("what lies between two of its neighbours, in places of the input", "最后一层相邻单元在输入中的间隔"),
    )
    yield Step(C, c[last], _("where the first unit's receptive field has its centre", "第一个单元感受野的中心"))
    if given.side is not None:
        yield Step(O, o[last], _("units of the last layer, along one direction", "最后一层沿一个方向的单元数"))


def _layer(i: int, window: Window, sized: bool) -> Generator[Step, Any, None]:
    group = _("layer {i}: kernel {k}, stride {s}", "第 {i} 层：核 {k}，步长 {s}")(i=i, k=window.kernel, s=window.stride)
    width: Node = Num(window.kernel)
    if window.dilation != 1:
        why = _("dilation spreads the kernel", "空洞把卷积核撑开")
        yield Step(k[i], Num(window.dilation) * (width - 1) + 1, why, group)
        width = k[i]
    why = _(
        "each further tap of the kernel reaches one jump of the previous layer farther",
        "核每多一格，就多看前一层的一个间隔",
    )
    yield Step(r[i], r[i - 1] + (width - 1) * j[i - 1], why, group)
    yield Step(j[i], j[i - 1] * window.stride, _("strides multiply", "步长相乘"), group)
    why = _("half a kernel farther on, padding moves it back", "中心后移半个核，填充使其前移")
    yield Step(c[i], _centre(i, width, Num(window.padding) if window.padding else None), why, group)
    if sized:
        why = _("positions of the window", "窗口可放的位置数")
        yield Step(o[i], floor((o[i - 1] + 2 * Num(window.padding) - width) / window.stride) + 1, why, group)


def _centre(i: int, width: Node, padding: Node | None) -> Node:
    half: Node = (width - 1) / 2
    return c[i - 1] + (half - padding if padding is not None else half) * j[i - 1]


def _table(windows: Sequence[Window], sized: bool) -> Any:
    def run(known: Known) -> Table:
        rows = [[known[letter[i]] for letter in (r, j, c, *((o,) if sized else ()))] for i in range(len(windows) + 1)]
        return table_of(windows, rows)

    return run


def table_of(windows: Sequence[Window], rows: Sequence[Sequence[Any]]) -> Table:
    """The table of the input and every layer: field, jump, start and perhaps size."""
    kinds = [("0", "", ""), *((f"{i}", w.kernel, w.stride) for i, w in enumerate(windows, 1))]
    columns = (*COLUMNS, SIZE)[: 3 + len(rows[0])]
    return Table(columns, tuple((*kind, *row) for kind, row in zip(kinds, rows, strict=True)), most=220)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Every unit followed back to the input places it touches; sizes read off a real walk."""
    from dlstudy.reference.convolution import walk
    from dlstudy.reference.receptive_field import seen

    windows = given.layers.windows
    rows: list[list[Any]] = []
    size = given.side
    for depth in range(len(windows) + 1):
        first, last, jump = seen(windows[:depth])
        rows.append([last - first + 1, jump, tidy(given.start + Fraction(first + last, 2))])
        if given.side is not None:
            if depth:
                w = windows[depth - 1]
                walked = walk((size,), (w.kernel,), stride=w.stride, padding=w.padding, dilation=w.dilation)
                size = walked.shape[1]
            rows[-1].append(size)
    field, jump, start, *rest = rows[-1]
    found = {"receptive_field": field, "jump": jump, "start": start, "table": table_of(windows, rows)}
    return found | ({"size": rest[0]} if rest else {})


def _fits(given: SimpleNamespace) -> bool:
    size = given.side
    for window in given.layers.windows if size is not None else ():
        room = size + 2 * window.padding - window.dilation * (window.kernel - 1) - 1
        if room < 0:
            return False
        size = room // window.stride + 1
    return True


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    return values | {"layers": drawn_stack(rng)} if values["layers"] is DEFAULT else values


def _widths(given: SimpleNamespace) -> tuple[Node, ...]:
    """Each layer's width as its lines write it."""
    return tuple(Num(w.kernel) if w.dilation == 1 else k[i] for i, w in enumerate(given.layers.windows, 1))


def _field(line: Any) -> Any:
    """Swaps every layer's field but the input's; `line(i, width, window)` is its formula."""

    def swap(given: SimpleNamespace) -> dict[Letter, Any]:
        widths, windows = _widths(given), given.layers.windows
        return {r: lambda i: line(i, widths[i - 1], windows[i - 1]) if i else Num(1)}

    return swap


def _strided(given: SimpleNamespace) -> bool:
    return any(window.stride > 1 for window in given.layers.windows[:-1])


MISTAKES = (
    Mistake("forgot-jump", _("a layer behind strides looks in larger steps: multiply by the jump", "前面有步长时，每格对应更大的间隔：要乘以 j"),
            _field(lambda i, width, _w: r[i - 1] + (width - 1)), _strided),
    Mistake("own-stride", _("a layer's own stride widens only what follows it", "本层的步长只影响后面的层"),
            _field(lambda i, width, w: r[i - 1] + (width - 1) * (j[i - 1] * w.stride)),
            lambda v: any(w.stride > 1 and w.kernel > 1 for w in v.layers.windows)),
    Mistake("added-kernels", _("the kernel's first tap looks at what is seen already: add k − 1, not k", "核的第一格看到的已经算过：应加 k − 1 而不是 k"),
            _field(lambda i, width, _w: r[i - 1] + width * j[i - 1])),
    Mistake("last-stride-only", _("the jump is the product of all strides up to here", "间隔是到此为止所有步长的乘积"),
            lambda v: {j: lambda i: Num(v.layers.windows[i - 1].stride if i else 1)}, _strided),
    Mistake("ignored-dilation", _("dilation widens the kernel to d(k − 1) + 1", "空洞把卷积核撑开到 d(k − 1) + 1"),
            lambda v: {k: lambda i: Num(v.layers.windows[i - 1].kernel)},
            lambda v: any(w.dilation > 1 for w in v.layers.windows)),
    Mistake("ignored-padding", _("padding moves the first unit's centre back", "填充使第一个单元的中心前移"),
            lambda v: {c: lambda i: _centre(i, _widths(v)[i - 1], None) if i else c_0},
            lambda v: any(w.padding for w in v.layers.windows)),
    Mistake("start-at-zero", _("with the first place's centre at 0 instead of 1/2", "以第一个位置的中心为 0（而不是 1/2）"), {c_0: 0},
            lambda v: v.start == Fraction(1, 2), convention=True),
)  # fmt: skip


def _is_number(value: Any) -> bool:
    return not isinstance(value, Node)


ARAUJO = "Araujo, Norris & Sim (2019), Distill, “Computing receptive fields”, pre-computed table"
ALEXNET = "11,4 3,2 5,1,1,p2 3,2 3,1,1,p1*3 3,2"

CALCULATOR = Calculator(
    name="receptive-field",
    title=_("Receptive field", "感受野"),
    topic="receptive-field",
    source="Dang Ha The Hien (2017), “A guide to receptive field arithmetic”; Araujo, Norris & Sim (2019), Distill",
    summary=_(
        "What a unit of a stack of layers sees of the input: size, jump and start, layer by layer.",
        "多层堆叠后一个单元看到的输入范围：逐层给出大小、间隔与起点。",
    ),
    positional="layers",
    params=(
        Written(L, "layers", _("the layers: kernel,stride[,dilation][,pPADDING] each, *3 repeats one (3,1*3 2,2)",
                               "各层：核,步长[,空洞率][,p填充]，*3 表示重复三次（3,1*3 2,2）"), default=DEFAULT, reader=read_stack),
        Int(n, "side", _("size of the input, for the sizes of the layers as well", "输入大小；给出时同时算各层大小"), low=1, high=1_000_000),
        Real(c_0, "start", _("where the first place of the input has its centre", "输入第一个位置的中心坐标"), default=Fraction(1, 2)),
    ),
    outputs=(
        Output(T, "table", _("layer by layer", "逐层"), "table"),
        Output(R, "receptive_field", _("receptive field", "感受野"), "count"),
        Output(J, "jump", _("jump", "间隔"), "count"),
        Output(C, "start", _("start", "起点")),
        Output(O, "size", _("output size", "输出大小"), "count"),
    ),
    rules=(
        Rule(lambda v: _is_number(v.side) and _is_number(v.start), _("side and start have to be numbers here", "side 与 start 在这里必须是数")),
        Rule(_fits, _("a kernel is larger than its padded input", "某层的核比填充后的输入还大")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    draw=_draw,
    examples=(
        Example({"layers": "3,1 3,1"}, {"receptive_field": 5}, "nndl's companion notebooks, chapter 5: two 3 × 3 convolutions"),
        Example({"layers": "3,1*3"}, {"receptive_field": 7}, "Simonyan & Zisserman (2015), section 2.3: three 3 × 3 convolutions"),
        Example({"layers": ALEXNET, "side": 227}, {"receptive_field": 195, "jump": 32, "start": 33.5, "size": 6},
                "Dang Ha The Hien (2017), the guide's AlexNet"),
        Example({"layers": "3,1*2 2,2 3,1*2 2,2 3,1*3 2,2 3,1*3 2,2 3,1*3 2,2"}, {"receptive_field": 212, "jump": 32},
                ARAUJO + ", vgg_16"),
        Example({"layers": "3,1 2,2 3,1 2,2 3,1*2 2,2 3,1*2 2,2 3,1*2 2,2"}, {"receptive_field": 150, "jump": 32}, ARAUJO + ", vgg_a"),
        Example({"layers": "2,1 2,1,2 2,1,4 2,1,8 2,1,16 2,1,32 2,1,64 2,1,128 2,1,256 2,1,512"}, {"receptive_field": 1024},
                "van den Oord et al. (2016), WaveNet, section 2.1: dilations 1, 2, 4, …, 512"),
    ),
    usage=('"3,1 3,2 2,2"', '"7,2,p3 3,2,p1 3,1,p1*2" --side 224', '"3,1 3,1,2 3,1,4" --no-steps'),
)  # fmt: skip
