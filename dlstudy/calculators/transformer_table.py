"""A Transformer's parts as a table: shape, weights, biases, how many copies, parameters; and the same by counting tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import prod
from types import SimpleNamespace
from typing import Any, NamedTuple

from dlstudy.calculators.transformer_lines import L_max, N, N_p, S, V, crosses, d, d_ff, decodes, final_norms
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Known, Table

NAMES = {
    "tokens": _("word embeddings", "词嵌入"),
    "positions": _("positions", "位置嵌入"),
    "segments": _("segments", "片段嵌入"),
    "embedding_norm": _("norm after them", "嵌入后的归一化"),
    "query": _("W_Q, all heads", "W_Q（各头合计）"),
    "key": _("W_K, all heads", "W_K（各头合计）"),
    "value": _("W_V, all heads", "W_V（各头合计）"),
    "join": _("W_O", "W_O"),
    "hidden": _("feed-forward W_1", "前馈 W_1"),
    "back": _("feed-forward W_2", "前馈 W_2"),
    "norm": _("layer norms", "层归一化"),
    "final_norm": _("final norm", "末端归一化"),
    "pooler": _("pooler", "池化层"),
    "output": _("output layer", "输出层"),
}


class Part(NamedTuple):
    """A part of the model: the shape of its weights, how many of them and of biases a copy has, and the copies."""

    name: str
    shape: tuple[int, ...]
    weights: int
    biases: int
    copies: int

    @property
    def parameters(self) -> int:
        """Those of all copies."""
        return self.copies * (self.weights + self.biases)


def rows(given: SimpleNamespace) -> Callable[[Known], Table]:
    """The table from the sizes."""
    return lambda known: _table(_parts(given, known), known[N_p])


def _parts(given: SimpleNamespace, known: Known) -> Iterator[Part]:
    width, wide, words, layers = (known[letter] for letter in (d, d_ff, V, N))
    both, bias = crosses(given), given.attention_bias
    yield Part("tokens", (words, width), words * width, 0, 2 if both and not given.tied else 1)
    if given.positions:
        yield Part("positions", (known[L_max], width), known[L_max] * width, 0, 1)
    if given.segments:
        yield Part("segments", (known[S], width), known[S] * width, 0, 1)
    if given.embedding_norm:
        yield Part("embedding_norm", (width,), width, width, 1)
    for name in ("query", "key", "value", "join"):
        yield Part(name, (width, width), width**2, width * bias, layers * (3 if both else 1))
    yield Part("hidden", (width, wide), width * wide, wide, layers * (2 if both else 1))
    yield Part("back", (wide, width), wide * width, width, layers * (2 if both else 1))
    yield Part("norm", (width,), width, width, layers * (5 if both else 2))
    if given.final_norm:
        yield Part("final_norm", (width,), width, width, final_norms(given))
    if given.pooler:
        yield Part("pooler", (width, width), width**2, width, 1)
    if decodes(given) and not given.tied:
        yield Part("output", (width, words), width * words, 0, 1)


def _table(parts: Iterator[Part], whole: int) -> Table:
    head: tuple[Text | str, ...] = (_("part", "部分"), _("shape", "形状"), _("weights", "权重"), _("biases", "偏置"),
                                    _("copies", "份数"), _("parameters", "参数个数"))  # fmt: skip
    found = [(str(NAMES[p.name]), p.shape, p.weights, p.biases, p.copies, p.parameters) for p in parts]
    return Table(head, (*found, (str(_("total", "合计")), "", "", "", "", whole)))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """Every tensor and every matrix product listed, then counted."""
    from dlstudy.reference.transformer_sizes import Sizes, products, tensors

    decoding, both = decodes(given), crosses(given)
    separate = 0 if given.tied else both + decoding
    sizes = Sizes(
        encoders=0 if given.architecture == "decoder" else given.layers, decoders=given.layers if decoding else 0,
        cross=both, width=given.width, feed_forward=given.feed_forward, heads=given.heads, vocabulary=given.vocabulary,
        positions=given.positions, segments=given.segments, embeddings=1 + separate, attention_bias=given.attention_bias,
        embedding_norm=given.embedding_norm, final_norms=final_norms(given) if given.final_norm else 0, pooler=given.pooler,
    )  # fmt: skip
    target = given.target_tokens if both else given.tokens

    def macs(model: Sizes, output: bool) -> int:
        return sum(prod(shape) for _part, shape in products(model, given.tokens, target, output))

    parts = _counted(sizes, decoding and not given.tied)
    whole = sum(prod(tensor.shape) for tensor in tensors(sizes))
    by = {part.name: part.weights + part.biases for part in parts}
    stacks = {kind: _alone(sizes, kind) for kind in ("encoders", "decoders")}
    head = given.vocabulary * given.width * (decoding and not given.tied)
    return {
        "parameters": whole, "bytes": 4 * whole, "macs": macs(sizes, decoding), "head_width": given.width / given.heads,
        "projection": by["query"], "attention": sum(by[name] for name in ("query", "key", "value", "join")),
        "feed_forward": by["hidden"] + by["back"], "attention_weights": given.heads * given.tokens**2,
        "embeddings": sum(prod(t.shape) for t in tensors(sizes) if t.part in EMBEDDINGS) - head,
        "encoder_layer": _size(stacks["encoders"]), "decoder_layer": _size(stacks["decoders"]),
        "encoder_macs": macs(stacks["encoders"], False), "decoder_macs": macs(stacks["decoders"], False),
        "table": _table(iter(parts), whole),
    }  # fmt: skip


EMBEDDINGS = ("tokens", "positions", "segments", "embedding_norm")


def _alone(sizes: Any, kind: str) -> Any:
    """One layer of a kind, and nothing else."""
    nothing = dict.fromkeys(("encoders", "decoders", "embeddings", "positions", "segments", "final_norms"), 0)
    return replace(sizes, **(nothing | {"embedding_norm": False, "pooler": False, kind: 1}))


def _size(sizes: Any) -> int:
    from dlstudy.reference.transformer_sizes import tensors

    return sum(prod(tensor.shape) for tensor in tensors(sizes))


def _counted(sizes: Any, own_output: bool) -> list[Part]:
    """The parts from the list of tensors: the heads' side by side, the last matrix of words turned for the output."""
    from dlstudy.reference.transformer_sizes import tensors

    found: dict[str, list[Any]] = {}
    for tensor in tensors(sizes):
        output = own_output and tensor.part == "tokens" and tensor.copy == sizes.embeddings - 1
        found.setdefault("output" if output else tensor.part, []).append(tensor)
    return [_gathered(name, found[name]) for name in NAMES if name in found]


def _gathered(name: str, tensors: list[Any]) -> Part:
    copies = len({tensor.copy for tensor in tensors})
    count: Mapping[bool, int] = {
        bias: sum(prod(t.shape) for t in tensors if t.bias is bias) // copies for bias in (False, True)
    }
    first = [t.shape for t in tensors if t.copy == tensors[0].copy and not t.bias]
    shape = first[0] if len(first[0]) == 1 else (first[0][0], sum(s[1] for s in first))
    return Part(name, shape[::-1] if name == "output" else shape, count[False], count[True], copies)
