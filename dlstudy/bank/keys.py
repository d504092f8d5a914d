"""What a part's right answer is, and the wrong ones that named mistakes lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.answers.judging import alike
from dlstudy.answers.keys import (
    ChoiceKey,
    CountKey,
    FormulaKey,
    Key,
    MatrixKey,
    NumberKey,
    Point,
    RubricKey,
    ShapeKey,
    Slip,
    WordsKey,
)  # fmt: skip
from dlstudy.bank.question import Part
from dlstudy.errors import AuthorError, LearnerError, unknown
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Do, Mistake, Output, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Int, Param, Real
from dlstudy.symbolic.tree import Letter, Node, letter
from dlstudy.symbolic.working import Working, work

TOLERANCE = 0.005
NOTHING = {"", "–", "-", "·"}
_INDEXED = re.compile(r"(\w+)\[([^\]]+)\]")


def written_key(part: Part) -> Key:
    """The key of a part that is asked in words: options, or marking points."""
    if part.choose:
        right = frozenset(i for i, option in enumerate(part.choose) if option.right)
        return ChoiceKey(tuple(option.text for option in part.choose), right)
    assert part.model is not None
    points = tuple(
        Point(p.says.text, p.marks, p.any.phrases, tuple(ways.phrases for ways in p.all), p.none.phrases)
        for p in part.points
    )
    return RubricKey(points, part.model.text, part.by_hand)


def asked(part: Part, calculator: Calculator, working: Working) -> Any:
    """The value a part asks for: an output, or a line of the working by its symbol."""
    assert part.ask is not None
    found = value_of(part.ask, calculator, working)
    if found is None:
        lines = [repr(line.step.symbol) for line in working.lines]
        raise AuthorError(unknown(part.ask, [*working.outputs, *lines]), key="ask")
    return found


def value_of(ask: str, calculator: Calculator, working: Working) -> Any:
    """The output or line called `ask`, none where the working has none."""
    if calculator.output(ask) is not None:
        return working.outputs.get(ask)
    return working.known.get(symbol(ask))


def symbol(ask: str) -> Letter:
    """The letter of a line: `theta[2]`, `theta_2`, `m_hat`."""
    if found := _INDEXED.fullmatch(ask.replace(" ", "")):
        return Letter(found[1], tuple(int(i) if i.isdigit() else i for i in found[2].split(",")))
    return letter(ask)


def calculated_key(part: Part, calculator: Calculator, working: Working, value: Any, ask: str | None = None) -> Key:
    """The key of a part that asks for `value` of the working; `ask` is which of its blanks that is."""
    ask = ask or part.ask or ""
    output = calculator.output(ask)
    kind = output.kind if output is not None else None
    if isinstance(value, Grid) and value.shape == (1, 1) and kind not in ("vector", "matrix"):
        value = value.rows[0][0]
    if isinstance(value, Node):
        return FormulaKey(value, {repr(p.letter): domain(p) for p in calculator.params})
    tolerance, absolute = precision(part)
    if isinstance(value, Grid):
        vector = kind == "vector" or (kind != "matrix" and value.shape[0] == 1)
        return MatrixKey(value.rows, tolerance, vector, absolute)
    if kind == "words" or isinstance(value, str):
        return WordsKey(_places(symbol(ask) if output is None else output.symbol, working, value), _options(output))
    if isinstance(value, Table):
        raise AuthorError(_("a table cannot be asked for", "不能直接问一张表"), key="ask")
    if isinstance(value, tuple):
        if all(isinstance(size, int) for size in value) and kind in ("shape", None):
            return ShapeKey(value)
        return MatrixKey((value,), tolerance, True, absolute)
    if kind == "count":
        return CountKey(value)
    return NumberKey(value, tolerance, absolute, part.digits, part.decimals)


def precision(part: Part) -> tuple[float, float]:
    """The relative and the absolute tolerance: half a unit of the last figure asked for, or one of the last place."""
    if part.digits is not None:
        return float(Fraction(5, 10**part.digits)), 0.0
    if part.decimals is not None:
        return float(min(Fraction(1, 200), Fraction(5, 10**part.decimals))), float(Fraction(1, 10**part.decimals))
    return TOLERANCE, 0.0


def domain(param: Param) -> str:
    """The domain of a letter, from its parameter's range."""
    if isinstance(param, Int):
        return "positive integer" if param.low > 0 else "nonnegative integer" if param.low == 0 else "integer"
    if isinstance(param, Real) and param.low is not None and param.high is not None:
        return f"{param.low}..{param.high}"
    return "positive real" if isinstance(param, Real) and param.low is not None and param.low >= 0 else "real"


def _options(output: Output | None) -> tuple[tuple[str, Text], ...]:
    """All words that an output may come to, each as it is read."""
    return tuple((output.words or {}).items()) if output is not None else ()


def _places(asked_for: Letter, working: Working, value: Any) -> tuple[tuple[str, frozenset[str]], ...]:
    """The places of a line of words, read off its table: state, action, and those equally good (`left = up`).

    A state without an action (where the episode is over) is not asked about.
    """
    line = next(line for line in reversed(working.lines) if line.step.symbol == asked_for)
    if not isinstance(line.step, Do) or line.step.table is None:
        words = (value,) if isinstance(value, str) else tuple(value)
        return tuple((str(i), frozenset({word})) for i, word in enumerate(words, 1))
    rows = line.step.table(line.value, working.known).rows
    places = ((str(row[0]), {w.strip() for cell in row[1:] for w in str(cell).split(" = ")}) for row in rows)
    return tuple((state, frozenset(words - NOTHING)) for state, words in places if words - NOTHING)


def turns(calculator: Calculator, working: Working) -> Iterator[tuple[Mistake, Working]]:
    """Each mistake that can be made here, with the working it leads to."""
    given = SimpleNamespace(**working.values)
    for mistake in calculator.mistakes:
        if not mistake.applies(given):
            continue
        try:
            swap = mistake.swap(given) if callable(mistake.swap) else mistake.swap
            yield mistake, work(calculator, working.values, swap)
        except LearnerError:
            continue  # the wrong turn ends in something impossible: nobody arrives there


def slips(part: Part, calculator: Calculator, key: Key, wrong: list[tuple[Mistake, Working]]) -> tuple[Slip, ...]:
    """The wrong answers of a part that named mistakes lead to."""
    found = []
    for mistake, turned in wrong:
        other = value_of(part.ask or "", calculator, turned)
        if other is None or isinstance(other, Table):
            continue
        value = content(calculated_key(part, calculator, turned, other))
        if isinstance(key, WordsKey) and any(len(words) > 1 for _place, words in value):
            continue  # where several actions tie, an answer shows no mistake
        if _form(value) == _form(content(key)) and not alike(key, value, content(key)):
            found.append(Slip(mistake.name, mistake.why, value, mistake.convention))
    return tuple(found)


def content(key: Key) -> Any:
    """What a calculated answer consists of, as slips hold it."""
    if isinstance(key, MatrixKey):
        return key.rows
    if isinstance(key, WordsKey):
        return key.places
    if isinstance(key, FormulaKey):
        return key.tree
    assert isinstance(key, NumberKey | CountKey | ShapeKey)
    return key.value


def _form(value: Any) -> Any:
    """Of what form an answer is: only a wrong answer of the right form can be given by mistake."""
    if isinstance(value, tuple):
        return tuple(map(_form, value))
    return isinstance(value, Node)
