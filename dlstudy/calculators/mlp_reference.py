"""A fully connected network by another road: sample by sample, gradients felt by complex steps."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.mlp_lines import activation, by_rows, counts_only, depth, several


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """A forward run with a 1 appended to every layer; slopes by complex steps of it; parameters by building the arrays."""
    import numpy as np

    sizes = given.layers.sizes
    built = [(np.broadcast_to(0, (p, q)).size, q * bool(given.bias)) for p, q in pairwise(sizes)]
    rows = [[i, sizes[i], w, count, w + count] for i, (w, count) in enumerate(built, 1)]
    found: dict[str, Any] = {"parameters": sum(map(sum, built)), "table": np.array(rows)}
    return found if counts_only(given) else found | _run(given)


def _upright(given: SimpleNamespace, samples: list[Any]) -> Any:
    """The samples' vectors side by side, the way of the layout."""
    import numpy as np

    return np.array(samples) if by_rows(given) else np.array(samples).T


def _run(given: SimpleNamespace) -> dict[str, Any]:
    import numpy as np

    from dlstudy.reference import feedforward as ref

    def array(name: str, rows: bool = False) -> Any:
        grid = np.array(getattr(given, name).rows, dtype=float)
        return grid if rows or by_rows(given) else grid.T

    layers = range(1, depth(given) + 1)
    w = [array(f"w{i}") for i in layers]
    biases = [array(f"b{i}")[0] if given.bias else np.zeros(len(w[i - 1][0])) for i in layers]
    names = [activation(given, i) for i in layers]
    inputs = array("x", several(given))
    found: dict[str, Any] = {}
    runs = [ref.forward(row, w, biases, names, float(given.gamma)) for row in inputs]
    for i in layers:
        found |= {f"z{i}": _upright(given, [net[i - 1] for net, _out in runs]),
                  f"a{i}": _upright(given, [out[i] for _net, out in runs])}  # fmt: skip
    found["output"] = np.array([out[-1] for _net, out in runs])
    if given.target is None:
        return found
    aims = array("target", several(given))
    each = [ref.gradients(row, w, biases, names, aim, given.loss, float(given.gamma))
            for row, aim in zip(inputs, aims, strict=True)]  # fmt: skip
    losses = [
        float(np.real(ref.loss(net[-1], out[-1], aim, given.loss, names[-1])))
        for (net, out), aim in zip(runs, aims, strict=True)
    ]
    share = 1 / len(aims) if given.reduction == "mean" else 1.0
    found["loss"] = sum(losses) * share
    rate = float(given.learning_rate)
    for i in layers:
        pull: Any = share * sum(slopes[i - 1] for slopes, _errors in each)
        lean: Any = share * sum(errors[i - 1] for _slopes, errors in each)
        found |= {f"delta{i}": _upright(given, [errors[i - 1] for _slopes, errors in each]), f"gradient_b{i}": lean,
                  f"gradient_w{i}": pull if by_rows(given) else pull.T, f"new_b{i}": biases[i - 1] - rate * lean,
                  f"new_w{i}": (w[i - 1] - rate * pull) if by_rows(given) else (w[i - 1] - rate * pull).T}  # fmt: skip
    return found
