"""A whole network walked without computing it: views without memory are run through it, weights are laid out and counted.

A network is nested data: a layer is `{"kind": "conv", "out": 6, "kernel": (5, 5), …}`, a join is
`{"kind": "add" or "concat", "branches": [[…], […]]}`; see `walk_network`. No size or counting formula stands here: sizes
are read off views, counts off the weights' arrays, the receptive field is followed backwards from one unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dlstudy.reference.convolution import windows

Array = npt.NDArray[Any]
Layer = Mapping[str, Any]
Interval = tuple[int, int]
Back = Callable[[Interval], Interval]  # from places of an output to the places of the input it sees, along one axis


class Walked(NamedTuple):
    """What one layer did."""

    shape: tuple[int, ...]
    weights: int  # scales of a normalisation and gains of a subsampling among them
    biases: int
    connections: int
    multiplications: int
    field: tuple[int, int]

    @property
    def parameters(self) -> int:
        """What is trained."""
        return self.weights + self.biases


Steps = tuple[Back, ...]


@dataclass
class _Way:
    """The signal so far, and the way back along both axes: to where the branch began, and from there to the input."""

    x: Array
    back: tuple[Steps, Steps] = ((), ())
    before: tuple[Steps, Steps] = ((), ())

    def field(self) -> tuple[int, int]:
        down, along = (_follow((*self.before[axis], *self.back[axis]), (0, 0)) for axis in (0, 1))
        return down[1] - down[0] + 1, along[1] - along[0] + 1

    def further(self, x: Array, steps: Sequence[Back] = ()) -> _Way:
        """The way with one more step, a function for each axis."""
        if not steps:
            return _Way(x, self.back, self.before)
        return _Way(x, ((*self.back[0], steps[0]), (*self.back[1], steps[1])), self.before)

    def branch(self) -> _Way:
        """A way that begins here."""
        down, along = (self.before[axis] + self.back[axis] for axis in (0, 1))
        return _Way(self.x, before=(down, along))


Done = tuple[_Way, int, int, int, int]  # the way behind a layer; weights, biases, connections, multiplications


def _follow(steps: Sequence[Back], places: Interval) -> Interval:
    for step in reversed(steps):
        places = step(places)
    return places


def walk_network(parts: Sequence[Layer], size: tuple[int, int, int]) -> list[Walked]:
    """Every layer in order, a join behind its branches; `size` is height, width, channels of the input.

    Windows wider than the input see padding on: the receptive field is that of an unbounded input, as it is published
    (Araujo et al. 2019, “Computing receptive fields of convolutional neural networks”).
    """
    height, width, channels = size
    found: list[Walked] = []
    _walk(parts, _Way(_nothing(channels, height, width)), found)
    return found


def _walk(parts: Sequence[Layer], way: _Way, found: list[Walked]) -> _Way:
    for part in parts:
        if "branches" in part:
            way = _joined(part, way, found)
            found.append(Walked(_shape(way.x), 0, 0, 0, 0, way.field()))
        else:
            way, weights, biases, links, products = _LAYERS.get(part["kind"], _keep)(part, way)
            found.append(Walked(_shape(way.x), weights, biases, links, products, way.field()))
    return way


def _shape(x: Array) -> tuple[int, ...]:
    return (*x.shape[1:], x.shape[0])


def _joined(join: Layer, way: _Way, found: list[Walked]) -> _Way:
    """The branches run from here; back from the join, both are followed and what either sees is seen."""
    ends = [_walk(branch, way.branch(), found) for branch in join["branches"]]
    corners = [end.x[(slice(None), *[slice(1)] * (end.x.ndim - 1))] for end in ends]  # all of a map would cost memory
    joined = np.concatenate(corners) if join["kind"] == "concat" else sum(corners[1:], start=corners[0])
    shape = (joined.shape[0], *ends[0].x.shape[1:])

    def widest(axis: int) -> Back:
        def step(places: Interval) -> Interval:
            seen = [_follow(end.back[axis], places) for end in ends]
            return min(low for low, _high in seen), max(high for _low, high in seen)

        return step

    return way.further(_nothing(*shape), (widest(0), widest(1)))


def _conv(layer: Layer, way: _Way) -> Done:
    """Each output map's kernels are an array of their own, over the input maps it is connected to."""
    channels, out = way.x.shape[0], layer["out"]
    y, steps = _moved(layer, way.x, out)
    size = channels // layer["groups"]
    table = layer["table"] or [
        range(first, first + size) for first in range(0, channels, size) for _map in range(out // layer["groups"])
    ]
    kernels = [_nothing(len(seen), *layer["kernel"]) for seen in table]
    weights = sum(kernel.size for kernel in kernels)
    biases = _nothing(out).size if layer["bias"] else 0
    places = y[0].size
    return way.further(y, steps), weights, biases, (weights + biases) * places, weights * places


def _pool(layer: Layer, way: _Way) -> Done:
    """Each unit is connected to its window; LeNet's subsampling also to a bias, and owns a gain and a bias per map."""
    y, steps = _moved(layer, way.x, way.x.shape[0])
    window = _nothing(*layer["kernel"]).size
    if layer["kind"] == "subsample":
        gains, biases = _nothing(len(y)), _nothing(len(y))
        return way.further(y, steps), gains.size, biases.size, y.size * window + y.size, 0
    return way.further(y, steps), 0, 0, y.size * window, 0


def _moved(layer: Layer, x: Array, channels: int) -> tuple[Array, list[Back]]:
    sizes, steps = [], []
    for n, k, s, axis in zip(x.shape[1:], layer["kernel"], layer["stride"], (0, 1), strict=True):
        pads = _just_enough(n, k, s, layer["dilation"]) if layer["padding"] == "same" else (layer["padding"][axis],) * 2
        rounding: Any = "ceil" if layer["ceil"] else "floor"
        seen = windows(_nothing(1, n), (k,), stride=s, padding=[pads], dilation=layer["dilation"], rounding=rounding)
        sizes.append(seen.shape[1])
        steps.append(_window(k, s, layer["dilation"], pads[0]))
    return _nothing(channels, *sizes), steps


def _window(kernel: int, stride: int, dilation: int, before: int) -> Back:
    taps = [tap * dilation for tap in range(kernel)]
    return lambda places: (places[0] * stride - before + taps[0], places[1] * stride - before + taps[-1])


def _just_enough(size: int, kernel: int, stride: int, dilation: int) -> Interval:
    """The least padding under which a window starts at every stride-th place of the input, the odd zero behind."""
    wanted, total = len(range(0, size, stride)), 0
    while True:
        pads = (total // 2, total - total // 2)
        if size + total > dilation * (kernel - 1):
            seen = windows(_nothing(1, size), (kernel,), stride=stride, padding=[pads], dilation=dilation)
            if seen.shape[1] >= wanted:
                return pads
        total += 1


def _fully(layer: Layer, way: _Way) -> Done:
    """Every unit sees everything; the RBF units' vectors are fixed, so that they are no parameters."""
    weights = _nothing(layer["out"], *way.x.shape)
    biases = _nothing(layer["out"]) if layer["bias"] else _nothing(0)
    links = weights.size + biases.size
    y = way.further(_nothing(layer["out"]), _everything(way.x))
    trained = (0, 0) if layer["kind"] == "rbf" else (weights.size, biases.size)
    return y, *trained, links, weights.size


def _everything(x: Array) -> list[Back]:
    """Back from a unit that sees the whole map; from a vector, there is nothing left to widen."""
    if x.ndim < 3:
        return []
    return [_all(n) for n in x.shape[1:]]


def _all(size: int) -> Back:
    return lambda places: (places[0], places[1] + len(range(1, size)))


def _global(_layer: Layer, way: _Way) -> Done:
    return way.further(_nothing(way.x.shape[0], 1, 1), _everything(way.x)), 0, 0, way.x.size, 0


def _flatten(_layer: Layer, way: _Way) -> Done:
    return way.further(_nothing(way.x.size), _everything(way.x)), 0, 0, 0, 0


def _norm(_layer: Layer, way: _Way) -> Done:
    """Batch normalisation learns a scale and a shift for every channel."""
    scale, shift = _nothing(len(way.x)), _nothing(len(way.x))
    return way, scale.size, shift.size, 0, 0


def _keep(_layer: Layer, way: _Way) -> Done:
    return way, 0, 0, 0, 0


_LAYERS: dict[str, Callable[[Layer, _Way], Done]] = {
    "conv": _conv, "fc": _fully, "rbf": _fully, "maxpool": _pool, "avgpool": _pool, "subsample": _pool,
    "gap": _global, "gmp": _global, "flatten": _flatten, "bn": _norm,
}  # fmt: skip


def _nothing(*shape: int) -> Array:
    return np.broadcast_to(np.int8(0), shape)
