"""The command `dlstudy` (and `python -m dlstudy`): the one place that knows both faces."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from dlstudy.cli import run

if TYPE_CHECKING:
    from dlstudy.cli.wish import Wish
    from dlstudy.i18n import Text
    from dlstudy.study.plan import Plan


def open_app(wish: Wish) -> int:
    """Opens the study app and gives its exit code; Textual is imported here, and only now."""
    from dlstudy.study import places, settings
    from dlstudy.study.diary import Diary
    from dlstudy.study.strength import strengths
    from dlstudy.tui import run as run_app

    path = places.settings_path()
    chosen, notice = settings.read(path)
    with Diary(places.diary_path()) as diary:

        def ask(bank: Any) -> tuple[Plan, Text]:
            return wish.plan(bank, strengths(diary.events()))

        return run_app(wish.bank, diary, chosen, path, ask=ask if wish.asks else None, notice=notice or diary.notice)


def main() -> None:
    """Runs the command line, which opens the app where that is asked for."""
    sys.exit(run(sys.argv[1:], open_app))


if __name__ == "__main__":
    main()
