"""A calculator as a form: its parameters to be filled in, the working beside them as one types."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from dlstudy.errors import DlstudyError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.checking import calculate
from dlstudy.symbolic.notation.blocks import line_block
from dlstudy.symbolic.notation.results import results
from dlstudy.symbolic.working import Working, complete
from dlstudy.tui import signs
from dlstudy.tui.signs import shown
from dlstudy.tui.widgets.bar import Bar
from dlstudy.tui.widgets.field import Field
from dlstudy.tui.widgets.key_bar import Hint, KeyBar
from dlstudy.tui.widgets.status import Status

MOST_LINES = 120
REST = 0.25  # seconds without a key before the working is made anew


class CalculateScreen(Screen[None]):
    """Fields on the left, working on the right (below on a narrow screen), the same call as a command beneath."""

    CSS = """
    CalculateScreen Horizontal { height: 1fr; }
    CalculateScreen #fields { width: 38; padding: 0 1; scrollbar-size-vertical: 1; }
    CalculateScreen #working { width: 1fr; padding: 0 1; border-left: solid $foreground 20%; scrollbar-size-vertical: 1; }
    CalculateScreen #command { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    CalculateScreen.-narrow Horizontal { layout: vertical; }
    CalculateScreen.-narrow #fields { width: 1fr; height: 1fr; }
    CalculateScreen.-narrow #working { height: 1fr; border-left: none; border-top: solid $foreground 20%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("pageup", "scroll_working(-1)", show=False, priority=True),
        Binding("pagedown", "scroll_working(1)", show=False, priority=True),
    ]

    def __init__(self, calculator: Calculator) -> None:
        super().__init__()
        self.calculator = calculator
        self._resting: Any = None

    def compose(self) -> ComposeResult:
        """Top line, fields and working, command, keys."""
        yield Bar()
        with Horizontal():
            with VerticalScroll(id="fields", can_focus=False):
                for param in self.calculator.params:
                    yield Field(param)
            with VerticalScroll(id="working"):
                yield Static(id="lines", markup=False)
        yield Static(id="command", markup=False)
        yield Status(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Works the defaults."""
        self.refresh_all()
        self.query(Field).first().enter()

    def on_resize(self) -> None:
        """Stacks the panes where they would be too narrow side by side."""
        self.set_class(self.size.width < 76, "-narrow")
        self._calculate()

    def refresh_all(self) -> None:
        """Everything in the language of the moment."""
        self.query_one(Bar).show(str(self.calculator.title), f"dlstudy {self.calculator.name}")
        for field in self.query(Field):
            field.refresh_texts()
        self.query_one(KeyBar).show(
            (
                Hint("Tab", _("next field", "下一项"), "app.focus_next", 1),
                Hint("PgUp/PgDn", _("scroll", "滚动"), "scroll_working(1)", 2),
                Hint("F3", _("中文", "English"), "app.language", 3),
                Hint("Esc", _("back", "返回"), "back", 1),
            )
        )
        self._calculate()

    @on(Field.Changed)
    def _changed(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._calculate)

    def given(self) -> dict[str, str]:
        """What was typed, by parameter; empty fields keep their defaults."""
        return {field.param.name: field.value for field in self.query(Field) if field.value}

    @work(thread=True, exclusive=True)
    def _calculate(self) -> None:
        given = self.given()
        try:
            working = calculate(self.calculator, complete(self.calculator, given, files=True))
        except DlstudyError as error:
            self.app.call_from_thread(self._show, "", str(error), given)
            return
        lines = "\n".join(self._lines(working))
        self.app.call_from_thread(self._show, lines, "", given)

    def _lines(self, working: Working) -> Iterator[str]:
        """Results first, for they are what one looks for; the working below."""
        width = max(30, self.query_one("#working").size.width - 4)
        style = "plain" if signs.ascii_only() else "unicode"
        for title, rows in results(self.calculator, working, style, width):
            yield from [f"{title}  {rows[0]}"] if len(rows) == 1 else [title, *("  " + row for row in rows)]
        group = None
        for line in working.lines[:MOST_LINES]:
            if line.step.group != group:
                group = line.step.group
                yield from ("", str(group)) if group else ("",)
            yield from ("", str(line.step.why))
            yield from ("  " + row for row in line_block(line, working.known, style, width - 2))
        if len(working.lines) > MOST_LINES:
            yield "…"

    def _show(self, lines: str, error: str, given: dict[str, str]) -> None:
        if not self.is_mounted:
            return
        if lines:
            self.query_one("#lines", Static).update(shown(lines))
        self.query_one("#said", Status).show(error, "$text-warning")
        options = " ".join(f"--{name.replace('_', '-')} {shlex.quote(value)}" for name, value in given.items())
        self.query_one("#command", Static).update(f"$ dlstudy {self.calculator.name} {options}".rstrip())

    def action_back(self) -> None:
        """Back to the list."""
        self.dismiss(None)

    def action_scroll_working(self, direction: int) -> None:
        """A page of the working."""
        pane = self.query_one("#working", VerticalScroll)
        (pane.scroll_page_down if direction > 0 else pane.scroll_page_up)(animate=False)
