"""Monte Carlo: values as means of returns over given episodes, beside what TD(0) makes of the same batch."""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.learning_picture import picture
from dlstudy.calculators.mc_episodes import EXAMPLE, Key, named, read_episodes, visits
from dlstudy.calculators.mc_learning import OUTPUTS, PARAMS, derive, learned, lines, worked
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Mistake, Output, Rule, Step, Table
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Choice, Real, Written
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters, node, total

gamma, alpha, V_0, G, V, V_n, r, P, A, tau = letters("gamma alpha V_0 G V V_n r P A tau")
Lines = Generator["Step | Do", Any, None]
DEFAULT_START = 0


def _keys(given: SimpleNamespace) -> list[Key]:
    """What is estimated: everything visited; where only starts count, everything an episode starts with."""
    keys = given.episodes.keys
    return [key for key in keys if given.method != "start" or _taken(given, key)]


def _steps(given: SimpleNamespace) -> Lines:
    if given.world is not None:
        yield from lines(given)
        return
    if given.method == "batch-td":
        yield from _batch(given)
        return
    yield from _returns(given)
    for j, key in enumerate(_keys(given), 1):
        yield from _mean(given, j, key) if given.learning_rate is None else _moved(given, j, key)
    finals = [_final(given, j, key) for j, key in enumerate(_keys(given), 1)]
    yield Do(V_n, lambda known: Grid([[known[letter] for letter in finals]]), tuple(finals), _("all values", "全部的值"),
             table=lambda value, _known: _table(given, value))  # fmt: skip


def _returns(given: SimpleNamespace) -> Lines:
    """G_t backwards through every episode."""
    for i, row in enumerate(given.episodes.rows, 1):
        group = _("Episode {i}: {path}", "第 {i} 条轨迹：{path}")(i=i, path=" ".join(f"{named(k)} {x}" for k, x in row))
        for t in reversed(range(len(row))):
            key, reward = row[t]
            last = t == len(row) - 1
            expr = node(reward) if last else node(reward) + gamma * G[i, t + 1]
            yield Step(
                G[i, t],
                expr,
                _("the return from {s} at t = {t}", "t = {t} 时由 {s} 起的回报")(s=named(key), t=t),
                group,
            )


def _taken(given: SimpleNamespace, key: Key, method: str | None = None) -> list[Node]:
    return [G[i, t] for i, t in visits(given.episodes, key, method or given.method)]


def _mean_of(parts: list[Node], count: int | None = None) -> Node:
    """The mean; of nothing at all, 0, the first value."""
    size = len(parts) if count is None else count
    return Num(DEFAULT_START) if not parts else parts[0] if size == 1 else total(parts) / size


def _mean(given: SimpleNamespace, j: int, key: Key) -> Lines:
    parts = _taken(given, key)
    text = _("{s}: the mean of the {n} returns that count", "{s}：所计 {n} 个回报的平均")
    if len(parts) == 1:
        text = _("{s}: the one return that counts", "{s}：只有 {n} 个回报计入")
    yield Step(V[j], _mean_of(parts), text(s=named(key), n=len(parts)), _("Means", "求平均"))


def _moved(given: SimpleNamespace, j: int, key: Key) -> Lines:
    """Visit by visit, a share α of the way to the return."""
    old: Node = V_0
    for c, part in enumerate(_taken(given, key), 1):
        yield Step(V[j, c], old + alpha * (part - old), _("{s}: a step of size α towards the return", "{s}：向回报走一步，步长 α")(
            s=named(key)), _("Updates", "增量更新"))  # fmt: skip
        old = V[j, c]


def _final(given: SimpleNamespace, j: int, key: Key) -> Letter:
    return V[j] if given.learning_rate is None else V[j, len(_taken(given, key))]


def _table(given: SimpleNamespace, value: Grid) -> Table:
    rows = [(named(key), len(_taken(given, key)), x) for key, x in zip(_keys(given), value.rows[0], strict=True)]
    return Table((_("visited", "访问"), _("times counted", "计入次数"), _("value", "值")), tuple(rows))


