"""What the words of a question owe the learner: TeX that sets, and every value that the answer hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dlstudy.bank.keys import value_of
from dlstudy.bank.prompts import places
from dlstudy.bank.question import Part, Question, Said
from dlstudy.bank.variants import Variant, draw
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.checking import difference
from dlstudy.symbolic.drawing import drawable
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import Working, complete, work

_DOLLAR = re.compile(r"(?<!\\)\$")
_PAIRS = ((r"\\left(?![a-z])", r"\\right(?![a-z])"), (r"\\begin\{", r"\\end\{"))
Found = tuple[Text, int | None]


def unbalanced(question: Question) -> Iterator[Found]:
    """Texts whose dollar signs, braces or TeX pairs do not match."""
    for number, part in enumerate(question.parts, 1):
        told = [part.prompt, part.model, part.hint, *(point.says for point in part.points)]
        options = [Said(option.zh, option.en) for option in part.choose]
        for said in filter(None, [*told, *options]):
            yield from ((text, number) for text in _unbalanced(said))
    yield from ((text, None) for text in _unbalanced(question.prompt))


def _unbalanced(said: Said) -> Iterator[Text]:
    for language in ("zh", "en"):
        text = said.text.read(language)
        maths = _DOLLAR.split(text)
        if len(maths) % 2 == 0:
            yield _("a $ has no partner: {text}", "有 $ 没有成对：{text}")(text=text[:60])
            continue
        for formula in maths[1::2]:
            if not _balanced(formula):
                yield _("brackets do not match in ${formula}$", "${formula}$ 中的括号不成对")(formula=formula[:60])


def _balanced(formula: str) -> bool:
    level = 0
    for char in re.sub(r"\\[{}]", "", formula):
        level += (char == "{") - (char == "}")
        if level < 0:
            return False
    return level == 0 and all(len(re.findall(a, formula)) == len(re.findall(b, formula)) for a, b in _PAIRS)


def unstated(question: Question) -> Iterator[Found]:
    """Parts whose answer changes with a value that varies from variant to variant and is stated nowhere."""
    if question.calculator is None:
        return
    variant = draw(question, 0)
    assert variant.calculator is not None
    told = places(question.prompt.zh)
    for number, part in enumerate(question.parts, 1):
        told |= places(part.prompt.zh)
        for name, others in _varying(question, variant, variant.calculator):
            if part.ask is not None and name not in told and _matters(part, variant, name, others):
                text = _("the answer hangs on {name}, which no prompt states", "答案取决于 {name}，题面却没有写出")
                yield text(name=name), number


def _varying(question: Question, variant: Variant, calculator: Calculator) -> Iterator[tuple[str, list[Any]]]:
    """The parameters that vary from variant to variant, each with other values it can take."""
    for param in calculator.params:
        raw = question.given.get(param.name)
        if param.name not in variant.values:
            continue
        if isinstance(raw, list):
            yield param.name, raw
        elif raw is None and drawable(param):
            yield param.name, list(param.pick) or [_shifted(param.read(variant.values[param.name]))]


def _shifted(value: Any) -> Any:
    return value.map(lambda x: x + 1) if isinstance(value, Grid) else value


def _matters(part: Part, variant: Variant, name: str, others: list[Any]) -> bool:
    """Whether another value of a parameter changes what a part asks for."""
    calculator, working = variant.calculator, variant.working
    assert calculator is not None
    assert working is not None
    right = value_of(part.ask or "", calculator, working)
    for other in others:
        found = _reworked(calculator, {**variant.values, name: other})
        if found is not None and _differs(right, value_of(part.ask or "", calculator, found)):
            return True
    return False


def _reworked(calculator: Calculator, values: dict[str, Any]) -> Working | None:
    try:
        return work(calculator, complete(calculator, values))
    except LearnerError:
        return None


def _differs(x: Any, y: Any) -> bool:
    return x is None or y is None or difference(x, y) > 1e-9
