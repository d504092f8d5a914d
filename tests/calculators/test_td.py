"""Temporal-difference learning: updates by hand, and runs that find what is known of their worlds."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.calculator import Table
from dlstudy.symbolic.checking import calculate, check, difference
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
        ({"world": "cliff", "policy": "right"}, "only TD"),
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


WORLDS = ("cliff", "frozen-lake", "gridworld-4x4", "random-walk", "S..G/.#.H; step=-1; G=10; H=-10; slip=0.2",
          "s1 a -> s2 0.5 1, s1 0.5 0; s2 a -> s1 2; s2 b -> e 1; end: e")  # fmt: skip


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("method", ["td0", "sarsa", "q-learning", "expected-sarsa"])
@pytest.mark.parametrize("numbers", [("0.5", "1", "0.1"), ("0.1", "0.9", "0.3"), ("1", "0.95", "0")])
def test_two_programs_fed_with_the_same_random_numbers_learn_the_same(world, method, numbers):
    rate, discount, epsilon = numbers
    for seed in (0, 1):
        found = working(world=world, method=method, learning_rate=rate, discount=discount, epsilon=epsilon, seed=seed,
                        episodes=40, most_steps=300, start="0.5")  # fmt: skip
        assert [c for c in check(CALCULATOR, found) if not c.agrees] == []
        assert {"curve", "updates", "mean_return"} <= set(found.outputs)


def test_the_second_program_notices_a_wrong_rule(monkeypatch):
    """Were SARSA to look at the best next action, the roads would part."""
    from dlstudy.worlds import learning

    given = {"world": "cliff", "method": "sarsa", "episodes": 5}
    monkeypatch.setattr(learning._Learner, "worth", lambda self, state, _then: max(self.values[state]))
    assert not all(c.agrees for c in check(CALCULATOR, working(**given)))


def test_the_first_updates_of_a_run_are_those_of_its_transitions():
    """What the run did in its first steps, worked again as given transitions, has the same targets and errors."""
    rows = working(world="cliff", method="sarsa", episodes=1, most_steps=6, seed=2).outputs["updates"].rows
    typed = "; ".join(f"{s} {a} {float(r):g} {to} {then}" for _t, s, a, r, to, then, *_rest in rows)
    again = outputs(method="sarsa", transitions=typed)
    assert again["targets"].rows[0] == tuple(row[6] for row in rows)
    assert again["deltas"].rows[0] == tuple(row[7] for row in rows)


@pytest.mark.parametrize("seed", range(5))
def test_q_learning_finds_the_way_along_the_cliff(seed):
    """Sutton & Barto (2018), example 6.6: the optimal path is worth −13, right at the edge."""
    found = run(method="q-learning", world="cliff", seed=seed, episodes=500)
    assert float(found["greedy_value"]) == pytest.approx(-13)
    assert float(found["optimal_value"]) == pytest.approx(-13)
    assert found["policy_map"].rows[2][1:] == (">",) * 11 + ("v",)


@pytest.mark.parametrize("seed", range(5))
def test_sarsa_takes_the_safe_way_and_fares_better_while_it_learns(seed):
    """Ibid.: its path keeps away from the edge, is longer, and falls less often."""
    given = {"world": "cliff", "seed": seed, "episodes": 500}
    sarsa, q = run(method="sarsa", **given), run(method="q-learning", **given)
    assert sarsa["mean_return"] > q["mean_return"]
    assert float(sarsa.get("greedy_value", -99)) < -13
    assert q["mean_return"] < -35


def test_q_learning_comes_to_the_action_values_of_value_iteration():
    """Every pair tried often enough, rewards without noise, α = 1: q is q*, whatever was explored (Watkins, 1989)."""
    world, discount = "S.a/.#./..G; step=-1; G=10; a=-3", "0.9"
    found = run(
        method="q-learning", world=world, discount=discount, epsilon=1, learning_rate=1, begin="anywhere", episodes=600
    )
    values = calculators.find("mdp value-iteration")
    best = work(values, complete(values, {"world": world, "discount": discount, "sweeps": 60})).outputs["q"]
    assert difference(found["q"], best) < 1e-9


def test_td0_comes_to_the_random_walks_sixths():
    """Sutton & Barto (2018), example 6.2: n/6. With a small step size the mean of late values is within 3 errors of it."""
    given = {
        "method": "td0",
        "world": "random-walk",
        "episodes": 3000,
        "most_steps": 300,
        "learning_rate": "0.005",
        "start": "0.5",
    }
    seeds = [run(**given, seed=seed)["values"].rows[0][:5] for seed in range(8)]
    for n, learnt in enumerate(zip(*seeds, strict=True), 1):
        spread = (sum((float(v) - n / 6) ** 2 for v in learnt) / 8) ** 0.5
        assert abs(float(sum(learnt)) / 8 - n / 6) < 0.02, n
        assert spread < 0.06, n


def test_expected_sarsa_learns_the_small_grid():
    found = run(method="expected-sarsa", world="S..G/.#.H; step=-1; G=10; H=-10", episodes=200)
    assert float(found["greedy_value"]) == float(found["optimal_value"]) == 8


def test_an_episode_may_begin_anywhere():
    """The 4 × 4 grid has no start but an end in its first cell: then all other cells begin alike."""
    found = run(world="gridworld-4x4", episodes=800, learning_rate=1)
    assert float(found["greedy_value"]) == pytest.approx(-28 / 14)
    assert float(found["optimal_value"]) == pytest.approx(-28 / 14)
    with pytest.raises(LearnerError, match="begin anywhere"):
        working(world="gridworld-4x4", begin="start")


def test_one_seed_gives_one_run():
    given = {"world": "frozen-lake; slip=0", "episodes": 50, "seed": 3}
    assert run(**given)["updates"] == run(**given)["updates"]
    assert run(**given)["updates"] != run(**given | {"seed": 4})["updates"]


def test_the_learning_curve_covers_every_episode():
    curve = run(world="cliff", episodes=30, most_steps=100)["curve"]
    assert isinstance(curve, Table)
    assert len(curve.rows) == 20
    assert curve.rows[-1][0].endswith("30")
    assert max(row[3].count("#") for row in curve.rows) == 30


def test_a_very_long_run_is_the_references_alone():
    values = complete(CALCULATOR, {"world": "random-walk", "method": "td0", "episodes": 20, "most_steps": 100_000})
    assert calculate(CALCULATOR, values).lines == ()
    assert calculate(CALCULATOR, values | {"most_steps": 50_000}).lines


def test_progress_is_told_of_every_episode():
    told = []
    values = complete(CALCULATOR, {"world": "random-walk", "method": "td0", "episodes": 5})
    CALCULATOR.reference(SimpleNamespace(**values, progress=lambda *news: told.append(news[0])))
    assert told == [1, 2, 3, 4, 5]
