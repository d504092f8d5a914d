"""The right answer as it is shown to a learner."""

from __future__ import annotations

from dlstudy.answers.keys import (
    ChoiceKey,
    ConstructKey,
    CountKey,
    FillKey,
    FormulaKey,
    Key,
    MatrixKey,
    NumberKey,
    OrderKey,
    RubricKey,
    SetKey,
    ShapeKey,
    WordsKey,
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
    if isinstance(key, WordsKey) and key.options:
        named = dict(key.options)
        return [" / ".join(str(named.get(word, word)) for word in sorted(words)) for _place, words in key.places]
    if isinstance(key, WordsKey):
        return ["; ".join(f"{place}: {' / '.join(sorted(words))}" for place, words in key.places)]
    return _exercise(key, style)


def _exercise(key: SetKey | OrderKey | FillKey | ConstructKey, style: str) -> list[str]:
    if isinstance(key, SetKey):
        return ["{" + ", ".join(map(quantity, key.values)) + "}"]
    if isinstance(key, OrderKey):
        return [f"{chr(ord('A') + i)}. {key.items[i]}" for i in key.right]
    if isinstance(key, FillKey):
        return [f"{blank.name} = {'; '.join(expected(blank.key, style))}" for blank in key.blanks]
    return [key.example]


def _number(key: NumberKey) -> str:
    text = decimal(key.value, key.digits) if key.digits else quantity(key.value)
    return text.replace("-", "−")
