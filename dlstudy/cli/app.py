"""`dlstudy app`, and `dlstudy` alone: the study app; without a terminal, its plain twin."""

from __future__ import annotations

import click

from dlstudy.cli.options import language_option
from dlstudy.i18n import _


@click.command("app", help=str(_("Open the study app.", "打开学习程序。")))
@language_option
def command() -> None:
    """The command."""
    from dlstudy.cli.sitting_down import open_app
    from dlstudy.cli.wish import Wish

    open_app(Wish())
