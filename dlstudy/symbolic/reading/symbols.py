"""Which names a formula knows: its letters, the functions, the constants; and the nearest one to a misspelling."""

from __future__ import annotations

import re
from collections.abc import Collection

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.operations import OPERATIONS
from dlstudy.symbolic.reading.lexer import Token
from dlstudy.symbolic.tree import Letter, Node, letter, node

FUNCTIONS = {name: name for name, op in OPERATIONS.items() if op.style in ("call", "bracket")} | {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "lg": "log10", "lb": "log2", "sgn": "sign", "fact": "!",
    "factorial": "!", "ceiling": "ceil", "sigma": "sigmoid", "ReLU": "relu", "log_2": "log2", "log_10": "log10",
    "comb": "binomial", "choose": "binomial",
}  # fmt: skip
_GLUED = re.compile(r"(ln|log|exp|sqrt|sin|cos|tan|tanh|sigmoid|relu)(\d{1,4}|[A-Za-z]\w*)")
_NOT_NUMBERS = {"nan", "inf", "infinity", "oo", "True", "False", "None"}


class Symbols:
    """The names known while one formula is read."""

    def __init__(self, letters: Collection[Letter] | None) -> None:
        self.letters = None if letters is None else frozenset(letters)
        self.names = frozenset(known.name for known in letters or ())

    def knows(self, name: str) -> bool:
        """Whether `name` was declared a letter."""
        return letter(name) in (self.letters or ())

    def function(self, token: Token, *, followed: bool) -> str | None:
        """The function or constant a name means; none where it is a declared letter, or σ without an argument."""
        name = token.text
        if token.subscript or self.knows(name) or (name == "sigma" and not followed):
            return None
        found = FUNCTIONS.get(name) or FUNCTIONS.get(name.lower() if len(name) > 1 else name)
        if found and self.letters is None and OPERATIONS[found].arity != (0, 0) and not followed and len(name) < 2:
            return None
        return found

    def glued(self, token: Token) -> tuple[str, list[Node]] | None:
        """The function of `ln2` or `sinx` and what it is of, where no letters are known that spell this."""
        if self.letters is None or token.subscript or letter(token.text) in self.letters or self._split(token.text):
            return None
        if (found := _GLUED.fullmatch(token.text)) is None or Letter(found[1]) in self.letters:
            return None
        name, rest = FUNCTIONS[found[1]], found[2]
        of: list[Node] | None = [node(int(rest))] if rest.isdigit() else self._split(rest)
        return None if of is None else (name, of)

    def letters_of(self, token: Token, source: str) -> list[Node]:
        """The letter a name means, or the letters it is a product of (`xy`); refused where it is unknown."""
        found = letter(token.text) if not token.subscript else Letter(token.text, _index(token.subscript))
        if token.text in _NOT_NUMBERS and not self.knows(token.text):
            raise LearnerError(_("{name} is not a number", "{name} 不是一个数")(name=token.text), source, _span(token))
        if self.letters is None or found in self.letters or (found.index and Letter(found.name) in self.letters):
            return [found]
        if not token.subscript and (parts := self._split(token.text)):
            return parts
        raise self._unknown(token, source)

    def _split(self, name: str) -> list[Node] | None:
        """The known letters whose names written together give `name`."""
        known = {k.name + "".join(f"_{i}" for i in k.index): k for k in self.letters or ()}
        parts: list[Node] = []
        while name:
            head = max((k for k in known if name.startswith(k)), key=len, default="")
            if not head or len(parts) > 8:
                return None
            parts.append(known[head])
            name = name[len(head) :]
        return parts

    def _unknown(self, token: Token, source: str) -> LearnerError:
        from difflib import get_close_matches

        candidates = [repr(known) for known in self.letters or ()] + list(FUNCTIONS)
        near = get_close_matches(token.text, candidates, n=1, cutoff=0.6)
        if near:
            text = _("{name} is not known here: did you mean {near}?", "这里没有 {name}，是否指 {near}？")
            return LearnerError(text(name=token.text, near=near[0]), source, _span(token))
        if not self.letters:
            text = _("a number is asked for: {name} is a letter", "这里要一个数，而 {name} 是字母")
            return LearnerError(text(name=token.text), source, _span(token))
        text = _("{name} is not known here; known are {known}", "这里没有 {name}；可用的有 {known}")
        known = ", ".join(sorted(map(repr, self.letters)))
        return LearnerError(text(name=token.text, known=known), source, _span(token))


def _span(token: Token) -> tuple[int, int]:
    return token.start, token.end


def _index(text: str) -> tuple[int | str, ...]:
    return tuple(int(part) if part.isdigit() else part for part in text.split(","))
