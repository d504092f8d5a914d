"""`dlstudy bank`: question files, listed, checked and previewed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from dlstudy.cli.options import language_option
from dlstudy.i18n import _

_FOLDERS = click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path))


@click.group("bank", help=str(_("Look at, check and preview question files.", "查看、检查、预览题库文件。")))
@language_option
def command() -> None:
    """The group."""


@command.command(
    "lint",
    help=str(
        _(
            "Check question files (the built-in bank where none is named): exit code 1 where something is wrong.",
            "检查题目文件（不指定则检查内置题库）；发现问题时退出码为 1。",
        )
    ),
)
@_FOLDERS
@click.option(
    "--seeds",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    help=str(_("drawings of each question", "每题抽取的次数")),
)
@click.option("--json", "as_json", is_flag=True, help=str(_("print JSON", "输出 JSON")))
@language_option
def lint_files(folders: tuple[Path, ...], seeds: int, as_json: bool) -> None:
    """Lints."""
    from dlstudy.bank.lint import lint_question
    from dlstudy.bank.places import bank_folders
    from dlstudy.bank.reading import survey

    bank, errors = survey(folders or bank_folders())
    with click.progressbar(
        list(bank.questions.values()),
        label=str(_("checking", "检查中")),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        findings = [finding for question in bar for finding in lint_question(question, seeds)]
    if as_json:
        rows: list[dict[str, object]] = [
            {"file": e.file, "question": e.question, "key": e.key, "text": str(e.text)} for e in errors
        ]
        rows += [{"question": f.question, "part": f.part, "seed": f.seed, "text": str(f.text)} for f in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for line in [*map(str, errors), *map(str, findings)]:
            click.echo(line)
        text = _("{q} questions, {n} findings", "共 {q} 题，发现 {n} 个问题")
        click.echo(str(text(q=len(bank.questions), n=len(errors) + len(findings))))
    sys.exit(1 if errors or findings else 0)


@command.command("list", help=str(_("The questions, with topic and marks.", "列出题目及其知识点和分值。")))
@_FOLDERS
@click.option("--topic", help=str(_("of this topic only", "只列这个知识点")))
@click.option("--json", "as_json", is_flag=True, help=str(_("print JSON", "输出 JSON")))
@language_option
def list_questions(folders: tuple[Path, ...], topic: str | None, as_json: bool) -> None:
    """Lists."""
    from dlstudy.cli.sitting_down import open_bank

    chosen = [q for q in open_bank(folders).questions.values() if topic in (None, q.topic)]
    if as_json:
        rows = [{"id": q.id, "chapter": q.chapter, "topic": q.topic, "marks": q.marks} for q in chosen]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    room = max((len(q.id) for q in chosen), default=0)
    for q in chosen:
        click.echo(f"{q.id:<{room}}  {q.marks:>4g}  {q.chapter}/{q.topic}")


@command.command(
    "show",
    help=str(_("A question as it is asked, with its key and its slips.", "按出题的样子显示一道题，附答案与常见错误。")),
)
@click.argument("question")
@click.option("--seed", type=int, default=0, show_default=True, help=str(_("which drawing", "第几次抽取")))
@click.option("--bank", "folders", multiple=True, type=click.Path(exists=True, path_type=Path),
              help=str(_("question files instead of the built-in bank", "用这些题目文件代替内置题库")))  # fmt: skip
@language_option
def show(question: str, seed: int, folders: tuple[Path, ...]) -> None:
    """Shows."""
    from dlstudy.bank.variants import draw
    from dlstudy.cli.preview import preview
    from dlstudy.cli.sitting_down import open_bank
    from dlstudy.errors import LearnerError, unknown

    bank = open_bank(folders)
    if question not in bank.questions:
        raise LearnerError(unknown(question, list(bank.questions)))
    for line in preview(draw(bank.questions[question], seed)):
        click.echo(line)
