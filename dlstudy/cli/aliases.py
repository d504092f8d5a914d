"""Short forms of command names: the beginning of one, or its initials."""

from __future__ import annotations

from collections.abc import Sequence

SHORTEST = 2


def meant(word: str, names: Sequence[str]) -> str | None:
    """The one name that begins with `word` (`opt`: optimize) or has it as initials (`vi`: value-iteration)."""
    if len(word) < SHORTEST:
        return None
    for found in (
        [name for name in names if "-" in name and "".join(part[0] for part in name.split("-")) == word],
        [name for name in names if name.startswith(word)],
    ):
        if len(found) == 1:
            return found[0]
    return None
