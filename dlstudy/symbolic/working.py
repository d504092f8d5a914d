"""Working a calculator out, top to bottom; with lines swapped it is a mistake, with lines pinned a follow-through."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple, cast

from dlstudy.errors import LearnerError, ProgrammerError, unknown
from dlstudy.i18n import _
from dlstudy.symbolic.arithmetic import is_exact, settle
from dlstudy.symbolic.calculator import Calculator, Do, Mistake, Step, Table
from dlstudy.symbolic.evaluate import evaluate
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Param, bind_sizes
from dlstudy.symbolic.tree import Letter, Node, node

MAX_LINES = 20_000
_NOT_NUMBERS = (str, Node, Grid, Table, tuple, type(None))


class Line(NamedTuple):
    """A step, the formula it was computed by, and its value."""

    step: Step | Do
    expr: Node | None
    value: Any


class Working(NamedTuple):
    """The lines in order, every letter's value, and the outputs by name."""

    lines: tuple[Line, ...]
    known: Mapping[Letter, Any]
    outputs: Mapping[str, Any]
    values: Mapping[str, Any] = MappingProxyType({})


def complete(calculator: Calculator, given: Mapping[str, Any], files: bool = False) -> dict[str, Any]:
    """Every parameter's value: what was given, read, else the default; refused where the rules are broken."""
    return lawful(calculator, read_given(calculator, given, files))


def read_given(calculator: Calculator, given: Mapping[str, Any], files: bool = False) -> dict[str, Any]:
    """Every parameter's value before the rules: `given` maps names to what was typed, or to values already read."""
    for name in given:
        if calculator.param(name) is None:
            raise LearnerError(unknown(name, [p.name for p in calculator.params]))
    values: dict[str, Any] = {}
    for param in calculator.params:
        raw = given.get(param.name, given.get(param.name.replace("_", "-")))
        if raw is None and param.required and param.default is None:
            raise LearnerError(_("{name} is needed: {help}", "缺少 {name}：{help}")(name=param.name, help=param.help))
        values[param.name] = _value(param, raw, files)
    return values


def lawful(calculator: Calculator, values: dict[str, Any]) -> dict[str, Any]:
    """Read values with what follows from them filled in; refused where sizes clash or a rule is broken."""
    values = calculator.derive(values)
    bind_sizes(calculator.params, values)
    _obey(calculator, values)
    return values


def _value(param: Param, raw: Any, files: bool) -> Any:
    """A parameter's value from what was typed; the default where nothing was; one already read as it is."""
    if raw is None:
        return param.default
    already = isinstance(raw, Grid | Node) or (not isinstance(raw, str) and hasattr(raw, "source"))
    return raw if already else param.read(raw, files)


def bind(calculator: Calculator, values: Mapping[str, Any]) -> dict[Letter, Any]:
    """The parameters' letters and what they stand for; a value per axis binds the letter with each axis' number."""
    known: dict[Letter, Any] = {}
    for param in calculator.params:
        value = values[param.name]
        if isinstance(value, tuple) and all(isinstance(v, int) for v in value):
            known.update({param.letter[i + 1]: v for i, v in enumerate(value)})
        elif value is not None:
            known[param.letter] = value
    return known


def _obey(calculator: Calculator, values: Mapping[str, Any]) -> None:
    known = bind(calculator, values)
    for rule in calculator.rules:
        holds = rule.holds(SimpleNamespace(**values)) if callable(rule.holds) else _holds(rule.holds, known)
        if not holds:
            raise LearnerError(rule.why)


def _holds(tree: Node, known: Mapping[Letter, Any]) -> bool:
    """Whether a rule holds; one about letters left open, or not given at all, is not broken."""
    from dlstudy.symbolic.tree import letters_of

    if not letters_of(tree) <= known.keys():
        return True
    value = evaluate(tree, known)
    return isinstance(value, Node) or bool(value)


