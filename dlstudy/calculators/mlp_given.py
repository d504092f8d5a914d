"""What a fully connected network is given: layer sizes alone, or the arrays of up to four layers and some samples."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mlp_lines import MOST_LAYERS, sample_count
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.grid import Grid, spell
from dlstudy.symbolic.params import Array
from dlstudy.symbolic.reading import read
from dlstudy.symbolic.tree import Letter, Node, Num

ENTRIES = tuple(Fraction(v) for v in ("-1", "-0.5", "0.2", "0.5", "1", "2"))
MOST_SIZES = 50


@dataclass(frozen=True)
class Layers:
    """The sizes of all layers, the input's first; `source` reads back as the same."""

    sizes: tuple[Any, ...]

    @property
    def source(self) -> str:
        """The sizes as they are typed."""
        from dlstudy.symbolic.notation import write

        return ", ".join(write(size, "plain") if isinstance(size, Node) else str(size) for size in self.sizes)


def read_layers(text: str) -> Layers:
    """The sizes of `784, 256, 10`, `784 256 10` or `784-256-10`; a letter stays one."""
    text = re.sub(r"(?<=\w)\s*[-×→]\s*(?=\w)|(?<=\d)\s*x\s*(?=\d)", ",", text)  # a minus before a size is none
    parts = [part for part in re.split(r"[,，\s]+", text) if part]
    if not 2 <= len(parts) <= MOST_SIZES:
        raise LearnerError(
            _(
                "write the sizes of the layers, the input's first: 784, 256, 10",
                "依次写出各层大小，先写输入层：784, 256, 10",
            )
        )
    sizes = []
    for part in parts:
        tree = read(part)
        size = tree.value if isinstance(tree, Num) else tree
        if not isinstance(size, int | Letter) or (isinstance(size, int) and not 1 <= size <= 10**7):
            raise LearnerError(
                _("a layer's size is a whole number, or a letter: {part}", "每层大小是整数或字母：{part}")(
                    part=part.strip()
                )
            )
        sizes.append(size)
    return Layers(tuple(sizes))


def _grid(*rows: str) -> Grid:
    return Grid([Fraction(value) for value in row.split()] for row in rows)


EXAMPLE = {
    "x": _grid("1 0.5"), "w1": _grid("0.5 -1", "1 0.2"), "b1": _grid("0.2 0"), "w2": _grid("1 -0.5"), "b2": _grid("0.1"),
    "target": _grid("1"),
}  # fmt: skip
WEIGHTS = [f"w{i}" for i in range(1, MOST_LAYERS + 1)]
BIASES = [f"b{i}" for i in range(1, MOST_LAYERS + 1)]
ARRAYS = ("x", *WEIGHTS, *BIASES, "target")


def complete_given(values: dict[str, Any]) -> dict[str, Any]:
    """Sizes alone, or all arrays: the example's never mix with given ones; biases left out are zero."""
    own = [name for name in ARRAYS if values[name] is not None and values[name] is not EXAMPLE.get(name)]
    if values["layers"] is not None and not own:
        return values | dict.fromkeys(ARRAYS, None)
    if own:
        values |= {name: None for name in EXAMPLE if values[name] is EXAMPLE[name]}
        if values["x"] is None or values["w1"] is None:
            raise LearnerError(_("give x and the weights w1, w2, … too, or the sizes of the layers alone",
                                 "还需给出 x 与权重 w1、w2……，或只给出各层大小 layers"))  # fmt: skip
    elif values["layout"] == "rows":
        values |= {name: grid.T for name, grid in EXAMPLE.items() if name in WEIGHTS}
    return _sized(values)


def _sized(values: dict[str, Any]) -> dict[str, Any]:
    """The layers' sizes read off the weights, vectors turned the way of the layout, zeros for absent biases."""
    rows = values["layout"] == "rows"
    weights = [values[name] for name in WEIGHTS]
    count = next((i for i, grid in enumerate(weights) if grid is None), MOST_LAYERS)
    if any(grid is not None for grid in weights[count:]):
        raise LearnerError(_("w{i} is missing", "缺少 w{i}")(i=count + 1))
    shapes = [grid.shape if rows else grid.shape[::-1] for grid in weights[:count]]
    sizes = (shapes[0][0], *(shape[1] for shape in shapes))
    if values["layers"] is not None and values["layers"].sizes != sizes:
        text = _("the weights are those of {got}, not of {said}", "权重对应的网络是 {got}，不是 {said}")
        raise LearnerError(text(got=Layers(sizes).source, said=values["layers"].source))
    values["layers"] = Layers(sizes)
    for i, name in enumerate(BIASES, 1):
        if i <= count and values[name] is None and values["bias"]:
            values[name] = Grid([[0] * sizes[i]])
        elif i > count or not values["bias"]:
            values[name] = None
    count = sample_count(values["x"].shape, sizes[0])
    for name in ("x", "target", *BIASES):
        width = sizes[0] if name == "x" else sizes[-1]
        if values[name] is not None:
            several = count > 1 and name not in BIASES
            values[name] = _by_samples(values[name], count, width) if several else _one(values[name], rows)
    return values


