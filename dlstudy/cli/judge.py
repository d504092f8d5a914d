"""`dlstudy judge`: one answer, or a file of answers, judged as the quiz judges them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from dlstudy.answers.references import KINDS
from dlstudy.cli.options import language_option
from dlstudy.i18n import _, encodable

_HELP = _(
    "Judge answers. One: give --kind, --reference and --answer. A part of a question: --question, --part and --answer. "
    "Many: --batch FILE.jsonl (- is standard input), one object a line with the keys kind, reference, answer and, "
    "where wanted, symbols, tolerance, digits; each is answered by a line with verdict, score, reads_as, why, witness.\n\n"
    "A verdict is correct, partial, incorrect, invalid (it could not be read) or undecided. The exit code is 0 where "
    "answers were judged, whatever the verdict, and 2 for a bad call.",
    "判答案。单个答案：给出 --kind、--reference、--answer；题库中的一问：--question、--part、--answer；"
    "批量：--batch FILE.jsonl（- 表示标准输入），每行一个对象，键为 kind、reference、answer，可加 symbols、tolerance、"
    "digits；每行输出一个结果，含 verdict、score、reads_as、why、witness。\n\n"
    "verdict 取 correct、partial、incorrect、invalid（读不懂）、undecided（无法判定）。只要判了，退出码就是 0，"
    "与对错无关；命令本身有误时为 2。",
)
_EXAMPLE = _(
    'Example: dlstudy judge --kind formula --reference "floor((H-K)/S)+1" --answer "(H-K+S)//S" '
    '--symbols "H:positive integer, K:positive integer, S:positive integer"',
    '例：dlstudy judge --kind formula --reference "floor((H-K)/S)+1" --answer "(H-K+S)//S" '
    '--symbols "H:positive integer, K:positive integer, S:positive integer"',
)


@click.command("judge", help=str(_HELP), epilog=str(_EXAMPLE))
@click.option("--kind", type=click.Choice(list(KINDS)), help=str(_("what kind of answer is asked for", "答案的类型")))
@click.option("--reference", help=str(_("the right answer", "正确答案")))
@click.option("--answer", help=str(_("the answer to judge", "要判的答案")))
@click.option("--symbols", default="", help=str(_(
    "the letters of a formula and their domains: positive integer, integer, real, positive, 0..1",
    "公式中的字母及取值范围：positive integer、integer、real、positive、0..1")))  # fmt: skip
@click.option("--tolerance", type=click.FloatRange(0), help=str(_("relative tolerance", "相对容差")))
@click.option("--absolute", type=click.FloatRange(0), help=str(_("absolute tolerance", "绝对容差")))
@click.option(
    "--digits", type=click.IntRange(1, 15), help=str(_("significant figures asked for", "要求的有效数字位数"))
)
@click.option("--question", help=str(_("judge an answer to this question of the bank", "判题库中这道题的答案")))
@click.option("--part", type=click.IntRange(1), default=1, show_default=True, help=str(_("its part", "第几问")))
@click.option("--seed", type=int, default=0, show_default=True, help=str(_("which drawing of it", "第几次抽取")))
@click.option("--bank", "folders", multiple=True, type=click.Path(exists=True, path_type=Path),
              help=str(_("question files instead of the built-in bank", "用这些题目文件代替内置题库")))  # fmt: skip
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, allow_dash=True),
              help=str(_("a file of answers, one JSON object a line; - is standard input",
                         "答案文件，每行一个 JSON 对象；- 表示标准输入")))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=str(_("print JSON", "输出 JSON")))
@language_option
def command(batch: str | None, question: str | None, as_json: bool, **options: Any) -> None:
    """Judges."""
    if batch is not None:
        from dlstudy.cli.judge_batch import run

        run(batch)
        return
    if options["answer"] is None:
        raise click.UsageError(str(_("--answer is needed", "缺少 --answer")))
    verdict = _of_question(question, options) if question is not None else _of_reference(options)
    if as_json:
        from dlstudy.cli.judge_batch import document

        click.echo(json.dumps(document(verdict), ensure_ascii=False))
        return
    from dlstudy.cli.spoken import spoken

    for line in spoken(verdict, plain=not encodable("✓⌊₁≈", getattr(sys.stdout, "encoding", None))):
        click.echo(line)


def _of_reference(options: dict[str, Any]) -> Any:
    """The verdict against a reference; an unreadable reference is a bad call."""
    from dlstudy.answers.judging import judge
    from dlstudy.answers.references import asked, key_of

    for name in ("kind", "reference"):
        if options[name] is None:
            raise click.UsageError(str(_("--{name} is needed", "缺少 --{name}")(name=name)))
    bounds = {"relative": options["tolerance"], "absolute": options["absolute"]}
    given = {name: bound for name, bound in bounds.items() if bound is not None} or None
    what = asked(options["reference"], options["symbols"], given, options["digits"])
    return judge(key_of(options["kind"], what), options["answer"])


def _of_question(name: str, options: dict[str, Any]) -> Any:
    """The verdict on a part of a question, with the slips that explain a wrong answer."""
    from dlstudy.answers.judging import judge
    from dlstudy.bank.variants import draw
    from dlstudy.cli.sitting_down import open_bank
    from dlstudy.errors import LearnerError, unknown

    bank = open_bank(options["folders"])
    if name not in bank.questions:
        raise LearnerError(unknown(name, list(bank.questions)))
    parts = draw(bank.questions[name], options["seed"]).parts
    if options["part"] > len(parts):
        raise LearnerError(_("this question has {n} parts", "这道题只有 {n} 问")(n=len(parts)))
    part = parts[options["part"] - 1]
    return judge(part.key, options["answer"], part.slips)
