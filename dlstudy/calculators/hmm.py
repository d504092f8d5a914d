"""Hidden Markov models: forward, backward and Viterbi on the user's own tables."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace

from dlstudy.calculators.hmm_lines import (
    A,
    B,
    D,
    F,
    G,
    L,
    P,
    P_best,
    P_beta,
    R,
    S,
    Y,
    alpha,
    backward,
    best_at_each_time,
    beta,
    delta,
    forward,
    gamma,
    path,
    pi,
    reference,
    steps,
    symbols_of,
    w,
)
from dlstudy.calculators.passages import Words
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice
from dlstudy.symbolic.tree import Letter, function

MOST_STEPS, MOST_EXACT = 60, 6_000
BALLS = {"transition": "0.5 0.2 0.3; 0.3 0.5 0.2; 0.2 0.3 0.5", "emission": "0.5 0.5; 0.4 0.6; 0.7 0.3",
         "initial": "0.2 0.4 0.4", "symbols": "红 白", "observations": "红 白 红"}  # fmt: skip
ILL = {"transition": "0.7 0.3; 0.4 0.6", "emission": "0.5 0.4 0.1; 0.1 0.3 0.6", "initial": "0.6 0.4",
       "states": "Healthy Fever", "symbols": "normal cold dizzy", "observations": "normal cold dizzy"}  # fmt: skip


def _sums_to_one(given: SimpleNamespace) -> bool:
    return all(
        sum(row) == 1 and all(p >= 0 for p in row)
        for v in (given.transition, given.emission, given.initial)
        for row in v.rows
    )


def _named(given: SimpleNamespace) -> bool:
    states, symbols = given.transition.shape[0], given.emission.shape[1]
    return all(
        names is None or (len(names) == count and len(set(names)) == count)
        for names, count in ((given.states, states), (given.symbols, symbols))
    )


def _known(given: SimpleNamespace) -> bool:
    return set(given.observations) <= set(symbols_of(given))


def _does(*tasks: str) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.task in ("all", *tasks)


def _possible(given: SimpleNamespace) -> bool:
    """Whether some path of states can emit the observations."""
    states, column = range(given.transition.shape[0]), {name: i for i, name in enumerate(symbols_of(given))}
    can = {i for i in states if given.initial.rows[0][i] > 0}
    for t, seen in enumerate(given.observations):
        if t:
            can = {j for i in can for j in states if given.transition.rows[i][j] > 0}
        can = {i for i in can if given.emission.rows[i][column[seen]] > 0}
    return bool(can)


def _read(text: str) -> Grid:
    return Grid([[Fraction(x) for x in row.split()] for row in text.split(";")])


MISTAKES = (
    Mistake("forgot-emission", _("every step is weighted by the probability of the symbol seen", "每一步都要乘以发出观测的概率"),
            {alpha: lambda t: forward(t, emits=t == 1)}, _does("forward", "posterior")),
    Mistake("forgot-initial", _("the first step is weighted by the initial distribution", "第一步要乘以初始概率"),
            lambda v: {pi: Grid([[1] * v.initial.shape[1]])}, _does("forward", "viterbi", "posterior")),
    Mistake("transposed-transitions", _("rows of A are the states left, columns those entered", "A 的行是转移前的状态，列是转移后的状态"),
            lambda v: {A: v.transition.T}, lambda v: v.transition != v.transition.T),
    Mistake("best-way-in-forward", _("forward adds up all ways; the best way alone is Viterbi", "前向算法对所有途径求和；只取最大的是维特比算法"),
            {alpha: lambda t: forward(t, best=True)}, _does("forward", "posterior")),
    Mistake("sum-in-viterbi", _("Viterbi keeps the best way only; adding them up is forward", "维特比算法只取最大的途径；求和的是前向算法"),
            {delta: lambda t: forward(t, letter=delta)}, _does("viterbi")),
    Mistake("best-at-each-time", _("the best path is traced back from its end; the best δ of each time by itself need not form it",
                                   "最优路径要从终点回溯；逐个时刻取最大的 δ 不一定构成最优路径"),
            lambda v: {path: lambda: best_at_each_time(v)}, _does("viterbi")),
    Mistake("backward-without-emission", _("backward weighs the next symbol too", "后向递推也要乘以发出下一个观测的概率"),
            lambda v: {beta[t]: (lambda t=t: backward(t, emits=False)) for t in range(1, len(v.observations))},
            lambda v: v.task in ("all", "backward", "posterior") and len(v.observations) > 1),
    Mistake("posterior-not-divided", _("the posterior is α β divided by the probability of all that was seen",
                                       "后验概率要除以观测序列的概率"),
            {gamma: lambda t: function("⊙", alpha[t], beta[t])}, lambda v: _does("posterior")(v) and _possible(v)),
)  # fmt: skip

CALCULATOR = Calculator(
    name="hmm",
    title=_("Hidden Markov model", "隐马尔可夫模型"),
    topic="hmm",
    source="Rabiner (1989), section III; 李航《统计学习方法》ch. 10",
    summary=_(
        "Probability of a sequence of observations (forward, backward) and its best path of states (Viterbi).",
        "观测序列的概率（前向、后向算法）与最优状态路径（维特比算法）。",
    ),
    params=(
        Array(A, "transition", _("transition probabilities, a row for each state left", "状态转移概率，每行是一个转移前的状态"),
              shape=("states", "states"), default=_read(BALLS["transition"]), required=True, pick=(
                  "0.5 0.5; 0.3 0.7", "0.6 0.4; 0.2 0.8", "0.7 0.3; 0.4 0.6", "0.8 0.2; 0.5 0.5", "0.9 0.1; 0.3 0.7")),
        Array(B, "emission", _("emission probabilities, a row for each state", "观测概率，每行是一个状态"),
              shape=("states", "symbols"), default=_read(BALLS["emission"]), required=True, pick=(
                  "0.5 0.5; 0.2 0.8", "0.6 0.4; 0.3 0.7", "0.9 0.1; 0.4 0.6", "0.2 0.8; 0.7 0.3", "0.4 0.6; 0.8 0.2")),
        Array(pi, "initial", _("initial probabilities of the states", "初始状态概率"), shape=("states",),
              default=_read(BALLS["initial"]), required=True, pick=("0.5 0.5", "0.6 0.4", "0.8 0.2", "0.3 0.7")),
        Words(w, "observations", _("what was seen, by number from 1 or by name", "观测序列，写编号（从 1 开始）或名称"),
              default=("1", "2", "1"), pick=("1 2", "2 1", "1 2 1", "1 1 2", "2 1 2", "2 2 1")),
        Words(S, "states", _("names of the states (else numbers)", "各状态的名称（默认用编号）")),
        Words(Y, "symbols", _("names of the symbols (else numbers)", "各观测符号的名称（默认用编号）")),
        Choice(Letter("task"), "task", _("what to work out", "要计算什么"), default="all", options={
            "all": _("everything", "全部"),
            "forward": _("the probability, forward", "用前向算法求观测概率"),
            "backward": _("the probability, backward", "用后向算法求观测概率"),
            "posterior": _("the probability of each state at each time", "各时刻各状态的后验概率"),
            "viterbi": _("the best path", "求最优路径"),
        }),
    ),
    outputs=(
        Output(P, "probability", _("probability of the observations", "观测序列的概率")),
        Output(L, "log_probability", _("its natural logarithm", "其自然对数")),
        Output(F, "forward", _("forward probabilities α (one row per time step)", "前向概率 α（每行一个时刻）"), "matrix"),
        Output(R, "backward", _("backward probabilities β (one row per time step)", "后向概率 β（每行一个时刻）"), "matrix"),
        Output(P_beta, "backward_probability", _("the same probability, backward", "用后向概率求得的观测概率")),
        Output(G, "posterior", _("probability of each state given all observations", "已知全部观测时各状态的概率"), "matrix"),
        Output(D, "viterbi", _("best paths' probabilities δ (one row per time step)", "最优路径概率 δ（每行一个时刻）"), "matrix"),
        Output(path, "path", _("best path", "最优路径"), "words"),
        Output(P_best, "path_probability", _("probability of the best path", "最优路径的概率")),
    ),
    rules=(
        Rule(_sums_to_one, _("every row of probabilities must add up to 1 exactly, with none below 0; write 1/3 for a third",
                              "每行概率之和须恰为 1，且不能有负数；三分之一请写 1/3")),
        Rule(_named, _("as many different names are needed as there are states or symbols", "名称须与状态（观测符号）一一对应，且各不相同")),
        Rule(_known, _("an observation is none of the symbols: write their numbers, from 1, or name them by --symbols",
                       "观测中有未知的符号：请写从 1 开始的编号，或用 --symbols 给出名称")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example(BALLS, {"probability": Fraction(130218, 10**6), "path": ("3", "3", "3"), "path_probability": Fraction(147, 10**4)},
                "李航《统计学习方法》, examples 10.2 (prints 0.13022) and 10.3"),
        Example(ILL, {"path": ("Healthy", "Healthy", "Fever"), "path_probability": Fraction(1512, 10**5),
                      "viterbi": Grid([[Fraction("0.3"), Fraction("0.04")], [Fraction("0.084"), Fraction("0.027")],
                                       [Fraction("0.00588"), Fraction("0.01512")]])},
                "Wikipedia, “Viterbi algorithm”, the village doctor"),
        Example({"transition": "0.7 0.3; 0.3 0.7", "emission": "0.9 0.1; 0.2 0.8", "initial": "0.5 0.5", "task": "posterior",
                 "states": "rain dry", "symbols": "umbrella none", "observations": "umbrella umbrella"},
                {"posterior": Grid([[0.883, 0.117], [0.883, 0.117]])},
                "Russell & Norvig, “Artificial Intelligence”, the umbrella world, section on smoothing", within=5e-4),
    ),
    usage=(
        "--transition '0.7 0.3; 0.4 0.6' --emission '0.5 0.5; 0.1 0.9' --initial '0.6 0.4' --observations '1 2 1'",
        "--transition '0.7 0.3; 0.4 0.6' --emission '0.5 0.4 0.1; 0.1 0.3 0.6' --initial '0.6 0.4' --states 'Healthy Fever' "
        "--symbols 'normal cold dizzy' --observations 'normal cold dizzy' --task viterbi",
        "--transition @a.csv --emission @b.csv --initial @pi.csv --observations @seen.txt --task forward",
    ),
    exact_below=lambda v: len(v.observations) <= MOST_STEPS and len(v.observations) * v.transition.shape[0] ** 2 <= MOST_EXACT,
)  # fmt: skip
