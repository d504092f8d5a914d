"""The lines of an optimiser's path, and the same path by the reference's road."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.objectives import partials, slope
from dlstudy.calculators.optimize_gradient import treat_reference, treated
from dlstudy.calculators.optimize_letters import other_names, spelt_line, spelt_states
from dlstudy.calculators.optimize_schedule import rate_line, scheduled
from dlstudy.calculators.optimizers import Gradient, Lines, State, Turn, delta, each, g, methods, theta
from dlstudy.errors import LearnerError
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Known, Step, Table
from dlstudy.symbolic.evaluate import evaluate, substitute
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.tree import Letter, Node, Op, node

FARTHEST = 10**100
given_gradients, grad_f, trajectory = Letter("g_given"), Letter("grad_f"), Letter("trajectory")
_WORDS = {
    "delta": repr(delta),
    "m": "first",
    "v": "second",
    "m_hat": "first_corrected",
    "v_hat": "second_corrected",
}
theta_all, theta_end = Letter("theta_all"), Letter("theta_end")


def whole(state: State) -> Letter:
    """The letter of all values of a state, one under every convention: what the paper calls v, d2l calls s."""
    return Letter(f"{_WORDS.get(state.name, state.name)}_all")


def steps(given: SimpleNamespace) -> Lines:
    """The lines: the gradient's formula, the states at rest, step by step, and all of it gathered."""
    method = methods()[given.method]
    states = spelt_states(given)
    yield from other_names(given)
    if given.objective is not None:
        yield Do(grad_f, lambda _known: _formula(given), (), _("the partial derivatives", "各偏导数"))
    for state in states:
        if state.remembered:
            why = (
                _("what is remembered starts from here", "历史量的初值")
                if state.start
                else _("before the first step there is nothing to remember", "第一步之前没有历史")
            )
            yield Step(state.letter[0], node(state.start), why)
    for t in range(1, given.steps + 1):
        yield from _in_group(each(_time_step(given, t), lambda line: spelt_line(line, given)), t)
    yield Step(theta_end, theta[given.steps], _("the last iterate", "最后的迭代点"))
    if not any(isinstance(value, Node) for value in (given.l2, *(getattr(given, p.name) for p in method.params))):
        yield from _gathered(given, states)


def _time_step(given: SimpleNamespace, t: int) -> Lines:
    """The learning rate of one step, and the method's lines with it."""
    yield from rate_line(given, t)
    turn = Turn(t, given, _gradient(given, t))
    yield from each(methods()[given.method].update(turn), lambda line: scheduled(line, given, t))


def _in_group(lines: Lines, t: int) -> Lines:
    """The lines of one step, named as such; the path is left where it runs away."""
    group, sent = _("step {t}", "第 {t} 步")(t=t), None
    while True:
        try:
            step = lines.send(sent)
        except StopIteration:
            return
        sent = yield step._replace(group=group)
        if step.symbol == theta[t]:
            _stay_near(sent, t)


def _stay_near(value: Any, t: int) -> None:
    if any(not isinstance(x, Node) and not abs(x) < FARTHEST for x in _entries(value)):
        text = _(
            "the path runs away: θ exceeds 10^100 at step {t}; take a smaller learning rate, or fewer steps",
            "迭代发散：第 {t} 步 θ 超过 10^100，请减小学习率或步数",
        )
        raise LearnerError(text(t=t))


def _formula(given: SimpleNamespace) -> Node:
    """The gradient's formula: of a single letter the derivative, else the row of partial derivatives."""
    slopes = partials(given.objective.tree, given.objective.letters)
    return slopes[0] if len(slopes) == 1 else Op("matrix", (Op("row", slopes),))


def _gradient(given: SimpleNamespace, t: int) -> Gradient:
    """The lines of g[t]: as listed, or the gradient's formula at the point where the method asks for it."""

    def listed(known: Known) -> Any:
        row = known[given_gradients].rows[t - 1]
        return row[0] if len(row) == 1 else Grid([row])

    def met(point: Letter, ahead: bool) -> Step | Do:
        if given.objective is None:
            why = (
                _("the gradient given, taken as met at the look-ahead point", "给定的梯度，视为在前瞻点处求得")
                if ahead
                else _("the gradient given", "给定的梯度")
            )
            return Do(g[t], listed, (given_gradients,), why)
        why = (
            _("the gradient at the look-ahead point", "前瞻点处的梯度")
            if ahead
            else _("the gradient here", "此处的梯度")
        )
        return _evaluated(given, t, point, why)

    return lambda point, ahead=False: treated(met(point, ahead), point, given, t)


