"""Where the bank lies: inside the installed package, or beside it in a checkout; `DLSTUDY_BANK` adds folders."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def bank_folders(environ: Mapping[str, str] = os.environ, package: Path = PACKAGE) -> tuple[Path, ...]:
    """The folders of question files, ours first."""
    ours = next((f for f in (package / "question_bank", package.parent / "question_bank") if f.is_dir()), None)
    added = [Path(name).expanduser() for name in environ.get("DLSTUDY_BANK", "").split(os.pathsep) if name]
    return (*([ours] if ours is not None else []), *added)
