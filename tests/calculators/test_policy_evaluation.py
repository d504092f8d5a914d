"""Policy evaluation: the equations by hand, the sweeps towards them, and the exercises of the book."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import complete, mistakes, work
from tests.worlds.drawn import worlds

CALCULATOR = calculators.find("mdp evaluate")
TWO = "s1 stay -> s1 1; s1 go -> s2 0.8 5, s1 0.2 -1; s2 stay -> s2 0; s2 go -> s1 2"
FIGURE_4_1 = "gridworld-4x4"


def working(**given):
    return work(CALCULATOR, complete(CALCULATOR, given))


def values(**given):
    return working(**given).outputs["values"].rows[0]


def test_two_equations_by_hand():
    """v1 = 1 + v1/2 gives 2; v2 = 2 + v1/2 = 3."""
    assert values(world=TWO, policy="stay, go", discount="0.5") == (2, 3)


def test_a_mixed_policy_by_hand():
    """v1 = ½(1 + v1/2) + ½(3.8 + 0.4 v2 + 0.1 v1), v2 = 2 + v1/2: v1(1 − .3 − .1) = 2.4 + .4."""
    assert values(world=TWO, policy="s1 stay 0.5, go 0.5; s2 go", discount="0.5") == (Fraction(14, 3), Fraction(13, 3))


def test_the_equations_are_written_out():
    assert working(world=TWO, policy="stay, go", discount="0.5").known[Letter("E")] == (
        "V(s1) = 1 + 0.5 V(s1)", "V(s2) = 2 + 0.5 V(s1)",
    )  # fmt: skip


def test_exercise_4_1():
    """Sutton & Barto (2018): q(11, down) = −1 and q(7, down) = −15; the book's 11 is r3c4, its 7 is r2c4."""
    found = working(world=FIGURE_4_1, discount=1)
    q, world = found.outputs["q"].rows, found.values["world"]
    assert q[world.states.index("r3c4")][world.actions.index("down")] == -1
    assert q[world.states.index("r2c4")][world.actions.index("down")] == -15


def test_exercise_4_2():
    """A state 15 below 13, from where left, up, right and down lead to 12, 13, 14 and 15: worth −20."""
    found = working(world=FIGURE_4_1, discount=1).outputs["values"].rows[0]
    v12, v13, v14 = found[12], found[13], found[14]
    v15 = Fraction(-4 + v12 + v13 + v14, 3)  # v15 = −1 + (v12 + v13 + v14 + v15)/4
    assert v15 == -20


@pytest.mark.parametrize(("in_place", "sweeps"), [(True, 114), (False, 173)])
def test_sweeps_until_nothing_changes_by_a_ten_thousandth(in_place, sweeps):
    """Public code for the book's figure prints one fewer of each: it does not count the last sweep."""
    given = complete(CALCULATOR, {"world": FIGURE_4_1, "discount": 1, "tolerance": "1e-4", "in_place": in_place})
    assert calculate(CALCULATOR, given).outputs["sweeps"] == sweeps
    assert all(c.agrees for c in check(CALCULATOR, calculate(CALCULATOR, given)))


@given(worlds(), st.sampled_from(["0", "1/2", "0.9"]), st.sampled_from([None, 1, 4]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_both_roads_lead_to_the_same_place(world, discount, sweeps, in_place):
    given = {"world": world, "discount": discount}
    given |= {"sweeps": sweeps, "in_place": in_place} if sweeps else {}
    assert all(c.agrees for c in check(CALCULATOR, work(CALCULATOR, complete(CALCULATOR, given))))


@given(worlds(), st.integers(1, 6), st.booleans())
@settings(max_examples=30, deadline=None)
def test_the_policys_value_lies_within_the_bound(world, sweeps, in_place):
    given = {"world": world, "discount": "0.9"}
    swept = work(CALCULATOR, complete(CALCULATOR, given | {"sweeps": sweeps, "in_place": in_place})).outputs
    truth = work(CALCULATOR, complete(CALCULATOR, given)).outputs["values"].rows[0]
    gap = max(abs(a - b) for a, b in zip(swept["values"].rows[0], truth, strict=True))
    assert gap <= swept["bound"]


@given(worlds(), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_cells_formula_comes_to_the_cell(world, in_place):
    found = work(CALCULATOR, complete(CALCULATOR, {"world": world, "sweeps": 2, "in_place": in_place}))
    for line in found.lines:
        table = getattr(line.step, "table", None) and line.step.table(line.value, found.known)
        for i, row in enumerate(table.rows if table and table.formula else ()):
            for j, cell in enumerate(row[1:], 1):
                formula = None if isinstance(cell, str) else table.formula(i, j)
                assert formula is None or evaluate(formula, {}) == cell


def test_the_solved_values_satisfy_their_own_sweep():
    found = working(world="gridworld-5x5", discount="0.9").outputs
    q = np.array([[float(x) for x in row] for row in found["q"].rows])
    assert q.mean(axis=1) == pytest.approx([float(v) for v in found["values"].rows[0]])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"world": TWO, "policy": "stay, stay", "discount": 1}, "may go on for ever"),
        ({"sweeps": 2, "tolerance": "0.1"}, "either sweeps or a tolerance"),
        ({"in_place": True}, "in place needs"),
        ({"discount": "g"}, "have to be numbers"),
        ({"policy": "jump"}, "no state jump"),
    ],
)
def test_what_makes_no_sense_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        working(**given)


def test_a_policy_may_come_from_a_file(tmp_path):
    (tmp_path / "policy.txt").write_text("s1 go 0.25, stay 0.75\ns2 go\n", encoding="utf-8")
    found = complete(CALCULATOR, {"policy": f"@{tmp_path}/policy.txt"}, files=True)
    assert found["policy"].chances == ((Fraction(3, 4), Fraction(1, 4)), (0, 1))


def test_taking_the_uniform_policy_for_the_given_one_is_named():
    found = mistakes(CALCULATOR, working(world=TWO, policy="stay, go", discount="0.5"))
    wrong = next(outputs for mistake, outputs in found if mistake.name == "uniform-instead")
    assert (
        wrong["values"] == work(CALCULATOR, complete(CALCULATOR, {"world": TWO, "discount": "0.5"})).outputs["values"]
    )


def test_hundred_states_are_solved_exactly_in_a_moment():
    found = values(world="gambler", discount=1)
    assert isinstance(found, tuple)
    assert Grid([found]).shape == (1, 101)


@pytest.mark.parametrize(
    ("given", "discount"),
    [
        ({"world": "gridworld-4x4"}, 1),
        ({"world": TWO, "policy": "stay, stay"}, Fraction(9, 10)),
        ({"world": TWO, "policy": "stay, stay", "sweeps": 2}, 1),
        ({"world": "gridworld-4x4", "discount": "1/2"}, Fraction(1, 2)),
    ],
)
def test_nothing_is_discounted_unless_said_or_without_end(given, discount):
    assert complete(CALCULATOR, given)["discount"] == discount
