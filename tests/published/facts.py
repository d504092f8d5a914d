"""Published numbers as files of facts, and where in a calculator's outputs each is found.

A file is a topic: `[[fact]]` tables, and above them, where its facts share them, `calculator` and `source`. A fact has
- `calculator`, and what it is `given`;
- the `output`, and `at`, the way into it: a row's and a column's number, or the name the calculator prints there;
- the `value` as it is printed ("1/6" is a fraction), and `within`, half a unit of its last printed place (0: exact);
- its `source`, and a `remark` where the page says more, or something else, than the number.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dlstudy import calculators
from dlstudy.symbolic.calculator import Table
from dlstudy.symbolic.checking import calculate, check, flat
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import Working, complete

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Fact:
    """A number, or a few, that somebody printed."""

    file: str
    calculator: str
    output: str
    value: Any
    source: str
    given: dict[str, Any] = field(default_factory=dict)
    at: tuple[int | str, ...] = ()
    within: Fraction | int = 0
    remark: str = ""

    @property
    def typed(self) -> str:
        """What is given, as it would be typed: equal for facts of the same working."""
        return json.dumps(self.given, default=str, sort_keys=True, ensure_ascii=False)

    def __str__(self) -> str:
        return f"{self.file}: {self.calculator} {self.typed} {self.output}{list(self.at) or ''}"


def facts() -> list[Fact]:
    """Every fact of every file, in order."""
    return [fact for path in sorted(FOLDER.glob("*.toml")) for fact in _file(path)]


def _file(path: Path) -> list[Fact]:
    document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Fraction)
    shared = {name: value for name, value in document.items() if name != "fact"}
    return [Fact(path.stem, **shared | fact | {"at": _way(fact.get("at", ()))}) for fact in document["fact"]]


def _way(at: Any) -> tuple[int | str, ...]:
    return tuple(at) if isinstance(at, list | tuple) else (at,)


def found(fact: Fact) -> Any:
    """What the calculator finds at the fact's place: by exact working, or where that is too long by the reference."""
    working = worked(fact.calculator, fact.typed)
    assert fact.output in working.outputs, f"{fact}: outputs are {', '.join(working.outputs)}"
    return _at(fact, working, working.outputs[fact.output])


def roads_agree(fact: Fact) -> bool:
    """Whether the reference finds the same output by its own road."""
    return next(c.agrees for c in _checked(fact.calculator, fact.typed) if c.name == fact.output)


@cache
def worked(name: str, given: str) -> Working:
    """A calculator's working on `given`, in JSON, which many facts may share."""
    calculator = calculators.find(name)
    return calculate(calculator, complete(calculator, json.loads(given)))


@cache
def _checked(name: str, given: str) -> Any:
    return check(calculators.find(name), worked(name, given))


def _at(fact: Fact, working: Working, value: Any) -> Any:
    """The entry that the fact's way leads to."""
    if not fact.at:
        return value
    if isinstance(value, Table):
        row = value.rows[_number(fact.at[0], [str(row[0]) for row in value.rows])]
        return row[_number(fact.at[1], [str(head) for head in value.columns])] if len(fact.at) > 1 else row[1:]
    output, given = calculators.find(fact.calculator).output(fact.output), SimpleNamespace(**working.values)
    assert output is not None
    names = (list(f(given)) if f else [] for f in (output.rows, output.columns))
    for place, known in zip(fact.at, names, strict=False):
        rows = getattr(value, "rows", value)
        value = (rows[0] if isinstance(value, Grid) and len(rows) == 1 else rows)[_number(place, known)]
    return value


def _number(place: int | str, names: list[str]) -> int:
    """The number of a row or column; a table's "C1: conv 5x5" is found by "C1" too."""
    if isinstance(place, int):
        return place
    matching = [i for i, name in enumerate(names) if place in (name, name.partition(":")[0])]
    assert len(matching) == 1, f"{place!r} among {names}"
    return matching[0]


def apart(found_value: Any, published: Any) -> float:
    """How far the found value is from the published one; infinite where they are of another shape, or other words."""
    ours, theirs = list(flat(found_value)), list(flat(published))
    if len(ours) != len(theirs):
        return float("inf")
    return max((_apart(x, y) for x, y in zip(ours, theirs, strict=True)), default=0.0)


def _apart(x: Any, y: Any) -> float:
    if isinstance(x, str):
        return 0.0 if x == y else float("inf")
    y = Fraction(y) if isinstance(y, str) else y
    return 0.0 if x == y else abs(float(x - y)) if isinstance(x, int | Fraction) else abs(float(x) - float(y))
