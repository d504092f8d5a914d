"""Temporal-difference learning: updates by hand, and runs that find what is known of their worlds."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.calculator import Table
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.working import complete, mistakes, work

CALCULATOR = calculators.find("td")
EPISODE = "A right 1 B left; B left 0 A right; A right 5 end"


def working(**given):
    return work(CALCULATOR, complete(CALCULATOR, given))


def outputs(**given):
    return working(**given).outputs


def run(**given):
    return calculate(CALCULATOR, complete(CALCULATOR, given)).outputs


def test_q_learning_by_hand():
    """½·1; ½(0 + 0.9·0.5); then ½·0.5 + ½·5, with no look beyond the end."""
    found = outputs(method="q-learning", transitions=EPISODE, discount="0.9", learning_rate="1/2")
    assert found["targets"] == Grid([[1, Fraction("0.45"), 5]])
    assert found["q"] == Grid([[Fraction("2.75"), 0], [0, Fraction("0.225")]])
    assert found["policy"] == ("right", "left")


def test_the_four_methods_differ_in_their_target_alone():
    """From B, worth 4 and 2, the action taken next is the second; ε = 0.2 makes the mean 0.9·4 + 0.1·2."""
    given = {"transitions": "A right 1 B right; actions: left right", "start": "B left 4; B right 2", "epsilon": "0.2"}
    found = {m: outputs(method=m, **given)["targets"].rows[0][0] for m in ("sarsa", "q-learning", "expected-sarsa")}
    assert found == {"sarsa": 3, "q-learning": 5, "expected-sarsa": 1 + Fraction("3.8")}
    assert outputs(method="td0", transitions="A 1 B", start="B 4")["targets"].rows[0] == (5,)


def test_sarsa_reads_the_next_action_off_the_next_transition():
    said = outputs(method="sarsa", transitions="A x 1 B y; B y 2 end", start="B y 3")
    assert said == outputs(method="sarsa", transitions="A x 1 B; B y 2 end", start="B y 3") | {
        "updates": said["updates"]
    }


def test_a_terminal_state_is_worth_nothing_by_whatever_name():
    for text in ("A x 1 end", "A x 1 终止", "A x 1 G; end: G", "A x 1 -"):
        assert outputs(transitions=text, start="7")["targets"].rows[0] == (1,)


def test_the_formula_is_written_as_in_the_book():
    lines = working(method="q-learning", transitions="A x 1 B; actions: x y", start="B x 4; B y 2").lines
    assert [write(line.expr) for line in lines[:3]] == ["1 + γ max(4, 2)", "y₁ − 0", "0 + α δ₁"]


ENTRY = st.tuples(
    st.sampled_from("ABC"),
    st.sampled_from("xy"),
    st.integers(-3, 5),
    st.sampled_from(["A", "B", "C", "end"]),
    st.sampled_from("xy"),
)


@given(
    st.lists(ENTRY, min_size=1, max_size=8),
    st.sampled_from(["sarsa", "q-learning", "expected-sarsa", "td0"]),
    st.sampled_from(["0", "0.1", "1"]),
    st.sampled_from(["0.9", "1"]),
)
@settings(max_examples=60, deadline=None)
def test_both_roads_lead_to_the_same_place(entries, method, rate, discount):
    given = {"transitions": "; ".join(" ".join(map(str, entry)) for entry in entries), "method": method,
             "learning_rate": rate, "discount": discount, "start": "1"}  # fmt: skip
    assert all(c.agrees for c in check(CALCULATOR, working(**given)))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"transitions": "A x B"}, "not of the form"),
        ({"transitions": "end: A"}, "no transition"),
        ({"method": "sarsa", "transitions": "A x 1 B"}, "needs the next action"),
        ({"transitions": "A x 1 end", "world": "cliff"}, "not both"),
        ({"start": "A x"}, "write s1 go 2"),
        ({"world": "cliff", "start": "A x 1"}, "one number for all"),
        ({"learning_rate": "a"}, "number is asked for"),
        ({"world": "cliff", "episodes": 100_000, "most_steps": 100_000}, "too long"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        working(**given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("forgot-old-value", Fraction(9, 2)),
        ("wrong-sign", Fraction(1, 2)),
        ("old-value-lost", Fraction(5, 2)),
        ("no-step-size", 5),
    ],
)
def test_wrong_turns_by_hand(name, value):
    """2 + ½(5 − 2) = 3.5 rightly; 2 + ½·5, 2 − ½·3, ½·5, and 5."""
    found = mistakes(CALCULATOR, working(transitions="A x 5 end", start="2"))
    wrong = next(differing for mistake, differing in found if mistake.name == name)
    assert wrong["q"].rows[0][0] == value


def test_bootstrapping_from_the_start_throughout_is_named():
    found = mistakes(CALCULATOR, working(transitions="B x 4 end; A x 0 B", learning_rate=1))
    assert any(mistake.name == "start-throughout" and wrong["targets"].rows[0] == (4, 0) for mistake, wrong in found)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_q_learning_finds_the_way_along_the_cliff(seed):
    """Sutton & Barto (2018), example 6.6: the optimal path is worth −13."""
    found = run(method="q-learning", world="cliff", seed=seed, episodes=500)
    assert found["greedy_value"] == pytest.approx(-13)
    assert found["optimal_value"] == pytest.approx(-13)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sarsa_fares_better_while_it_learns(seed):
    """Ibid.: it learns the safe way, and so falls less often."""
    given = {"world": "cliff", "seed": seed, "episodes": 400}
    assert run(method="sarsa", **given)["mean_return"] > run(method="q-learning", **given)["mean_return"]


def test_td0_comes_near_the_random_walks_sixths():
    """Sutton & Barto (2018), example 6.2: α = 0.1 comes within about 0.05 of the true values in a hundred walks."""
    found = run(method="td0", world="random-walk", episodes=100, learning_rate="0.1", start="0.5", seed=1)
    assert found["error"] < 0.1
    assert list(found["values"][5:]) == [0, 0]


def test_expected_sarsa_learns_the_small_grid():
    found = run(method="expected-sarsa", world="S..G/.#.H; step=-1; G=10; H=-10", episodes=200)
    assert found["greedy_value"] == found["optimal_value"] == 8


def test_one_seed_gives_one_run():
    given = {"world": "frozen-lake; slip=0", "episodes": 50, "seed": 3}
    assert (run(**given)["q"] == run(**given)["q"]).all()
    assert (run(**given)["q"] != run(**given | {"seed": 4})["q"]).any()


def test_the_learning_curve_covers_every_episode():
    curve = run(world="cliff", episodes=30, most_steps=100)["curve"]
    assert isinstance(curve, Table)
    assert len(curve.rows) == 20
    assert curve.rows[-1][0].endswith("30")
    assert max(row[3].count("#") for row in curve.rows) == 30


def test_a_run_is_not_worked_line_by_line():
    with pytest.raises(LearnerError, match="line by line"):
        working(world="cliff")


def test_progress_is_told_of_every_episode():
    told = []
    values = complete(CALCULATOR, {"world": "random-walk", "method": "td0", "episodes": 5})
    CALCULATOR.reference(SimpleNamespace(**values, progress=lambda *news: told.append(news[0])))
    assert told == [1, 2, 3, 4, 5]
