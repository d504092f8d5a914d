"""What LSTM and GRU share: the arrays of their gates, and the ways errors take back through time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from dlstudy.calculators.recurrent import X, as_rows, as_rows_of, by_rows, h_n, x
from dlstudy.calculators.recurrent_options import matrix, vector
from dlstudy.calculators.through_time import back, differentiates, e, has_target, losses, outer, own, reached
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Output, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice, Param
from dlstudy.symbolic.tree import Letter, Node, function, total

dh = Letter("dh")
Gates = Mapping[str, Text]
Family = Mapping[str, Letter]

PART = Choice(Letter("part"), "part", _("how far to work (as far as arrays are given)", "算到哪一步（默认由给出的数组决定）"), options={
    "states": _("the states", "隐状态"),
    "gradients": _("the gradients through time too", "直到随时间反向传播的梯度"),
})  # fmt: skip
LAST = Output(h_n, "last_hidden", _("last state", "最后的隐状态"), "vector")


def weights(names: Gates) -> tuple[Family, Family, Family]:
    """The letters of the input weights, the recurrent weights and the biases."""
    w, u, b = ({gate: Letter(f"{kind}_{gate}") for gate in names} for kind in "WUb")
    return w, u, b


def arrays(names: Gates, example: Mapping[str, Grid]) -> tuple[Param, ...]:
    """The parameters of the sequence, and of every gate's weights and biases."""
    w, u, b = weights(names)
    return (
        Array(X, "x", _("the sequence, one time step per row", "输入序列，每个时刻一行"), shape=("steps", "x_width"), default=example["x"]),
        *(matrix(w[k], f"w_{k}", _("input weights of the {g}", "{g}的输入权重")(g=n), "input", default=example[f"w_{k}"]) for k, n in names.items()),
        *(matrix(u[k], f"u_{k}", _("recurrent weights of the {g}", "{g}的循环权重")(g=n), "hidden", default=example[f"u_{k}"]) for k, n in names.items()),
        *(vector(b[k], f"b_{k}", _("biases of the {g} (zero)", "{g}的偏置（默认为 0）")(g=n), default=example[f"b_{k}"]) for k, n in names.items()),
    )  # fmt: skip


def gradients(names: Gates) -> tuple[Output, ...]:
    """The outputs of the gradients of every gate's weights and biases."""
    what = {"w": _("gradient of the input weights of the {g}", "{g}的输入权重的梯度"),
            "u": _("gradient of the recurrent weights of the {g}", "{g}的循环权重的梯度"),
            "b": _("gradient of the biases of the {g}", "{g}的偏置的梯度")}  # fmt: skip
    return tuple(
        Output(slope(f"{kind}_{k}"), f"{kind}_{k}_gradient", text(g=n), "matrix")
        for kind, text in what.items()
        for k, n in names.items()
    )


def slope(name: str) -> Letter:
    """The letter of an array's gradient."""
    kind, gate = name.split("_")
    return Letter(f"d{kind if kind in 'bv' else kind.upper()}_{gate}")


def how_far(values: dict[str, Any], shapes: Mapping[str, Any], example: dict[str, Grid]) -> dict[str, Any]:
    """A target says that gradients are wanted; without them it has no use."""
    part = values["part"] or ("gradients" if own(values, example, "target") else "states")
    given = own(values, example, "x", *shapes)
    if (values["input_size"] is not None or values["hidden_size"] is not None) and not given:
        part = "states"
    values = values | {"part": part} | ({"target": None} if part == "states" else {})
    has_target(values, given, example)
    return values


class Chain(NamedTuple):
    """A way back through time: the steps it passes, the latest first, and those whose losses enter it."""

    tag: tuple[int, ...]
    steps: range
    entering: frozenset[int]

    def at(self, letter: Letter, k: int) -> Letter:
        """A quantity of this way at step k."""
        return letter[(*self.tag, k)]

    def later(self, k: int) -> bool:
        """Whether something comes back from step k + 1."""
        return k < self.steps[0]


def chains(given: SimpleNamespace) -> list[Chain]:
    """One way for all losses together; where they are truncated, a way for each, for each reaches elsewhere."""
    ends = losses(given)
    if given.truncate is None:
        return [Chain((), range(ends[-1], 0, -1), frozenset(ends))]
    return [Chain((t,) if len(ends) > 1 else (), reached(given, t), frozenset((t,))) for t in ends]


