"""A vector or a matrix, entry by entry; the tolerance is scaled by the largest entry."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from dlstudy.answers.keys import MatrixKey
from dlstudy.answers.kinds.closeness import largest, within
from dlstudy.answers.kinds.kind import RIGHT, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.grid import Grid, spell
from dlstudy.symbolic.notation.quantities import brief
from dlstudy.symbolic.reading import characters, read, read_array
from dlstudy.symbolic.reading.arrays import shape_of

Rows = tuple[tuple[Any, ...], ...]
MAX_TYPED = 4000
_WRAPPED = re.compile(
    r"(?:np\.|numpy\.|torch\.)?(?:array|tensor|matrix|Tensor)\((.*?),?\s*(?:dtype=[\w.]+)?\)", re.DOTALL
)


def read_rows(key: MatrixKey, text: str) -> Rows:
    """The rows that were typed; a column is a vector as well as a row."""
    if len(text) > MAX_TYPED:
        raise LearnerError(_("at most {limit} characters are read", "最多读取 {limit} 个字符")(limit=MAX_TYPED))
    if text.lstrip().startswith("@"):
        raise LearnerError(_("a file cannot be named here", "这里不能引用文件"), text, (0, len(text)))
    rows = _rows(_bare(text), text)
    if key.vector and len(rows) > 1 and len(rows[0]) == 1:
        rows = (tuple(row[0] for row in rows),)
    return rows


def _bare(text: str) -> str:
    """The text without a name before it (`H = …`) and without a transpose sign behind it."""
    plain = "".join(map(characters.plain, text)).strip()
    name, equals, rest = plain.partition("=")
    if equals and name.strip().replace("_", "").isalnum() and len(name) <= 20:
        plain = rest.strip()
    if found := _WRAPPED.fullmatch(plain):
        plain = found[1].strip()
    plain = re.sub(r"\]\s*,?\s*\[", "], [", plain)  # as NumPy prints it, over several lines
    for mark in ("^T", "^⊤", "ᵀ", "⊤", "'"):
        if plain.endswith(("]" + mark, ")" + mark)):
            plain = plain.removesuffix(mark)
    return plain.strip("$ \n")


def _rows(plain: str, text: str) -> Rows:
    array = _tex(plain) if "\\" in plain else read_array(plain)
    depth = len(shape_of(array) or ())
    if depth > 2:
        raise LearnerError(_("brackets are nested too deeply", "括号嵌套太深"), text, (0, len(text)))
    rows: Rows = array if depth == 2 else (array if isinstance(array, tuple) else (array,),)
    return rows


def _tex(plain: str) -> Any:
    """The rows of a TeX matrix."""
    from dlstudy.symbolic.evaluate import evaluate

    value = evaluate(read(plain, (), MAX_TYPED), {})
    if isinstance(value, Grid):
        return value.rows
    return value if isinstance(value, tuple) else ((value,),)


def show(key: MatrixKey, rows: Rows) -> str:
    """The entries, with semicolons between rows."""
    inside = "; ".join(", ".join(brief(x) for x in row) for row in rows)
    return f"({inside})" if key.vector else f"[{inside}]"


def compare(key: MatrixKey, rows: Rows) -> Verdict:
    """Right where every entry is; else the share of right entries, and which are not."""
    got, want = _shape(rows), _shape(key.rows)
    if got != want:
        return _misshapen(key, got, want)
    scale = largest(key.rows)
    wrong = tuple(
        (i, j) for i in range(want[0]) for j in range(want[1]) if not _right(key, rows[i][j], key.rows[i][j], scale)
    )
    if not wrong:
        return RIGHT
    share = 1 - len(wrong) / (want[0] * want[1])
    return Verdict("partial" if share > 0 else "incorrect", share, why=_transposed(key, rows), wrong_entries=wrong)


def _right(key: MatrixKey, x: Any, right: Any, scale: Fraction) -> bool:
    return within(x, right, key.tolerance, key.absolute, scale)


def _shape(rows: Rows) -> tuple[int, int]:
    return len(rows), len(rows[0])


def _transposed(key: MatrixKey, rows: Rows) -> Text | None:
    """Says so where a square matrix was turned on its diagonal."""
    turned = tuple(zip(*rows, strict=True))
    scale = largest(key.rows)
    if _shape(turned) != _shape(key.rows) or not all(
        _right(key, x, y, scale) for p, q in zip(turned, key.rows, strict=True) for x, y in zip(p, q, strict=True)
    ):
        return None
    return _("this is the transpose of the right matrix", "这是正确结果的转置")


def _misshapen(key: MatrixKey, got: tuple[int, int], want: tuple[int, int]) -> Verdict:
    """Rows for columns, or a list for a table, costs no try; any other shape is a wrong answer."""
    if key.vector:
        text = _("the answer has {want} entries, yours has {got}", "答案有 {want} 个分量，你写了 {got} 个")
        return Verdict("incorrect", 0.0, why=text(want=want[1], got=got[1] if got[0] == 1 else spell(got)))
    if got == (want[1], want[0]):
        text = _("a {want} matrix is asked for, this one is {got}: rows and columns are exchanged",
                 "这里要 {want} 的矩阵，你写的是 {got}：行与列颠倒了")  # fmt: skip
        raise LearnerError(text(want=spell(want), got=spell(got)))
    if got[0] == 1 and got[1] == want[0] * want[1]:
        text = _(
            "a {want} matrix is asked for: put a semicolon between its rows",
            "这里要 {want} 的矩阵：各行之间请用分号隔开",
        )
        raise LearnerError(text(want=spell(want)))
    text = _("a {want} matrix is asked for, this one is {got}", "这里要 {want} 的矩阵，你写的是 {got}")
    return Verdict("incorrect", 0.0, why=text(want=spell(want), got=spell(got)))


KIND = Kind(read_rows, show, compare, lambda key, value: replace(key, rows=value), lambda value: value)
