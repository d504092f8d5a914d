"""The lines of temporal-difference learning on given transitions: target, error, new value; and the run in a world."""

from __future__ import annotations

from collections.abc import Callable, Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.td_transitions import Update, first_values
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Real
from dlstudy.symbolic.tree import Letter, Node, function, letters, node, total
from dlstudy.worlds.bellman import greedy, rational

alpha, gamma, epsilon, y, delta, Q, V, Q_n, V_n, pi_n = letters("alpha gamma epsilon y delta Q V Q_n V_n pi_n")
updates, deltas, targets, curve, rounds = letters("updates deltas targets curve rounds")
NO_ACTION = "–"
RULES = {
    "sarsa": _("r + γ Q(s′, a′), with the action really taken next", "r + γ Q(s′, a′)，a′ 是实际取的下一个动作"),
    "q-learning": _("r + γ max Q(s′, ·), whatever is done next", "r + γ max Q(s′, ·)，与实际的下一个动作无关"),
    "expected-sarsa": _(
        "r + γ Σ π(a|s′) Q(s′, a): the best with 1 − ε, the mean with ε",
        "r + γ Σ π(a|s′) Q(s′, a)：以 1 − ε 取最大值，以 ε 取平均",
    ),
    "td0": _("the target r + γ V(s′)", "目标值 r + γ V(s′)"),
}
LEARNING_RATE = Real(
    alpha, "learning_rate", _("step size α", "学习率（步长）α"), low=0, high=1, default=Fraction(1, 2),
    pick=(Fraction(1, 2), Fraction(1, 10), Fraction(1, 5)),
)  # fmt: skip
Lines = Generator["Step | Do", Any, None]


def symbol(given: SimpleNamespace) -> Letter:
    """The letter of the values: V for TD(0), else Q."""
    return V if given.method == "td0" else Q


def value(given: SimpleNamespace, state: int, action: int, before: int, stale: bool = False) -> Node:
    """The value of a state and action before update number `before`: its last update, else the first value."""
    if not stale:
        for k in range(before - 1, 0, -1):
            update = given.transitions.updates[k - 1]
            if (update.state, update.action) == (state, action):
                return Letter(symbol(given).name, (k,))
    return node(first_values(given.transitions, given.start)[state][action])


def target(given: SimpleNamespace, k: int, method: str | None = None, stale: bool = False) -> Node:
    """r + γ times what the next state is worth by the method; the reward alone where the episode ended."""
    update: Update = given.transitions.updates[k - 1]
    reward = node(update.reward)
    if update.next is None:
        return reward
    every = [value(given, update.next, a, k, stale) for a in range(len(given.transitions.actions))]
    return reward + gamma * _worth(every, update, method or given.method)


def _worth(every: list[Node], update: Update, method: str) -> Node:
    """What the next state is worth; ε-greedy explores evenly and else takes the best."""
    if len(every) == 1:
        return every[0]
    if method == "sarsa":
        return every[update.next_action or 0]
    if method == "q-learning":
        return function("max", *every)
    if method == "mean":
        return total(every) / len(every)
    return (1 - epsilon) * function("max", *every) + epsilon * (total(every) / len(every))


def steps(given: SimpleNamespace) -> Lines:
    """Update by update; of a run in a world, what it found."""
    if given.world is not None:
        from dlstudy.calculators.td_learning import lines

        yield from lines(given)
        return
    trace, letter = given.transitions, symbol(given)
    for k, update in enumerate(trace.updates, 1):
        old = value(given, update.state, update.action, k)
        group = _heading(given, k)
        yield Step(y[k], target(given, k), _("the episode has ended: the reward alone", "轨迹已结束：只有奖励，不再自举")
                   if update.next is None else RULES[given.method], group)  # fmt: skip
        yield Step(delta[k], y[k] - old, _("the temporal-difference error", "时序差分误差"), group)
        yield Step(
            letter[k], old + alpha * delta[k], _("a step of size α towards the target", "向目标走一步，步长 α"), group
        )
    yield from _gathered(given)


def _heading(given: SimpleNamespace, k: int) -> Text:
    trace = given.transitions
    update = trace.updates[k - 1]
    names = {"k": k, "s": trace.states[update.state], "a": trace.actions[update.action], "r": update.reward,
             "to": NO_ACTION if update.next is None else trace.states[update.next]}  # fmt: skip
    if given.method == "td0":
        return _("Update {k}: V({s}), after {s} → {to} for {r}", "第 {k} 次更新：V({s})，转移 {s} → {to}，奖励 {r}")(
            **names
        )
    text = _(
        "Update {k}: Q({s}, {a}), after {s}, {a} → {to} for {r}",
        "第 {k} 次更新：Q({s}, {a})，转移 {s}, {a} → {to}，奖励 {r}",
    )
    return text(**names)


