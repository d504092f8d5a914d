"""A formula's value under given letters: exact while it can be, a formula again where letters stay open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import is_exact
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.operations import OPERATIONS, Value
from dlstudy.symbolic.tree import Letter, Node, Num, Op, node

Env = Mapping[Letter, Value]


def evaluate(tree: Node, env: Env) -> Value:
    """The value of `tree`, its letters read from `env`.

    A letter whose value is itself a formula stays open: the result is then a formula too, its closed parts computed.
    """
    if isinstance(tree, Num):
        return tree.value
    if isinstance(tree, Letter):
        try:
            return env[tree]
        except KeyError:
            raise LearnerError(_("{letter} has no value here", "{letter} 在这里没有值")(letter=repr(tree))) from None
    assert isinstance(tree, Op)
    args = [evaluate(arg, env) for arg in tree.args]
    if any(isinstance(arg, Node) for arg in args):
        return Op(tree.op, tuple(literal(arg) for arg in args))
    return OPERATIONS[tree.op].meaning(*args)


def literal(value: Value) -> Node:
    """The formula that is just this value, as it would be written."""
    if isinstance(value, Node):
        return value
    if isinstance(value, Grid):
        return Op("matrix", tuple(Op("row", tuple(literal(x) for x in row)) for row in value.rows))
    if isinstance(value, tuple):
        return Op("shape", tuple(literal(x) for x in value))
    if is_exact(value):
        return node(value)
    return node(_decimal(value)) if value.context.isfinite(value) else _infinite(value)


def _decimal(value: Any) -> Any:
    from fractions import Fraction

    return Fraction(value.context.nstr(value, 15))


def _infinite(value: Any) -> Node:
    """A mask's −∞ as it is printed; nobody can type it, so it is a letter that nothing defines."""
    return Op("neg", (Letter("∞"),)) if value < 0 else Letter("∞")


def substitute(tree: Node, env: Env) -> Node:
    """The formula with its letters replaced by what they stand for, nothing computed."""
    if isinstance(tree, Letter):
        return literal(env[tree]) if tree in env else tree
    if isinstance(tree, Op):
        return Op(tree.op, tuple(substitute(arg, env) for arg in tree.args))
    return tree
