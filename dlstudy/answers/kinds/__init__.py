"""The kinds of answers, one module each: reading one, showing how it was understood, comparing it with its key."""

from __future__ import annotations

from typing import Any, Final

from dlstudy.answers.keys import (
    ChoiceKey,
    ConstructKey,
    CountKey,
    FillKey,
    FormulaKey,
    MatrixKey,
    NumberKey,
    OrderKey,
    SetKey,
    ShapeKey,
    WordsKey,
)
from dlstudy.answers.kinds import choice, construct, count, fill, formula, matrix, number, order, sets, shape, words
from dlstudy.answers.kinds.kind import Kind

KINDS: Final[dict[type[Any], Kind]] = {
    NumberKey: number.KIND,
    CountKey: count.KIND,
    ShapeKey: shape.KIND,
    MatrixKey: matrix.KIND,
    ChoiceKey: choice.KIND,
    WordsKey: words.KIND,
    FormulaKey: formula.KIND,
    SetKey: sets.KIND,
    OrderKey: order.KIND,
    FillKey: fill.KIND,
    ConstructKey: construct.KIND,
}
