"""What the calculators of Markov decision processes share: the world as a parameter, as arrays, and drawn anew."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.params import Written, refuse
from dlstudy.symbolic.tree import Letter
from dlstudy.worlds import LargeWorld, Move, World, read_world
from dlstudy.worlds.bellman import greedy, look_ahead, rational
from dlstudy.worlds.named import preset_names

FILES = (".npz", ".toml", ".json", ".txt")
MAX_BYTES = 2_000_000
M = Letter("M")
EXAMPLE = read_world("s1 stay -> s1 1; s1 go -> s2 0.8 5, s1 0.2 -1; s2 stay -> s2 0; s2 go -> s1 2")


@dataclass(frozen=True, slots=True)
class WorldText(Written):
    """A world, typed out or named as a file; a NumPy file is a `LargeWorld`, which only the reference opens."""

    reader: Callable[[str], Any] = read_world

    def read(self, raw: object, files: bool = False) -> Any:
        text = str(raw).strip()
        path = Path(text.removeprefix("@"))
        named = text.startswith("@") or (path.suffix.lower() in FILES and not set(text) & set("\n;={"))
        if not named:
            return Written.read(self, raw, files)
        if not files:
            raise refuse(self.name, raw, _("files are not opened here", "这里不能打开文件"))
        try:
            large = path.stat().st_size > MAX_BYTES
        except (OSError, ValueError):
            raise refuse(self.name, raw, _("there is no such file", "没有这个文件")) from None
        if path.suffix.lower() == ".npz":
            return LargeWorld(str(path))
        if large:
            text_ = _("this file is too large; put large worlds into a .npz file", "文件太大；大的环境请用 .npz 文件")
            raise refuse(self.name, raw, text_)
        return Written.read(self, f"@{path}", files)


def world_param(**more: Any) -> WorldText:
    """The parameter `world`; the calculators' letter for it is M."""
    text = _(
        "a name ({names}), a map (S..G/.#.H; step=-1; G=10; slip=0.2), arrows (s1 go -> s2 0.8 5, s1 0.2 -1; end: s3), "
        "or a TOML, JSON or .npz file",
        "环境名（{names}）、地图（S..G/.#.H; step=-1; G=10; slip=0.2）、箭头式（s1 go -> s2 0.8 5, s1 0.2 -1; end: s3），"
        "或 TOML、JSON、.npz 文件",
    )
    return WorldText(M, "world", text(names=", ".join(preset_names())), **more)


def small_enough(world: Any) -> World:
    """The world, refused where it is so large that only value iteration takes it."""
    if not isinstance(world, World):
        raise LearnerError(_("a world this large is for value iteration only", "这么大的环境只能用于值迭代"))
    return world


def model(world: World | LargeWorld) -> Any:
    """The world as the reference's arrays: dense, or padded lists from the file."""
    import numpy as np

    from dlstudy.reference.mdp import MDP

    if isinstance(world, LargeWorld):
        return _load(world)
    shape = len(world.states), len(world.actions)
    transitions, rewards = np.zeros((*shape, shape[0])), np.zeros(shape)
    for s, row in enumerate(world.moves):
        for a, moves in enumerate(row):
            for move in moves:
                transitions[s, a, move.next] += float(move.probability)
                rewards[s, a] += float(move.probability) * float(move.reward)
    return MDP.of(transitions, rewards)


def _load(world: LargeWorld) -> Any:
    from dlstudy.reference.mdp_files import load_npz

    try:
        return load_npz(world.path)
    except (OSError, ValueError) as error:
        raise LearnerError(
            _("{path} cannot be read: {why}", "读不了 {path}：{why}")(path=world.path, why=error)
        ) from None


NAMES = ("s1", "s2", "s3")
CHANCES = (("1/2", "1/2"), ("0.8", "0.2"), ("0.6", "0.4"), ("0.9", "0.1"), ("0.7", "0.3"))
PAYMENTS = (-2, -1, 0, 0, 1, 2, 3, 4, 5, 10)


def drawn_world(rng: random.Random) -> World:
    """A world for pen and paper: two or three states, two actions, simple chances, whole rewards; perhaps an end."""
    while True:
        states = NAMES[: rng.choice((2, 3))]
        ends = len(states) == 3 and rng.random() < 0.5
        living = states[:-1] if ends else states
        entries = [f"{state} {action} -> {_outcome(rng, states)}" for state in living for action in ("a1", "a2")]
        world = read_world("; ".join([*entries, *([f"end: {states[-1]}"] if ends else [])]))
        if _is_worth_asking(world):
            return world


def _outcome(rng: random.Random, states: tuple[str, ...]) -> str:
    if rng.random() < 0.5:
        return f"{rng.choice(states)} {rng.choice(PAYMENTS)}"
    first, second = rng.sample(states, 2)
    p, q = rng.choice(CHANCES)
    return f"{first} {p} {rng.choice(PAYMENTS)}, {second} {q} {rng.choice(PAYMENTS)}"


def _is_worth_asking(world: World) -> bool:
    """Something is left to chance, no two actions are equally good at first, and no state is cut off."""
    every = [(s, move) for s, row in enumerate(world.moves) for moves in row for move in moves]
    reached = {move.next for s, move in every if move.next != s}
    first = look_ahead(world, 1, [0] * len(world.states))
    return (
        any(move.probability != 1 for _s, move in every)
        and reached == set(range(len(world.states)))
        and all(len(greedy(q)) <= 1 for q in first)
    )


def entering(world: World) -> dict[int, Any]:
    """What reaching a terminal state pays, by its number, where every way there pays the same and not nothing."""
    found: dict[int, set[Any]] = {}
    for row in world.moves:
        for move in (move for moves in row for move in moves):
            if world.terminal[move.next]:
                found.setdefault(move.next, set()).add(move.reward)
    return {state: rewards.pop() for state, rewards in found.items() if len(rewards) == 1 and rewards != {0}}


def most_likely(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """The likeliest outcome alone, taken for certain."""
    best = max(moves, key=lambda move: move.probability)
    return (best._replace(probability=1),)


def state_names(given: SimpleNamespace) -> Sequence[str]:
    """The states' names in order; none for a world too large to name."""
    return () if isinstance(given.world, LargeWorld) else given.world.states


def action_names(given: SimpleNamespace) -> Sequence[str]:
    """The actions' names in order; none for a world too large to name."""
    return () if isinstance(given.world, LargeWorld) else given.world.actions


def equally_likely(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """The outcomes as if all were equally likely."""
    return tuple(move._replace(probability=Fraction(1, len(moves))) for move in moves)


def discounted_rewards(world: World, discount: Any) -> World:
    """The world whose rewards are discounted too."""
    factor = rational(discount)
    return world.changed(lambda moves: tuple(move._replace(reward=factor * move.reward) for move in moves))


def chancy(world: World) -> bool:
    """Whether some action has several outcomes."""
    return any(len(moves) > 1 for row in world.moves for moves in row)


def pays(world: World) -> bool:
    """Whether anything pays anything."""
    return any(move.reward for row in world.moves for moves in row for move in moves)
