"""The layer language: one layer a line or between semicolons, branches in braces, blocks defined once.

input 32x32x1; classes 10
C1: conv 5 6 p2; relu; maxpool 2          # kernel, output maps; s: stride, p: padding, d: dilation, g: groups
add { conv 3 6 same nobias; bn | }        # an empty branch is the input itself
concat { conv 1 4 | conv 3 8 p1 }
define unit n { conv 3 n p1 nobias; bn; relu }
repeat 2..4 { conv2_*: unit 64 }          # the star is the count
fc classes
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import _
from dlstudy.networks.building import LONGEST, build, refuse, sizes
from dlstudy.networks.network import KINDS, POOLS, Block, Chain, Join, Layer, Network, Part

MAX_PARTS, MAX_DEPTH, MAX_TOKENS = 2_000, 12, 50_000
_TOKEN = re.compile(r"[{}|;\n]|[^\s{}|;#:]+(?:[^\S\n]*:)?|:")
_WIDE = str.maketrans("；：｛｝｜，＝＃", ";:{}|,=#")
_SHORT = {"s": "stride", "p": "padding", "d": "dilation", "g": "groups"}
_LONG = {"pad": "padding", "maps": "out", "channels": "out"}
_WORDS = {"same": ("padding", "same"), "nobias": ("bias", False), "bias": ("bias", True), "ceil": ("ceil", True)}
_STRUCTURE = ("add", "concat", "repeat", "define", "input", "classes")
Tokens = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Definition:
    name: str
    arguments: tuple[str, ...]
    body: Tokens


@dataclass
class _Reader:
    """Reads one text. A definition is read where it is called; one that calls itself ends at the greatest depth."""

    definitions: dict[str, _Definition] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    def chain(self, tokens: Tokens, known: Mapping[str, str], depth: int = 0) -> Chain:
        """The parts that the tokens write, with the names in `known` filled in."""
        if depth > MAX_DEPTH:
            raise LearnerError(_("braces are nested too deeply", "花括号嵌套太深"))
        parts: list[Part] = []
        at = 0
        while at < len(tokens):
            if tokens[at] in ";\n":
                at += 1
                continue
            end = _end(tokens, at)
            parts += self._statement(tokens[at:end], known, depth)
            at = end
        return tuple(parts)

    def _statement(self, tokens: Tokens, known: Mapping[str, str], depth: int) -> Chain:
        label = ""
        if tokens[0].endswith(":") and len(tokens) > 1:
            label, tokens = tokens[0][:-1].rstrip(), tokens[1:]
            label = label.replace("*", known.get("*", "*"))
        if tokens[0] in ("{", "}"):
            raise refuse(" ".join(tokens), _("braces belong to add, concat, repeat and define",
                                             "花括号只用于 add、concat、repeat 和 define"))  # fmt: skip
        words = [_filled(word, known) for word in tokens[: _brace(tokens)]]
        head, what = words[0], " ".join(words)
        body = tokens[_brace(tokens) + 1 : -1]
        if (len(tokens) > len(words)) != (head in ("add", "concat", "repeat", "define")):
            raise refuse(
                what, _("braces belong to add, concat, repeat and define", "花括号只用于 add、concat、repeat 和 define")
            )
        if head == "define":
            self._define(tokens[1 : _brace(tokens)], body, what)
            return ()
        if head in ("input", "classes"):
            return self._head(head, words, what)
        if head == "repeat":
            return self._repeat(_counts(words, what), body, known, depth, what)
        self._count(what)
        if head in ("add", "concat"):
            branches = tuple(self.chain(branch, known, depth + 1) for branch in _branches(body))
            if len(words) > 1 or len(branches) < 2:
                raise refuse(what, _("write {head} {{ … | … }}, with two branches or more",
                                     "请写作 {head} {{ … | … }}，至少两个分支")(head=head))  # fmt: skip
            return (Join("add" if head == "add" else "concat", branches, label),)
        if head in self.definitions:
            return (self._call(self.definitions[head], words, depth, label),)
        return (self._layer(words, what, label),)

    def _repeat(self, counts: range, body: Tokens, known: Mapping[str, str], depth: int, what: str) -> Chain:
        parts: list[Part] = []
        for i in counts:
            self._count(what)  # an empty repetition costs time as well
            parts += self.chain(body, {**known, "*": str(i)}, depth + 1)
        return tuple(parts)

    def _count(self, what: str) -> None:
        self.made += 1
        if self.made > MAX_PARTS:
            raise refuse(what, _("this network has too many layers", "网络的层数太多"))

    def _define(self, head: Tokens, body: Tokens, what: str) -> None:
        names = [*head[1:]]
        reserved = {*KINDS, *_STRUCTURE, *_WORDS, *self.definitions}
        if not head or not all(re.fullmatch(r"[A-Za-z]\w*", n) and n not in reserved for n in [head[0], *names]):
            raise refuse(what, _("a definition needs a name and argument names of its own",
                                 "定义需要一个名字和若干参数名，且不能与已有的词重复"))  # fmt: skip
        self.definitions[head[0]] = _Definition(head[0], tuple(names), tuple(body))

    def _call(self, called: _Definition, words: Sequence[str], depth: int, label: str) -> Block:
        if len(words) - 1 != len(called.arguments):
            text = _("{name} needs {n} numbers: {which}", "{name} 需要 {n} 个数：{which}")
            raise refuse(
                " ".join(words), text(name=called.name, n=len(called.arguments), which=" ".join(called.arguments))
            )
        known = dict(zip(called.arguments, words[1:], strict=True))
        return Block(called.name, self.chain(called.body, known, depth + 1), label)

    def _head(self, head: str, words: Sequence[str], what: str) -> Chain:
        if self.made or len(words) != 2:
            raise refuse(what, _("write this once, before the first layer", "请在第一层之前写一次"))
        found = sizes(words[1], what)
        if len(found) != (3 if head == "input" else 1):
            raise refuse(
                what, _("an input is height x width x channels, as in 32x32x1", "输入写作 高x宽x通道数，如 32x32x1")
            )
        self.header.setdefault(head, found if head == "input" else found[0])
        return ()

    def _layer(self, words: Sequence[str], what: str, label: str) -> Layer:
        kind, given = words[0], {}
        if kind not in KINDS:
            raise refuse(what, unknown(kind[:LONGEST], [*KINDS, *_STRUCTURE, *self.definitions]))
        places = ["kernel", "out"] if kind == "conv" else ["kernel"] if kind in POOLS else ["out"]
        for word in words[1:]:
            name, value = _option(word, places, what)
            if name in given:
                raise refuse(what, _("{name} is written twice", "{name} 写了两次")(name=name))
            given[name] = value
        return build(kind, given, what, label)


def _option(word: str, places: list[str], what: str) -> tuple[str, Any]:
    """What a word of a layer says: `3`, `s2`, `stride=2`, `same`."""
    if word in _WORDS:
        return _WORDS[word]
    if "=" in word:
        name, _equals, value = word.partition("=")
        return _SHORT.get(name, _LONG.get(name, name)), value
    if found := re.fullmatch(r"([spdg])(\d[\dx×]*)", word):
        return _SHORT[found[1]], found[2]
    if (field_name := _LONG.get(word, word)) in _SHORT.values():
        why = _("write {name}=2, or {short}2", "请写作 {name}=2 或 {short}2")
        raise refuse(what, why(name=word, short=next(s for s, name in _SHORT.items() if name == field_name)))
    if not places or not (word[0].isdigit() or word == "classes"):
        raise refuse(what, _("{word} is not understood here", "这里看不懂 {word}")(word=word))
    return places.pop(0), word


def _filled(word: str, known: Mapping[str, str]) -> str:
    """A word with an argument's value in its place: `n`, `s=n`, `conv*`."""
    name, equals, value = word.partition("=")
    return f"{name}={known.get(value, value)}" if equals else known.get(word, word)


