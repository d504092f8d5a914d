"""Verdicts and texts as the diary writes them, so that a resumed session shows what was shown before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from dlstudy.answers.verdict import Mark, Status, Verdict
from dlstudy.i18n import Text


def text_json(text: Text) -> dict[str, str]:
    """The text in both languages, its values filled in: exact numbers would not survive JSON, their print does."""
    return {"en": text.read("en"), "zh": text.read("zh")}


def text_from(found: Mapping[str, str]) -> Text:
    """The text written so."""
    return Text(str(found["en"]), str(found["zh"]))


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict but for its `value`, which judging the same text again brings back."""
    return {
        "status": verdict.status,
        "score": float(verdict.score),
        "reads_as": verdict.reads_as,
        "why": None if verdict.why is None else text_json(verdict.why),
        "mistake": verdict.mistake,
        "marks": [
            {"says": text_json(mark.says), "marks": mark.marks, "outcome": mark.outcome, "heard": mark.heard}
            for mark in verdict.marks
        ],
        "wrong_entries": [list(entry) for entry in verdict.wrong_entries],
    }


def verdict_from(found: Mapping[str, Any]) -> Verdict:
    """The verdict written so; ValueError, KeyError or TypeError where it is none."""
    if found["status"] not in get_args(Status) or not 0 <= found["score"] <= 1:
        raise ValueError("not a verdict")
    return Verdict(
        status=found["status"],
        score=found["score"],
        reads_as=str(found["reads_as"]),
        why=None if found["why"] is None else text_from(found["why"]),
        mistake=str(found["mistake"]),
        marks=tuple(_mark(mark) for mark in found["marks"]),
        wrong_entries=tuple(tuple(int(i) for i in entry) for entry in found["wrong_entries"]),
    )


def _mark(found: Mapping[str, Any]) -> Mark:
    if found["outcome"] not in ("hit", "missed", "unsure"):
        raise ValueError("not a mark")
    return Mark(text_from(found["says"]), float(found["marks"]), found["outcome"], str(found["heard"]))
