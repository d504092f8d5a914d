"""A key from what is written in one line: a kind, the right answer as anyone would type it, and how near is right.

Where neither a tolerance nor digits are asked for, a number is right within half a per cent, and within half a unit of
the last decimal the reference itself is written with: nobody who writes 57052.4 means 57000 to pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

from dlstudy.answers.domains import by_name, letter_name, parse, parse_list
from dlstudy.answers.keys import (
    Blank,
    CountKey,
    FillKey,
    FormulaKey,
    Key,
    MatrixKey,
    NumberKey,
    OrderKey,
    SetKey,
    ShapeKey,
)
from dlstudy.answers.kinds import matrix, order, sets, shape
from dlstudy.answers.kinds.closeness import fraction
from dlstudy.answers.kinds.fill import plain_name
from dlstudy.answers.kinds.pieces import named, pieces, plain
from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import Text, _
from dlstudy.symbolic.reading import read, read_count, read_value
from dlstudy.symbolic.reading.parser import MAX_AUTHOR
from dlstudy.symbolic.tree import Letter, Node, letters_of

HALF_A_PERCENT: Final = 0.005
_DECIMAL = re.compile(r"\s*[-+−]?\d*(?:\.(\d*))?\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the reference as text, the letters' domains, the tolerance and the digits."""

    reference: str
    domains: Mapping[str, str] = field(default_factory=dict)
    relative: float | None = None
    absolute: float | None = None
    digits: int | None = None

    @property
    def within(self) -> tuple[float, float]:
        """The relative and the absolute tolerance; an absolute one alone leaves no relative one."""
        if self.relative is not None or self.absolute is not None:
            return self.relative or 0.0, self.absolute or 0.0
        if self.digits is not None:
            return float(Fraction(5, 10**self.digits)), 0.0
        return HALF_A_PERCENT, 0.0


def asked(reference: str, symbols: Any = None, tolerance: Any = None, digits: Any = None) -> Asked:
    """The four as they come from a command line or a line of JSON; LearnerError where one makes no sense."""
    relative, absolute = _tolerances(tolerance)
    return Asked(reference, _domains(symbols), relative, absolute, _digits(digits))


def _domains(symbols: Any) -> Mapping[str, str]:
    if symbols is None or isinstance(symbols, str):
        return parse_list(symbols or "")
    if isinstance(symbols, list) and all(isinstance(name, str) for name in symbols):
        return dict.fromkeys(map(letter_name, symbols), "real")
    if isinstance(symbols, dict) and all(isinstance(said, str) for said in symbols.values()):
        domains = {letter_name(str(name)): said or "real" for name, said in symbols.items()}
        for said in domains.values():
            parse(said)
        return domains
    raise LearnerError(_("symbols is a text, or maps names to domains", "symbols 应为文本，或名称到取值范围的映射"))


def _tolerances(tolerance: Any) -> tuple[float | None, float | None]:
    if tolerance is None:
        return None, None
    if isinstance(tolerance, dict) and tolerance.keys() <= {"relative", "absolute"}:
        return _bound(tolerance.get("relative")), _bound(tolerance.get("absolute"))
    return _bound(tolerance), None


def _bound(given: Any) -> float | None:
    if given is None:
        return None
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given < float("inf"):
        return float(given)
    text = _('a tolerance is a number from 0, or {{"relative": …, "absolute": …}}',
             '容差应为不小于 0 的数，或 {{"relative": …, "absolute": …}}')  # fmt: skip
    raise LearnerError(text())


def _digits(given: Any) -> int | None:
    if given is None or (isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 15):
        return given
    raise LearnerError(_("digits is a whole number from 1 to 15", "digits 应为 1 到 15 的整数"))


def key_of(kind: str, what: Asked) -> Key:
    """The key of a kind; LearnerError where the reference is none."""
    if kind not in KINDS:
        raise LearnerError(unknown(kind, list(KINDS)))
    return KINDS[kind](what)


def _number(what: Asked) -> Key:
    value = read_value(what.reference, MAX_AUTHOR)
    relative, absolute = what.within
    if what.relative is None and what.absolute is None and what.digits is None:
        relative = min(relative, _as_written(what.reference, value))
    return NumberKey(value, relative, absolute, what.digits)


def _as_written(reference: str, value: Any) -> float:
    """Half a unit of the last place of a decimal, relative to it; no bound where the reference is an expression."""
    found, size = _DECIMAL.fullmatch(reference), abs(fraction(value) or Fraction(0))
    if found is None or not size:
        return 1.0
    return float(Fraction(1, 2) / 10 ** len(found[1] or "") / size)


def _count(what: Asked) -> Key:
    return CountKey(read_count(what.reference))


def _shape(what: Asked) -> Key:
    return ShapeKey(shape.read(ShapeKey(()), what.reference))


def _matrix(what: Asked) -> Key:
    key = MatrixKey((), *what.within[:1], False, what.within[1])
    return MatrixKey(matrix.read_rows(key, what.reference), key.tolerance, False, key.absolute)


def _vector(what: Asked) -> Key:
    key = MatrixKey((), what.within[0], True, what.within[1])
    rows = matrix.read_rows(key, what.reference)
    if len(rows) != 1:
        raise LearnerError(_("the reference is no vector", "参考答案不是向量"), what.reference)
    return MatrixKey(rows, key.tolerance, True, key.absolute)


def _formula(what: Asked) -> Key:
    """The reference in its declared letters, and where these are not all, in its own."""
    tree = _tree(what.reference, frozenset(map(by_name, what.domains)))
    domains = {repr(x): "real" for x in letters_of(tree)} | dict(what.domains)
    tolerance = (0.0, 0.0) if (what.relative, what.absolute, what.digits) == (None, None, None) else what.within
    return FormulaKey(tree, domains, *tolerance)


def _set(what: Asked) -> Key:
    return SetKey(sets.read(SetKey(()), what.reference), *what.within)


def _order(what: Asked) -> Key:
    """Letters in the right order."""
    count = sum(character.isalnum() for character in what.reference)
    items = tuple(Text(order.letter(i), order.letter(i)) for i in range(count))
    return OrderKey(items, order.read(OrderKey(items, ()), what.reference))


def _fill(what: Asked) -> Key:
    """Blanks with their names, `theta_1 = 0.5; A = [1, 2; 3, 4]`: numbers, or where brackets stand matrices."""
    found = [named(piece) for piece in pieces(plain(what.reference), ";\n")]
    names = [plain_name(pair[0]) for pair in found if pair is not None]
    if not found or None in found or len(set(names)) < len(names):
        raise LearnerError(_("write blanks as name = value; name = value", "请把各空写成 名称 = 值; 名称 = 值"))
    blanks = [(pair[0], replace(what, reference=pair[1])) for pair in found if pair is not None]
    return FillKey(tuple(Blank(name, (_matrix if "[" in one.reference else _number)(one)) for name, one in blanks))


def _tree(reference: str, declared: frozenset[Letter]) -> Node:
    with suppress(LearnerError):
        return read(reference, declared, MAX_AUTHOR)
    return read(reference, None, MAX_AUTHOR)


KINDS: Final[Mapping[str, Callable[[Asked], Key]]] = {
    "number": _number,
    "count": _count,
    "shape": _shape,
    "vector": _vector,
    "matrix": _matrix,
    "set": _set,
    "order": _order,
    "fill": _fill,
    "formula": _formula,
    "symbolic": _formula,  # as other systems call it
}
