"""How quick dlstudy is, beside what others take for the same: a table of ratios, all measured in one run.

    python benchmarks/speed.py               # everything
    python benchmarks/speed.py numbers mdp   # claims with one of these words in them

Rivals are no dependencies of dlstudy; one that is not installed is said to be so.
bench: pip install torch torchinfo quantecon scipy
"""

# ruff: noqa: T201  (a script says what it found)

from __future__ import annotations

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"  # before NumPy: one thread for everybody

import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from importlib.util import find_spec  # noqa: E402
from pathlib import Path  # noqa: E402
from random import Random  # noqa: E402
from typing import Any, NamedTuple  # noqa: E402

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from benchmarks.interleaved import Timed, process, race  # noqa: E402

NUMBERS = [
    "-m",
    "dlstudy",
    "conv",
    "--side",
    "97",
    "--kernel",
    "9",
    "--stride",
    "2",
    "--in-channels",
    "3",
    "--out-channels",
    "15",
]
LETTERS = ["-m", "dlstudy", "conv", "--side", "n"]
TABLE = ["-m", "dlstudy", "network", "resnet50"]


class Row(NamedTuple):
    """What was measured: a ratio (ours to theirs), and how large it may be."""

    ratio: float
    most: float
    note: str = ""


Measure = Callable[[], Iterator[tuple[str, Row]]]


def _ratio(
    ours: Timed, theirs: Timed, most: float, rounds: int, repeat: tuple[int, int] = (1, 1), note: str = ""
) -> Row:
    a, b = race(ours, theirs, rounds, repeat)
    return Row(a / b, most, f"{_time(a)} to {_time(b)}" + (f"; {note}" if note else ""))


def _time(seconds: float) -> str:
    return (
        f"{seconds * 1e6:.0f} µs"
        if seconds < 1e-3
        else f"{seconds * 1e3:.3g} ms"
        if seconds < 1
        else f"{seconds:.3g} s"
    )


def on_numbers() -> Iterator[tuple[str, Row]]:
    """A one-off calculation against what every command line with click pays."""
    yield "whole process", _ratio(process(NUMBERS), process(["-c", "import click"]), 2.5, 21)


def with_letters() -> Iterator[tuple[str, Row]]:
    """A calculation that needs algebra against importing what does algebra."""
    yield "whole process", _ratio(process(LETTERS), process(["-c", "import sympy, click"]), 1.5, 11)


def worked_exactly() -> Iterator[tuple[str, Row]]:
    """The two longest workings of an exam against one formula's."""
    from dlstudy import calculators
    from dlstudy.symbolic.working import complete, work

    def working(name: str, given: dict[str, Any]) -> Timed:
        calculator = calculators.find(name)
        values = complete(calculator, given)
        return lambda: work(calculator, values)

    rng = Random(1)
    square = {
        n: [[rng.choice((-1, 0, 1, 2)) for _i in range(8)] for _j in range(8)]
        for n in ("x", "w_q", "w_k", "w_v", "w_o")
    }
    formula = working("conv", {"side": 97, "kernel": 9, "stride": 2, "in_channels": 3, "out_channels": 15})
    grid = {"world": "SFFF/FHFH/FFFH/HFFG", "discount": "0.95", "sweeps": 20}
    for name, ours in {
        "20 sweeps of a 4 × 4 grid": working("mdp value-iteration", grid),
        "20 sweeps, slippery": working("mdp value-iteration", grid | {"world": grid["world"] + "; slip=0.2"}),
        "8 × 8 attention, two heads, 30 digits": working("attention", square | {"heads": 2}),
    }.items():
        yield name, _ratio(ours, formula, 20, 61, (1, 20))


def tables() -> Iterator[tuple[str, Row]]:
    """ResNet-50 layer by layer: parameters, sizes, multiply-adds."""
    torchinfo = process([str(Path(__file__).with_name("resnet.py"))])
    yield "whole process, against torchinfo", _ratio(process(TABLE), torchinfo, 0.1, 7)


def dense_worlds() -> Iterator[tuple[str, Row]]:
    """1,000 states, 10 actions, γ .95, every state reached from every other; our values the more exact ones."""
    from benchmarks import worlds
    from dlstudy.reference.planning import solve_by_span

    mdp = worlds.dense(1000, 10)
    model, truth = worlds.quantecon_dense(mdp), worlds.best_values(mdp)
    tolerance = worlds.EPSILON / 1000
    off = [abs(v - truth).max() for v in (solve_by_span(mdp, 0.95, tolerance=tolerance).values, worlds.quantecon(model, "value_iteration"))]  # fmt: skip
    yield "against QuantEcon's value_iteration", _ratio(
        lambda: solve_by_span(mdp, 0.95, tolerance=tolerance), lambda: worlds.quantecon(model, "value_iteration"), 0.1, 9,
        note=f"off by {off[0]:.0e} to {off[1]:.0e}",
    )  # fmt: skip


def sparse_worlds() -> Iterator[tuple[str, Row]]:
    """About 100,000 states, 4 actions: eight successors anywhere; a slippery grid."""
    from benchmarks import worlds

    anywhere, grid = worlds.sparse(100_000, 4), worlds.slippery_grid(316)
    for method in ("value_iteration", "modified_policy_iteration"):
        yield f"anywhere, against QuantEcon's {method}", _against(method, anywhere)
    yield "anywhere, against QuantEcon's policy_iteration", _against_equations()
    for method in ("value_iteration", "modified_policy_iteration", "policy_iteration"):
        yield f"grid, against QuantEcon's {method}", _against(method, grid)


