"""Blanks, constructions and orders: from the file to the verdict, and what lint finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlstudy.answers.expected import expected
from dlstudy.answers.judging import judge
from dlstudy.answers.keys import FillKey, OrderKey
from dlstudy.bank.lint import lint_question
from dlstudy.bank.reading import BankError, load
from dlstudy.bank.variants import draw
from dlstudy.cli.preview import preview
from dlstudy.errors import AuthorError
from tests.bank.exercise_files import AND, KERNEL, ORDER, STEPS
from tests.bank.files import put, question


@pytest.mark.parametrize("text", [STEPS, KERNEL, AND, ORDER])
def test_each_kind_passes_lint(tmp_path: Path, text: str) -> None:
    assert [str(finding) for finding in lint_question(question(tmp_path, text), seeds=6)] == []


@pytest.mark.parametrize("text", [STEPS, KERNEL, AND, ORDER])
def test_each_kind_can_be_previewed(tmp_path: Path, text: str) -> None:
    variant = draw(question(tmp_path, text), 0)
    assert expected(variant.parts[0].key)[0] in "\n".join(preview(variant)) or text in (STEPS, AND, KERNEL)


def test_blank_of_a_table_is_a_cell_of_it(tmp_path: Path) -> None:
    variant = draw(question(tmp_path, STEPS), 0)
    key = variant.parts[0].key
    assert isinstance(key, FillKey)
    assert variant.working is not None
    assert key.blanks[2].key.value == variant.working.outputs["trajectory"].rows[2][1]  # type: ignore[union-attr]


def test_each_blank_has_its_own_verdict(tmp_path: Path) -> None:
    part = draw(question(tmp_path, STEPS), 0).parts[0]
    lines = expected(part.key)
    lines[1] = "theta[2] = 77"
    verdict = judge(part.key, "; ".join(lines))
    assert (verdict.status, verdict.wrong_entries) == ("partial", ((1,),))
    assert verdict.score == pytest.approx(2 / 3)
    assert [mark.outcome for mark in verdict.marks] == ["hit", "missed", "hit"]


def test_blanks_and_items_are_shown_beneath_the_prompt(tmp_path: Path) -> None:
    assert "theta[2] = ?" in draw(question(tmp_path, STEPS), 0).parts[0].prompt.read("en")
    prompt = draw(question(tmp_path, ORDER), 0).parts[0].prompt
    assert all(f"{letter}. " in prompt.read("zh") for letter in "ABCD")


@pytest.mark.parametrize("seed", range(20))
def test_items_are_never_shown_in_the_right_order(tmp_path: Path, seed: int) -> None:
    key = draw(question(tmp_path, ORDER), seed).parts[0].key
    assert isinstance(key, OrderKey)
    assert key.right != tuple(range(4))
    assert key.items[key.right[0]].read("en") == "forward pass"


def test_any_values_with_the_property_are_right(tmp_path: Path) -> None:
    part = draw(question(tmp_path, AND), 0).parts[0]
    for typed in ("w = [1, 1]; bias = -1.5", "w=[2,2]，b=-3", "[10, 10]; -15", "bias = -3/2\nw = (1, 1)"):
        assert judge(part.key, typed).status == "correct", typed


def test_first_input_on_which_a_construction_fails_is_named(tmp_path: Path) -> None:
    verdict = judge(draw(question(tmp_path, AND), 0).parts[0].key, "w = [1, 1]; bias = -0.5")
    assert verdict.status == "partial"
    assert verdict.witness is not None
    assert verdict.witness.read("en").startswith("with x = 0 1, labels = 0, prediction comes out as 1")


def test_values_that_break_a_rule_say_which(tmp_path: Path) -> None:
    verdict = judge(draw(question(tmp_path, KERNEL), 0).parts[0].key, "kernel = 99, padding = 0")
    assert verdict.status == "incorrect"
    assert "larger than the padded input" in str(verdict.why)


@pytest.mark.parametrize(
    ("text", "old", "new", "key"),
    [
        (STEPS, '"theta[2]", ', '"theta[9]", ', "fill"),
        (STEPS, "trajectory[3, 2]", "trajectory[30, 2]", "fill"),
        (KERNEL, 'values = ["kernel", ', 'values = ["kernels", ', "construct.values"),
        (KERNEL, "wanted = { output", "wanted = { outputs", "construct.wanted"),
        (AND, "bias = -1.5", "bias = 1.5", "construct.example"),
    ],
)
def test_what_the_calculator_does_not_have_is_an_error_of_the_file(
    tmp_path: Path, text: str, old: str, new: str, key: str
) -> None:
    assert old in text
    with pytest.raises(AuthorError) as caught:
        draw(question(tmp_path, text.replace(old, new)), 0)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (ORDER, "order = [", 'ask = "final"\n  order = ['),
        (ORDER, '{ zh = "计算损失", en = "compute the loss" }', '{ zh = "前向计算", en = "forward pass" }'),
        (STEPS, '"theta[1]", "theta[2]", ', '"theta[1]", "theta[1]", '),
        (KERNEL, ', wanted = { output = "drawn" }', ""),
        (KERNEL, 'calculator = "conv"', ""),
    ],
)
def test_part_that_says_too_much_or_too_little_is_refused(tmp_path: Path, text: str, old: str, new: str) -> None:
    assert old in text
    with pytest.raises(BankError):
        load([put(tmp_path, text.replace(old, new))])
