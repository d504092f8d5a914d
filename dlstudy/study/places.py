"""Where the diary and the settings live. `DLSTUDY_HOME` moves both into one folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs


def diary_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The file of the diary; its folder may not exist yet."""
    return (_home(environ) or platformdirs.user_data_path("dlstudy", appauthor=False)) / "diary.sqlite3"


def settings_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The file of the settings; its folder may not exist yet."""
    return (_home(environ) or platformdirs.user_config_path("dlstudy", appauthor=False)) / "settings.json"


def _home(environ: Mapping[str, str]) -> Path | None:
    home = environ.get("DLSTUDY_HOME")
    return Path(home).expanduser() if home else None
