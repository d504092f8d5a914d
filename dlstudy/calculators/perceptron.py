"""The perceptron's learning as a table: one line a pass, until a pass makes no mistake."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.samples import X, alpha, array, only_numbers, rate, samples_array, unmixed
from dlstudy.i18n import Text, _
from dlstudy.symbolic.arithmetic import add, compare, is_exact, multiply
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Run, Step, Table
from dlstudy.symbolic.grid import Grid, inner
from dlstudy.symbolic.params import Array, Choice, Flag, Int, Real
from dlstudy.symbolic.tree import Letter, letters

t, y, w_0, b_0, V, w_end, b_end, m_all, c_all, u, k, T = letters("t y w_0 b_0 V w_end b_end m_all c_all u k T")
Lines = Generator[Step | Do, Any, None]
EXAMPLE = {"x": Grid([[3, 3], [4, 3], [1, 1]]), "labels": Grid([[1, 1, -1]])}
MOST_VISITS = 5_000
NEAR_ZERO = 1e-20

WRONG: Mapping[str, Callable[[Any, int], bool]] = {  # label, and whether the score is above (1), at (0) or below 0 (−1)
    "mistake": lambda label, side: label * side <= 0,
    "positive": lambda label, side: label != (1 if side >= 0 else -1),
    "negative": lambda label, side: label != (1 if side > 0 else -1),
    "right": lambda label, side: label * side < 0,
}


def steps(given: SimpleNamespace) -> Lines:
    if 0 in given.labels.rows[0]:
        yield Step(y, 2 * t - 1, _("labels 0 and 1 as −1 and 1", "把标签 0、1 写成 −1、1"))
    else:
        yield Step(y, t, _("labels", "标签"))
    yield Do(
        V[0],
        _start,
        (X, b_0) if given.start is None else (X, w_0, b_0),
        _("the start: weights, then the bias", "初值：权重在前，偏置在后"),
    )
    number = 0
    while number < given.epochs:
        number += 1
        group = _("pass {k}", "第 {k} 轮")(k=number)
        visits = yield Do(
            V[number],
            epoch(number, given),
            (X, y, alpha, V[number - 1]),
            _RULES[given.convention],
            group,
            _table(given),
        )
        if not any(row[1] for row in visits.rows):
            break
    every = tuple(V[i] for i in range(1, number + 1))
    done = _("a pass without a mistake: it has converged", "这一轮没有分错：已收敛")
    stopped = _("stopped before a pass without a mistake; where no line separates the classes there never is one",
                "尚未出现不分错的一轮，到此为止；若两类线性不可分，则永远不会收敛")  # fmt: skip
    clean = not any(row[1] for row in visits.rows)
    yield Do(k, lambda _known: number, (), done if clean else stopped)
    yield Do(
        w_end,
        lambda known: Grid([known[every[-1]].rows[-1][2:-1]]),
        every[-1:],
        _("the weights in the end", "最后的权重"),
    )
    yield Do(b_end, lambda known: known[every[-1]].rows[-1][-1], every[-1:], _("the bias in the end", "最后的偏置"))
    yield Do(m_all, lambda known: Grid([[sum(row[1] for row in known[v].rows) for v in every]]), every,
             _("mistakes of each pass", "各轮分错的次数"))  # fmt: skip
    yield Do(c_all, lambda known: Grid([[sum(known[v].rows[i][1] for v in every) for i in range(len(visits.rows))]]), every,
             _("how often each sample was wrong: the dual form's coefficients", "各样本被分错的次数，即对偶形式的系数"))  # fmt: skip
    yield Do(u, lambda known: sum(known[m_all].rows[0]), (m_all,), _("updates in all", "更新总次数"))


_RULES = {
    "course": _("each sample in turn; where it is wrong, w ← w + αyx and b ← b + αy",
                "依次检查各样本，分错时 w ← w + αyx，b ← b + αy"),
    "target-minus-output": _("each sample in turn: w ← w + α(t − o)x and b ← b + α(t − o)",
                             "依次检查各样本：w ← w + α(t − o)x，b ← b + α(t − o)"),
}  # fmt: skip


def stride(given: SimpleNamespace) -> int:
    """How far t and a wrong o are apart, where the update says so: 2 between −1 and 1, else 1."""
    return 2 if given.convention == "target-minus-output" and 0 not in given.labels.rows[0] else 1


def _start(known: Known) -> Grid:
    width = known[X].shape[1]
    first = known[w_0].rows[0] if w_0 in known else (0,) * width
    return Grid([(*first, known[b_0])])


def epoch(number: int, given: SimpleNamespace, *, wrong: str = "", factor: Any = 1, turn: str = "") -> Run:
    """A pass over the samples: margin, mistake (1 or 0), weights and bias after each; `turn` names a wrong turn."""
    is_wrong = WRONG[wrong or given.on_zero]

    def run(known: Known) -> Grid:
        state = list(known[V[number - 1]].rows[-1][-known[X].shape[1] - 1 :])
        first, rows = list(state), []
        for x, label in zip(known[X].rows, known[y].rows[0], strict=True):
            score = add(inner(x, (first if turn == "batch" else state)[:-1]), (first if turn == "batch" else state)[-1])
            failed = is_wrong(label, _side(score))
            if failed or turn == "always":
                size = multiply(multiply(factor, stride(given)), 1 if turn == "no-rate" else known[alpha])
                step = size if turn == "no-label" else multiply(size, label)
                moved = [add(w, multiply(step, v)) for w, v in zip(state[:-1], x, strict=True)]
                keeps = turn == "no-bias" or not given.bias
                state = [*moved, state[-1] if keeps else add(state[-1], step)]
            rows.append((multiply(label, score), int(failed), *state))
        return Grid(rows)

    return run


def _side(score: Any) -> int:
    """1, 0 or −1 as a score is above, at or below 0; an irrational one comes only near it."""
    return 0 if not is_exact(score) and abs(score) < NEAR_ZERO else compare(score, 0)


def _table(given: SimpleNamespace) -> Callable[[Any, Known], Table]:
    """Sample by sample: margin and mistake, or output and t − o; and the weights it leaves."""
    errors = given.convention == "target-minus-output"

    def table(value: Grid, known: Known) -> Table:
        weights = (f"w{j}" for j in range(1, known[X].shape[1] + 1))
        said: tuple[Text | str, ...] = (
            ("t", "w·x + b", "o", "t − o") if errors else ("y", "y(w·x + b)", _("wrong?", "分错？"))
        )
        visits = zip(known[X].rows, known[y].rows[0], given.labels.rows[0], value.rows, strict=True)
        rows = ((i, Grid([x]), *(_shown(label, target, row) if errors else (label, row[0], "*" if row[1] else "")), *row[2:])
                for i, (x, label, target, row) in enumerate(visits, 1))  # fmt: skip
        return Table(("i", "x", *said, *weights, "b"), tuple(rows))

    def _shown(label: int, target: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
        apart = stride(given) * label if row[1] else 0
        return target, multiply(label, row[0]), target - apart, apart

    return table


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The dual form: counts of mistakes over the Gram matrix."""
    import numpy as np

    from dlstudy.reference.perceptron import learn

    x, labels = array(given.x), array(given.labels)[0]
    labels = 2 * labels - 1 if 0 in given.labels.rows[0] else labels
    first = np.zeros(x.shape[1]) if given.start is None else array(given.start)[0]
    is_wrong = WRONG[given.on_zero]
    counts, passes, rows = learn(
        x, labels, np.append(first, float(given.start_bias)), rate=float(given.learning_rate) * stride(given), epochs=given.epochs,
        wrong=lambda label, score: is_wrong(label, (score > 0) - (score < 0)), bias=given.bias,
    )  # fmt: skip
    return {"weights": rows[-1, 2:-1], "bias": rows[-1, -1], "epochs": len(passes), "mistakes": np.array(passes),
            "mistake_counts": counts, "updates": sum(passes)}  # fmt: skip


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    only_numbers(values)
    unmixed(values, EXAMPLE)
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Points that a line separates, so that learning ends; only where both points and labels are drawn."""
    if not (isinstance(values["x"], Grid) and isinstance(values["labels"], Grid)):
        return values
    while True:
        points = [(rng.randint(-1, 4), rng.randint(-1, 4)) for _i in range(rng.choice((3, 4)))]
        p, q, r = rng.choice((-1, 1, 2)), rng.choice((-1, 1, 2)), rng.choice((-3, -2, -1, 1))
        sides = [p * a + q * b + r for a, b in points]
        drawn = [1 if side > 0 else -1 for side in sides]
        if 0 not in sides and len(set(drawn)) == 2 and _quick(points, drawn):
            return values | {"x": Grid(points), "labels": Grid([drawn])}


def _quick(points: list[tuple[int, int]], sides: list[int], passes: int = 5) -> bool:
    """Whether learning from zero ends soon enough to be done by hand."""
    a = b = c = 0
    for _pass in range(passes):
        failed = False
        for (p, q), side in zip(points, sides, strict=True):
            if side * (a * p + b * q + c) <= 0:
                a, b, c, failed = a + side * p, b + side * q, c + side, True
        if not failed:
            return True
    return False


def _two_labels(given: SimpleNamespace) -> bool:
    found = set(given.labels.rows[0])
    return found <= {-1, 1} or found <= {0, 1}


def _turn(**how: Any) -> Callable[[SimpleNamespace], dict[Letter, Any]]:
    """Swaps every pass for one that goes wrong in this way."""
    return lambda given: {V: lambda number: _run(number, given, how)}


def _run(number: int, given: SimpleNamespace, how: dict[str, Any]) -> Run:
    return _start if number == 0 else epoch(number, given, **how)


def _says(option: str) -> Callable[[SimpleNamespace], bool]:
    return lambda given: given.on_zero != option


MISTAKES = (
    Mistake("forgot-label", _("the step is αyx: a sample of class −1 is subtracted", "更新量是 αyx：负类样本要减去"), _turn(turn="no-label")),
    Mistake("wrong-direction", _("the step is added, w + αyx", "更新时是加上 αyx"), _turn(factor=-1)),
    Mistake("updates-always", _("only a sample that is wrong moves the weights", "只有分错的样本才更新权重"), _turn(turn="always")),
    Mistake("forgot-bias", _("the bias moves too, by αy", "偏置也要更新：加 αy"), _turn(turn="no-bias"), lambda v: v.bias),
    Mistake("updates-at-the-end", _("the weights move at once: the next sample meets the new ones", "权重立即更新，下一个样本用新权重"),
            _turn(turn="batch")),
    Mistake("forgot-rate", _("the step is multiplied by the learning rate", "更新量要乘以学习率"), _turn(turn="no-rate"), lambda v: v.learning_rate != 1),
    Mistake("double-step", _("with the update α(t − o)x and outputs ±1 each step is twice as long", "用 α(t − o)x 且输出取 ±1 时，步长为两倍"),
            _turn(factor=2), lambda v: v.convention == "course", convention=True),
    Mistake("single-step", _("with the update αyx (nndl) each step is half as long", "用 αyx（nndl）时，步长为一半"),
            _turn(factor=Fraction(1, 2)), lambda v: stride(v) == 2, convention=True),
    Mistake("zero-is-positive", _("a score of 0 is called class 1", "得分为 0 时判为 1"), _turn(wrong="positive"), _says("positive"), convention=True),
    Mistake("zero-is-right", _("a score of 0 is no mistake (loss max(0, −yf) is 0)", "得分为 0 不算分错（损失 max(0, −yf) 为 0）"),
            _turn(wrong="right"), _says("right"), convention=True),
)  # fmt: skip

CALCULATOR = Calculator(
    name="perceptron",
    title=_("Perceptron learning", "感知器学习"),
    topic="other-linear",
    source="nndl section 3.4, algorithm 3.1; Rosenblatt (1958)",
    summary=_(
        "The perceptron's updates as a table, pass by pass, in the order given, until a pass makes no mistake.",
        "感知器的更新过程：按给定次序逐轮列表，直到某一轮全部分对为止。",
    ),
    params=(
        samples_array(EXAMPLE["x"]),
        Array(t, "labels", _("the class of each sample: 1 and −1, or 1 and 0", "各样本的类别：1 与 −1，或 1 与 0"), shape=("samples",),
              default=EXAMPLE["labels"], required=True, entries=(-1, 1)),
        Array(w_0, "start", _("weights to start from (0)", "初始权重（默认为 0）"), shape=("features",)),
        Real(b_0, "start_bias", _("bias to start from", "初始偏置"), default=0),
        Flag(Letter("bias"), "bias", _("learn a bias", "学习偏置"), default=True),
        rate(1),
        Int(T, "epochs", _("passes at most", "最多轮数"), low=1, high=10_000, default=20),
        Choice(Letter("convention"), "convention", _("the update of a sample", "更新公式"), default="course", options={
            "course": _("αyx where it is wrong, y = ±1 (nndl)", "分错时加 αyx，y = ±1（nndl）"),
            "target-minus-output": _("α(t − o)x, o the output, coded as the labels are (Rosenblatt)", "加 α(t − o)x，o 为输出，与标签同样编码（Rosenblatt）"),
        }),
        Choice(Letter("on_zero"), "on_zero", _("what a score of exactly 0 is", "得分恰为 0 时如何处理"), default="mistake", options={
            "mistake": _("always a mistake: y·f ≤ 0 (nndl)", "一律算分错：y·f ≤ 0（nndl）"),
            "positive": _("class 1", "判为 1"),
            "negative": _("class −1", "判为 −1"),
            "right": _("never a mistake", "一律不算分错"),
        }),
    ),
    outputs=(
        Output(w_end, "weights", _("weights", "权重"), "vector"),
        Output(b_end, "bias", _("bias", "偏置")),
        Output(k, "epochs", _("passes made", "所用轮数"), "count"),
        Output(u, "updates", _("updates", "更新次数"), "count"),
        Output(m_all, "mistakes", _("mistakes of each pass", "各轮分错次数"), "vector"),
        Output(c_all, "mistake_counts", _("mistakes on each sample", "各样本被分错的次数"), "vector"),
    ),
    rules=(
        Rule(_two_labels, _("labels are 1 and −1, or 1 and 0", "标签取 1 与 −1，或 1 与 0")),
        Rule(lambda v: v.learning_rate > 0, _("the learning rate is positive", "学习率要大于 0")),
    ),
    steps=steps,
    reference=reference,
    mistakes=MISTAKES,
    examples=(
        Example({"x": "3 3; 4 3; 1 1", "labels": "1 1 -1"}, {"weights": Grid([[1, 1]]), "bias": -3, "updates": 7},
                "李航《统计学习方法》, 例 2.1"),
        Example({"x": "3 3; 4 3; 1 1", "labels": "1 1 0"}, {"mistake_counts": Grid([[2, 0, 5]])}, "李航《统计学习方法》, 例 2.2 (dual form)"),
        Example({"x": "2 1; -1 1", "labels": "1 -1", "learning_rate": "0.5"}, {"weights": Grid([[1.5, 0]]), "bias": 0, "updates": 2},
                "derived: w = ½(2, 1), b = ½; then (−1, 1) scores exactly 0, which nndl counts as a mistake"),
    ),
    usage=(
        "--x '3 3; 4 3; 1 1' --labels '1 1 -1'",
        "--x '0 0; 0 1; 1 0; 1 1' --labels '0 0 0 1' --on-zero positive",
        "--x '0 0; 0 1; 1 0; 1 1' --labels '0 0 0 1' --on-zero positive --convention target-minus-output",
        "--x '2 1; -1 1' --labels '1 -1' --start '1 0' --learning-rate 0.5",
    ),
    sizes={"samples": (3,), "features": (2,)},
    derive=_derive,
    draw=_draw,
    exact_below=lambda v: v.x.shape[0] * v.epochs <= MOST_VISITS,
)  # fmt: skip
