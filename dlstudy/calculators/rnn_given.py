"""What a recurrent network is given: sizes, or arrays as far as they are to be worked, drawn ones, and what must hold."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.recurrent import completed, drawn, example_grid
from dlstudy.calculators.through_time import differentiates, drawn_target, has_target, own
from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.grid import Grid

SHAPES = {"w": ("input", "hidden"), "u": ("hidden", "hidden"), "b": ("one", "hidden"), "v": ("hidden", "output"),
          "c": ("one", "output"), "h0": ("one", "hidden")}  # fmt: skip
EXAMPLE = {"x": example_grid("1 0", "0 1", "1 1"), "w": example_grid("0.5 0.2", "-1 0.5"), "u": example_grid("0.5 -0.5", "0.2 1"), "b": example_grid("0.2 0"),
           "v": example_grid("1 -1"), "c": example_grid("0"), "target": example_grid("1", "0", "1")}  # fmt: skip


def derive(values: dict[str, Any]) -> dict[str, Any]:
    """What is given says how far to work: a target up to the gradients, output weights up to the outputs."""
    aim = "gradients" if own(values, EXAMPLE, "target") else "outputs" if own(values, EXAMPLE, "v") else "states"
    part = values["part"] or aim
    any_own = own(values, EXAMPLE, "x", *SHAPES)
    dropped = {"states": ("v", "c", "target"), "outputs": ("target",), "gradients": ()}[part]
    values |= {"part": part, **dict.fromkeys(dropped)}
    said = values["output_size"]
    values = completed(values, SHAPES, EXAMPLE, ("w", "u"))
    if values["x"] is None:
        return values | {"target": None, "part": "states"}
    has_target(values, any_own, EXAMPLE)
    return _with_output(values, said)


def one_class_each(given: SimpleNamespace) -> bool:
    """Whether the targets are distributions, or between 0 and 1, where the loss asks for it."""
    if given.target is None or given.output == "linear":
        return True
    rows = given.target.rows
    return all(0 <= entry <= 1 for row in rows for entry in row) and (
        given.output == "sigmoid" or all(sum(row) == 1 for row in rows)
    )


def _with_output(values: dict[str, Any], said: int | None) -> dict[str, Any]:
    """The output layer's size, and its biases where none are given."""
    rows = values["layout"] == "rows"
    if values["v"] is None:
        if values["part"] == "outputs":
            raise LearnerError(_("outputs need v", "求输出需要给出 v"))
        if values["output"] != "linear":
            raise LearnerError(
                _("{output} needs an output layer: give v", "{output} 用于输出层：请给出 v")(output=values["output"])
            )
        return values | {"c": None, "output_size": None}
    size = values["v"].shape[1 if rows else 0]
    if said not in (None, size):
        text = _("output_size = {said}, but v has {size}", "output_size = {said}，而 v 给出的是 {size}")
        raise LearnerError(text(said=said, size=size))
    zero = Grid([[0] * size])
    bias = values["c"] if values["c"] is not None else zero if rows else zero.T
    return values | {"output_size": size, "c": bias}


def draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Drawn arrays for as far as is to be worked; targets for every step, or for the last."""
    part = values.get("part") or "states"
    layer = part == "outputs" or (part == "gradients" and rng.random() < 0.6)
    want = ["w", "u", "b", *(["v", "c"] if layer else []), *(["h0"] if rng.random() < 0.5 else [])]
    return drawn_target(drawn(values, rng, SHAPES, EXAMPLE, want), rng, EXAMPLE, "v" if layer else "u")


def one_for_each_step_back(given: SimpleNamespace) -> bool:
    """Whether xi has a number for each step but the first, and nothing else truncates."""
    if given.xi is None:
        return True
    return differentiates(given) and given.truncate is None and given.xi.shape[1] == given.x.shape[0] - 1
