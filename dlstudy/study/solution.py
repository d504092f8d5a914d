"""Which lines of a question's working lead to what a part asks for: the rest would give away the parts after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dlstudy.bank.keys import symbol
from dlstudy.symbolic.calculator import Calculator, Do
from dlstudy.symbolic.tree import Letter, letters_of
from dlstudy.symbolic.working import Line, Working


def needed(variant: Any, index: int) -> list[Line]:
    """The lines that lead to what the part asks for; none where it asks for nothing that is worked out."""
    wanted = asked(variant, index)
    return [] if variant.working is None or wanted is None else leading_to([wanted], variant.working)


def leading_to(wanted: Iterable[Letter], working: Working) -> list[Line]:
    """The lines that these letters depend on, and their own."""
    letters, found = set(wanted), []
    for line in reversed(working.lines):
        if line.step.symbol in letters:
            found.append(line)
            letters |= set(line.step.uses) if isinstance(line.step, Do) else set()
            letters |= letters_of(line.expr) if line.expr is not None else set()
    return found[::-1]


def asked(variant: Any, index: int) -> Letter | None:
    """The letter a part asks for: an output's, or that of a line such as `theta[2]`."""
    ask: str | None = variant.question.parts[index].ask
    calculator: Calculator | None = variant.calculator
    if ask is None or calculator is None:
        return None
    output = calculator.output(ask)
    return output.symbol if output is not None else symbol(ask)
