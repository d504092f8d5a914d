"""The lines of value iteration: a sweep a line, its table, and what is read off the last values."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_maps import map_lines, maps
from dlstudy.calculators.mdp_world import M, model
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import bits, is_exact, real, reals
from dlstudy.symbolic.calculator import Do, Known, Run, Step, Table
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, total
from dlstudy.worlds import LargeWorld, World
from dlstudy.worlds.bellman import greedy, look_ahead, look_ahead_from, rational, sweep

gamma, K, I, V, delta, theta, epsilon, n, Q, pi = letters("gamma K I V delta theta epsilon n Q pi")  # noqa: E741
V_n, V_start = Letter("V_n"), Letter("V_start")
NO_ACTION = "–"
MOST_SWEEPS, MOST_EXACT = 1_000, 200_000
STATE = _("state", "状态")


def steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    """V₀, a line a sweep, and from the last values: how far off they can be, Q, the greedy policy."""
    world = given.world
    if isinstance(world, LargeWorld):
        raise LearnerError(_("this world is too large to be worked line by line", "这个环境太大，无法逐行演算"))
    if given.start is None:
        yield Do(V[0], zeros(world), (), _("start from zero everywhere", "所有状态的初值取零"))
    else:
        yield Step(V[0], V_start, _("the first values", "给定的初值"))
    done = yield from _sweeps(given)
    yield Step(n, K if given.tolerance is None else Num(done), _("sweeps done", "所作的扫描遍数"))
    yield Step(V_n, V[done], _("the values after the last sweep", "最后一遍扫描所得的状态值"))
    if given.discount < 1:
        if given.tolerance is None:
            yield change(done)
        yield Step(epsilon, gamma * delta[done] / (1 - gamma), _(
            "no value is farther from the optimum than this: a sweep brings any two sets of values closer by γ",
            "各状态值与最优值之差不超过此数：每扫描一遍，任意两组值的距离至少缩小到 γ 倍",
        ))  # fmt: skip
    yield Do(
        Q, action_values(V[done]), (V[done - 1], V[done], M, gamma),
        _("one more look-ahead, from the last values", "由最后的状态值再向前看一步"), table=action_table(V_n),
    )  # fmt: skip
    yield Do(pi, policy, (Q, M), _(
        "the greedy action of each state, the first of equally good ones", "各状态的贪心动作，同样好的取排在前面的"
    ), table=_policy_table)  # fmt: skip
    yield from map_lines(world, V_n, pi)


def _sweeps(given: SimpleNamespace) -> Generator[Step | Do, Any, int]:
    why = _("every state, in order, from the newest values", "按顺序逐个更新，总用最新的值") if given.in_place else \
        _("every state, all from the values before", "所有状态同时更新，都用上一遍的值")  # fmt: skip
    k = 0
    while k < (MOST_SWEEPS if given.sweeps is None else given.sweeps):
        k += 1
        group = _("Sweep {k}", "第 {k} 遍扫描")(k=k)
        yield Do(V[k], backup(k), (V[k - 1], M, gamma, I), why, group, _sweep_table(k))
        if given.tolerance is not None:
            largest = yield change(k, group)
            if rational(largest) < rational(given.tolerance):
                return k
    if given.sweeps is None:
        text = _("the values still change after {k} sweeps", "扫描 {k} 遍后状态值仍在变化")
        raise LearnerError(text(k=k))
    return k


def change(k: int, group: Text | None = None) -> Step:
    """The largest change in sweep k."""
    why = _("the largest change of a value in this sweep", "这一遍中状态值的最大变化")
    return Step(delta[k], function("max", function("abs", V[k] - V[k - 1])), why, group)


def zeros(world: World) -> Run:
    """Zero for every state."""
    return lambda _known: Grid([[0] * len(world.states)])


def backup(k: int, mean: bool = False) -> Run:
    """The k-th sweep; `mean` averages over the actions instead of taking the best."""
    return lambda known: sweep(known[M], known[gamma], known[V[k - 1]], known[I], mean)


def action_values(values: Letter) -> Run:
    """Q from values: 0 in terminal states (Sutton & Barto 2018, section 6.4), −∞ where an action is not available."""

    def run(known: Known) -> Grid:
        world: World = known[M]
        rows = look_ahead(world, known[gamma], known[values].rows[0])
        return Grid([_filled(row, ended) for row, ended in zip(rows, world.terminal, strict=True)])

    return run


def _filled(row: Sequence[Any], ended: bool) -> list[Any]:
    if ended:
        return [0] * len(row)
    return [reals().mpf("-inf") if v is None else v for v in row]


def best_actions(world: World, rows: Grid) -> list[tuple[int, ...]]:
    """The best actions of each state, all where they tie."""
    return [
        greedy([rational(v) if moves else None for v, moves in zip(row, ways, strict=True)])
        for row, ways in zip(rows.rows, world.moves, strict=True)
    ]


def policy(known: Known) -> tuple[str, ...]:
    """The first best action of each state."""
    world: World = known[M]
    return tuple(world.actions[best[0]] if best else NO_ACTION for best in best_actions(world, known[Q]))


def action_table(letter: Letter) -> Callable[[Any, Known], Table]:
    """The action values as a table, a row a state; `letter` is that of the values they look ahead to."""

    def table(rows: Grid, known: Known) -> Table:
        world: World = known[M]
        values = known[letter].rows[0]
        cells = tuple((state, *shown(world, s, rows.rows[s])) for s, state in enumerate(world.states))
        return Table((STATE, *world.actions), cells, worth_formula(world, known[gamma], lambda _state: values))

    return table


def _policy_table(actions: tuple[str, ...], known: Known) -> Table:
    world: World = known[M]
    ties = [" = ".join(world.actions[a] for a in best[1:]) for best in best_actions(world, known[Q])]
    columns = (STATE, _("action", "动作"), _("equally good", "同样好的"))
    return Table(columns, tuple(zip(world.states, actions, ties, strict=True)))


def _sweep_table(k: int) -> Callable[[Any, Known], Table]:
    """Each state's backup: the worth of its actions, its new value, and the action that gives it."""

    def table(new: Grid, known: Known) -> Table:
        world: World = known[M]
        old, newest = list(known[V[k - 1]].rows[0]), list(new.rows[0])

        def before(state: int) -> Sequence[Any]:
            """The values the state's backup read: in place, those of the states before it are new already."""
            return newest[:state] + old[state:] if known[I] else old

        rows = []
        for s, state in enumerate(world.states):
            q = look_ahead_from(world, known[gamma], before(s), s)
            best = greedy(q)
            action = " = ".join(world.actions[a] for a in best) or NO_ACTION
            rows.append((state, *shown(world, s, q), newest[s], action))
        columns: tuple[Text | str, ...] = (STATE, *world.actions, f"V[{k}]", _("greedy", "贪心动作"))
        return Table(columns, tuple(rows), worth_formula(world, known[gamma], before))

    return table


