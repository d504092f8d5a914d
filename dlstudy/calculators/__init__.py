"""The catalogue: one file a calculator, found by its file's name, imported when it is asked for.

Names and titles are read from the files' literals, so that a list of fifty imports none of them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import Text

if TYPE_CHECKING:
    from dlstudy.symbolic.calculator import Calculator

_LITERALS = re.compile(
    r"""CALCULATOR\s*=\s*Calculator\(\s*name="(?P<name>[^"]+)",\s*"""
    r"""title=_\(\s*"(?P<en>[^"]+)",\s*"(?P<zh>[^"]+)",?\s*\),\s*topic="(?P<topic>[^"]+)\""""
)


class Entry(NamedTuple):
    """A line of the catalogue."""

    name: str
    title: Text
    topic: str
    module: str


@lru_cache
def catalogue(folder: Path = Path(__file__).parent) -> tuple[Entry, ...]:
    """Every calculator of the folder, by name."""
    entries = []
    for path in folder.glob("*.py"):
        if found := _LITERALS.search(path.read_text(encoding="utf-8")):
            entries.append(Entry(found["name"], Text(found["en"], found["zh"]), found["topic"], path.stem))
    return tuple(sorted(entries, key=lambda entry: entry.name))


def find(name: str) -> Calculator:
    """The calculator of this name."""
    wanted = name.strip().replace("_", "-")
    for entry in catalogue():
        if entry.name.replace(" ", "-") == wanted.replace(" ", "-"):
            calculator: Calculator = import_module(f"{__name__}.{entry.module}").CALCULATOR
            return calculator
    raise LearnerError(unknown(name, [entry.name for entry in catalogue()]))
