"""A calculator as a command, made from its definition."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from dlstudy import calculators
from dlstudy.cli.aliases import meant, own_name
from dlstudy.cli.options import language_option
from dlstudy.cli.paper import Paper
from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.notation import exact
from dlstudy.symbolic.notation.quantities import brief
from dlstudy.symbolic.params import Array, Choice, Flag, Int, Param, Real, plain
from dlstudy.symbolic.working import complete

_FLAGS = {
    "--json": _("print JSON", "输出 JSON"),
    "--latex": _("print the working as LaTeX", "以 LaTeX 输出演算"),
    "--pretty": _("set formulas in two dimensions", "二维排版公式"),
    "--ascii": _("use ASCII only", "只用 ASCII 字符"),
    "--no-steps": _("results only", "只要结果"),
    "--all": _("every line of a long working", "完整显示很长的演算"),
    "--check": _("compare with the reference implementation", "与参考实现核对"),
    "--mistakes": _("show common mistakes and what they lead to", "列出各种常见错误及其结果"),
}


def calculator_command(calculator: Calculator, name: str | None = None) -> click.Command:
    """The click command of a calculator: an option a parameter, and the options all calculators share."""
    options: list[click.Parameter] = [_option(param) for param in calculator.params]
    if calculator.positional:
        shown = calculator.positional.upper().replace("_", "-")
        options.insert(0, click.Argument(["positional_"], metavar=f"[{shown}]", required=False))
    options += [
        click.Option(["--want"], multiple=True, metavar="OUTPUT=VALUE", help=str(_("a wanted output", "想要的结果"))),
        click.Option(["--solve"], metavar="PARAMETER", help=str(_("find this parameter for it", "为此求哪个参数"))),
        *(
            click.Option([flag, flag.strip("-").replace("-", "_") + "_"], is_flag=True, help=str(text))
            for flag, text in _FLAGS.items()
        ),
    ]
    if calculator.picture is not None:
        text = _(
            "draw it: in the terminal, or into FILE (svg, png, pdf)",
            "画图：不带文件名画在终端里，或写入文件（svg、png、pdf）",
        )
        options.append(click.Option(["--plot"], is_flag=False, flag_value="-", metavar="[FILE]", help=str(text)))
    names = [param.name for param in calculator.params]

    class Calculation(click.Command):
        def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
            return super().parse_args(ctx, [own_name(arg, names) for arg in args])

    command: click.Command = language_option(
        Calculation(
            name or calculator.name,
            params=options,
            callback=_callback(calculator),
            help=_help(calculator),
            short_help=str(calculator.title),
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
    )
    return command


def _help(calculator: Calculator) -> str:
    examples = "\n".join(f"  dlstudy {calculator.name} {line}" for line in calculator.usage)
    parts = [str(calculator.summary or calculator.title), str(_("Source: {s}", "出处：{s}")(s=calculator.source))]
    if examples:
        parts.append("\b\n" + str(_("Examples:", "例：")) + "\n" + examples)
    return "\n\n".join(parts)


def _option(param: Param) -> click.Option:
    flag = "--" + param.name.replace("_", "-")
    text = str(param.help)
    if isinstance(param, Flag):
        return click.Option([f"{flag}/--no-{flag[2:]}"], default=None, help=text + _on(param.default))
    if isinstance(param, Choice):
        text = _meanings(param) if param.options else text
    if param.default is not None:
        text += f"  [{_default(param)}]"
    return click.Option([flag], metavar=_metavar(param), help=text, shell_complete=_completer(param))


def _meanings(param: Choice) -> str:
    each = _("{name}: {meaning}", "{name}：{meaning}")
    meanings = str(_("; ", "；")).join(str(each(name=name, meaning=what)) for name, what in param.options.items())
    return str(_("{help} ({meanings})", "{help}（{meanings}）")(help=param.help, meanings=meanings))


def _completer(param: Param) -> Callable[..., list[str]] | None:
    words = list(param.options) if isinstance(param, Choice) else list(getattr(param, "words", ()))
    if not words:
        return None
    return lambda _ctx, _param, incomplete: [word for word in words if word.startswith(incomplete)]


def _on(value: bool | None) -> str:
    """A flag's default; none where something else decides."""
    text = _("default: yes", "默认：是") if value else _("default: no", "默认：否")
    return "" if value is None else f"  [{text}]"


