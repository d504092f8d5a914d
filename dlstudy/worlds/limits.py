"""What sweeps settle on, in floats: quick values of the best policy, or of a given one, to hold a learner against.

v(s) ← max_a, or Σ_a π(a|s), of Σ p (r + γ v(s′)), state by state from the newest values: Sutton & Barto (2018), eqs 4.5
and 4.10. Exact values, sweep by sweep, are in `bellman`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dlstudy.worlds.world import World

MOST_SWEEPS, SETTLED = 20_000, 1e-14


def settled(world: World, discount: float, chances: Sequence[Sequence[float]] | None = None) -> list[float] | None:
    """The best policy's values, or the values under `chances`; none where they do not settle."""
    ways = [
        [(a, [(m.next, float(m.probability), float(m.reward)) for m in world.moves[s][a]]) for a in world.available(s)]
        for s in range(len(world.states))
    ]
    values = [0.0] * len(ways)
    for _sweep in range(MOST_SWEEPS):
        change = 0.0
        for s, actions in enumerate(ways):
            if not actions:
                continue
            q = [sum(p * (r + discount * values[to]) for to, p, r in moves) for _a, moves in actions]
            new = max(q) if chances is None else sum(chances[s][a] * x for (a, _w), x in zip(actions, q, strict=True))
            change = max(change, abs(new - values[s]) / max(1.0, abs(new)))
            values[s] = new
        if change <= SETTLED:
            return values
    return None


def followed(world: World, actions: Sequence[int], start: int) -> tuple[set[int], bool]:
    """The states that taking these actions leads to, and whether an end can be reached from each of them."""
    leads = {s: [m.next for m in world.moves[s][a]] if world.available(s) else [] for s, a in enumerate(actions)}
    reached = _spread({start}, leads)
    back: dict[int, list[int]] = {s: [] for s in reached}
    for s in reached:
        for to in leads[s]:
            back[to].append(s)
    return reached, _spread({s for s in reached if _over(world, s)}, back) >= reached


def _over(world: World, state: int) -> bool:
    """Whether nothing is to be gained from here: an end, or a state that every action stays in for nothing."""
    return all(m.next == state and not m.reward for moves in world.moves[state] for m in moves)


def _spread(found: Collection[int], leads: dict[int, list[int]]) -> set[int]:
    """These states, and all that one comes to from them."""
    seen, new = set(found), list(found)
    while new:
        more = [to for s in new for to in leads[s]]
        new = [to for to in dict.fromkeys(more) if to not in seen]
        seen.update(new)
    return seen
