"""What the recurrent calculators share: sizes or arrays, the input and the lines step by step.

Vectors are columns with weights on their left (nndl: U h + W x + b), or rows with weights on their right (d2l:
h U + x W + b); the sequence is given one time step per row either way.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.grid import Grid, spell
from dlstudy.symbolic.params import Array
from dlstudy.symbolic.tree import Letter, Node, Op, function, letters

X, H, h, x, h_n = letters("X H h x h_n")
DRAWN_SIZES = {
    "steps": (2,),
    "x_width": (2,),
    "one": (1,),
    "hidden": (2,),
    "input": (2,),
    "targets": (1,),
    "target_width": (1,),
}
ENTRIES = tuple(Fraction(v) for v in ("-1", "-0.5", "0.2", "0.5", "1"))
MAX_EXACT = 20_000

Lines = Generator[Step | Do, Any, None]
Shapes = Mapping[str, tuple[str, str]]  # of every array but x, as rows: which sizes it has


def example_grid(*rows: str) -> Grid:
    """A grid of decimal numbers, a text for each row."""
    return Grid([Fraction(value) for value in row.split()] for row in rows)


def by_rows(given: SimpleNamespace) -> bool:
    """Whether vectors are rows."""
    return bool(given.layout == "rows")


def times(given: SimpleNamespace, weights: Node, vector: Node) -> Node:
    """Weights applied to a vector."""
    return vector * weights if by_rows(given) else weights * vector


def flat(given: SimpleNamespace, vector: Node) -> Node:
    """A vector as a row."""
    return vector if by_rows(given) else vector.T


def entering(given: SimpleNamespace, t: int, source: Letter = X) -> Node:
    """Row t of a sequence, as a vector."""
    picked = function("rows", source, t, t)
    return picked if by_rows(given) else picked.T


def gathered(given: SimpleNamespace, letter: Letter, count: int) -> Node:
    """All vectors of a family, one time step per row."""
    return Op("stack", tuple(flat(given, letter[t]) for t in range(1, count + 1)))


def counts_only(given: SimpleNamespace) -> bool:
    """Whether there are sizes to count with, but no arrays."""
    return given.x is None


def has_arrays(given: SimpleNamespace) -> bool:
    """Whether there are arrays to work with."""
    return not counts_only(given)


def in_every_step(letter: Letter, line: Callable[..., Node]) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """A mistake's swap of a line in every step: `line(given, *index)` in its place."""
    return lambda given: {letter: lambda *index: line(given, *index)}


def step_by_step(given: SimpleNamespace, lines: Callable[[SimpleNamespace, int], Iterable[Step]]) -> Iterator[Step]:
    """The lines of every time step, named as such."""
    for t in range(1, given.x.shape[0] + 1):
        group = _("step {t}", "第 {t} 步")(t=t)
        yield from (line._replace(group=group) for line in lines(given, t))


def completed(
    values: dict[str, Any], shapes: Shapes, example: Mapping[str, Grid], needed: Sequence[str]
) -> dict[str, Any]:
    """Sizes alone, or all arrays: the example's never mix with given ones; biases and first states left out are zero."""
    given = [name for name in ("x", *shapes) if values[name] is not None and values[name] is not example.get(name)]
    sized = values["input_size"] is not None or values["hidden_size"] is not None
    if sized and not given:
        if values["input_size"] is None or values["hidden_size"] is None:
            raise LearnerError(_("give both input_size and hidden_size", "input_size 与 hidden_size 都要给"))
        return values | dict.fromkeys(("x", *shapes), None)
    if values["layers"] != 1 or values["directions"] != 1:
        text = _("numbers are worked for one layer and one direction; for counts give input_size and hidden_size",
                 "数值计算只支持单层单向；求参数个数或形状请给 input_size 与 hidden_size")  # fmt: skip
        raise LearnerError(text)
    if given:
        values |= {name: None for name in shapes if values[name] is example.get(name)}
        missing = [name for name in ("x", *needed) if values[name] is None or (name == "x" and name not in given)]
        if missing:
            text = _(
                "give {left} too, or input_size and hidden_size alone",
                "还需给出 {left}，或只给 input_size 与 hidden_size",
            )
            raise LearnerError(text(left=", ".join(missing)))
    elif by_rows(SimpleNamespace(**values)):
        values |= {name: values[name].T for name in shapes if values[name] is not None}
    return _oriented(values, shapes)


def set_aside(values: dict[str, Any], idle: Sequence[str], example: Mapping[str, Grid]) -> dict[str, Any]:
    """The values without arrays that a variant has no use for; given ones are refused, not passed over."""
    for name in idle:
        if values[name] is not None and values[name] is not example.get(name):
            raise LearnerError(_("{name} has no part in this variant", "这种变体中没有 {name}")(name=name))
    return values | dict.fromkeys(idle)


