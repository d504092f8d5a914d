"""What policies are worth, against figures of the book; policy iteration, against trying every policy."""

import numpy as np
import pytest

from dlstudy.reference.mdp import MDP
from dlstudy.reference.planning import value_iteration
from dlstudy.reference.policies import (
    brute_force,
    evaluate,
    evaluate_by_sweeps,
    solve_by_policy_iteration,
    uniform_policy,
)

from . import worlds

# Sutton & Barto (2018), figure 3.2, to one decimal
FIGURE_3_2 = [
    [3.3, 8.8, 4.4, 5.3, 1.5],
    [1.5, 3.0, 2.3, 1.9, 0.5],
    [0.1, 0.7, 0.7, 0.4, -0.4],
    [-1.0, -0.4, -0.4, -0.6, -1.2],
    [-1.9, -1.3, -1.2, -1.4, -2.0],
]
# ibid., figure 4.1, the upper left half of each grid's first two rows (the rest is symmetric)
FIGURE_4_1 = {
    1: [0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0],
    2: [0, -1.75, -2.0, -2.0, -1.75, -2.0, -2.0, -2.0],  # the book prints -1.7
    3: [0, -2.4, -2.9, -3.0, -2.4, -2.9, -3.0, -2.9],
    10: [0, -6.1, -8.4, -9.0, -6.1, -7.7, -8.4, -8.4],
}


def test_random_policy_in_the_five_by_five_world():
    mdp = worlds.five_by_five()
    values = evaluate(mdp, uniform_policy(mdp), 0.9)
    assert np.allclose(values.reshape(5, 5), FIGURE_3_2, atol=0.06)


@pytest.mark.parametrize(("sweeps", "printed"), FIGURE_4_1.items())
def test_random_policy_sweep_by_sweep(sweeps, printed):
    mdp = worlds.four_by_four()
    values, done = evaluate_by_sweeps(mdp, uniform_policy(mdp), 1, sweeps=sweeps)
    assert done == sweeps
    assert np.allclose(values[:8], printed, atol=0.06)
    assert np.allclose(values, values[::-1])


def test_random_policy_in_the_end():
    """Figure 4.1, k = ∞; exercise 4.1: q(11, down) = -1 and q(7, down) = -15."""
    mdp = worlds.four_by_four()
    values = evaluate(mdp, uniform_policy(mdp), 1)
    assert np.allclose(values[:8], [0, -14, -20, -22, -14, -18, -20, -20])
    assert mdp.look_ahead(values, 1)[[11, 7], 2] == pytest.approx(np.array([-1, -15]))


@pytest.mark.parametrize(("in_place", "sweeps"), [(False, 173), (True, 114)])
def test_sweeps_in_place_settle_sooner(in_place, sweeps):
    """ShangtongZhang's code for the book (chapter04/grid_world.py) prints 172 and 113: the last is not counted."""
    mdp = worlds.four_by_four()
    _, done = evaluate_by_sweeps(mdp, uniform_policy(mdp), 1, tolerance=1e-4, in_place=in_place)
    assert done == sweeps


def test_quantecons_example_is_solved():
    """QuantEcon.py, DiscreteDP's docstring, β = 0.95; its -inf marks an action that is not available."""
    mdp = MDP.of([[[0.5, 0.5], [0, 1]], [[0, 1], [0.5, 0.5]]], [[5, 10], [-1, -np.inf]], [[True, True], [True, False]])
    found = solve_by_policy_iteration(mdp, 0.95)
    assert found.values == pytest.approx(np.array([-8.57142857, -20]))
    assert found.policy.tolist() == [0, 0]


def test_forest_is_worth_what_pymdptoolbox_prints():
    """pymdptoolbox, PolicyIteration's docstring example at 0.9."""
    assert solve_by_policy_iteration(worlds.forest(), 0.9).values == pytest.approx(np.array([26.244, 29.484, 33.484]))


def test_slippery_lake_without_discount_is_solved():
    assert solve_by_policy_iteration(worlds.frozen_lake(slippery=True), 1).values[0] == pytest.approx(14 / 17)


@pytest.mark.parametrize(("ahead", "discount"), [(0.8, 0.99), (0.7, 0.9), (0.6, 0.95), (0.6, 0.9)])
@pytest.mark.parametrize("cost", [1, 1e8])
def test_ties_do_not_keep_policy_iteration_from_stopping(ahead, discount, cost):
    """Grids on which argmax alone swaps equal actions for ever, and "better at all" does (Sutton & Barto, ex. 4.4)."""
    mdp = worlds.slippery_grid(10, ahead, cost)
    found = solve_by_policy_iteration(mdp, discount, start=np.zeros(100, dtype=int), most=50)
    assert found.values == pytest.approx(value_iteration(mdp, discount, tolerance=1e-10 * cost).values)


def test_policy_iteration_gives_up_when_told_to():
    with pytest.raises(ArithmeticError, match="after 2 evaluations"):
        solve_by_policy_iteration(worlds.slippery_grid(10), 0.9, start=np.zeros(100, dtype=int), most=2)


def test_action_that_is_no_better_is_not_taken():
    twins = MDP.of(np.ones((1, 2, 1)), [[1, 1]])
    found = solve_by_policy_iteration(twins, 0.9, start=[1])
    assert found.policy.tolist() == [1]


@pytest.mark.parametrize("seed", range(8))
def test_three_roads_lead_to_the_same_values(seed):
    mdp = worlds.random_mdp(seed, states=4)
    tried, improved, swept = (
        brute_force(mdp, 0.9), solve_by_policy_iteration(mdp, 0.9), value_iteration(mdp, 0.9, tolerance=1e-12),
    )  # fmt: skip
    assert improved.values == pytest.approx(tried.values)
    assert swept.values == pytest.approx(tried.values)
    assert improved.policy.tolist() == tried.policy.tolist() == swept.policy.tolist()
    assert tried.sweeps == np.prod(mdp.available.sum(axis=1))
    assert improved.bound < 1e-9


def test_trying_every_policy_passes_over_those_that_never_end():
    """Go to the end for 1, or stay for nothing."""
    mdp = MDP.of([[[0, 1], [1, 0]], [[0, 0], [0, 0]]], [[1, 0], [0, 0]])
    assert brute_force(mdp, 1).values.tolist() == [1, 0]


def test_policy_that_never_ends_has_no_value_without_discount():
    mdp = worlds.four_by_four()
    with pytest.raises(ArithmeticError, match="go on for ever"):
        evaluate(mdp, np.zeros(16, dtype=int), 1)


def test_policy_has_to_take_available_actions():
    mdp = MDP.of(np.ones((1, 2, 1)), [[1, 1]], [[True, False]])
    with pytest.raises(ValueError, match="available actions"):
        evaluate(mdp, [1], 0.9)


def test_too_many_policies_are_not_tried():
    with pytest.raises(ValueError, match="too many"):
        brute_force(worlds.five_by_five(), 0.9)