def shown(world: World, state: int, q: Sequence[Any]) -> list[Any]:
    """The worth of a state's actions, a dash for one that is not available."""
    return [v if moves else NO_ACTION for v, moves in zip(q, world.moves[state], strict=True)]


def worth_formula(world: World, discount: Any, values: Callable[[int], Sequence[Any]]) -> Callable[[int, int], Node]:
    """The cells' formulas: an action's Σ p (r + γ V), and elsewhere in a row the largest of them."""

    def cell(row: int, column: int) -> Node:
        moves = world.moves[row]
        if 1 <= column <= len(moves) and moves[column - 1]:
            return action_formula(world, discount, values(row), row, column - 1)
        each = [action_formula(world, discount, values(row), row, a) for a in world.available(row)]
        return function("max", *each) if len(each) > 1 else each[0] if each else written(values(row)[row])

    return cell


def action_formula(world: World, discount: Any, values: Sequence[Any], state: int, action: int) -> Node:
    """Σ p (r + γ V) with its numbers: `0.8(5 + 0.9 × 2) + 0.2(−1 + 0.9 × 0)`."""
    terms = []
    for move in world.moves[state][action]:
        ahead = written(values[move.next]) if discount == 1 else written(discount) * written(values[move.next])
        worth = written(move.reward) + ahead
        terms.append(worth if move.probability == 1 else written(move.probability) * worth)
    return total(terms)


def written(value: Any) -> Node:
    """The number as it is written; 15 digits of one that is too long to be read."""
    return literal(value if not is_exact(value) or bits(value) <= 100 else real(value))


def exact_below(given: SimpleNamespace) -> bool:
    """Whether the sweeps, as many as are to be expected, take no longer than a moment in exact arithmetic."""
    if isinstance(given.world, LargeWorld):
        return False
    if given.sweeps is not None:
        count = given.sweeps
    elif given.discount in (0, 1):
        count = 100
    else:
        count = math.ceil(math.log(float(given.tolerance) * 1e-2) / math.log(float(given.discount)))
    effort = given.world.size + (len(given.world.states) ** 2 if given.in_place else 0)
    return bool(0 <= count <= MOST_SWEEPS and effort * count <= MOST_EXACT)


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Value iteration over arrays of floats; large worlds stop by the span of the change, which takes fewer sweeps.

    `given.progress`, where there is one, is called after each sweep with the sweeps done and what has to get small.
    """
    from dlstudy.reference.planning import solve_by_span, value_iteration

    world, discount = given.world, float(given.discount)
    progress = getattr(given, "progress", None)
    # a change of exactly the tolerance does not stop the sweeps; as floats, it must not either
    tolerance = None if given.tolerance is None else float(given.tolerance) * (1 - 1e-12)
    try:
        if isinstance(world, LargeWorld) and tolerance is not None and discount < 1:
            plan = solve_by_span(model(world), discount, tolerance=tolerance, progress=progress)
        else:
            start = None if given.start is None else [float(v) for v in given.start.rows[0]]
            plan = value_iteration(
                model(world), discount, sweeps=given.sweeps, tolerance=tolerance, in_place=given.in_place,
                start=start, progress=progress,
            )  # fmt: skip
    except ArithmeticError:
        raise LearnerError(_("the values do not settle", "状态值不收敛")) from None
    return _results(world, plan)


def _results(world: World | LargeWorld, plan: Any) -> dict[str, Any]:
    import numpy as np

    none = ~np.any(plan.q > -np.inf, axis=1)
    top = plan.q.max(axis=1, keepdims=True)
    first = np.argmax(plan.q >= top - 1e-9 * np.maximum(1, np.abs(top)), axis=1)
    names = world.actions if isinstance(world, World) else [str(a) for a in range(plan.q.shape[1])]
    chosen = tuple(NO_ACTION if over else names[a] for a, over in zip(first.tolist(), none.tolist(), strict=True))
    q = np.where(none[:, None], 0.0, plan.q)
    found = maps(world, plan.values, chosen) | {
        "values": plan.values,
        "policy": chosen,
        "q": q,
        "sweeps": plan.sweeps,
        "bound": plan.bound,
    }
    return {name: value for name, value in found.items() if name != "bound" or np.isfinite(plan.bound)}
