"""Value iteration against published worlds, its own error bounds, and closed forms."""

import math
import tracemalloc

import numpy as np
import pytest

from dlstudy.reference.mdp import MDP, SparseMDP
from dlstudy.reference.planning import solve_by_span, value_iteration
from dlstudy.reference.policies import solve_by_policy_iteration

from . import worlds

# Sutton & Barto (2018), figure 3.5, to one decimal
FIGURE_3_5 = [
    [22.0, 24.4, 22.0, 19.4, 17.5],
    [19.8, 22.0, 19.8, 17.8, 16.0],
    [17.8, 19.8, 17.8, 16.0, 14.4],
    [16.0, 17.8, 16.0, 14.4, 13.0],
    [14.4, 16.0, 14.4, 13.0, 11.7],
]


@pytest.mark.parametrize("in_place", [False, True])
def test_optimal_values_of_the_five_by_five_world(in_place):
    values = value_iteration(worlds.five_by_five(), 0.9, tolerance=1e-10, in_place=in_place).values
    assert np.allclose(values.reshape(5, 5), FIGURE_3_5, atol=0.06)
    assert values[1] == pytest.approx(10 / (1 - 0.9**5))  # ten at once, and again after five steps


def test_four_by_four_world_is_worth_minus_the_distance_to_a_corner():
    values = value_iteration(worlds.four_by_four(), 1, tolerance=1e-9).values
    near = np.minimum(worlds.distances(4), worlds.distances(4)[::-1])
    assert np.allclose(values, -near)


@pytest.mark.parametrize(
    ("slippery", "discount", "start"),
    [(False, 0.95, 0.95**5), (True, 1, 14 / 17), (True, 0.99, 0.542026)],
)
def test_frozen_lake_is_worth_what_is_known(slippery, discount, start):
    """Surely: six steps, paid on the last. Slipping without discount: 14/17; at 0.99 as gymnasium's P matrix gives."""
    values = value_iteration(worlds.frozen_lake(slippery), discount, tolerance=1e-12).values
    assert values[0] == pytest.approx(start, abs=1e-6)


def test_gambler_reaches_a_hundred_with_the_book_chances():
    """Sutton & Barto (2018), example 4.3, p = 0.4: bold play wins from 25, 50, 75 with p², p, p + (1-p)p."""
    values = value_iteration(worlds.gambler(0.4), 1, tolerance=1e-12).values
    assert values[[25, 50, 75]] == pytest.approx(np.array([0.16, 0.4, 0.64]))


def test_four_by_three_world_has_the_published_utilities():
    """Russell & Norvig, Artificial Intelligence, 3rd ed., figure 17.3."""
    values = value_iteration(worlds.four_by_three(), 1, tolerance=1e-12).values
    printed = [0.812, 0.868, 0.918, 1, 0.762, 0.660, -1, 0.705, 0.655, 0.611, 0.388]
    assert np.allclose(values[:11], printed, atol=6e-4)


def test_forest_is_worth_its_true_value_not_the_toolboxs():
    """pymdptoolbox's ValueIteration prints (5.93, 9.39, 13.39); its PolicyIteration agrees with these."""
    assert solve_by_span(worlds.forest(), 0.96).values == pytest.approx(np.array([74.6496, 78.1056, 82.1056]))


def test_first_sweeps_by_hand():
    """One state pays 1 and leads to the end, the other leads to it for nothing."""
    mdp = MDP.of([[[0, 1, 0]], [[0, 0, 1]], [[0, 0, 0]]], [[0], [1], [0]])
    assert value_iteration(mdp, 0.5, sweeps=1).values.tolist() == [0, 1, 0]
    assert value_iteration(mdp, 0.5, sweeps=2).values.tolist() == [0.5, 1, 0]
    assert value_iteration(mdp, 0.5, sweeps=2).q.tolist() == [[0.5], [1], [-math.inf]]


def test_sweep_in_place_uses_what_it_has_just_found():
    backwards = MDP.of([[[0, 0, 0]], [[1, 0, 0]], [[0, 1, 0]]], [[0], [1], [0]])
    assert value_iteration(backwards, 0.5, sweeps=1).values.tolist() == [0, 1, 0]
    assert value_iteration(backwards, 0.5, sweeps=1, in_place=True).values.tolist() == [0, 1, 0.5]


