"""A calculator as a form: its parameters to be filled in, the working beside them as one types."""

from __future__ import annotations

import shlex
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ScrollableContainer, VerticalScroll
from textual.screen import Screen
from textual.widget import Widget

from dlstudy.errors import DlstudyError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.checking import calculate
from dlstudy.symbolic.working import complete
from dlstudy.tui.blocks import Block
from dlstudy.tui.views.working import working_blocks
from dlstudy.tui.widgets.bar import Bar
from dlstudy.tui.widgets.field import Field
from dlstudy.tui.widgets.flow import Flow
from dlstudy.tui.widgets.key_bar import Hint, KeyBar

_OUR_FAULT = _("a fault in dlstudy itself ({what})", "dlstudy 自身出错（{what}）")
REST = 0.25  # seconds without a key before the working is made anew


class CalculateScreen(Screen[None]):
    """Fields on the left, working on the right (below on a narrow screen), the same call as a command beneath."""

    AUTO_FOCUS = ""  # it would scroll the first field's help away
    CSS = """
    CalculateScreen Horizontal { height: 1fr; }
    CalculateScreen #fields { width: 38; padding: 0 1; scrollbar-size-vertical: 1; }
    CalculateScreen #working { width: 1fr; padding: 0 1; border-left: solid $foreground 20%; scrollbar-size: 1 1; scrollbar-gutter: stable; }
    CalculateScreen #lines { width: auto; min-width: 100%; }
    CalculateScreen #command, CalculateScreen #said { padding: 0 1; }
    CalculateScreen.-alone #fields { display: none; }
    CalculateScreen.-alone #working { border: none; }
    CalculateScreen.-narrow Horizontal { layout: vertical; }
    CalculateScreen.-narrow #fields { width: 1fr; height: 1fr; }
    CalculateScreen.-narrow #working { height: 1fr; border-left: none; border-top: solid $foreground 20%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("f6", "alone", show=False, priority=True),
        Binding("pageup", "scroll_working(-1)", show=False, priority=True),
        Binding("pagedown", "scroll_working(1)", show=False, priority=True),
    ]

    def __init__(self, calculator: Calculator) -> None:
        super().__init__()
        self.calculator = calculator
        self._resting: Any = None
        self._left: Widget | None = None  # the field that was left for the working alone

    def compose(self) -> ComposeResult:
        """Top line, fields and working, command, keys."""
        yield Bar()
        with Horizontal():
            with VerticalScroll(id="fields", can_focus=False):
                for param in self.calculator.params:
                    yield Field(param)
            with ScrollableContainer(id="working"):
                yield Flow(id="lines")
        yield Flow(id="command")
        yield Flow(id="said")
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
                Hint("F6", _("fields on/off", "显示/隐藏参数"), "alone", 2),
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
        width = max(30, self.query_one("#working").scrollable_content_region.width)
        try:
            working = calculate(self.calculator, complete(self.calculator, given, files=True))
            blocks = tuple(working_blocks(self.calculator, working, width))
            said = ""
        except DlstudyError as error:
            blocks, said = (), str(error)
        except Exception as error:  # a fault of ours is said, and takes nothing that was typed away
            blocks, said = (), str(_OUR_FAULT(what=f"{type(error).__name__}: {error}"))
        self.app.call_from_thread(self._show, blocks, said, given)

    def _show(self, blocks: tuple[Block, ...], error: str, given: dict[str, str]) -> None:
        """The working, or why there is none: then the last one stays. What was typed on since is worked in its turn."""
        if not self.is_mounted or given != self.given():
            return
        if blocks:
            self.query_one("#lines", Flow).show(blocks)
        self.query_one("#said", Flow).show([Block(error, "$text-warning")] if error else ())
        options = " ".join(f"--{name.replace('_', '-')} {shlex.quote(value)}" for name, value in given.items())
        self.query_one("#command", Flow).show([Block(f"dlstudy {self.calculator.name} {options}", "dim", "$", "dim")])

    def action_alone(self) -> None:
        """The working on the whole screen, where the arrow keys scroll it; or the fields beside it again."""
        alone = not self.has_class("-alone")
        self.set_class(alone, "-alone")
        pane = self.query_one("#working")
        if alone:
            self._left = self.focused
            pane.focus()
        elif self._left is not None:
            self._left.focus()
        self.call_after_refresh(self._calculate)

    def action_back(self) -> None:
        """Back to the fields where they are hidden, else to the list."""
        if self.has_class("-alone"):
            self.action_alone()
        else:
            self.dismiss(None)

    def action_scroll_working(self, direction: int) -> None:
        """A page of the working."""
        pane = self.query_one("#working", ScrollableContainer)
        (pane.scroll_page_down if direction > 0 else pane.scroll_page_up)(animate=False)
