"""The worked solution of a part, and the formulas it goes by without their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dlstudy.answers.expected import expected
from dlstudy.answers.keys import RubricKey
from dlstudy.i18n import _
from dlstudy.study.session import Session
from dlstudy.symbolic.calculator import Calculator, Do
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.tree import Letter, Num, letters_of
from dlstudy.symbolic.working import Line, Working
from dlstudy.tui.blocks import GAP, Block
from dlstudy.tui.signs import style
from dlstudy.tui.views.verdict import model_blocks
from dlstudy.tui.views.working import line_blocks


def solution_blocks(session: Session, width: int) -> Iterator[Block]:
    """How the open part is worked out: only the lines it needs, so that the parts after it stay open."""
    part, variant = session.part, session.variant
    if part is None or variant is None:
        return
    lines = _needed(variant, session.state.part)
    if not lines:
        if not isinstance(part.key, RubricKey):
            yield GAP
            yield Block("; ".join(expected(part.key, style())), "", str(_("Solution:", "解答：")), "bold", tex=True)
        if session.verdict is None or not session.verdict.marks:  # with the points, it is shown already
            yield from model_blocks(part)
        return
    yield GAP
    yield Block(str(_("Worked solution", "解答过程")), "bold")
    group = None
    for line in lines:
        if line.step.group is not None and line.step.group != group:
            yield Block(str(line.step.group), "bold underline")
        group = line.step.group
        yield Block(str(line.step.why), "dim")
        yield from line_blocks(line, variant.working.known, width)


def formula_blocks(variant: Any) -> Iterator[Block]:
    """The formulas that lead to what the question asks, each once, in letters."""
    working: Working | None = getattr(variant, "working", None)
    yield Block(str(_("Formulas", "公式")), "bold")
    if working is None:
        yield Block(str(_("This question needs no formula.", "本题没有用到计算公式。")), "dim")
        return
    seen: set[str] = set()
    asked = [wanted for index in range(len(variant.parts)) if (wanted := _asked(variant, index)) is not None]
    for line in _leading_to(asked, working):
        if line.step.symbol.name in seen or isinstance(line.expr, Num):
            continue
        seen.add(line.step.symbol.name)
        if line.expr is not None:
            yield Block(f"{write(line.step.symbol, style())} = {write(line.expr, style())}")
            yield Block(str(line.step.why), "dim", indent=2)
        else:
            yield Block(str(line.step.why), "", write(line.step.symbol, style()) + ":")


def _needed(variant: Any, index: int) -> list[Line]:
    """The lines of the working that lead to what the part asks for."""
    working: Working | None = variant.working
    wanted = _asked(variant, index)
    return [] if working is None or wanted is None else _leading_to([wanted], working)


def _leading_to(wanted: Iterable[Letter], working: Working) -> list[Line]:
    letters, found = set(wanted), []
    for line in reversed(working.lines):
        if line.step.symbol in letters:
            found.append(line)
            letters |= set(line.step.uses) if isinstance(line.step, Do) else set()
            letters |= letters_of(line.expr) if line.expr is not None else set()
    return found[::-1]


def _asked(variant: Any, index: int) -> Letter | None:
    """The letter a part asks for: an output's, or that of a line such as `theta[2]`."""
    from dlstudy.bank.keys import symbol

    ask: str | None = variant.question.parts[index].ask
    calculator: Calculator | None = variant.calculator
    if ask is None or calculator is None:
        return None
    output = calculator.output(ask)
    return output.symbol if output is not None else symbol(ask)
