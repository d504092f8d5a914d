"""The table of operations: what each means, how tightly it binds, how it is written.

Reader, evaluator, printers and algebra all look here, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Literal, NamedTuple

from dlstudy.symbolic import meaning as m

Value = Any  # a Number, a Grid, a tuple of ints (a shape), a str, a bool
Style = Literal["infix", "prefix", "postfix", "call", "bracket", "list"]

COMPARISON, SUM, PRODUCT, PREFIX, POWER, POSTFIX, ATOM = range(1, 8)


class Operation(NamedTuple):
    """One operation: its meaning, its precedence, and how it is written plainly, in Unicode and in TeX."""

    meaning: Callable[..., Value]
    level: int
    style: Style
    plain: str
    unicode: str
    tex: str
    arity: tuple[int, int] = (1, 1)


def _infix(meaning: Callable[..., Value], level: int, plain: str, unicode: str, tex: str) -> Operation:
    return Operation(meaning, level, "infix", plain, unicode, tex, (2, 2))


def _call(meaning: Callable[..., Value], name: str, tex: str, unicode: str = "", most: int = 1) -> Operation:
    return Operation(meaning, ATOM, "call", name, unicode or name, tex, (1, most))


def _block(name: str, module: str, least: int, most: int) -> Operation:
    """An operation on matrices, whose module is imported when it is first used."""

    def meaning(*args: Value) -> Value:
        return getattr(import_module(f"dlstudy.symbolic.{module}"), name)(*args)

    return Operation(meaning, ATOM, "call", name, name, rf"\operatorname{{{name}}}", (least, most))


def _named(name: str, meaning: Callable[..., Value] | None = None) -> Operation:
    return _call(meaning or m.elementwise(m.transcendental(name, 1e15)), name, rf"\operatorname{{{name}}}")


def _standard(name: str, mpmath: str = "", bound: float = 1e15) -> Operation:
    return _call(m.elementwise(m.transcendental(mpmath or name, bound)), name, "\\" + name)


OPERATIONS: dict[str, Operation] = {
    "<=": _infix(m.ordered(-1, 0), COMPARISON, "<=", "≤", r"\le"),
    "<": _infix(m.ordered(-1), COMPARISON, "<", "<", "<"),
    ">=": _infix(m.ordered(1, 0), COMPARISON, ">=", "≥", r"\ge"),
    ">": _infix(m.ordered(1), COMPARISON, ">", ">", ">"),
    "+": _infix(m.add, SUM, "+", "+", "+"),
    "-": _infix(m.subtract, SUM, "-", "−", "-"),
    "*": _infix(m.multiply, PRODUCT, "*", "·", r"\cdot"),
    "/": _infix(m.divide, PRODUCT, "/", "/", "/"),
    "⊙": _infix(m.hadamard, PRODUCT, ".*", "⊙", r"\odot"),
    "mod": _infix(m.modulo, PRODUCT, "mod", "mod", r"\bmod"),
    "neg": Operation(m.negative, PREFIX, "prefix", "-", "−", "-"),
    "^": _infix(m.power, POWER, "^", "^", "^"),
    "T": Operation(m.transpose, POSTFIX, "postfix", "^T", "ᵀ", r"^{\top}"),
    "!": Operation(m.factorial, POSTFIX, "postfix", "!", "!", "!"),
    "%": Operation(m.percent, POSTFIX, "postfix", "%", "%", r"\%"),
    "floor": Operation(m.floor, ATOM, "bracket", "floor", "⌊⌋", r"\lfloor\rfloor"),
    "ceil": Operation(m.ceil, ATOM, "bracket", "ceil", "⌈⌉", r"\lceil\rceil"),
    "abs": Operation(m.absolute, ATOM, "bracket", "abs", "||", "||"),
    "norm": Operation(m.norm, ATOM, "bracket", "norm", "‖‖", r"\|\|"),
    "row": Operation(m.row, ATOM, "list", ", ", ", ", " & ", (1, 64)),
    "matrix": Operation(m.matrix, ATOM, "list", "; ", "; ", r" \\ ", (1, 64)),
    "shape": Operation(m.shape, PRODUCT, "list", " x ", " × ", r" \times ", (1, 8)),
    "pi": Operation(m.pi, ATOM, "call", "pi", "π", r"\pi", (0, 0)),
    "e": Operation(m.euler, ATOM, "call", "e", "e", r"\mathrm{e}", (0, 0)),
    "sqrt": _call(m.elementwise(m.square_root), "sqrt", r"\sqrt", "√"),
    "exp": _call(m.elementwise(m.exponential), "exp", r"\exp"),
    "ln": _call(m.elementwise(m.logarithm), "ln", r"\ln"),
    "log": _call(m.log, "log", r"\log", most=2),
    "log2": _call(lambda x: m.log(x, 2), "log2", r"\log_2"),
    "log10": _call(lambda x: m.log(x, 10), "log10", r"\log_{10}"),
    "sin": _standard("sin"),
    "cos": _standard("cos"),
    "tan": _standard("tan"),
    "sec": _standard("sec"),
    "csc": _standard("csc"),
    "cot": _standard("cot"),
    "arcsin": _standard("arcsin", "asin"),
    "arccos": _standard("arccos", "acos"),
    "arctan": _standard("arctan", "atan"),
    "arcsec": _named("arcsec", m.elementwise(m.transcendental("asec", 1e15))),
    "arccsc": _named("arccsc", m.elementwise(m.transcendental("acsc", 1e15))),
    "arccot": _named("arccot", m.elementwise(m.transcendental("acot", 1e15))),
    "sinh": _standard("sinh", bound=1e5),
    "cosh": _standard("cosh", bound=1e5),
    "tanh": _standard("tanh", bound=1e5),
    "erf": _named("erf"),
    "sigmoid": _call(m.elementwise(m.sigmoid), "sigmoid", r"\sigma", "σ"),
    "relu": _named("relu", m.elementwise(m.relu)),
    "sign": _named("sign", m.elementwise(m.sign)),
    "softmax": _named("softmax", m.softmax),
    "normalize": _named("normalize", m.unit_rows),
    "sum": _named("sum", m.sum_of),
    "max": _call(m.extreme(1), "max", r"\max", most=64),
    "min": _call(m.extreme(-1), "min", r"\min", most=64),
    "binomial": Operation(m.binomial, ATOM, "call", "binomial", "binomial", r"\operatorname{binomial}", (2, 2)),
    "rows": _block("rows", "blocks", 3, 3),
    "columns": _block("columns", "blocks", 3, 3),
    "stack": _block("stack", "blocks", 1, 256),
    "concat": _block("concat", "blocks", 1, 256),
    "causal": _block("causal", "blocks", 1, 1),
    "padding": _block("padding", "blocks", 2, 2),
    "identity": _block("identity", "equations", 1, 1),
    "solve": _block("solve", "equations", 2, 2),
    "pad": _block("pad", "windows", 2, 5),
    "flip": _block("flip", "windows", 1, 1),
}
