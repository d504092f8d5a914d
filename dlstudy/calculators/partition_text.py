"""A text of the user's own as ids: one sequence of all its tokens, or a sequence for each sentence."""

from __future__ import annotations

from dataclasses import dataclass

from dlstudy.calculators.passages import sentences_of, settled_rules
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Table

SPECIAL = {"pad": ("<pad>", "<bos>", "<eos>", "<unk>")}


@dataclass(frozen=True)
class Numbered:
    """A text's sentences and its vocabulary, special tokens first, the others by first occurrence."""

    text: str
    level: str
    clean: str
    special: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    vocabulary: Table

    def words(self) -> dict[int, str]:
        """The token of each id."""
        return {number: word for word, number in self.vocabulary.rows}

    def ids(self) -> tuple[tuple[int, ...], ...]:
        """The sentences as ids."""
        number = dict(self.vocabulary.rows)
        return tuple(tuple(number[word] for word in line) for line in self.sentences)


def numbered_text(text: str, mode: str) -> Numbered:
    """The text cut into words, or into characters where it is Chinese without spaces, and numbered as `vocab` does."""
    level, clean = settled_rules(text, "auto", "auto")
    sentences = sentences_of(text, level, clean)
    special = SPECIAL.get(mode, ("<unk>",))
    words = dict.fromkeys([*special, *(word for line in sentences for word in line)])
    table = Table((_("token", "词元"), _("id", "编号")), tuple((word, i) for i, word in enumerate(words)))
    return Numbered(text, level, clean, special, sentences, table)
