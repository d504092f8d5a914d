"""The lines of decoding: what is kept at each step, the candidates at the end, the one that is chosen, and the costs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from fractions import Fraction
from functools import cmp_to_key
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.beam_table import Chances, Prefix
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import compare, divide, logarithm, power, real
from dlstudy.symbolic.calculator import Do, Known, Run, Step, Table
from dlstudy.symbolic.evaluate import literal
from dlstudy.symbolic.tree import Letter, Node, Num, function, letters

p, k, T, V, alpha, B, y, P, L, S, F, n, C_g, C_e, C_b = letters("p k T V alpha B y P L S F n C_g C_e C_b")
MOST_SEQUENCES = 20_000
SEQUENCE, PROBABILITY = _("sequence", "序列"), _("probability", "概率")
Kept = Sequence[tuple[Prefix, Any]]
Lines = Generator[Step | Do, Any, None]
Grow = Callable[[Any, Any], Any]


def steps(given: SimpleNamespace) -> Lines:
    """The search and the sequence it finds, then what searches of this size cost."""
    if given.table is not None:
        yield from _search(given)
    yield Step(C_g, V * T, _("greedy: all words once at every step", "贪心搜索：每步比较一遍词表"), COST)
    yield Step(C_e, V**T, _("exhaustive: every sequence", "穷举搜索：所有序列"), COST)
    yield Step(
        C_b,
        k * V * T,
        _("beam: all words after each of k prefixes, at every step", "束搜索：每步对 k 个前缀各扩展一遍词表"),
        COST,
    )


COST = _("Cost", "计算量")


def _search(given: SimpleNamespace) -> Lines:
    if given.search == "exhaustive":
        yield Do(
            F,
            every(given),
            (p, T),
            _("every sequence the table tells of", "表中给出的所有序列"),
            table=_products(),
        )
        ends: tuple[Letter, ...] = (F,)
    else:
        ends = yield from _beams(given)
    read = ends if given.candidates == "all" else ends[-1:]
    best = yield Do(y, chosen(given, read), (*read, alpha), _chosen_why(given), CHOICE, _words)
    chances = list(_factors(given.table, tuple(best)))
    yield Step(P, _product(chances), _("its probability", "它的概率"), CHOICE)
    yield Step(L, Num(_length(tuple(best), given)), _("its length, without the end", "它的长度，不计结束符"), CHOICE)
    score = function("ln", P) if given.length_penalty == 0 else function("ln", P) / L**alpha
    yield Step(S, score, _("its score", "它的得分"), CHOICE)


CHOICE = _("Choice", "选择")


def _chosen_why(given: SimpleNamespace) -> Text:
    if given.length_penalty == 0:
        return _("the most probable of the candidates", "候选中概率最大的")
    return _("the candidate of the highest score, ln P / L^α", "候选中得分 ln P / L^α 最高的")


def _factors(table: Chances, sequence: Prefix) -> Iterator[Fraction]:
    for i, word in enumerate(sequence):
        yield (table.after(sequence[:i]) or {}).get(word, Fraction(0))


def _product(factors: Sequence[Fraction]) -> Node:
    result: Node | None = None
    for factor in factors:
        result = literal(factor) if result is None else result * literal(factor)
    assert result is not None
    return result


def _length(sequence: Prefix, given: SimpleNamespace) -> int:
    """The words before the end; an empty sequence counts as one, or nothing could be divided by it."""
    return max(1, len(sequence) - (sequence[-1:] == (given.end,)))


def _words(found: Prefix, _known: Known) -> Table:
    return Table(("t", _("word", "词")), tuple((str(t), word) for t, word in enumerate(found, 1)))


def _over(sequence: Prefix, given: SimpleNamespace) -> bool:
    return sequence[-1:] == (given.end,)


def kept(value: Table) -> Kept:
    """The prefixes of a beam and their probabilities."""
    return [(tuple(str(row[0]).split()), row[1]) for row in value.rows]


def _beams(given: SimpleNamespace) -> Generator[Step | Do, Any, tuple[Letter, ...]]:
    why = _("of all continuations, the most probable one is kept", "在所有扩展中只保留概率最大的一个") if given.search == "greedy" else \
        _("of all continuations, the k most probable are kept", "在所有扩展中保留概率最大的 k 个")  # fmt: skip
    done: list[Letter] = []
    for t in range(1, given.steps + 1):
        group = _("Step {t}", "第 {t} 步")(t=t)
        value = yield Do(B[t], beam(t, given), (p, k, *done[-1:]), why, group, _beam_table(t, given))
        done.append(B[t])
        if all(_over(prefix, given) for prefix, _p in kept(value)):
            break
    return tuple(done)


def grown(given: SimpleNamespace, known: Known, t: int, join: Grow) -> list[tuple[Prefix, Any, Any, Any]]:
    """Each continuation of the prefixes kept: sequence, probability of the prefix, of its last word, of it all."""
    before: Kept = kept(known[B[t - 1]]) if t > 1 else [((), 1)]
    found: list[tuple[Prefix, Any, Any, Any]] = []
    for prefix, chance in before:
        if _over(prefix, given):
            found.append((prefix, chance, None, chance))
            continue
        row = known[p].after(prefix)
        if row is None:
            text = _("the table tells nothing of what follows “{prefix}”", "表中没有给出 “{prefix}” 之后的概率")
            raise LearnerError(text(prefix=" ".join(prefix) or "start"))
        found += [((*prefix, word), chance, q, join(chance, q)) for word, q in known[p].ordered(row)]
    if not found:
        raise LearnerError(_("nothing can follow with a probability above 0", "没有概率大于 0 的扩展"))
    return found


def _worth(way: tuple[Prefix, Any, Any, Any]) -> Any:
    return way[3]


def times(chance: Any, q: Any) -> Any:
    """What a prefix and its next word are worth together."""
    return chance * q


def beam(t: int, given: SimpleNamespace, join: Grow = times, each: bool = False) -> Run:
    """The k most probable continuations, the earlier of equals first; the best of each prefix where `each`."""

    def run(known: Known) -> Table:
        ways = grown(given, known, t, join)
        if each and t > 1:
            best: dict[Prefix, tuple[Prefix, Any, Any, Any]] = {}
            for way in ways:
                parent = way[0] if way[2] is None else way[0][:-1]
                best[parent] = max(best.get(parent, way), way, key=_worth)
            ways = list(best.values())
        ways.sort(key=_worth, reverse=True)
        rows = tuple((" ".join(way[0]), way[3]) for way in ways[: _width(given, known)])
        return Table((SEQUENCE, PROBABILITY), rows)

    return run


def _width(given: SimpleNamespace, known: Known) -> int:
    return 1 if given.search == "greedy" else int(known[k])


def _beam_table(t: int, given: SimpleNamespace) -> Callable[[Any, Known], Table]:
    def table(value: Table, known: Known) -> Table:
        ways = grown(given, known, t, times)
        stays = {row[0] for row in value.rows}
        rows = [(" ".join(way[0]), way[3], "✓" if " ".join(way[0]) in stays else "") for way in ways]

        def cell(i: int, column: int) -> Node | None:
            over, one = ways[i][2] is None, t == 1
            return None if column != 1 or over or one else literal(ways[i][1]) * literal(ways[i][2])

        return Table((SEQUENCE, PROBABILITY, _("kept", "保留")), tuple(rows), cell)

    return table


def every(given: SimpleNamespace) -> Run:
    """All finished sequences, and all of full length, in the order of the table's words."""

    def run(known: Known) -> Table:
        rows = [(" ".join(sequence), chance) for sequence, chance in _finished(given, known[p], (), Fraction(1))]
        if not rows:
            raise LearnerError(_("the table tells of no complete sequence", "表中没有完整的序列"))
        return Table((SEQUENCE, PROBABILITY), tuple(rows))

    return run


