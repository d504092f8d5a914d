"""Where algebra is wanted: letters left open, derivatives of a typed objective. The only module that knows SymPy.

Formulas cross over by constructors, never as text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.tree import Letter, Node, Num, Op, letters_of, node, walk

_TO: dict[str, Callable[..., Any]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "^": lambda x, y: x**y,
    "neg": lambda x: -x,
    "mod": sympy.Mod,
    "%": lambda x: x / 100,
    "!": sympy.factorial,
    "sqrt": sympy.sqrt,
    "ln": sympy.log,
    "log": sympy.log,
    "log2": lambda x: sympy.log(x, 2),
    "log10": lambda x: sympy.log(x, 10),
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "max": sympy.Max,
    "min": sympy.Min,
    "relu": lambda x: sympy.Max(x, 0),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arcsec": sympy.asec,
    "arccsc": sympy.acsc,
    "arccot": sympy.acot,
    "pi": lambda: sympy.pi,
    "e": lambda: sympy.E,
} | {
    name: getattr(sympy, name)
    for name in (
        "floor",
        "exp",
        "sin",
        "cos",
        "tan",
        "sec",
        "csc",
        "cot",
        "sinh",
        "cosh",
        "tanh",
        "erf",
        "sign",
        "binomial",
    )
}

_FROM: dict[Any, str] = {
    sympy.Mod: "mod", sympy.factorial: "!", sympy.log: "ln", sympy.Abs: "abs", sympy.ceiling: "ceil", sympy.Max: "max",
    sympy.Min: "min", sympy.asin: "arcsin", sympy.acos: "arccos", sympy.atan: "arctan", sympy.asec: "arcsec",
    sympy.acsc: "arccsc", sympy.acot: "arccot", sympy.floor: "floor", sympy.sin: "sin", sympy.cos: "cos",
    sympy.tan: "tan", sympy.sec: "sec", sympy.csc: "csc", sympy.cot: "cot", sympy.sinh: "sinh", sympy.cosh: "cosh",
    sympy.tanh: "tanh", sympy.erf: "erf", sympy.sign: "sign", sympy.binomial: "binomial", sympy.exp: "exp",
}  # fmt: skip


def to_sympy(tree: Node, integer: bool = False) -> Any:
    """The formula as a SymPy expression; its letters real symbols, positive integers where `integer` says so."""
    if isinstance(tree, Num):
        return sympy.Rational(tree.value.numerator, tree.value.denominator)
    if isinstance(tree, Letter):
        return sympy.Symbol(repr(tree), integer=True, positive=True) if integer else sympy.Symbol(repr(tree), real=True)
    assert isinstance(tree, Op)
    if tree.op not in _TO:
        raise LearnerError(
            _("{op} has no algebra here: give numbers", "这里不能对 {op} 作代数运算，请给出数值")(op=tree.op)
        )
    return _TO[tree.op](*(to_sympy(arg, integer) for arg in tree.args))


def from_sympy(expression: Any, names: dict[str, Letter]) -> Node:
    """The formula of a SymPy expression, written the way people write: signs in front, quotients as quotients."""

    def write(x: Any) -> Node:
        if isinstance(x, sympy.Symbol):
            return names.get(x.name, Letter(x.name))
        if isinstance(x, sympy.Rational):
            return node(_rounded(x))
        if x in (sympy.pi, sympy.E):
            return Op("pi" if x is sympy.pi else "e", ())
        if isinstance(x, sympy.Add):
            return _sum(x, write)
        if isinstance(x, sympy.Mul):
            return _product(x, write)
        if isinstance(x, sympy.Pow):
            return _power(x, write)
        if type(x) in _FROM:
            return Op(_FROM[type(x)], tuple(write(arg) for arg in x.args))
        raise LearnerError(_("the result has no closed form here: {form}", "结果在这里没有初等形式：{form}")(form=x))

    return write(expression)


Write = Callable[[Any], Node]
LONG = 10**12
LARGEST_EXPONENT = 1000


def _is_long(x: Any) -> bool:
    """Whether a rational number came of irrational ones, and is no fraction that anybody would write."""
    return bool(x.q > LONG)


def _rounded(x: Any) -> Fraction:
    """The number, to 15 figures where it is long."""
    exact = Fraction(int(x.p), int(x.q))
    return Fraction(f"{float(exact):.15g}") if _is_long(x) else exact


def _sum(x: Any, write: Write) -> Node:
    terms = sorted(x.as_ordered_terms(), key=lambda t: bool(t.could_extract_minus_sign()))
    result = write(terms[0])
    for term in terms[1:]:
        result = result - write(-term) if term.could_extract_minus_sign() else result + write(term)
    return result


def _product(x: Any, write: Write) -> Node:
    if x.could_extract_minus_sign():
        return -write(-x)
    factor, rest = x.as_coeff_Mul()
    if _is_long(factor):
        return write(factor) * write(rest)
    top, bottom = sympy.fraction(x)
    if bottom != 1:
        return write(top) / write(bottom)
    return reduce(lambda p, q: p * q, [write(factor) for factor in x.as_ordered_factors()])


def _power(x: Any, write: Write) -> Node:
    base, exponent = x.as_base_exp()
    if exponent == sympy.Rational(1, 2):
        return Op("sqrt", (write(base),))
    if exponent.could_extract_minus_sign():
        return 1 / write(base**-exponent)
    return write(base) ** write(exponent)


def _names(tree: Node) -> dict[str, Letter]:
    return {repr(letter): letter for letter in letters_of(tree)}


def simplify(tree: Node) -> Node:
    """A shorter formula with the same value, its letters being positive integers (sizes and counts)."""
    if isinstance(tree, Op) and tree.op in ("shape", "matrix", "row"):
        return Op(tree.op, tuple(simplify(arg) for arg in tree.args))
    try:
        return tree if _has_huge_powers(tree) else _shortest(tree)
    except (ValueError, RecursionError):  # SymPy cannot order a quotient by zero in a maximum, or it is too deep
        return tree


def _shortest(tree: Node) -> Node:
    whole = to_sympy(tree, integer=True)
    quotient = sympy.cancel(sympy.together(whole))
    names = _names(tree)
    forms = [
        from_sympy(_rounding_together(form), names) for form in (sympy.factor(quotient), whole, sympy.expand(quotient))
    ]
    return min(forms, key=lambda form: sum(1 for _part in walk(form)))


def _has_huge_powers(tree: Node) -> bool:
    """Whether an exponent holds a large number: SymPy would write such a power out as a polynomial."""
    powers = (
        part for part in walk(tree) if isinstance(part, Op) and part.op in ("^", "exp", "sigmoid", "tanh", "softmax")
    )
    numbers = (part.value for power in powers for part in walk(power.args[-1]) if isinstance(part, Num))
    return any(value > LARGEST_EXPONENT for value in numbers)


def _rounding_together(expression: Any) -> Any:
    """The expression with each floor and ceiling over one fraction, which SymPy would pull apart."""
    expression = expression.replace(sympy.floor, lambda x: sympy.floor(sympy.together(x), evaluate=False))
    return expression.replace(sympy.ceiling, lambda x: sympy.ceiling(sympy.together(x), evaluate=False))


def differentiate(tree: Node, by: Letter) -> Node:
    """The partial derivative of a formula by a letter."""
    found = sympy.diff(to_sympy(tree), sympy.Symbol(repr(by), real=True))
    if found.has(sympy.DiracDelta, sympy.Subs, sympy.Derivative):
        raise LearnerError(_("this cannot be differentiated everywhere (corners, jumps): give another formula",
                             "这个函数不是处处可导（有尖点或跳跃），请换一个公式"))  # fmt: skip
    return from_sympy(found, _names(tree))


def identical(x: Node, y: Node, positive: Collection[Letter] = ()) -> bool | None:
    """Whether two formulas are equal as complex functions, `positive` letters above zero; none where it stays open.

    Simplified to nothing they are; else their principal values are compared to 30 digits at a few points.
    """
    names = {letter: sympy.Symbol(repr(letter), real=True) for letter in letters_of(x) | letters_of(y)}
    given = {symbol: sympy.Symbol(symbol.name, positive=True) for letter, symbol in names.items() if letter in positive}
    p, q = (to_sympy(tree).xreplace(given) for tree in (x, y))
    apart = p - q
    for number in range(1, 7):
        at = {
            s: sympy.Rational(7 * number + 3 * i, 5 + i) for i, s in enumerate(sorted(apart.free_symbols, key=str), 1)
        }
        got, want = (side.subs(at).evalf(30, maxn=60) for side in (p, q))
        if not (got.is_number and want.is_number and got.is_finite and want.is_finite):
            return True if sympy.simplify(apart) == 0 else None
        if abs(got - want) > abs(want) * sympy.Float("1e-20") + sympy.Float("1e-25"):
            return False
    return True
