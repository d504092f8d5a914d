"""Options that many commands share."""

from __future__ import annotations

from typing import Any

import click

from dlstudy import i18n
from dlstudy.i18n import _


def _switch(_ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value:
        i18n.use(value)
        i18n.bind_click(value)


def language_option(command: Any) -> Any:
    """`--lang zh|en`; the front door has read it already, this keeps it legal anywhere in the line."""
    return click.option(
        "--lang", type=click.Choice(i18n.LANGUAGES), callback=_switch, is_eager=True, expose_value=False,
        help=str(_("language", "语言")),
    )(command)  # fmt: skip
