from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dlstudy.answers.judging import alike, judge
from dlstudy.answers.keys import ChoiceKey, CountKey, FormulaKey, MatrixKey, NumberKey, RubricKey, ShapeKey, WordsKey
from dlstudy.bank import variants
from dlstudy.bank.question import Question
from dlstudy.bank.variants import draw
from dlstudy.calculators import find
from dlstudy.errors import AuthorError
from dlstudy.symbolic.working import complete, work
from tests.bank.files import CONV, WORDS, question

SEEDS = range(12)


@pytest.fixture
def conv(tmp_path: Path) -> Question:
    return question(tmp_path)


def conv_with(folder: Path, old: str, new: str) -> Question:
    assert old in CONV
    return question(folder, CONV.replace(old, new))


def test_same_seed_gives_the_same_variant(tmp_path: Path) -> None:
    one, other = question(tmp_path), question(tmp_path)
    assert one is not other
    assert [draw(one, s).values for s in SEEDS] == [draw(other, s).values for s in SEEDS]


def test_seeds_give_different_numbers(conv: Question) -> None:
    assert len({str(draw(conv, seed).prompt) for seed in SEEDS}) > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_the_ones_listed(conv: Question, seed: int) -> None:
    values = draw(conv, seed).values
    for name, given in conv.given.items():
        assert values[name] in (given if isinstance(given, list) else [given])


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_json_and_give_the_same_answers_again(conv: Question, seed: int) -> None:
    variant = draw(conv, seed)
    calculator = find("conv")
    again = work(calculator, complete(calculator, json.loads(json.dumps(variant.values))))
    assert variant.working is not None
    assert again.outputs == variant.working.outputs


@pytest.mark.parametrize("seed", SEEDS)
def test_mistakes_to_be_told_apart_differ_from_the_answer_and_each_other(conv: Question, seed: int) -> None:
    part = draw(conv, seed).parts[0]
    assert isinstance(part.key, ShapeKey)
    wrong = {slip.mistake: slip.value for slip in part.slips}
    answers = [part.key.value, wrong["padding-once"], wrong["forgot-plus-one"]]
    assert len(set(answers)) == 3
    assert judge(part.key, "x".join(map(str, wrong["padding-once"])), part.slips).mistake == "padding-once"


