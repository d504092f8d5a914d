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

MOSTLY: Final = 0.7
"""Share of an answer's clauses that deny something, from which on nothing in such a clause counts as affirmed."""

_UNRELATED: Final = frozenset({"无关", "没有关系", "没关系"})
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
    unrelated = _unrelated(tokens, clause, matched)
    if unrelated is not None:
        return "denied", (unrelated,)
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
    if tokens[min(later)].kind == "turn":  # 没有细胞状态只有…: the phrase itself begins anew
        return None
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


def _unrelated(tokens: Sequence[Token], clause: tuple[int, int], matched: Collection[int]) -> int | None:
    """The 无关 that ends what the matched tokens say (与正则化无关), where it is none of their own."""
    last = max(matched)
    for place in range(last + 1, clause[1]):
        if tokens[place].bare in _UNRELATED:
            return place
        if _weight(tokens[last + 1 : place + 1]) > 1:
            break
    return None


def denies_throughout(tokens: Sequence[Token], clauses: Collection[tuple[int, int]], own: Collection[int]) -> bool:
    """Whether most clauses of an answer deny something, apart from the negations that phrases count as their own."""
    told = [clause for clause in clauses if _weight(tokens[slice(*clause)]) >= 1]
    return len(told) > 1 and sum(denies(tokens, clause, own) for clause in told) >= MOSTLY * len(told)


def denies(tokens: Sequence[Token], clause: tuple[int, int], own: Collection[int]) -> bool:
    """Whether a clause has a negation that belongs to no phrase."""
    return any(
        (tokens[n].kind == "not" and not tokens[n].prefix and n not in own) or tokens[n].bare in _UNRELATED
        for n in range(*clause)
        if n not in own
    )


def _weight(tokens: Sequence[Token]) -> float:
    return sum(token.weight for token in tokens)
