"""What a page consists of: paragraphs with a label in front, and pictures that are not broken into lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import dedent

from dlstudy.i18n import Text
from dlstudy.symbolic.notation.tex_text import pieces
from dlstudy.symbolic.notation.widths import cells
from dlstudy.tui.signs import ascii_only, shown
from dlstudy.tui.wrapping import wrap

Segment = tuple[str, str]  # a stretch of text and its style


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, its text hanging beside its label; or, with `picture`, lines as they are.

    `tex`: what stands between dollars is a formula. `name`: what a click on it means.
    """

    text: str = ""
    style: str = ""
    label: str = ""
    label_style: str = ""
    indent: int = 0
    picture: tuple[str, ...] = ()
    tex: bool = False
    name: str = ""

    def rows(self, width: int) -> Iterator[list[Segment]]:
        """The block as lines of styled stretches, none wider than `width` but a picture's."""
        if self.picture:
            for row in self.picture:
                yield [(" " * self.indent + shown(row), self.style)]
            return
        label = shown(self.label)
        hang = self.indent + (cells(label) + 1 if label else 0)
        text = pieces(self.text, plain=ascii_only()) if self.tex else [self.text]
        lines = wrap((shown(p) if isinstance(p, str) else p for p in text), width - hang)
        for number, line in enumerate(lines):
            before = " " * self.indent + label + " " if label and number == 0 else " " * hang
            yield [(before, self.label_style), (shown(line), self.style)]


GAP = Block()


def picture(lines: Iterable[str], style: str = "", indent: int = 0) -> Block:
    """Lines as they are; of a text, its empty first and last lines left out."""
    found = [line.rstrip() for line in lines]
    while found and not found[0]:
        found.pop(0)
    while found and not found[-1]:
        found.pop()
    return Block(picture=tuple(found or [""]), style=style, indent=indent)


def widest(blocks: Iterable[Block]) -> int:
    """How many cells the widest picture takes."""
    return max((block.indent + cells(row) for block in blocks for row in block.picture), default=0)


def diagram(text: Text) -> Block:
    """A picture from a question file, moved to the left edge: small terminals need the room."""
    return picture(dedent(str(text).replace("\t", "    ")).split("\n"))
