"""Breaking Chinese and English, with formulas among the words, into lines of a given width.

A terminal breaks at spaces only, so a run of Chinese counts as one word. Here a line may break between wide characters,
but none starts with a closing mark such as ，。） and none ends with an opening one such as （.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from dlstudy.symbolic.notation.boxes import Box, beside
from dlstudy.symbolic.notation.widths import cells

NO_START = frozenset("，。、；：？！）》」』】〉〕”’…—·％‰℃%),.;:?!]}~～′″")
NO_END = frozenset("（《「『【〈〔“‘([{＃￥$")
_SIGN = re.compile(r"([=<>≤≥≠≈∼≡∝∈→←⇒⇔+−·⊙|]) ")  # a formula is broken before a sign, not after it
_SHORT = 20  # cells
_PAIRS = frozenset("—…─.")  # ——, ……


@dataclass(frozen=True, slots=True)
class Atom:
    """What is not broken, and whether a space stands before it unless it begins a line."""

    content: str | Box
    spaced: bool = False

    @property
    def width(self) -> int:
        """Cells across."""
        return cells(self.content) if isinstance(self.content, str) else self.content.width


def wrap(pieces: Iterable[str | Box], width: int) -> list[str]:
    """The pieces in lines of at most `width` cells; tall boxes stand level with the words around them.

    A line break in a text is kept, and so is the indentation after it, under which the rest of its line hangs.
    """
    lines: list[str] = []
    for paragraph in _paragraphs(pieces):
        lines += _filled(paragraph, max(width, 2))
    return [line.replace("\u00a0", " ") for line in lines]


def _paragraphs(pieces: Iterable[str | Box]) -> Iterator[list[str | Box]]:
    paragraph: list[str | Box] = []
    for piece in pieces:
        if isinstance(piece, Box) and len(piece.lines) > 1:
            paragraph.append(piece)
            continue
        first, *rest = (piece if isinstance(piece, str) else _held(piece.lines[0])).split("\n")
        paragraph.append(first)
        for line in rest:
            yield paragraph
            paragraph = [line]
    yield paragraph


def _held(formula: str) -> str:
    """A formula with unbreakable spaces where it is not to be broken: nowhere if it is short."""
    return formula.replace(" ", "\u00a0") if cells(formula) <= _SHORT else _SIGN.sub("\\1\u00a0", formula)


def _filled(paragraph: Sequence[str | Box], width: int) -> list[str]:
    start = paragraph[0] if paragraph and isinstance(paragraph[0], str) else ""
    indent = min(len(start) - len(start.lstrip(" ")), width // 2)
    lines: list[list[Atom]] = [[]]
    room = width - indent
    used = 0
    for whole in _atoms(paragraph):
        for atom in _split(whole, room):
            needed = atom.width + (atom.spaced and bool(lines[-1]))
            if lines[-1] and used + needed > room:
                lines.append([])
                used, needed = 0, atom.width
            lines[-1].append(atom)
            used += needed
    return [(" " * indent + row).rstrip() for line in lines for row in _rows(line)]


def _rows(line: Sequence[Atom]) -> tuple[str, ...]:
    parts: list[str | Box] = []
    for i, atom in enumerate(line):
        parts += [" ", atom.content] if atom.spaced and i else [atom.content]
    if all(isinstance(part, str) for part in parts):
        return ("".join(str(part) for part in parts),)
    return beside(*(Box((part,)) if isinstance(part, str) else part for part in parts)).lines


def _atoms(paragraph: Iterable[str | Box]) -> Iterator[Atom]:
    """The unbreakable pieces of a paragraph, in order."""
    held: list[str | Box] = []
    spaced = False
    for unit in _units(paragraph):
        if unit == " ":
            if held:
                yield Atom(_glued(held), spaced)
                held = []
            spaced = True
            continue
        if held and _breaks(held[-1], unit):
            yield Atom(_glued(held), spaced)
            held, spaced = [], False
        held.append(unit)
    if held:
        yield Atom(_glued(held), spaced)


def _units(paragraph: Iterable[str | Box]) -> Iterator[str | Box]:
    for piece in paragraph:
        if isinstance(piece, str):
            yield from piece.replace("\t", " ")
        else:
            yield piece


def _glued(units: Sequence[str | Box]) -> str | Box:
    if all(isinstance(unit, str) for unit in units):
        return "".join(str(unit) for unit in units)
    return beside(*(Box((unit,)) if isinstance(unit, str) else unit for unit in units))


def _breaks(left: str | Box, right: str | Box) -> bool:
    """Whether a line may end between two neighbours."""
    if isinstance(right, str) and (right in NO_START or cells(right) == 0):
        return False
    if isinstance(left, str) and left in NO_END:
        return False
    return _loose(left) or _loose(right)


def _loose(unit: str | Box) -> bool:
    return isinstance(unit, Box) or east_asian_width(unit) in "WF" or unit in _PAIRS - {"."}


def _split(atom: Atom, width: int) -> Iterator[Atom]:
    """The atom, in pieces where a line cannot hold it."""
    if isinstance(atom.content, Box) or atom.width <= width:
        yield atom
        return
    spaced, piece = atom.spaced, ""
    for char in atom.content:
        if piece and cells(piece) + cells(char) > width:
            yield Atom(piece, spaced)
            spaced, piece = False, ""
        piece += char
    yield Atom(piece, spaced)
