"""Formulas as written: a letter, a number, or an operation on formulas.

Python's operators build the tree; order is kept and nothing is simplified, so that a formula prints the way its
author wrote it. `==` between trees asks whether they are the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Union

from dlstudy.errors import ProgrammerError
from dlstudy.i18n import _

MOST_PLACES, UNREADABLE = 30, 10**9
Index = Union[int, str, "Node"]
Writable = Union["Node", int, Fraction, float]


class Node:
    """A formula."""

    __slots__ = ()

    def __add__(self, other: Writable) -> Op:
        return Op("+", (self, node(other)))

    def __radd__(self, other: Writable) -> Op:
        return Op("+", (node(other), self))

    def __sub__(self, other: Writable) -> Op:
        return Op("-", (self, node(other)))

    def __rsub__(self, other: Writable) -> Op:
        return Op("-", (node(other), self))

    def __mul__(self, other: Writable) -> Op:
        return Op("*", (self, node(other)))

    def __rmul__(self, other: Writable) -> Op:
        return Op("*", (node(other), self))

    def __truediv__(self, other: Writable) -> Op:
        return Op("/", (self, node(other)))

    def __rtruediv__(self, other: Writable) -> Op:
        return Op("/", (node(other), self))

    def __pow__(self, other: Writable) -> Op:
        return Op("^", (self, node(other)))

    def __rpow__(self, other: Writable) -> Op:
        return Op("^", (node(other), self))

    def __neg__(self) -> Op:
        return Op("neg", (self,))

    def __le__(self, other: Writable) -> Op:
        return Op("<=", (self, node(other)))

    def __lt__(self, other: Writable) -> Op:
        return Op("<", (self, node(other)))

    def __ge__(self, other: Writable) -> Op:
        return Op(">=", (self, node(other)))

    def __gt__(self, other: Writable) -> Op:
        return Op(">", (self, node(other)))

    @property
    def T(self) -> Op:  # noqa: N802  (the textbook's transpose)
        return Op("T", (self,))


class Letter(Node):
    """A symbol, perhaps with an index: `theta`, `theta[2]`, `W_Q`."""

    __slots__ = ("_hash", "index", "name")

    def __init__(self, name: str, index: tuple[Index, ...] = ()) -> None:
        self.name, self.index = name, index
        self._hash = hash((name, index))

    def __getitem__(self, index: Index | tuple[Index, ...]) -> Letter:
        return Letter(self.name, self.index + (index if isinstance(index, tuple) else (index,)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Letter) and self.name == other.name and self.index == other.index

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return self.name + (f"[{','.join(map(str, self.index))}]" if self.index else "")


class Num(Node):
    """A number that is not negative, exact; a negative one is `neg` of its size, as it is written."""

    __slots__ = ("value",)

    def __init__(self, value: int | Fraction) -> None:
        self.value = value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Num) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return str(self.value)


class Op(Node):
    """An operation of the table in `operations.py` on its arguments."""

    __slots__ = ("args", "op")

    def __init__(self, op: str, args: tuple[Node, ...]) -> None:
        self.op, self.args = op, args

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Op) and self.op == other.op and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.op, self.args))

    def __repr__(self) -> str:
        return f"{self.op}({', '.join(map(repr, self.args))})"


def letters(names: str) -> tuple[Letter, ...]:
    """The letters of a list of names; a number at the end of a name is its index: `beta_1` is β with index 1."""
    return tuple(letter(name) for name in names.split())


def letter(name: str) -> Letter:
    """The letter of a name as people type it: `theta_2`, `theta2` and `theta[2]` are one letter."""
    found = re.fullmatch(r"(.*?[^\d_])_?(\d+)", name)
    if found and len(found[2]) <= 4:
        return Letter(found[1], (int(found[2]),))
    return Letter(name)


def node(value: Writable) -> Node:
    """The formula of a number as one would write it: negatives as `neg`, fractions that do not end as a division."""
    if isinstance(value, Node):
        return value
    if isinstance(value, float):
        value = Fraction(str(value))
    if not isinstance(value, int | Fraction):
        raise ProgrammerError(_("not a formula: {value!r}", "不是公式：{value!r}")(value=value))
    if value < 0:
        return Op("neg", (node(-value),))
    if isinstance(value, Fraction) and not is_decimal(value):
        return Op("/", (Num(value.numerator), Num(value.denominator)))
    return Num(value)


def terminates(value: Fraction | int, places: int = 12) -> bool:
    """Whether a number has a decimal form of at most `places` places."""
    return bool(10**places % value.denominator == 0)


def is_decimal(value: Fraction) -> bool:
    """Whether a fraction is written as a decimal: it has a short one, or any, and its denominator tells nobody anything."""
    return terminates(value) or (value.denominator > UNREADABLE and terminates(value, MOST_PLACES))


def function(name: str, *args: Writable) -> Op:
    """The operation `name` of the table on `args`."""
    return Op(name, tuple(node(arg) for arg in args))


def floor(x: Writable) -> Op:
    """The largest integer not above x."""
    return function("floor", x)


def ceil(x: Writable) -> Op:
    """The smallest integer not below x."""
    return function("ceil", x)


def sqrt(x: Writable) -> Op:
    """The square root."""
    return function("sqrt", x)


def total(terms: Iterable[Writable]) -> Node:
    """The sum of the terms, written out; zero where there are none."""
    result: Node | None = None
    for term in terms:
        result = node(term) if result is None else result + term
    return Num(0) if result is None else result


def walk(tree: Node) -> Iterator[Node]:
    """Every formula inside `tree`, itself first."""
    pending = [tree]
    while pending:
        current = pending.pop()
        yield current
        if isinstance(current, Op):
            pending.extend(reversed(current.args))


def letters_of(tree: Node) -> frozenset[Letter]:
    """The letters a formula reads."""
    return frozenset(part for part in walk(tree) if isinstance(part, Letter))
