"""Two comparisons that depend on each other, read as one clause: 批量越大，方差越小; `the larger …, the smaller …`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from dlstudy.answers.tables import words
from dlstudy.answers.wording import Token

_COMPARATIVES: Final = frozenset(
    words(
        "larger bigger greater smaller higher lower more less fewer deeper longer shorter closer nearer wider narrower "
        "faster slower better worse stronger weaker easier harder simpler"
    )
)


def coupled(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with the comma between such comparisons as a mere particle: half of the claim stands on either side."""
    out = list(tokens)
    ends = [-1, *(place for place, token in enumerate(tokens) if token.kind in ("comma", "stop")), len(tokens)]
    for before, here, after in zip(ends, ends[1:], ends[2:], strict=False):
        if tokens[here].kind == "comma" and _both_compare(tokens[before + 1 : here], tokens[here + 1 : after]):
            out[here] = replace(tokens[here], kind="filler")
    return tuple(out)


def _both_compare(left: Sequence[Token], right: Sequence[Token]) -> bool:
    if any(token.bare == "越" for token in left):
        return any(token.bare == "越" for token in right)
    return _the_more(left) and _the_more(right)


def _the_more(tokens: Sequence[Token]) -> bool:
    return any(one.bare == "the" and two.bare in _COMPARATIVES for one, two in pairwise(tokens))
