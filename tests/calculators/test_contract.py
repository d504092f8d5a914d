"""What every calculator promises, over all that are discovered and over seeds."""

from __future__ import annotations

import random
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlstudy import calculators
from dlstudy.bank.topics import TOPICS
from dlstudy.errors import LearnerError, ProgrammerError
from dlstudy.symbolic.calculator import Calculator, Do
from dlstudy.symbolic.checking import calculate, check, difference
from dlstudy.symbolic.drawing import draw
from dlstudy.symbolic.notation import STYLES, write
from dlstudy.symbolic.params import Int, Real, plain
from dlstudy.symbolic.reading import read
from dlstudy.symbolic.tree import Letter, Node, letters_of
from dlstudy.symbolic.working import Working, complete, mistakes, same, work

SEEDS = range(8)
ENTRIES = calculators.catalogue()


@pytest.fixture(params=[entry.name for entry in ENTRIES])
def calculator(request: pytest.FixtureRequest) -> Calculator:
    """Each calculator of the catalogue in turn."""
    return calculators.find(request.param)


@pytest.fixture(params=SEEDS)
def working(calculator: Calculator, request: pytest.FixtureRequest) -> Working:
    """Its working on drawn values."""
    return work(calculator, draw(calculator, {}, random.Random(request.param)))


def test_both_roads_agree(calculator: Calculator, working: Working) -> None:
    assert all(c.agrees for c in check(calculator, working)), check(calculator, working)


def test_every_output_but_absent_ones_has_a_reference(calculator: Calculator, working: Working) -> None:
    assert working.outputs
    assert set(working.outputs) <= set(calculator.reference(SimpleNamespace(**working.values)))


def test_a_planted_fault_is_caught(calculator: Calculator, working: Working) -> None:
    """Doubling and shifting the first formula that feeds a numeric output makes the roads part."""
    for output in calculator.outputs:
        value = working.outputs.get(output.name)
        if output.kind in ("words", "table") or value is None or isinstance(value, tuple):
            continue
        wrong = working._replace(outputs={output.name: _spoilt(value)})
        assert not all(c.agrees for c in check(calculator, wrong)), output.name


def _spoilt(value: object) -> object:
    return value.map(lambda x: x + 1) if hasattr(value, "map") else value + 1  # type: ignore[operator]


def test_no_letter_is_left_open(calculator: Calculator, working: Working) -> None:
    for line in working.lines:
        assert not isinstance(line.value, Node), line
        if line.expr is not None:
            assert letters_of(line.expr) <= working.known.keys(), line


def test_every_printed_formula_reads_back_as_itself(calculator: Calculator, working: Working) -> None:
    known = set(working.known)
    for line in working.lines:
        if line.expr is None or getattr(line.expr, "op", "") == "shape":
            continue
        for style in STYLES:
            assert read(write(line.expr, style), known, limit=4000) == line.expr, (style, write(line.expr, style))


def test_every_mistake_that_applies_matches_a_line(calculator: Calculator, working: Working) -> None:
    """`mistakes` works each swap, and a swap that matches nothing raises."""
    found = mistakes(calculator, working)
    assert all(any(not same(v, working.outputs.get(n)) for n, v in wrong.items()) for _m, wrong in found)


def test_a_swap_that_matches_nothing_is_refused(calculator: Calculator, working: Working) -> None:
    with pytest.raises(ProgrammerError):
        work(calculator, working.values, {Letter("no_such_line"): 1})


def test_every_mistake_leads_somewhere_else_for_some_values(calculator: Calculator) -> None:
    """Over many drawings and the examples, each mistake changes an output, and no two always coincide."""
    seen: dict[str, list[object]] = {mistake.name: [] for mistake in calculator.mistakes}
    for values in _many(calculator):
        for mistake, wrong in mistakes(calculator, work(calculator, values)):
            seen[mistake.name].append((repr(sorted(plain_values(values))), repr(sorted(wrong.items(), key=str))))
    assert all(seen.values()), [name for name, results in seen.items() if not results]
    signatures = [frozenset(map(str, results)) for results in seen.values()]
    assert len(set(signatures)) == len(signatures), "two mistakes can never be told apart"


