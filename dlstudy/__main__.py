"""The command `dlstudy` (and `python -m dlstudy`): the one place that knows both faces."""

from __future__ import annotations

import sys
from typing import Any

from dlstudy.cli import run


def open_app(**wishes: Any) -> None:
    """Opens the study app; Textual is imported here, and only now."""
    from dlstudy.tui import run as run_app

    run_app(**wishes)


def main() -> None:
    """Runs the command line, which opens the app where that is asked for."""
    sys.exit(run(sys.argv[1:], open_app))


if __name__ == "__main__":
    main()
