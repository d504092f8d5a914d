"""A convention's own letters: the lines and the mistakes of a method, written as the convention's author writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.optimizers import State, methods
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.evaluate import substitute
from dlstudy.symbolic.tree import Letter, Node, letters_of


def names(given: SimpleNamespace) -> Mapping[str, str]:
    """How the convention names letters that it names otherwise."""
    return methods()[given.method].conventions[given.convention].letters


def spelt(tree: Node, given: SimpleNamespace) -> Node:
    """The formula in the convention's letters, indices kept."""
    return substitute(tree, {letter: _named(letter, given) for letter in letters_of(tree)})


def spelt_line(line: Step | Do, given: SimpleNamespace) -> Step | Do:
    """The line in the convention's letters; a procedure, which reads gradients alone, as it is."""
    if isinstance(line, Do) or not names(given):
        return line
    return line._replace(symbol=_named(line.symbol, given), expr=spelt(line.expr, given))


def spelt_states(given: SimpleNamespace) -> tuple[State, ...]:
    """What the method works out in every step, in the convention's letters."""
    states = methods()[given.method].states(given.convention)
    return tuple(replace(state, letter=_named(state.letter, given)) for state in states)


def other_names(given: SimpleNamespace) -> Iterator[Step]:
    """A line for each parameter that the convention writes with another letter."""
    for param in methods()[given.method].params:
        if param.letter.name in names(given) and getattr(given, param.name) is not None:
            why = _("{whose} letter", "{whose}的记号")(whose=WHOSE_LETTERS[given.convention])
            yield Step(_named(param.letter, given), param.letter, why)


def spelt_swap(swap: Any) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """A mistake's swap in the letters of the convention under which it is made."""

    def changed(given: SimpleNamespace) -> dict[Letter, Any]:
        found = swap(given) if callable(swap) else swap
        if not names(given):
            return dict(found)
        return {_named(letter, given): _spelt_new(new, given) for letter, new in found.items()}

    return changed


def _spelt_new(new: Any, given: SimpleNamespace) -> Any:
    """What a line is swapped for: a formula, a function of the line's index that gives one, or a value."""
    if isinstance(new, Node):
        return spelt(new, given)
    return (lambda *index: _spelt_new(new(*index), given)) if callable(new) else new


def _named(letter: Letter, given: SimpleNamespace) -> Letter:
    return Letter(names(given).get(letter.name, letter.name), letter.index)


WHOSE_LETTERS = {"d2l": _("d2l's", "《动手学深度学习》")}
