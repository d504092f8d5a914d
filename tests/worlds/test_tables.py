"""TOML, JSON and arrows: one world in three notations, exact numbers, and every error at once."""

from fractions import Fraction

import pytest

from dlstudy.errors import LearnerError
from dlstudy.worlds import Move, World, read_world

TOML = """
states = ["low", "high"]
actions = ["wait", "search"]
[[transition]]
state = "low"
action = "wait"
next = "low"
reward = 1
[[transition]]
state = "high"
action = "search"
next = "low"
probability = 0.1
reward = 2.5
[[transition]]
state = "high"
action = "search"
next = "high"
probability = "9/10"
"""
JSON = """{"states": ["low", "high"], "actions": ["wait", "search"], "transition": [
  {"state": "low", "action": "wait", "next": "low", "reward": 1},
  {"state": "high", "action": "search", "next": "low", "probability": 0.1, "reward": 2.5},
  {"state": "high", "action": "search", "next": "high", "probability": "9/10"}]}"""
ARROWS = "low wait -> low 1; high search -> low 0.1 2.5, high 9/10 0"


def row(**changes):
    entry = {"state": "a", "action": "x", "next": "a", "probability": "1", "reward": "0"} | changes
    return "[[transition]]\n" + "\n".join(f"{key} = {value!r}" for key, value in entry.items()) + "\n"


@pytest.mark.parametrize("text", [TOML, JSON, ARROWS], ids=["toml", "json", "arrows"])
def test_every_notation_gives_the_same_world(text):
    world = read_world(text)
    assert (world.states, world.actions) == (("low", "high"), ("wait", "search"))
    stays = ((Move(0, 1, 1),), ())
    searches = ((), (Move(0, Fraction(1, 10), Fraction(5, 2)), Move(1, Fraction(9, 10), 0)))
    assert world.moves == (stays, searches)


@pytest.mark.parametrize("text", [TOML, JSON, ARROWS, "S..G/.#.H; slip=0.2"])
def test_the_source_reads_back_as_the_world(text):
    world = read_world(text)
    assert read_world(world.source) == world


def test_decimals_are_tenths_not_floats():
    assert read_world("a x -> a 0.1 0, b 0.9 0; end: b").moves[0][0][0].probability == Fraction(1, 10)


def test_whole_numbers_are_ints():
    assert type(read_world("a x -> a 2.0").moves[0][0][0].reward) is int


def test_an_action_that_is_not_given_is_not_available():
    assert read_world(ARROWS).available(0) == (0,)


def test_ends_are_named():
    assert read_world("a x -> b 5; end: b").terminal == (False, True)


def test_absorbing_ends_are_ends():
    """gymnasium writes an end as a state that stays for nothing."""
    world = read_world("terminal = ['b']\n" + row(next="b") + row(state="b", next="b"))
    assert world.terminal == (False, True)


def test_numbers_may_be_names():
    assert read_world('{"transition": [{"state": 1, "action": 0, "next": 1}]}').states == ("1",)


def test_a_probability_of_nothing_is_no_move():
    assert len(read_world("a x -> a 1 0, b 0 7; end: b").moves[0][0]) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (row(probability="0.5"), "add up to 1/2, not 1"),
        (row(probability="-1"), "not a probability"),
        (row(probability="1.5"), "not a probability"),
        (row(probability="1/0"), "not a probability"),
        (row(probability="nan"), "not a probability"),
        ('{"transition": [{"state": "a", "action": "x", "next": "a", "probability": true}]}', "not a probability"),
        (row(reward="inf"), "not a reward"),
        (row(reward="1e999999999"), "not a reward"),
        (row(reward="9" * 5000), "not a reward"),
        (row() + row(), "given twice"),
        ("states = ['a', 'a']\n" + row(), "listed twice"),
        ("states = ['a', 'b']\n" + row(), "b has no action"),
        ("states = ['alpha']\n" + row(state="alpha", next="alhpa"), "no state alhpa; did you mean alpha"),
        ("actions = ['wait']\n" + row(action="wiat"), "no action wiat; did you mean wait"),
        ("terminal = ['a']\nstates = ['a']\n" + row(reward="1"), "is terminal"),
        ("terminal = ['c']\nstates = ['a']\n" + row(), "no state c"),
        ("staets = []\n" + row(), "no key staets; did you mean states"),
        (row(probabilty="1"), "did you mean probability"),
        ("states = 'a'\n" + row(), "list of names"),
        ("states = [['a']]\n" + row(), "list of names"),
        ("states = ['a']", r"no \[\[transition\]\]"),
        ("transition = 3\nstates = ['a']", r"no \[\[transition\]\]"),
        ("[[transition]]\nstate = 'a'\n", "action is missing"),
        ("[[transition]\n", "TOML cannot be read"),
        ('{"transition": [1]}', "not a table"),
        ('{"transition": ', "JSON cannot be read"),
        ("[1, 2]", "table with the key transition"),
        ("a -> b", "is not of the form"),
        ("a x -> b 0.5, c 0.5 1", "write the next state"),
        ("end: b; -> b", "is not of the form"),
        (" \n", "empty"),
    ],
)
def test_what_is_no_world_is_refused(text, says):
    with pytest.raises(LearnerError, match=says):
        read_world(text)


def test_all_errors_of_a_file_are_said_at_once():
    text = "states = ['start', 'goal']\nterminal = ['gaol']\nactoins = []\n" + row(
        state="strat", next="goal", probability="2", reward="much"
    )
    with pytest.raises(LearnerError) as refused:
        read_world(text)
    said = str(refused.value)
    assert all(word in said for word in ("actoins", "gaol", "strat", "2 is not a probability", "much")), said


def test_a_misspelt_name_is_not_complained_of_twice():
    """That the right one then lacks an action only follows from it."""
    with pytest.raises(LearnerError) as refused:
        read_world("states = ['start']\n" + row(state="strat", next="start"))
    assert str(refused.value) == "transition 1: no state strat; did you mean start?"


def test_very_many_errors_are_cut_short():
    with pytest.raises(LearnerError) as refused:
        read_world("states = ['a']\n" + "".join(row(state=f"q{i}") for i in range(500)))
    assert len(str(refused.value).splitlines()) == 13


def test_errors_are_told_in_both_languages():
    with pytest.raises(LearnerError) as refused:
        read_world("states = ['start']\n" + row(state="strat", next="start"))
    assert refused.value.text.read("zh") == "第 1 个 transition：没有名为 strat 的状态，是否指 start？"


def test_a_world_is_a_value():
    assert isinstance(read_world(ARROWS), World)
    assert hash(read_world(ARROWS)) == hash(read_world(ARROWS))
