"""What attention is given: the example's matrices, what goes with what, what must hold, and how values are drawn."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.attention_lines import seen_length, tokens, width
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array
from dlstudy.symbolic.tree import Letter

ENTRIES = (-1, 0, 1, 2)
QKV = ("q", "k", "v")
EXAMPLE = {
    "x": Grid([[1, 0], [0, 1], [1, 1]]),
    "w_q": Grid([[1, 1], [0, 1]]),
    "w_k": Grid([[1, 0], [1, 1]]),
    "w_v": Grid([[1, 2], [0, 1]]),
}
OF_SCORES = {"additive": ("w_a", "u_a", "v_a"), "bilinear": ("w_b",)}  # the weights that a score function needs
MAX_EXACT = 2**18  # multiplications, about a third of a second; beyond, the reference runs alone


def derive(values: dict[str, Any]) -> dict[str, Any]:
    """With q, k and v given there is nothing to make them from; the example's matrices never mix with given ones."""
    given = [name for name in QKV if values[name] is not None]
    typed = [name for name, grid in EXAMPLE.items() if values[name] not in (None, grid)]
    if given and values["context"] is not None:
        raise LearnerError(_("a context needs x, w_q, w_k and w_v, not {given}",
                             "给出 context 时应给 x、w_q、w_k、w_v，而不是 {given}")(given=", ".join(given)))  # fmt: skip
    if given and typed:
        raise LearnerError(_("give either q, k and v, or x, w_q, w_k and w_v; {given} and {typed} do not go together",
                             "要么给 q、k、v，要么给 x、w_q、w_k、w_v；{given} 与 {typed} 不能同时给出")(
                                 given=", ".join(given), typed=", ".join(typed)))  # fmt: skip
    if given:
        if len(given) < len(QKV):
            raise LearnerError(_("q, k and v are given together, or none of them", "q、k、v 要么都给，要么都不给"))
        return values | dict.fromkeys(EXAMPLE, None)
    left = [name for name, grid in EXAMPLE.items() if values[name] is grid]
    if left and (len(left) < len(EXAMPLE) or values["context"] is not None):
        raise LearnerError(
            _("give {left} too, or q, k and v instead", "还需给出 {left}，或改为给出 q、k、v")(left=", ".join(left))
        )
    if left and values["layout"] == "columns":
        return values | {name: grid.T for name, grid in EXAMPLE.items()}
    return values


def drawn(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Turns the arrays, which were drawn as rows, where columns are wanted; draws what only this score needs.

    An array that is still text was given, and stands as it is; beside q, k and v nothing was to be drawn.
    """
    columns = values["layout"] == "columns"
    if columns:
        values = {n: v.T if isinstance(v, Grid) and n != "v_a" else v for n, v in values.items()}
    if values["q"] is not None:
        values = values | dict.fromkeys(EXAMPLE, None)
    q, k = (_length(values, name, 0 if columns else 1) for name in ("q", "k"))
    needs = {"additive": {"w_a": (k, 2), "u_a": (q, 2), "v_a": (1, 2)}, "bilinear": {"w_b": (q, k)}}
    for name, (n, m) in needs.get(values["score"], {}).items():
        if values[name] is None:
            grid = Grid([rng.choice(ENTRIES) for _j in range(m)] for _i in range(n))
            values = values | {name: grid.T if columns and name != "v_a" else grid}
    return values


def _length(values: dict[str, Any], name: str, axis: int) -> int:
    """How long a query or key is."""
    made = values[name] if values[name] is not None else values[f"w_{name}"]
    array = made if isinstance(made, Grid) else Array(Letter(name), name, _("a matrix", "矩阵")).read(made)
    return int(array.shape[axis])


def lengths_agree(given: SimpleNamespace) -> bool:
    """Whether queries and keys can be multiplied, where the score multiplies them."""
    return given.score in OF_SCORES or width(given, "q") == width(given, "k")


def heads_divide(given: SimpleNamespace) -> bool:
    """Whether queries, keys and values can be split into the heads."""
    return not any(width(given, name) % given.heads for name in QKV)


def no_weights_to_spare(given: SimpleNamespace) -> bool:
    """Whether every weight of a score function belongs to the chosen one."""
    spare = [getattr(given, name) for score, names in OF_SCORES.items() if score != given.score for name in names]
    return all(weights is None for weights in spare)


def length_fits(given: SimpleNamespace) -> bool:
    """Whether a padding mask leaves something to look at: a row hidden as a whole has no softmax."""
    if ":" not in given.mask:
        return True
    digits = given.mask.rpartition(":")[2]
    return digits.isdecimal() and len(digits) < 7 and 1 <= (seen_length(given.mask) or 0) <= tokens(given, "k")


def has_directions(given: SimpleNamespace) -> bool:
    """Whether every query and key of every head has a direction, where cosines are asked for."""
    if given.score != "cosine" or not exact_below(given):
        return True
    rows = given.layout == "rows"
    for name, source in (("q", given.x), ("k", given.x if given.context is None else given.context)):
        made, size = getattr(given, name), width(given, name) // given.heads
        if made is None:
            weights = getattr(given, f"w_{name}")
            made = source.product(weights) if rows else weights.product(source)
        for row in (made if rows else made.T).rows:
            if not all(any(row[i : i + size]) for i in range(0, len(row), size)):
                return False
    return True


def exact_below(given: SimpleNamespace) -> bool:
    """Whether there are few enough multiplications to work them exactly."""
    n, m, d = tokens(given, "q"), tokens(given, "k"), width(given, "q")
    made = 0 if given.q is not None else (n + 2 * m) * d * max(given.x.shape)
    return bool(n * m * (d + width(given, "v")) + made <= MAX_EXACT)
