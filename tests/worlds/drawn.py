"""Small worlds for properties."""

from fractions import Fraction

from hypothesis import strategies as st

from dlstudy.worlds import Move, World


@st.composite
def worlds(draw, most=4):
    """Two to four states, two or three actions, some not available, the last state perhaps an end."""
    count, choices = draw(st.integers(2, most)), draw(st.integers(2, 3))
    ends = draw(st.booleans())

    def outcomes(must):
        if not must and draw(st.booleans()):
            return ()
        weights = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count).filter(any))
        payments = draw(st.lists(st.integers(-5, 10), min_size=count, max_size=count))
        chances = [Fraction(w, sum(weights)) for w in weights]
        return tuple(Move(to, p, r) for to, (p, r) in enumerate(zip(chances, payments, strict=True)) if p)

    moves = [tuple(outcomes(a == 0) for a in range(choices)) for _s in range(count)]
    if ends:
        moves[-1] = ((),) * choices
    return World(tuple(f"s{i}" for i in range(count)), tuple(f"a{i}" for i in range(choices)), tuple(moves), "drawn")