def test_at_least_three_mistakes_are_wrong_everywhere(calculator: Calculator) -> None:
    assert sum(not mistake.convention for mistake in calculator.mistakes) >= 3


def plain_values(values: dict[str, object]) -> list[str]:
    return [f"{name}={plain(value)}" for name, value in values.items()]


def _many(calculator: Calculator) -> list[dict[str, object]]:
    drawn = [draw(calculator, given, random.Random(seed)) for seed in range(12) for given in _variety(calculator)]
    return drawn + [
        complete(calculator, example.given) for example in calculator.examples if _small(calculator, example)
    ]


def _variety(calculator: Calculator) -> list[dict[str, object]]:
    """Nothing given, and every option of every choice and flag, given alone."""
    found: list[dict[str, object]] = [{}]
    for param in calculator.params:
        for option in getattr(param, "options", ()) or ([True, False] if isinstance(param.default, bool) else ()):
            try:
                complete(calculator, {param.name: option})
            except LearnerError:
                continue
            found.append({param.name: option})
    return found


def _small(calculator: Calculator, example: object) -> bool:
    return len(work(calculator, complete(calculator, example.given)).lines) < 200  # type: ignore[attr-defined]


def test_published_examples_come_out_by_both_roads(calculator: Calculator) -> None:
    assert calculator.examples
    for example in calculator.examples:
        assert example.source
        working = work(calculator, complete(calculator, example.given))
        for name, published in example.outputs.items():
            assert difference(working.outputs[name], published) <= example.within, (name, example)
        assert all(c.agrees for c in check(calculator, working)), example


def test_the_defaults_are_legal(calculator: Calculator) -> None:
    assert work(calculator, complete(calculator, {})).outputs


def test_drawn_values_can_be_typed_again(calculator: Calculator, working: Working) -> None:
    """What the diary stores gives the same working back."""
    again = complete(calculator, {n: plain(v) for n, v in working.values.items() if v is not None})
    assert work(calculator, again).outputs == working.outputs


def test_a_procedure_reads_only_what_it_names(working: Working) -> None:
    for line in working.lines:
        if isinstance(line.step, Do) and line.expr is None:
            again = line.step.run({letter: working.known[letter] for letter in line.step.uses})
            assert same(again, line.value) or line.value == again


def test_a_letter_for_any_number_gives_a_formula_or_a_reason(calculator: Calculator) -> None:
    for param in calculator.params:
        if isinstance(param, Int | Real):
            try:
                calculate(calculator, complete(calculator, {param.name: "q"}))
            except LearnerError as error:
                assert str(error)  # noqa: PT017


def test_both_languages_everywhere(calculator: Calculator, working: Working) -> None:
    texts = [calculator.title, *(p.help for p in calculator.params), *(o.title for o in calculator.outputs)]
    texts += (
        [m.why for m in calculator.mistakes] + [r.why for r in calculator.rules] + [x.step.why for x in working.lines]
    )
    for text in texts:
        assert text.read("zh") != text.read("en")
        assert any("\u4e00" <= c <= "\u9fff" for c in text.read("zh")), text.read("zh")
        assert not any("\u4e00" <= c <= "\u9fff" for c in text.read("en")), text.read("en")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_its_topic_is_in_the_syllabus(entry: calculators.Entry) -> None:
    assert entry.topic in TOPICS


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_listing_says_what_the_calculator_says(entry: calculators.Entry) -> None:
    calculator = calculators.find(entry.name)
    assert (entry.name, entry.title, entry.topic) == (calculator.name, calculator.title, calculator.topic)


def test_no_calculator_is_missed_by_the_listing() -> None:
    folder = Path(calculators.__file__).parent
    defined = {
        path.stem
        for path in folder.glob("*.py")
        if path.stem != "__init__" and hasattr(import_module(f"dlstudy.calculators.{path.stem}"), "CALCULATOR")
    }
    assert defined == {entry.module for entry in ENTRIES}
