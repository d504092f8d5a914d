"""Maps: what each mark and setting means, and what is refused."""

from fractions import Fraction

import pytest

from dlstudy.errors import LearnerError
from dlstudy.worlds import Move, read_world


def moves(text, state, action):
    """Where an action leads: names of states, with probability and reward."""
    world = read_world(text)
    found = world.moves[world.states.index(state)][world.actions.index(action)]
    return {world.states[to]: (p, r) for to, p, r in found}


def test_a_step_leads_to_the_next_cell_and_pays_the_step():
    assert moves("..G; step=-1", "r1c1", "right") == {"r1c2": (1, -1)}


def test_walls_and_edges_leave_one_where_one_is():
    world = "..\n#G\nstep=-1"
    assert moves(world, "r1c1", "down") == moves(world, "r1c1", "up") == {"r1c1": (1, -1)}


def test_a_wall_is_no_state():
    assert read_world("S..G/.#.H").states == ("r1c1", "r1c2", "r1c3", "r1c4", "r2c1", "r2c3", "r2c4")


def test_the_layout_shows_where_the_states_lie():
    assert read_world("S#/.G").layout == ((0, None), (1, 2))


def test_capitals_end_except_start_and_frozen():
    assert read_world("SFGHT").terminal == (False, False, True, True, True)


def test_a_letter_pays_instead_of_the_step():
    assert moves("..G; step=-1; G=10", "r1c2", "right") == {"r1c3": (1, 10)}


def test_a_letter_may_pay_on_top_of_the_step():
    assert moves("..G; G=step+1; step=-0.04", "r1c2", "right") == {"r1c3": (1, Fraction(96, 100))}


def test_a_small_letter_pays_and_one_goes_on():
    world = read_world(".m.G; step=-1; m=-5; G=10")
    assert not world.terminal[1]
    assert moves(".m.G; step=-1; m=-5; G=10", "r1c1", "right") == {"r1c2": (1, -5)}


def test_reaching_g_pays_one_where_nothing_is_said():
    assert moves("S.G", "r1c2", "right") == {"r1c3": (1, 1)}
    assert moves("S.G; step=-1", "r1c2", "right") == {"r1c3": (1, -1)}


def test_bumping_may_pay_something_else():
    assert moves("..G; step=0; bump=-1; G=1", "r1c1", "left") == {"r1c1": (1, -1)}


def test_slipping_goes_to_either_side_half_the_time():
    """Russell & Norvig (2010), figure 17.1: 0.8 ahead, 0.1 to each side."""
    found = moves("...\n...\n..G\nslip=0.2", "r2c2", "up")
    assert found == {"r1c2": (Fraction(4, 5), 0), "r2c1": (Fraction(1, 10), 0), "r2c3": (Fraction(1, 10), 0)}


def test_slipping_into_an_edge_adds_up_what_stays():
    assert moves("..G; slip=0.2", "r1c1", "right") == {"r1c2": (Fraction(4, 5), 0), "r1c1": (Fraction(1, 5), 0)}


def test_a_jump_leads_there_whatever_one_does():
    """Sutton & Barto (2018), example 3.5: from A to A', +10."""
    world = ".A.\n...\n.a.\nA>a=10"
    assert moves(world, "r1c2", "up") == moves(world, "r1c2", "left") == {"r3c2": (1, 10)}


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("actions=left,down,right,up", ("left", "down", "right", "up")),
        ("actions=上 下 左 右", ("上", "下", "左", "右")),
        ("actions=N,E,S,W", ("N", "E", "S", "W")),
    ],
)
def test_actions_may_be_named_and_ordered(setting, names):
    world = read_world(f"..G; {setting}")
    assert world.actions == names
    ahead = next(i for i, name in enumerate(names) if name in ("right", "右", "E"))
    assert world.moves[0][ahead] == (Move(1, 1, 0),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("...\n..", "equally long"),
        ("S!G", "“!” cannot stand"),
        ("###", "empty"),
        ("..G; step=x", "step=x: a number"),
        ("..G; slip=2", "between 0 and 1"),
        ("..G; stp=-1", "no such setting"),
        ("..G; H=-1", "H is set, but not on the map"),
        ("..G; step=1; step=2", "step is set twice"),
        ("..G; actions=up,down", "four directions"),
        ("..G; actions=up,up,left,right", "four directions"),
        (".A.a/..a.; A>a=1", "several"),
        (".A.a; A>a=1; A=2", "two settings"),
        ("world", "d, l, o, r, w are on the map"),
        ("....", "nothing pays"),
        ("." * 2000 + "G", "more than 1000 cells"),
    ],
)
def test_what_is_no_map_is_refused(text, says):
    with pytest.raises(LearnerError, match=says):
        read_world(text)


def test_all_errors_of_a_map_are_said_at_once():
    with pytest.raises(LearnerError) as refused:
        read_world("S!./G; slip=7; colour=1")
    assert all(word in str(refused.value) for word in ("equally long", "“!”", "slip=7", "colour=1"))


WINDY = "...../...../...../S...G; step=-1; wind=0,1,2,0,-1"


def test_the_wind_of_the_column_one_leaves_carries_a_step_upwards():
    """Sutton & Barto (2018), example 6.5; below 0 it blows downwards."""
    assert moves(WINDY, "r4c2", "right") == {"r3c3": (1, -1)}
    assert moves(WINDY, "r4c1", "right") == {"r4c2": (1, -1)}
    assert moves(WINDY, "r4c3", "left") == {"r2c2": (1, -1)}
    assert moves(WINDY, "r1c5", "left") == {"r2c4": (1, -1)}


def test_the_wind_carries_no_further_than_the_edge():
    assert moves(WINDY, "r2c3", "up") == {"r1c3": (1, -1)}
    assert moves(WINDY, "r4c3", "down") == {"r3c3": (1, -1)}
    assert moves(WINDY, "r3c5", "right") == {"r4c5": (1, -1)}
    assert moves("#./.G; step=-1; wind=2,0", "r2c1", "right") == {"r1c2": (1, -1)}
    assert moves("#./.G; step=-1; wind=1,0", "r2c1", "up") == {"r2c1": (1, -1)}


@pytest.mark.parametrize("wind", ["0,1", "0,1,x,0,0", "0,1,2,0,0,0", "0,1,0.5,0,0", ""])
def test_the_wind_is_a_whole_number_for_each_column(wind):
    with pytest.raises(LearnerError, match="whole number for each column"):
        read_world(f"...../S...G; step=-1; wind={wind}")
