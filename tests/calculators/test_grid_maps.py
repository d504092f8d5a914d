"""Values and policies laid out as the map of their world."""

from dlstudy import calculators
from dlstudy.calculators.mdp_maps import is_map
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.working import complete, work
from dlstudy.worlds import read_world

ITERATION = calculators.find("mdp policy-iteration")
EVALUATION = calculators.find("mdp evaluate")


def test_the_map_shows_walls_and_ends_and_can_be_typed_as_a_policy():
    """Russell & Norvig (2010), figure 17.2: the optimal policy for a step of -0.04."""
    found = work(ITERATION, complete(ITERATION, {"world": "aima-4x3", "discount": 1})).outputs
    rows = ["".join(map(str, row[1:])) for row in found["policy_map"].rows]
    assert rows == [">>>.", "^#^.", "^<<<"]
    typed = complete(EVALUATION, {"world": "aima-4x3", "policy": "/".join(rows), "discount": 1})
    assert work(EVALUATION, typed).outputs["values"] == found["values"]


def test_values_stand_where_their_states_lie():
    found = work(EVALUATION, complete(EVALUATION, {"world": "gridworld-4x4", "discount": 1}))
    assert [row[1:] for row in found.outputs["map"].rows] == [
        (0, -14, -20, -22), (-14, -18, -20, -20), (-20, -20, -18, -14), (-22, -20, -14, 0),
    ]  # fmt: skip
    assert all(c.agrees for c in check(EVALUATION, found))


def test_a_learnt_policy_is_drawn_too():
    td = calculators.find("td")
    found = calculate(td, complete(td, {"world": "cliff", "seed": 1})).outputs["policy_map"]
    assert found.rows[2][1:] == (*">>>>>>>>>>>", "v")


def test_no_map_is_drawn_of_what_is_no_grid_or_too_wide():
    assert not is_map(read_world("random-walk"))
    assert not is_map(read_world("S" + "." * 30 + "G"))
