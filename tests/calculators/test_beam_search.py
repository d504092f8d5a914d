"""Decoding: beam search against enumeration, the table's language, and the costs."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from dlstudy.calculators.beam_search import CALCULATOR
from dlstudy.calculators.beam_table import read_chances
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.tree import Letter, Node
from dlstudy.symbolic.working import Working, complete, work


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


def table(seed: int) -> str:
    rng = random.Random(seed)
    words = ["A", "B", "C", "<eos>"][4 - rng.randint(2, 4) :]
    rows = []
    for prefix in ["start", *(f"* {word}" for word in words[:-1])]:
        parts = [rng.randint(0, 9) for _word in words[:-1]] + [rng.randint(1, 9)]
        rows.append(f"{prefix}: " + ", ".join(f"{w} {n}/{sum(parts)}" for w, n in zip(words, parts, strict=True)))
    return "; ".join(rows)


@pytest.mark.parametrize("search", ["greedy", "beam", "exhaustive"])
@pytest.mark.parametrize("seed", range(15))
def test_both_roads_agree_on_any_table(search: str, seed: int) -> None:
    rng = random.Random(seed)
    given = {"search": search, "steps": rng.randint(1, 4), "beam_size": rng.randint(1, 3)}
    more = {"length_penalty": rng.choice(("0", "0.75", "1")), "candidates": rng.choice(("finished", "all"))}
    assert all(found.agrees for found in check(CALCULATOR, worked(table=table(seed), **given, **more)))


@pytest.mark.parametrize("seed", range(15))
def test_a_beam_that_holds_everything_is_exhaustive(seed: int) -> None:
    given = {"table": table(seed), "steps": 3}
    wide, every = worked(beam_size=64, **given).outputs, worked(search="exhaustive", **given).outputs
    assert wide["probability"] == every["probability"]


@pytest.mark.parametrize("seed", range(15))
def test_a_beam_of_one_is_greedy(seed: int) -> None:
    given = {"table": table(seed), "steps": 3}
    assert worked(beam_size=1, **given).outputs["sequence"] == worked(search="greedy", **given).outputs["sequence"]


def test_a_longer_ending_speaks_before_a_shorter_one() -> None:
    chances = read_chances("start: A 1; *: A 1; * A: B 1; * B A: C 1; X B A: D 1; #2: E 1")
    after = {
        prefix: list(chances.after(prefix) or {})
        for prefix in [("A",), ("Z", "B", "A"), ("X", "B", "A"), ("Z",), ("Z", "Z")]
    }
    assert after == {("A",): ["B"], ("Z", "B", "A"): ["C"], ("X", "B", "A"): ["D"], ("Z",): ["E"], ("Z", "Z"): ["A"]}


def test_costs_take_letters() -> None:
    found = calculate(CALCULATOR, complete(CALCULATOR, {"vocabulary": "V", "steps": "T"})).outputs["exhaustive_cost"]
    assert isinstance(found, Node)
    assert evaluate(found, {Letter("V"): 5, Letter("T"): 3}) == 125


def test_an_ended_prefix_keeps_its_place_in_the_beam() -> None:
    found = worked(table="start: <eos> 0.4, A 0.6; A: A 0.5, B 0.5; *: A 0.5, B 0.5", steps=3).outputs
    assert (found["sequence"], found["probability"]) == (("<eos>",), Fraction(2, 5))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"table": "A 0.5"}, "prefix: word p"),
        ({"table": "start: A 0.5, B 0.6"}, "more than 1"),
        ({"table": "start: A 0.5 0.6"}, "no word with a probability"),
        ({"table": "start: A 2"}, "not a probability"),
        ({"table": "start: A 1/0"}, "zero"),
        ({"table": "start: A 0.5, A 0.5"}, "given twice"),
        ({"table": "start: A 1; start: B 1"}, "row already"),
        ({"table": "@secret"}, "not opened here"),
        ({"table": "start: A 1; *: A 1, B 0, C 0, D 0, E 0", "search": "exhaustive", "steps": 12}, "too many"),
        ({"steps": "T"}, "numbers"),
    ],
)
def test_what_cannot_be_searched_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)


def test_a_prefix_the_table_does_not_tell_of_is_named() -> None:
    with pytest.raises(LearnerError, match="A B"):
        worked(table="start: A 1; A: B 1", steps=3)


def test_d2ls_candidates_are_prefixes_without_their_end() -> None:
    """ln 0.6 of `A` beats ln 0.3 / 2^0.75 of `A A`; `B <eos>` counts as the `B` of a step before."""
    given = {"table": "start: A 0.6, B 0.4; A: A 0.5, <eos> 0.5; B: <eos> 1", "steps": 2, "length_penalty": "0.75"}
    found = worked(candidates="all", **given).outputs
    assert (found["sequence"], found["probability"]) == (("A",), Fraction(3, 5))
    assert worked(**given).outputs["sequence"] == ("A", "A")


def test_words_cannot_steer_the_terminal() -> None:
    values = complete(CALCULATOR, {"table": "start: A 0.5,\x1b B 0.5"})
    assert values["table"].words == ("A", "B")
