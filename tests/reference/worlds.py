"""Published MDPs, built from their descriptions."""

import numpy as np

from dlstudy.reference.mdp import MDP, SparseMDP

COMPASS = [(-1, 0), (0, 1), (1, 0), (0, -1)]


def steps_on_grid(rows, columns):
    """(S, 4): where each direction leads; a step off the grid stays."""
    i, j = np.divmod(np.arange(rows * columns), columns)
    return np.stack(
        [np.clip(i + a, 0, rows - 1) * columns + np.clip(j + b, 0, columns - 1) for a, b in COMPASS], axis=1
    )


def one_hot(targets, states):
    return np.eye(states)[targets]


def five_by_five():
    """Sutton & Barto (2018), example 3.5: A → A' pays 10, B → B' pays 5, bumping the edge costs 1; nothing ends."""
    targets = steps_on_grid(5, 5)
    rewards = np.where(targets == np.arange(25)[:, None], -1.0, 0.0)
    for state, target, reward in ((1, 21, 10), (3, 13, 5)):
        targets[state], rewards[state] = target, reward
    return MDP.of(one_hot(targets, 25), rewards)


def four_by_four():
    """Sutton & Barto (2018), example 4.1: every step costs 1, two corners end."""
    p = one_hot(steps_on_grid(4, 4), 16)
    p[[0, 15]] = 0
    return MDP.of(p, np.full((16, 4), -1.0))


def frozen_lake(slippery):
    """gymnasium's FrozenLake-v1, 4x4: left, down, right, up; slipping goes to either side with 1/3; reward on G."""
    lake = "SFFFFHFHFFFHHFFG"
    targets = steps_on_grid(4, 4)[:, [3, 2, 1, 0]]
    turns = (-1, 0, 1) if slippery else (0,)
    p = sum(one_hot(np.roll(targets, turn, axis=1), 16) for turn in turns) / len(turns)
    stop = [s for s, kind in enumerate(lake) if kind in "HG"]
    p[stop] = 0
    p[stop, :, stop] = 1  # absorbing, as gymnasium writes them
    enters = np.zeros((16, 4, 16))
    enters[:15, :, 15] = 1
    return MDP.of(p, enters)


def gambler(heads):
    """Sutton & Barto (2018), example 4.3: stake 1 to min(s, 100 - s); 1 for reaching 100."""
    p, r = np.zeros((101, 51, 101)), np.zeros((101, 51, 101))
    for s in range(1, 100):
        for stake in range(1, min(s, 100 - s) + 1):
            p[s, stake, s + stake] += heads
            p[s, stake, s - stake] += 1 - heads
    r[:, :, 100] = 1
    return MDP.of(p, r)


def forest():
    """pymdptoolbox's example.forest(): wait or cut, three ages, fire with 0.1."""
    p = np.zeros((3, 2, 3))
    for age in range(3):
        p[age, 0, [0, min(age + 1, 2)]] = 0.1, 0.9
        p[age, 1, 0] = 1
    return MDP.of(p, [[0, 0], [0, 1], [4, 2]])


def four_by_three():
    """Russell & Norvig, figure 17.1: -0.04 a state, 0.8 ahead and 0.1 to each side, exits +1 and -1; state 11 = over.

    Numbered row by row from the top left, without the wall: 0 1 2 3 / 4 . 5 6 / 7 8 9 10.
    """
    grid = [(i, j) for i in range(3) for j in range(4) if (i, j) != (1, 1)]
    p, r = np.zeros((12, 4, 12)), np.full((12, 4), -0.04)
    for s, (i, j) in enumerate(grid):
        for action in range(4):
            for turn, chance in ((0, 0.8), (-1, 0.1), (1, 0.1)):
                a, b = COMPASS[(action + turn) % 4]
                p[s, action, grid.index((i + a, j + b)) if (i + a, j + b) in grid else s] += chance
    for exit_, reward in ((3, 1), (6, -1)):
        p[exit_], r[exit_] = 0, reward
        p[exit_, :, 11] = 1
    return MDP.of(p, r)


def slippery_grid(side, ahead=0.8, cost=1.0):
    """Every step costs the same and may slip to either side; the last corner ends. Full of ties."""
    targets, aside = steps_on_grid(side, side), (1 - ahead) / 2
    chances = {0: ahead, -1: aside, 1: aside}
    p = sum(chance * one_hot(np.roll(targets, turn, axis=1), side * side) for turn, chance in chances.items())
    p[-1] = 0
    return MDP.of(p, np.full((side * side, 4), -cost))


def corridor_grid(side):
    """Sure steps that cost 1, the first corner ends: v(s) = -(1 - γ^d) / (1 - γ) at a distance of d steps."""
    targets = steps_on_grid(side, side)[..., None].astype(np.int32)
    probabilities = np.ones(targets.shape)
    probabilities[0] = 0
    return SparseMDP.of(targets, probabilities, np.full(targets.shape[:2], -1.0))


def distances(side):
    i, j = np.divmod(np.arange(side * side), side)
    return i + j


def random_mdp(seed, states=6, actions=3):
    """Dense, with some actions that are not available."""
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(states, 0.4), size=(states, actions))
    available = rng.random((states, actions)) < 0.8
    available[:, 0] = True
    return MDP.of(p, rng.normal(size=(states, actions)), available)
