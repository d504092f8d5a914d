"""The worked solution of a part, and the formulas it goes by without their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dlstudy.answers.expected import expected
from dlstudy.answers.keys import RubricKey
from dlstudy.i18n import _
from dlstudy.study.session import Session
from dlstudy.study.solution import asked, leading_to, needed
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.tree import Num
from dlstudy.symbolic.working import Working
from dlstudy.tui.blocks import GAP, Block
from dlstudy.tui.signs import style
from dlstudy.tui.views.verdict import model_blocks
from dlstudy.tui.views.working import line_blocks


def solution_blocks(session: Session, width: int) -> Iterator[Block]:
    """How the open part is worked out: only the lines it needs, so that the parts after it stay open."""
    part, variant = session.part, session.variant
    if part is None or variant is None:
        return
    lines = needed(variant, session.state.part)
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
    wanted_by_all = [wanted for index in range(len(variant.parts)) if (wanted := asked(variant, index)) is not None]
    for line in leading_to(wanted_by_all, working):
        if line.step.symbol.name in seen or isinstance(line.expr, Num):
            continue
        seen.add(line.step.symbol.name)
        if line.expr is not None:
            yield Block(f"{write(line.step.symbol, style())} = {write(line.expr, style())}")
            yield Block(str(line.step.why), "dim", indent=2)
        else:
            yield Block(str(line.step.why), "", write(line.step.symbol, style()) + ":")
