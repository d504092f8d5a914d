"""`dlstudy calc`: which calculators there are."""

from __future__ import annotations

import json

import click

from dlstudy import calculators
from dlstudy.cli.options import language_option
from dlstudy.i18n import _


@click.group("calc", help=str(_("List and search the calculators.", "列出和搜索计算器。")))
@language_option
def command() -> None:
    """The group."""


def _print(entries: list[calculators.Entry], as_json: bool) -> None:
    if as_json:
        rows = [{"name": e.name, "title": str(e.title), "topic": e.topic} for e in entries]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    room = max((len(e.name) for e in entries), default=0) + 2
    for entry in entries:
        click.echo(f"{entry.name:<{room}}{entry.title}")


@command.command("list", help=str(_("All calculators, by name.", "按名称列出全部计算器。")))
@click.option("--json", "as_json", is_flag=True, help=str(_("print JSON", "输出 JSON")))
@language_option
def list_all(as_json: bool) -> None:
    """Prints the catalogue."""
    _print(list(calculators.catalogue()), as_json)


@command.command(
    "search", help=str(_("Calculators about WORD, in either language.", "按关键词搜索计算器，中英文均可。"))
)
@click.argument("word")
@click.option("--json", "as_json", is_flag=True, help=str(_("print JSON", "输出 JSON")))
@language_option
def search(word: str, as_json: bool) -> None:
    """Prints what matches; exit code 1 where nothing does."""
    from dlstudy.calculators.searching import about  # reads every calculator's help

    found = about(word)
    _print(found, as_json)
    if not found:
        click.echo(str(_("nothing found for {word}", "没有找到 {word}")(word=word)), err=True)
        raise SystemExit(1)
