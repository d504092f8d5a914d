"""Convolution as deep learning means it (cross-correlation) in one, two or three dimensions, really carried out.

x: (c_in, *spatial)   w: (c_out, c_in / groups, *kernel)   b: (c_out,)   ->   (c_out, *out)

A size is read off the array that comes out, a count off the products that were made: no size formula stands here.
Whole numbers and `fractions.Fraction` (object arrays) stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Array = npt.NDArray[Any]
Amount = int | Sequence[int]  # one number for every axis, or one for each
Padding = int | Sequence[int | Sequence[int]]  # likewise; an axis may have a pair (before, after)
Rounding = Literal["floor", "ceil"]


def convolve(
    x: Array,
    w: Array,
    b: Array | None = None,
    *,
    stride: Amount = 1,
    padding: Padding = 0,
    dilation: Amount = 1,
    groups: int = 1,
    rounding: Rounding = "floor",
) -> Array:
    """The kernels laid on every place they can stand, products added up: (c_out, *out).

    No flip, as in nndl, d2l and PyTorch; mathematics flips the kernel: pass `np.flip(w, axis=(2, ...))` for that.
    `rounding="ceil"` also uses a last window that hangs over the far edge, but no window that *starts* in the far
    padding (PyTorch's ceil_mode of pooling, its only use of it; Caffe likewise). PyTorch refuses padding above half
    the kernel there, so that at most one window is dropped; here every such window is.
    """
    _check_kernels(x, w, w.shape[0], w.shape[1] * groups, groups)
    seen = windows(x, w.shape[2:], stride=stride, padding=padding, dilation=dilation, rounding=rounding)
    axes = w.ndim - 2
    ours, theirs = list(range(1, axes + 2)), [0, *range(axes + 1, 2 * axes + 1)]
    parts = [
        np.tensordot(kernels, view, axes=(ours, theirs))
        for kernels, view in zip(np.split(w, groups), np.split(seen, groups), strict=True)
    ]
    return _with_bias(np.concatenate(parts), b)


def windows(
    x: Array,
    kernel: Sequence[int],
    *,
    stride: Amount = 1,
    padding: Padding = 0,
    dilation: Amount = 1,
    rounding: Rounding = "floor",
) -> Array:
    """What the kernel sees from each place it stands on, as a view: (c, *spatial) -> (c, *out, *kernel)."""
    axes = len(kernel)
    strides, spread = _each(stride, axes, "stride"), _each(dilation, axes, "dilation")
    pads, size = _pairs(padding, axes), x.shape[1:]
    if rounding == "ceil":
        pads = [(before, after + step - 1) for (before, after), step in zip(pads, strides, strict=True)]
    padded = np.pad(x, [(0, 0), *pads]) if any(map(any, pads)) else x
    reach = [range(0, k * d, d)[-1] + 1 for k, d in zip(kernel, spread, strict=True)]  # first to last tap
    if any(r > n for r, n in zip(reach, padded.shape[1:], strict=True)):
        raise ValueError(f"a kernel reaching over {tuple(reach)} does not fit the padded input {padded.shape[1:]}")
    seen = sliding_window_view(padded, reach, axis=tuple(range(1, axes + 1)))
    starts = [
        slice(0, before + n if rounding == "ceil" else None, step)
        for (before, _), n, step in zip(pads, size, strides, strict=True)
    ]
    return seen[(slice(None), *starts, *(slice(None, None, d) for d in spread))]


def convolve_transposed(
    x: Array,
    w: Array,
    b: Array | None = None,
    *,
    stride: Amount = 1,
    padding: Padding = 0,
    output_padding: Amount = 0,
    dilation: Amount = 1,
    groups: int = 1,
) -> Array:
    """Every input value stamps its kernel on a canvas, and the padding is cut off its edges: (c_out, *out).

    x: (c_in, *spatial)   w: (c_in, c_out / groups, *kernel). Dumoulin & Visin (2016), chapter 4; the adjoint of
    `convolve` with the same stride, padding and dilation. `output_padding` enlarges the far edge before the cut, so
    that with padding it uncovers stamped values instead of adding zeros (PyTorch).
    """
    _check_kernels(x, w, w.shape[0], x.shape[0], groups)
    axes = w.ndim - 2
    steps, spread = _each(stride, axes, "stride"), _each(dilation, axes, "dilation")
    extra = _each(output_padding, axes, "output_padding", least=0)
    touched = [  # (n, k): where on the canvas each value's stamp falls
        np.arange(n)[:, None] * s + np.arange(k) * d
        for n, k, s, d in zip(x.shape[1:], w.shape[2:], steps, spread, strict=True)
    ]
    edges = [int(t.max()) + 1 + more for t, more in zip(touched, extra, strict=True)]
    canvas = np.zeros((w.shape[1] * groups, *edges), dtype=np.result_type(x, w))
    for kernels, values, out in zip(np.split(w, groups), np.split(x, groups), np.split(canvas, groups), strict=True):
        for tap in np.ndindex(*w.shape[2:]):
            places = np.ix_(*(t[:, i] for t, i in zip(touched, tap, strict=True)))
            out[(slice(None), *places)] += np.tensordot(kernels[(..., *tap)], values, axes=(0, 0))
    cut = [slice(b_, e - a) for (b_, a), e in zip(_pairs(padding, axes), edges, strict=True)]
    if any(part.start >= part.stop for part in cut):
        raise ValueError(f"padding {padding} leaves nothing of a canvas {tuple(edges)}")
    return _with_bias(canvas[(slice(None), *cut)], b)


class Walk(NamedTuple):
    """What a layer did: its output's shape, and how often it did what."""

    shape: tuple[int, ...]  # (c_out, *out)
    positions: int  # places where the kernel stood
    parameters: int
    multiplications: int  # products with padding's zeros counted, as everybody counts them
    connections: int  # nndl on LeNet-5: multiplications, and one more for each use of a bias


def walk(
    spatial: Sequence[int],
    kernel: Sequence[int],
    *,
    c_in: int = 1,
    c_out: int = 1,
    bias: bool = True,
    stride: Amount = 1,
    padding: Padding = 0,
    dilation: Amount = 1,
    groups: int = 1,
    rounding: Rounding = "floor",
) -> Walk:
    """The counts of one convolution layer, at the cost of a walk along each axis by itself.

    No axis influences another, so each is run alone; the arrays they span are then views without memory, whose
    elements are counted: a layer too large to compute can still be counted.
    """
    _check_groups(c_in, c_out, groups)
    axes = _axes(spatial, kernel, stride, padding, dilation)
    out = tuple(
        windows(np.zeros((1, n)), (k,), stride=s, padding=[p], dilation=d, rounding=rounding).shape[1]
        for n, k, s, p, d in axes
    )
    y, w = _nothing(c_out, *out), _nothing(c_out, c_in // groups, *kernel)
    products = w.size * y[0].size  # at every place, every weight meets one value
    return Walk(y.shape, y[0].size, w.size + c_out * bias, products, products + y.size * bias)


def walk_transposed(
    spatial: Sequence[int],
    kernel: Sequence[int],
    *,
    c_in: int = 1,
    c_out: int = 1,
    bias: bool = True,
    stride: Amount = 1,
    padding: Padding = 0,
    output_padding: Amount = 0,
    dilation: Amount = 1,
    groups: int = 1,
) -> Walk:
    """The counts of one transposed layer; its positions are the input's places, each stamping every kernel once.

    Products that the padding cuts off again count as made.
    """
    _check_groups(c_in, c_out, groups)
    axes = _axes(spatial, kernel, stride, padding, dilation)
    extra = _each(output_padding, len(axes), "output_padding", least=0)
    out = tuple(
        convolve_transposed(
            np.zeros((1, n)), np.zeros((1, 1, k)), stride=s, padding=[p], output_padding=more, dilation=d
        ).shape[1]
        for (n, k, s, p, d), more in zip(axes, extra, strict=True)
    )
    x, y, w = _nothing(c_in, *spatial), _nothing(c_out, *out), _nothing(c_in, c_out // groups, *kernel)
    products = w.size * x[0].size
    return Walk(y.shape, x[0].size, w.size + c_out * bias, products, products + y.size * bias)


def _axes(
    spatial: Sequence[int], kernel: Sequence[int], stride: Amount, padding: Padding, dilation: Amount
) -> list[tuple[int, int, int, tuple[int, int], int]]:
    many = len(kernel)
    steps, spread = _each(stride, many, "stride"), _each(dilation, many, "dilation")
    return list(zip(spatial, kernel, steps, _pairs(padding, many), spread, strict=True))


def _nothing(*shape: int) -> Array:
    return np.broadcast_to(np.int8(0), shape)


def _with_bias(y: Array, b: Array | None) -> Array:
    return y if b is None else y + np.asarray(b).reshape(-1, *[1] * (y.ndim - 1))


def _each(amount: Amount, axes: int, name: str, least: int = 1) -> list[int]:
    found = list(amount) if isinstance(amount, Sequence) else [amount] * axes
    if len(found) != axes or min(found) < least:
        raise ValueError(f"{name} {amount} is not {axes} whole numbers of at least {least}")
    return found


def _pairs(padding: Padding, axes: int) -> list[tuple[int, int]]:
    given = list(padding) if isinstance(padding, Sequence) else [padding] * axes
    pairs = [(p[0], p[1]) if isinstance(p, Sequence) else (p, p) for p in given]
    if len(pairs) != axes or any(min(pair) < 0 for pair in pairs):
        raise ValueError(f"padding {padding} is not {axes} amounts (or pairs before, after) of at least 0")
    return pairs


def _check_kernels(x: Array, w: Array, outer: int, c_in: int, groups: int) -> None:
    if x.ndim != w.ndim - 1 or x.shape[0] != c_in:
        raise ValueError(f"kernels of shape {w.shape} in {groups} groups do not fit an input of shape {x.shape}")
    _check_groups(c_in, outer, groups)


def _check_groups(c_in: int, c_out: int, groups: int) -> None:
    if groups < 1 or c_in % groups or c_out % groups:
        raise ValueError(f"{groups} groups do not divide {c_in} input and {c_out} output channels")
