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

_BEGINS = "CALCULATOR = Calculator("


@lru_cache
def _literals() -> re.Pattern[str]:
    return re.compile(
        re.escape(_BEGINS) + r"""\s*name="(?P<name>[^"]+)",\s*"""
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
    entries = [entry for path in folder.glob("*.py") if (entry := _entry(path)) is not None]
    return tuple(sorted(entries, key=lambda entry: entry.name))


def _entry(path: Path) -> Entry | None:
    """What a file's literals say, without importing it; nothing where it defines no calculator."""
    text = path.read_text(encoding="utf-8")
    start = text.find(_BEGINS)
    found = _literals().match(text, start) if start >= 0 else None
    return found and Entry(found["name"], Text(found["en"], found["zh"]), found["topic"], path.stem)


def _own_file(name: str, folder: Path = Path(__file__).parent) -> Entry | None:
    """The calculator whose file bears its name; the others need not be read for it."""
    stem = name.replace("-", "_").replace(" ", "_")
    path = folder / f"{stem}.py"
    entry = _entry(path) if stem.isidentifier() and path.is_file() else None
    return entry if entry is not None and _plain(entry.name) == _plain(name) else None


def _plain(name: str) -> str:
    return name.replace("_", "-").replace(" ", "-")


def stands_alone(name: str) -> bool:
    """Whether `name` is a calculator, and not the first word of a family of them such as `mdp`."""
    if (entry := _own_file(name)) is not None:
        return entry.name == name
    return any(entry.name == name for entry in catalogue())


def find(name: str) -> Calculator:
    """The calculator of this name."""
    wanted = name.strip()
    entry = _own_file(wanted) or next((e for e in catalogue() if _plain(e.name) == _plain(wanted)), None)
    if entry is None:
        raise LearnerError(unknown(name, [entry.name for entry in catalogue()]))
    calculator: Calculator = import_module(f"{__name__}.{entry.module}").CALCULATOR
    return calculator