def _oriented(values: dict[str, Any], shapes: Shapes) -> dict[str, Any]:
    """Vectors turned the way of the layout, zeros for those left out, and the sizes read off."""
    rows = values["layout"] == "rows"
    sizes = {"input": values["x"].shape[1], "hidden": values[next(n for n in shapes if n.startswith("u"))].shape[0]}
    for name, size in (("input_size", sizes["input"]), ("hidden_size", sizes["hidden"])):
        if values[name] not in (None, size):
            text = _("{name} = {said}, but the arrays say {size}", "{name} = {said}，而数组给出的是 {size}")
            raise LearnerError(text(name=name, said=values[name], size=size))
        values[name] = size
    for name, (one, dim) in shapes.items():
        if one != "one":
            continue
        grid = values[name]
        if grid is None:
            grid = Grid([[0] * sizes[dim]]) if dim in sizes else None
        values[name] = grid if grid is None or (grid.shape[0] == 1) == rows or grid.shape == (1, 1) else grid.T
    return values


def checked_shapes(shapes: Shapes) -> Callable[[SimpleNamespace], bool]:
    """A rule: every array has the sizes that x and the recurrent matrix say."""

    def holds(given: SimpleNamespace) -> bool:
        if counts_only(given):
            return True
        sizes = {"one": 1, "input": given.input_size, "hidden": given.hidden_size}
        for name, dims in shapes.items():
            grid = getattr(given, name)
            if grid is None:
                continue
            want = tuple(sizes.setdefault(dim, size) for dim, size in zip(dims, _as_rows(given, grid), strict=True))
            if want != _as_rows(given, grid):
                text = _("{name} should be {want}, it is {got}", "{name} 应为 {want}，给出的是 {got}")
                right = want if by_rows(given) else want[::-1]
                raise LearnerError(text(name=name, want=spell(right), got=spell(grid.shape)))
        return True

    return holds


def _as_rows(given: SimpleNamespace, grid: Grid) -> tuple[int, int]:
    return grid.shape if by_rows(given) else (grid.shape[1], grid.shape[0])


def drawn(
    values: dict[str, Any], rng: random.Random, shapes: Shapes, example: Mapping[str, Grid], want: Sequence[str]
) -> dict[str, Any]:
    """Arrays of drawn entries for those of `want` that were not given; none where sizes were."""
    if values.get("input_size") is not None or values.get("hidden_size") is not None:
        return values | dict.fromkeys(("x", *shapes), None)
    values = values | {"layers": 1, "directions": 1}
    sizes = {"one": 1, "hidden": rng.choice((1, 2, 2)), "input": rng.choice((1, 2, 2)), "output": rng.choice((1, 2)),
             "steps": rng.choice((2, 2, 3))}  # fmt: skip
    rows = values["layout"] == "rows"
    for name, dims in {"x": ("steps", "input"), **shapes}.items():
        if values.get(name) is None or values[name] is example.get(name):
            continue
        got = read_given(values[name], dims).shape
        sizes |= dict(zip(dims, got if rows or name == "x" or "one" in dims else got[::-1], strict=True))
    for name, dims in {"x": ("steps", "input"), **shapes}.items():
        fresh = values.get(name) is None or values[name] is example.get(name)
        if fresh and (name in want or name == "x"):
            grid = Grid([rng.choice(ENTRIES) for _j in range(sizes[dims[1]])] for _i in range(sizes[dims[0]]))
            values[name] = grid if rows or name == "x" else grid.T
        elif fresh:
            values[name] = None
    return values


def read_given(value: Any, dims: tuple[str, str]) -> Grid:
    grid: Grid = value if isinstance(value, Grid) else Array(X, "x", _("an array", "数组"), shape=dims).read(value)
    return grid


def as_rows(given: SimpleNamespace, name: str) -> Any:
    """An array as rows of floats, the way of the reference."""
    array = as_rows_of(getattr(given, name))
    return array if by_rows(given) or name == "x" else array.T


def as_rows_of(grid: Grid) -> Any:
    """A grid as floats."""
    import numpy as np

    return np.array(grid.rows, dtype=float)


def small_enough(gates: int) -> Callable[[SimpleNamespace], bool]:
    """Whether the numbers can be worked exactly in a moment."""
    return lambda v: (
        counts_only(v) or v.x.shape[0] * gates * v.hidden_size * (v.hidden_size + v.input_size) <= MAX_EXACT
    )
