"""How far a long computation has come, on stderr."""

from __future__ import annotations

import math
import sys
from types import TracebackType
from typing import TextIO

from dlstudy.i18n import _

WIDTH = 30


class Meter:
    """Shows rounds done and what is still missing, where someone is watching; leaves nothing behind."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = sys.stderr if stream is None else stream
        self.watched = bool(getattr(self.stream, "isatty", bool)())
        self.first: float | None = None

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.first is not None and self.watched:
            print("\r\033[K", end="", file=self.stream, flush=True)

    def __call__(self, rounds: int, missing: float) -> None:
        """Redraws the bar: its length is how many decimal places have been gained since the first round."""
        if not self.watched or not math.isfinite(missing) or missing <= 0:
            return
        if self.first is None:
            self.first = missing
        gained = max(0.0, min(1.0, math.log10(self.first / missing) / max(1.0, math.log10(self.first) + 8)))
        bar = "#" * round(gained * WIDTH)
        text = _("round {n}, error below {e:.1e}", "第 {n} 轮，误差小于 {e:.1e}")(n=rounds, e=missing)
        print(f"\r[{bar:-<{WIDTH}}] {text}\033[K", end="", file=self.stream, flush=True)
