"""Whether what was heard is affirmed, denied, or too far from a negation to tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Literal

from dlstudy.answers import lexicon
from dlstudy.answers.wording import Token

Stance = Literal["affirmed", "denied", "doubtful"]
NEAR: Final = 3.0
FAR: Final = 6.0
"""Words (two Chinese characters are one) between a negation and what it surely, or perhaps, denies."""

_EXISTENCE: Final = frozenset({"不存在", "不成立"})
_COPULA: Final = frozenset({"不是", "并非", "并不是", "isn't", "aren't", "is not", "are not", "was not", "were not"})


def stance(
    tokens: Sequence[Token], clause: tuple[int, int], sentence: tuple[int, int], matched: Collection[int]
) -> tuple[Stance, tuple[int, ...]]:
    """How the matched tokens of a clause stand, and the negations that make it so.

    A negation among the matched tokens belongs to the phrase itself. Two negations close together cancel (并非没有);
    two apart belong to two verbs, and then nobody can tell without parsing. Nor can one where the sentence only
    supposes something (如果没有门控…, `without gates, …`, 没有…就不能…).
    """
    near: list[int] = []
    far: list[int] = []
    for place in range(*clause):
        if tokens[place].kind != "not" or place in matched:
            continue
        reach = _before(tokens, place, matched) or _behind(tokens, place, clause[1], matched)
        if reach:
            (near if reach == "near" else far).append(place)
    if len(near) == 1:
        return "doubtful" if _supposed(tokens[sentence[0] : near[0] + 1]) else "denied", tuple(near)
    if len(near) == 2 and _weight(tokens[near[0] + 1 : near[1]]) <= 1:
        return "affirmed", tuple(near)
    return ("doubtful" if near or far else "affirmed"), tuple(near + far)


def _supposed(tokens: Sequence[Token]) -> bool:
    """Whether a sentence up to its negation only supposes what it denies."""
    if tokens[0].bare == "without" or any(token.bare in lexicon.SUPPOSING for token in tokens[:-1]):
        return True
    before = [index for index, token in enumerate(tokens[:-1]) if token.kind == "not"]
    return bool(before) and any(token.bare in ("就", "则") for token in tokens[before[0] :])


def _before(tokens: Sequence[Token], place: int, matched: Collection[int]) -> Literal["near", "far"] | None:
    """Whether the negation at `place` reaches the first matched token behind it."""
    later = [index for index in matched if index > place]
    if not later:
        return None
    between = tokens[place + 1 : min(later)]
    gap = _weight(between)
    if tokens[place].prefix:
        return "near" if gap == 0 else None
    for offset, token in enumerate(between):
        if token.kind in ("turn", "comma") or (token.kind == "cause" and _weight(between[:offset]) > 1):
            return None
    return "near" if gap <= NEAR else "far" if gap <= FAR else None


def _behind(tokens: Sequence[Token], place: int, end: int, matched: Collection[int]) -> Literal["near", "far"] | None:
    """Whether the negation at `place` denies the matched tokens it follows at once: 不存在, `is not used`."""
    last = max(matched)
    if place < last or any(token.weight for token in tokens[last + 1 : place]):
        return None
    if any(token.kind in ("turn", "comma") for token in tokens[last + 1 : place]):
        return None
    if tokens[place].bare in _EXISTENCE:
        return "near"
    following = [token.bare for token in tokens[place + 1 : end] if token.kind != "filler"][:2]
    if following and (following[0] in lexicon.DENIES_EN or "".join(following) in lexicon.DENIES_ZH):
        return "near"
    return "far" if " ".join(tokens[place].bare.split()) in _COPULA else None


def _weight(tokens: Sequence[Token]) -> float:
    return sum(token.weight for token in tokens)
