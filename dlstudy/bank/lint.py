"""What only drawing a question many times can show: answers that do not read back, mistakes that pass, a silent prompt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dlstudy.answers.judging import alike, judge, reads_as
from dlstudy.answers.keys import NumberKey, RubricKey
from dlstudy.answers.kinds.closeness import fraction
from dlstudy.bank.keys import content
from dlstudy.bank.prose import unbalanced, unstated
from dlstudy.bank.question import Question
from dlstudy.bank.reading import Bank
from dlstudy.bank.retyping import garbage, right_answers, wrong_answers
from dlstudy.bank.rubrics import deaf
from dlstudy.bank.variants import Variant, VariantPart, draw
from dlstudy.errors import AuthorError, LearnerError
from dlstudy.i18n import Text, _

SEEDS = 200
HUGE = 10**12


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an author should mend: in which question, which part (from 1), with which seed it shows."""

    question: str
    text: Text
    part: int | None = None
    seed: int | None = None
    file: str = ""

    def __str__(self) -> str:
        seed = "" if self.seed is None else f" [{self.seed}]"
        part = "" if self.part is None else f" ({self.part})"
        return f"{self.file}: {self.question}{part}{seed}: {self.text}"


def lint(bank: Bank, seeds: int = SEEDS) -> list[Finding]:
    """Everything that is wrong with the questions of a bank, each kind of fault once a part."""
    return [finding for question in bank.questions.values() for finding in lint_question(question, seeds)]


def lint_question(question: Question, seeds: int = SEEDS) -> list[Finding]:
    """Everything that is wrong with a question, each kind of fault once a part, with the first seed that shows it."""
    found: dict[tuple[int | None, str], Finding] = {}
    for text, part in [*unbalanced(question), *deaf(question)]:
        found.setdefault((part, text.en), Finding(question.id, text, part, None, question.file))
    seen: set[str] = set()
    for seed in range(seeds if question.calculator is not None else 1):
        try:
            variant = draw(question, seed)
        except AuthorError as error:
            return [*found.values(), Finding(question.id, error.text, None, seed, question.file)]
        if (values := repr(sorted(variant.values.items()))) in seen:
            continue  # the same numbers again: nothing new can show
        seen.add(values)
        for text, part in _of_variant(variant):
            found.setdefault((part, text.en), Finding(question.id, text, part, seed, question.file))
    for text, part in unstated(question):
        found.setdefault((part, text.en), Finding(question.id, text, part, None, question.file))
    return list(found.values())


def _of_variant(variant: Variant) -> Iterator[tuple[Text, int]]:
    for part in variant.parts:
        if not isinstance(part.key, RubricKey):
            for text in (*_typed_back(part), *_not_taken(part), *_slips(part), *_sane(part)):
                yield text, part.index + 1


def _typed_back(part: VariantPart) -> Iterator[Text]:
    """The right answer, typed in any style, is right; and what was read, typed again, is the same."""
    for typed in right_answers(part.key):
        verdict = judge(part.key, typed)
        if verdict.status != "correct":
            text = _(
                "the right answer, typed as {typed}, is {status} ({why})",
                "正确答案写作 {typed} 时被判为 {status}（{why}）",
            )
            yield text(typed=typed, status=verdict.status, why=verdict.why)


def _not_taken(part: VariantPart) -> Iterator[Text]:
    """Near misses are wrong, and garbage is unreadable."""
    for typed in wrong_answers(part.key):
        if judge(part.key, typed).status == "correct":
            yield _("the wrong answer {typed} is taken for right", "错误答案 {typed} 被判为正确")(typed=typed)
    for typed in garbage(part.key):
        try:
            reads_as(part.key, typed)
        except LearnerError:
            continue
        yield _("{typed!r} is read as an answer", "{typed!r} 竟被当作答案读入")(typed=typed)


def _slips(part: VariantPart) -> Iterator[Text]:
    for slip in part.slips:
        if alike(part.key, slip.value, content(part.key)):
            yield _("the mistake {name} leads to the right answer", "错误 {name} 也得出正确答案")(name=slip.mistake)


def _sane(part: VariantPart) -> Iterator[Text]:
    """A zero can be hit by someone who rounds, and no number is absurdly large."""
    if not isinstance(part.key, NumberKey):
        return
    value = fraction(part.key.value)
    if value is None or abs(value) > HUGE:
        yield _("the answer is too large to ask for", "答案过大，不宜出题")
    elif abs(value) < 1e-9 and value != 0 and not part.key.absolute:
        yield _(
            "the answer is as good as zero: say how many decimals are asked for",
            "答案几乎为零：请用 decimals 说明保留几位小数",
        )
