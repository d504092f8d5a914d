"""Returns, trajectories and ε-greedy choices by hand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy import calculators
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.tree import Letter
from dlstudy.symbolic.working import complete, mistakes, work

RETURN, TRAJECTORY, GREEDY = (calculators.find(name) for name in ("return", "trajectory", "epsilon-greedy"))
TWO = "s1 stay -> s1 1; s1 go -> s2 0.8 5, s1 0.2 -1; s2 stay -> s2 0; s2 go -> s1 2"


def outputs(calculator, **given):
    return work(calculator, complete(calculator, given)).outputs


def wrong(calculator, name, **given):
    found = mistakes(calculator, work(calculator, complete(calculator, given)))
    return next(differing for mistake, differing in found if mistake.name == name)


def test_a_return_by_hand():
    assert outputs(RETURN, rewards="1, 0, 2", discount="0.9")["return"] == Fraction("2.62")


def test_the_course_does_not_discount_unless_told():
    assert outputs(RETURN, rewards="1, 0, 2")["return"] == 3


def test_a_reward_at_the_end_is_discounted_for_every_step_before_it():
    assert outputs(RETURN, rewards="10", delay=3, discount="0.5")["returns"].rows[0] == (
        Fraction(5, 4),
        Fraction(5, 2),
        5,
        10,
        0,
    )


def test_a_letter_for_the_discount_gives_a_formula():
    values = complete(RETURN, {"rewards": "10", "delay": 3, "discount": "gamma"})
    assert write(calculate(RETURN, values).outputs["return"]) == "10 γ³"


def test_the_sum_is_the_recursion():
    known = work(RETURN, complete(RETURN, {"rewards": "3, -1, 4", "discount": "0.8", "forever": 2})).known
    assert known[Letter("S")] == known[Letter("G", (0,))]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=30), st.sampled_from(["0", "0.3", "0.99", "1"]))
@settings(max_examples=40, deadline=None)
def test_both_roads_to_a_return_agree(rewards, discount):
    values = complete(RETURN, {"rewards": ", ".join(map(str, rewards)), "discount": discount})
    assert all(c.agrees for c in check(RETURN, work(RETURN, values)))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"forever": 1}, "discount below 1"),
        ({"rewards": "1", "delay": 500}, "500 steps"),
        ({"discount": 2}, "must lie in"),
    ],
)
def test_a_return_that_makes_no_sense_is_refused(given, says):
    with pytest.raises(LearnerError, match=says):
        complete(RETURN, given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("forgot-discount", 3),
        ("discounted-at-once", Fraction("2.358")),
        ("wrong-end", Fraction("2.81")),
        ("last-left-out", 1),
    ],
)
def test_wrong_returns_by_hand(name, value):
    """2.62 rightly; γ(1 + 0.81·2), 2 + 0 + 0.81, 1 + 0."""
    assert wrong(RETURN, name, rewards="1, 0, 2", discount="0.9")["return"] == value


def test_a_trajectory_by_hand():
    """½ · 0.25 · 0.8 · 1 · 1: the start, π(go|s1), p(s2|s1, go), π(go|s2), p(s1|s2, go)."""
    found = outputs(TRAJECTORY, world=TWO, policy="s1 go 0.25, stay 0.75; s2 go", trajectory="s1 go s2 go s1",
                    start_probability="1/2", discount="0.9")  # fmt: skip
    assert found == {"probability": Fraction(1, 10), "return": 5 + Fraction("0.9") * 2}


@pytest.mark.parametrize("text", ["s1,go,s2,5,go,s1,2", "s1 go -> s2 go -> s1", "s1 go s2 5 go s1"])
def test_a_trajectory_may_be_written_in_many_ways(text):
    assert outputs(TRAJECTORY, world=TWO, trajectory=text)["probability"] == Fraction(1, 5)


def test_all_trajectories_of_two_steps_are_certain_together():
    world = complete(TRAJECTORY, {"world": TWO, "trajectory": "s1"})["world"]
    paths = [
        f"s1 {a} {s} {b} {t}" for a in world.actions for s in world.states for b in world.actions for t in world.states
    ]
    assert sum(outputs(TRAJECTORY, world=TWO, trajectory=path)["probability"] for path in paths) == 1


def test_the_reward_that_was_met_tells_outcomes_apart():
    """Going up from S one stays: against the edge for −1, or slipping into C and thrown back for −9."""
    world = "SC/.G; step=-1; C>>S=-9; slip=0.5"
    chances = [
        outputs(TRAJECTORY, world=world, policy="up", trajectory=f"r1c1 up r1c1 {met}")["probability"]
        for met in ("-1", "-9", "")
    ]
    assert chances == [Fraction(3, 4), Fraction(1, 4), 1]


@pytest.mark.parametrize(
    ("path", "says"),
    [("s1 go", "ends with a state"), ("s1 run s2", "no action run"), ("s9 go s1", "no state s9"), (" ", "empty")],
)
def test_what_is_no_trajectory_is_refused(path, says):
    with pytest.raises(LearnerError, match=says):
        complete(TRAJECTORY, {"world": TWO, "trajectory": path})


def test_an_impossible_trajectory_has_no_chance():
    found = work(TRAJECTORY, complete(TRAJECTORY, {"world": TWO, "trajectory": "s1 stay s2"}))
    assert found.outputs == {"probability": 0}
    assert all(c.agrees for c in check(TRAJECTORY, found))


def test_epsilon_greedy_by_hand():
    found = outputs(GREEDY, q="1, 3, 2, 0", epsilon="0.1")
    assert found["probabilities"].rows[0] == tuple(map(Fraction, ("0.025", "0.925", "0.025", "0.025")))
    assert found["expected"] == Fraction("2.85")


def test_ties_go_to_the_first_or_are_shared():
    assert outputs(GREEDY, q="4, 4, 1", epsilon="0.3")["probabilities"].rows[0] == tuple(
        map(Fraction, ("0.8", "0.1", "0.1"))
    )
    shared = outputs(GREEDY, q="4, 4, 1", epsilon="0.3", ties="split")["probabilities"].rows[0]
    assert shared == tuple(map(Fraction, ("0.45", "0.45", "0.1")))


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=6), st.fractions(0, 1), st.sampled_from(["first", "split"]))
@settings(max_examples=50, deadline=None)
def test_the_probabilities_add_up_to_one(q, epsilon, ties):
    values = complete(GREEDY, {"q": ", ".join(map(str, q)), "epsilon": str(epsilon), "ties": ties})
    found = work(GREEDY, values)
    assert sum(found.outputs["probabilities"].rows[0]) == 1
    assert all(c.agrees for c in check(GREEDY, found))


def test_letters_give_the_formula():
    found = work(GREEDY, complete(GREEDY, {"actions": "n", "epsilon": "epsilon"}))
    assert write(found.known[Letter("p_best")]) == "1 − ε + ε / n"


def test_the_misprint_of_the_draft_is_named():
    assert wrong(GREEDY, "not-times-epsilon", q="1, 0", epsilon="0.5")["greedy_probability"] == 1
    with pytest.raises(LearnerError, match="either q or"):
        complete(GREEDY, {"q": "1, 2", "actions": 2})
