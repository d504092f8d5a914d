"""A variant on paper: prompts, key, slips and working, for whoever writes questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dlstudy.answers.expected import expected
from dlstudy.answers.keys import ChoiceKey, ConstructKey, FillKey, Key, OrderKey, RubricKey, WordsKey
from dlstudy.bank.variants import Variant
from dlstudy.i18n import _
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation.blocks import brief, line_block
from dlstudy.symbolic.notation.tex_text import linear


def preview(variant: Variant) -> Iterator[str]:
    """The lines of a question with everything a learner does not see."""
    yield f"{variant.question.id}  [{variant.question.topic}; {variant.question.source}; seed {variant.seed}]"
    yield linear(str(variant.prompt))
    for part in variant.parts:
        yield f"({'abcdefghijklmnop'[part.index]}) [{part.marks:g}] {linear(str(part.prompt))}"
        yield from _key(part.key)
        for slip in part.slips:
            yield str(_("    {id}: {value}  ({why})", "    {id}：{value}（{why}）")(
                id=slip.mistake, value=_value(slip.value), why=slip.why))  # fmt: skip
        if part.model is not None:
            yield "    " + linear(str(part.model)).replace("\n", "\n    ")
    if variant.working is not None:
        yield str(_("Working:", "演算："))
        for line in variant.working.lines:
            yield from ("    " + row for row in line_block(line, variant.working.known, width=96))


def _key(key: Key) -> Iterator[str]:
    if isinstance(key, RubricKey):
        for point in key.points:
            yield f"    • {linear(str(point.says))} ({point.marks:g})"
    elif isinstance(key, ChoiceKey):
        for number, option in enumerate(key.options):
            yield f"    {'✓' if number in key.right else ' '} {number + 1}. {linear(str(option))}"
    elif isinstance(key, OrderKey | FillKey | ConstructKey | WordsKey):
        yield from (f"    = {linear(line)}" for line in expected(key))
    else:
        held = next(getattr(key, name) for name in ("value", "rows", "tree", "values") if hasattr(key, name))
        yield f"    = {_value(Grid(held) if hasattr(key, 'rows') else held)}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        if isinstance(value[0][0], str):  # places and the words that are right there
            return "; ".join(f"{place}: {' / '.join(sorted(words))}" for place, words in value)
        return brief(Grid(value))
    return brief(value)
