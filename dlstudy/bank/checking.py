"""What a question must say to be one, checked without any calculator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlstudy.bank.prompts import places
from dlstudy.bank.question import Marking, Part, Question, Said, Ways
from dlstudy.bank.topics import TOPICS
from dlstudy.calculators import catalogue
from dlstudy.errors import AuthorError, unknown
from dlstudy.i18n import Text, _

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Fault = tuple[str, Text]


def faults(question: Question) -> Iterator[AuthorError]:
    """Everything that keeps a question from being asked, as far as its own words show it."""
    for key, text in [*_of_question(question), *_of_parts(question)]:
        yield AuthorError(text, question.file, question.id, key)


def _of_question(question: Question) -> Iterator[Fault]:
    if not _SLUG.fullmatch(question.id):
        yield "id", _("an id is made of a–z, 0–9 and single hyphens", "id 只由 a–z、0–9 和单个连字符组成")
    if question.topic not in TOPICS:
        yield "topic", unknown(question.topic, list(TOPICS))
    if question.calculator is not None:
        names = [entry.name for entry in catalogue()]
        if question.calculator not in names:
            yield "calculator", unknown(question.calculator, names)
    elif question.given:
        yield "given", _("values need a calculator to go to", "有 given 就要有 calculator")
    if not 1 <= question.difficulty <= 3:
        yield "difficulty", _("the difficulty is 1, 2 or 3", "难度取 1、2 或 3")
    if not question.parts:
        yield "part", _("a question has at least one part", "一道题至少要有一问")
    yield from _both("prompt", question.prompt)


def _of_parts(question: Question) -> Iterator[Fault]:
    for number, part in enumerate(question.parts, 1):
        for key, text in _of_part(part, question.calculator is not None):
            yield f"part[{number}]" + (f".{key}" if key else ""), text


def _of_part(part: Part, calculates: bool) -> Iterator[Fault]:
    kinds = [
        part.ask is not None,
        part.construct is not None,
        *map(bool, (part.fill, part.choose, part.order, part.points)),
    ]
    if sum(kinds) != 1:
        yield "", _("a part has exactly one of ask, fill, construct, choose, order and [[question.part.point]]",
                    "每一问恰有 ask、fill、construct、choose、order、[[question.part.point]] 之一")  # fmt: skip
    if part.marks <= 0:
        yield "marks", _("marks are positive", "分值必须为正")
    if part.by_hand and not part.points:
        yield "by_hand", _("a drawing is marked by points", "画图题要有得分点")
    for key, asks in (
        ("ask", part.ask is not None),
        ("fill", bool(part.fill)),
        ("construct", part.construct is not None),
    ):
        if asks and not calculates:
            yield key, _("the question names no calculator", "题目没有写 calculator")
    if part.ask is None and part.tells_apart:
        yield "tells_apart", _("tells_apart belongs to ask", "tells_apart 只与 ask 同用")
    if part.ask is None and not part.fill and (part.digits is not None or part.decimals is not None):
        yield "digits", _("digits and decimals belong to ask and fill", "digits、decimals 只与 ask、fill 同用")
    if part.digits is not None and part.decimals is not None:
        yield "digits", _("say either digits or decimals", "digits 与 decimals 只写一个")
    for key, said in (("prompt", part.prompt), ("model", part.model), ("hint", part.hint), ("diagram", part.diagram)):
        yield from _both(key, said)
    yield from _of_exercise(part)
    yield from _of_choice(part)
    yield from _of_points(part)


def _of_exercise(part: Part) -> Iterator[Fault]:
    if len(set(part.fill)) < len(part.fill):
        yield "fill", _("a blank is named twice", "有空写了两次")
    if part.construct is not None and not part.construct.values:
        yield "construct.values", _("the learner must choose something", "没有写要学生给出的参数")
    if part.construct is not None and not part.construct.wanted and not any(r.wanted for r in part.construct.runs):
        yield "construct.wanted", _("nothing is wanted of the answer", "没有写要求得到什么")
    if part.order and not 3 <= len(part.order) <= 20:
        yield "order", _("3 to 20 items are put in order", "排序题有 3 至 20 项")
    for language in ("zh", "en"):
        texts = [item.text.read(language).strip() for item in part.order]
        if len(set(texts)) < len(texts) or not all(texts):
            yield f"order.{language}", _("items are different and not empty", "各项不能重复，也不能为空")


def _of_choice(part: Part) -> Iterator[Fault]:
    if not part.choose:
        return
    if not 2 <= len(part.choose) <= 26:
        yield "choose", _("a choice has 2 to 26 options", "选项数为 2 至 26")
    if not any(option.right for option in part.choose):
        yield "choose", _("no option is right = true", "没有标 right = true 的选项")
    for language in ("zh", "en"):
        texts = [option.text.read(language).strip() for option in part.choose]
        if len(set(texts)) < len(texts) or not all(texts):
            yield f"choose.{language}", _("options are different and not empty", "选项不能重复，也不能为空")


def _of_points(part: Part) -> Iterator[Fault]:
    if not part.points:
        return
    if part.model is None:
        yield "model", _("points need a model answer", "有得分点就要有参考答案")
    total = sum(point.marks for point in part.points)
    if abs(total - part.marks) > 1e-9:
        text = _("the points' marks add up to {total}, the part has {marks}", "得分点共 {total} 分，本问 {marks} 分")
        yield "point", text(total=f"{total:g}", marks=f"{part.marks:g}")
    for number, point in enumerate(part.points, 1):
        for key, why in _of_point(point, part.by_hand):
            yield f"point[{number}].{key}", why


def _of_point(point: Marking, by_hand: bool) -> Iterator[Fault]:
    yield from _both("says", point.says)
    if point.marks <= 0:
        yield "marks", _("marks are positive", "分值必须为正")
    groups = [("any", point.any), *((f"all[{i}]", ways) for i, ways in enumerate(point.all, 1))]
    if not by_hand and not point.all and point.any == Ways():
        yield "any", _("nothing counts as saying this", "没有写怎样才算答到这一点")
    for key, ways in groups:
        if bool(ways.zh) != bool(ways.en):
            yield key, _("phrases are needed in both languages", "两种语言都要有说法")
        if not all(phrase.strip() for phrase in (*ways.zh, *ways.en)):
            yield key, _("a phrase is empty", "有空的说法")


def _both(key: str, said: Said | None) -> Iterator[Fault]:
    """Both languages say something, and name the same values."""
    if said is None:
        return
    for language in ("zh", "en"):
        if not said.text.read(language).strip():
            yield f"{key}.{language}", _("this text is empty", "这段文字是空的")
    if places(said.zh) != places(said.en):
        only = ", ".join(sorted(places(said.zh) ^ places(said.en)))
        yield key, _("only one language names {names}", "只有一种语言写了 {names}")(names=only)
