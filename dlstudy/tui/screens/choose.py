"""A list over the screen, to choose one thing from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen

from dlstudy.i18n import Text, _
from dlstudy.tui.widgets.bar import Bar
from dlstudy.tui.widgets.listing import Entry, Listing


class ChooseScreen(ModalScreen[str | None]):
    """Gives back the name of the line chosen, or None; a letter goes to the next line whose name begins with it."""

    CSS = """
    ChooseScreen { align: center middle; }
    ChooseScreen Vertical { width: 60; max-width: 100%; height: auto; max-height: 100%; border: solid $foreground 30%; background: $background; }
    ChooseScreen Listing { height: auto; max-height: 18; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f9", "close", show=False, priority=True)]

    def __init__(self, title: Text, entries: Callable[[], Sequence[Entry]], marked: str = "") -> None:
        super().__init__()
        self._title, self._entries, self._first = title, entries, marked

    def compose(self) -> ComposeResult:
        """A title and the list."""
        with Vertical():
            yield Bar()
            yield Listing()

    def on_mount(self) -> None:
        """Fills the list."""
        self.refresh_all()
        listing = self.query_one(Listing)
        listing.mark(self._first)
        listing.focus()

    def refresh_all(self) -> None:
        """Shows the list in the language of the moment."""
        self.query_one(Bar).show(str(self._title), str(_("Esc back", "Esc 返回")))
        self.query_one(Listing).show(self._entries())

    @on(Listing.OptionSelected)
    def _selected(self, event: Listing.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def on_key(self, event: Key) -> None:
        """Goes to a line by the first letter of its name."""
        if event.character is not None and event.character.isalpha():
            self.query_one(Listing).mark_next(event.character.casefold())

    def action_close(self) -> None:
        """Nothing chosen."""
        self.dismiss(None)
