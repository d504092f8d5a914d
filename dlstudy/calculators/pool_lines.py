"""The lines pooling is worked out by: every window, and the one number it becomes."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.feature_maps import index, maps_of, put_together, window
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import Number
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, Op, ceil, floor, function, letters

X, D, k, s, p, g, b = letters("X D k s p g b")
mode, rounding, counted, told, f = letters("mode rounding counted told f")
A, m, y, Y, O, h, w, N, C = letters("A m y Y O h w N C")  # noqa: E741

Lines = Generator[Step | Do, Any, None]
MOST_ENTRIES = 64  # written out within max( … )


def maps(given: SimpleNamespace) -> tuple[int, int, int]:
    """Height, width and number of the maps."""
    if given.x is not None:
        each = maps_of(given.x)
        return (*each[0].shape, len(each))
    size = given.size if isinstance(given.size, tuple) else (given.size, given.size)
    return size[0], size[1], size[2] if len(size) > 2 else 1


def is_global(given: SimpleNamespace) -> bool:
    """Whether one window covers the whole map."""
    return bool(given.mode.startswith("global"))


def means(given: SimpleNamespace) -> bool:
    """Whether windows are averaged, as they are or on the way to LeNet's gain."""
    return bool(given.mode.endswith("average") or (given.mode == "lenet" and given.convention == "mean"))


def _pair(value: Any) -> tuple[int, int]:
    return (value[0], value[1]) if isinstance(value, tuple) else (value, value)


def moves(given: SimpleNamespace) -> list[tuple[int, int, int, int]]:
    """Down and along: the map's size, the kernel's, the stride and the padding."""
    size = maps(given)[:2]
    if is_global(given):
        return [(n, n, 1, 0) for n in size]
    return list(zip(size, _pair(given.kernel), _pair(given.stride), _pair(given.padding), strict=True))


