"""Keys of parts that are more than one value: blanks of a working, values to construct, items to put in order."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any, Final

from dlstudy.answers.expected import expected
from dlstudy.answers.judging import judge
from dlstudy.answers.keys import Blank, ConstructKey, CountKey, FillKey, Key, NumberKey, OrderKey, Trial
from dlstudy.bank.keys import calculated_key, precision, value_of
from dlstudy.bank.question import Construct, Part, Question
from dlstudy.errors import AuthorError, unknown
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Table
from dlstudy.symbolic.params import plain
from dlstudy.symbolic.working import Working

DRAWN: Final = "drawn"
_CELL = re.compile(r"(\w+)\[(\d+),\s*(\d+)\]")


def exercise_key(
    question: Question,
    part: Part,
    seed: int,
    index: int,
    calculator: Calculator | None = None,
    working: Working | None = None,
) -> Key | None:
    """The key of a part of these kinds; none for the others."""
    if part.order:
        return _ordered(part, random.Random(f"{question.id} {seed} {index}"))
    if calculator is None or working is None:
        return None
    if part.fill:
        return FillKey(tuple(Blank(name, _blank_key(name, part, calculator, working)) for name in part.fill))
    return _constructed(part.construct, calculator, working) if part.construct is not None else None


def _ordered(part: Part, rng: random.Random) -> OrderKey:
    """The items as shown, which is never the right order itself."""
    shown = list(range(len(part.order)))
    while shown == sorted(shown):
        rng.shuffle(shown)
    right = tuple(shown.index(i) for i in range(len(shown)))
    return OrderKey(tuple(part.order[i].text for i in shown), right)


def _blank_key(name: str, part: Part, calculator: Calculator, working: Working) -> Key:
    """The key of a line, an output, or the cell `trajectory[2, 3]` of a table (row and column from 1)."""
    value = value_of(name, calculator, working)
    if value is None and (found := _CELL.fullmatch(name.strip())):
        value = _cell(value_of(found[1], calculator, working), int(found[2]) - 1, int(found[3]) - 1)
        if isinstance(value, int) and not isinstance(value, bool):
            return CountKey(value)
        if value is not None and not isinstance(value, str | tuple):
            return NumberKey(value, *precision(part), part.digits, part.decimals)
    if value is None or isinstance(value, Table):
        lines = [repr(line.step.symbol) for line in working.lines]
        raise AuthorError(unknown(name, [*working.outputs, *lines]), key="fill")
    return calculated_key(part, calculator, working, value, name)


def _cell(table: Any, row: int, column: int) -> Any:
    if not isinstance(table, Table) or not (0 <= row < len(table.rows) and 0 <= column < len(table.rows[row])):
        return None
    return table.rows[row][column]


def _constructed(said: Construct, calculator: Calculator, working: Working) -> ConstructKey:
    for name in said.values:
        if calculator.param(name) is None:
            raise AuthorError(unknown(name, [p.name for p in calculator.params]), key="construct.values")
    chosen = tuple(name.replace("-", "_") for name in said.values)
    given = {n: plain(v) for n, v in working.values.items() if n not in chosen and v is not None}
    runs = said.runs or ()
    trials = tuple(Trial(run.given, _wanted({**said.wanted, **run.wanted}, calculator, working)) for run in runs) or (
        Trial({}, _wanted(said.wanted, calculator, working)),
    )
    example = said.example or "; ".join(f"{name} = {_typed(working.values[name])}" for name in chosen)
    key = ConstructKey(calculator.name, chosen, given, trials, example)
    verdict = judge(key, example)
    if verdict.status != "correct":
        text = _("the example {example} is {status} ({why})", "示例 {example} 被判为 {status}（{why}）")
        raise AuthorError(text(example=example, status=verdict.status, why=verdict.why), key="construct.example")
    return key


def _typed(value: Any) -> str:
    """A drawn value as one would type it."""
    found = plain(value)
    return found if isinstance(found, str) else str(found).replace("'", "")


def _wanted(wanted: Mapping[str, Any], calculator: Calculator, working: Working) -> dict[str, Any]:
    """What is wanted of each output, `drawn` as what came out."""
    for name in wanted:
        if calculator.output(name) is None:
            raise AuthorError(unknown(name, [o.name for o in calculator.outputs]), key="construct.wanted")
    return {name: working.outputs[name] if value == DRAWN else value for name, value in wanted.items()}


def with_items(prompt: Text, key: Key) -> Text:
    """The prompt with the items to be put in order, or the blanks to be filled in, beneath it."""
    if isinstance(key, OrderKey):
        letters = [chr(ord("A") + i) for i in range(len(key.items))]
        rows = [Text(f"{x}. {i.read('en')}", f"{x}. {i.read('zh')}") for x, i in zip(letters, key.items, strict=True)]
    elif isinstance(key, FillKey):
        rows = [Text(f"{blank.name} = ?", f"{blank.name} = ?") for blank in key.blanks]
    else:
        return prompt
    en, zh = ("\n".join([prompt.read(language), *(row.read(language) for row in rows)]) for language in ("en", "zh"))
    return Text(en, zh)


def model_of(key: Key) -> Text | None:
    """The right answer in words, for parts that no single line of the working shows."""
    if isinstance(key, OrderKey):
        rows = [key.items[i] for i in key.right]
        en, zh = ("\n".join(f"{n}. {row.read(language)}" for n, row in enumerate(rows, 1)) for language in ("en", "zh"))
        return Text(en, zh)
    if isinstance(key, FillKey | ConstructKey):
        lines = "\n".join(expected(key))
        return Text(lines, lines)
    return None
