"""What a calculation prints: its working, its results, and what was asked for beside them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from dlstudy.cli.meter import Meter
from dlstudy.i18n import _, encodable
from dlstudy.symbolic.calculator import Calculator, Do, Table
from dlstudy.symbolic.checking import calculate, check, refuse_letters
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.notation.ascii_signs import in_ascii
from dlstudy.symbolic.notation.blocks import line_block, pretty_block, readable
from dlstudy.symbolic.notation.results import results, summary
from dlstudy.symbolic.notation.widths import cells, folded
from dlstudy.symbolic.tree import Node
from dlstudy.symbolic.working import Line, mistakes

FIRST, LAST = 60, 20


class Paper:
    """One calculation, printed the way the options ask for."""

    def __init__(self, calculator: Calculator, values: Mapping[str, Any], options: Mapping[str, Any]) -> None:
        self.calculator, self.options = calculator, options
        with Meter() as meter:
            self.working = calculate(calculator, values, meter)
        plain = options["ascii_"] or not encodable("⌊√₁→✓≈", getattr(sys.stdout, "encoding", None))
        self.style = "tex" if options["latex_"] else "plain" if plain else "unicode"
        self.width = min(shutil.get_terminal_size((80, 24)).columns, 100)

    def print(self) -> None:
        """Prints it, as JSON or as lines."""
        if self.options["json_"]:
            from dlstudy.cli import json_form

            click.echo(json_form.dumps(self.calculator, self.working, self.options))
            return
        for line in self.lines():
            click.echo(in_ascii(line) if self.style == "plain" else line)

    def lines(self) -> Iterable[str]:
        """The lines of a printed calculation."""
        if self.options["check_"]:
            refuse_letters(self.working)
        if not self.options["no_steps_"] and self.working.lines:
            yield from self._steps()
        yield from self._results()
        yield from self._conventions()
        if self.options["check_"]:
            yield from self._check()
        if self.options["mistakes_"]:
            yield from self._mistakes()

    def _steps(self) -> Iterable[str]:
        lines, group = [line for line in self.working.lines if not self._stands_below(line)], None
        cut = len(lines) > FIRST + LAST and not self.options["all_"]
        for number, line in enumerate(lines):
            if cut and FIRST <= number < len(lines) - LAST:
                if number == FIRST:
                    text = _("… {n} lines left out; --all shows them", "……省略 {n} 行，--all 显示全部")
                    yield str(text(n=len(lines) - FIRST - LAST))
                continue
            if line.step.group != group:
                group = line.step.group
                yield from (["", _bold(str(group))] if group else [""])
            yield from self._step(line)
        yield ""

    def _stands_below(self, line: Line) -> bool:
        """Whether a line is nothing but a table that is printed among the results."""
        if not isinstance(line.value, Table) or line.value.formula is not None:
            return False
        return any(output.symbol == line.step.symbol for output in self.calculator.outputs)

    def _step(self, line: Line) -> Iterable[str]:
        yield from map(_dim, folded(str(line.step.why), self.width))
        if self.style == "tex" and not self._is_table(line):
            parts = [] if line.expr is None else [write(line.expr, "tex")]
            yield "  " + " = ".join([write(line.step.symbol, "tex"), *parts, self._tex(line.value)])
            return
        if self.options["pretty_"] and line.expr is not None and self.style == "unicode":
            drawn = pretty_block(line)
            yield from ("  " + row for row in drawn if len(drawn) > 1)
        for row in line_block(line, self.working.known, self.style, self.width - 2):
            yield "  " + row

    def _is_table(self, line: Line) -> bool:
        """Whether a line's work is a table, which LaTeX leaves as it is."""
        return isinstance(line.value, Table) or (isinstance(line.step, Do) and line.step.table is not None)

    def _tex(self, value: Any) -> str:
        if isinstance(value, tuple) and any(isinstance(v, str) for v in value):
            value = ", ".join(value)
        if isinstance(value, str):
            return rf"\text{{{value}}}"
        if isinstance(value, Grid):
            return write(literal(value.map(readable)), "tex")
        return write(literal(readable(value)), "tex") if _is_value(value) else ""

    def _results(self) -> Iterable[str]:
        found = list(results(self.calculator, self.working, self.style, self.width - 2))
        room = max(cells(title) for title, _rows in found)
        for title, rows in found:
            if len(rows) == 1:
                yield _bold(title) + " " * (room - cells(title) + 2) + rows[0]
            else:
                yield _bold(title)
                yield from ("  " + row for row in rows)

    def _conventions(self) -> Iterable[str]:
        """A footer: how the results change under another convention."""
        if any(isinstance(v, Node) for v in self.working.outputs.values()) or not self.working.lines:
            return
        for mistake, differing in mistakes(self.calculator, self.working, conventions=True):
            text = str(_("Another convention: {why}", "另一种约定：{why}")(why=mistake.why))
            yield from map(_dim, folded(text, self.width))
            yield from self._differing(differing)

    def _differing(self, outputs: Mapping[str, Any]) -> Iterable[str]:
        return ("    " + line for line in summary(self.calculator, outputs, self.style, self.width - 4))

    def _check(self) -> Iterable[str]:
        yield ""
        if not self.working.lines:
            text = _("Too large to be worked exactly: the reference ran alone, there is nothing to compare.",
                     "规模太大，无法精确演算：只运行了参考实现，没有可核对的另一条路。")  # fmt: skip
            yield str(text)
            return
        yield _bold(str(_("Checked against the reference implementation", "与参考实现核对")))
        for found in check(self.calculator, self.working):
            mark = (
                ("ok" if self.style == "plain" else "✓") if found.agrees else ("XX" if self.style == "plain" else "✗")
            )
            text = _("{mark} {name}: difference {d:.2g}", "{mark} {name}：相差 {d:.2g}")
            yield "  " + str(text(mark=mark, name=found.name, d=found.difference))

    def _mistakes(self) -> Iterable[str]:
        yield ""
        yield _bold(str(_("Common mistakes and what they lead to", "常见错误及其结果")))
        found = mistakes(self.calculator, self.working, conventions=False)
        for mistake, differing in found:  # conventions are not wrong: they stand under the results
            yield f"  {mistake.name}"
            yield from (_dim(f"    {row}") for row in folded(str(mistake.why), self.width - 4))
            yield from self._differing(differing)
        if not found:
            yield str(_("  none that would change anything here", "  这里没有会改变结果的错误"))


def _is_value(value: Any) -> bool:
    return isinstance(value, Node | Grid | tuple) or hasattr(value, "real")


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _bold(text: str) -> str:
    return click.style(text, bold=True) if _coloured() else text


def _dim(text: str) -> str:
    return click.style(text, dim=True) if _coloured() else text
