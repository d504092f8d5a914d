"""What a language model's probabilities are worth: perplexity, and the loss of a padded batch."""

from __future__ import annotations

import math
from collections.abc import Sequence


def perplexity(probabilities: Sequence[float]) -> float:
    """The geometric mean of 1/p over the tokens: (1/p_1 ... p_T)^(1/T); infinite where a p is 0 (d2l, section RNN).

    The factors are multiplied with their exponents kept apart, so that a long sequence does not underflow.
    """
    mantissa, exponent = 1.0, 0
    for p in probabilities:
        mantissa, shift = math.frexp(mantissa * p)
        exponent += shift
    count = len(probabilities)
    return math.inf if mantissa == 0 else float(mantissa ** (-1 / count) * 2 ** (-exponent / count))


def sequence_losses(probabilities: Sequence[Sequence[float]], lengths: Sequence[int]) -> list[float]:
    """The summed cross-entropy of each sequence's first `length` tokens: -ln of the product of their probabilities."""
    return [-math.log(math.prod(row[:length])) for row, length in zip(probabilities, lengths, strict=True)]
