"""Worlds by name: what each is, settings behind the name, and what is refused."""

import random
from fractions import Fraction

import numpy as np
import pytest

from dlstudy.calculators.mdp_world import model
from dlstudy.errors import LearnerError
from dlstudy.reference.policies import evaluate, solve_by_policy_iteration, uniform_policy
from dlstudy.worlds import read_world
from dlstudy.worlds.named import preset_names, presets


def at_the_start(name, discount=1.0):
    """The optimal value where an episode begins."""
    world = read_world(name)
    return solve_by_policy_iteration(model(world), discount).values[world.start]


@pytest.mark.parametrize("name", preset_names())
def test_every_named_world_can_be_read_and_ends(name):
    world = read_world(name)
    assert world.source == name
    assert any(world.terminal) or name == "gridworld-5x5"
    assert not world.terminal[world.start] or name == "gridworld-4x4"


def test_every_named_world_says_what_it_is_in_both_languages():
    for named in presets():
        assert any("\u4e00" <= c <= "\u9fff" for c in named.title.zh)
        assert named.title.en.isascii()


def test_the_cliff_throws_back_to_the_start():
    world = read_world("cliff")
    move = world.moves[world.start][world.actions.index("right")]
    assert [(m.next, m.probability, m.reward) for m in move] == [(world.start, 1, -100)]
    assert len(world.states) == 48 - 10


def test_the_way_along_the_cliff_takes_thirteen_steps():
    """Sutton & Barto (2018), example 6.6."""
    assert at_the_start("cliff") == pytest.approx(-13)


def test_the_slippery_lake_is_worth_fourteen_seventeenths():
    assert at_the_start("frozen-lake") == pytest.approx(14 / 17, abs=1e-9)


def test_settings_behind_the_name_win():
    assert at_the_start("frozen-lake; slip=0", 0.95) == pytest.approx(0.95**5)


def test_the_large_lake_need_not_be_lost():
    """Without a step limit there is a way round every hole."""
    assert at_the_start("frozen-lake-8x8") == pytest.approx(1, abs=1e-9)


def test_the_random_walk_is_worth_sixths():
    """Sutton & Barto (2018), example 6.2."""
    world = read_world("random-walk")
    values = evaluate(model(world), uniform_policy(model(world)), 1.0)
    assert values[:5] == pytest.approx(np.arange(1, 6) / 6)
    assert world.states[world.start] == "C"


def test_the_gambler_stakes_what_he_has_or_lacks():
    world = read_world("gambler")
    plan = solve_by_policy_iteration(model(world), 1.0)
    worth = [plan.values[world.states.index(s)] for s in ("25", "50", "75")]
    assert worth == pytest.approx([0.16, 0.4, 0.64])
    assert len(world.available(world.states.index("30"))) == 30


def test_the_windy_way_takes_fifteen_steps():
    """Sutton & Barto (2018), example 6.5."""
    assert at_the_start("windy") == pytest.approx(-15)


def test_blackjacks_dealer_is_played_out_right():
    """By simulation of the deck: a dealer who shows a six goes over 21 in 42.3% of games, with an ace in 11.5%."""
    world = read_world("blackjack")
    over = {s: world.moves[world.states.index(f"hard12v{s}")][world.actions.index("stick")][0] for s in ("6", "A")}
    rng = random.Random(0)
    for show, card in (("6", 6), ("A", 1)):
        games = 20_000
        busts = sum(_dealer(card, rng) > 21 for _game in range(games))
        assert abs(busts / games - float(over[show].probability)) < 4 * (0.25 / games) ** 0.5


def _dealer(card, rng):
    """The dealer's total, who sticks on 17 or more, an ace counting 11 while that keeps within 21."""
    cards = [card]
    while True:
        total = sum(cards) + (10 if 1 in cards and sum(cards) <= 11 else 0)
        if total >= 17:
            return total
        cards.append(min(10, rng.randint(1, 13)))


def test_blackjack_is_played_by_basic_strategy():
    """Sutton & Barto (2018), figure 5.2, no usable ace (Thorp's strategy); an ace that may count 1: 18 against A, 9, 10."""
    world = read_world("blackjack")
    plan = solve_by_policy_iteration(model(world), 1.0)
    stick = world.actions.index("stick")

    def least(kind, show):
        return min(t for t in range(12, 22) if plan.policy[world.states.index(f"{kind}{t}v{show}")] == stick)

    shows = ("A", *range(2, 11))
    assert [least("hard", s) for s in shows] == [17, 13, 13, 12, 12, 12, 17, 17, 17, 17]
    assert [least("soft", s) for s in shows] == [19, 18, 18, 18, 18, 18, 18, 18, 19, 19]


def test_a_misspelt_name_is_corrected():
    with pytest.raises(LearnerError, match="did you mean frozen-lake"):
        read_world("frozen-lakes")


def test_a_map_is_no_name():
    assert read_world("ab; a=1; b=2").states == ("r1c1", "r1c2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SCG; C>>X=-1", "X is set, but not on the map"),
        ("SCG; step=-1; C>>S=-9; C=1", "two settings"),
        ("SCDG; C>>D=-1; D>>S=-1", "several or none"),
    ],
)
def test_a_throw_has_to_lead_somewhere(text, says):
    with pytest.raises(LearnerError, match=says):
        read_world(text)


def test_where_an_episode_begins_can_be_said():
    assert read_world("a x -> b 1; end: b; start: b").start == 1
    assert (
        read_world(
            'start = "b"\n[[transition]]\nstate="a"\naction="x"\nnext="b"\n[[transition]]\nstate="b"\naction="x"\nnext="a"'
        ).start
        == 1
    )
    assert read_world("..S/..G").start == 2
    with pytest.raises(LearnerError, match="no state c"):
        read_world("a x -> b 1; end: b; start: c")


def test_a_sum_of_throws_keeps_the_chances():
    world = read_world(".../SCG; step=-1; C>>S=-9; slip=0.5")
    moves = world.moves[world.start][world.actions.index("up")]
    assert sum(m.probability for m in moves) == 1
    assert {m.reward: m.probability for m in moves}[-9] == Fraction(1, 4)


@pytest.mark.parametrize("name", ["FrozenLake", "frozen_lake", "Frozen Lake", "frozenlake"])
def test_a_name_is_read_however_it_is_spelt(name):
    assert read_world(name).moves == read_world("frozen-lake").moves


def test_settings_behind_a_name_take_the_place_of_its_own():
    world = read_world("aima-4x3; step=-2; G=7")
    paid = {move.reward for row in world.moves for moves in row for move in moves}
    assert paid == {-2, 7, -3}