def test_last_sweep_is_counted():
    """Distances up to 3 are right after 3 sweeps; the fourth finds that nothing changes."""
    assert value_iteration(worlds.four_by_four(), 1, tolerance=1e-9).sweeps == 4


def test_sweeping_stops_at_the_first_change_below_the_tolerance():
    changes = []
    value_iteration(worlds.forest(), 0.9, tolerance=0.1, progress=lambda _, change: changes.append(change))
    assert changes[-1] < 0.1 <= min(changes[:-1])


def test_state_without_actions_has_no_policy_and_no_value():
    found = value_iteration(worlds.four_by_four(), 1, sweeps=3)
    assert (found.policy[0], found.values[0]) == (-1, 0)


def test_unavailable_action_is_not_taken_however_much_it_pays():
    mdp = MDP.of(np.ones((1, 2, 1)), [[1, 100]], [[True, False]])
    found = solve_by_span(mdp, 0.5)
    assert found.policy.tolist() == [0]
    assert found.values == pytest.approx(np.array([2]))


def test_reward_of_arriving_is_averaged():
    """r(s, a, s') of 10 and 20 with probabilities 1/4 and 3/4."""
    mdp = MDP.of([[[0.25, 0.75]], [[0, 0]]], [[[10, 20]], [[0, 0]]])
    assert mdp.rewards[0, 0] == 17.5


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("in_place", [False, True])
def test_truth_lies_within_the_bound_after_any_sweep(seed, in_place):
    mdp = worlds.random_mdp(seed)
    truth = solve_by_policy_iteration(mdp, 0.9).values
    for sweeps in (1, 2, 5, 20):
        found = value_iteration(mdp, 0.9, sweeps=sweeps, in_place=in_place)
        assert np.max(np.abs(found.values - truth)) <= found.bound + 1e-12


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tolerance", [1.0, 1e-2, 1e-6])
def test_truth_lies_within_the_bound_of_the_span(seed, tolerance):
    mdp = worlds.random_mdp(seed)
    found = solve_by_span(mdp, 0.95, tolerance=tolerance)
    assert found.bound <= tolerance
    assert np.max(np.abs(found.values - solve_by_policy_iteration(mdp, 0.95).values)) <= found.bound + 1e-12


def test_span_stays_true_where_an_end_pins_the_values():
    """An end does not rise with the others, so that the middle alone would be wrong."""
    found = solve_by_span(worlds.frozen_lake(slippery=True), 0.9, tolerance=1e-9)
    assert found.values == pytest.approx(solve_by_policy_iteration(worlds.frozen_lake(slippery=True), 0.9).values)


def test_span_needs_far_fewer_sweeps_on_a_dense_model():
    rng = np.random.default_rng(0)
    mdp = MDP.of(rng.dirichlet(np.ones(100), size=(100, 5)), rng.random((100, 5)))
    by_span, by_change = solve_by_span(mdp, 0.95, tolerance=1e-6), value_iteration(mdp, 0.95, tolerance=1e-6)
    assert by_span.sweeps * 10 < by_change.sweeps


def test_without_discount_nothing_is_claimed_of_the_error():
    assert value_iteration(worlds.four_by_four(), 1, sweeps=2).bound == math.inf


def test_values_that_never_settle_are_refused():
    endless = MDP.of(np.ones((1, 1, 1)), [[1]])
    with pytest.raises(ArithmeticError, match="still change by 1"):
        value_iteration(endless, 1, tolerance=0.1, most=50)


@pytest.mark.parametrize(
    "options", [{}, {"sweeps": 1, "tolerance": 1}, {"tolerance": 0}, {"sweeps": -1}, {"discount": 1.5, "sweeps": 1}]
)
def test_stopping_rule_has_to_make_sense(options):
    with pytest.raises(ValueError, match=r"sweeps|discount"):
        value_iteration(worlds.forest(), **{"discount": 0.9, **options})


