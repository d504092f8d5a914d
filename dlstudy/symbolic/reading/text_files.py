"""Texts in files that somebody names with @."""

from __future__ import annotations

from pathlib import Path

from dlstudy.errors import LearnerError
from dlstudy.i18n import _

MAX_FILE = 2_000_000  # bytes


def text_of(path: str) -> str:
    """What stands in the file; refused where that cannot be read, or is too large."""
    try:
        if not Path(path).is_file() or Path(path).stat().st_size > MAX_FILE:
            raise ValueError(_("not a file of at most 2 MB", "不是 2 MB 以内的普通文件"))
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise LearnerError(_("{path} cannot be read: {why}", "读不了 {path}：{why}")(path=path, why=error)) from None
