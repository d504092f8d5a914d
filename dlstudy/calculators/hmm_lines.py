"""The lines of a hidden Markov model: forward, backward and Viterbi, a table a time step."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import compare, exponential, multiply, real
from dlstudy.symbolic.calculator import Do, Known, Run, Step, Table
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid, inner
from dlstudy.symbolic.tree import Letter, Node, function, letters, total

A, B, pi, w, S, Y, o, alpha, beta, gamma, delta, psi, P = letters("A B pi w S Y o alpha beta gamma delta psi P")
P_beta, P_best, L, path, F, R, G, D = letters("P_beta P_best L path F R G D")
STATE = _("state", "状态")
Lines = Generator[Step | Do, Any, None]


def states_of(given: SimpleNamespace) -> tuple[str, ...]:
    """The names of the states, their numbers from 1 where they have none."""
    return tuple(given.states or map(str, range(1, given.transition.shape[0] + 1)))


def steps(given: SimpleNamespace) -> Lines:
    """The observations by number, then what the task asks for."""
    yield Do(
        o,
        numbers(given),
        (w, B),
        _("each observation's column of the emission matrix B", "各观测对应观测概率矩阵 B 的第几列"),
        table=_seen,
    )
    length = len(given.observations)
    seen: Any = None
    if given.task in ("all", "forward", "posterior"):
        seen = yield from _forward(given, length)
    if given.task in ("all", "backward", "posterior"):
        yield from _backward(given, length)
    if seen and given.task in ("all", "posterior"):  # given what cannot be seen, nothing follows
        yield from _posterior(length)
    if given.task in ("all", "viterbi"):
        yield from _viterbi(given, length)


def numbers(given: SimpleNamespace) -> Run:
    """The observations as a row of column numbers."""
    known = {name: i for i, name in enumerate(symbols_of(given), 1)}
    return lambda found: Grid([[known[word] for word in found[w]]])


def symbols_of(given: SimpleNamespace) -> tuple[str, ...]:
    """The names of the symbols, their numbers from 1 where they have none."""
    return tuple(given.symbols or map(str, range(1, given.emission.shape[1] + 1)))


def _seen(found: Grid, known: Known) -> Table:
    rows = zip(range(1, len(known[w]) + 1), known[w], found.rows[0], strict=True)
    return Table(("t", _("observation", "观测"), _("column", "列")), tuple(rows))


def _forward(given: SimpleNamespace, length: int) -> Generator[Step | Do, Any, Any]:
    group = _("Forward", "前向算法")
    for t in range(1, length + 1):
        why = _("start in each state and emit the first symbol", "初始概率乘以发出第一个观测的概率") if t == 1 else _(
            "all ways into each state, then its symbol", "到达各状态的所有途径求和，再乘以发出观测的概率")  # fmt: skip
        yield Do(alpha[t], forward(t), (pi, A, B, o, *_one(alpha, t - 1)), why, group, _ahead(given, alpha, t))
    yield Step(F, function("stack", *(alpha[t] for t in range(1, length + 1))), _(
        "one row per time step", "每行一个时刻"), group)  # fmt: skip
    p = yield Step(P, function("sum", alpha[length]), _("summed over the last state", "对最后时刻的状态求和"), group)
    if p > 0:
        yield Step(L, function("ln", P), _("its logarithm", "取对数"), group)
    return p


def _one(letter: Letter, t: int) -> tuple[Letter, ...]:
    return (letter[t],) if t else ()


def emitted(known: Known, t: int) -> list[Any]:
    """Each state's probability of the symbol seen at time t."""
    column = known[o].rows[0][t - 1] - 1
    return [row[column] for row in known[B].rows]


def forward(t: int, emits: bool = True, letter: Letter = alpha, best: bool = False) -> Run:
    """α at time t; the best way alone instead of all where `best`, the symbol left out where not `emits`."""

    def run(known: Known) -> Grid:
        if t == 1:
            reached = list(known[pi].rows[0])
        else:
            before, columns = known[letter[t - 1]].rows[0], known[A].T.rows
            reached = [_largest(before, column)[1] if best else inner(before, column) for column in columns]
        return Grid([[multiply(p, b) if emits else p for p, b in zip(reached, emitted(known, t), strict=True)]])

    return run


