"""Keys that the format does not know, each with the nearest one it does: a typo must not be passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import msgspec

from dlstudy.errors import AuthorError, unknown

_OURS = {"chapter", "file", "paper"}  # known from the file, not written in a question


def strangers(entry: Any, known: Any, file: str, question: str, path: str = "") -> Iterator[AuthorError]:
    """An error for each key of `entry`, at any depth, that `known` (a Struct, or a tuple of names) has no field for."""
    if not isinstance(entry, dict):
        return
    names = _fields(known) if isinstance(known, type) else dict.fromkeys(known)
    for key, value in entry.items():
        place = f"{path}.{key}" if path else key
        if key not in names:
            yield AuthorError(unknown(key, list(names)), file, question, place)
        elif (inner := names[key]) is not None:
            for number, each in enumerate(value if isinstance(value, list) else [value], 1):
                yield from strangers(
                    each, inner, file, question, f"{place}[{number}]" if isinstance(value, list) else place
                )


def _fields(struct: type) -> dict[str, type | None]:
    """The keys of a Struct as they are written, each with the Struct inside it, where there is one."""
    hints = get_type_hints(struct)
    return {
        field.encode_name: _inside(hints[field.name])
        for field in msgspec.structs.fields(struct)
        if field.name not in _OURS
    }


def _inside(hint: Any) -> type | None:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    return next((found for arg in get_args(hint) if (found := _inside(arg)) is not None), None)
