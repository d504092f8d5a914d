"""Formulas as quotients of polynomials, exactly: two are equal where numerator · denominator agrees crosswise.

Whatever is no rational operation (a floor, a root, an exponential) stands as a letter of its own, the same one for
arguments that are equal. So equality found here is certain; a difference is only where no such letter occurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from dlstudy.symbolic.tree import Letter, Node, Num, Op

Monomial = tuple[tuple[int, int], ...]  # (letter, exponent), by letter
Rational = Fraction | int
Poly = Mapping[Monomial, Rational]

MAX_TERMS: Final = 120
MAX_POWER: Final = 24
MAX_BITS: Final = 2048
_SUMS: Final = {"+": 1, "-": -1}
_LISTS: Final = frozenset(["matrix", "row", "shape"])
_OF_LISTS: Final = _LISTS | {"T", "⊙", "norm", "softmax", "normalize", "sum", "rows", "columns", "stack", "concat"}
_CONSTANTS: Final[Poly] = {(): 1}


class TooManyTermsError(Exception):
    """Written out, the formula would be too long: it is sampled instead."""


class Ratio:
    """numerator / denominator."""

    __slots__ = ("bottom", "top")

    def __init__(self, top: Poly, bottom: Poly = _CONSTANTS) -> None:
        self.top, self.bottom = top, bottom

    def same(self, other: Ratio) -> bool:
        """Whether both are one rational function."""
        return _times(self.top, other.bottom) == _times(other.top, self.bottom)


class Forms:
    """Rational forms over one stock of letters; what is compared must come from one stock."""

    def __init__(self) -> None:
        self.letters: dict[Letter, int] = {}
        self.parts: list[tuple[str, tuple[Ratio, ...], int]] = []  # what stands as a letter: operation, arguments
        self._next = 0

    def form(self, tree: Node) -> Ratio:
        """The rational form of a formula; TooManyTermsError where it is too long."""
        if isinstance(tree, Num):
            return Ratio({(): tree.value} if tree.value else {})
        if isinstance(tree, Letter):
            if tree not in self.letters:
                self.letters[tree] = self._fresh()
            return _letter(self.letters[tree])
        assert isinstance(tree, Op)
        if tree.op == "^":
            return self._power(tree)
        args = tuple(map(self.form, tree.args))
        return self._combined(tree.op, args)

    def _combined(self, op: str, args: tuple[Ratio, ...]) -> Ratio:
        if op in _SUMS:
            return _sum(args[0], args[1], _SUMS[op])
        if op == "neg":
            return Ratio(_scaled(args[0].top, -1), args[0].bottom)
        if op == "%":
            return Ratio(_scaled(args[0].top, Fraction(1, 100)), args[0].bottom)
        if op == "*":
            return _short(Ratio(_times(args[0].top, args[1].top), _times(args[0].bottom, args[1].bottom)))
        if op == "/" and args[1].top:
            return _short(Ratio(_times(args[0].top, args[1].bottom), _times(args[0].bottom, args[1].top)))
        return self._part(op, args)

    def _power(self, tree: Op) -> Ratio:
        base, exponent = map(self.form, tree.args)
        n = _constant(exponent)
        if n is None or n.denominator != 1 or (n < 0 and not base.top):
            return self._part("^", (base, exponent))
        if abs(n) > MAX_POWER:
            raise TooManyTermsError
        top, bottom = (base.top, base.bottom) if n >= 0 else (base.bottom, base.top)
        result = Ratio(_CONSTANTS)
        for _factor in range(abs(n.numerator)):
            result = Ratio(_times(result.top, top), _times(result.bottom, bottom))
        return result

    def _part(self, op: str, args: tuple[Ratio, ...]) -> Ratio:
        """The letter that stands for this operation on these arguments."""
        if op in _OF_LISTS:
            raise TooManyTermsError  # a product of matrices has an order
        op = "ln" if op == "log" and len(args) == 1 else op
        for name, known, number in self.parts:
            if name == op and len(known) == len(args) and all(x.same(y) for x, y in zip(known, args, strict=True)):
                return _letter(number)
        number = self._fresh()
        self.parts.append((op, args, number))
        return _letter(number)

    def _fresh(self) -> int:
        self._next += 1
        return self._next


def equal(x: Node, y: Node) -> bool | None:
    """Whether two formulas are equal; none where their rational forms do not tell.

    Equal ones must also be made of the same parts: 0 · ln(a) is not the same as 0 where a is negative.
    """
    if isinstance(x, Op) and isinstance(y, Op) and x.op == y.op in _LISTS and len(x.args) == len(y.args):
        return _all(equal(p, q) for p, q in zip(x.args, y.args, strict=True))
    forms = Forms()
    try:
        p = forms.form(x)
        parts = len(forms.parts)
        q = forms.form(y)
        same = p.same(q)
    except TooManyTermsError:
        return None
    if not forms.parts:
        return same
    return True if same and len(forms.parts) == parts and _as_many(y, parts) else None


def _all(found: Iterable[bool | None]) -> bool | None:
    """False where one is, true where all are."""
    answers = set(found)
    return False if False in answers else None if None in answers else True


def _as_many(y: Node, parts: int) -> bool:
    """Whether a formula alone has so many parts."""
    forms = Forms()
    forms.form(y)
    return len(forms.parts) == parts


def _letter(number: int) -> Ratio:
    return Ratio({((number, 1),): 1})


def _constant(x: Ratio) -> Fraction | None:
    if not x.top:
        return Fraction(0)
    if x.top.keys() | x.bottom.keys() == {()}:
        return Fraction(x.top[()]) / x.bottom[()]
    return None


def _sum(x: Ratio, y: Ratio, sign: int) -> Ratio:
    if x.bottom == y.bottom:
        return Ratio(_plus(x.top, _scaled(y.top, sign)), x.bottom)
    top = _plus(_times(x.top, y.bottom), _scaled(_times(y.top, x.bottom), sign))
    return _short(Ratio(top, _times(x.bottom, y.bottom)))


def _short(x: Ratio) -> Ratio:
    """The same with denominator 1 where it is but a number: most formulas are sums of such."""
    if len(x.bottom) == 1 and () in x.bottom and x.bottom[()] != 1:
        return Ratio(_scaled(x.top, Fraction(1) / x.bottom[()]))
    return x


def _scaled(x: Poly, factor: Fraction | int) -> Poly:
    return {monomial: c * factor for monomial, c in x.items()} if factor else {}


def _plus(x: Poly, y: Poly) -> Poly:
    total = dict(x)
    for monomial, c in y.items():
        both = total.get(monomial, 0) + c
        if both:
            total[monomial] = both
        else:
            total.pop(monomial, None)
    if len(total) > MAX_TERMS:
        raise TooManyTermsError
    return total


def _times(x: Poly, y: Poly) -> Poly:
    if len(x) * len(y) > MAX_TERMS * 10:
        raise TooManyTermsError
    if y == _CONSTANTS:
        return x
    if x == _CONSTANTS:
        return y
    total: dict[Monomial, Fraction | int] = {}
    for p, a in x.items():
        for q, b in y.items():
            monomial, c = _joined(p, q), a * b
            if max(abs(c.numerator), c.denominator).bit_length() > MAX_BITS:
                raise TooManyTermsError
            both = total.get(monomial, 0) + c
            if both:
                total[monomial] = both
            else:
                del total[monomial]
    if len(total) > MAX_TERMS:
        raise TooManyTermsError
    return total


def _joined(p: Monomial, q: Monomial) -> Monomial:
    if not p:
        return q
    if not q:
        return p
    powers = dict(p)
    for letter, exponent in q:
        powers[letter] = powers.get(letter, 0) + exponent
    return tuple(sorted(powers.items()))
