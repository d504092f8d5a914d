"""What is wrong with a world's text: gathered, and said all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice

from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _

MAX_SHOWN = 12
MAX_NAME = 40


def refusal(problems: Iterable[Text]) -> LearnerError:
    """One error that says every problem once, a line each; the first dozen of very many."""
    every = list(islice(dict.fromkeys(islice(problems, 20 * MAX_SHOWN)), MAX_SHOWN + 1))
    if len(every) > MAX_SHOWN:
        every[-1] = _("… and more", "……还有其他错误")
    template = "\n".join(f"{{line{i}}}" for i in range(len(every)))
    return LearnerError(Text(template, template)(**{f"line{i}": text for i, text in enumerate(every)}))


def unknown_name(what: Text, name: str, known: Collection[str], place: Text) -> Text:
    """Says that a name is not known, where it stands, and which known name is nearest."""
    near = get_close_matches(name[:MAX_NAME], list(known)[:500], n=1, cutoff=0.5)
    if near:
        text = _(
            "{place}: no {what} {name}; did you mean {near}?", "{place}：没有名为 {name} 的{what}，是否指 {near}？"
        )
        return text(place=place, what=what, name=short(name), near=near[0])
    text = _("{place}: no {what} {name}; known: {known}", "{place}：没有名为 {name} 的{what}；已有：{known}")
    return text(place=place, what=what, name=short(name), known=short(", ".join(known)) or "–")


def short(text: object) -> str:
    """The text, cut where it is too long to be repeated in a message."""
    line = str(text).replace("\n", " ")
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1] + "…"
