"""One word per place: the action of a policy in each state, `s1: right, s2: left`, or the actions in order, `→ ←`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Final

from dlstudy.answers.keys import WordsKey
from dlstudy.answers.kinds.kind import RIGHT, Kind
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _

MAX_TYPED = 2000
DIRECTIONS: Final = {
    "left": ("←", "⬅", "<-", "<", "l", "west", "w", "左", "向左", "往左", "西"),
    "right": ("→", "➡", "->", ">", "r", "east", "e", "右", "向右", "往右", "东"),
    "up": ("↑", "⬆", "^", "u", "north", "n", "上", "向上", "往上", "北"),
    "down": ("↓", "⬇", "v", "d", "south", "s", "下", "向下", "往下", "南"),
    "stay": ("·", "o", "stop", "停", "停留", "不动", "原地"),
}
POINTS: Final = {  # and the like: words for what something is, where a few are possible
    "minimum": ("极小", "极小值", "极小值点", "局部极小", "局部极小点", "局部极小值", "局部最小", "局部最小点", "局部最小值",
                "最小值", "最小值点", "min", "local minimum", "local min", "a minimum", "a local minimum"),
    "maximum": ("极大", "极大值", "极大值点", "局部极大", "局部极大点", "局部极大值", "局部最大", "局部最大点", "局部最大值",
                "最大值", "最大值点", "max", "local maximum", "local max", "a maximum", "a local maximum"),
    "saddle": ("鞍", "鞍点", "a saddle", "a saddle point", "saddlepoint"),
    "undecided": ("不能判定", "无法判断", "不能判断", "不确定", "判定不了", "退化", "待定", "inconclusive", "degenerate",
                  "undetermined", "cannot be decided", "cannot tell"),
    "not-critical": ("非驻点", "不是临界点", "非临界点", "非极值点", "not critical", "not a critical point", "not stationary",
                     "not a stationary point", "no critical point"),
    "good-fit": ("拟合得好", "拟合合适", "正常", "fits well", "a good fit", "fine"),
    "underfitting": ("欠拟合", "高偏差", "偏差高", "偏差大", "high bias", "underfit", "underfits"),
    "overfitting": ("过拟合", "高方差", "方差高", "方差大", "high variance", "overfit", "overfits"),
    "underfitting-and-overfitting": ("欠拟合且过拟合", "高偏差高方差", "偏差与方差都高", "both", "high bias and high variance"),
}  # fmt: skip
_CANONICAL = {
    spelling: name
    for table in (DIRECTIONS, POINTS)
    for name, spellings in table.items()
    for spelling in (name, *spellings)
}
_PAIR = re.compile(r"(.+?)\s*(?:[:=]|->|→|⇒)\s*(\S.*)")
_SAYS = re.compile(r"^\s*(?:(?:这|它|该点|此点|答案)?是(?:一个|个)?|为|(?:it|this) is |it's )\s*", re.IGNORECASE)
_PIECES = re.compile(r"[,;、\n]+")


def canonical(word: str) -> str:
    """The word that all spellings of an action share."""
    folded = unicodedata.normalize("NFKC", word).strip().casefold().removesuffix("\ufe0f").strip("() \t'\"")
    return _CANONICAL.get(folded, folded)


def _place(state: str) -> str:
    """The state of `s1`, `S1`, `π(s1)`."""
    return unicodedata.normalize("NFKC", state).strip().casefold().replace("π", "").strip("() ")


def read(key: WordsKey, text: str) -> tuple[str, ...]:
    """The word for each place, in the key's order."""
    if len(text) > MAX_TYPED:
        raise LearnerError(_("at most {limit} characters are read", "最多读取 {limit} 个字符")(limit=MAX_TYPED))
    pieces = [p.strip() for p in _PIECES.split(unicodedata.normalize("NFKC", text).strip("[] \n")) if p.strip()]
    if not pieces:
        raise LearnerError(_("nothing was typed", "什么也没有输入"))
    words = _named(key, pieces) or _in_order(key, pieces)
    for word in words:
        if word not in _vocabulary(key):
            raise LearnerError(_unknown(key, word[:40]))
    return words


def _unknown(key: WordsKey, word: str) -> Text:
    if not key.options:
        return _("{word} is no action here", "这里没有动作 {word}")(word=word)
    options = _(", ", "、")
    known = str(options).join(str(text) for _name, text in key.options)
    return _("{word} is none of: {known}", "“{word}”不在可选的答案之中：{known}")(word=word, known=known)


def _vocabulary(key: WordsKey) -> set[str]:
    right = {canonical(action) for _state, actions in key.places for action in actions}
    if key.options:
        return right | {name for name, _text in key.options}
    return right | set(DIRECTIONS) if right & set(DIRECTIONS) else right


def _named(key: WordsKey, pieces: list[str]) -> tuple[str, ...] | None:
    """The words by the names of their places; none where the pieces are no pairs."""
    states = {_place(state): state for state, _actions in key.places}
    pairs = [found for piece in pieces if (found := _PAIR.fullmatch(piece)) and _place(found[1]) in states]
    if len(pairs) < len(pieces):
        return None
    said = {states[_place(pair[1])]: canonical(pair[2]) for pair in pairs}
    missing = [state for state, _actions in key.places if state not in said]
    if missing:
        text = _("nothing is said about {states}", "没有写出 {states} 的动作")
        raise LearnerError(text(states=", ".join(missing)))
    return tuple(said[state] for state, _actions in key.places)


def _in_order(key: WordsKey, pieces: list[str]) -> tuple[str, ...]:
    """The words in the order of the places: separated, or one sign each (`→→↓`)."""
    want = len(key.places)
    words = pieces if len(pieces) == want else [word for piece in pieces for word in piece.split()]
    if len(words) != want:
        signs = "".join("".join(pieces).split())
        if len(signs) == want and all(canonical(sign) in DIRECTIONS for sign in signs):
            words = list(signs)
    if len(words) != want:
        text = _("{want} actions are asked for, one per state ({states}); {got} were read",
                 "这里要 {want} 个动作，每个状态（{states}）一个；读到 {got} 个")  # fmt: skip
        raise LearnerError(text(want=want, got=len(words), states=", ".join(s for s, _a in key.places)))
    if key.options:
        words = [_SAYS.sub("", word).strip(" .。!！") for word in words]
    read_as = {spelling.casefold(): name for name, text in key.options for spelling in (text.en, text.zh)}
    return tuple(read_as.get(word.strip().casefold(), canonical(word)) for word in words)


def show(key: WordsKey, words: tuple[str, ...]) -> str:
    """Each place with its word."""
    if key.options:
        named = dict(key.options)
        return ", ".join(str(named.get(word, word)) for word in words)
    return ", ".join(f"{state}: {word}" for (state, _actions), word in zip(key.places, words, strict=True))


def compare(key: WordsKey, words: tuple[str, ...]) -> Verdict:
    """Right where every word is one of its place's; else the share of right ones."""
    wrong = tuple(
        (i,)
        for i, ((_state, actions), word) in enumerate(zip(key.places, words, strict=True))
        if word not in {canonical(action) for action in actions}
    )
    if not wrong:
        return RIGHT
    share = 1 - len(wrong) / len(key.places)
    return Verdict("partial" if share > 0 else "incorrect", share, wrong_entries=wrong)


def _computed(places: tuple[tuple[str, frozenset[str]], ...]) -> tuple[str, ...]:
    return tuple(min(map(canonical, actions)) for _state, actions in places)


KIND = Kind(read, show, compare, lambda key, value: replace(key, places=value), _computed)
