"""A learner's text, ready to be searched for phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from dlstudy.answers.characters import TO_SIMPLIFIED
from dlstudy.answers.compounds import regrouped
from dlstudy.answers.correlatives import coupled
from dlstudy.answers.glossary import in_chinese, mixes
from dlstudy.answers.homophones import Terms, mended
from dlstudy.answers.phrases import Spelling, Want
from dlstudy.answers.spelling import REAL
from dlstudy.answers.stems import allowance, distance, same_beginning, stem
from dlstudy.answers.wording import Token, tokens

_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Heard:
    """A learner's text, ready to be searched."""

    text: str
    tokens: tuple[Token, ...]
    words: frozenset[str]  # stems the rubric itself uses: spelt right by definition
    fits: tuple[dict[Want, frozenset[str]], dict[Want, frozenset[str]]] = field(default_factory=lambda: ({}, {}))

    @cached_property
    def at(self) -> dict[str, list[int]]:
        """The places of each form."""
        places: dict[str, list[int]] = {}
        for index, token in enumerate(self.tokens):
            places.setdefault(token.form, []).append(index)
        return places

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """For each token the clause it stands in, as a range of indices."""
        return self._between(("stop", "comma"))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """For each token the sentence it stands in."""
        return self._between(("stop",))

    @cached_property
    def spelt(self) -> dict[str, str]:
        """The bare English words of the text, each with its stem."""
        return {token.bare: token.form for token in self.tokens if token.kind == "word"}

    @cached_property
    def strange(self) -> tuple[tuple[str, str], ...]:
        """Words neither the rubric nor the field knows: the only ones that may be misspellings."""
        return tuple((w, s) for w, s in self.spelt.items() if len(w) > 3 and s not in REAL and s not in self.words)

    @property
    def readings(self) -> tuple[Heard, ...]:
        """This text, and for Chinese mixed with English terms also all in Chinese."""
        return (self, Heard(self.text, in_chinese(self.tokens), self.words)) if mixes(self.tokens) else (self,)

    def _between(self, ends: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        ranges: list[tuple[int, int]] = []
        start = 0
        for index in range(len(self.tokens) + 1):
            if index == len(self.tokens) or self.tokens[index].kind in ends:
                stretch = (start, index)
                ranges.extend([stretch] * (index + 1 - start))
                start = index + 1
        return tuple(ranges)

    def forms(self, want: Want, near: bool) -> frozenset[str]:
        """The forms in the text that are this token of a phrase, misspelt ones with them (`near`: one edit too many)."""
        if want.kind != "word":
            return frozenset((want.form,)) if want.form in self.at else _NOWHERE
        known = self.fits[near]
        if want not in known:
            known[want] = frozenset(self._forms(want, near))
        return known[want]

    def _forms(self, want: Want, near: bool) -> Iterator[str]:
        if not want.prefix and want.form in self.at:
            yield want.form
        if want.prefix:
            yield from (form for word, form in self.spelt.items() if word.startswith(want.bare))
        if not allowance(want.bare):
            return
        most = allowance(want.bare) + (near and len(want.bare) > 5)
        for word, form in self.strange:
            if same_beginning(word, want.bare) and _edits(word, want, most) <= most:
                yield form


def _edits(word: str, want: Want, most: int) -> int:
    if not want.prefix:
        return min(distance(word, want.bare, most), distance(stem(word), want.form, most))
    lengths = range(len(want.bare) - 1, len(want.bare) + 2)
    return min(distance(word[:length], want.bare, most) for length in lengths)


def hear(text: str, spelling: Spelling, terms: Terms) -> Heard:
    """An evened text, its mistyped terms mended, its compounds cut or joined as the rubric writes them."""
    meant = mended(text.translate(TO_SIMPLIFIED), terms)
    return Heard(text, coupled(regrouped(tokens(meant), spelling)), spelling.single)
