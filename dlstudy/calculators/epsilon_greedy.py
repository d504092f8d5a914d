"""ε-greedy: the probability of each action, where one is greedy or several tie."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.meaning import extreme
from dlstudy.symbolic.params import Array, Choice, Int, Real
from dlstudy.symbolic.tree import Node, function, letters

q, epsilon, n, m, p_best, p_other, pi, v, greedy = letters("q epsilon n m p_best p_other pi v greedy")


def _steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    if given.q is not None:
        yield Do(n, lambda known: known[q].shape[1], (q,), _("the number of actions |A|", "动作个数 |A|"))
        yield Do(greedy, _best, (q,), _("the greedy actions, counted from 1", "贪心动作（从 1 数起）"))
        yield Do(m, lambda known: len(known[greedy].rows[0]) if given.ties == "split" else 1, (greedy,),
                 _("how many share the greedy part", "有几个动作分享贪心部分"))  # fmt: skip
    share = 1 - epsilon if given.q is None or given.ties == "first" else (1 - epsilon) / m
    yield Step(p_other, epsilon / n, _("exploring takes every action equally often", "探索时等概率地取每个动作"))
    yield Step(p_best, share + epsilon / n, _("the greedy action is taken when exploiting, and by chance when exploring",
                                              "利用时取贪心动作，探索时也可能碰巧取到它"))  # fmt: skip
    if given.q is not None and not isinstance(given.epsilon, Node):
        yield Do(pi, lambda known: _row(known, given.ties), (greedy, p_best, p_other, n),
                 _("the probability of each action", "各动作的概率"))  # fmt: skip
        yield Step(
            v,
            function("sum", function("⊙", pi, q)),
            _("the expected action value Σ π(a) Q(a)", "动作值的期望 Σ π(a) Q(a)"),
        )


def _best(known: Known) -> Grid:
    values = known[q].rows[0]
    best = extreme(1)(known[q])
    return Grid([[i for i, value in enumerate(values, 1) if value == best]])


def _row(known: Known, ties: str) -> Grid:
    best = known[greedy].rows[0]
    taken = set(best if ties == "split" else best[:1])
    return Grid([[known[p_best] if i in taken else known[p_other] for i in range(1, known[n] + 1)]])


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    if values["q"] is None and values["actions"] is None:
        values["q"] = EXAMPLE
    return values


def _reference(given: SimpleNamespace) -> dict[str, Any]:
    """Each way to choose, exploiting or exploring with its number, its probability added to the action it takes."""
    import numpy as np

    chance = float(given.epsilon)
    if given.q is None:
        values = np.zeros(given.actions)
        values[0] = 1.0
    else:
        values = np.array([float(x) for x in given.q.rows[0]])
    best = np.flatnonzero(values == values.max())
    taken = best if given.ties == "split" else best[:1]
    found = np.zeros(len(values))
    np.add.at(found, taken, (1 - chance) / len(taken))
    np.add.at(found, np.arange(len(values)), chance / len(values))
    result: dict[str, Any] = {"greedy_probability": found[taken[0]], "other_probability": chance / len(values)}
    if given.q is not None:
        result |= {"probabilities": found, "expected": found @ values, "greedy": best + 1}
    return result


EXAMPLE = Grid([[1, 3, 2, 0]])

CALCULATOR = Calculator(
    name="epsilon-greedy",
    title=_("ε-greedy policy", "ε-贪心策略"),
    topic="monte-carlo",
    source="Sutton & Barto (2018), section 5.4: 1 − ε + ε/|A| and ε/|A| (nndl's draft misprints ε/|A| as 1/|A|)",
    summary=_(
        "The probabilities with which an ε-greedy policy takes each action.",
        "ε-贪心策略取各个动作的概率。",
    ),
    params=(
        Array(q, "q", _("action values, one per action", "各动作的值"), shape=("actions",),
              pick=("1, 3, 2, 0", "2, 5, 1", "0.5, 0.2, 0.9", "4, 4, 1, 0", "0, 0, 0, 0", "-1, -3, -2, -1")),
        Int(n, "actions", _("instead of values: the number of actions", "不给动作值时：动作个数"), low=1, high=10_000),
        Real(epsilon, "epsilon", _("probability of exploring, a number or a letter", "探索概率，数或字母"), low=0, high=1,
             default=Fraction(1, 10), pick=("0.1", "0.2", "0.4")),
        Choice(m, "ties", _("where several actions are best", "多个动作同为最优时"), default="first", pick=("first", "split"),
               options={"first": _("the first is greedy", "取第一个为贪心动作"), "split": _("they share the greedy part",
                                                                                      "它们平分贪心部分")}),
    ),
    outputs=(
        Output(p_best, "greedy_probability", _("probability of the greedy action", "贪心动作的概率")),
        Output(p_other, "other_probability", _("probability of each other action", "其他每个动作的概率")),
        Output(pi, "probabilities", _("probabilities of all actions", "各动作的概率"), "vector"),
        Output(greedy, "greedy", _("greedy actions", "贪心动作"), "vector"),
        Output(v, "expected", _("expected action value", "动作值的期望")),
    ),
    rules=(
        Rule(lambda given: given.q is None or given.actions is None,
             _("give either q or the number of actions", "q 与 actions 只给一个")),
    ),
    steps=_steps,
    reference=_reference,
    derive=_derive,
    mistakes=(
        Mistake("forgot-explored-greedy", _("exploring may take the greedy action too: add ε/|A|", "探索也可能取到贪心动作：要再加 ε/|A|"),
                lambda given: {p_best: (1 - epsilon) / m if given.ties == "split" and given.q is not None else 1 - epsilon}),
        Mistake("others-share", _("exploring is over all |A| actions, not the |A| − 1 others", "探索是在全部 |A| 个动作中取，不是其余 |A| − 1 个"),
                lambda given: {p_other: epsilon / (n - 1),
                               p_best: (1 - epsilon) / m if given.ties == "split" and given.q is not None else 1 - epsilon},
                lambda given: given.actions != 1 and (given.q is None or len(given.q.rows[0]) > 1)),
        Mistake("not-times-epsilon", _("exploring has probability ε: each action gets ε/|A|, not 1/|A|",
                                       "探索的概率是 ε：每个动作得 ε/|A|，不是 1/|A|"),
                lambda given: {p_other: 1 / n, p_best: ((1 - epsilon) / m if given.ties == "split" and given.q is not None
                                                        else 1 - epsilon) + 1 / n}),
        Mistake("swapped", _("1 − ε is for the greedy action, ε for exploring", "1 − ε 是取贪心动作的概率，ε 才是探索的"),
                {p_other: (1 - epsilon) / n, p_best: epsilon + (1 - epsilon) / n},
                lambda given: given.q is None or given.ties == "first"),
        Mistake("ties-split", _("equally good actions share the greedy part", "同样好的动作平分贪心部分"),
                lambda given: {p_best: (1 - epsilon) / _count(given) + epsilon / n, pi: lambda: _split},
                lambda given: given.ties == "first" and given.q is not None and _count(given) > 1, convention=True),
    ),
    examples=(
        Example({"q": "1, 0", "epsilon": "0.5"}, {"greedy_probability": Fraction(3, 4)}, "Sutton & Barto (2018), exercise 2.1"),
        Example({"actions": 4, "epsilon": "0.1"}, {"greedy_probability": Fraction(37, 40), "other_probability": Fraction(1, 40)},
                "Sutton & Barto (2018), section 5.4, with |A| = 4"),
    ),
    usage=("--q '1, 3, 2, 0' --epsilon 0.1", "--actions n --epsilon epsilon", "--q '4, 4, 1' --epsilon 0.3 --ties split"),
)  # fmt: skip


def _count(given: SimpleNamespace) -> int:
    values, best = given.q.rows[0], extreme(1)(given.q)
    return sum(value == best for value in values)


def _split(known: Known) -> Grid:
    return _row(known, "split")
