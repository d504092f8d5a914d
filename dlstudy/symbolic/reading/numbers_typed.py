"""A number as people type it: an expression without letters; as a count, with separated thousands."""

from __future__ import annotations

import re

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import Number, tidy
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.reading import characters
from dlstudy.symbolic.reading.parser import read

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+")


def read_value(source: str, limit: int = 500) -> Number:
    """The number that `source` comes to."""
    try:
        value = evaluate(read(source, (), limit), {})
    except LearnerError as error:
        raise LearnerError(error.text, source, error.span or (0, len(source))) from None
    if isinstance(value, Grid) and value.shape == (1, 1):
        value = value.rows[0][0]
    if isinstance(value, Grid | tuple | bool):
        raise LearnerError(_("one number is asked for", "这里要一个数"), source, (0, len(source)))
    return value


def read_count(source: str) -> int:
    """The whole number that `source` comes to; `3,660` and `3 660` are thousands."""
    text = "".join(map(characters.plain, source)).strip()
    if _THOUSANDS.fullmatch(text):
        return int(text.replace(",", "").replace(" ", ""))
    value = tidy(read_value(source))
    if isinstance(value, int):
        return value
    raise LearnerError(_("a whole number is asked for", "这里要一个整数"), source, (0, len(source)))
