"""Monte Carlo estimates by hand, against TD(0) on the same batch, and what is no episode."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.working import complete, mistakes, work

CALCULATOR = calculators.find("monte-carlo")
TWO = "A 3 A 2 B -4 A 4 B -3; B -2 A 3 B -3"


def working(**given):
    return work(CALCULATOR, complete(CALCULATOR, given))


def values(**given):
    return working(**given).outputs["values"].rows[0]


def test_first_and_every_visit_by_hand():
    """Returns: A 2, −1, 1 and 0; B −3, −3, −2 and −3."""
    assert values(episodes=TWO, method="first-visit") == (1, Fraction(-5, 2))
    assert values(episodes=TWO, method="every-visit") == (Fraction(1, 2), Fraction(-11, 4))


def test_the_course_counts_only_what_starts_there():
    assert values(episodes=TWO) == values(episodes=TWO, method="start") == (2, -2)


def test_nothing_is_said_of_what_no_trajectory_starts_with():
    found = working(episodes="A left 0 B right 1; A right 2; A left 4", discount="0.5")
    assert found.outputs["values"].rows[0] == (Fraction(9, 4), 2)
    assert CALCULATOR.outputs[0].rows(type("Given", (), found.values)) == ["A, left", "A, right"]


def test_other_visits_are_named_as_conventions():
    found = {m.name: (m.convention, wrong) for m, wrong in mistakes(CALCULATOR, working(episodes=TWO))}
    assert found["first-visit"][0]
    assert found["first-visit"][1]["values"].rows[0] == (1, Fraction(-5, 2))
    assert not found["every-for-start"][0]


def test_a_constant_step_size_by_hand():
    """V(A): 1 + ½(2 − 1) = 1.5, then 1.5 + ½(0 − 1.5)."""
    assert values(episodes=TWO, method="first-visit", learning_rate="1/2", start=1)[0] == Fraction(3, 4)


def test_actions_make_action_values():
    found = working(episodes="A left 0 B right 1; A right 2", discount="0.5", method="first-visit")
    assert found.outputs["values"].rows[0] == (Fraction(1, 2), 1, 2)
    assert CALCULATOR.outputs[0].rows(type("Given", (), found.values)) == ["A, left", "B, right", "A, right"]


def test_repeated_episodes_may_be_written_once():
    assert values(episodes="B 1 x3; B 0") == values(episodes="B 1; B 1; B 1; B 0") == (Fraction(3, 4),)


def test_td_uses_where_a_leads_and_monte_carlo_does_not():
    """Sutton & Barto (2018), example 6.4, and the slip of answering with the other."""
    found = mistakes(CALCULATOR, working(episodes="A 0 B 0; B 1 x6; B 0", method="batch-td"))
    wrong = next(outputs for mistake, outputs in found if mistake.name == "monte-carlo-for-td")
    assert wrong["values"].rows[0] == (0, Fraction(3, 4))


STEP = st.tuples(st.sampled_from("ABC"), st.integers(-3, 3))


@given(st.lists(st.lists(STEP, min_size=1, max_size=5), min_size=1, max_size=4),
       st.sampled_from(["first-visit", "every-visit", "start", "batch-td"]), st.sampled_from(["0", "1/2", "1"]), st.booleans())  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_both_roads_lead_to_the_same_place(episodes, method, discount, moved):
    text = "; ".join(" ".join(f"{s} {r}" for s, r in row) for row in episodes)
    given = {"episodes": text, "method": method, "discount": discount}
    given |= {"learning_rate": "0.3", "start": 2} if moved and method != "batch-td" else {}
    assert all(c.agrees for c in check(CALCULATOR, working(**given)))


@given(st.lists(st.lists(STEP, min_size=1, max_size=5), min_size=1, max_size=4))
@settings(max_examples=30, deadline=None)
def test_where_no_state_comes_twice_all_visits_are_first(episodes):
    rows = [list(dict(row).items()) for row in episodes]
    text = "; ".join(" ".join(f"{s} {r}" for s, r in row) for row in rows)
    assert values(episodes=text, method="first-visit") == values(episodes=text, method="every-visit")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"episodes": "A B"}, "write s r s r"),
        ({"episodes": "A 1 B"}, "write s r s r"),
        ({"episodes": ";;"}, "no episode"),
        ({"episodes": "A 1; A left 2"}, "in all episodes or in none"),
        ({"episodes": "A 1 x999"}, "at most 400 steps"),
        ({"method": "batch-td", "learning_rate": "0.1"}, "whatever the step size"),
        ({"method": "batch-td", "episodes": "A left 1"}, "leave out the actions"),
    ],
)
def test_what_makes_no_sense_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        working(**given)


def in_a_world(**given):
    return calculate(CALCULATOR, complete(CALCULATOR, given)).outputs


@pytest.mark.parametrize(
    "world", ["cliff", "frozen-lake", "gridworld-4x4", "random-walk", "S..G/.#.H; step=-1; G=10; H=-10; slip=0.2"]
)
@pytest.mark.parametrize("method", ["start", "first-visit", "every-visit"])
@pytest.mark.parametrize(
    "more", [{}, {"policy": "uniform", "discount": "0.9"}, {"learning_rate": "0.1", "epsilon": "0.3"}]
)
def test_two_programs_fed_with_the_same_random_numbers_learn_the_same(world, method, more):
    found = working(world=world, method=method, episodes=40, most_steps=150, seed=1, **more)
    assert [c for c in check(CALCULATOR, found) if not c.agrees] == []
    assert ("truth" in found.outputs) == ("policy" in more)


def test_a_wrong_rule_parts_the_roads(monkeypatch):
    from dlstudy.worlds import sampling

    kept = sampling._counted
    monkeypatch.setattr(sampling, "_counted", lambda episode, course, by_state: kept(episode, course, not by_state))
    assert not all(c.agrees for c in check(CALCULATOR, working(world="cliff", method="first-visit", episodes=5)))


@pytest.mark.parametrize("method", ["first-visit", "every-visit", "start"])
def test_the_random_walk_is_worth_sixths(method):
    """Sutton & Barto (2018), example 6.2: n/6; 4000 episodes err by less than 4 standard errors."""
    found = in_a_world(
        world="random-walk", policy="uniform", method=method, episodes=4000, most_steps=200, begin="anywhere", seed=2
    )
    for n, value in enumerate(found["values"].rows[0][:5], 1):
        assert abs(float(value) - n / 6) < 4 * 0.5 / (4000 / 5) ** 0.5


def test_exploring_starts_come_to_the_best_actions():
    """Every pair begins episodes of its own, the world is certain, and ε = 0 follows what was learnt."""
    found = in_a_world(world="S.a/.#./..G; step=-1; G=10; a=-3", method="first-visit", begin="anywhere", epsilon=0,
                       episodes=3000, discount="0.9", most_steps=60)  # fmt: skip
    assert abs(float(found["greedy_value"]) - float(found["optimal_value"])) < 1e-9


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"episodes": "500"}, "needs a world"),
        ({"episodes": "0", "world": "cliff"}, "must lie in"),
        ({"episodes": "A 1 B 2", "world": "cliff"}, "is their number"),
        ({"method": "batch-td", "world": "cliff"}, "given episodes"),
        ({"begin": "start", "world": "gridworld-4x4"}, "begin anywhere"),
    ],
)
def test_what_makes_no_sense_in_a_world_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        working(**given)
