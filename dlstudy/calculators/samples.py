"""What calculators on given samples share: letters, the lines' groups, and what must be a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Real
from dlstudy.symbolic.tree import Letter, Node, Op, function, letters

X, W, w, b, y, N, alpha = letters("X W w b y N alpha")


def only_numbers(values: dict[str, Any]) -> None:
    """Refuses letters for numbers: matrices have no algebra here."""
    for name, value in values.items():
        if isinstance(value, Node):
            raise LearnerError(_("{name}: a number is asked for", "{name}：这里要一个数")(name=name))


def unmixed(values: dict[str, Any], example: Mapping[str, Grid]) -> None:
    """Refuses the example's arrays beside given ones: they would be nobody's data."""
    left = [name for name, grid in example.items() if values[name] is grid]
    if 0 < len(left) < len(example):
        raise LearnerError(_("give {left} too", "还需给出 {left}")(left=", ".join(left)))


def of_sample(i: int, count: int) -> tuple[tuple[int, ...], Text | None]:
    """The index of sample i's letters and the heading of its lines; none where it is the only one."""
    return ((i,), _("sample {i}", "样本 {i}")(i=i)) if count > 1 else ((), None)


def row_of(x: Letter, i: int, count: int) -> Node:
    """Row i of a matrix; the matrix where it has no other."""
    return function("rows", x, i, i) if count > 1 else x


def listed(parts: list[Letter]) -> Node:
    """The numbers side by side, as a row."""
    return Op("matrix", (Op("row", tuple(parts)),))


def gathered(symbol: Letter, parts: list[Letter], why: Text) -> Do:
    """The numbers as a row, a single one too."""
    return Do(symbol, lambda known: Grid([[known[part] for part in parts]]), tuple(parts), why)


def entry(symbol: Letter, row: Letter, i: int, why: Text, group: Text | None = None) -> Do:
    """Entry i of a row, as a number."""
    return Do(symbol, lambda known: known[row].rows[0][i - 1], (row,), why, group)


def mean_of(parts: list[Node]) -> Node:
    """The sum of the parts over N; the part itself where there is one."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole / N if len(parts) > 1 else whole


def one_hot(symbol: Letter, classes: Letter, width: int) -> Do:
    """The samples' class numbers as rows with a single 1."""
    why = _("one-hot targets: 1 at the true class", "真实类别的 one-hot 向量")
    return Do(symbol, one_hot_rows(classes, width), (classes,), why)


def one_hot_rows(classes: Letter, width: int, first: int = 1) -> Callable[[Known], Grid]:
    """The procedure that turns class numbers, counted from `first`, into those rows."""

    def run(known: Known) -> Grid:
        numbers = [number - first for number in known[classes].rows[0]]
        if any(number >= width for number in numbers):
            raise LearnerError(_("there is no such class", "没有这个类别"))
        return Grid([int(j == number) for j in range(width)] for number in numbers)

    return run


def samples_array(default: Grid | None = None, **more: Any) -> Array:
    """The parameter for the samples' features."""
    text = _("the samples, one per row", "各样本的特征，每行一个样本")
    return Array(X, "x", text, shape=("samples", "features"), default=default, required=True, **more)


def rate(default: Any, pick: tuple[Any, ...] = ()) -> Real:
    """The parameter for the learning rate."""
    return Real(alpha, "learning_rate", _("learning rate", "学习率"), default=default, pick=pick, low=0)


def array(grid: Grid | None) -> Any:
    """The entries as NumPy's floats, for a reference."""
    import numpy as np

    return None if grid is None else np.array([[float(v) for v in row] for row in grid.rows])


def likely(row: Sequence[Any]) -> bool:
    """Whether numbers are probabilities: none is negative, and they add up to 1 but for rounding."""
    return all(p >= 0 for p in row) and bool(abs(sum(row) - 1) < 1e-9)
