"""Words and numbers that several screens say."""

from __future__ import annotations

from typing import Final

from dlstudy.bank.topics import CHAPTERS, TOPICS
from dlstudy.i18n import Text, _
from dlstudy.study.scoring import Outcome, Tally
from dlstudy.tui.signs import sign

STATUS: Final = {
    "correct": (_("Right", "正确"), "right", "$text-success"),
    "partial": (_("Partly right", "部分正确"), "partial", "$text-warning"),
    "incorrect": (_("Wrong", "错误"), "wrong", "$text-error"),
    "invalid": (_("Not judged, no try spent", "未判分，不计次数"), "invalid", "$text-warning"),
    "undecided": (_("Not decided", "待判定"), "undecided", "$text-warning"),
}
OUTCOME: Final[dict[Outcome, tuple[Text, str, str]]] = {
    "right": (_("right", "正确"), "right", "$text-success"),
    "partial": (_("partly right", "部分正确"), "partial", "$text-warning"),
    "wrong": (_("wrong", "错误"), "wrong", "$text-error"),
    "undecided": (_("not decided", "待判定"), "undecided", "$text-warning"),
    "skipped": (_("not answered", "未作答"), "skipped", ""),
}


def topic_title(topic: str) -> Text:
    """What a topic is called; one that a bank of its own has brought along, by its id."""
    return TOPICS[topic].title if topic in TOPICS else Text(topic, topic)


def chapter_title(chapter: str) -> Text:
    """What a chapter is called."""
    return CHAPTERS.get(chapter, Text(chapter, chapter))


def path_of(topic: str) -> str:
    """Chapter and topic."""
    if topic not in TOPICS:
        return topic
    return f"{chapter_title(TOPICS[topic].chapter)} {sign('path')} {topic_title(topic)}"


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60:02d}:{rest % 60:02d}"


def tally_line(tally: Tally) -> str:
    """How many came out how, in signs; right and wrong always, the rest where there are any."""
    found = [f"{sign('right')}{tally.right}", f"{sign('wrong')}{tally.wrong}"]
    found += [f"{sign('partial')}{tally.partial}"] if tally.partial else []
    found += [f"{sign('undecided')}{tally.undecided}"] if tally.undecided else []
    found += [f"{sign('flag')}{tally.flagged}"] if tally.flagged else []
    return " ".join(found)


def number(marks: float) -> str:
    """Marks without needless zeros."""
    return f"{round(marks, 2):g}"


def marks_of(earned: float, marks: float) -> str:
    """Marks earned of those there were."""
    return str(_("{earned}/{marks} marks", "{earned}/{marks} 分")(earned=number(earned), marks=number(marks)))


def part_label(index: int, count: int) -> str:
    """(a), (b), …; nothing where there is one part only."""
    return f"({chr(ord('a') + index)})" if count > 1 else ""


def apart(*texts: str) -> str:
    """Short texts in a row with dots between them; empty ones left out."""
    return " · ".join(text for text in texts if text)