def places(given: SimpleNamespace) -> list[int]:
    """How many windows there are, down and along."""
    found = []
    for n, kernel, stride, pad in moves(given):
        room = n + 2 * pad - kernel
        up = min(-(-room // stride) + 1, -(-(n + pad) // stride))
        found.append(up if given.rounding == "ceil" else room // stride + 1)
    return found


def spans(given: SimpleNamespace, i: int, j: int) -> tuple[list[tuple[int, int]], int]:
    """First and last row, first and last column of a window inside the map, counted from 1; and what a mean divides by."""
    inside, divisor = [], 1
    for at, (n, kernel, stride, pad) in zip((i, j), moves(given), strict=True):
        start = (at - 1) * stride - pad
        inside.append((max(start, 0) + 1, min(start + kernel, n)))
        first, last = (
            (start, min(start + kernel, n + pad)) if given.count_padding else (inside[-1][0] - 1, inside[-1][1])
        )
        divisor *= last - first
    return inside, divisor


def entries(given: SimpleNamespace, c: int, i: int, j: int) -> list[Number]:
    """What a window shows of map c."""
    ((top, bottom), (left, right)), _divisor = spans(given, i, j)
    return [v for row in maps_of(given.x)[c - 1].rows[top - 1 : bottom] for v in row[left - 1 : right]]


def added(values: list[Number]) -> Node:
    """The sum of the values, written out."""
    result = literal(values[0])
    for value in values[1:]:
        result = result + literal(value) if value >= 0 else result - literal(-value)
    return result


def steps(given: SimpleNamespace) -> Lines:
    count = maps(given)[2]
    yield from _size(given)
    if given.x is not None:
        for c in range(1, count + 1):
            yield from _map(given, c, count)
        if count > 1:
            why = _("the maps, one below the other", "各特征映射，上下叠放")
            yield Step(Y, function("stack", *(Y[c] for c in range(1, count + 1))), why)
    trained = given.mode == "lenet"
    why = _("a gain and a bias for every map", "每张特征映射一个增益、一个偏置") if trained else \
        _("nothing is learnt", "没有可学习的参数")  # fmt: skip
    yield Step(N, Num(2) * count if trained else Num(0), why)
    (_n, tall, *_rest), (_m, wide, *_more) = moves(given)
    seen: Node = Num(tall) * wide
    why = _("every unit, its window and its bias", "每个单元与其窗口及偏置的连接") if trained else \
        _("every unit and its window", "每个单元与其窗口的连接")  # fmt: skip
    yield Step(C, (seen + 1 if trained else seen) * count * h * w, why)


def _size(given: SimpleNamespace) -> Lines:
    down, along = _("positions vertically", "竖直方向可放的位置数"), _("positions horizontally", "水平方向可放的位置数")
    for letter, (n, kernel, stride, pad), why in zip((h, w), moves(given), (down, along), strict=True):
        room = Num(n) + 2 * Num(pad) - kernel
        size: Node = floor(room / stride) + 1
        if given.rounding == "ceil":
            size = function("min", ceil(room / stride) + 1, ceil((Num(n) + pad) / stride))
        yield Step(letter, size, why)
    why = _("every map is pooled by itself: their number stays", "各特征映射分别汇聚，张数不变")
    yield Step(O, Op("shape", (h, w, Num(maps(given)[2]))), why)


def _map(given: SimpleNamespace, c: int, count: int) -> Lines:
    """The windows of one map."""
    which = c if count > 1 else None
    group = _("map {c}", "第 {c} 张特征映射")(c=c) if which else None
    if which:
        yield Do(X[c], lambda known: known[X][c - 1], (X,), _("the map", "该特征映射"), group)
    rows, columns = places(given)
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            yield from _place(given, (which, i, j), group)
    cells = [[y[index(which, i, j)] for j in range(1, columns + 1)] for i in range(1, rows + 1)]
    yield put_together(Y[index(which)], cells, group)


def _place(given: SimpleNamespace, at: tuple[int | None, int, int], group: Text | None) -> Lines:
    which, i, j = at
    inside, divisor = spans(given, i, j)
    seen = yield window(A[index(*at)], X[index(which)], inside[0], inside[1], group)
    values = [v for row in seen.rows for v in row]
    if given.mode != "lenet":
        yield Step(y[index(*at)], pooled(given, values, divisor, A[index(*at)]), _why(given), group)
        return
    yield Step(m[index(*at)], pooled(given, values, divisor, A[index(*at)]), _why(given), group)
    c = (which or 1) - 1
    inner = literal(given.gain.rows[0][c]) * m[index(*at)] + literal(given.bias.rows[0][c])
    why = _("times the gain, plus the bias", "乘以增益，加上偏置") if given.activation == "none" else \
        _("times the gain, plus the bias, through the activation", "乘以增益、加上偏置，再经激活函数")  # fmt: skip
    yield Step(y[index(*at)], inner if given.activation == "none" else function(given.activation, inner), why, group)


def pooled(given: SimpleNamespace, values: list[Number], divisor: int, seen: Letter) -> Node:
    """The one number a window becomes."""
    if given.mode.endswith("max"):
        return function("max", *map(literal, values)) if len(values) <= MOST_ENTRIES else function("max", seen)
    return added(values) / divisor if means(given) else added(values)


def _why(given: SimpleNamespace) -> Text:
    if given.mode.endswith("max"):
        return _("the largest of the window", "窗口中的最大值")
    return _("the mean of the window", "窗口的平均值") if means(given) else _("the sum of the window", "窗口之和")


def constant(given: SimpleNamespace, value: int) -> Grid:
    """The same gain or bias for every map."""
    return Grid([[value] * maps(given)[2]])


def wrongly(given: SimpleNamespace, how: str) -> Any:
    """Each entry of the output pooled in another way: `max`, `mean` or `sum`."""

    def line(*at: int) -> Node:
        c, i, j = at if len(at) == 3 else (1, *at)
        values = entries(given, c, i, j)
        if how == "max":
            return function("max", *map(literal, values[:MOST_ENTRIES]))
        return added(values) / len(values) if how == "mean" else added(values)

    return line


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The maps pooled in NumPy; of a size alone, a map of zeros."""
    import numpy as np

    from dlstudy.reference.convolution import walk
    from dlstudy.reference.pooling import pool

    axes = moves(given)
    count = maps(given)[2]
    options: dict[str, Any] = {
        "stride": [a[2] for a in axes],
        "padding": [a[3] for a in axes],
        "rounding": given.rounding,
    }
    walked = walk([a[0] for a in axes], [a[1] for a in axes], c_in=1, c_out=1, bias=given.mode == "lenet", **options)
    found: dict[str, Any] = {
        "shape": (*walked.shape[1:], count),
        "parameters": 2 * count if given.mode == "lenet" else 0,
        "connections": count * walked.connections,
    }
    if given.x is None:
        return found
    x = np.array([grid.rows for grid in maps_of(given.x)], dtype=float)
    how: Any = "max" if given.mode.endswith("max") else "mean" if means(given) else "sum"
    out = pool(x, [a[1] for a in axes], how=how, count_padding=given.count_padding, **options)
    if given.mode == "lenet":
        gain, bias = (np.array(v.rows[0], dtype=float)[:, None, None] for v in (given.gain, given.bias))
        curves: dict[str, Any] = {"none": lambda z: z, "sigmoid": lambda z: (1 + np.tanh(z / 2)) / 2, "tanh": np.tanh,
                                  "relu": lambda z: np.maximum(z, 0)}  # fmt: skip
        out = curves[given.activation](gain * out + bias)
    return found | {"output": out.reshape(-1, out.shape[2])}
