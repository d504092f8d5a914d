"""The lines a Transformer's parameters and multiply-adds are counted by, and the list of its tensors to add up."""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Do, Step
from dlstudy.symbolic.tree import Letter, Node, Num, letters, total

V, d, d_ff, N, h, n, m, S, k, b, t = letters("V d d_ff N h n m S k b t")
L_max = Letter("L")
N_tok, N_pos, N_seg, N_w, N_att, N_ff, N_ln = letters("N_tok N_pos N_seg N_w N_att N_ff N_ln")
N_enc, N_dec, N_emb, N_pool, N_fin, N_out, N_p = letters("N_enc N_dec N_emb N_pool N_fin N_out N_p")
M_att, M_cross, M_ff, M_enc, M_dec, M_out, M_pool, M, A, B_p, table = letters(
    "M_att M_cross M_ff M_enc M_dec M_out M_pool M A B_p table"
)
Lines = Generator[Step | Do, Any, None]


def crosses(given: SimpleNamespace) -> bool:
    """Whether there is an encoder and a decoder that looks at it."""
    return bool(given.architecture == "encoder-decoder")


def decodes(given: SimpleNamespace) -> bool:
    """Whether tokens are predicted at the end."""
    return bool(given.architecture != "encoder")


def has(value: Any) -> bool:
    """Whether there is any of this: a letter counts as some."""
    return isinstance(value, Node) or bool(value)


def steps(given: SimpleNamespace) -> Lines:
    yield Step(k, d / h, _("length of a head's query, key and value", "每个头的查询、键、值的长度"))
    yield from _embeddings(given)
    yield from _layer(given)
    yield from _rest(given)
    yield Step(N_p, total(term for term, _text in terms(given)), _("all parts together", "各部分合计"))
    yield Step(B_p, 4 * N_p, _("memory: a 32-bit float has 4 bytes", "内存：一个 32 位浮点数占 4 字节"))
    yield from _products(given)
    yield Step(A, h * n**2, _("attention weights of one sublayer: every head, every pair of tokens",
                              "一个注意力子层的权重个数：每个头、每对词元"))  # fmt: skip
    if not any(isinstance(v, Node) for v in vars(given).values()):
        from dlstudy.calculators.transformer_table import rows

        uses = tuple(letter for letter in (V, d, d_ff, N, h, L_max, S, N_p) if letter is not S or has(given.segments))
        yield Do(table, rows(given), uses, _("every part: its shape, and how often there is one", "各部分的形状与份数"))


def _embeddings(given: SimpleNamespace) -> Lines:
    yield Step(N_tok, V * d, _("a vector for every word of the vocabulary", "词表中每个词一个向量"))
    if has(given.positions):
        yield Step(N_pos, L_max * d, _("a learnt vector for every position", "每个位置一个可学习的向量"))
    if has(given.segments):
        yield Step(
            N_seg,
            S * d,
            _("a vector for every segment (BERT's sentences A and B)", "每个片段一个向量（BERT 的句子 A、B）"),
        )
    parts: list[Node] = [N_tok, *[N_pos] * has(given.positions), *[N_seg] * has(given.segments)]
    if given.embedding_norm:
        parts.append(2 * d)
    if crosses(given) and not given.tied:
        parts.insert(1, N_tok)
    yield Step(N_emb, total(parts), _why_embeddings(given))


def _why_embeddings(given: SimpleNamespace) -> Text:
    if crosses(given):
        return _("embeddings: source and target share one matrix", "词嵌入：源端与目标端共用一个矩阵") if given.tied else _(
            "embeddings: one matrix for the source, one for the target", "词嵌入：源端、目标端各一个矩阵")  # fmt: skip
    if given.embedding_norm:
        return _("embeddings, with the gain and bias of their layer norm", "嵌入层，含其层归一化的增益与偏置")
    return _("embeddings", "嵌入层")


