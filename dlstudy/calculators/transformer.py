"""A Transformer's parameters by part, and its multiply-adds."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from dlstudy.calculators.transformer_lines import (
    A,
    B_p,
    L_max,
    M,
    M_dec,
    M_enc,
    N,
    N_att,
    N_dec,
    N_emb,
    N_enc,
    N_ff,
    N_ln,
    N_p,
    N_tok,
    N_w,
    S,
    V,
    b,
    crosses,
    d,
    d_ff,
    decodes,
    h,
    has,
    k,
    m,
    n,
    steps,
    t,
    table,
    terms,
)
from dlstudy.calculators.transformer_table import reference
from dlstudy.i18n import Text, _
from dlstudy.symbolic.calculator import Calculator, Example, Mistake, Output, Rule
from dlstudy.symbolic.option_names import plainly
from dlstudy.symbolic.params import Choice, Flag, Int
from dlstudy.symbolic.tree import Letter, Node, total

_BASE = {"architecture": "encoder-decoder", "layers": 6, "width": 512, "feed_forward": 2048, "heads": 8, "vocabulary": 37000,
         "positions": 0, "segments": 0, "attention_bias": False, "tied": True, "embedding_norm": False, "final_norm": False,
         "pooler": False}  # fmt: skip
_BERT = _BASE | {"architecture": "encoder", "layers": 12, "width": 768, "feed_forward": 3072, "heads": 12, "vocabulary": 30522,
                 "positions": 512, "segments": 2, "attention_bias": True, "embedding_norm": True, "pooler": True}  # fmt: skip
_GPT = _BERT | {"architecture": "decoder", "vocabulary": 50257, "positions": 1024, "segments": 0, "embedding_norm": False,
                "pooler": False, "final_norm": True}  # fmt: skip
PRESETS: dict[str, dict[str, Any]] = {
    "base": _BASE,
    "big": _BASE | {"width": 1024, "feed_forward": 4096, "heads": 16},
    "bert-base": _BERT,
    "bert-large": _BERT | {"layers": 24, "width": 1024, "feed_forward": 4096, "heads": 16},
    "gpt2": _GPT,
    "gpt2-medium": _GPT | {"layers": 24, "width": 1024, "feed_forward": 4096, "heads": 16},
    "gpt2-large": _GPT | {"layers": 36, "width": 1280, "feed_forward": 5120, "heads": 20},
    "gpt2-xl": _GPT | {"layers": 48, "width": 1600, "feed_forward": 6400, "heads": 25},
}


class Model(Choice):
    """A published model by its name, however it is spelt: GPT-2 XL, gpt_2_xl and gpt2-xl are one."""

    def read(self, raw: object, files: bool = False) -> str:
        """The name in the list; `Transformer base` and `GPT-2 small` are names of the first of their kind."""
        known = {plainly(name): name for name in self.options}
        word = re.sub("^transformer(?=.)|(?<=^gpt2)small$", "", plainly(str(raw)))
        return Choice.read(self, known.get(word, raw), files)


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """The model's sizes where none are given; a width of one's own brings a feed-forward part four times as wide."""
    preset = PRESETS[values["model"]]
    if values["feed_forward"] is None and values["width"] is not None:
        values["feed_forward"] = 4 * values["width"]
    for name, value in preset.items():
        if values[name] is None:
            values[name] = value
    values["target_tokens"] = values["target_tokens"] or values["tokens"]
    return values


def _heads_divide(given: SimpleNamespace) -> bool:
    return isinstance(given.heads, Node) or isinstance(given.width, Node) or given.width % given.heads == 0


def _fits(given: SimpleNamespace) -> bool:
    """Whether there is a position for every token."""
    if any(isinstance(v, Node) for v in (given.positions, given.tokens)):
        return True
    return bool(given.positions == 0 or given.tokens <= given.positions)


def _once(given: SimpleNamespace) -> list[Node]:
    """The terms of the sum with one layer of each stack."""
    once: dict[Node, Node] = {N * N_enc: N_enc, N * N_dec: N_dec}
    return [once.get(term, term) for term, _text in terms(given)]


def _size(
    letter: Letter, name: str, what: Text, pick: tuple[int, ...] = (), low: int = 1, high: int = 1_000_000
) -> Int:
    return Int(letter, name, what, low=low, high=high, pick=pick)


CALCULATOR = Calculator(
    name="transformer",
    title=_("Transformer: parameters and multiply-adds", "Transformer 的参数量与计算量"),
    topic="transformer",
    source="Vaswani et al. (2017), arXiv:1706.03762; Devlin et al. (2018), arXiv:1810.04805; openai/gpt-2, src/model.py",
    summary=_(
        "Parameters of a Transformer by part and multiply-adds of a forward pass; start from a published model, change any size. "
        "What is not given is as in the model.",
        "Transformer 各部分的参数个数与一次前向的乘加次数；以已发表的模型为起点，任何大小都可改；没有给出的与该模型相同。",
    ),
    params=(
        Model(Letter("model"), "model", _("the model to start from", "以哪个模型为起点"), default="base",
               pick=("base", "bert-base", "gpt2"), options={
                   "base": _("Transformer base (2017)", "Transformer 基础模型（2017）"),
                   "big": _("Transformer big", "Transformer 大模型"),
                   "bert-base": _("BERT base, with pooler", "BERT 基础模型，含池化层"),
                   "bert-large": _("BERT large, with pooler", "BERT 大模型，含池化层"),
                   "gpt2": _("GPT-2 small", "GPT-2 小模型"),
                   "gpt2-medium": _("GPT-2 medium", "GPT-2 中模型"),
                   "gpt2-large": _("GPT-2 large", "GPT-2 大模型"),
                   "gpt2-xl": _("GPT-2 XL", "GPT-2 超大模型"),
               }),
        Choice(Letter("architecture"), "architecture", _("which stacks there are", "由哪些部分组成"), options={
            "encoder-decoder": _("both (base, big)", "编码器加解码器（base、big）"),
            "encoder": _("encoder only (BERT)", "只有编码器（BERT）"),
            "decoder": _("decoder only (GPT-2)", "只有解码器（GPT-2）"),
        }),
        _size(N, "layers", _("layers of each stack (base, big 6; BERT 12, 24; GPT-2 12, 24, 36, 48)", "编码器、解码器各自的层数（base、big 6；BERT 12、24；GPT-2 12、24、36、48）"), (1, 2, 6, 12), high=200),
        _size(d, "width", _("width of the model, d_model (512, 1024; BERT 768, 1024; GPT-2 768, 1024, 1280, 1600)", "模型宽度 d_model（512、1024；BERT 768、1024；GPT-2 768、1024、1280、1600）"), (64, 128, 256, 512)),
        _size(d_ff, "feed_forward", _("hidden width of the feed-forward part (4 × the width)", "前馈子层的隐藏宽度（默认为 width 的 4 倍）")),
        _size(h, "heads", _("heads; they do not change the number of parameters (8, 16; BERT 12, 16; GPT-2 12, 16, 20, 25)", "头数，不影响参数个数（8、16；BERT 12、16；GPT-2 12、16、20、25）"), (4, 8, 16), high=256),
        _size(V, "vocabulary", _("size of the vocabulary (37,000; BERT 30,522; GPT-2 50,257)", "词表大小（37000；BERT 30522；GPT-2 50257）"), (1000, 5000, 10000), high=10_000_000),
        _size(L_max, "positions", _("learnt positions; 0 for sines and cosines (BERT 512, GPT-2 1024, else 0)", "可学习的位置数；用正弦编码则为 0（BERT 512，GPT-2 1024，其余 0）"), low=0),
        _size(S, "segments", _("segment embeddings (BERT 2, else 0)", "片段嵌入个数（BERT 2，其余 0）"), low=0),
        Flag(b, "attention_bias", _("biases in the attention's projections (BERT, GPT-2: yes; base, big: no)", "注意力投影带偏置（BERT、GPT-2 有；base、big 无）")),
        Flag(t, "tied", _("one matrix for all embeddings and the output layer (all models here: yes)", "词嵌入与输出层共用一个矩阵（这些模型都是）")),
        Flag(Letter("embedding_norm"), "embedding_norm", _("a layer norm after the embeddings (BERT: yes, else no)", "嵌入之后有层归一化（仅 BERT 有）")),
        Flag(Letter("final_norm"), "final_norm", _("a layer norm after the last layer, as pre-norm models have (GPT-2: yes, else no)", "最后一层之后有层归一化，前置归一化模型如此（仅 GPT-2 有）")),
        Flag(Letter("pooler"), "pooler", _("a pooler on the first token (BERT: yes, else no)", "第一个词元上的池化层（仅 BERT 有）")),
        Int(n, "tokens", _("tokens of the input, for the multiply-adds", "输入词元数（用于计算量）"), low=1, high=1_000_000, default=128,
            pick=(4, 8, 10)),
        _size(m, "target_tokens", _("tokens of the output of an encoder-decoder (as many as of the input)", "编码器-解码器的目标词元数（默认同输入）")),
    ),
    outputs=(
        Output(k, "head_width", _("length of a head's key", "每个头的键的长度"), "count"),
        Output(N_emb, "embeddings", _("embeddings", "嵌入层参数"), "count"),
        Output(N_w, "projection", _("one projection, all heads", "一个投影矩阵（各头合计）"), "count"),
        Output(N_att, "attention", _("one attention sublayer", "一个注意力子层的参数"), "count"),
        Output(N_ff, "feed_forward", _("one feed-forward part", "一个前馈子层的参数"), "count"),
        Output(N_enc, "encoder_layer", _("one encoder layer", "一个编码器层的参数"), "count"),
        Output(N_dec, "decoder_layer", _("one decoder layer", "一个解码器层的参数"), "count"),
        Output(N_p, "parameters", _("parameters", "参数总数"), "count"),
        Output(B_p, "bytes", _("their memory in bytes (32-bit floats)", "参数占用的字节数（32 位浮点）"), "count"),
        Output(M_enc, "encoder_macs", _("multiply-adds of an encoder layer", "一个编码器层的乘加次数"), "count"),
        Output(M_dec, "decoder_macs", _("multiply-adds of a decoder layer", "一个解码器层的乘加次数"), "count"),
        Output(M, "macs", _("multiply-adds", "乘加次数"), "count"),
        Output(A, "attention_weights", _("attention weights of one layer", "一层的注意力权重个数"), "count"),
        Output(table, "table", _("parameters by part", "各部分参数"), "table"),
    ),
    rules=(
        Rule(_heads_divide, _("the heads must divide the width", "头数必须整除模型宽度")),
        Rule(_fits, _("there are fewer positions than tokens", "位置数少于词元数")),
        Rule(lambda v: v.architecture == "encoder" or not v.pooler, _("a pooler belongs to an encoder alone", "池化层只用于纯编码器模型")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    mistakes=(
        Mistake("forgot-output-projection", _("an attention sublayer has four projections: W_O joins the heads", "注意力子层有四个投影：W_O 合并各头"),
                {N_att: 3 * N_w}),
        Mistake("heads-counted-again", _("the heads share the width: h matrices of d × d/h make one of d × d",
                                         "各头平分宽度：h 个 d × d/h 的矩阵合起来是一个 d × d"), {N_att: 4 * h * N_w}),
        Mistake("forgot-feed-forward-bias", _("both feed-forward layers have biases", "前馈子层的两层都有偏置"), {N_ff: 2 * d * d_ff}),
        Mistake("one-feed-forward-layer", _("the feed-forward part has two layers, out and back", "前馈子层有两层：先升维再降维"),
                {N_ff: d * d_ff + d_ff}),
        Mistake("norm-without-bias", _("a layer norm has a gain and a bias for every unit", "层归一化每维有增益和偏置两个参数"), {N_ln: d}),
        Mistake("forgot-cross-attention", _("a decoder layer has two attention sublayers", "解码器层有两个注意力子层"),
                {N_dec: N_att + N_ff + 2 * N_ln}, crosses),
        Mistake("forgot-positions", _("learnt positions are parameters", "可学习的位置嵌入也是参数"),
                lambda v: {N_emb: total([N_tok, *([S * d] if has(v.segments) else []), *([2 * d] if v.embedding_norm else [])])},
                lambda v: has(v.positions)),
        Mistake("forgot-embeddings", _("the embeddings are parameters too", "词嵌入也是参数"),
                lambda v: {N_p: total(term for term, _text in terms(v)[1:])}),
        Mistake("one-layer", _("every layer has weights of its own", "每一层都有自己的参数"),
                lambda v: {N_p: total(_once(v))}, lambda v: isinstance(v.layers, int) and v.layers > 1),
        Mistake("untied", _("with an output layer of its own", "输出层另有自己的矩阵"), {t: False},
                lambda v: v.tied and decodes(v), convention=True),
        Mistake("attention-biases", _("with biases in the attention's projections (PyTorch, BERT, GPT-2)",
                                      "注意力投影带偏置（PyTorch、BERT、GPT-2）"), {b: True}, lambda v: not v.attention_bias, convention=True),
        Mistake("no-attention-biases", _("without biases in the attention's projections (Vaswani et al., d2l)",
                                         "注意力投影不带偏置（Vaswani 等、d2l）"), {b: False}, lambda v: v.attention_bias, convention=True),
        Mistake("no-pooler", _("without the pooler", "不含池化层"), {Letter("pooler"): False}, lambda v: v.pooler, convention=True),
    ),
    examples=(
        Example({"model": "base", "attention_bias": True}, {"parameters": 63_082_496, "encoder_layer": 3_152_384, "decoder_layer": 4_204_032},
                "torch.nn.Transformer's layers (512, 8 heads, 2048) and one matrix for 37,000 tokens"),
        Example({"model": "base"}, {"parameters": 65e6}, "Vaswani et al. (2017), table 3, in millions", within=0.035),
        Example({"model": "big"}, {"parameters": 213e6}, "Vaswani et al. (2017), table 3, in millions", within=0.006),
        Example({"model": "bert-base"}, {"parameters": 109_482_240, "embeddings": 23_837_184, "encoder_layer": 7_087_872},
                "google-research/bert, bert-base-uncased; Devlin et al. (2018): 110M"),
        Example({"model": "bert-large"}, {"parameters": 335_141_888}, "google-research/bert, bert-large-uncased; Devlin et al. (2018): 340M"),
        Example({"model": "gpt2"}, {"parameters": 124_439_808}, "openai/gpt-2, 124M"),
        Example({"model": "gpt2-medium"}, {"parameters": 354_823_168}, "openai/gpt-2, 355M"),
        Example({"model": "gpt2-large"}, {"parameters": 774_030_080}, "openai/gpt-2, 774M"),
        Example({"model": "gpt2-xl"}, {"parameters": 1_557_611_200}, "openai/gpt-2, 1558M"),
    ),
    positional="model",
    usage=(
        "gpt2",
        "--width 64 --layers 2 --heads 4 --vocabulary 1000 --tokens 10",
        "--architecture encoder --width d --layers N --no-steps",
    ),
)  # fmt: skip
