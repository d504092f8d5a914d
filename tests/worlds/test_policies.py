"""Policies as people type them, and what does not fit a world."""

from fractions import Fraction

import pytest

from dlstudy.errors import LearnerError
from dlstudy.worlds import read_world
from dlstudy.worlds.policies import never_ending, policy_in, read_policy, under

TWO = read_world("s1 stay -> s1 1; s1 go -> s2 0.8 5, s1 0.2 -1; s2 stay -> s2 0; s2 go -> s1 2")
GRID = read_world("..G/.#H; step=-1; G=10; H=-5")


def chances(text, world=TWO):
    return policy_in(world, read_policy(text)).chances


@pytest.mark.parametrize(
    "text", ["s1 go; s2 stay", "s1: go\ns2: stay", "go, stay", "go stay", "* stay; s1 go", "s1 go 1; s2 stay=1"]
)
def test_one_policy_may_be_written_in_many_ways(text):
    assert chances(text) == ((0, 1), (1, 0))


def test_uniform_is_over_what_is_available():
    world = read_world("a x -> b 1; a y -> b 2; b x -> a 0; end: c")
    assert chances("uniform", world) == ((Fraction(1, 2),) * 2, (1, 0), (0, 0))


def test_one_action_may_be_meant_everywhere():
    assert chances("right", GRID)[0] == (0, 1, 0, 0)
    assert chances("right", GRID)[2] == (0, 0, 0, 0)


def test_probabilities_are_exact():
    assert chances("* go 1/3, stay 2/3")[1] == (Fraction(2, 3), Fraction(1, 3))


def test_a_grids_map_of_arrows():
    assert (
        chances(">>G/^#H", GRID)
        == chances("→→·/↑#.".replace("·", "."), GRID)
        == chances("right, right, –, up, –", GRID)
    )


def test_the_world_under_a_policy_mixes_its_outcomes():
    mixed = under(TWO, policy_in(TWO, read_policy("* go 0.5, stay 0.5")))
    assert [(m.next, m.probability, m.reward) for m in mixed.moves[0][0]] == [
        (0, Fraction(1, 2), 1), (1, Fraction(2, 5), 5), (0, Fraction(1, 10), -1),
    ]  # fmt: skip


def test_states_that_never_reach_an_end_are_found():
    world = read_world("a x -> a 0; a y -> b 0; b x -> c 1; end: c")
    assert never_ending(under(world, policy_in(world, read_policy("* x")))) == [0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("s1 go", "what to do in s2"),
        ("s1 go; s3 stay", "no state s3"),
        ("s1 run; s2 go", "no action run"),
        ("s1 go 0.5; s2 go", "add up to 1/2"),
        ("s1 go x; s2 go", "write an action"),
        ("s1 go; s1 stay; s2 go", "given twice"),
        ("s1; s2 go", "names no action"),
        ("go, stay, go", "3 actions for 2 states"),
        ("", "empty"),
        ("s" * 200_000, "too long"),
    ],
)
def test_what_is_no_policy_of_this_world_is_refused(text, says):
    with pytest.raises(LearnerError, match=says):
        chances(text)


def test_an_action_has_to_be_available():
    with pytest.raises(LearnerError, match="not available"):
        chances("* y", read_world("a x -> b 0; b y -> a 1"))


def test_a_map_of_another_shape_is_refused():
    with pytest.raises(LearnerError, match="2 rows of 3"):
        chances(">>G", GRID)