def _gathered(given: SimpleNamespace) -> Lines:
    trace, letter, count = given.transitions, symbol(given), len(given.transitions.updates)
    times = range(1, count + 1)
    yield Do(targets, lambda known: Grid([[known[y[k]] for k in times]]), tuple(y[k] for k in times),
             _("all targets", "全部目标值"))  # fmt: skip
    yield Do(deltas, lambda known: Grid([[known[delta[k]] for k in times]]), tuple(delta[k] for k in times),
             _("all errors", "全部误差"))  # fmt: skip
    uses = tuple(letter[k] for k in times)

    def final(known: Known) -> Grid:
        rows = first_values(trace, given.start)
        for k, update in enumerate(trace.updates, 1):
            rows[update.state][update.action] = known[letter[k]]
        return Grid([[row[0] for row in rows]] if given.method == "td0" else rows)

    if given.method == "td0":
        yield Do(V_n, final, uses, _("the values in the end", "最后的状态值"), table=_listed(trace.states))
    else:
        yield Do(Q_n, final, uses, _("the action values in the end", "最后的动作值"), table=_table_of(given))
        yield Do(pi_n, lambda known: _policy(given, known), (Q_n,), _("greedy for these values, the first of a tie",
                                                                   "由此得到的贪心策略，并列时取排在前面的"),
                 table=_choices(given))  # fmt: skip
    yield Do(updates, lambda known: _updates(given, known), (*uses, *(y[k] for k in times), *(delta[k] for k in times)),
             _("the updates in a table", "更新过程一览"), table=lambda value, _known: value)  # fmt: skip


def _listed(states: tuple[str, ...]) -> Callable[[Any, Known], Table]:
    return lambda value, _known: Table((_("state", "状态"), "V"), tuple(zip(states, value.rows[0], strict=True)))


def _table_of(given: SimpleNamespace) -> Callable[[Any, Known], Table]:
    trace = given.transitions
    return lambda value, _known: Table(
        (_("state", "状态"), *trace.actions), tuple((s, *row) for s, row in zip(trace.states, value.rows, strict=True))
    )


def _choices(given: SimpleNamespace) -> Callable[[Any, Known], Table]:
    trace = given.transitions

    def table(chosen: tuple[str, ...], known: Known) -> Table:
        best = [greedy([rational(v) for v in row]) for row in known[Q_n].rows]
        ties = [" = ".join(trace.actions[a] for a in row[1:]) for row in best]
        columns = (_("state", "状态"), _("action", "动作"), _("equally good", "同样好的"))
        return Table(columns, tuple(zip(trace.states, chosen, ties, strict=True)))

    return table


def _policy(given: SimpleNamespace, known: Known) -> tuple[str, ...]:
    return tuple(given.transitions.actions[greedy([rational(v) for v in row])[0]] for row in known[Q_n].rows)


def _updates(given: SimpleNamespace, known: Known) -> Table:
    trace, letter = given.transitions, symbol(given)
    plain = given.method == "td0"
    columns: tuple[Text | str, ...] = ("t", "s", "r", "s′", _("target", "目标"), "δ", "V(s)") if plain else \
        ("t", "s", "a", "r", "s′", "a′", _("target", "目标"), "δ", "Q(s, a)")  # fmt: skip
    rows = []
    for k, u in enumerate(trace.updates, 1):
        s, to = trace.states[u.state], NO_ACTION if u.next is None else trace.states[u.next]
        then = "" if u.next_action is None else trace.actions[u.next_action]
        said = (k, s, u.reward, to) if plain else (k, s, trace.actions[u.action], u.reward, to, then)
        rows.append((*said, known[y[k]], known[delta[k]], known[letter[k]]))
    return Table(columns, tuple(rows))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Each value as the weighted mean of its targets; or the run in the world, by another program."""
    if given.world is not None:
        from dlstudy.calculators.td_relearning import learned

        return dict(learned(given))
    from dlstudy.reference.temporal_difference import replay

    trace = given.transitions
    moves = [
        (
            u.state,
            u.action,
            float(u.reward),
            -1 if u.next is None else u.next,
            -1 if u.next_action is None else u.next_action,
        )
        for u in trace.updates
    ]
    start = [[float(v) for v in row] for row in first_values(trace, given.start)]
    numbers = float(given.learning_rate), float(given.discount), given.method, float(given.epsilon)
    final, goals, errors = replay(moves, start, *numbers)
    table = []
    for k, u in enumerate(trace.updates):
        upto, _goals, _errors = replay(moves[: k + 1], start, *numbers)
        to = NO_ACTION if u.next is None else trace.states[u.next]
        then = "" if u.next_action is None else trace.actions[u.next_action]
        said = [trace.actions[u.action], float(u.reward), to, then] if given.method != "td0" else [float(u.reward), to]
        table.append((k + 1, trace.states[u.state], *said, goals[k], errors[k], upto[u.state, u.action]))
    found = {"targets": goals, "deltas": errors, "updates": Table((), tuple(table))}
    if given.method == "td0":
        return found | {"values": final[:, 0]}
    first = (final >= final.max(axis=1, keepdims=True) - 1e-9).argmax(axis=1)
    return found | {"q": final, "policy": tuple(trace.actions[a] for a in first)}
