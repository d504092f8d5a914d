"""A parameter of a calculator as a line to fill in."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

from dlstudy.i18n import Text, _
from dlstudy.symbolic.params import Choice, Flag, Int, Param, plain
from dlstudy.tui.blocks import Block
from dlstudy.tui.widgets.flow import Flow


class Field(Vertical):
    """The parameter's name and help above, what is typed below; the default stands there until something is."""

    DEFAULT_CSS = """
    Field { height: auto; margin-bottom: 1; }
    Field Flow { color: $text-muted; }
    Field Input { border: none; height: 1; padding: 0 1; background: $surface; }
    Field Input:focus { border: none; background: $panel; }
    """

    class Changed(Message):
        """Something was typed."""

    def __init__(self, param: Param) -> None:
        super().__init__()
        self.param = param

    def compose(self) -> ComposeResult:
        """Help and input."""
        yield Flow()
        yield Input(suggester=SuggestFromList(self._words()) if self._words() else None, compact=True)

    def _words(self) -> list[str]:
        if isinstance(self.param, Choice):
            return [*self.param.options, *self.param.prefixes]
        if isinstance(self.param, Flag):
            return ["yes", "no"]
        return list(self.param.words) if isinstance(self.param, Int) else []

    @property
    def value(self) -> str:
        """What was typed."""
        return self.query_one(Input).value.strip()

    def enter(self) -> None:
        """Puts the cursor here."""
        self.query_one(Input).focus(scroll_visible=False)

    def on_descendant_focus(self) -> None:
        """Shows the help with the line that is being filled in."""
        self.set_timer(0.3, lambda: self.scroll_visible(animate=False))  # after the input has scrolled itself

    def refresh_texts(self) -> None:
        """The help in the language of the moment."""
        words = f" ({' | '.join(self._words())})" if self._words() else ""
        self.query_one(Flow).show((Block(f"{self.param.name}\u00a0 {self.param.help}{words}"),))
        self.query_one(Input).placeholder = self._default()

    def _default(self) -> str:
        default = self.param.default
        if default is None:
            return ""
        if isinstance(default, bool):
            says: Text = _("yes", "是") if default else _("no", "否")
            return str(says)
        held = plain(default)
        return (
            "; ".join(" ".join(map(str, row)) for row in held)
            if isinstance(held, list)
            else " ".join(str(held).split())
        )

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())
