"""Worlds that have a name: `cliff`, `frozen-lake; slip=0`; each is a small text file of `presets/`.

A file's first two lines say what it is, in English and in Chinese. Settings behind the name are added to the file's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _

_NAME = re.compile(r"\s*([a-z][a-z0-9-]{2,40})\s*(?:[;；\n](.*))?", re.DOTALL)
_SAYS = "//"
FOLDER = Path(__file__).with_name("presets")


@dataclass(frozen=True, slots=True)
class Named:
    """A world's name, and what it is."""

    name: str
    title: Text


def presets(folder: Path = FOLDER) -> tuple[Named, ...]:
    """Every named world and what it is, by name."""
    return tuple(Named(name, _title(folder / f"{name}.txt")) for name in preset_names(folder))


@lru_cache
def preset_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The names alone; no file is opened."""
    return tuple(sorted(path.stem for path in folder.glob("*.txt")))


def preset_text(text: str) -> str | None:
    """The world that a name stands for, with the settings behind it; none where `text` is no name."""
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    if found[1] in preset_names():
        return "\n".join([*_lines(FOLDER / f"{found[1]}.txt")[2:], *filter(None, [found[2]])])
    if near := get_close_matches(found[1], preset_names(), n=1, cutoff=0.6):
        raise LearnerError(_("no world is called {name}; did you mean {near}?", "没有名为 {name} 的环境，是否指 {near}？")(
            name=found[1], near=near[0]
        ))  # fmt: skip
    return None


def _title(path: Path) -> Text:
    english, chinese = (line.removeprefix(_SAYS).strip() for line in _lines(path)[:2])
    return Text(english, chinese)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