def work(
    calculator: Calculator,
    values: Mapping[str, Any],
    swap: Mapping[Letter, Any] | None = None,
    pin: Mapping[Letter, Any] | None = None,
    until: Collection[Letter] = (),
) -> Working:
    """The working for complete `values`; `swap` replaces lines by others, `pin` fixes the values of lines.

    A swap's key is a line's letter, a family's (`m_hat`, swapped by a function of the index), or a parameter's.
    With `until`, it stops once these lines are known.
    """
    swap, pin = dict(swap or {}), pin or {}
    values, used = _swapped_values(calculator, values, swap)
    known = bind(calculator, values)
    lines: list[Line] = []
    steps = cast("Generator[Step | Do, Any, None]", calculator.steps(SimpleNamespace(**values)))
    sent: Any = None
    waiting = set(until)  # a parameter's letter may come again as that of a line
    while True:
        try:
            step = steps.send(sent)
        except StopIteration:
            break
        key = _key(step.symbol, swap)
        if key is not None:
            used.add(key)
        line = _line(step, None if key is None else _replacement(swap[key], step.symbol), known, pin)
        known[step.symbol] = sent = line.value
        lines.append(line)
        waiting.discard(step.symbol)
        if until and not waiting:
            break
        if len(lines) > MAX_LINES:
            raise LearnerError(_("this working would have too many lines", "演算步骤太多"))
    if missed := swap.keys() - used:
        raise ProgrammerError(_("no line is {what}", "没有哪一行是 {what}")(what=", ".join(map(repr, missed))))
    outputs = {o.name: known[o.symbol] for o in calculator.outputs if o.symbol in known}
    return Working(tuple(lines), known, outputs, values)


def _swapped_values(
    calculator: Calculator, values: Mapping[str, Any], swap: Mapping[Letter, Any]
) -> tuple[dict[str, Any], set[Letter]]:
    """The values with swapped parameters replaced, and the keys so used."""
    result, used = dict(values), set()
    for param in calculator.params:
        if param.letter in swap and values[param.name] is not None:  # else it is the letter of a line
            result[param.name] = swap[param.letter]
            used.add(param.letter)
    return result, used


def _key(symbol: Letter, swap: Mapping[Letter, Any]) -> Letter | None:
    if symbol in swap:
        return symbol
    family = Letter(symbol.name)
    return family if symbol.index and family in swap else None


def _replacement(new: Any, symbol: Letter) -> Any:
    """The formula or procedure a line is swapped for: given as such, or as a function of the line's index."""
    if callable(new):
        new = new(*symbol.index)
    return new if callable(new) else node(new)


def _line(step: Step | Do, new: Any, known: Mapping[Letter, Any], pin: Mapping[Letter, Any]) -> Line:
    expr = new if isinstance(new, Node) else None if isinstance(step, Do) or new is not None else step.expr
    if step.symbol in pin:
        return Line(step, expr, pin[step.symbol])
    if expr is not None:
        return Line(step, expr, _settled(evaluate(expr, known)))
    run = new if new is not None else step.run if isinstance(step, Do) else None
    assert run is not None
    uses = step.uses if isinstance(step, Do) else tuple(known)
    return Line(step, None, _settled(run({letter: known[letter] for letter in uses})))


def _settled(value: Any) -> Any:
    if isinstance(value, Grid):
        return value.settled()
    return settle(value) if is_exact(value) and not isinstance(value, bool) else value


def mistakes(
    calculator: Calculator, working: Working, conventions: bool | None = None
) -> list[tuple[Mistake, Mapping[str, Any]]]:
    """Each mistake that can be made here, with the outputs it leads to where they differ from the right ones.

    With `conventions` only those that are right elsewhere, or only those that are right nowhere.
    """
    given = SimpleNamespace(**working.values)
    found: list[tuple[Mistake, Mapping[str, Any]]] = []
    for mistake in calculator.mistakes:
        if conventions not in (None, bool(mistake.convention)) or not mistake.applies(given):
            continue
        try:
            swap = mistake.swap(given) if callable(mistake.swap) else mistake.swap
            wrong = work(calculator, working.values, swap).outputs
        except LearnerError:
            continue  # the wrong turn ends in something impossible: nobody arrives there
        differing = {name: value for name, value in wrong.items() if not same(value, working.outputs.get(name))}
        if differing:
            found.append((mistake, differing))
    return found


def same(x: Any, y: Any, within: float = 1e-9) -> bool:
    """Whether two values agree, numbers to `within` of the larger of 1 and their size."""
    if isinstance(x, Grid) and isinstance(y, Grid):
        return x.shape == y.shape and all(
            same(p, q, within) for r, s in zip(x.rows, y.rows, strict=True) for p, q in zip(r, s, strict=True)
        )
    if isinstance(x, Table) and isinstance(y, Table):
        return same(x.rows, y.rows, within)
    if isinstance(x, tuple) and isinstance(y, tuple):
        return len(x) == len(y) and all(same(p, q, within) for p, q in zip(x, y, strict=True))
    if isinstance(x, _NOT_NUMBERS) or isinstance(y, _NOT_NUMBERS):
        return bool(x == y)
    if x == y:
        return True
    p, q = float(x), float(y)
    floor = 0.0 if is_exact(x) and is_exact(y) else 1.0  # between exact numbers no rounding is to be forgiven
    return abs(p - q) <= within * max(floor, abs(p), abs(q))
