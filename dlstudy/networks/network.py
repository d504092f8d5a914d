"""A network: layers one after the other, branches that are added or put side by side, blocks that have a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, Union

Pair = tuple[int, int]  # height and width, of a kernel, a stride, a padding
Part = Union["Layer", "Join", "Block"]
Chain = tuple[Part, ...]

WEIGHTED = ("conv", "fc", "rbf")
POOLS = ("maxpool", "avgpool", "subsample")
GLOBAL = ("gap", "gmp")
IN_PLACE = ("relu", "sigmoid", "tanh", "softmax", "dropout", "flatten")  # no memory of their own
KEEPING = (*IN_PLACE, "bn", "lrn")
KINDS = (*WEIGHTED, *POOLS, *GLOBAL, *KEEPING)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; only what its kind has is looked at.

    `table` names, for each output map, the input maps it is connected to (LeNet-5's C3); of a `per_class` layer `out` is
    the number of classes, 0 until it is known; `uncounted` layers keep their shape but lose their parameters: a slip,
    not a network.
    """

    kind: str
    label: str = ""
    out: int = 0
    kernel: Pair = (1, 1)
    stride: Pair = (1, 1)
    padding: Pair | Literal["same"] = (0, 0)
    dilation: int = 1
    groups: int = 1
    bias: bool = True
    ceil: bool = False
    table: tuple[tuple[int, ...], ...] = ()
    per_class: bool = False
    uncounted: bool = False

    def spelled(self) -> str:
        """The layer in short, as a table names it: `conv 3x3 /2`."""
        if self.kind not in ("conv", *POOLS):
            return self.kind
        kernel = "x".join(map(str, self.kernel))
        usual = (1, 1) if self.kind == "conv" else self.kernel
        step = self.stride[0] if self.stride[0] == self.stride[1] else "x".join(map(str, self.stride))
        return f"{self.kind} {kernel}" + (f" /{step}" if self.stride != usual else "")


@dataclass(frozen=True, slots=True)
class Join:
    """Branches from one input, whose outputs are added, or put side by side along the channels; an empty one is x."""

    kind: Literal["add", "concat"]
    branches: tuple[Chain, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Parts that go by one name, such as `bottleneck`."""

    name: str
    parts: Chain
    label: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """A network and the input it is meant for; `source` is the text it was read from."""

    source: str = field(compare=False)
    input: tuple[int, int, int]  # height, width, channels
    parts: Chain

    def classified(self, classes: int) -> Network:
        """The network for so many classes."""
        return self.changed(lambda layer: replace(layer, out=classes) if layer.per_class else layer)

    def changed(self, change: Callable[[Layer], Layer]) -> Network:
        """The network with every layer changed."""
        return replace(self, parts=_changed(self.parts, change))

    def rewritten(self, rewrite: Callable[[Chain], Chain]) -> Network:
        """The network with every chain of parts rewritten, inner ones first."""
        return replace(self, parts=_rewritten(self.parts, rewrite))

    def layers(self) -> Iterator[Layer]:
        """Every layer, in the order it is written."""
        return _layers(self.parts)


def _changed(parts: Chain, change: Callable[[Layer], Layer]) -> Chain:
    return tuple(
        change(part) if isinstance(part, Layer) else _inside(part, lambda chain: _changed(chain, change))
        for part in parts
    )


def _rewritten(parts: Chain, rewrite: Callable[[Chain], Chain]) -> Chain:
    return rewrite(tuple(
        part if isinstance(part, Layer) else _inside(part, lambda chain: _rewritten(chain, rewrite)) for part in parts
    ))  # fmt: skip


def _inside(part: Join | Block, change: Callable[[Chain], Chain]) -> Part:
    """A join or block with the chains inside it changed."""
    if isinstance(part, Block):
        return replace(part, parts=change(part.parts))
    return replace(part, branches=tuple(map(change, part.branches)))


def _layers(parts: Chain) -> Iterator[Layer]:
    for part in parts:
        if isinstance(part, Layer):
            yield part
        else:
            for chain in part.branches if isinstance(part, Join) else (part.parts,):
                yield from _layers(chain)
