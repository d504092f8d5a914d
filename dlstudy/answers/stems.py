"""English words folded to a stem, and how far a misspelt word is from the one meant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from dlstudy.answers.tables import pairs

_IRREGULAR: Final = pairs(
    """
forgot=forget forgotten=forget lost=lose kept=keep held=hold chosen=choose chose=choose shown=show seen=see saw=see
taken=take took=take learnt=learn matrices=matrix minima=minimum maxima=maximum optima=optimum shrank=shrink
shrunk=shrink fell=fall fallen=fall grew=grow grown=grow overcame=overcome found=find gave=give given=give made=make
became=become went=go led=lead spent=spend vertices=vertex indices=index hyperparam=hyperparameter params=parameter
param=parameter
"""
)
_SUFFIXES: Final = (  # (ending, what stands in its place, letters that must be left), the first that fits
    ("ivity", "", 4),
    ("ations", "", 4),
    ("ation", "", 4),
    ("ions", "", 4),
    ("ion", "", 4),
    ("ings", "", 3),
    ("ing", "", 3),
    ("edly", "", 3),
    ("ed", "", 3),
    ("ly", "", 3),
)
_AMERICAN: Final = (
    (re.compile(r"([iy])z(?=e|i|a|$)"), r"\1s"),  # optimize, analyzing, regularization
    (re.compile(r"(?<=...)our(?=$|[^n])"), "or"),  # behaviour, neighbour, not `journal`
    (re.compile(r"centred"), "centered"),
    (re.compile(r"centre(?!d)"), "center"),
)


def bare(word: str) -> str:
    """The word in lower case, without accents and apostrophes, in one of the two spellings of English."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    word = word.lower().removesuffix("'s").replace("'", "")
    for american, british in _AMERICAN:
        word = american.sub(british, word)
    return word


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """One stem for the forms of a bare word: sharing, shares, shared; optimise, optimisation; dependency, dependence."""
    word = _singular(_IRREGULAR.get(word, word))
    for ending, instead, left in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            word = word.removesuffix(ending) + instead
            break
    return _closed(word)


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or word == "bias":
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "shes", "ches", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def _closed(word: str) -> str:
    """The last letters evened out: no final e, one consonant for two, i for y, nothing for the -ate of a verb."""
    word = word.removesuffix("e") if len(word) > 3 else word
    if word.endswith("at") and len(word) > 5:
        word = word[:-2]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    if word.endswith("y"):
        word = word[:-1] + "i"
    return word.removesuffix("i") if word.endswith("nci") else word


def allowance(word: str) -> int:
    """Edits forgiven in a word of this length: none below four letters, one from four, two from eight."""
    return (len(word) >= 4) + (len(word) >= 8)


@lru_cache(maxsize=8192)
def distance(a: str, b: str, most: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two words; `most + 1` where it is more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)


def same_beginning(a: str, b: str) -> bool:
    """Whether two words begin alike: almost no misspelling changes the first letter, and many an opposite does."""
    return a[:1] == b[:1] or (len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0])
