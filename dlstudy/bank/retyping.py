"""A right answer as people type it, in many styles; and answers near it that must not pass."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from dlstudy.answers.keys import (
    ChoiceKey,
    ConstructKey,
    CountKey,
    FillKey,
    FormulaKey,
    Key,
    MatrixKey,
    NumberKey,
    OrderKey,
    SetKey,
    ShapeKey,
    WordsKey,
)
from dlstudy.answers.kinds.closeness import fraction
from dlstudy.answers.kinds.number import figures_asked
from dlstudy.symbolic.arithmetic import is_exact
from dlstudy.symbolic.notation import STYLES, decimal, exact, write
from dlstudy.symbolic.tree import terminates

_GARBAGE = ("", "   ", "???", ")(", "1..2", "@x", "\u200b1", "1 +")
_FULL = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789.,;:()[]-+/"}
_LONG = 15
Rows = tuple[tuple[Any, ...], ...]


def right_answers(key: Key) -> Iterator[str]:
    """The right answer, typed in every style that is accepted."""
    if isinstance(key, NumberKey):
        yield from numbers(key.value, key.decimals, figures_asked(key))
    elif isinstance(key, CountKey):
        yield from counts(key.value)
    elif isinstance(key, ShapeKey):
        yield from shapes(key.value)
    elif isinstance(key, MatrixKey):
        yield from matrices(key.rows, key.vector)
    elif isinstance(key, WordsKey):
        yield from _words(key)
    elif isinstance(key, ChoiceKey):
        yield from _choices(key)
    elif isinstance(key, FormulaKey):
        yield from (write(key.tree, style) for style in STYLES)
    else:
        yield from exercises(key)


def numbers(value: Any, decimals: int | None = None, figures: int | None = None) -> Iterator[str]:
    """A number as decimal, fraction, percentage, in scientific and full-width form, and rounded as asked."""
    long = decimal(value, _LONG)
    yield from (long, long.replace("-", "−"), f"x = {long}", f"${long}$", long.translate(_FULL), f"({long})")
    found = fraction(value)
    if found is None:
        return
    yield f"{float(found):.14e}"
    yield f"{float(found * 100)!r}%"
    if is_exact(value) and value.denominator < 10**6:
        yield f"{found.numerator}/{found.denominator}"
        yield rf"\frac{{{found.numerator}}}{{{found.denominator}}}"
    if decimals is not None:
        yield f"{float(found):.{decimals}f}"
    elif figures is not None:
        yield f"{float(found):.{figures}g}"


def counts(value: int) -> Iterator[str]:
    """A whole number plain, with its thousands separated in four ways, full-width."""
    yield from (str(value), f"{value:,}", f"{value:,}".replace(",", " "), f"{value:,}".replace(",", "，"))
    yield from (str(value).translate(_FULL), f"N = {value}", f"{value}.0")


def shapes(value: tuple[int, ...]) -> Iterator[str]:
    """A shape with every sign between its sizes and every bracket around them."""
    sizes = [str(size) for size in value]
    for between in ("x", "X", "×", "*", " × ", ", ", ",", "，", " ", r" \times ", "·"):
        yield between.join(sizes)
    inside = ", ".join(sizes)
    yield from (f"({inside})", f"[{inside}]", f"（{inside}）".replace(", ", "，"), f"${inside}$")
    yield from (f"torch.Size([{inside}])", "×".join(sizes).translate(_FULL), "×".join([*sizes, "1"]))


def matrices(rows: Rows, vector: bool = False) -> Iterator[str]:
    """A vector or matrix in nested, semicolon, line and TeX form; entries exact where they end."""
    for spell in (_exact_entry, lambda x: decimal(x, _LONG)):
        cells = [[spell(x) for x in row] for row in rows]
        yield "[" + ", ".join("[" + ", ".join(row) + "]" for row in cells) + "]"
        yield "[" + "; ".join(", ".join(row) for row in cells) + "]"
        yield "; ".join(" ".join(row) for row in cells)
        yield "\n".join(", ".join(row) for row in cells)
        yield ("［" + "；".join("，".join(row) for row in cells) + "］").translate(_FULL)
        yield r"\begin{bmatrix}" + r" \\ ".join(" & ".join(row) for row in cells) + r"\end{bmatrix}"
        if vector:
            yield "(" + ", ".join(cells[0]) + ")"
            yield "[" + "; ".join(cells[0]) + "]"


def _exact_entry(x: Any) -> str:
    return (
        exact(x)
        if is_exact(x) and (isinstance(x, int) or terminates(x) or x.denominator < 10**6)
        else decimal(x, _LONG)
    )


def _words(key: WordsKey) -> Iterator[str]:
    for pick in (min, max):
        words = [pick(actions) for _state, actions in key.places]
        named = list(zip((state for state, _actions in key.places), words, strict=True))
        yield ", ".join(words)
        yield "；".join(words)
        yield ", ".join(f"{state}: {word}" for state, word in named)
        yield "\n".join(f"{state} = {word}" for state, word in named)


def _choices(key: ChoiceKey) -> Iterator[str]:
    right = sorted(key.right)
    letters = [chr(ord("A") + i) for i in right]
    yield from ("".join(letters), "".join(letters).lower(), "、".join(letters), ", ".join(letters))
    texts = [(option.read("zh").strip(), option.read("en").strip()) for option in key.options]
    if not any(text.isdigit() for pair in texts for text in pair):
        yield ", ".join(str(i + 1) for i in right)
    if len(right) == 1:
        named = {str(i + 1) for i in range(len(texts))}  # an option "2" that is not the second must be named by letter
        yield from (text for text in texts[right[0]] if text not in named)


def exercises(key: Key) -> Iterator[str]:
    """An order with every sign between its letters, blanks by name and in order, the example of a construction."""
    if isinstance(key, OrderKey):
        letters = [chr(ord("A") + i) for i in key.right]
        for between in ("", " ", ", ", "，", " > ", "→"):
            yield between.join(letters)
        yield ", ".join(str(i + 1) for i in key.right)
    elif isinstance(key, FillKey):
        cells = [next(iter(right_answers(blank.key))) for blank in key.blanks]
        named = [f"{blank.name} = {cell}" for blank, cell in zip(key.blanks, cells, strict=True)]
        yield "; ".join(named)
        yield "；".join(reversed(named))
        yield "\n".join(cells)
    elif isinstance(key, ConstructKey):
        yield key.example
    elif isinstance(key, SetKey):
        for inside in (", ".join(map(exact, key.values)), "; ".join(map(exact, reversed(key.values)))):
            yield from (inside, "{" + inside + "}", rf"\{{{inside}\}}")


def garbage(key: Key) -> tuple[str, ...]:
    """What cannot be read as an answer."""
    return _GARBAGE if isinstance(key, ChoiceKey) else (*_GARBAGE, "[1, 2", "1, [2")


def wrong_answers(key: Key) -> Iterator[str]:
    """Answers near the right one that must not be taken for it: off by one, of the other sign, ten times as large."""
    if isinstance(key, CountKey):
        yield from (str(key.value + 1), str(key.value - 1), str(key.value * 10) if key.value else "10")
    elif isinstance(key, ShapeKey):
        for i in range(len(key.value)):
            yield "x".join(str(size + (i == j)) for j, size in enumerate(key.value))
    elif isinstance(key, NumberKey):
        yield from (exact(x) for x in _near(key))
    elif isinstance(key, MatrixKey):
        yield from _near_rows(key)
    elif isinstance(key, OrderKey):
        yield " ".join(chr(ord("A") + i) for i in (*key.right[1:], key.right[0]))
    elif isinstance(key, FillKey):
        for wrong in wrong_answers(key.blanks[0].key):
            yield "\n".join([wrong, *(next(iter(right_answers(blank.key))) for blank in key.blanks[1:])])


def _near(key: NumberKey) -> Iterator[Fraction]:
    value = fraction(key.value)
    if value is None:
        return
    bound = max(Fraction(str(key.tolerance)) * abs(value), Fraction(str(key.absolute)))
    for other in (-value, 10 * value, value + 1, value - 1):
        if abs(other - value) > bound:
            yield other.limit_denominator(10**12)


def _near_rows(key: MatrixKey) -> Iterator[str]:
    rows = [[found for x in row if (found := fraction(x)) is not None] for row in key.rows]
    size = max((abs(x) for row in rows for x in row), default=Fraction(0))
    if not size or any(len(row) < len(key.rows[0]) for row in rows):
        return
    yield _spelled([[-x for x in row] for row in rows])
    yield _spelled([[10 * x for x in row] for row in rows])
    rows[-1][-1] += size + 1
    yield _spelled(rows)


def _spelled(rows: list[list[Fraction]]) -> str:
    return "; ".join(", ".join(exact(x.limit_denominator(10**12)) for x in row) for row in rows)