def _batch(given: SimpleNamespace) -> Lines:
    """The chain that fits the episodes best, and its values."""
    rewards, chances = _fitted(given)
    names = [named(key) for key in given.episodes.keys]
    yield Do(r, lambda _known: rewards, (), _("the mean reward seen in each state", "各状态所见奖励的平均"),
             table=lambda value, _known: Table((_("state", "状态"), "r"), tuple(zip(names, value.rows[0], strict=True))))  # fmt: skip
    yield Do(P, lambda _known: chances, (), _("how often each state was seen to follow (the rest ended)",
                                              "各状态之后到达另一状态的频率（其余为结束）"))  # fmt: skip
    yield Step(A, function("identity", len(names)) - gamma * P, _("V = r + γPV, the unknowns on the left",
                                                                 "V = r + γPV，未知数移到左边"))  # fmt: skip
    yield Step(V_n, function("solve", A, r), _("what TD(0) settles on: the values of the best-fitting chain",
                                               "批量 TD(0) 的收敛值：与数据最吻合的马尔可夫过程的值"))  # fmt: skip


def _fitted(given: SimpleNamespace) -> tuple[Grid, Grid]:
    """Mean rewards, and the frequencies of the next states."""
    keys = given.episodes.keys
    rewards = [Fraction(0)] * len(keys)
    seen = [[Fraction(0)] * len(keys) for _key in keys]
    times = [0] * len(keys)
    for row in given.episodes.rows:
        for t, (key, reward) in enumerate(row):
            s = keys.index(key)
            times[s], rewards[s] = times[s] + 1, rewards[s] + reward
            if t + 1 < len(row):
                seen[s][keys.index(row[t + 1][0])] += 1
    return Grid([[x / n for x, n in zip(rewards, times, strict=True)]]), Grid(
        [[x / n for x in line] for line, n in zip(seen, times, strict=True)]
    )


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    """Returns by one matrix product; means, weighted means, or a batch shown until nothing changes."""
    if given.world is not None:
        return dict(learned(given))
    import numpy as np

    from dlstudy.reference.monte_carlo import batch_td, returns, weighted

    keys, rows = given.episodes.keys, given.episodes.rows
    if given.method == "start":
        keys = tuple(dict.fromkeys(row[0][0] for row in sorted(rows, key=lambda row: keys.index(row[0][0]))))
    rewards = [[float(x) for _key, x in row] for row in rows]
    if given.method == "batch-td":
        visited = [[keys.index(key) for key, _x in row] for row in rows]
        return {"values": batch_td(visited, rewards, len(keys), float(given.discount))}
    found = [returns(row, float(given.discount)) for row in rewards]
    values = []
    for key in keys:
        own: list[float] = []
        for row, worth in zip(rows, found, strict=True):
            times = np.flatnonzero([visited == key for visited, _x in row])
            kept = (
                times
                if given.method == "every-visit"
                else times[:1]
                if given.method == "first-visit"
                else times[times == 0]
            )
            own += worth[kept].tolist()
        first = float(given.start)
        rate = given.learning_rate
        values.append((np.mean(own) if own else 0.0) if rate is None else weighted(first, own, float(rate)))
    return {"values": values}


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Two or three short episodes over two states, one of which is visited twice."""
    if values.get("episodes") is not EXAMPLE or values.get("world") is not None:
        return values
    first = ["A", "B", "A", *rng.sample("AB", rng.choice((0, 1)))]
    others = [rng.sample("AB", rng.choice((1, 2))) for _i in range(rng.choice((1, 2)))]
    rows = [" ".join(f"{s} {rng.choice((-1, 0, 1, 2, 3, 4))}" for s in row) for row in [first, *others]]
    values["episodes"] = "; ".join(rows)
    if values["method"] == "batch-td":
        values["learning_rate"] = None
    return values


def _swapped(method: str) -> Any:
    """The means taken over the visits of another method."""

    def swap(given: SimpleNamespace) -> dict[Any, Any]:
        keys = _keys(given)
        return {V: lambda j: _mean_of(_taken(given, keys[j - 1], method))}

    return swap


def _averaging(given: SimpleNamespace) -> bool:
    return given.world is None and given.method != "batch-td" and given.learning_rate is None


def _over_episodes(given: SimpleNamespace) -> dict[Any, Any]:
    keys, count = _keys(given), len(given.episodes.rows)
    return {V: lambda j: _mean_of(_taken(given, keys[j - 1]), count)}


def _at_once(given: SimpleNamespace) -> dict[Any, Any]:
    return {G: lambda i, t: node(given.episodes.rows[i - 1][t][1])}


def _by_monte_carlo(given: SimpleNamespace) -> dict[Any, Any]:
    """The means of all returns, where what TD(0) settles on is asked."""
    from dlstudy.symbolic.working import work

    values = {**vars(given), "method": "every-visit"}
    return {V_n: literal(work(CALCULATOR, values).outputs["values"])}


def _names(given: SimpleNamespace) -> Sequence[str]:
    return given.world.states if given.world is not None else [named(key) for key in _keys(given)]


CALCULATOR = Calculator(
    name="monte-carlo",
    title=_("Monte Carlo estimates", "蒙特卡罗估计"),
    topic="monte-carlo",
    source="Sutton & Barto (2018), section 5.1 (first and every visit), eq. 6.1 (constant α), section 6.3 (batch TD(0)); "
           "nndl ch. 14 (trajectories started at (s, a))",
    summary=_(
        "State or action values from given episodes: started there, first-visit, every-visit, or what batch TD(0) settles "
        "on; with a world, episodes are run there.",
        "由给定轨迹估计状态值或动作值：仅计出发处、首次访问、每次访问，或批量 TD(0) 的收敛值；"
        "给出环境时，在其中运行轨迹并学习。",
    ),
    params=(
        Written(tau, "episodes", _("episodes, a ; between: A 0 B 1; B 1 x6 (state, reward, …), or A left 0 B right 1 with actions; in a world, their number",
                                   "各条轨迹以 ; 分隔：A 0 B 1; B 1 x6（状态、奖励、…），或带动作 A left 0 B right 1；给出 world 时为轨迹条数"),
                reader=read_episodes, default=EXAMPLE),
        Choice(Letter("method"), "method", _("which returns are averaged", "对哪些回报求平均"), default="start",
               pick=("start", "first-visit", "every-visit"), options={
                   "start": _("of whole trajectories, for the state and action they start with: the course and nndl",
                              "整条轨迹的回报，只归于出发时的状态和动作：课程与 nndl 的做法"),
                   "first-visit": _("from the first visit of each episode on, for all that is visited: Sutton & Barto",
                                    "每条轨迹中首次访问之后的，途经的都计入：Sutton & Barto"),
                   "every-visit": _("from every visit on", "每次访问之后的"),
                   "batch-td": _("not Monte Carlo: TD(0) shown the batch again and again", "不是蒙特卡罗：反复呈现这批数据的 TD(0)")}),
        Real(gamma, "discount", _("discount factor", "折扣率"), low=0, high=1, default=1, pick=(1, 1, Fraction(1, 2), Fraction(9, 10))),
        Real(alpha, "learning_rate", _("constant step size, instead of means", "常数步长 α，代替求平均"), low=0, high=1,
             pick=(None, None, Fraction(1, 2), Fraction(1, 10))),
        Real(V_0, "start", _("first value, with a step size or in a world", "初值（用步长时，或在环境中）"), default=DEFAULT_START, pick=(0, 0, 1)),
        *PARAMS,
    ),
    outputs=(Output(V_n, "values", _("values", "估计值"), "vector", rows=_names), *OUTPUTS),
    rules=(
        Rule(lambda v: not any(isinstance(x, Node) for x in (v.discount, v.learning_rate, v.start)),
             _("discount, step size and start have to be numbers here", "折扣率、步长和初值在这里必须是数")),
        Rule(lambda v: v.method != "batch-td" or v.learning_rate is None,
             _("a batch settles on the same values whatever the step size", "批量更新的收敛值与步长无关，不必给出")),
        Rule(lambda v: v.method != "batch-td" or v.world is not None or len(v.episodes.keys[0]) == 1,
             _("batch TD(0) is for state values: leave out the actions", "批量 TD(0) 估计状态值：请不要写动作")),
    ),
    steps=_steps,
    reference=_reference,
    derive=derive,
    draw=_draw,
    exact_below=worked,
    picture=picture,
    mistakes=(
        Mistake("every-for-first", _("only the first visit of each episode counts", "每条轨迹只计首次访问"), _swapped("every-visit"),
                lambda v: _averaging(v) and v.method == "first-visit"),
        Mistake("first-for-every", _("every visit counts, not the first alone", "每次访问都计入，而不只是首次"), _swapped("first-visit"),
                lambda v: _averaging(v) and v.method == "every-visit"),
        Mistake("forgot-discount", _("what comes later is discounted by γ", "后续的奖励要乘以折扣率 γ"), {gamma: 1},
                lambda v: v.world is None and v.discount != 1),
        Mistake("reward-only", _("a return sums all rewards to the end, not the next one alone", "回报累计到轨迹结束，而不只是下一个奖励"),
                _at_once, lambda v: v.world is None and v.method != "batch-td"),
        Mistake("over-episodes", _("divide by the visits counted, not by the number of episodes", "除以计入的访问次数，而不是轨迹条数"),
                _over_episodes, _averaging),
        Mistake("monte-carlo-for-td", _("TD(0) uses that A leads to B; means of returns do not", "TD(0) 利用了 A 转移到 B 的信息，回报的平均则没有"),
                _by_monte_carlo, lambda v: v.method == "batch-td"),
        Mistake("every-for-start", _("only the return of the whole trajectory counts, for what it starts with",
                                     "只计整条轨迹的回报，归于出发处"), _swapped("every-visit"), lambda v: _averaging(v) and v.method == "start"),
        Mistake("first-visit", _("first visits on the way count too (Sutton & Barto)", "途中的首次访问也计入（Sutton & Barto）"),
                _swapped("first-visit"), lambda v: _averaging(v) and v.method == "start", convention=True),
        Mistake("started-there", _("only trajectories that start there count (the course, nndl)", "只计从该处出发的轨迹（课程、nndl）"),
                _swapped("start"), lambda v: _averaging(v) and v.method != "start", convention=True),
    ),
    examples=(
        Example({"episodes": "s 1 s 1 s 1 s 1 s 1 s 1 s 1 s 1 s 1 s 1", "method": "first-visit"}, {"values": (10,)}, "Sutton & Barto (2018), exercise 5.5, first visit"),
        Example({"episodes": "s 1 s 1 s 1 s 1 s 1 s 1 s 1 s 1 s 1 s 1", "method": "every-visit"}, {"values": (Fraction(11, 2),)},
                "Sutton & Barto (2018), exercise 5.5, every visit"),
        Example({"episodes": "A 0 B 0; B 1 x6; B 0", "method": "every-visit"}, {"values": (0, Fraction(3, 4))},
                "Sutton & Barto (2018), example 6.4, batch Monte Carlo"),
        Example({"episodes": "A 0 B 0; B 1 x6; B 0", "method": "batch-td"}, {"values": (Fraction(3, 4), Fraction(3, 4))},
                "Sutton & Barto (2018), example 6.4, batch TD(0)"),
    ),
    usage=("--episodes 'A left 1 B left 2; A left 3; A right 5'", "--episodes 'A 0 B 0; B 1 x6; B 0' --method batch-td", "--episodes 'A 3 A 2 B -4 A 4 B -3; B -2 A 3 B -3' --method every-visit",
           "--episodes 'A left 0 B right 1; A right 2' --learning-rate 0.1", "--world blackjack --episodes 2000 --seed 1",
           "--world random-walk --policy uniform --method every-visit --episodes 200"),
)  # fmt: skip