def _default(param: Param) -> str:
    value = plain(param.default) if not isinstance(param, Array) else exact(param.default).strip("[]")
    shown = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return str(_("default: {v}", "默认：{v}")(v=shown if len(shown) < 40 else shown[:37] + "…"))


def _metavar(param: Param) -> str:
    if isinstance(param, Int):
        return "N"
    if isinstance(param, Real):
        return "X"
    if isinstance(param, Choice):
        return "|".join([*param.options, *(f"{p}…" for p in param.prefixes)])
    return "MATRIX" if isinstance(param, Array) else "TEXT"


def _callback(calculator: Calculator) -> Callable[..., None]:
    def call(**typed: Any) -> None:
        given = {p.name: typed[p.name] for p in calculator.params if typed.get(p.name) is not None}
        if (value := typed.get("positional_")) is not None:
            if calculator.positional in given:
                raise LearnerError(_("{name} is given twice", "{name} 给了两次")(name=calculator.positional))
            given[calculator.positional] = value
        if typed["want"] or typed["solve"]:
            _solve(calculator, given, typed)
            return
        values = complete(calculator, given, files=True)
        paper = Paper(calculator, values, typed)
        paper.print()
        if typed.get("plot"):
            from dlstudy.cli.plotting import plot

            plot(calculator, paper.working, typed["plot"])

    return call


def _solve(calculator: Calculator, given: dict[str, Any], typed: dict[str, Any]) -> None:
    from dlstudy.symbolic.solving import solve

    if not (typed["want"] and typed["solve"]):
        raise LearnerError(
            _("--want OUTPUT=VALUE and --solve PARAMETER go together", "--want 结果=值 与 --solve 参数 要一起用")
        )
    want = {}
    for text in typed["want"]:
        name, equals, value = text.partition("=")
        if not equals:
            raise LearnerError(_("write --want OUTPUT=VALUE", "请写作 --want 结果=值"))
        want[name.strip()] = value.strip()
    found = solve(calculator, given, want, typed["solve"])
    _say_solutions(typed, found)


def _say_solutions(typed: dict[str, Any], found: Sequence[Any]) -> None:
    name = typed["solve"]
    if typed["json_"]:
        import json

        click.echo(json.dumps({"solve": name, "values": [plain(v) for v in found]}, ensure_ascii=False))
    elif not found:
        click.echo(str(_("no legal {name} gives this", "没有合法的 {name} 能得到这个结果")(name=name)))
    else:
        click.echo(f"{name} = {_spans(list(found))}")
    if not found:
        sys.exit(1)


def _spans(found: list[Any]) -> str:
    """Neighbouring numbers as a span: `4, 7–9`."""
    if not all(isinstance(v, int) and not isinstance(v, bool) for v in found):
        return ", ".join(map(brief, found))
    spans: list[list[int]] = []
    for value in found:
        if spans and value == spans[-1][1] + 1:
            spans[-1][1] = value
        else:
            spans.append([value, value])
    return ", ".join(str(a) if a == b else f"{a}, {b}" if b == a + 1 else f"{a}–{b}" for a, b in spans)


def calculator_group(name: str, entries: Sequence[calculators.Entry]) -> click.Group:
    """The group of calculators whose names begin alike, such as `mdp`."""
    titles = {entry.name.partition(" ")[2]: entry for entry in entries}

    class Family(click.Group):
        def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
            return list(titles)

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            cmd_name = cmd_name if cmd_name in titles else meant(cmd_name, list(titles)) or cmd_name
            if cmd_name not in titles:
                raise click.UsageError(str(unknown(cmd_name, list(titles))), ctx)
            return calculator_command(calculators.find(titles[cmd_name].name), cmd_name)

    group: click.Group = language_option(Family(name, help=str(_(", ", "、")).join(str(e.title) for e in entries)))
    return group
