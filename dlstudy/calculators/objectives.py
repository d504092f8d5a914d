"""Objectives typed as formulas: their letters, their gradient as a formula, and their slope as it is felt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import reals
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.reading import read
from dlstudy.symbolic.tree import Letter, Node, Op, letter, letters_of, walk

MAX_VARIABLES = 16


@dataclass(frozen=True, slots=True)
class Objective:
    """A scalar function: what was typed, its formula, and its letters in the order of the parameters."""

    source: str
    tree: Node
    letters: tuple[Letter, ...]


def read_objective(source: str, variables: str | None = None) -> Objective:
    """The objective that `source` writes; its letters in the order of `variables`, else sorted."""
    known = None if variables is None else tuple(letter(name) for name in variables.replace(",", " ").split())
    tree = read(source, known)
    if known is None:
        known = tuple(sorted(letters_of(tree), key=_order))
    if not letters_of(tree):
        raise LearnerError(_("an objective needs a letter to descend along, such as x", "目标函数要含有变量，例如 x"))
    if len(known) > MAX_VARIABLES:
        raise LearnerError(_("at most {n} letters", "最多 {n} 个变量")(n=MAX_VARIABLES))
    for part in walk(tree):
        if isinstance(part, Op) and not letters_of(part):
            evaluate(part, {})  # constants are bounded here, before algebra meets them
    return Objective(source, tree, known)


def _order(x: Letter) -> tuple[str, tuple[int, ...], str]:
    return x.name, tuple(i for i in x.index if isinstance(i, int)), repr(x)


def read_variables(source: str) -> str:
    """The names of letters, separated by commas; refused where they are none, or one comes twice."""
    names = source.replace(",", " ").split()
    for name in names:
        tree = read(name)
        if not isinstance(tree, Letter):
            raise LearnerError(_("{name} is not a letter", "{name} 不是变量名")(name=name))
    if not names or len(set(map(letter, names))) < len(names):
        raise LearnerError(_("name every letter once, e.g. x, y", "每个变量写一次，如 x, y"))
    return ", ".join(names)


@lru_cache(maxsize=64)
def partials(tree: Node, by: tuple[Letter, ...]) -> tuple[Node, ...]:
    """The partial derivatives as formulas."""
    from dlstudy.symbolic.algebra import differentiate

    return tuple(differentiate(tree, x) for x in by)


def slope(objective: Objective, point: Sequence[float]) -> list[float]:
    """The gradient felt by stepping a little to either side, in 30 digits: no derivative is taken.

    (f(x + h) - f(x - h)) / 2h errs by order h², here 1e-16 times the third derivative; at a
    kink (|x| at 0) the mean of both slopes comes back, but a float next to the kink is not at it.
    """
    at = {x: reals().mpf(float(value)) for x, value in zip(objective.letters, point, strict=True)}
    if not all(map(math.isfinite, map(float, at.values()))):
        return [math.nan] * len(at)
    return [_felt(objective.tree, at, x) for x in objective.letters]


def _felt(tree: Node, at: dict[Letter, Any], x: Letter) -> float:
    h = reals().mpf(10) ** -8 * max(1, abs(at[x]))
    right, left = (evaluate(tree, {**at, x: at[x] + side * h}) for side in (1, -1))
    return float((right - left) / (2 * h))