def _layer(given: SimpleNamespace) -> Lines:
    bias = given.attention_bias
    yield Step(N_w, d**2 + d if bias else d**2, _(
        "one projection, all heads together: W_Q, W_K, W_V and W_O each (h heads of d × d/h make d × d)",
        "一个投影矩阵（各头合计）：W_Q、W_K、W_V、W_O 各一个（h 个 d × d/h 的头合起来是 d × d）",
    ))  # fmt: skip
    yield Step(
        N_att, 4 * N_w, _("an attention sublayer: queries, keys, values, output", "一个注意力子层：查询、键、值、输出")
    )
    yield Step(
        N_ff,
        d * d_ff + d_ff + d_ff * d + d,
        _("feed-forward part: two layers with their biases", "前馈子层：两层全连接及其偏置"),
    )
    yield Step(N_ln, 2 * d, _("a layer norm: gain and bias", "一个层归一化：增益与偏置"))
    if given.architecture != "decoder":
        yield Step(N_enc, N_att + N_ff + 2 * N_ln, _("an encoder layer: attention, feed-forward, a norm after each",
                                                     "一个编码器层：注意力、前馈，各跟一个层归一化"))  # fmt: skip
    if crosses(given):
        yield Step(N_dec, 2 * N_att + N_ff + 3 * N_ln, _("a decoder layer: it also looks at the encoder, with a norm of its own",
                                                         "一个解码器层：多一个交叉注意力及其层归一化"))  # fmt: skip
    elif given.architecture == "decoder":
        yield Step(N_dec, N_att + N_ff + 2 * N_ln, _("a decoder layer: there is no encoder to look at",
                                                     "一个解码器层：没有编码器，也就没有交叉注意力"))  # fmt: skip


def _rest(given: SimpleNamespace) -> Lines:
    if given.final_norm:
        yield Step(
            N_fin,
            2 * N_ln if crosses(given) else N_ln,
            _("layer norm after the last layer (pre-norm)", "最后一层之后的层归一化（前置归一化）"),
        )
    if given.pooler:
        yield Step(N_pool, d**2 + d, _("pooler: a layer on the first token", "池化层：作用于第一个词元的全连接层"))
    if decodes(given):
        why = _(
            "output layer: the embedding matrix again, no parameters of its own", "输出层：与词嵌入共享，没有另外的参数"
        )
        if given.tied:
            yield Step(N_out, Num(0), why)
        else:
            yield Step(N_out, d * V, _("output layer: a score for every word", "输出层：为每个词打分"))


def final_norms(given: SimpleNamespace) -> int:
    """Final norms: one for every stack."""
    return 2 if crosses(given) else 1


def terms(given: SimpleNamespace) -> list[tuple[Node, Text]]:
    """What is added up, and what it is called."""
    found: list[tuple[Node, Text]] = [(N_emb, _("embeddings", "嵌入层"))]
    if given.architecture != "decoder":
        found.append((N * N_enc, _("encoder layers", "编码器各层")))
    if decodes(given):
        found.append((N * N_dec, _("decoder layers", "解码器各层")))
    if given.final_norm:
        found.append((N_fin, _("final norm", "末端层归一化")))
    if given.pooler:
        found.append((N_pool, _("pooler", "池化层")))
    if decodes(given):
        found.append((N_out, _("output layer", "输出层")))
    return found


def _products(given: SimpleNamespace) -> Lines:
    """Multiply-adds of one forward pass; products with a mask are counted whole, norms and softmax not at all."""
    length = m if crosses(given) else n
    yield Step(M_att, 4 * n * d**2 + 2 * n**2 * d, _("attention: four projections, then scores and weighted sum of all pairs",
                                                     "注意力：四个投影，再加所有词元对的打分与加权求和"))  # fmt: skip
    yield Step(M_ff, 2 * n * d * d_ff, _("feed-forward part, at every token", "前馈子层（每个词元）"))
    if given.architecture == "decoder":
        yield Step(M_dec, M_att + M_ff, _("a decoder layer", "一个解码器层"))
    else:
        yield Step(M_enc, M_att + M_ff, _("an encoder layer", "一个编码器层"))
    if crosses(given):
        yield Step(M_cross, 2 * m * d**2 + 2 * n * d**2 + 2 * m * n * d, _(
            "attention to the encoder: queries and output of the target, keys and values of the source",
            "交叉注意力：查询与输出来自目标端，键与值来自源端"))  # fmt: skip
        yield Step(
            M_dec, 4 * m * d**2 + 2 * m**2 * d + M_cross + 2 * m * d * d_ff, _("a decoder layer", "一个解码器层")
        )
    parts: list[Node] = [] if given.architecture == "decoder" else [N * M_enc]
    if decodes(given):
        yield Step(
            M_out,
            length * d * V,
            _("output layer: a score for every word, at every token", "输出层：在每个词元处为每个词打分"),
        )
        parts += [N * M_dec, M_out]
    if given.pooler:
        yield Step(M_pool, d**2, _("pooler, at one token", "池化层（一个词元）"))
        parts.append(M_pool)
    yield Step(
        M,
        total(parts),
        _("multiply-adds of a forward pass (twice as many FLOPs)", "一次前向的乘加次数（FLOPs 是它的两倍）"),
    )
