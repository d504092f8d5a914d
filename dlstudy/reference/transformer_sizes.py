"""A Transformer as the list of its tensors and of its matrix products, one after the other, for counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Sizes:
    """What a Transformer is made of; `encoders` and `decoders` count layers, `cross` says whether decoders look across."""

    encoders: int
    decoders: int
    cross: bool
    width: int
    feed_forward: int
    heads: int
    vocabulary: int
    positions: int
    segments: int
    embeddings: int  # token matrices, the output's included
    attention_bias: bool
    embedding_norm: bool
    final_norms: int
    pooler: bool


class Tensor(NamedTuple):
    """A weight or a bias: the part it belongs to, which copy of that part, and its shape."""

    part: str
    copy: int
    bias: bool
    shape: tuple[int, ...]


Product = tuple[str, tuple[int, int, int]]


def tensors(sizes: Sizes) -> Iterator[Tensor]:
    """Every weight and bias, as a state dictionary lists them; heads have matrices of their own."""
    d = sizes.width
    for matrix in range(sizes.embeddings):
        yield Tensor("tokens", matrix, False, (sizes.vocabulary, d))
    yield from (
        Tensor(part, 0, False, (n, d))
        for part, n in (("positions", sizes.positions), ("segments", sizes.segments))
        if n
    )
    yield from _norm("embedding_norm", 0, d) if sizes.embedding_norm else ()
    attention = feed = norm = 0
    for kind, count in (("encoder", sizes.encoders), ("decoder", sizes.decoders)):
        for _layer in range(count):
            for _attention in range(2 if kind == "decoder" and sizes.cross else 1):
                yield from _attention_tensors(sizes, attention)
                yield from _norm("norm", norm, d)
                attention, norm = attention + 1, norm + 1
            yield from _linear("hidden", feed, d, sizes.feed_forward)
            yield from _linear("back", feed, sizes.feed_forward, d)
            yield from _norm("norm", norm, d)
            feed, norm = feed + 1, norm + 1
    for stack in range(sizes.final_norms):
        yield from _norm("final_norm", stack, d)
    if sizes.pooler:
        yield from _linear("pooler", 0, d, d)


def _norm(part: str, copy: int, width: int) -> Iterator[Tensor]:
    yield Tensor(part, copy, False, (width,))
    yield Tensor(part, copy, True, (width,))


def _linear(part: str, copy: int, before: int, after: int) -> Iterator[Tensor]:
    yield Tensor(part, copy, False, (before, after))
    yield Tensor(part, copy, True, (after,))


def _attention_tensors(sizes: Sizes, copy: int) -> Iterator[Tensor]:
    """The heads' own projections, and the one that joins them."""
    d, head = sizes.width, sizes.width // sizes.heads
    for part in ("query", "key", "value"):
        for _head in range(sizes.heads):
            yield Tensor(part, copy, False, (d, head))
            if sizes.attention_bias:
                yield Tensor(part, copy, True, (head,))
    yield Tensor("join", copy, False, (sizes.heads * head, d))
    if sizes.attention_bias:
        yield Tensor("join", copy, True, (d,))


def products(sizes: Sizes, source: int, target: int, output: bool) -> Iterator[Product]:
    """Every matrix product of a forward pass as (rows, inner, columns), head by head."""
    for _layer in range(sizes.encoders):
        yield from _attend(sizes, source, source)
        yield from _feed(sizes, source)
    for _layer in range(sizes.decoders):
        yield from _attend(sizes, target, target)
        if sizes.cross:
            yield from _attend(sizes, target, source)
        yield from _feed(sizes, target)
    if sizes.pooler:
        yield "pooler", (1, sizes.width, sizes.width)
    if output:
        yield "output", (target, sizes.width, sizes.vocabulary)


def _attend(sizes: Sizes, queries: int, keys: int) -> Iterator[Product]:
    d, head = sizes.width, sizes.width // sizes.heads
    for _head in range(sizes.heads):
        yield "attention", (queries, d, head)
        yield "attention", (keys, d, head)
        yield "attention", (keys, d, head)
        yield "attention", (queries, head, keys)
        yield "attention", (queries, keys, head)
    yield "attention", (queries, d, d)


def _feed(sizes: Sizes, tokens: int) -> Iterator[Product]:
    yield "feed_forward", (tokens, sizes.width, sizes.feed_forward)
    yield "feed_forward", (tokens, sizes.feed_forward, sizes.width)
