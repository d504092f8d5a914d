"""What a calculator is: a value from which command, form, questions, diagnosis, docs and tests derive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dlstudy.i18n import Text
from dlstudy.symbolic.params import Param
from dlstudy.symbolic.tree import Letter, Node

if TYPE_CHECKING:
    import random

    from dlstudy.symbolic.picture import Picture
    from dlstudy.symbolic.working import Working

Known = Mapping[Letter, Any]
Run = Callable[[Known], Any]
Steps = Callable[[SimpleNamespace], "Iterator[Step] | Iterator[Step | Do]"]  # a generator, sent each value
Kind = Literal["number", "count", "shape", "vector", "matrix", "words", "table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of working: the cells are values; `formula(i, j)` is the formula of a cell, where it has one."""

    columns: tuple[Text | str, ...]
    rows: tuple[tuple[Any, ...], ...]
    formula: Callable[[int, int], Node | None] | None = None
    most: int = 40  # rows shown; a longer one is shortened in the middle


class Step(NamedTuple):
    """A line of working: `symbol = expr`, and why."""

    symbol: Letter
    expr: Node
    why: Text
    group: Text | None = None  # which head, time step, layer or sweep it belongs to


class Do(NamedTuple):
    """A line that is a procedure: `run` reads the letters of `uses`, and nothing else; `table` shows its work."""

    symbol: Letter
    run: Run
    uses: tuple[Letter, ...]
    why: Text
    group: Text | None = None
    table: Callable[[Any, Known], Table] | None = None


class Output(NamedTuple):
    """A result: the line it is read from, the name scripts rely on, and what kind of answer it is."""

    symbol: Letter
    name: str
    title: Text
    kind: Kind = "number"
    letter: Letter | None = None  # the letter it is printed with, where that is not `symbol`
    rows: Callable[[SimpleNamespace], Sequence[str]] | None = None  # what its rows (a vector's entries) stand for
    columns: Callable[[SimpleNamespace], Sequence[str]] | None = None
    words: Mapping[str, Text] | None = None  # all that one of a few words may be, and how each is read

    def spoken(self, value: Any) -> Any:
        """The value, one of a few words in the reader's language."""
        return str(self.words.get(value, value)) if self.words is not None and isinstance(value, str) else value


class Rule(NamedTuple):
    """What must hold for the calculation to mean anything."""

    holds: Node | Callable[[SimpleNamespace], bool]
    why: Text


class Mistake(NamedTuple):
    """A wrong turn: the swapped lines (or parameters) it consists of, where `applies` says it can be made.

    A line is swapped for a formula, or for a function of its index that gives a formula (or a procedure).
    """

    name: str
    why: Text
    swap: Mapping[Letter, Any] | Callable[[SimpleNamespace], Mapping[Letter, Any]]
    applies: Callable[[SimpleNamespace], bool] = lambda _given: True
    convention: bool = False  # not wrong, but another book's way


class Example(NamedTuple):
    """A published result: what was given, what came out, and where it is printed; numbers agree to `within`."""

    given: Mapping[str, Any]
    outputs: Mapping[str, Any]
    source: str
    within: float = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Calculator:
    """A calculator. `steps(given)` yields the working; `reference(given)` finds the outputs by another road."""

    name: str
    title: Text
    topic: str
    source: str
    params: tuple[Param, ...]
    outputs: tuple[Output, ...]
    steps: Steps
    reference: Callable[[SimpleNamespace], Mapping[str, Any]]
    summary: Text | None = None
    rules: tuple[Rule, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    examples: tuple[Example, ...] = ()
    positional: str = ""  # the parameter that may be given without an option, right behind the command's name
    usage: tuple[str, ...] = ()  # what follows the command's name in each example of the help
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # dimensions worth asking
    derive: Callable[[dict[str, Any]], dict[str, Any]] = lambda values: values  # fills in what follows from the rest
    draw: Callable[[dict[str, Any], random.Random], dict[str, Any]] = lambda values, _rng: values
    picture: Callable[[Working], Picture | None] | None = None
    exact_below: Callable[[SimpleNamespace], bool] = lambda _given: True  # else the reference runs alone

    def param(self, name: str) -> Param | None:
        """The parameter of this name; `in-channels` and `in_channels` are one."""
        wanted = name.replace("-", "_")
        return next((p for p in self.params if p.name == wanted), None)

    def output(self, name: str) -> Output | None:
        """The output of this name."""
        return next((o for o in self.outputs if o.name == name), None)


def shown(outputs: Iterable[Output], values: Mapping[str, Any]) -> list[Output]:
    """The outputs that came out under these values."""
    return [output for output in outputs if output.name in values]
