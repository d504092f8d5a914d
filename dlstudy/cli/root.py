"""The command `dlstudy`: with nothing after it the app, else one of its groups, or a calculator by name."""

from __future__ import annotations

from importlib import import_module

import click

from dlstudy import __version__, calculators
from dlstudy.cli.aliases import meant
from dlstudy.cli.options import language_option
from dlstudy.errors import unknown
from dlstudy.i18n import Text, _

# name: (module, attribute, what it does)
_GROUPS: dict[str, tuple[str, Text]] = {
    "app": ("app", _("open the study app (what dlstudy alone does)", "打开学习程序（等同于只输入 dlstudy）")),
    "quiz": ("quiz", _("a quiz, in the app or line by line", "做题：在程序里，或逐行问答")),
    "bank": ("bank", _("look at, check and preview question files", "查看、检查、预览题库文件")),
    "judge": ("judge", _("judge answers: one, or a file of them", "判答案：一个，或一个文件")),
    "calc": ("calc", _("list and search the calculators", "列出和搜索计算器")),
    "completion": ("completion", _("shell completion", "命令行补全")),
}


class Root(click.Group):
    """Finds commands when they are asked for, so that starting stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The groups, then the calculators."""
        return [*_GROUPS, *dict.fromkeys(entry.name.split()[0] for entry in calculators.catalogue())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The group or calculator of this name."""
        if cmd_name in _GROUPS:
            command: click.Command = import_module(f"dlstudy.cli.{_GROUPS[cmd_name][0]}").command
            return command
        if calculators.stands_alone(cmd_name):
            from dlstudy.cli.calculator import calculator_command

            return calculator_command(calculators.find(cmd_name))
        entries = [entry for entry in calculators.catalogue() if entry.name.split()[0] == cmd_name]
        if not entries:
            return None
        from dlstudy.cli.calculator import calculator_group

        return calculator_group(cmd_name, entries)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant, by its name or a short form; an unknown one is refused with the nearest known name."""
        name = args[0]
        if (command := self.get_command(ctx, name)) is None and (full := meant(name, self.list_commands(ctx))):
            name, command = full, self.get_command(ctx, full)
        if command is not None:
            return name, command, args[1:]
        if not args[0].startswith("-"):
            raise click.UsageError(str(unknown(args[0], self.list_commands(ctx))), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The groups with what they do, the calculators by chapter; none of them is imported."""
        from dlstudy.bank.topics import CHAPTERS, TOPICS

        with formatter.section(str(_("Commands", "命令"))):
            formatter.write_dl([(name, str(what)) for name, (_module, what) in _GROUPS.items()])
        for chapter, title in CHAPTERS.items():
            entries = [e for e in calculators.catalogue() if e.topic in TOPICS and TOPICS[e.topic].chapter == chapter]
            if entries:
                with formatter.section(str(_("Calculators: {chapter}", "计算器（{chapter}）")(chapter=title))):
                    formatter.write_dl([(entry.name, str(entry.title)) for entry in entries])


@click.command(
    cls=Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=str(_("Quizzes and calculators for a deep-learning exam.", "深度学习课程的备考练习与计算器。")),
    epilog=str(
        _(
            "Example: dlstudy conv --side 97 --kernel 9 --stride 2 --out-channels 15\n\n"
            "Sources: nndl is Qiu Xipeng, Neural Networks and Deep Learning (2020); "
            "d2l is Zhang et al., Dive into Deep Learning.",
            "例：dlstudy conv --side 97 --kernel 9 --stride 2 --out-channels 15\n\n"
            "出处：nndl 指邱锡鹏《神经网络与深度学习》（2020）；d2l 指阿斯顿·张等《动手学深度学习》。",
        )
    ),
)
@click.version_option(__version__, message="dlstudy %(version)s")
@language_option
@click.pass_context
def root(ctx: click.Context) -> None:
    """Opens the app where no command is given."""
    if ctx.invoked_subcommand is None:
        from dlstudy.cli.sitting_down import open_app
        from dlstudy.cli.wish import Wish

        open_app(Wish())
