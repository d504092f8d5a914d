"""Whether a rubric hears what it should: its model answer, each point in its own words, and nothing where nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dlstudy.answers.judging import judge
from dlstudy.answers.keys import RubricKey
from dlstudy.bank.keys import written_key
from dlstudy.bank.question import Part, Question
from dlstudy.i18n import LANGUAGES, Text, _

BESIDE_THE_POINT: Final = (
    "今天天气很好，我和同学去操场打了一下午篮球。",
    "The library opens at nine, and I would like a cup of tea with my lunch.",
)


def deaf(question: Question) -> Iterator[tuple[Text, int]]:
    """What the rubrics of a question hear wrongly, each with its part."""
    for number, part in enumerate(question.parts, 1):
        if part.points and not part.by_hand:
            key = written_key(part)
            assert isinstance(key, RubricKey)
            for text in (*_model(part, key), *_points(part, key), *_irrelevant(key)):
                yield text, number


def _model(part: Part, key: RubricKey) -> Iterator[Text]:
    assert part.model is not None
    for language in LANGUAGES:
        verdict = judge(key, part.model.text.read(language))
        if verdict.score < 1:
            lost = "; ".join(f"{m.says.read(language)}: {m.outcome}" for m in verdict.marks if m.outcome != "hit")
            text = _(
                "the model answer ({language}) does not earn full marks: {lost}",
                "参考答案（{language}）得不到满分：{lost}",
            )
            yield text(language=language, lost=lost or verdict.why)


def _points(part: Part, key: RubricKey) -> Iterator[Text]:
    """Each point's own words make it. Left unsure they may be: alone they are but key words."""
    for index, point in enumerate(part.points):
        for language in LANGUAGES:
            says = point.says.text.read(language)
            marks = judge(key, says).marks
            if marks and marks[index].outcome == "missed":  # no marks: taken for a list of key words
                text = _(
                    "a point is not heard in its own words ({language}): {says}",
                    "得分点自己的表述（{language}）未被识别：{says}",
                )
                yield text(language=language, says=says)


def _irrelevant(key: RubricKey) -> Iterator[Text]:
    for answer in ("", *BESIDE_THE_POINT):
        if judge(key, answer).score > 0:
            yield _("an answer beside the point earns marks: {answer}", "答非所问却得了分：{answer}")(answer=answer)
