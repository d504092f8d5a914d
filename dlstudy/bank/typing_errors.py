"""Every key of an entry that is missing or of the wrong type; msgspec alone stops at the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dlstudy.i18n import Text, _


def mistyped(entry: Any, struct: type[msgspec.Struct], path: str = "") -> Iterator[tuple[Text, str]]:
    """What is wrong with each key of `entry`, and where it stands: `part[1].marks`."""
    if not isinstance(entry, dict):
        yield from _refusal(entry, struct, path)
        return
    for field in msgspec.structs.fields(struct):
        place = f"{path}.{field.encode_name}" if path else field.encode_name
        if field.encode_name not in entry:
            if field.required:
                yield _("{key} is missing", "缺少 {key}")(key=field.encode_name), place
            continue
        yield from _value(entry[field.encode_name], field.type, place)


def _value(value: Any, hint: Any, place: str) -> Iterator[tuple[Text, str]]:
    inside = _struct_in(hint)
    if inside is not None and isinstance(value, list):
        for number, entry in enumerate(value, 1):
            yield from mistyped(entry, inside, f"{place}[{number}]")
    elif inside is not None and isinstance(value, dict):
        yield from mistyped(value, inside, place)
    else:
        yield from _refusal(value, hint, place)


def _struct_in(hint: Any) -> type[msgspec.Struct] | None:
    """The struct a type is, lists, or allows."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    found = [_struct_in(part) for part in getattr(hint, "__args__", ())]
    return next((struct for struct in found if struct is not None), None)


def _refusal(value: Any, hint: Any, place: str) -> Iterator[tuple[Text, str]]:
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        text, _at, inner = str(error).partition(" - at `$")
        yield _why(text), place + inner.rstrip("`")


def _why(text: str) -> Text:
    """msgspec's reason, in the reader's language where it is one of the two usual ones."""
    words = text.split("`")
    if text.startswith("Object missing required field") and len(words) > 1:
        return _("{key} is missing", "缺少 {key}")(key=words[1])
    if text.startswith("Expected") and len(words) > 3:
        return _("{want} is asked for, {got} is written", "这里要 {want}，写的是 {got}")(want=words[1], got=words[3])
    return _("{why}", "{why}")(why=text)
