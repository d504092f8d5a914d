"""The lines convolution by hand is worked out by: every window, its products, their sum."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.feature_maps import index, kernels_of, maps_of, put_together, window
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, Op, floor, function, letters, total

X, W, b, p, s = letters("X W b p s")
X_p, K, A, z, y, Y, O, h, w = letters("X_p K A z y Y O h w")  # noqa: E741

Lines = Generator[Step | Do, Any, Any]
Windows = dict[Letter, Grid]
At = tuple[int | None, int, int]  # output map (none where there is but one), row, column
Pads = tuple[tuple[int, int], tuple[int, int]]


def kernels(given: SimpleNamespace) -> tuple[tuple[Grid, ...], ...]:
    """The kernels, each with its channels."""
    return kernels_of(given.w, len(maps_of(given.x)))


def sizes(given: SimpleNamespace) -> tuple[tuple[int, int], tuple[int, int]]:
    """Height and width of the input, and of a kernel."""
    return maps_of(given.x)[0].shape, kernels(given)[0][0].shape


def is_vector(given: SimpleNamespace) -> bool:
    """Whether a row is convolved with a row: then stride and padding run along it alone."""
    (height, _width), (tall, _wide) = sizes(given)
    return height == tall == 1


def pads(given: SimpleNamespace) -> Pads:
    """The zeros above and below, left and right."""
    kernel = sizes(given)[1]
    if given.padding == "same":  # the odd zero behind, as PyTorch has it
        each = [(k - 1, (k - 1) // 2) for k in kernel]
        return (each[0][1], each[0][0] - each[0][1]), (each[1][1], each[1][0] - each[1][1])
    if isinstance(given.padding, str):
        down, along = (k - 1 for k in kernel) if given.padding == "full" else (0, 0)
    elif isinstance(given.padding, tuple):
        down, along = given.padding
    else:
        down, along = 0 if is_vector(given) else given.padding, given.padding
    return (down, down), (along, along)


def strides(given: SimpleNamespace) -> tuple[int, int]:
    """The steps down and along."""
    if isinstance(given.stride, tuple):
        return given.stride[0], given.stride[1]
    return 1 if is_vector(given) else given.stride, given.stride


def places(given: SimpleNamespace) -> tuple[int, int]:
    """How many windows there are down and along."""
    found = [
        (n + sum(pad) - k) // step + 1
        for n, k, pad, step in zip(*sizes(given), pads(given), strides(given), strict=True)
    ]
    return found[0], found[1]


def steps(given: SimpleNamespace) -> Lines:
    channels, count = len(maps_of(given.x)), len(kernels(given))
    yield from _inputs(given, channels)
    yield from _size(given, count)
    windows: Windows = {}
    for m in range(1, count + 1):
        group = _("output map {m}", "第 {m} 张输出特征映射")(m=m) if count > 1 else None
        yield from _map(given, m if count > 1 else None, channels, windows, group)
    if count > 1:
        why = _("the output maps, one below the other", "各输出特征映射，上下叠放")
        yield Step(Y, function("stack", *(Y[m] for m in range(1, count + 1))), why)


def _inputs(given: SimpleNamespace, channels: int) -> Lines:
    """Each channel of the input, with its zeros."""
    above, left = pads(given)
    for c in range(1, channels + 1):
        letter = X
        if channels > 1:
            letter = X[c]
            yield Do(letter, _part(X, c), (X,), _("channel {c} of the input", "输入的第 {c} 个通道")(c=c))
        if any((*above, *left)):
            why = _("zeros around the edge", "四周补零") if channels == 1 else \
                _("zeros around channel {c}", "第 {c} 个通道四周补零")(c=c)  # fmt: skip
            yield Step(X_p[index(c if channels > 1 else None)], function("pad", letter, *_amounts(above, left)), why)


def _amounts(above: tuple[int, int], left: tuple[int, int]) -> tuple[int, ...]:
    """The zeros as they are written: one number for all edges, one a direction, or one an edge."""
    if above[0] != above[1] or left[0] != left[1]:
        return *above, *left
    return (above[0],) if above == left else (above[0], left[0])


def _part(letter: Letter, *where: int) -> Callable[[Known], Any]:
    """Takes a channel out of the input, or of a kernel."""

    def run(known: Known) -> Any:
        found = known[letter]
        for i in where:
            found = found[i - 1]
        return found

    return run


def _size(given: SimpleNamespace, count: int) -> Lines:
    (height, width), (tall, wide) = sizes(given)
    above, left = pads(given)
    for letter, n, k, pad, step, why in (
        (h, height, tall, above, strides(given)[0], _("positions vertically", "竖直方向可放的位置数")),
        (w, width, wide, left, strides(given)[1], _("positions horizontally", "水平方向可放的位置数")),
    ):
        zeros = 2 * Num(pad[0]) if pad[0] == pad[1] else Num(sum(pad))
        yield Step(letter, floor((Num(n) + zeros - k) / step) + 1, why)
    yield Step(O, Op("shape", (h, w, Num(count))), _("one output map per kernel", "每个卷积核给出一张特征映射"))


def _map(given: SimpleNamespace, m: int | None, channels: int, windows: Windows, group: Text | None) -> Lines:
    """One output map: its kernel, and what comes out at every place."""
    kernel = yield from _kernel(given, m, channels, group)
    rows, columns = places(given)
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            yield from _place(given, (m, i, j), kernel, windows, group)
    cells = [[y[index(m, i, j)] for j in range(1, columns + 1)] for i in range(1, rows + 1)]
    yield put_together(Y[index(m)], cells, group)


def _kernel(given: SimpleNamespace, m: int | None, channels: int, group: Text | None) -> Lines:
    """The kernel's channels, turned by 180° where true convolution is asked for; gives back their values."""
    found = []
    for c in range(1, channels + 1):
        where = index(m, c if channels > 1 else None)
        value = given.w
        if where:
            why = _("what the kernel lays on channel {c}", "卷积核在第 {c} 个通道上的部分")(c=c)
            value = yield Do(W[where], _part(W, *where), (W,), why, group)
        if given.mode == "convolution":
            why = _("true convolution turns the kernel by 180°", "真正的卷积要先把核翻转 180°")
            value = yield Step(K[where], function("flip", W[where]), why, group)
        found.append(value)
    return found


