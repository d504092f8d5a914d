"""What the learner has chosen once for all. Settings that cannot be read or written never stop the program."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dlstudy.i18n import LANGUAGES, Text, _


@dataclass(frozen=True, slots=True)
class Settings:
    """`None` leaves the choice to the program: the language to the locale, ASCII to the terminal's encoding."""

    language: str | None = None
    ascii: bool | None = None
    theme: str | None = None
    exam_date: str | None = None  # ISO, e.g. "2026-01-15"
    questions: int = 20  # in a practice session
    welcomed: bool = False  # the welcome screen is shown once


def read(path: Path) -> tuple[Settings, Text | None]:
    """The settings of `path`, and what to tell the learner where the file cannot be read; no file is no news.

    A single value of the wrong kind falls back to its default alone, and keys of a newer dlstudy are passed over.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(), None
    except (OSError, ValueError, RecursionError) as error:
        return Settings(), _unreadable(path, str(error))
    if not isinstance(found, dict):
        return Settings(), _unreadable(path, type(found).__name__)
    return Settings(**{name: found[name] for name in _legal(found)}), None


def write(settings: Settings, path: Path) -> Text | None:
    """Writes the settings in one stroke, old file or new and nothing between; a text where the disk refuses."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(asdict(settings), stream, indent=2)
                stream.flush()
                os.fsync(stream.fileno())
            Path(draft).replace(path)
        except OSError:
            with suppress(OSError):
                Path(draft).unlink()
            raise
    except OSError as error:
        return _(
            "The settings could not be saved in {path} ({error}); they hold until you leave.",
            "设置无法保存到 {path}（{error}），仅在本次运行中有效。",
        )(path=path, error=error)
    return None


def _legal(found: Mapping[str, Any]) -> tuple[str, ...]:
    checks: dict[str, Callable[[Any], bool]] = {
        "language": lambda value: value in LANGUAGES,
        "ascii": lambda value: isinstance(value, bool),
        "theme": lambda value: isinstance(value, str),
        "exam_date": lambda value: isinstance(value, str),
        "questions": lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 500,
        "welcomed": lambda value: isinstance(value, bool),
    }
    return tuple(name for name, check in checks.items() if name in found and check(found[name]))


def _unreadable(path: Path, error: str) -> Text:
    return _(
        "The settings in {path} cannot be read ({error}); the defaults are used.",
        "无法读取设置文件 {path}（{error}），已改用默认设置。",
    )(path=path, error=error)
