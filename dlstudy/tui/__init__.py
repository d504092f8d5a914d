"""The study app. Textual is imported here and nowhere else, and only when the app is opened."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

# With the kitty key protocol five or more Chinese characters committed at once arrive as garbage (textual 8.2.8).
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"

if TYPE_CHECKING:
    from dlstudy.i18n import Text
    from dlstudy.study.contracts import ABank
    from dlstudy.study.diary import Diary
    from dlstudy.study.plan import Plan
    from dlstudy.study.settings import Settings

BAD_CALL = 2


def run(
    load_bank: Callable[[], ABank],
    diary: Diary,
    settings: Settings,
    settings_path: Path | None = None,
    *,
    ask: Callable[[ABank], tuple[Plan, Text]] | None = None,
    notice: Text | None = None,
) -> int:
    """Opens the app and gives the exit code once it is left. There must be a terminal: the caller has looked.

    `load_bank` is called in a thread after the first picture. `ask` starts a session at once, with the plan and the
    title it gives for the bank. The language is that of `i18n.current()`; without `settings_path` nothing is saved.
    """
    from dlstudy.i18n import encodable
    from dlstudy.study.session import now
    from dlstudy.tui.app import StudyApp
    from dlstudy.tui.study import Study

    ascii_only = settings.ascii
    if ascii_only is None:
        ascii_only = not encodable("✓✗⚑⏎─×²θ", getattr(sys.stdout, "encoding", None))
    study = Study(load_bank, diary, settings, settings_path, random.Random(), now, notice=notice)
    app = StudyApp(study, ask=ask, ascii_only=ascii_only)
    app.run()
    return app.return_code or 0