def _brace(tokens: Tokens) -> int:
    return tokens.index("{") if "{" in tokens else len(tokens)


def _end(tokens: Tokens, at: int) -> int:
    """Where a statement ends: at a separator outside its braces, or behind them."""
    level = 0
    for i in range(at, len(tokens)):
        level += (tokens[i] == "{") - (tokens[i] == "}")
        if level < 0 or (level == 0 and tokens[i] == "|"):
            raise LearnerError(_("{what} stands outside of braces", "{what} 出现在花括号之外")(what=tokens[i]))
        if level == 0 and (tokens[i] in ";\n" or tokens[i] == "}"):
            return i + (tokens[i] == "}")
    if level:
        raise LearnerError(_("a brace is not closed", "花括号没有闭合"))
    return len(tokens)


def _branches(tokens: Tokens) -> list[Tokens]:
    level, start, found = 0, 0, []
    for i, token in enumerate(tokens):
        level += (token == "{") - (token == "}")
        if token == "|" and level == 0:
            found.append(tokens[start:i])
            start = i + 1
    return [*found, tokens[start:]]


def _counts(words: Sequence[str], what: str) -> range:
    """What `repeat 3` and `repeat 2..4` count."""
    found = re.fullmatch(r"(?:(\d{1,4})\.\.)?(\d{1,4})", words[1] if len(words) == 2 else "")
    if not found:
        raise refuse(
            what, _("write repeat 3 {{ … }} or repeat 2..4 {{ … }}", "请写作 repeat 3 {{ … }} 或 repeat 2..4 {{ … }}")()
        )
    return range(int(found[1] or 1), int(found[2]) + 1)


def read_text(text: str) -> Network:
    """The network that a text in the layer language writes; full-width punctuation is read as its ASCII twin."""
    tokens = _TOKEN.findall(re.sub(r"#[^\n]*", "", text.translate(_WIDE)))
    if len(tokens) > MAX_TOKENS:
        raise LearnerError(_("this network's text is too long", "网络的文本太长"))
    reader = _Reader()
    parts = reader.chain(tokens, {})
    if not parts:
        raise LearnerError(_("the network has no layer", "网络一层也没有"))
    if "input" not in reader.header:
        raise LearnerError(_("say what comes in: input 32x32x1; …", "请写明输入：input 32x32x1; ……"))
    network = Network(text, reader.header["input"], parts)
    return network.classified(reader.header["classes"]) if "classes" in reader.header else network
