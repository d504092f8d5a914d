"""Worlds that have a name: `cliff`, `frozen-lake; slip=0`; each is a small text file of `presets/`.

A file's first two lines say what it is, in English and in Chinese. Settings behind the name take the place of the file's.
Capitals, hyphens and the like make no difference: FrozenLake is frozen-lake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.option_names import plainly

_NAME = re.compile(r"\s*([A-Za-z][A-Za-z0-9_ -]{2,40})\s*(?:[;；\n](.*))?", re.DOTALL)
ALSO = {
    "cliff-walking": "cliff",
    "windy-gridworld": "windy",
    "gamblers-problem": "gambler",
    "aima": "aima-4x3",
    "gridworld": "gridworld-4x4",
}
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
    names = {plainly(name): name for name in preset_names()} | {plainly(name): other for name, other in ALSO.items()}
    if name := names.get(plainly(found[1])):
        added = found[2] or ""
        return "\n".join([*_without(_lines(FOLDER / f"{name}.txt")[2:], added), *filter(None, [added])])
    if near := get_close_matches(found[1].lower(), preset_names(), n=1, cutoff=0.6):
        raise LearnerError(_("no world is called {name}; did you mean {near}?", "没有名为 {name} 的环境，是否指 {near}？")(
            name=found[1], near=near[0]
        ))  # fmt: skip
    return None


def _without(lines: list[str], added: str) -> list[str]:
    """A file's lines but for the settings that are given anew."""
    anew = {setting.partition("=")[0].strip() for setting in re.split(r"[;；\n]", added) if "=" in setting}
    return [
        ";".join(s for s in line.split(";") if "=" not in s or s.partition("=")[0].strip() not in anew)
        for line in lines
    ]


def _title(path: Path) -> Text:
    english, chinese = (line.removeprefix(_SAYS).strip() for line in _lines(path)[:2])
    return Text(english, chinese)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
