"""The values of a variant in its prompt: `{{name}}` is set the way it is written by hand, arrays as TeX matrices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dlstudy.bank.question import Said
from dlstudy.errors import AuthorError, unknown
from dlstudy.i18n import Text, _
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.tree import Node

_PLACE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")


def places(text: str) -> frozenset[str]:
    """The names of the values a text asks for."""
    return frozenset(_PLACE.findall(text))


def fill(said: Said, values: Mapping[str, Any]) -> Text:
    """The text with each `{{name}}` replaced by its value."""
    return Text(_filled(said.en, values), _filled(said.zh, values))


def _filled(text: str, values: Mapping[str, Any]) -> str:
    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            raise AuthorError(unknown(name, list(values)), key=found[0])
        if values[name] is None:
            raise AuthorError(
                _("{name} has no value in this question", "{name} 在本题中没有值")(name=name), key=found[0]
            )
        return spelled(values[name])

    return _PLACE.sub(value_of, text)


def spelled(value: Any) -> str:
    """A value as it stands in a prompt, without the dollar signs around it."""
    if isinstance(value, bool | str):
        return str(value)
    if hasattr(value, "source"):
        return str(value.source)
    if isinstance(value, Grid) and value.shape == (1, 1):
        value = value.rows[0][0]
    if isinstance(value, int | Fraction | Grid | Node) or hasattr(value, "context"):
        return write(literal(value), "tex")
    if isinstance(value, tuple) and all(isinstance(part, int) for part in value):
        return r" \times ".join(map(str, value))
    if isinstance(value, tuple):
        return r",\; ".join(map(spelled, value))
    return str(value)
