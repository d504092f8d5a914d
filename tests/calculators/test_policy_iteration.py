"""Policy iteration against value iteration and every policy tried; it stops on ties."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.calculators.mdp_world import model
from dlstudy.errors import LearnerError
from dlstudy.reference.planning import value_iteration
from dlstudy.reference.policies import brute_force
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import complete, work
from tests.worlds.drawn import worlds

CALCULATOR = calculators.find("mdp policy-iteration")
TIES = "a x -> b 0; a y -> b 0; b x -> a 1; b y -> a 1; b z -> a 1"


def working(**given):
    return work(CALCULATOR, complete(CALCULATOR, given))


@given(worlds(), st.sampled_from(["0", "1/2", "0.9"]), st.sampled_from(["uniform", "* a0"]))
@settings(max_examples=50, deadline=None)
def test_nothing_is_better_and_both_roads_agree(world, discount, policy):
    found = working(world=world, discount=discount, policy=policy)
    assert all(c.agrees for c in check(CALCULATOR, found))
    best = brute_force(model(world), float(Fraction(discount))).values
    assert [float(v) for v in found.outputs["values"].rows[0]] == pytest.approx(list(best))


@given(worlds())
@settings(max_examples=30, deadline=None)
def test_no_round_is_worse_than_the_one_before(world):
    known = working(world=world, discount="0.9").known
    rounds = [known[Letter("v", (k,))].rows[0] for k in range(1, known[Letter("n")] + 1)]
    assert all(b >= a for old, new in pairwise(rounds) for a, b in zip(old, new, strict=True))


def test_ties_do_not_keep_it_going():
    assert working(world=TIES, discount="0.9").outputs["rounds"] == 2


def test_an_action_that_ties_is_kept():
    """Started with y, which is as good as x, it stays with y and ends at once."""
    found = working(world=TIES, discount="0.9", policy="a y; b z").outputs
    assert (found["policy"], found["rounds"]) == (("y", "z"), 1)


def test_the_grid_of_example_4_1_is_right_after_two_evaluations():
    """Sutton & Barto (2018), figure 4.1: greedy for the random policy's values is optimal already."""
    found = working(world="gridworld-4x4", discount=1).outputs
    assert found["rounds"] == 2
    assert found["values"].rows[0] == (0, -1, -2, -3, -1, -2, -3, -2, -2, -3, -2, -1, -3, -2, -1, 0)


def test_the_cliff_is_walked_along():
    """Thirteen steps of −1: Sutton & Barto (2018), example 6.6."""
    found = working(world="cliff", discount=1)
    assert found.outputs["values"].rows[0][found.values["world"].start] == -13


@pytest.mark.parametrize(("world", "discount"), [("frozen-lake", "0.99"), ("frozen-lake-8x8", "0.99")])
def test_lakes_are_solved_as_sweeps_say(world, discount):
    values = complete(CALCULATOR, {"world": world, "discount": discount})
    swept = value_iteration(model(values["world"]), float(discount), tolerance=1e-12).values
    assert [float(v) for v in calculate(CALCULATOR, values).outputs["values"].rows[0]] == pytest.approx(list(swept))


def test_frozen_lake_is_worth_what_is_known():
    """gymnasium's transition matrix, γ = 0.99."""
    assert float(working(world="frozen-lake", discount="0.99").outputs["values"].rows[0][0]) == pytest.approx(
        0.542026, abs=1e-6
    )


def test_a_policy_that_never_ends_needs_a_discount():
    with pytest.raises(LearnerError, match="for ever"):
        working(world="a x -> a -1; a y -> b 0; end: b", policy="x", discount=1)


@pytest.mark.parametrize("side", [10, pytest.param(20, marks=pytest.mark.slow)])
def test_many_slippery_states_with_ties_end(side):
    """Twenty states tie on the 20 × 20 grid, where comparing with argmax goes on for ever."""
    rows = ["." * side] * (side - 1) + ["." * (side - 1) + "G"]
    values = complete(CALCULATOR, {"world": "/".join(rows) + "; step=-1; slip=0.2", "discount": "0.95"})
    assert calculate(CALCULATOR, values).outputs["rounds"] < 40
