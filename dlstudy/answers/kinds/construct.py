"""Values chosen by the learner, `kernel = 3, padding = 1`: run by the reference, and the first trial that fails named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

from dlstudy.answers.keys import ConstructKey, Trial
from dlstudy.answers.kinds.kind import RIGHT, Kind
from dlstudy.answers.kinds.pieces import named, pieces, plain
from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Output
from dlstudy.symbolic.checking import difference, flat
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import exact
from dlstudy.symbolic.params import Param
from dlstudy.symbolic.params import plain as written
from dlstudy.symbolic.reading import read_array, read_sizes, read_value
from dlstudy.symbolic.tree import Node
from dlstudy.symbolic.working import complete

Choices = Mapping[str, Any]  # parameter -> the value as it was read
NEAR: Final = 1e-6
_BOUND = re.compile(r"\s*(<=|>=|<|>|≤|≥)\s*(.+)")
_HOLDS: Final = {
    "<=": lambda x, y: x <= y, "≤": lambda x, y: x <= y, ">=": lambda x, y: x >= y, "≥": lambda x, y: x >= y,
    "<": lambda x, y: x < y, ">": lambda x, y: x > y,
}  # fmt: skip


def calculator_of(key: ConstructKey) -> Calculator:
    """The calculator the values are run by."""
    from dlstudy.calculators import find

    return find(key.calculator)


def read(key: ConstructKey, text: str) -> Choices:
    """The values that were chosen, by the parameters' names or letters, or in order."""
    calculator = calculator_of(key)
    params = [param for name in key.chosen if (param := calculator.param(name)) is not None]
    typed = plain(text)
    found = [typed] if len(params) == 1 and named(typed) is None else pieces(typed, ";\n")
    if len(found) < len(params):
        found = pieces(typed, ";\n,")
    pairs = [named(piece) for piece in found]
    if any(pairs):
        texts = dict(_by_name(params, pair) for pair in pairs)
    else:
        texts = {param.name: piece for param, piece in zip(params, found, strict=False)}
    missing = [param.name for param in params if param.name not in texts]
    if missing or len(found) != len(params):
        said = _("give a value to each of {names}, as in {name} = …", "请给出 {names} 的值，写成 {name} = … 的样子")
        raise LearnerError(said(names=", ".join(key.chosen), name=key.chosen[0]))
    values = {param.name: param.read(texts[param.name]) for param in params}
    if any(isinstance(value, Node) for value in values.values()):
        raise LearnerError(_("write numbers, not letters", "请写数值，不要写字母"))
    return values


def _by_name(params: list[Param], pair: tuple[str, str] | None) -> tuple[str, str]:
    """The parameter meant, by its name or its letter, and its text."""
    if pair is None:
        raise LearnerError(_("write each value with its name", "请给每个值写上名称"))
    name = pair[0].strip("$\\ ").replace("-", "_")
    for param in params:
        if name.casefold() == param.name.casefold() or name == repr(param.letter):
            return param.name, pair[1]
    said = _("{name} is not asked for here", "这里不要求 {name}")
    raise LearnerError(said(name=name[:40]))


def show(_key: ConstructKey, values: Choices) -> str:
    """Each parameter with its value."""
    return ", ".join(f"{name} = {_said(value)}" for name, value in values.items())


def _said(value: Any) -> str:
    return exact(value) if isinstance(value, Grid) else str(written(value))


def compare(key: ConstructKey, values: Choices) -> Verdict:
    """Right where every trial comes out as wanted; else the first one that does not is shown."""
    calculator = calculator_of(key)
    for number, trial in enumerate(key.trials):
        why = _failure(calculator, key, trial, values)
        if why is not None:
            share = number / len(key.trials) if len(key.trials) > 1 else 0.0
            return Verdict("partial" if share else "incorrect", share, why=why, witness=why)
    return RIGHT


def _failure(calculator: Calculator, key: ConstructKey, trial: Trial, values: Choices) -> Text | None:
    """Why a trial fails; none where it comes out as wanted."""
    at = ", ".join(f"{name} = {value}" for name, value in trial.given.items())
    try:
        given = complete(calculator, {**key.given, **trial.given, **{n: written(v) for n, v in values.items()}})
        outputs = calculator.reference(SimpleNamespace(**given))
    except LearnerError as error:
        text = (
            _("with {at} it cannot be: {why}", "当 {at} 时不成立：{why}")
            if at
            else _("it cannot be: {why}", "不成立：{why}")
        )
        return text(at=at, why=error.text)
    for name, wanted in trial.wanted.items():
        output = calculator.output(name)
        if output is not None and not fulfils(output, outputs[name], wanted):
            text = _(
                "with {at}, {name} comes out as {got}, wanted is {want}", "当 {at} 时 {name} 得 {got}，要求 {want}"
            )
            if not at:
                text = _("{name} comes out as {got}, wanted is {want}", "{name} 得 {got}，要求 {want}")
            return text(at=at, name=name, got=_spelled(output, outputs[name]), want=_wish(wanted))
    return None


def fulfils(output: Output, value: Any, wanted: Any) -> bool:
    """Whether an output is what is wanted: equal to it, or within the bound."""
    if isinstance(wanted, str) and (bound := _BOUND.fullmatch(wanted)):
        numbers = list(flat(value))
        return bool(numbers) and all(_HOLDS[bound[1]](float(x), float(read_value(bound[2]))) for x in numbers)
    return difference(value, _wanted(output, wanted)) <= NEAR


def _wanted(output: Output, wanted: Any) -> Any:
    """What is wanted, read as the kind of the output."""
    if not isinstance(wanted, str) or output.kind == "words":
        return wanted
    if output.kind == "shape":
        return read_sizes(wanted)
    return read_array(wanted) if output.kind in ("vector", "matrix") else read_value(wanted)


def _wish(wanted: Any) -> str:
    return wanted if isinstance(wanted, str) else exact(wanted)


def _spelled(output: Output, value: Any) -> str:
    numbers = [x if isinstance(x, str) else f"{float(x):.6g}" for x in flat(value)]
    return (" × " if output.kind == "shape" else ", ").join(numbers)


KIND = Kind(read, show, compare, lambda key, value: replace(key, given=value), dict)
