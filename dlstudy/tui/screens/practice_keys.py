"""The keys that can be used in a practice at the moment."""

from __future__ import annotations

from collections.abc import Iterator

from dlstudy.i18n import Text, _
from dlstudy.study.session import Session
from dlstudy.tui.commands import COMMANDS
from dlstudy.tui.signs import sign
from dlstudy.tui.widgets.key_bar import Hint


def practice_keys(session: Session, varies: bool) -> tuple[Hint, ...]:
    """Enter first, then what the moment offers, then what is always there."""
    return tuple(_keys(session, varies))


def _keys(session: Session, varies: bool) -> Iterator[Hint]:
    feedback, actions = session.phase == "feedback", session.actions
    yield Hint(sign("enter"), _("go on", "继续") if feedback else _("check", "检查"), "enter", 1)
    if feedback:
        by_points = session.verdict is not None and bool(session.verdict.marks)  # the model answer is there already
        if by_points:
            yield Hint("1-9", _("judge a point", "改判"), "none", 2)
        yield from (_hint(name, 2) for name in ("solution", "overrule") if name in actions and not by_points)
        if varies:
            yield _hint("retry", 2)
        if "undo" in actions:
            yield _hint("undo", 3)
    else:
        yield from (_hint(name, 2) for name in ("hint",) if name in actions)
        yield _hint("skip", 3)
    yield _hint("flag", 4)
    if session.variant is not None and session.variant.working is not None:
        yield _hint("formulas", 3)
    yield _hint("menu", 2)
    yield _hint("pause", 2)
    yield _hint("help", 1)


def _hint(name: str, need: int) -> Hint:
    does: Text = COMMANDS[name][0]
    return Hint(COMMANDS[name][1], does, f"act('{name}')", need)