def _by_samples(grid: Grid, count: int, width: int) -> Grid:
    """Several samples with a row for each, given so or the other way round."""
    return grid.T if grid.shape != (count, width) and grid.shape == (width, count) else grid


def _one(grid: Grid, rows: bool) -> Grid:
    """A vector the way of the layout."""
    return grid.T if grid.shape != (1, 1) and (grid.shape[0] == 1) != rows else grid


def arrays_fit(given: SimpleNamespace) -> bool:
    """Whether every array has the sizes that the weights say; refused by name."""
    if given.x is None:
        return True
    sizes = given.layers.sizes
    count = sample_count(given.x.shape, sizes[0])
    want = {
        "x": (count, sizes[0]),
        "target": (count, sizes[-1]),
        **{f"b{i}": (1, n) for i, n in enumerate(sizes[1:], 1)},
    }
    want |= {f"w{i}": pair for i, pair in enumerate(pairwise(sizes), 1)}
    for name, shape in want.items():
        grid = getattr(given, name)
        as_typed = given.layout == "rows" or (count > 1 and name in ("x", "target"))
        right = shape if as_typed else shape[::-1]
        if grid is not None and grid.shape != right:
            text = _("{name} should be {want}, it is {got}", "{name} 应为 {want}，给出的是 {got}")
            raise LearnerError(text(name=name, want=spell(right), got=spell(grid.shape)))
    return True


def activations_fit(given: SimpleNamespace) -> bool:
    """Whether there is an activation for each layer, if they are listed; refused by number."""
    named, wanted = (given.activations or "").count(",") + 1, len(given.layers.sizes) - 1
    if given.activations is not None and named != wanted:
        text = _(
            "activations: {n} are named for {m} layers with weights; one for each layer",
            "activations：写了 {n} 个，带权重的层有 {m} 层；每层写一个",
        )
        raise LearnerError(text(n=named, m=wanted))
    return True


def draw_given(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A small network's arrays, for those that were not given; none where sizes were."""
    if values.get("layers") is not None:
        return values | dict.fromkeys(ARRAYS, None)
    rows = values["layout"] == "rows"
    own = {
        name: _shape(values[name], name, rows)
        for name in ARRAYS
        if values.get(name) is not None and values[name] is not EXAMPLE.get(name)
    }
    softmax = values["output_activation"] == "softmax"
    sizes = _sizes_of(own) or rng.choice(
        [(2, 2, 2), (2, 2, 3), (1, 2, 2)]
        if softmax
        else [(2, 2, 1), (2, 1, 1), (1, 2, 1), (2, 2, 2), (2, 3, 1), (2, 2, 2, 1)]
    )
    count = sample_count(own["x"], sizes[0]) if "x" in own else rng.choice((1, 1, 1, 2))
    wanted = {"x": (count, sizes[0]), "target": (count, sizes[-1])}
    for i, (below, above) in enumerate(pairwise(sizes), 1):
        wanted |= {f"w{i}": (below, above), f"b{i}": (1, above)}
    for name in ARRAYS:
        if name in own:
            continue
        if name not in wanted or (name in BIASES and not values["bias"]):
            values[name] = None
            continue
        height, width = wanted[name]
        grid = Grid([rng.choice(ENTRIES) for _j in range(width)] for _i in range(height))
        if name == "target":
            grid = Grid(_target(values, rng, width) for _sample in range(height))
        values[name] = grid.T if name in WEIGHTS and not rows else grid
    return values


def _target(values: dict[str, Any], rng: random.Random, size: int) -> list[int]:
    """A sample's class for softmax, else zeros and ones."""
    if values["output_activation"] == "softmax":
        right = rng.randrange(size)
        return [int(i == right) for i in range(size)]
    return [rng.choice((0, 1)) for _unit in range(size)]


def _shape(value: Any, name: str, rows: bool) -> tuple[int, int]:
    """The shape of a given array, as rows."""
    grid = (
        value
        if isinstance(value, Grid)
        else Array(Letter("A"), name, _("an array", "数组"), shape=("rows", "columns")).read(value)
    )
    return grid.shape if rows or name not in WEIGHTS else grid.shape[::-1]


def _sizes_of(own: dict[str, tuple[int, int]]) -> tuple[int, ...] | None:
    """The sizes that given weights say."""
    if "w1" not in own:
        return None
    shapes = [own[name] for name in WEIGHTS if name in own]
    return (shapes[0][0], *(shape[1] for shape in shapes))