def _largest(before: Sequence[Any], column: Sequence[Any]) -> tuple[int, Any]:
    """The first of the best ways, and its probability."""
    ways = [multiply(p, a) for p, a in zip(before, column, strict=True)]
    best = 0
    for i, way in enumerate(ways):
        best = i if compare(way, ways[best]) > 0 else best
    return best, ways[best]


def _ahead(given: SimpleNamespace, letter: Letter, t: int) -> Callable[[Any, Known], Table]:
    """A state a row: its new value and, for Viterbi, where the best way came from."""
    states = states_of(given)

    def table(new: Grid, known: Known) -> Table:
        heading: tuple[Text | str, ...] = (STATE, f"{'α' if letter is alpha else 'δ'}[{t}]")
        rows: list[tuple[Any, ...]] = list(zip(states, new.rows[0], strict=True))
        if letter is delta and t > 1:
            heading = (*heading, _("from", "来自"))
            rows = [
                (*row, states[_largest(known[delta[t - 1]].rows[0], column)[0]])
                for row, column in zip(rows, known[A].T.rows, strict=True)
            ]
        return Table(heading, tuple(rows), lambda j, _column: _reached(letter, t, j, known))

    return table


def _reached(letter: Letter, t: int, j: int, known: Known) -> Node:
    """`(0.1 × 0.5 + 0.16 × 0.3) × 0.5`, or with max for Viterbi."""
    b = literal(emitted(known, t)[j])
    if t == 1:
        return literal(known[pi].rows[0][j]) * b
    before, column = known[letter[t - 1]].rows[0], known[A].T.rows[j]
    ways = [literal(p) * literal(a) for p, a in zip(before, column, strict=True)]
    return (function("max", *ways) if letter is delta and len(ways) > 1 else total(ways)) * b


def _backward(given: SimpleNamespace, length: int) -> Lines:
    group = _("Backward", "后向算法")
    size = given.transition.shape[0]
    yield Do(
        beta[length], lambda _known: Grid([[1] * size]), (), _("nothing is left to be seen", "之后再无观测"), group
    )
    for t in range(length - 1, 0, -1):
        yield Do(beta[t], backward(t), (A, B, o, beta[t + 1]), _("to every next state, its symbol, and all that follows",
                 "转移到各状态，发出下一观测，再乘以其后向概率，求和"), group, _behind(given, t))  # fmt: skip
    yield Step(R, function("stack", *(beta[t] for t in range(1, length + 1))), _(
        "one row per time step", "每行一个时刻"), group)  # fmt: skip
    yield Do(P_beta, _from_the_start, (pi, B, o, beta[1]), _("start in each state, emit, and see the rest",
             "初始概率乘以发出第一个观测的概率和后向概率，求和"), group)  # fmt: skip


def _from_the_start(known: Known) -> Any:
    first = [multiply(p, b) for p, b in zip(known[pi].rows[0], emitted(known, 1), strict=True)]
    return inner(first, known[beta[1]].rows[0])


def backward(t: int, emits: bool = True) -> Run:
    """β at time t; the next symbol left out where not `emits`."""

    def run(known: Known) -> Grid:
        later = known[beta[t + 1]].rows[0]
        if emits:
            later = [multiply(b, p) for b, p in zip(emitted(known, t + 1), later, strict=True)]
        return Grid([[inner(row, later) for row in known[A].rows]])

    return run


def _behind(given: SimpleNamespace, t: int) -> Callable[[Any, Known], Table]:
    states = states_of(given)

    def table(new: Grid, known: Known) -> Table:
        def cell(i: int, _column: int) -> Node:
            each = zip(known[A].rows[i], emitted(known, t + 1), known[beta[t + 1]].rows[0], strict=True)
            return total(literal(a) * literal(b) * literal(p) for a, b, p in each)

        return Table((STATE, f"β[{t}]"), tuple(zip(states, new.rows[0], strict=True)), cell)

    return table


