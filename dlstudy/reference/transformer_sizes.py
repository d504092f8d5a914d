"""A Transformer as the list of its tensors and of its matrix products, one after the other, for counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


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


Tensor = tuple[str, tuple[int, ...]]
Product = tuple[str, tuple[int, int, int]]


def tensors(sizes: Sizes) -> Iterator[Tensor]:
    """Every weight and bias by the part it belongs to, as a state dictionary lists them."""
    d = sizes.width
    for _matrix in range(sizes.embeddings):
        yield "tokens", (sizes.vocabulary, d)
    yield "positions", (sizes.positions, d)
    yield "segments", (sizes.segments, d)
    for _vector in range(2 * sizes.embedding_norm):
        yield "norms", (d,)
    for kind, count in (("encoder", sizes.encoders), ("decoder", sizes.decoders)):
        for _layer in range(count):
            yield from _layer_tensors(sizes, 2 if kind == "decoder" and sizes.cross else 1)
    for _vector in range(2 * sizes.final_norms):
        yield "norms", (d,)
    if sizes.pooler:
        yield "pooler", (d, d)
        yield "pooler", (d,)


def _layer_tensors(sizes: Sizes, attentions: int) -> Iterator[Tensor]:
    """Of one layer: per attention its heads' own projections and the one that joins them, then the feed-forward part."""
    d, head = sizes.width, sizes.width // sizes.heads
    for _attention in range(attentions):
        for _projection in "qkv":
            for _head in range(sizes.heads):
                yield "attention", (d, head)
                if sizes.attention_bias:
                    yield "attention", (head,)
        yield "attention", (sizes.heads * head, d)
        if sizes.attention_bias:
            yield "attention", (d,)
    for shape in ((d, sizes.feed_forward), (sizes.feed_forward,), (sizes.feed_forward, d), (d,)):
        yield "feed_forward", shape
    for _vector in range(2 * (attentions + 1)):
        yield "norms", (d,)


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
