"""Vectors, matrices and shapes as people type them, or from a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.reading import characters
from dlstudy.symbolic.reading.numbers_typed import read_value

MAX_TYPED, MAX_FILE_BYTES = 4096, 64 * 2**20
Nested = Any  # a Number, or a tuple of Nested

_SIZES = re.compile(r"\s*\d{1,9}\s*(?:[x×*,\s]\s*\d{1,9}\s*)*", re.IGNORECASE)


def read_array(source: str, files: bool = False) -> Nested:
    """Nested tuples of numbers from `1 0; 0 1`, `[[1,0],[0,1]]`, `[1, 0; 0, 1]`; from a file where `@` is allowed."""
    if source.startswith("@"):
        if not files:
            raise LearnerError(_("a file cannot be named here", "这里不能引用文件"), source, (0, len(source)))
        return _from_file(Path(source[1:]))
    text = "".join(map(characters.plain, source)).strip()
    if not text:
        raise LearnerError(_("nothing was typed", "什么也没有输入"))
    if text.count("[") + text.count("(") != text.count("]") + text.count(")"):
        raise LearnerError(_("a bracket is opened or closed without the other", "括号没有成对"))
    if len(text) > 16 * MAX_TYPED:
        raise LearnerError(_("this array is too long: put it into a file", "数组太长，请放进文件"))
    return checked(_nested(text, 0), source)


def checked(array: Nested, source: str) -> Nested:
    """The array, if its rows are equally long and it is not too large."""
    shape = shape_of(array)
    if shape is None:
        raise LearnerError(_("the rows are not equally long", "各行长度不一致"), source, (0, len(source)))
    return array


def shape_of(array: Nested) -> tuple[int, ...] | None:
    """The shape of nested tuples, none where it is ragged."""
    if not isinstance(array, tuple):
        return ()
    inner = {shape_of(part) for part in array}
    return (len(array), *inner.pop()) if len(inner) == 1 and None not in inner else None  # type: ignore[misc]


def _nested(text: str, depth: int) -> Nested:
    if depth > 6:
        raise LearnerError(_("brackets are nested too deeply", "括号嵌套太深"))
    text = text.strip()
    if _wrapped(text):
        inside = text[1:-1].strip()
        if _split(inside, ";\n")[1:]:
            return _nested(inside, depth + 1)
        pieces = [piece for piece in _split(inside, ",") if piece.strip()]
        if pieces and (inside.startswith("[") or all(_wrapped(piece.strip()) for piece in pieces)):
            return _rows(pieces, depth)
        return _cells(inside, depth)
    rows = [row for row in _split(text, ";\n") if row.strip()]
    if len(rows) > 1:
        return tuple(
            _cells(row.strip(), depth) if not _wrapped(row.strip()) else _nested(row, depth + 1) for row in rows
        )
    pieces = [piece for piece in _split(text, ",") if piece.strip()]
    if pieces and all(_wrapped(piece.strip()) for piece in pieces):
        return _rows(pieces, depth)
    return _cells(text, depth)


def _rows(pieces: list[str], depth: int) -> Nested:
    return tuple(_nested(piece, depth + 1) for piece in pieces if piece.strip())


def _wrapped(text: str) -> bool:
    """Whether one pair of brackets holds the whole text."""
    if not text or text[0] not in "[(" or text[-1] not in "])":
        return False
    level = 0
    for i, char in enumerate(text):
        level += (char in "[(") - (char in "])")
        if level == 0:
            return i == len(text) - 1
    return False


def _split(text: str, separators: str) -> list[str]:
    """The pieces between separators that stand outside all brackets."""
    pieces, level, start = [], 0, 0
    for i, char in enumerate(text):
        level += (char in "[(") - (char in "])")
        if char in separators and level == 0:
            pieces.append(text[start:i])
            start = i + 1
    return [*pieces, text[start:]]


def _cells(text: str, depth: int) -> Nested:
    cells = [cell.strip() for cell in _split(text, ",")]
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    if len(cells) == 1:
        cells = _spaced(text)
    if len(cells) > MAX_TYPED:
        raise LearnerError(_("this array is too long: put it into a file", "数组太长，请放进文件"))
    return tuple(_nested(c, depth + 1) if c.startswith("[") else read_value(c) for c in cells)


def _spaced(text: str) -> list[str]:
    """Cells separated by spaces; a sign or an operator with a space after it belongs to one expression."""
    if re.search(r"[-+*/^]\s|\s[*/^]", text):
        return [text]
    return [cell for cell in _split(text, " \t") if cell]


def read_sizes(source: str) -> tuple[int, ...]:
    """The sizes of a shape: `97x64`, `97×64`, `(97, 64)`, `97*64`, `97 64`."""
    text = "".join(map(characters.plain, source)).strip()
    if _wrapped(text):
        text = text[1:-1]
    if not _SIZES.fullmatch(text):
        raise LearnerError(
            _("a shape is asked for: write it like 45x45x15", "这里要一个形状，请写成 45x45x15 的样子"),
            source,
            (0, len(source)),
        )
    return tuple(int(size) for size in re.findall(r"\d+", text))


def _from_file(path: Path) -> Nested:
    """An array from `.csv`, `.json` or `.npy` (without pickle)."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            raise LearnerError(_("{path} is no file of at most 64 MB", "{path} 不是 64 MB 以内的普通文件")(path=path))
        if path.suffix == ".npy":
            from dlstudy.reference.arrays import load_npy

            return _exact(load_npy(str(path)))
        import csv
        import json

        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".json":
            return checked(_exact(json.loads(text, parse_float=str)), str(path))
    except (OSError, ValueError, RecursionError) as error:
        raise LearnerError(_("{path} cannot be read: {why}", "读不了 {path}：{why}")(path=path, why=error)) from None
    rows = (row if len(row) > 1 else row[0].split() for row in csv.reader(text.splitlines()) if row)
    return checked(tuple(tuple(map(read_value, filter(None, row))) for row in rows if row), str(path))


def _exact(data: Any) -> Nested:
    if isinstance(data, list):
        return tuple(map(_exact, data))
    if isinstance(data, bool | dict | None):
        raise ValueError(f"{data!r}")
    return read_value(str(data))
