"""What a right answer is: one small frozen value per kind of answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dlstudy.i18n import Text


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong answer that a named mistake (or another convention) leads to."""

    mistake: str
    why: Text
    value: Any
    convention: bool = False  # right under another convention: told so, by name
    carried: bool = False  # right for what the learner found before: full marks


@dataclass(frozen=True, slots=True)
class NumberKey:
    """A number, right within `tolerance` relative to it (absolute where it is zero)."""

    value: Any
    tolerance: float = 0.005
    absolute: float = 0.0
    digits: int | None = None  # significant figures asked for
    decimals: int | None = None  # places behind the point asked for


@dataclass(frozen=True, slots=True)
class CountKey:
    """A whole number, exact; thousands may be separated."""

    value: int


@dataclass(frozen=True, slots=True)
class ShapeKey:
    """A shape, exact."""

    value: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MatrixKey:
    """A vector (one row) or a matrix, entry by entry; the tolerance is scaled by the largest entry."""

    rows: tuple[tuple[Any, ...], ...]
    tolerance: float = 0.005
    vector: bool = False
    absolute: float = 0.0


@dataclass(frozen=True, slots=True)
class FormulaKey:
    """A formula in the declared symbols; `domains` maps a symbol to `positive integer`, `real`, `0..1` and the like."""

    tree: Any
    domains: Mapping[str, str] = field(default_factory=dict)
    tolerance: float = 0.0  # relative, for decimals in the formula where they are allowed
    absolute: float = 0.0


@dataclass(frozen=True, slots=True)
class ChoiceKey:
    """Options numbered from 1, of which `right` (indices from 0) are to be named."""

    options: tuple[Text, ...]
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class WordsKey:
    """One word per place, e.g. the action of a policy in each state: any of the spellings of a place is right."""

    places: tuple[tuple[str, frozenset[str]], ...]  # (state, the right actions)
    options: tuple[tuple[str, Text], ...] = ()  # all words that may be answered, where they are few, as they are read


@dataclass(frozen=True, slots=True)
class SetKey:
    """Numbers in any order, each named once."""

    values: tuple[Any, ...]
    tolerance: float = 0.005
    absolute: float = 0.0


@dataclass(frozen=True, slots=True)
class OrderKey:
    """Items to be put in order: as they are shown, lettered, and `right`, their indices in the right order."""

    items: tuple[Text, ...]
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a working or a table: its name, as it is typed, and the key of what belongs there."""

    name: str
    key: Key


@dataclass(frozen=True, slots=True)
class FillKey:
    """Blanks, each judged on its own."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a constructed answer is run on, and what must come out: a value, or a bound such as `<= 1000`."""

    given: Mapping[str, Any]
    wanted: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConstructKey:
    """Values of a calculator's parameters that bring about what every trial wants; `example` is one such answer."""

    calculator: str
    chosen: tuple[str, ...]
    given: Mapping[str, Any]
    trials: tuple[Trial, ...]
    example: str = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Ways of saying one thing, in both languages. `*` ends a stem. A phrase `a + b` needs both in one clause."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A marking point: what it says, its marks, and the phrases that count as saying it or contradicting it."""

    says: Text
    marks: float
    any: Phrases = Phrases()
    all: tuple[Phrases, ...] = ()
    none: Phrases = Phrases()  # the file's `not`


@dataclass(frozen=True, slots=True)
class RubricKey:
    """A short answer marked by points; `by_hand` where only the learner can mark it (a drawing)."""

    points: tuple[Point, ...]
    model: Text
    by_hand: bool = False


Key = (
    NumberKey | CountKey | ShapeKey | MatrixKey | FormulaKey | SetKey | OrderKey | FillKey | ConstructKey
    | ChoiceKey | WordsKey | RubricKey
)  # fmt: skip