def test_mistakes_that_never_differ_are_the_authors_fault(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="padding-once"):
        draw(conv_with(tmp_path, "padding = [0, 1, 2]", "padding = 0"), 0)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("kernel = [3, 5]", "kernal = [3, 5]", "given.kernal", "did you mean kernel"),
        ("kernel = [3, 5]", "kernel = 0", "given.kernel", "must lie in"),
        ("kernel = [3, 5]", "kernel = 99", "given", "kernel is larger"),
        ('ask = "output"', 'ask = "outputs"', "ask", "did you mean output"),
        ('"padding-once"', '"padding-one"', "tells_apart", "did you mean padding-once"),
        ("stride {{stride}}", "stride {{strid}}", "{{strid}}", "did you mean stride"),
    ],
)
def test_impossible_question_names_question_and_key(tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
    text = CONV.replace(old, new).replace("步长 {{stride}}", "步长 {{strid}}" if "strid}" in new else "步长 {{stride}}")
    with pytest.raises(AuthorError) as raised:
        draw(question(tmp_path, text), 0)
    error = raised.value
    assert (error.question, error.key) == ("conv-one", key)
    assert says in str(error)


def test_question_whose_two_roads_differ_is_never_asked(conv: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    calculator = find("conv")

    def astray(given: SimpleNamespace) -> dict[str, Any]:
        return {**calculator.reference(given), "parameters": -1}

    monkeypatch.setattr(variants, "find", lambda _name: replace(calculator, reference=astray))
    with pytest.raises(AuthorError, match="parameters"):
        draw(conv, 1000)


def test_prompt_states_the_values_in_both_languages(conv: Question) -> None:
    variant = draw(conv, 3)
    for language in ("zh", "en"):
        text = variant.prompt.read(language)
        assert "{{" not in text
        assert rf"${variant.values['side']}\times{variant.values['side']}\times3$" in text


def test_absent_parameter_is_drawn_from_the_calculators_picks(tmp_path: Path) -> None:
    found = question(tmp_path, CONV.replace("stride = [1, 2, 3], ", "").replace(', "forgot-plus-one"', ""))
    stride = find("conv").param("stride")
    assert stride is not None
    assert {draw(found, seed).values["stride"] for seed in range(30)} == set(stride.pick)


def test_counts_are_exact_and_shapes_are_shapes(conv: Question) -> None:
    assert [type(part.key) for part in draw(conv, 0).parts] == [ShapeKey, CountKey]


def test_written_question_is_the_same_for_every_seed(tmp_path: Path) -> None:
    one, other = (draw(question(tmp_path, WORDS), seed) for seed in (0, 1))
    assert [type(part.key) for part in one.parts] == [ChoiceKey, RubricKey]
    assert (one.prompt, one.parts, one.values) == (other.prompt, other.parts, {})
    assert one.working is None


def test_open_letter_asks_for_a_formula(tmp_path: Path) -> None:
    text = CONV.replace("side = [12, 13, 28, 33]", 'side = "n"').replace("padding = [0, 1, 2]", "padding = 1")
    text = text.replace('  tells_apart = ["padding-once", "forgot-plus-one"]\n', "").replace('"output"', '"o"')
    part = draw(
        question(tmp_path, text.replace("stride = [1, 2, 3]", "stride = 2").replace("kernel = [3, 5]", "kernel = 5")), 0
    ).parts[0]
    assert isinstance(part.key, FormulaKey)
    assert judge(part.key, "floor((n-3)/2)+1").status == "correct"
    assert judge(part.key, "(n-3)/2+1").status == "incorrect"


OPTIMIZE = """
[[question]]
id = "momentum-two-steps"
topic = "momentum"
source = "our own"
calculator = "optimize"
given = { method = "momentum", gradients = "1, 2, 4", start = "0", learning_rate = 0.1, rho = 0.5 }
prompt.zh = "梯度 ${{gradients}}$"
prompt.en = "gradients ${{gradients}}$"
  [[question.part]]
  ask = "theta[2]"
  marks = 1
  PRECISION
  prompt.zh = "求"
  prompt.en = "Find"
"""


@pytest.mark.parametrize(
    ("precision", "tolerance", "absolute"),
    [("", 0.005, 0.0), ("digits = 4", 0.0005, 0.0), ("decimals = 2", 0.005, 0.01), ("decimals = 4", 0.0005, 0.0001)],
)
def test_line_of_the_working_is_asked_with_its_precision(
    tmp_path: Path, precision: str, tolerance: float, absolute: float
) -> None:
    key = draw(question(tmp_path, OPTIMIZE.replace("PRECISION", precision)), 0).parts[0].key
    assert isinstance(key, NumberKey)
    # Δθ₁ = −0.1, Δθ₂ = 0.5·(−0.1) − 0.2 = −0.25, θ₂ = −0.35, by hand
    assert (key.value, key.tolerance, key.absolute) == (Fraction(-7, 20), tolerance, absolute)


def test_array_is_set_as_a_tex_matrix(tmp_path: Path) -> None:
    prompt = draw(question(tmp_path, OPTIMIZE.replace("PRECISION", "")), 0).prompt
    assert prompt.read("en") == r"gradients $\begin{bmatrix} 1 & 2 & 4 \end{bmatrix}$"


WORLD = """
[[question]]
id = "two-states"
topic = "dynamic-programming"
source = "our own"
calculator = "mdp value-iteration"
given = { world = "a left -> a 0; a right -> b 1; b left -> a 2; b right -> b 2", discount = "0.5", sweeps = 1 }
prompt.zh = "{{world}}"
prompt.en = "{{world}}"
  [[question.part]]
  ask = "policy"
  marks = 1
  prompt.zh = "求"
  prompt.en = "Find"
  [[question.part]]
  ask = "values"
  marks = 1
  prompt.zh = "求"
  prompt.en = "Find"
"""


def test_policy_is_asked_state_by_state_with_ties_right_either_way(tmp_path: Path) -> None:
    """After one sweep V = (1, 2): Q(a) = (0.5, 2), Q(b) = (2.5, 3): by hand."""
    policy, values = draw(question(tmp_path, WORLD), 0).parts
    assert policy.key == WordsKey((("a", frozenset({"right"})), ("b", frozenset({"right"}))))
    assert values.key == MatrixKey(((1, 2),), vector=True)
    tied = draw(question(tmp_path, WORLD.replace("b left -> a 2", "b left -> b 2")), 0).parts[0].key
    assert judge(tied, "a: right, b: left").status == judge(tied, "a: right, b: right").status == "correct"


def test_no_slip_is_taken_for_right(conv: Question) -> None:
    for part in draw(conv, 5).parts:
        assert isinstance(part.key, ShapeKey | CountKey)
        assert part.slips
        assert not any(alike(part.key, slip.value, part.key.value) for slip in part.slips)
