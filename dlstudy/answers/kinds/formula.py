"""A formula in declared letters: exactly, where it is a quotient of polynomials; else at points of their domains.

A hole is no difference: where a single value is left out (x/x at 0), the textbook cancels without a word. Whole
stretches are one: √x·√x is not x where x may be negative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from dlstudy.answers import rational, sampling
from dlstudy.answers.domains import Domain, by_name, parse
from dlstudy.answers.keys import FormulaKey
from dlstudy.answers.kinds.kind import RIGHT, WRONG, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import TooLarge, Unreal
from dlstudy.symbolic.notation import quantity, write
from dlstudy.symbolic.reading import read as read_tree
from dlstudy.symbolic.tree import Letter, Node, Op, letters_of

_FULL_STOP = re.compile(r"[。．]\s*$")
_FIGURES = (6, 12, 20, 40)


_UNDECIDED = Verdict(
    "undecided", 0.0, why=_("could not be decided: compare it with the model answer", "无法自动判定：请与参考答案对照")
)


def read(key: FormulaKey, text: str) -> Node:
    """The formula that was typed, in the letters of the key."""
    known = domains(key).keys()
    tree = read_tree(_FULL_STOP.sub("", text), known)
    if unknown_ones := letters_of(tree) - known:
        raise LearnerError(unknown(repr(min(unknown_ones, key=repr)), sorted(map(repr, known))))
    if _is_list(tree) and not _is_list(key.tree):
        raise LearnerError(_("one formula is asked for, not a list", "这里要一个式子，不是一列"), text)
    if not letters_of(tree):
        with suppress(Unreal, sampling.UnsettledError):  # √−1 is a formula, if not a real one
            sampling.settled(tree, {})  # 1/0 is none at all
    return tree


def _is_list(tree: Node) -> bool:
    return isinstance(tree, Op) and tree.op in ("matrix", "row", "shape")


def domains(key: FormulaKey) -> Mapping[Letter, Domain]:
    """Every letter that may be written, with what it stands for; real where nothing is said."""
    declared = {by_name(name): parse(said) for name, said in key.domains.items()}
    own = {x: declared.get(Letter(x.name), Domain()) for x in letters_of(key.tree) if x not in declared}
    return dict(sorted({**declared, **own}.items(), key=lambda pair: repr(pair[0])))


def show(_key: FormulaKey, tree: Node) -> str:
    """The formula as it was understood."""
    return write(tree)


def compare(key: FormulaKey, tree: Node, seed: int = sampling.SEED) -> Verdict:
    """Equal, different with the point at which it shows, or undecided where too few points have a value."""
    if tree == key.tree:
        return RIGHT
    near = (key.tolerance, key.absolute)
    if rational.equal(key.tree, tree):
        return RIGHT
    everywhere = domains(key)
    read = letters_of(key.tree) | letters_of(tree)
    found = sampling.compare(key.tree, tree, {x: d for x, d in everywhere.items() if x in read}, near, seed)
    if found.outcome == "equal":
        return RIGHT
    if found.outcome == "different":
        return _different(found.witness)
    if found.outcome == "large":
        raise TooLarge(_("this formula grows too large to compute", "这个式子的值太大，无法计算"))
    if found.outcome == "unreal":
        return _tied(key, tree, everywhere)
    return _UNDECIDED


def _tied(key: FormulaKey, tree: Node, everywhere: Mapping[Letter, Domain]) -> Verdict:
    """What algebra says where no real value can be compared."""
    from dlstudy.symbolic.second_opinion import identical

    positive = [x for x, domain in everywhere.items() if domain.low is not None and domain.low >= 0]
    opinion = identical(key.tree, tree, positive)
    if opinion is not None:
        return RIGHT if opinion else WRONG
    return _UNDECIDED


def _different(point: sampling.Point | None) -> Verdict:
    if point is None or (not point.at and point.got is None):
        return replace(WRONG, why=_("this has no real value", "这个式子没有实数值"))
    at = ", ".join(f"{write(x)} = {quantity(value)}" for x, value in point.at.items())
    got, want = _apart(point.got, point.want)
    if point.got is None:
        text = _("at {at} yours has no value, expected {want}", "当 {at} 时你的式子没有值，应为 {want}")
    elif not at:
        text = _("yours comes to {got}, expected {want}", "你的式子等于 {got}，应为 {want}")
    else:
        text = _("at {at} you get {got}, expected {want}", "当 {at} 时你的式子得 {got}，应为 {want}")
    why = text(at=at, got=got, want=want)
    return Verdict("incorrect", 0.0, why=why, witness=why)


def _apart(got: Any, want: Any) -> tuple[str, str]:
    """Both values, with as many figures as it takes to see them differ."""
    for figures in _FIGURES:
        shown = _quantity(got, figures), _quantity(want, figures)
        if shown[0] != shown[1]:
            break
    return shown


def _quantity(value: Any, figures: int) -> str:
    if hasattr(value, "rows"):
        return "[" + "; ".join(", ".join(quantity(x, figures) for x in row) for row in value.rows) + "]"
    return "" if value is None else quantity(value, figures)


KIND = Kind(read, show, compare, lambda key, value: replace(key, tree=value), lambda value: value)