def _finished(
    given: SimpleNamespace, table: Chances, prefix: Prefix, chance: Fraction
) -> Iterator[tuple[Prefix, Fraction]]:
    if _over(prefix, given) or len(prefix) == given.steps:
        yield prefix, chance
        return
    for word, q in table.ordered(table.after(prefix) or {}):
        yield from _finished(given, table, (*prefix, word), chance * q)


def _products() -> Callable[[Any, Known], Table]:
    def table(value: Table, known: Known) -> Table:
        def cell(i: int, _column: int) -> Node:
            return _product(list(_factors(known[p], tuple(str(value.rows[i][0]).split()))))

        return Table(value.columns, value.rows, cell)

    return table


def chosen(given: SimpleNamespace, read: Sequence[Letter]) -> Run:
    """The candidate of the highest score; of the prefixes of all steps where d2l's way is followed."""

    def run(known: Known) -> Prefix:
        ways: dict[Prefix, Any] = {}
        for letter in read:
            for sequence, chance in kept(known[letter]):
                ways.setdefault(sequence, chance)
        if given.candidates == "all":  # cut before its end, a sequence is the prefix it was a step before
            ways = {sequence: chance for sequence, chance in ways.items() if not _over(sequence, given)} or ways
        scored: list[tuple[Prefix, Any]] = [
            (sequence, _score(given, sequence, chance, known[alpha])) for sequence, chance in ways.items()
        ]
        return max(scored, key=cmp_to_key(_compared))[0]

    return run


def _compared(one: tuple[Prefix, Any], other: tuple[Prefix, Any]) -> int:
    return compare(one[1], other[1])


def _score(given: SimpleNamespace, sequence: Prefix, chance: Any, penalty: Any) -> Any:
    if penalty == 0:
        return chance
    return divide(logarithm(chance), real(power(_length(sequence, given), penalty)))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Every sequence tried, or the beam kept in logarithms; the costs by counting."""
    costs = {
        "greedy_cost": sum([given.vocabulary] * given.steps),
        "beam_cost": sum([given.beam_size * given.vocabulary] * given.steps),
    }
    whole = 1
    for _t in range(given.steps):
        whole *= given.vocabulary
    return {**costs, "exhaustive_cost": whole, **({} if given.table is None else _found(given))}


def _found(given: SimpleNamespace) -> dict[str, Any]:
    import numpy as np

    from dlstudy.reference.decoding import beams, every_sequence

    words = given.table.words

    def row(prefix: Prefix) -> list[float] | None:
        told = given.table.after(prefix)
        return None if told is None else [float(told.get(word, 0)) for word in words]

    if given.search == "exhaustive":
        ways = every_sequence(words, given.end, given.steps, row)
        ways.sort(key=lambda way: [words.index(word) for word in way[0]])
    else:
        history = beams(words, given.end, given.steps, 1 if given.search == "greedy" else given.beam_size, row)
        ways = [way for step in (history if given.candidates == "all" else history[-1:]) for way in step]
    if given.candidates == "all":
        ways = [(sequence, log) for sequence, log in ways if sequence[-1] != given.end] or ways
    length = [len([w for w in s if w != given.end]) or 1 for s, _log in ways]
    scores = [log / size ** float(given.length_penalty) for (_s, log), size in zip(ways, length, strict=True)]
    best = int(np.argmax(np.round(scores, 10)))
    sequence, log = ways[best]
    return {"sequence": sequence, "probability": float(np.exp(log)), "score": scores[best]}
