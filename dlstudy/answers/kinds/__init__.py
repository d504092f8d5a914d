"""The kinds of answers, one module each: reading one, showing how it was understood, comparing it with its key."""

from __future__ import annotations

from typing import Any, Final

from dlstudy.answers.keys import ChoiceKey, CountKey, FormulaKey, MatrixKey, NumberKey, ShapeKey, WordsKey
from dlstudy.answers.kinds import choice, count, formula, matrix, number, shape, words
from dlstudy.answers.kinds.kind import Kind

KINDS: Final[dict[type[Any], Kind]] = {
    NumberKey: number.KIND,
    CountKey: count.KIND,
    ShapeKey: shape.KIND,
    MatrixKey: matrix.KIND,
    ChoiceKey: choice.KIND,
    WordsKey: words.KIND,
    FormulaKey: formula.KIND,
}