@pytest.mark.parametrize(
    ("p", "r", "says"),
    [
        (np.ones((2, 2)), np.ones((2, 2)), "shape"),
        ([[[0.5]]], [[1]], "add up to 0.5"),
        ([[[1.5, -0.5]], [[0, 1]]], [[1], [1]], "negative"),
        ([[[math.nan]]], [[1]], "not a finite"),
        ([[[1]]], [[math.inf]], "reward"),
        ([[[1]]], [[1, 2]], "rewards have shape"),
    ],
)
def test_table_that_is_no_mdp_is_refused(p, r, says):
    with pytest.raises(ValueError, match=says):
        MDP.of(p, r)


def test_padded_lists_give_the_same_values_as_the_dense_table():
    sparse = worlds.corridor_grid(12)
    ours, dense = value_iteration(sparse, 0.9, sweeps=7), value_iteration(sparse.dense(), 0.9, sweeps=7)
    assert np.array_equal(ours.values, dense.values)


def test_chunks_leave_no_state_out(monkeypatch):
    monkeypatch.setattr("dlstudy.reference.mdp.CHUNK", 12)
    found = solve_by_span(worlds.corridor_grid(5), 0.9)
    assert found.values == pytest.approx(-(1 - 0.9 ** worlds.distances(5)) / 0.1)


@pytest.mark.parametrize("kind", ["padded lists", "dense"])
def test_following_a_policy_is_looking_ahead_at_its_actions(kind):
    mdp = worlds.corridor_grid(6) if kind == "padded lists" else worlds.frozen_lake(slippery=True)
    rng = np.random.default_rng(3)
    values, policy = rng.normal(size=len(mdp.available)), rng.integers(mdp.available.shape[1], size=len(mdp.available))
    asked = mdp.available[np.arange(len(policy)), policy]
    chosen = mdp.look_ahead(values, 0.9)[np.arange(len(policy)), policy]
    assert np.allclose(mdp.follow(policy, 0.9)(values)[asked], chosen[asked])
    assert np.all(mdp.follow(policy, 0.9)(values)[~mdp.available.any(axis=1)] == 0)


@pytest.mark.parametrize("discount", [0.9, 0.95, 0.99])
def test_where_the_bound_shrinks_slowly_the_policy_is_followed(discount):
    grid = worlds.corridor_grid(20)
    rewards = np.random.default_rng(5).random(grid.rewards.shape)
    mdp = SparseMDP.of(grid.successors, grid.probabilities, rewards)
    found = solve_by_span(mdp, discount, tolerance=1e-6)
    assert found.sweeps < math.log(1e-6) / math.log(discount) / 3  # plain sweeps shrink it by the discount each
    assert np.abs(found.values - solve_by_policy_iteration(mdp.dense(), discount).values).max() <= 1e-6


@pytest.mark.parametrize("discount", [0.9, 0.99])
def test_a_policy_that_leads_astray_is_left(discount):
    """All that is known of a shortest way moves on by one step a sweep, whatever is followed."""
    told = []
    found = solve_by_span(
        worlds.corridor_grid(30), discount, tolerance=1e-6, progress=lambda _n, bound: told.append(bound)
    )
    assert max(told) > told[0]  # astray
    assert found.sweeps <= 59 + 12
    assert np.allclose(found.values, -(1 - discount ** worlds.distances(30)) / (1 - discount), atol=1e-6)


def test_progress_is_told_every_sweep():
    told = []
    found = solve_by_span(worlds.corridor_grid(30), 0.5, progress=lambda done, bound: told.append((done, bound)))
    assert [done for done, _ in told] == list(range(1, found.sweeps + 1))
    assert told[-1][1] == found.bound


def test_sweeps_in_place_over_padded_lists_are_refused():
    with pytest.raises(ValueError, match="dense"):
        value_iteration(worlds.corridor_grid(3), 0.9, sweeps=1, in_place=True)


@pytest.mark.slow
def test_a_million_states_are_solved_within_a_gigabyte():
    mdp = worlds.corridor_grid(1000)
    tracemalloc.start()
    found = solve_by_span(mdp, 0.9, tolerance=1e-6)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.allclose(found.values, -(1 - 0.9 ** worlds.distances(1000)) / 0.1, atol=1e-5)
    assert peak < 2**29
