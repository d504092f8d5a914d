"""English compounds written together or apart as the rubric writes them: overfitting and over-fitting, minibatch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dlstudy.answers.phrases import Spelling
from dlstudy.answers.stems import stem
from dlstudy.answers.wording import Token


def regrouped(tokens: Sequence[Token], spelling: Spelling) -> tuple[Token, ...]:
    """The tokens with a word cut in two where the rubric has two, and two joined where the rubric has one."""
    return tuple(_cut(_joined(tokens, spelling), spelling))


def _joined(tokens: Sequence[Token], spelling: Spelling) -> list[Token]:
    out: list[Token] = []
    for token in tokens:
        if out and out[-1].bare.isascii() and out[-1].bare.isalpha() and token.kind == "word":
            both = out[-1].bare + token.bare
            form = stem(both)
            if form in spelling.single and form not in spelling.pairs and token.start - out[-1].end <= 1:
                out[-1] = Token("word", form, both, out[-1].start, token.end)
                continue
        out.append(token)
    return out


def _cut(tokens: Sequence[Token], spelling: Spelling) -> list[Token]:
    out: list[Token] = []
    for token in tokens:
        if token.kind == "word" and token.form in spelling.pairs and token.form not in spelling.single:
            first, second = spelling.pairs[token.form]
            out.append(replace(token, form=stem(first), bare=first))
            out.append(replace(token, form=stem(second), bare=second))
        else:
            out.append(token)
    return out