def _place(given: SimpleNamespace, at: At, kernel: list[Grid], windows: Windows, group: Text | None) -> Lines:
    """One place: the window of each channel, its products with the kernel, and the sum over the channels."""
    m, i, j = at
    sums: list[Node] = []
    for c, weights in enumerate(kernel, 1):
        channel = c if len(kernel) > 1 else None
        seen = A[index(channel, i, j)]
        if seen not in windows:  # every output map looks through the same ones
            windows[seen] = yield _window(given, seen, at, channel, group)
        added = products(windows[seen], weights)
        if channel is not None:
            why = _("products over channel {c}, added up", "第 {c} 个通道：对应位置相乘再相加")(c=c)
            yield Step(z[index(m, c, i, j)], added, why, group)
            added = z[index(m, c, i, j)]
        sums.append(added)
    if given.bias is not None:
        sums.append(literal(given.bias.rows[0][(m or 1) - 1]))
    yield Step(y[index(m, i, j)], total(sums), _WHY[len(kernel) > 1, given.bias is not None], group)


_WHY = {
    (False, False): _("products of window and kernel, added up", "窗口与卷积核对应位置相乘再相加"),
    (False, True): _("products of window and kernel, and the bias", "窗口与卷积核对应位置相乘再相加，加上偏置"),
    (True, False): _("the channels' sums, added up", "各通道的结果相加"),
    (True, True): _("the channels' sums and the bias", "各通道的结果与偏置相加"),
}  # fmt: skip


def _window(given: SimpleNamespace, seen: Letter, at: At, channel: int | None, group: Text | None) -> Do:
    (down, along), (tall, wide) = strides(given), sizes(given)[1]
    whole = (X_p if any(map(any, pads(given))) else X)[index(channel)]
    _m, i, j = at
    top, left = (i - 1) * down, (j - 1) * along
    return window(seen, whole, (top + 1, top + tall), (left + 1, left + wide), group)


def products(values: Grid, weights: Grid) -> Node:
    """The products of a window with a kernel, written out and added up."""
    result: Node | None = None
    for value, weight in zip((v for r in values.rows for v in r), (v for r in weights.rows for v in r), strict=True):
        if result is not None and value < 0:
            result = result - literal(-value) * literal(weight)
        else:
            product = literal(value) * literal(weight)
            result = product if result is None else result + product
    assert result is not None
    return result


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The whole at once in NumPy: sliding windows, or for true convolution every input value stamping its kernel."""
    import numpy as np

    from dlstudy.reference.convolution import convolve
    from dlstudy.reference.true_convolution import convolve_true

    x = np.array([grid.rows for grid in maps_of(given.x)], dtype=float)
    w = np.array([[grid.rows for grid in kernel] for kernel in kernels(given)], dtype=float)
    bias = None if given.bias is None else np.array(given.bias.rows[0], dtype=float)
    run = convolve_true if given.mode == "convolution" else convolve
    found = run(x, w, bias, stride=strides(given), padding=pads(given))
    return {"output": found.reshape(-1, found.shape[2]), "shape": (*found.shape[1:], found.shape[0])}
