"""A formula in declared letters: equal where it agrees at every sampled point of their domains.

The points come from one fixed seed: the verdict is the same each time, and a difference is shown with its witness.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from dlstudy.answers.keys import FormulaKey
from dlstudy.answers.kinds.kind import RIGHT, WRONG, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import is_exact
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.notation import quantity, write
from dlstudy.symbolic.reading import read as read_tree
from dlstudy.symbolic.tree import Letter, Node, letter, letters_of, walk

POINTS: Final = 24
ENOUGH: Final = 5  # points at which both must have a value before they are called equal
_SMALL = (1, 2, 3, 4, 5, 6, 7, 8, 9)
_RANGE = re.compile(r"(-?[\d./]+)\s*\.\.\s*(-?[\d./]+)")


@dataclass(frozen=True, slots=True)
class Point:
    """Values of the letters, and what the formula and the key come to there."""

    at: dict[Letter, Any]
    got: Any
    want: Any


def read(key: FormulaKey, text: str) -> Node:
    """The formula that was typed, in the letters of the key."""
    tree = read_tree(text, _letters(key))
    if not letters_of(tree):
        evaluate(tree, {})  # 1/0 is no formula at all
    return tree


def _letters(key: FormulaKey) -> frozenset[Letter]:
    return letters_of(key.tree) | {letter(name) for name in key.domains}


def show(_key: FormulaKey, tree: Node) -> str:
    """The formula as it was understood."""
    return write(tree)


def compare(key: FormulaKey, tree: Node) -> Verdict:
    """Equal, different with the point at which it shows, or undecided where too few points have a value."""
    if tree == key.tree:
        return RIGHT
    seen = 0
    for point in _points(key, tree):
        if point.got is None or not _equal(point.got, point.want):
            return _different(point)
        seen += 1
    if seen < (ENOUGH if _letters(key) else 1):
        why = _("could not be decided: compare it with the model answer", "无法自动判定：请与参考答案对照")
        return Verdict("undecided", 0.0, why=why)
    return RIGHT


def _points(key: FormulaKey, tree: Node) -> Iterator[Point]:
    """The points at which the key has a value; those where only the answer has none count as a difference."""
    rng = random.Random(20)
    letters = sorted(_letters(key), key=repr)
    size = sum(1 for _part in walk(tree))
    for number in range(POINTS if size <= 100 else POINTS // 2) if letters else range(1):
        at = {x: _value(key.domains.get(repr(x), key.domains.get(_typed(x), "real")), number, rng) for x in letters}
        want = _evaluated(key.tree, at)
        if want is not None:
            yield Point(at, _evaluated(tree, at), want)


def _typed(x: Letter) -> str:
    return x.name + "".join(f"_{index}" for index in x.index)


def _value(domain: str, number: int, rng: random.Random) -> Any:
    """A value of the domain: small integers first where it has them, then other sizes."""
    if found := _RANGE.fullmatch(domain.strip()):
        low, high = Fraction(found[1]), Fraction(found[2])
        return low + (high - low) * Fraction(rng.randrange(1, 60), 60)
    whole = rng.choice(_SMALL) if number < POINTS // 2 else rng.randrange(1, 200)
    sign = 1 if "positive" in domain else rng.choice((1, 1, -1))
    if "nonnegative" in domain:
        sign = rng.choice((0, 1, 1))
    if "integer" in domain or number < POINTS // 3:
        return sign * whole
    return sign * Fraction(rng.randrange(1, 80), rng.choice((7, 20, 60, 1)))


def _evaluated(tree: Node, at: dict[Letter, Any]) -> Any:
    """The formula's value at a point; none where it has none."""
    try:
        return evaluate(tree, at)
    except LearnerError:
        return None


def _equal(x: Any, y: Any) -> bool:
    if isinstance(x, tuple) or isinstance(y, tuple) or hasattr(x, "rows") or hasattr(y, "rows") or isinstance(x, bool):
        return bool(x == y)
    if is_exact(x) and is_exact(y):
        return bool(x == y)
    p, q = (Fraction(v) if is_exact(v) else v for v in (x, y))
    context = (y if is_exact(x) else x).context
    p, q = (context.mpf(v.numerator) / v.denominator if isinstance(v, Fraction) else v for v in (p, q))
    return bool(abs(p - q) <= max(abs(p), abs(q)) * 1e-12 or max(abs(p), abs(q)) < 1e-25)


def _different(point: Point) -> Verdict:
    if not point.at:
        return WRONG
    at = ", ".join(f"{write(x)} = {quantity(value)}" for x, value in sorted(point.at.items(), key=lambda p: repr(p[0])))
    if point.got is None:
        text = _("at {at} yours has no value, expected {want}", "当 {at} 时你的式子没有值，应为 {want}")
        return Verdict("incorrect", 0.0, why=text(at=at, want=quantity(point.want)))
    text = _("at {at} you get {got}, expected {want}", "当 {at} 时你的式子得 {got}，应为 {want}")
    return Verdict("incorrect", 0.0, why=text(at=at, got=_quantity(point.got), want=_quantity(point.want)))


def _quantity(value: Any) -> str:
    return repr(value) if hasattr(value, "rows") else quantity(value)


KIND = Kind(read, show, compare, lambda key, value: replace(key, tree=value), lambda value: value)
