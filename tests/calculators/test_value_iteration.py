"""Value iteration against equations, against every policy tried, and against published worlds."""

import random
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.calculators.mdp_world import drawn_world, entering, model
from dlstudy.errors import LearnerError
from dlstudy.reference.policies import brute_force, solve_by_policy_iteration
from dlstudy.symbolic.calculator import Do
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.drawing import draw
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.working import complete, mistakes, work
from dlstudy.worlds import read_world
from tests.worlds.drawn import worlds

CALCULATOR = calculators.find("mdp value-iteration")
TWO = "s1 stay -> s1 1; s1 go -> s2 0.8 5, s1 0.2 -1; s2 stay -> s2 0; s2 go -> s1 2"
LAKE = "SFFF/FHFH/FFFH/HFFG"


def outputs(**given):
    return work(CALCULATOR, complete(CALCULATOR, given)).outputs


def sweeps_of(**given):
    """The lines V[1], V[2], … and everything known."""
    working = work(CALCULATOR, complete(CALCULATOR, given))
    lines = [x for x in working.lines if x.step.symbol.name == "V" and x.step.symbol.index[0] > 0]
    return lines, working.known


def wrong(name, **given):
    """The outputs a mistake leads to."""
    found = mistakes(CALCULATOR, work(CALCULATOR, complete(CALCULATOR, given)))
    return next((differing for mistake, differing in found if mistake.name == name), None)


def test_two_sweeps_by_hand():
    """s1: max(1, 0.8·5 − 0.2) = 3.8; then 0.8(5 + 0.9·2) + 0.2(−1 + 0.9·3.8) = 5.924. s2: 2, then 2 + 0.9·3.8 = 5.42."""
    found = outputs(world=TWO, discount="0.9", sweeps=2)
    assert found["values"] == Grid([[Fraction("5.924"), Fraction("5.42")]])
    assert found["policy"] == ("go", "go")
    assert found["bound"] == Fraction(9) * Fraction("3.42")


def test_no_bound_is_claimed_without_discount():
    assert "bound" not in outputs(world=TWO)


def test_a_drawn_world_is_solved_as_the_equations_and_every_policy_say():
    for seed in range(6):
        world = drawn_world(random.Random(seed))
        found = outputs(world=world, discount="0.5", tolerance="1e-10")
        ours = np.array([float(v) for v in found["values"].rows[0]])
        for truth in (solve_by_policy_iteration(model(world), 0.5), brute_force(model(world), 0.5)):
            assert np.allclose(ours, truth.values, atol=1e-9)


@given(worlds(), st.sampled_from(["0", "1/2", "0.9", "1"]), st.integers(1, 12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_both_roads_lead_to_the_same_place(world, discount, sweeps, in_place):
    values = complete(CALCULATOR, {"world": world, "discount": discount, "sweeps": sweeps, "in_place": in_place})
    assert all(c.agrees for c in check(CALCULATOR, work(CALCULATOR, values)))


@given(worlds(), st.sampled_from(["1/2", "0.9"]), st.integers(1, 8), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_optimum_lies_within_the_bound(world, discount, sweeps, in_place):
    found = outputs(world=world, discount=discount, sweeps=sweeps, in_place=in_place)
    truth = solve_by_policy_iteration(model(world), float(Fraction(discount))).values
    gap = max(abs(float(v) - t) for v, t in zip(found["values"].rows[0], truth, strict=True))
    assert gap <= float(found["bound"]) + 1e-9


@given(worlds(), st.sampled_from(["1/2", "0.9", "1"]), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_cells_formula_comes_to_the_cell(world, discount, in_place):
    lines, known = sweeps_of(world=world, discount=discount, sweeps=2, in_place=in_place)
    for line in lines:
        table = line.step.table(line.value, known)
        for i, row in enumerate(table.rows):
            for j, cell in enumerate(row[1:-1], 1):
                assert isinstance(cell, str) or evaluate(table.formula(i, j), {}) == cell


def test_a_cells_formula_is_written_as_the_textbook_does():
    (_first, second), known = sweeps_of(world=TWO, discount="0.9", sweeps=2)
    table = second.step.table(second.value, known)
    assert write(table.formula(0, 2)) == "0.8 × (5 + 0.9 × 2) + 0.2 × (−1 + 0.9 × 3.8)"


def test_the_table_names_every_greedy_action():
    (line,), known = sweeps_of(world="a x -> a 1; a y -> a 1; a z -> a 0", sweeps=1)
    assert line.step.table(line.value, known).rows == (("a", 1, 1, 0, 1, "x = y"),)


def test_the_first_of_a_tie_is_taken_and_the_tie_named():
    working = work(CALCULATOR, complete(CALCULATOR, {"world": "a x -> a 1; a y -> a 1", "sweeps": 1}))
    assert working.outputs["policy"] == ("x",)
    line = working.lines[-1]
    assert line.step.table(line.value, working.known).rows == (("a", "x", "y"),)


def test_ends_have_no_action_and_no_value():
    found = outputs(world="a x -> b 7; end: b", discount="0.9")
    assert found["policy"] == ("x", "–")
    assert found["values"] == Grid([[7, 0]])
    assert found["q"] == Grid([[7], [0]])


def test_an_action_that_is_not_available_is_never_taken():
    found = outputs(world="a x -> a -1; b y -> a -2", sweeps=1)
    assert found["policy"] == ("x", "y")
    assert float(found["q"].rows[0][1]) == -np.inf


def test_in_place_uses_the_newest_values():
    """b reads a's 1 in the same sweep; synchronously it does not."""
    world = "a x -> e 1; b x -> a 0; end: e"
    assert outputs(world=world, discount="0.5", sweeps=1, in_place=True)["values"].rows[0][1] == Fraction(1, 2)
    assert outputs(world=world, discount="0.5", sweeps=1)["values"].rows[0][1] == 0


def test_published_numbers_of_sweeps_are_reproduced():
    """The 4 × 4 grid without discount is right after 3 sweeps; the fourth, counted, finds no change."""
    assert outputs(world="T.../..../..../...T; step=-1", tolerance="1e-9")["sweeps"] == 4


def test_frozen_lake_is_worth_what_is_known():
    """Slippery, without discount: 14/17 at the start."""
    values = outputs(world=f"{LAKE}; slip=2/3; actions=left,down,right,up", tolerance="1e-6")["values"]
    assert float(values.rows[0][0]) == pytest.approx(14 / 17, abs=1e-3)


def test_the_gambler_reaches_a_hundred_with_the_books_chances():
    """Sutton & Barto (2018), example 4.3, p = 0.4: 0.16, 0.4, 0.64 at 25, 50, 75."""
    lines = [
        f"{s} {stake} -> {s + stake} 0.4 {int(s + stake == 100)}, {s - stake} 0.6 0"
        for s in range(1, 100)
        for stake in range(1, min(s, 100 - s) + 1)
    ]
    world = read_world("\n".join([*lines, "end: 0 100"]))
    values = complete(CALCULATOR, {"world": world, "tolerance": "1e-9"})
    found = calculate(CALCULATOR, values).outputs["values"]
    at = [world.states.index(s) for s in ("25", "50", "75")]
    assert np.asarray(found)[at] == pytest.approx([0.16, 0.4, 0.64])


def test_first_values_may_be_given():
    found = outputs(world="a x -> a 1", discount="0.5", sweeps=1, start="6")
    assert found["values"] == Grid([[4]])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"sweeps": 2, "tolerance": "0.1"}, "either sweeps or a tolerance"),
        ({"discount": "gamma"}, "have to be numbers"),
        ({"discount": "1.1"}, "must lie in"),
        ({"tolerance": "0"}, "must lie in"),
        ({"start": "1 2 3"}, "one value for each state"),
        ({"world": "a x -> b 1; end: b", "start": "0 1"}, "0 for terminal"),
        ({"world": "lake.toml"}, "not opened here"),
        ({"world": "@/etc/passwd"}, "not opened here"),
    ],
)
def test_what_makes_no_sense_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)