def _against(method: str, mdp: Any) -> Row:
    """Our way to the optimum, against one of QuantEcon's; both within the same tolerance."""
    from benchmarks import worlds
    from dlstudy.reference.planning import solve_by_span

    model, truth, tolerance = worlds.quantecon_sparse(mdp), worlds.best_values(mdp), worlds.EPSILON / 2
    found = abs(solve_by_span(mdp, worlds.DISCOUNT, tolerance=tolerance).values - truth).max()
    off = abs(worlds.quantecon(model, method) - truth).max()
    return _ratio(
        lambda: solve_by_span(mdp, worlds.DISCOUNT, tolerance=tolerance), lambda: worlds.quantecon(model, method),
        1, 3 if method == "policy_iteration" else 7, note=f"off by {found:.0e} to {off:.0e}",
    )  # fmt: skip


def _against_equations() -> Row:
    """QuantEcon's policy iteration factors a matrix that fills up: it is stopped after a while."""
    from benchmarks import worlds
    from dlstudy.reference.planning import solve_by_span

    mdp, most = worlds.sparse(100_000, 4), 60
    began = time.perf_counter()
    solve_by_span(mdp, worlds.DISCOUNT, tolerance=worlds.EPSILON / 2)
    ours = time.perf_counter() - began
    script = [sys.executable, str(Path(__file__).with_name("worlds.py")), "100000"]
    try:
        theirs = float(subprocess.run(script, check=True, capture_output=True, text=True, timeout=most).stdout)
    except subprocess.TimeoutExpired:
        return Row(ours / most, 1, f"{_time(ours)} to more than {most} s, then stopped")
    return Row(ours / theirs, 1, f"{_time(ours)} to {_time(theirs)}")


def million_states() -> Iterator[tuple[str, Row]]:
    """10^6 states, 4 actions, 4 successors each, in a process of its own."""
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("worlds.py"))], check=True, capture_output=True, text=True
    )
    yield "peak memory, GiB", Row(float(run.stdout), 2, "made and solved")


def attention() -> Iterator[tuple[str, Row]]:
    """512 queries, keys and values of length 64, float32, one thread."""
    import numpy as np
    import torch

    from dlstudy.reference.attention import attend_in_place, scratch

    torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    q, k, v = (rng.standard_normal((512, 64), dtype=np.float32) for _ in range(3))
    tq, tk, tv = (torch.from_numpy(a.copy()) for a in (q, k, v))
    scores, out = scratch(512, 512), np.empty_like(q)

    def ours() -> Any:
        return attend_in_place(q, k, v, scores, out)

    def eager() -> Any:
        return torch.softmax(tq @ tk.T / 8, dim=-1) @ tv

    with torch.inference_mode():
        gap = float(np.abs(eager().numpy() - ours()).max())
        yield "against torch, eager", _ratio(ours, eager, 1, 61, (10, 10), f"they differ by {gap:.0e}")
        fused = torch.nn.functional.scaled_dot_product_attention
        batch = [a[None, None] for a in (tq, tk, tv)]
        yield "(torch's fused kernel)", _ratio(ours, lambda: fused(*batch), float("inf"), 61, (10, 10))


def adam() -> Iterator[tuple[str, Row]]:
    """A step over 10^6 float32 parameters, one thread."""
    import numpy as np
    import torch

    from dlstudy.reference.adam_in_place import adam_step

    torch.set_num_threads(1)
    theta, g, m, v = (np.random.default_rng(1).random(10**6, dtype=np.float32) for _ in range(4))
    steps = iter(range(1, 10**9))
    for name, most, how in (("torch.optim.Adam", 1.2, {}), ("torch.optim.Adam, foreach", 1.2, {"foreach": True}),
                            ("(torch.optim.Adam, fused)", float("inf"), {"fused": True})):  # fmt: skip
        parameter = torch.nn.Parameter(torch.from_numpy(theta.copy()))
        parameter.grad = torch.from_numpy(g.copy())
        optimizer = torch.optim.Adam([parameter], **how)
        yield (
            f"against {name}",
            _ratio(
                lambda: adam_step(theta, g, m, v, next(steps), convention="pytorch"), optimizer.step, most, 41, (5, 5)
            ),
        )


CLAIMS: dict[str, tuple[Measure, tuple[str, ...]]] = {
    "conv on numbers ÷ import click": (on_numbers, ()),
    "conv with letters ÷ import sympy, click": (with_letters, ()),
    "worked exactly ÷ a formula of conv": (worked_exactly, ()),
    "table of ResNet-50 ÷ torchinfo": (tables, ("torch", "torchinfo")),
    "mdp, 1,000 × 10 dense": (dense_worlds, ("quantecon",)),
    "mdp, 100,000 states, sparse": (sparse_worlds, ("quantecon", "scipy")),
    "mdp, a million sparse": (million_states, ()),
    "attention 512 × 64": (attention, ("torch",)),
    "Adam, 10^6 parameters": (adam, ("torch",)),
}


def main(words: list[str]) -> int:
    """Prints the table; 1 where a claim does not hold."""
    broken = 0
    print(f"{'':66}{'ratio':>8}  {'at most':>8}")
    for claim, (measure, rivals) in CLAIMS.items():
        if words and not any(word.lower() in claim.lower() for word in words):
            continue
        print(claim)
        if missing := [name for name in rivals if find_spec(name) is None]:
            print(f"  not installed: {', '.join(missing)}")
            continue
        for name, row in measure():
            mark = "" if row.ratio <= row.most else "  ✗"
            asked = "–" if row.most == float("inf") else f"{row.most:g}"
            print(f"  {name:64}{row.ratio:8.3g}  {asked:>8}{mark}   {row.note}", flush=True)
            broken += bool(mark)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