def places(given: SimpleNamespace) -> list[tuple[Chain, int]]:
    """Every step of every way."""
    return [(chain, k) for chain in chains(given) for k in chain.steps]


def on_the_way(given: SimpleNamespace, letter: Letter, line: Callable[[Chain, int], Node]) -> dict[Letter, Any]:
    """Swaps a quantity at every step of every way back."""

    def at(*index: int) -> Node:
        return line(next(chain for chain in chains(given) if chain.tag == index[:-1]), index[-1])

    return {letter: at}


def hadamard(*factors: Node) -> Node:
    """a ⊙ b ⊙ ⋯."""
    result = factors[0]
    for factor in factors[1:]:
        result = function("⊙", result, factor)
    return result


def arriving(chain: Chain, k: int, later: Sequence[Node]) -> Node:
    """The error at the state of step k: from its own loss, and what comes back from the step after it."""
    return total([*([e[k]] if k in chain.entering else []), *(later if chain.later(k) else [])])


def through(given: SimpleNamespace, u: Family, errors: Family, chain: Chain, k: int) -> list[Node]:
    """What the gates of step k + 1 send back through their recurrent weights."""
    return [back(given, u[gate], chain.at(errors[gate], k + 1)) for gate in errors]


def back_in_time(
    given: SimpleNamespace, lines: Callable[[SimpleNamespace, Chain, int], Iterable[Step]]
) -> Iterator[Step]:
    """The lines of every step of every way back, the latest step first, named as such."""
    for chain, k in places(given):
        yield from (line._replace(group=_chain_group(chain, k)) for line in lines(given, chain, k))


def gathered_gradients(given: SimpleNamespace, errors: Family, entered: Callable[[str, int], Node]) -> Iterator[Step]:
    """The gradients of every gate's arrays; `entered(gate, k)` is what its recurrent weights were applied to."""
    shared = _("all steps share the weights: their gradients are added", "各时刻共享参数：梯度相加")
    ways = places(given)
    for gate, error in errors.items():
        yield Step(slope(f"w_{gate}"), total(outer(given, c.at(error, k), x[k]) for c, k in ways), shared)
    for gate, error in errors.items():
        yield Step(slope(f"u_{gate}"), total(outer(given, c.at(error, k), entered(gate, k)) for c, k in ways), shared)
    for gate, error in errors.items():
        yield Step(slope(f"b_{gate}"), total(c.at(error, k) for c, k in ways), shared)


def _chain_group(chain: Chain, k: int) -> Text:
    """The heading of one step back."""
    if chain.tag:
        return _("back from step {t}, at step {k}", "从第 {t} 步反向传播，到第 {k} 步")(t=chain.tag[0], k=k)
    return _("back at step {k}", "反向传播到第 {k} 步")(k=k)


def stacked(given: SimpleNamespace, kind: str, gates: Iterable[str]) -> Any:
    """(gates, below, hidden): the arrays of one kind as rows, zeros for those a variant has no use for."""
    import numpy as np

    found = {gate: as_rows(given, f"{kind}_{gate}") for gate in gates if getattr(given, f"{kind}_{gate}") is not None}
    zero = np.zeros_like(next(iter(found.values())))
    return np.array([found.get(gate, zero) for gate in gates])


def slopes(
    given: SimpleNamespace, run: Any, arrays: Mapping[str, Any], start: Any, gates: Mapping[str, Any]
) -> dict[str, Any]:
    """The reference's loss and gradients, named as the outputs; none where they are not asked for."""
    from dlstudy.reference.through_time import gradients

    if not differentiates(given):
        return {}
    targets = dict(zip(losses(given), as_rows_of(given.target), strict=True))
    loss, found = gradients(run, as_rows(given, "x"), arrays, start, targets, given.truncate or given.x.shape[0])
    named = {"loss": loss}
    for kind, each in found.items():
        for gate, gradient in zip(gates[kind], each, strict=True):
            if getattr(given, f"{kind}_{gate}") is not None:
                named[f"{kind}_{gate}_gradient"] = gradient if by_rows(given) else gradient.T
    return named
