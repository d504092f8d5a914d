"""Rubrics to try answers on: those of `rubric_cases.toml`, with what a human marker says, and small ones made here."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from dlstudy.answers.keys import Phrases, Point, RubricKey
from dlstudy.answers.rubric import mark
from dlstudy.i18n import Text

FILE = Path(__file__).with_name("rubric_cases.toml")
MODEL = Text("model", "参考答案")
NOTHING = Phrases()


def phrases(found: dict[str, list[str]]) -> Phrases:
    """A group of phrases."""
    return Phrases(tuple(found.get("zh", ())), tuple(found.get("en", ())))


def point(found: dict[str, Any]) -> Point:
    """A marking point of 2 marks."""
    return Point(
        Text(found["says"], found["says"]),
        2,
        any=phrases(found.get("any", {})),
        all=tuple(phrases(group) for group in found.get("all", ())),
        none=phrases(found.get("none", {})),
    )


def rubrics() -> dict[str, RubricKey]:
    """The rubrics by name."""
    return {r["name"]: RubricKey(tuple(map(point, r["point"])), Text("model", "参考答案")) for r in _read()}


def outcomes(key: RubricKey, text: str) -> list[str]:
    """What each point comes to; all are missed where the text is no answer yet."""
    return [one.outcome for one in mark(key, text).marks] or ["missed"] * len(key.points)


def answers() -> list[tuple[str, str, str, list[str]]]:
    """(rubric, kind of answer, text, the outcome of each point)."""
    return [(r["name"], a["kind"], a["text"], a["expect"].split()) for r in _read() for a in r["answer"]]


def _read() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["rubric"]
    return found


def rubric(*groups: Phrases, none: Phrases = NOTHING, marks: tuple[float, ...] = ()) -> RubricKey:
    """One point per group."""
    worth = marks or (1.0,) * len(groups)
    return RubricKey(
        tuple(Point(Text("p", "点"), m, any=g, none=none) for g, m in zip(groups, worth, strict=True)), MODEL
    )


def outcome(text: str, *phrases: str, none: tuple[str, ...] = ()) -> str:
    """What one point of these phrases comes to."""
    return mark(rubric(Phrases(zh=phrases), none=Phrases(zh=none)), text).marks[0].outcome
