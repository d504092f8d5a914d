"""`dlstudy quiz`: a session in the app, or line by line."""

from __future__ import annotations

from pathlib import Path

import click

from dlstudy.cli.options import language_option
from dlstudy.i18n import _


@click.command(
    "quiz",
    help=str(
        _(
            "Practise. WHAT is an exam paper (past-2020), a chapter, a topic or a question's id; left out, everything.",
            "做题。WHAT 可以是试卷（past-2020）、章节、知识点或题目 id；不写则从全部题目中抽取。",
        )
    ),
)
@click.argument("what", required=False)
@click.option(
    "--plain", is_flag=True, help=str(_("line by line, for pipes and screen readers", "逐行问答，适合管道与读屏软件"))
)
@click.option("-n", "--count", type=click.IntRange(1, 500), default=None, help=str(_("how many questions", "题数")))
@click.option(
    "--seed", type=int, default=None, help=str(_("the same questions and numbers again", "固定随机种子，重现同样的题"))
)
@click.option("--new", is_flag=True, help=str(_("do not resume an unfinished session", "不接着做未完成的练习")))
@click.option(
    "--bank",
    "folders",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help=str(_("question files instead of the built-in bank", "用这些题目文件代替内置题库")),
)
@language_option
def command(
    what: str | None, plain: bool, count: int | None, seed: int | None, new: bool, folders: tuple[Path, ...]
) -> None:
    """Runs the quiz."""
    from dlstudy.cli.sitting_down import open_app, talk
    from dlstudy.cli.wish import Wish

    (talk if plain else open_app)(Wish(what, count, seed, new, folders))
