"""Random formulas for property tests."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from dlstudy.symbolic.tree import Node, Num, Op, letters

LETTERS = letters("n k s alpha beta_1 m_hat k_eff theta_2 Deltatheta W_Q")

_numbers = st.one_of(st.integers(0, 10**6).map(Num), st.decimals(0, 1000, places=3).map(lambda d: Num(Fraction(d))))
atoms: st.SearchStrategy[Node] = st.one_of(
    _numbers, st.sampled_from(LETTERS), st.sampled_from([Op("pi", ()), Op("e", ())])
)


def _combined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    infix = st.builds(
        lambda op, a, b: Op(op, (a, b)), st.sampled_from(["+", "-", "*", "/", "^", "⊙", "mod", "<", ">="]), inner, inner
    )
    single = st.builds(
        lambda op, a: Op(op, (a,)),
        st.sampled_from(
            [
                "neg",
                "floor",
                "ceil",
                "abs",
                "sqrt",
                "exp",
                "ln",
                "tanh",
                "sigmoid",
                "relu",
                "T",
                "softmax",
                "normalize",
                "norm",
                "sum",
                "%",
                "log",
                "!",
                "causal",
                "stack",
                "concat",
            ]
        ),
        inner,
    )
    several = st.builds(
        lambda op, a: Op(op, tuple(a)),
        st.sampled_from(["max", "min", "concat", "stack"]),
        st.lists(inner, min_size=2, max_size=3),
    )
    return st.one_of(infix, single, several)


_matrices = st.lists(st.lists(atoms, min_size=2, max_size=2), min_size=1, max_size=2).map(
    lambda rows: Op("matrix", tuple(Op("row", tuple(row)) for row in rows))
)
formulas: st.SearchStrategy[Node] = st.recursive(atoms | _matrices, _combined, max_leaves=12)
