"""Actor-critic, REINFORCE and deep targets by hand, and the gradient against a formula-free one."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.working import complete, work

CALCULATOR = calculators.find("actor-critic")


def working(**given):
    return work(CALCULATOR, complete(CALCULATOR, given))


def outputs(**given):
    return working(**given).outputs


def test_actor_critic_by_hand():
    """δ = 1 + 0.9·3 − 2 = 1.7; V = 2 + ½·1.7; θ ± 0.1·1.7·½."""
    found = outputs(theta="0 0", action=1, reward=1, value=2, next_value=3)
    assert (found["td_error"], found["value"]) == (Fraction("1.7"), Fraction("2.85"))
    assert found["theta"] == Grid([[Fraction("0.085"), Fraction("-0.085")]])


def test_the_end_is_not_bootstrapped_from():
    assert outputs(terminal=True, reward=1, value=2, next_value=100)["td_error"] == -1
    assert outputs(method="dqn", terminal=True, reward=1, value=2)["target"] == 1


def test_reinforce_with_a_baseline_by_hand():
    """0.1 · 0.9² · (5 − 1) · (0 − ½, 1 − ½)."""
    found = outputs(method="reinforce", action=2, episode_return=5, baseline=1, time=2)
    assert found["theta"] == Grid([[Fraction("-0.162"), Fraction("0.162")]])


def test_a_policys_gradients_cancel_under_the_policy():
    """Σ π(a) ∇ ln π(a) = 0: why a baseline does no harm."""
    found = [outputs(method="reinforce", theta="1 0 -1", action=a) for a in (1, 2, 3)]
    chances = found[0]["probabilities"].rows[0]
    for i in range(3):
        mean = sum(p * each["gradient"].rows[0][i] for p, each in zip(chances, found, strict=True))
        assert float(mean) == pytest.approx(0, abs=1e-25)


def test_double_dqn_lets_one_network_choose_and_the_other_value():
    given = {"reward": 1, "discount": "0.5", "next_q": "1 4 2", "online_next_q": "3 2 1", "value": 2}
    assert outputs(method="dqn", **given)["target"] == 3
    found = outputs(method="double-dqn", **given)
    assert (found["target"], found["loss"]) == (Fraction(3, 2), Fraction(1, 4))


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=5), st.integers(1, 2), st.sampled_from(["actor-critic", "reinforce"]),
       st.booleans(), st.integers(0, 3))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_both_roads_lead_to_the_same_place(theta, action, method, terminal, time):
    given = {"theta": " ".join(map(str, theta)), "action": action, "method": method, "terminal": terminal, "time": time}
    assert all(c.agrees for c in check(CALCULATOR, working(**given)))


@pytest.mark.parametrize(
    "given", [{"action": 3}, {"method": "double-dqn", "next_q": "1 2"}, {"reward": "r"}, {"action": "a"}]
)
def test_what_makes_no_sense_is_refused(given):
    with pytest.raises(LearnerError):
        working(**given)
