"""The keys that can be used in a practice at the moment."""

from __future__ import annotations

from collections.abc import Iterator

from dlstudy.i18n import Text, _
from dlstudy.study.session import Session
from dlstudy.tui.commands import COMMANDS
from dlstudy.tui.signs import sign
from dlstudy.tui.widgets.key_bar import Hint


def practice_keys(session: Session) -> tuple[Hint, ...]:
    """Enter first, then what the moment offers, then what is always there."""
    return tuple(_keys(session))


def _keys(session: Session) -> Iterator[Hint]:
    feedback, actions = session.phase == "feedback", session.actions
    yield Hint(sign("enter"), _("go on", "继续") if feedback else _("check", "检查"), "enter", 1)
    if feedback:
        yield from (_hint(name, 2) for name in ("solution", "undo") if name in actions)
        if session.variant is not None and session.variant.values:
            yield _hint("retry", 2)
        if "overrule" in actions:
            yield _hint("overrule", 2)
    else:
        yield from (_hint(name, 2) for name in ("hint",) if name in actions)
        yield _hint("skip", 3)
    yield _hint("flag", 4)
    yield _hint("formulas", 3)
    yield _hint("menu", 2)
    yield _hint("pause", 2)
    yield _hint("help", 1)


def _hint(name: str, need: int) -> Hint:
    does: Text = COMMANDS[name][0]
    return Hint(COMMANDS[name][1], does, f"act('{name}')", need)