@pytest.mark.parametrize("in_place", [False, True])
def test_values_that_never_settle_are_refused(in_place):
    values = complete(CALCULATOR, {"world": "a x -> a 1", "tolerance": "0.1", "in_place": in_place})
    with pytest.raises(LearnerError, match="still change"):
        work(CALCULATOR, values)
    with pytest.raises(LearnerError, match="do not settle"):
        CALCULATOR.reference(SimpleNamespace(**values))


def test_a_change_of_exactly_the_tolerance_goes_on():
    """V changes by 1, 1/2, 1/4 …; a tenth as a float is not a tenth, so both roads have to be told."""
    values = complete(CALCULATOR, {"world": "a x -> a 0.8", "discount": "1/2", "tolerance": "0.1"})
    working = work(CALCULATOR, values)
    assert working.outputs["sweeps"] == 5
    assert all(c.agrees for c in check(CALCULATOR, working))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("likeliest-only", (5 + Fraction("0.9") * 2, 2 + Fraction("0.9") * 5)),
        ("forgot-discount", (Fraction("0.8") * 7 + Fraction("0.2") * Fraction("2.8"), Fraction("5.8"))),
        ("forgot-reward", (0, 0)),
        ("discounted-reward", (Fraction("5.3316"), Fraction("4.878"))),
        ("one-sweep-short", (Fraction("3.8"), 2)),
        ("mean-for-max", (Fraction("4.056"), Fraction("2.53"))),
    ],
)
def test_a_wrong_turn_leads_where_it_leads_by_hand(name, values):
    assert wrong(name, world=TWO, discount="0.9", sweeps=2)["values"] == Grid([values])


def test_counting_the_end_twice_adds_its_reward():
    found = wrong("end-counted-twice", world="a x -> b 10; end: b", discount="0.9", sweeps=1)
    assert found["values"] == Grid([[19, 10]])


def test_ends_that_pay_differently_cannot_be_counted_twice():
    assert entering(read_world("a x -> b 10; a y -> b 5; end: b")) == {}


def test_drawn_worlds_can_be_done_by_hand():
    for seed in range(20):
        values = draw(CALCULATOR, {}, random.Random(seed))
        assert 2 <= len(values["world"].states) <= 3
        assert values["sweeps"] in (2, 3)
        assert all(v.denominator <= 10**6 for v in work(CALCULATOR, values).outputs["values"].rows[0])


def test_a_given_world_is_not_drawn_anew():
    assert draw(CALCULATOR, {"world": TWO}, random.Random(1))["world"] == read_world(TWO)


def test_a_procedure_of_a_sweep_reads_the_sweep_before():
    lines, _known = sweeps_of(world=TWO, sweeps=3)
    assert all(isinstance(line.step, Do) for line in lines)
    assert [min(x.index for x in line.step.uses if x.name == "V") for line in lines] == [(0,), (1,), (2,)]


def test_what_would_take_long_exactly_is_left_to_the_reference():
    assert CALCULATOR.exact_below(SimpleNamespace(**complete(CALCULATOR, {"sweeps": 20, "world": LAKE})))
    slow = {"world": LAKE, "discount": "0.9999", "tolerance": "1e-9"}
    assert not CALCULATOR.exact_below(SimpleNamespace(**complete(CALCULATOR, slow)))
