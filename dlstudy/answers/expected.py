"""The right answer as it is shown to a learner."""

from __future__ import annotations

from dlstudy.answers.keys import (
    ChoiceKey,
    CountKey,
    FormulaKey,
    Key,
    MatrixKey,
    NumberKey,
    RubricKey,
    ShapeKey,
)
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import decimal, quantity, write
from dlstudy.symbolic.notation.blocks import matrix_block


def expected(key: Key, style: str = "unicode") -> list[str]:
    """The right answer in lines; of a short answer the model answer, in TeX as it was written."""
    if isinstance(key, RubricKey):
        return [str(key.model)]
    if isinstance(key, ChoiceKey):
        return [f"{chr(ord('A') + i)}. {key.options[i]}" for i in sorted(key.right)]
    if isinstance(key, MatrixKey):
        return matrix_block(Grid(key.rows), style)
    if isinstance(key, FormulaKey):
        return [write(key.tree, style)]
    if isinstance(key, ShapeKey):
        return [("x" if style == "plain" else "×").join(map(str, key.value))]
    if isinstance(key, CountKey):
        return [f"{key.value:,}"]
    if isinstance(key, NumberKey):
        return [_number(key)]
    return ["; ".join(f"{place}: {' / '.join(sorted(words))}" for place, words in key.places)]


def _number(key: NumberKey) -> str:
    text = decimal(key.value, key.digits) if key.digits else quantity(key.value)
    return text.replace("-", "−")
