"""A formula on one line: plain (ASCII), Unicode, or TeX. Read back, it is the same formula."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from dlstudy.symbolic.notation.names import SUPERSCRIPT, name_of
from dlstudy.symbolic.operations import OPERATIONS, POSTFIX, POWER, PREFIX, PRODUCT, Operation
from dlstudy.symbolic.tree import Letter, Node, Num, Op, letters_of

LONGEST: Final = 10**200
STYLES: Final = ("plain", "unicode", "tex")


def write(tree: Node, style: str = "unicode") -> str:
    """The formula as written, in one of `STYLES`."""
    if isinstance(tree, Letter):
        return name_of(tree, style)
    if isinstance(tree, Num):
        return number(tree.value)
    assert isinstance(tree, Op)
    operation = OPERATIONS[tree.op]
    if operation.style == "list":
        return _list(tree, operation, style)
    if operation.style in ("call", "bracket"):
        return _call(tree, operation, style)
    if operation.style == "infix":
        return _infix(tree, operation, style)
    if tree.op == "neg":
        return f"{getattr(operation, style)}{_inside(tree.args[0], POWER, style)}"
    return f"{_inside(tree.args[0], POSTFIX, style)}{getattr(operation, style)}"


def number(value: int | Fraction) -> str:
    """A number that is not negative: its decimal, which ends; a huge one to 15 figures."""
    from dlstudy.symbolic.notation.quantities import decimal, exact

    return exact(value) if value < LONGEST else decimal(value, 15)


def level(tree: Node) -> int:
    """How tightly the outermost operation of a formula binds."""
    return OPERATIONS[tree.op].level if isinstance(tree, Op) else POSTFIX + 1


def _inside(tree: Node, least: int, style: str) -> str:
    text = write(tree, style)
    return text if level(tree) >= least else _bracket(text, style)


def _bracket(text: str, style: str) -> str:
    return rf"\left({text}\right)" if style == "tex" else f"({text})"


def _infix(tree: Op, operation: Operation, style: str) -> str:
    left, right = tree.args
    if tree.op == "^":
        return _power(left, right, style)
    if tree.op == "/" and style == "tex":
        return rf"\frac{{{write(left, style)}}}{{{write(right, style)}}}"
    before, after = _inside(left, operation.level, style), _inside(right, operation.level + 1, style)
    if tree.op == "mod" and _share(left):
        before = _bracket(before, style)
    if tree.op == "*" and style == "unicode" and _quotient(left) and _quotient(right):
        return _bracket(before, style) + after
    if isinstance(right, Op) and right.op == "neg":
        after = _bracket(write(right, style), style)
    if tree.op == "*":
        return before + _times(left, right, style) + after
    return f"{before} {getattr(operation, style)} {after}"


def _power(base: Node, exponent: Node, style: str) -> str:
    below = _inside(base, POWER + 1, style)
    if style == "unicode" and isinstance(base, Op) and base.op == "sqrt":
        below = _bracket(below, style)  # a root has no bar here: √d² would be the root of d²
    if style == "tex":
        return f"{below}^{{{write(exponent, style)}}}"
    if style == "unicode" and isinstance(exponent, Num) and isinstance(exponent.value, int):
        return below + str(exponent.value).translate(SUPERSCRIPT)
    return f"{below}^{_inside(exponent, POWER, style)}"


def _times(left: Node, right: Node, style: str) -> str:
    """The sign between two factors: none where a textbook writes none, × between numbers."""
    if style == "plain":
        return "*"
    cross, dot, thin = (r" \times ", r" \cdot ", r"\,") if style == "tex" else (" × ", " · ", " ")
    first = _edge(right)
    if isinstance(first, Num) or (isinstance(right, Op) and right.op == "neg" and _last(left)):
        return cross
    if isinstance(first, Op) and first.op in ("abs", "norm"):
        return dot  # a bar after a factor would close, not open
    if _share(left):
        return dot  # after a percent sign a bare factor would look like a remainder
    if _last(left) and not (letters_of(right) or first in _CONSTANTS):
        return cross  # nothing but numbers
    if isinstance(left, Num):
        return "" if isinstance(right, Letter) else " " if style == "unicode" and level(right) >= POWER else ""
    if isinstance(left, Op) and left.op in ("/", "mod", "⊙"):
        return dot
    opens = level(right) < PRODUCT + 1
    if opens and isinstance(_tail(left), Letter):
        return dot  # x(1 − x) would look like a function of x
    return "" if opens else thin


_CONSTANTS: Final = (Op("pi", ()), Op("e", ()))


def _last(tree: Node) -> bool:
    """Whether a factor ends in a number."""
    return isinstance(tree, Num) or (isinstance(tree, Op) and tree.op in ("neg", "*") and _last(tree.args[-1]))


def _quotient(tree: Node) -> bool:
    return isinstance(tree, Op) and tree.op == "/"


def _tail(tree: Node) -> Node:
    """The rightmost factor of a product."""
    return _tail(tree.args[1]) if isinstance(tree, Op) and tree.op == "*" else tree


def _share(tree: Node) -> bool:
    """Whether a factor ends in a percent sign."""
    return isinstance(tree, Op) and (tree.op == "%" or (tree.op in "*/" and _share(tree.args[-1])))


def _edge(tree: Node) -> Node:
    """The leftmost atom a factor is written with, where no bracket stands before it."""
    while isinstance(tree, Op) and OPERATIONS[tree.op].style in ("infix", "postfix") and tree.op != "*":
        if level(tree) <= PRODUCT or (tree.op == "^" and level(tree.args[0]) <= POWER):
            return tree
        tree = tree.args[0]
    return tree


def _call(tree: Op, operation: Operation, style: str) -> str:
    inside = ", ".join(write(arg, style) for arg in tree.args)
    if not tree.args:
        return f"{getattr(operation, style)}"
    if style == "tex":
        return _tex_call(tree, operation, inside)
    mark: str = getattr(operation, style)
    if tree.op == "sqrt" and style == "unicode" and isinstance(tree.args[0], Letter):
        return mark + inside
    if operation.style == "bracket" and style == "unicode":
        half = len(mark) // 2
        return mark[:half] + inside + mark[half:]
    return f"{mark}({inside})"


_TEX_FENCES: Final = {
    "floor": (r"\lfloor", r"\rfloor"),
    "ceil": (r"\lceil", r"\rceil"),
    "abs": ("|", "|"),
    "norm": (r"\|", r"\|"),
}


def _tex_call(tree: Op, operation: Operation, inside: str) -> str:
    if tree.op == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if operation.style == "bracket":
        left, right = _TEX_FENCES[tree.op]
        return rf"\left{left} {inside} \right{right}"
    if tree.op == "log" and len(tree.args) == 2:
        return rf"\log_{{{write(tree.args[1], 'tex')}}}\left({write(tree.args[0], 'tex')}\right)"
    return rf"{operation.tex}\left({inside}\right)"


def _list(tree: Op, operation: Operation, style: str) -> str:
    between: str = getattr(operation, style)
    if tree.op == "shape":
        return between.join(_inside(arg, PREFIX, style) for arg in tree.args)
    inside = between.join(write(arg, style) for arg in tree.args)
    if tree.op == "row":
        return inside
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}" if style == "tex" else f"[{inside}]"
