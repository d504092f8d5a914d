"""Rows of formulas in brackets as one matrix."""

from __future__ import annotations

from dlstudy.symbolic.tree import Node, Op


def matrix_of(rows: list[list[Node]]) -> Op:
    """The matrix of these rows; a row of rows is a matrix too."""
    if len({len(row) for row in rows}) == 1 and len(rows) == 1 and all(_is_row(entry) for entry in rows[0]):
        return Op("matrix", tuple(entry.args[0] for entry in rows[0] if isinstance(entry, Op)))
    return Op("matrix", tuple(Op("row", tuple(row)) for row in rows))


def _is_row(tree: Node) -> bool:
    return isinstance(tree, Op) and tree.op == "matrix" and len(tree.args) == 1
