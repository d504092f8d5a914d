"""The lines of policy evaluation: the Bellman equation as a linear system, and as sweeps that approach its solution."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mdp_sweeps import (
    MOST_SWEEPS,
    NO_ACTION,
    STATE,
    I,
    K,
    V,
    action_formula,
    action_table,
    action_values,
    change,
    delta,
    epsilon,
    gamma,
    n,
    pi,
    shown,
    written,
    zeros,
)
from dlstudy.calculators.mdp_world import M
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Run, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import exact
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, total
from dlstudy.worlds import Move, World
from dlstudy.worlds.bellman import look_ahead_from, rational, sweep
from dlstudy.worlds.numbers_written import whole
from dlstudy.worlds.policies import Policy, deterministic, never_ending, under

A, E, P, U = letters("A E P U")
r_pi, v_pi, q_pi = letters("r v q")
MOST_SHOWN, MOST_ELIMINATED = 8, 4  # states whose equations and matrices are written out
Lines = Generator["Step | Do", Any, Any]


def chain(known: Known, policy: Letter = pi) -> World:
    """What the policy makes of the world: no choice is left. A tuple of actions is a policy too."""
    world: World = known[M]
    taken = known[policy]
    if not isinstance(taken, Policy):
        taken = deterministic(world, [None if a == NO_ACTION else world.actions.index(a) for a in taken])
    return under(world, taken)


def expected_rewards(policy: Letter) -> Run:
    """r_π: what a step pays under the policy."""
    return lambda known: Grid(
        [[_sum(move.probability * move.reward for move in ways) for (ways,) in chain(known, policy).moves]]
    )


def transitions(policy: Letter) -> Run:
    """P_π: where a step leads under the policy."""

    def run(known: Known) -> Grid:
        world = chain(known, policy)
        rows = [[Fraction(0)] * len(world.states) for _s in world.states]
        for row, (ways,) in zip(rows, world.moves, strict=True):
            for move in ways:
                row[move.next] += move.probability
        return Grid([[whole(p) for p in row] for row in rows])

    return run


def _sum(parts: Any) -> Any:
    return whole(sum(parts, Fraction(0)))


def solved(world: World, policy: Letter = pi, at: tuple[int, ...] = (), group: Text | None = None) -> Lines:
    """r, P, the equations in words and as a system, and its solution v; with index `at` where there are several."""
    size = len(world.states)
    r, p, e, a, u, v = (Letter(x.name, at) for x in (r_pi, P, E, A, U, v_pi))
    yield Do(r, expected_rewards(policy), (M, policy),
             _("r(s): the expected reward of a step, Σ π(a|s) Σ p r", "r(s)：一步的期望奖励 Σ π(a|s) Σ p r"),
             group, _reward_table(policy))  # fmt: skip
    yield Do(p, transitions(policy), (M, policy), _(
        "P(s, s′): how likely a step leads from s to s′, Σ π(a|s) p(s′|s, a)",
        "P(s, s′)：一步由 s 到 s′ 的概率 Σ π(a|s) p(s′|s, a)",
    ), group, _chance_table if size > MOST_SHOWN else None)  # fmt: skip
    if size > MOST_SHOWN:
        yield Step(v, function("solve", function("identity", size) - gamma * p, r), _(
            "the unknowns on the left, (I − γP) V = r, and solved", "未知数移到左边：(I − γP) V = r，解之"), group)  # fmt: skip
        return
    yield Do(e, _equations(r, p), (M, gamma, r, p), _("the Bellman equations", "贝尔曼方程组"), group, _listed)
    yield Step(a, function("identity", size) - gamma * p, _(
        "all that is unknown on the left: (I − γP) V = r", "未知数移到左边：(I − γP) V = r"), group)  # fmt: skip
    if 1 < size <= MOST_ELIMINATED:
        yield Do(u, _triangular(a, r), (a, r), _(
            "[A | r] after elimination: the last row gives one unknown, the rows above the others",
            "[A | r] 消元后：由最后一行得一个未知数，再逐行向上回代",
        ), group)  # fmt: skip
    yield Step(v, function("solve", a, r), _("the solution of A V = r", "解线性方程组 A V = r"), group)


def ending(given: SimpleNamespace, world: World) -> None:
    """Refuses a policy that may go on for ever where nothing is discounted; `world` is the one under it."""
    if given.discount == 1 and (lost := never_ending(world)):
        text = _(
            "from {state} this policy may go on for ever: give a discount below 1",
            "从 {state} 出发，此策略可能永不终止：请给小于 1 的折扣率",
        )
        raise LearnerError(text(state=given.world.states[lost[0]]))


def _triangular(a: Letter, r: Letter) -> Run:
    """[A | r] with zeros below the diagonal, whose pivots need no exchange: the diagonal outweighs its row."""

    def run(known: Known) -> Grid:
        pairs = zip(known[a].rows, known[r].rows[0], strict=True)
        rows = [[Fraction(rational(v)) for v in (*row, b)] for row, b in pairs]
        for k, top in enumerate(rows):
            if not top[k]:  # of a wrong turn's system alone
                raise LearnerError(_("the equations have no single solution", "方程组没有唯一解"))
            for row in rows[k + 1 :]:
                factor = row[k] / top[k]
                row[:] = [v - factor * t for v, t in zip(row, top, strict=True)]
        return Grid([[whole(v) for v in row] for row in rows])

    return run


def _equations(r: Letter, p: Letter) -> Run:
    """V(s) = r + γ Σ P V of every state, as one writes it."""

    def run(known: Known) -> tuple[str, ...]:
        world: World = known[M]
        found = []
        for s, reward, row in zip(world.states, known[r].rows[0], known[p].rows, strict=True):
            terms = [exact(reward)] if reward or not any(row) else []
            terms += [_term(rational(known[gamma]) * chance, to) for chance, to in zip(row, world.states, strict=True)]
            found.append(f"V({s}) = " + " + ".join(filter(None, terms)).replace("+ -", "- "))
        return tuple(found)

    return run


def _term(factor: Any, state: str) -> str:
    return "" if factor == 0 else f"V({state})" if factor == 1 else f"{exact(factor)} V({state})"


def _listed(value: tuple[str, ...], known: Known) -> Table:
    return Table((STATE, _("equation", "方程")), tuple(zip(known[M].states, value, strict=True)))


def _reward_table(policy: Letter) -> Callable[[Grid, Known], Table]:
    def table(value: Grid, known: Known) -> Table:
        mixed = chain(known, policy)

        def formula(row: int, _column: int) -> Node | None:
            (ways,) = mixed.moves[row]
            return total(_payment(move) for move in ways) if ways else None

        return Table((STATE, "r"), tuple(zip(mixed.states, value.rows[0], strict=True)), formula)

    return table


def _payment(move: Move) -> Node:
    return written(move.reward) if move.probability == 1 else written(move.probability) * written(move.reward)


def _chance_table(value: Grid, known: Known) -> Table:
    names = known[M].states
    cells = (", ".join(f"{to} {exact(p)}" for p, to in zip(row, names, strict=True) if p) for row in value.rows)
    return Table(
        (STATE, _("next states", "下一状态")), tuple((s, c or NO_ACTION) for s, c in zip(names, cells, strict=True))
    )


def sweeps(given: SimpleNamespace) -> Lines:
    """V₀ = 0 and a line a sweep; the number of sweeps is given back."""
    yield Do(V[0], zeros(given.world), (), _("start from zero everywhere", "所有状态的初值取零"))
    why = _("the mean over the policy's actions, from the newest values", "按策略对动作求平均，总用最新的值") \
        if given.in_place else \
        _("the mean over the policy's actions, all from the values before", "按策略对动作求平均，都用上一遍的值")  # fmt: skip
    k = 0
    while k < (MOST_SWEEPS if given.sweeps is None else given.sweeps):
        k += 1
        group = _("Sweep {k}", "第 {k} 遍扫描")(k=k)
        yield Do(V[k], backup(k), (V[k - 1], M, pi, gamma, I), why, group, _sweep_table(k))
        if given.tolerance is not None:
            largest = yield change(k, group)
            if rational(largest) < rational(given.tolerance):
                break
    else:
        if given.sweeps is None:
            raise LearnerError(_("the values still change after {k} sweeps", "扫描 {k} 遍后状态值仍在变化")(k=k))
    yield Step(n, K if given.tolerance is None else Num(k), _("sweeps done", "所作的扫描遍数"))
    yield Step(v_pi, V[k], _("the values after the last sweep", "最后一遍扫描所得的状态值"))
    if given.discount < 1:
        if given.tolerance is None:
            yield change(k)
        yield Step(epsilon, gamma * delta[k] / (1 - gamma), _(
            "no value is farther from the policy's true value than this: a sweep brings any two sets of values closer by γ",
            "各状态值与策略真实值之差不超过此数：每扫描一遍，任意两组值的距离至少缩小到 γ 倍",
        ))  # fmt: skip


def backup(k: int, best: bool = False) -> Run:
    """The k-th sweep; `best` takes the best action, as value iteration does."""

    def run(known: Known) -> Grid:
        world = known[M] if best else chain(known)
        return sweep(world, known[gamma], known[V[k - 1]], known[I])

    return run


def action_worth() -> Do:
    """Q from the values of the policy."""
    return Do(
        q_pi, action_values(v_pi), (v_pi, M, gamma),
        _("the action values, one look-ahead from these: Σ p (r + γ V(s′))", "动作值，由此向前看一步：Σ p (r + γ V(s′))"),
        table=action_table(v_pi),
    )  # fmt: skip


def _sweep_table(k: int) -> Callable[[Any, Known], Table]:
    """Each state's backup: the worth of its actions, and their mean under the policy."""

    def table(new: Grid, known: Known) -> Table:
        world: World = known[M]
        old, newest = list(known[V[k - 1]].rows[0]), list(new.rows[0])

        def before(state: int) -> Sequence[Any]:
            return newest[:state] + old[state:] if known[I] else old

        def formula(row: int, column: int) -> Node | None:
            if column <= len(world.actions):
                return action_formula(world, known[gamma], before(row), row, column - 1)
            return mean_formula(known, before(row), row)

        rows = tuple(
            (state, *shown(world, s, look_ahead_from(world, known[gamma], before(s), s)), newest[s])
            for s, state in enumerate(world.states)
        )
        columns: tuple[Text | str, ...] = (STATE, *world.actions, f"V[{k}]")
        return Table(columns, rows, formula)

    return table


def mean_formula(known: Known, values: Sequence[Any], state: int) -> Node | None:
    """Σ π(a|s) q(s, a) with its numbers."""
    world: World = known[M]
    worth = look_ahead_from(world, known[gamma], values, state)
    terms = [
        written(worth[a]) if p == 1 else written(p) * written(worth[a])
        for a, p in enumerate(known[pi].chances[state]) if p
    ]  # fmt: skip
    return total(terms) if terms else None