def _posterior(length: int) -> Lines:
    group = _("Posterior", "后验概率")
    for t in range(1, length + 1):
        yield Step(gamma[t], function("⊙", alpha[t], beta[t]) / P, _(
            "of what was seen, the share that passes through each state", "经过各状态的部分在总概率中所占的比例"), group)  # fmt: skip
    yield Step(G, function("stack", *(gamma[t] for t in range(1, length + 1))), _(
        "one row per time step", "每行一个时刻"), group)  # fmt: skip


def _viterbi(given: SimpleNamespace, length: int) -> Lines:
    group = _("Viterbi", "维特比算法")
    for t in range(1, length + 1):
        why = _("start in each state and emit the first symbol", "初始概率乘以发出第一个观测的概率") if t == 1 else _(
            "the best way into each state, then its symbol", "到达各状态的最优途径，再乘以发出观测的概率")  # fmt: skip
        run = forward(t, letter=delta, best=True)
        yield Do(delta[t], run, (pi, A, B, o, *_one(delta, t - 1)), why, group, _ahead(given, delta, t))
    yield Step(D, function("stack", *(delta[t] for t in range(1, length + 1))), _(
        "one row per time step", "每行一个时刻"), group)  # fmt: skip
    yield Step(P_best, function("max", delta[length]), _("the best last state", "最后时刻最优的状态"), group)
    yield Do(path, traced(given, length), (A, *(delta[t] for t in range(1, length + 1))), _(
        "from the best last state, back along the best ways; the first of equally good ones",
        "从最后的最优状态沿最优途径回溯；同样好的取编号小的"), group, _path_table)  # fmt: skip


def _path_table(found: tuple[str, ...], _known: Known) -> Table:
    return Table(("t", STATE), tuple((str(t), state) for t, state in enumerate(found, 1)))


def traced(given: SimpleNamespace, length: int) -> Run:
    """The states of the best path."""

    def run(known: Known) -> tuple[str, ...]:
        last = known[delta[length]].rows[0]
        found = [_largest(last, [1] * len(last))[0]]
        for t in range(length - 1, 0, -1):
            found.append(_largest(known[delta[t]].rows[0], known[A].T.rows[found[-1]])[0])
        states = states_of(given)
        return tuple(states[i] for i in reversed(found))

    return run


def best_at_each_time(given: SimpleNamespace) -> Run:
    """The likeliest state of each time by itself."""

    def run(known: Known) -> tuple[str, ...]:
        rows = [known[delta[t]].rows[0] for t in range(1, len(given.observations) + 1)]
        states = states_of(given)
        return tuple(states[_largest(row, [1] * len(row))[0]] for row in rows)

    return run


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """All paths written out (by logarithms where they are too many)."""
    import numpy as np

    from dlstudy.reference.hidden_markov import Model, solve

    arrays = [
        np.array([[float(x) for x in row] for row in v.rows]) for v in (given.initial, given.transition, given.emission)
    ]
    known = {name: i for i, name in enumerate(symbols_of(given))}
    found = solve(Model(arrays[0][0], arrays[1], arrays[2], np.array([known[word] for word in given.observations])))
    states = states_of(given)
    p, best = _exponential(found.log_probability), _exponential(found.log_best)
    every = {
        "probability": p, "forward": found.forward, "backward": found.backward, "posterior": found.posterior,
        "viterbi": found.viterbi, "path_probability": best, "backward_probability": p,
        "path": tuple(states[i] for i in found.path),
    }  # fmt: skip
    return every | ({"log_probability": real(found.log_probability)} if p else {})


def _exponential(logarithm: float) -> Any:
    """The number of this logarithm, however small."""
    return exponential(real(logarithm)) if logarithm > -math.inf else 0
