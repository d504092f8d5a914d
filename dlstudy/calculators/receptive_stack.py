"""A stack of layers as it is typed for its receptive field: `3,1 3,2 2,2`."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import NamedTuple

from dlstudy.errors import LearnerError
from dlstudy.i18n import _

MOST_LAYERS, MOST_SIZE, MOST_REACH = 200, 64, 100_000
_LAYER = re.compile(r"(\d+)(?:x\1)?(?:[,/](\d+))?(?:,(\d+))?(?:,p(\d+))?(?:\*(\d+))?", re.ASCII)
_SIGNS = str.maketrans({"，": ",", "；": ";", "×": "*", "P": "p"})


class Window(NamedTuple):
    """A layer: how wide its window is, how far it moves, how far apart its taps are, and the zeros on each side."""

    kernel: int
    stride: int
    dilation: int
    padding: int


@dataclass(frozen=True, slots=True)
class Stack:
    """Layers in order, and the text they were read from."""

    windows: tuple[Window, ...]
    source: str


def read_stack(text: str) -> Stack:
    """The stack a text writes: kernel,stride[,dilation][,pPADDING] a layer (7x7/2 is 7,2); `*3` repeats one."""
    windows: list[Window] = []
    for piece in re.split(r"[\s;]+", text.translate(_SIGNS).strip()):
        found = _LAYER.fullmatch(piece)
        if not found:
            why = _("write a layer as kernel,stride or kernel,stride,dilation, and ,p1 for padding: 3,1 3,2,p1 3,1,2; not {piece}",
                    "每层写作 核,步长 或 核,步长,空洞率，填充加 ,p1：3,1 3,2,p1 3,1,2；看不懂 {piece}")  # fmt: skip
            raise LearnerError(why(piece=piece[:20] or "“”"))
        kernel, stride, dilation, padding, times = (
            int(part or default) for part, default in zip(found.groups(), (1, 1, 1, 0, 1), strict=True)
        )
        if not (
            1 <= kernel <= MOST_SIZE
            and 1 <= stride <= MOST_SIZE
            and 1 <= dilation <= 4096
            and padding <= 4096
            and times >= 1
        ):
            raise LearnerError(_("{piece}: kernels and strides go from 1 to {most}", "{piece}：核与步长取 1 到 {most}")(
                piece=piece[:20], most=MOST_SIZE))  # fmt: skip
        windows += [Window(kernel, stride, dilation, padding)] * min(times, MOST_LAYERS + 1)
        if len(windows) > MOST_LAYERS:
            raise LearnerError(_("at most {n} layers", "最多 {n} 层")(n=MOST_LAYERS))
    _bounded(windows)
    return Stack(tuple(windows), text)


def _bounded(windows: list[Window]) -> None:
    """Refuses stacks that look farther than anybody's input."""
    reach = jump = 1
    for window in windows:
        reach += window.dilation * (window.kernel - 1) * jump
        jump *= window.stride
        if max(reach, jump) > MOST_REACH:
            raise LearnerError(_("this looks farther than {n} places", "感受野超过 {n}")(n=MOST_REACH))


def drawn_stack(rng: random.Random) -> Stack:
    """A stack for pen and paper: three or four layers, one of them moving by 2, perhaps one dilated, some padded."""
    pieces = []
    for _layer in range(rng.choice((3, 4))):
        kernel = rng.choice((3, 3, 5))
        pieces.append(
            rng.choice((f"{kernel},1", f"{kernel},2", f"{kernel},1,2", "2,2", f"{kernel},1,1,p1", f"{kernel},2,1,p1"))
        )
    pieces.insert(rng.randrange(len(pieces)), "2,2")
    return read_stack(" ".join(pieces))
