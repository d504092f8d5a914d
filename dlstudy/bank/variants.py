"""A question with its numbers: the same ones each time for the same question and seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dlstudy.answers.keys import Key, Slip
from dlstudy.bank.drawing import draw_values
from dlstudy.bank.exercises import exercise_key, model_of, with_items
from dlstudy.bank.keys import asked, calculated_key, slips, turns, written_key
from dlstudy.bank.prompts import fill
from dlstudy.bank.question import Part, Question
from dlstudy.bank.telling import told_apart
from dlstudy.calculators import find
from dlstudy.errors import AuthorError, LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.params import plain
from dlstudy.symbolic.tree import Node
from dlstudy.symbolic.working import Working, complete, work

TRIES = 200


@dataclass(frozen=True, slots=True)
class VariantPart:
    """One thing asked for, with its key and the wrong answers that can be named."""

    index: int
    prompt: Text
    marks: float
    key: Key
    slips: tuple[Slip, ...] = ()
    hint: Text | None = None
    model: Text | None = None
    diagram: Text | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A question as it is asked; `values` are JSON, and give the same variant again when read."""

    question: Question
    seed: int
    values: Mapping[str, Any]
    prompt: Text
    parts: tuple[VariantPart, ...]
    working: Working | None = None
    calculator: Calculator | None = None


@lru_cache(maxsize=256)
def draw(question: Question, seed: int) -> Variant:
    """The variant of a question for a seed; AuthorError where its file cannot be kept to."""
    try:
        return _drawn(question, seed)
    except AuthorError as error:
        raise AuthorError(error.text, question.file, question.id, error.key) from None


def _drawn(question: Question, seed: int) -> Variant:
    if question.calculator is None:
        keys = [exercise_key(question, part, seed, i) or written_key(part) for i, part in enumerate(question.parts)]
        parts = tuple(_part(i, part, {}, key) for i, (part, key) in enumerate(zip(question.parts, keys, strict=True)))
        return Variant(question, seed, {}, fill(question.prompt, {}), parts)
    calculator = find(question.calculator)
    rng = random.Random(f"{question.id} {seed}")
    why: Text | None = None
    for _try in range(TRIES):
        values, alone = draw_values(question, calculator, rng)
        try:
            found = _worked(question, seed, calculator, values)
        except LearnerError as error:
            why = error.text
        else:
            if isinstance(found, Variant):
                return found
            why = found
        if alone:
            break
    text = _("no values that can be asked: {why}", "取不到可以出题的数值：{why}")
    raise AuthorError(text(why=why), key="given")


def _worked(question: Question, seed: int, calculator: Calculator, values: dict[str, Any]) -> Variant | Text:
    """The variant with these values, or why they are not worth asking; LearnerError where they are not legal."""
    working = work(calculator, complete(calculator, values))
    shown = {**working.values, **{name: value for name, value in values.items() if value is not None}}
    wrong = list(turns(calculator, working))
    parts = []
    for i, part in enumerate(question.parts):
        if part.ask is None:
            key = exercise_key(question, part, seed, i, calculator, working) or written_key(part)
            parts.append(_part(i, part, {**working.outputs, **shown} if part.construct else shown, key))
            continue
        key = calculated_key(part, calculator, working, asked(part, calculator, working))
        found = slips(part, calculator, key, wrong)
        if (why := told_apart(part, key, found, calculator)) is not None:
            return why
        parts.append(_part(i, part, shown, key, found))
    _both_roads(calculator, working)
    drawn = {name: plain(value) for name, value in values.items() if None not in (value, working.values[name])}
    prompt = fill(question.prompt, shown)
    return Variant(question, seed, drawn, prompt, tuple(parts), working, calculator)


def _part(index: int, part: Part, values: Mapping[str, Any], key: Key, found: tuple[Slip, ...] = ()) -> VariantPart:
    hint, model, diagram = (
        None if said is None else fill(said, values) for said in (part.hint, part.model, part.diagram)
    )
    prompt = with_items(fill(part.prompt, values), key)
    return VariantPart(index, prompt, part.marks, key, found, hint, model or model_of(key), diagram)


def _both_roads(calculator: Calculator, working: Working) -> None:
    """Refuses a question whose formula and reference differ."""
    if any(isinstance(v, Node) for v in (*working.values.values(), *working.outputs.values())):
        return  # with letters left open there is nothing for the reference to run on
    for each in check(calculator, working):
        if not each.agrees:
            text = _("formula and reference differ in {name}: {formula} against {reference}",
                     "{name} 的公式结果与参考实现不一致：{formula} 对 {reference}")  # fmt: skip
            raise AuthorError(text(name=each.name, formula=each.formula, reference=each.reference), key="calculator")
