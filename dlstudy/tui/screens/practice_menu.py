"""The menu over a question."""

from __future__ import annotations

from typing import Final

from dlstudy.study.session import Session
from dlstudy.tui.commands import COMMANDS, typed
from dlstudy.tui.widgets.listing import Entry

_ALWAYS: Final = frozenset({"formulas", "pause", "end", "language", "help", "quit"})


def menu_entries(session: Session) -> list[Entry]:
    """What can be done now, each with its key, or its command where no key does it at the moment."""
    names = [name for name in COMMANDS if name != "menu" and (name in _ALWAYS or name in session.actions)]
    return [Entry(name, str(COMMANDS[name][0]), _by(name, session)) for name in names]


def _by(name: str, session: Session) -> str:
    key = COMMANDS[name][1]
    return key if key and (len(key) > 1 or session.phase == "feedback") else typed(name)
