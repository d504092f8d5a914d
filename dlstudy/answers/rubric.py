"""A short answer marked by points, without a language model: what was surely said, surely not, and what is left open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dlstudy.answers.heard import Heard, hear
from dlstudy.answers.homophones import terms
from dlstudy.answers.keys import RubricKey
from dlstudy.answers.negation import denies, denies_throughout
from dlstudy.answers.phrases import rubric_spelling
from dlstudy.answers.points import Finding, look_for
from dlstudy.answers.stuffing import only_keywords
from dlstudy.answers.verdict import Mark, Status, Verdict
from dlstudy.answers.wording import evened
from dlstudy.i18n import Text, _

LONGEST: Final = 4000
_RELATES: Final = frozenset("→⇒↑↓∝=<>≤≥")  # signs that make a statement of a note

_EMPTY = _("Nothing is written yet.", "还没有作答。")
_NO_WORDS = _(
    "No readable words: please answer in Chinese or English.",
    "没有读到文字，请用中文或英文作答。",
)
_TOO_LONG = _(
    "The answer has {length} characters; at most {longest} are read. Please shorten it to what was asked.",
    "答案共 {length} 个字符，最多读取 {longest} 个，请精简到题目所问的内容。",
)
_BY_HAND = _(
    "Only you can mark this one: compare your work with the model answer, point by point.",
    "这道题只能由你自己评分：请对照参考答案逐点给分。",
)
_KEYWORDS = _(
    "A list of key words is not yet an answer: write sentences that say how they belong together. No try is spent.",
    "只罗列关键词还不算作答：请写成句子，说明它们之间的关系。这次不计次数。",
)
_UNSURE = _(
    "Points not decided: {count}. They do not count until you mark them yourself against the model answer.",
    "有 {count} 个得分点无法自动判定，暂不计分；请对照参考答案自己判定。",
)
_DENIED = _(
    "Something you wrote says the opposite of what a point asks for; its words are shown beside the point.",
    "有的表述与得分点的意思相反，相应的原文已列在该得分点旁。",
)


def mark(key: RubricKey, text: str) -> Verdict:
    """The verdict on a short answer, one `Mark` a point; points left unsure do not count until marked by the learner."""
    if key.by_hand:
        return _verdict(key, [Finding("unsure") for _point in key.points], _BY_HAND)
    if len(text) > LONGEST:
        return Verdict("invalid", 0.0, why=_TOO_LONG(length=len(text), longest=LONGEST))
    if not text.strip():
        return Verdict("invalid", 0.0, why=_EMPTY)
    heard = hear(evened(text)[: 2 * LONGEST], rubric_spelling(key), terms(key))
    if not any(token.bare[:1].isalnum() for token in heard.tokens):
        return Verdict("invalid", 0.0, why=_NO_WORDS)
    readings = [_look(key, reading) for reading in heard.readings]
    findings = [_better(found) for found in zip(*(findings for findings, _listed in readings), strict=True)]
    if any(listed for _findings, listed in readings):
        if _RELATES.isdisjoint(text):
            return Verdict("invalid", 0.0, why=_KEYWORDS)
        return _verdict(key, [_left_open(finding) for finding in findings], _UNSURE(count=len(findings)))
    return _verdict(key, findings, _why(findings))


def _look(key: RubricKey, heard: Heard) -> tuple[list[Finding], bool]:
    """What is found of each point, and whether all of it stands in a mere list."""
    findings = _without_denials([look_for(point, heard) for point in key.points], heard)
    return findings, only_keywords(heard.tokens, [place for finding in findings for place in finding.places])


def _without_denials(findings: list[Finding], heard: Heard) -> list[Finding]:
    """The findings; of an answer that denies nearly everything, nothing counts that stands in a clause with a denial."""
    places = [place for finding in findings for place in finding.places]
    own = {index for place in places for index in place.matched}
    if not denies_throughout(heard.tokens, set(heard.clauses), own):
        return findings
    return [
        Finding("missed", one.places, one.heard, denied=True)
        if one.places and all(denies(heard.tokens, place.clause, own) for place in one.places)
        else one
        for one in findings
    ]


def _left_open(finding: Finding) -> Finding:
    """What was found in terse notes: they may say it, but only the learner knows."""
    return Finding("unsure", finding.places, finding.heard) if finding.outcome == "hit" else finding


def _better(found: Sequence[Finding]) -> Finding:
    """The better of a point's findings in several readings; what denies the point stands against any of them."""
    return max(found, key=lambda finding: (finding.denied, ("missed", "unsure", "hit").index(finding.outcome)))


def _why(findings: Sequence[Finding]) -> Text | None:
    unsure = sum(finding.outcome == "unsure" for finding in findings)
    if unsure:
        return _UNSURE(count=unsure)
    return _DENIED if any(finding.denied for finding in findings) else None


def _verdict(key: RubricKey, findings: Sequence[Finding], why: Text | None) -> Verdict:
    marks = tuple(
        Mark(point.says, point.marks, finding.outcome, finding.heard)
        for point, finding in zip(key.points, findings, strict=True)
    )
    score = _score(marks)
    return Verdict(_status(marks, score), score, why=why, marks=marks)


def _score(marks: Sequence[Mark]) -> float:
    """The marks of the points hit over all marks."""
    whole = sum(one.marks for one in marks)
    return min(1.0, sum(one.marks for one in marks if one.outcome == "hit") / whole) if whole > 0 else 0.0


def _status(marks: Sequence[Mark], score: float) -> Status:
    """Undecided where nothing is hit for sure, yet something is left to the learner: that is not wrong."""
    if marks and all(one.outcome == "hit" for one in marks):
        return "correct"
    if score > 0:
        return "partial"
    return "undecided" if any(one.outcome == "unsure" for one in marks) else "incorrect"