def _evaluated(given: SimpleNamespace, t: int, point: Letter, why: Text) -> Step | Do:
    """The objective's gradient at a point."""
    letters = given.objective.letters
    if len(letters) == 1:
        return Step(g[t], substitute(_formula(given), {letters[0]: point}), why)

    def run(known: Known) -> Any:
        return evaluate(known[grad_f], dict(zip(letters, _entries(known[point]), strict=True)))

    return Do(g[t], run, (grad_f, point), why)


def _gathered(given: SimpleNamespace, states: tuple[State, ...]) -> Lines:
    times = range(1, given.steps + 1)
    yield _stacked(theta_all, tuple(theta[t] for t in range(given.steps + 1)))
    for state in states:
        yield _stacked(whole(state), tuple(state.letter[t] for t in times))
    shown = [g, *(state.letter for state in states), theta]

    headings = tuple(_headings(shown, given))

    def run(known: Known) -> Table:
        rows = ((t, *(x for letter in shown for x in _entries(known[letter[t]]))) for t in times)
        return Table(headings, tuple(rows))

    uses = tuple(letter[t] for t in times for letter in shown)
    yield Do(trajectory, run, uses, _("the path, step by step", "逐步轨迹"), table=lambda value, _known: value)


def _entries(value: Any) -> tuple[Any, ...]:
    return value.rows[0] if isinstance(value, Grid) else (value,)


def _headings(shown: Sequence[Letter], given: SimpleNamespace) -> Iterator[str]:
    """The columns of the path's table: t, and each letter, numbered where there are several parameters."""
    from dlstudy.symbolic.notation import write

    yield "t"
    count = len(_entries(given.start))
    for letter in shown:
        yield from (f"{write(letter)}({i})" if count > 1 else write(letter) for i in range(1, count + 1))


def _stacked(symbol: Letter, parts: tuple[Letter, ...]) -> Do:
    """All values of a family: numbers side by side, rows one below the other."""

    def run(known: Known) -> Grid:
        values = [known[part] for part in parts]
        return Grid([value.rows[0] for value in values] if isinstance(values[0], Grid) else [values])

    return Do(symbol, run, parts, _("all together", "汇总"))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The outputs by explicit sums over all past gradients, an objective's slope felt by small steps to either side."""
    method = methods()[given.method]
    start = [float(x) for x in _entries(given.start)]
    path = method.reference(given, start, _slopes(given))
    iterates, met = path.theta.tolist(), path.gradients.tolist()
    for t, iterate in enumerate(iterates):
        _stay_near(Grid([iterate]), t)
    states = spelt_states(given)
    memory = {state.name: path.memory[state.name].tolist() for state in states}
    headings = _headings([g, *(state.letter for state in states), theta], given)
    rows = [
        [t + 1, *met[t], *(x for values in memory.values() for x in values[t]), *iterates[t + 1]]
        for t in range(given.steps)
    ]
    return {
        "theta": _grid(iterates),
        "final": _row(iterates[-1]),
        "trajectory": Table(tuple(headings), tuple(tuple(map(_exact, row)) for row in rows)),
        **{name: _grid(values) for name, values in memory.items()},
    }


def _slopes(given: SimpleNamespace) -> Any:
    """The gradients as the reference takes them: rows of numbers, or a function of the point."""
    if given.objective is None:
        met: Any = [[float(x) for x in row] for row in given.gradients.rows[: given.steps]]
    else:

        def met(point: Any) -> list[float]:
            return slope(given.objective, point.tolist())

    return treat_reference(met, given)


def _exact(x: float) -> int | Fraction:
    if not math.isfinite(x):
        raise LearnerError(_("the path runs away: a gradient is too large for floats", "迭代发散：梯度超出浮点数范围"))
    value = Fraction(repr(x))
    return value.numerator if value.denominator == 1 else value


def _row(values: Sequence[float]) -> Any:
    row = [_exact(x) for x in values]
    return row[0] if len(row) == 1 else Grid([row])


def _grid(rows: Sequence[Sequence[float]]) -> Grid:
    exact = Grid([[_exact(x) for x in row] for row in rows])
    return exact.T if exact.shape[1] == 1 else exact
