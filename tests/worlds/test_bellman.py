"""Backups against fractions written out, and what decides a tie."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy.symbolic.arithmetic import real
from dlstudy.symbolic.grid import Grid
from dlstudy.worlds import read_world
from dlstudy.worlds.bellman import greedy, look_ahead, rational, sweep

from .drawn import worlds

NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=60)


def written_out(world, discount, values, state, action):
    return sum((p * (r + discount * values[to]) for to, p, r in world.moves[state][action]), Fraction(0))


@given(worlds(), st.fractions(min_value=0, max_value=1, max_denominator=20), st.data())
@settings(max_examples=60, deadline=None)
def test_look_ahead_is_the_sum_written_out(world, discount, data):
    values = data.draw(st.lists(NUMBERS, min_size=len(world.states), max_size=len(world.states)))
    for s, row in enumerate(look_ahead(world, discount, values)):
        for a, found in enumerate(row):
            assert found == (written_out(world, discount, values, s, a) if world.moves[s][a] else None)


@given(worlds(), st.fractions(min_value=0, max_value=1, max_denominator=20))
@settings(max_examples=40, deadline=None)
def test_sweep_in_place_reads_what_it_has_written(world, discount):
    values = [Fraction(0)] * len(world.states)
    for s in range(len(values)):
        if not world.terminal[s]:
            values[s] = max(written_out(world, discount, values, s, a) for a in world.available(s))
    assert sweep(world, discount, Grid([[0] * len(values)]), in_place=True) == Grid([values])


@given(worlds(), st.fractions(min_value=0, max_value=1, max_denominator=20), st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_sweep_reads_the_values_before(world, discount, mean, data):
    values = data.draw(st.lists(NUMBERS, min_size=len(world.states), max_size=len(world.states)))
    expected = list(values)
    for s in range(len(values)):
        if not world.terminal[s]:
            q = [written_out(world, discount, values, s, a) for a in world.available(s)]
            expected[s] = sum(q) / len(q) if mean else max(q)
    assert sweep(world, discount, Grid([values]), mean=mean) == Grid([expected])


def test_mean_is_the_uniform_policys_sweep():
    """Sutton & Barto (2018), figure 4.1, k = 2: -1.75 beside a corner, -2 elsewhere."""
    world, values = read_world("T.../..../..../...T; step=-1"), Grid([[0] * 16])
    for _k in range(2):
        values = sweep(world, 1, values, mean=True)
    assert values.rows[0][:6] == (0, Fraction(-7, 4), -2, -2, Fraction(-7, 4), -2)


def test_ends_keep_their_value():
    assert sweep(read_world("a x -> b 1; end: b"), Fraction(1, 2), Grid([[0, 6]])) == Grid([[4, 6]])


def test_a_rounded_value_is_read_exactly():
    assert abs(rational(real(Fraction(-1, 3))) + Fraction(1, 3)) < Fraction(1, 10**28)


def test_all_best_actions_are_named():
    assert greedy([1, 2, None, 2]) == (1, 3)


def test_rounding_makes_no_difference_between_equals():
    assert greedy([Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**20)]) == (0, 1)


def test_no_action_is_greedy_where_there_is_none():
    assert greedy([None, None]) == ()
