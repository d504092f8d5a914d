"""A page of blocks, wrapped as Chinese and English are, and clickable block by block."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from dlstudy.tui.blocks import Block


class Flow(Widget):
    """Shows blocks one under the other; takes no room while there are none."""

    DEFAULT_CSS = """
    Flow { height: auto; width: 1fr; text-wrap: nowrap; text-overflow: clip; display: none; }
    """

    class Clicked(Message):
        """A block with a name was clicked."""

        def __init__(self, flow: Flow, name: str) -> None:
            super().__init__()
            self.flow, self.name = flow, name

        @property
        def control(self) -> Flow:
            """The page it was in."""
            return self.flow

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id)
        self._blocks: tuple[Block, ...] = ()
        self._laid: tuple[int, list[tuple[Content, Block]]] | None = None
        self._page: int | None = None  # where the page scrolls sideways: how much of it is seen at once

    def show(self, blocks: Iterable[Block]) -> None:
        """Replaces what is shown."""
        self._blocks, self._laid = tuple(blocks), None
        self.display = bool(self._blocks)
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As wide as the widest picture: asked where the page scrolls sideways (`width: auto`)."""
        self._page = container.width
        return max([container.width, *(row.cell_length for row, _block in self._rows(container.width))])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many rows as the blocks take in this width."""
        return len(self._rows(width))

    def render(self) -> Content:
        """The rows."""
        return Content("\n").join([row for row, _block in self._rows(self.content_size.width)])

    def on_click(self, event: events.Click) -> None:
        """Says which block was clicked."""
        rows = self._rows(self.content_size.width)
        at = event.get_content_offset(self)
        if at is not None and at.y < len(rows) and rows[at.y][1].name:
            self.post_message(self.Clicked(self, rows[at.y][1].name))

    def _rows(self, width: int) -> list[tuple[Content, Block]]:
        width = min(width, self._page or width)
        if self._laid is None or self._laid[0] != width:
            rows = [(Content.assemble(*row), block) for block in self._blocks for row in block.rows(width)]
            self._laid = (width, rows)
        return self._laid[1]
