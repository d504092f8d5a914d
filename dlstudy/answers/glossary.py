"""English terms inside Chinese sentences, as the Chinese terms a rubric's phrases are written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dlstudy.answers.stems import bare, stem
from dlstudy.answers.tables import pairs
from dlstudy.answers.wording import Token

_TERMS: Final = {
    stem(bare(term)): meaning
    for term, meaning in pairs(
        """
gradient=梯度 weight=权重 parameter=参数 loss=损失 noise=噪声 sample=样本 batch=批量 momentum=动量 convolution=卷积
kernel=卷积核 filter=滤波器 layer=层 gate=门 state=状态 memory=记忆 neuron=神经元 network=网络 bias=偏置
variance=方差 label=标签 feature=特征 image=图像 input=输入 output=输出 activation=激活 oscillation=振荡
converge=收敛 convergence=收敛 overfitting=过拟合 underfitting=欠拟合 regularization=正则化 normalization=归一化
dropout=丢弃 pooling=池化 padding=填充 stride=步长 attention=注意力 query=查询 key=键 value=值 encoder=编码器
decoder=解码器 embedding=嵌入 sequence=序列 token=词元 vocabulary=词表 reward=奖励 policy=策略 action=动作
agent=智能体 environment=环境 exploration=探索 exploitation=利用 episode=回合 data=数据 model=模型 training=训练
error=误差 algorithm=算法 vector=向量 matrix=矩阵 dimension=维度 channel=通道 optimum=最优 probability=概率
distribution=分布 mean=均值 derivative=导数 residual=残差 shortcut=捷径 hyperparameter=超参数 generalization=泛化
saturate=饱和 context=上下文 mask=掩码 update=更新 sparse=稀疏 sparsity=稀疏性 share=共享
"""
    ).items()
}


_PAIRS: Final = {
    tuple(stem(bare(word)) for word in terms.split("-")): meaning
    for terms, meaning in pairs(
        """
learning-rate=学习率 hidden-layer=隐藏层 hidden-state=隐状态 cell-state=细胞状态 forget-gate=遗忘门 input-gate=输入门
output-gate=输出门 update-gate=更新门 reset-gate=重置门 feature-map=特征图 batch-size=批量大小 mini-batch=小批量
saddle-point=鞍点 chain-rule=链式法则 receptive-field=感受野 fully-connected=全连接 loss-function=损失函数
local-minimum=局部最小 local-optimum=局部最优 global-optimum=全局最优 gradient-descent=梯度下降 weight-decay=权重衰减
early-stopping=早停 training-set=训练集 test-set=测试集 value-function=值函数
"""
    ).items()
}


def mixes(tokens: Sequence[Token]) -> bool:
    """Whether a text is Chinese with English terms in it."""
    kinds = {token.kind for token in tokens}
    return "han" in kinds and any(_meaning(tokens, place) for place in range(len(tokens)))


def in_chinese(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every such term in Chinese; each still points at the learner's own word."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        meaning, length = _meaning(tokens, place) or ("", 1)
        one, last = tokens[place], tokens[place + length - 1]
        out += [Token("han", c, c, one.start, last.end, glue=one.glue) for c in meaning] or [one]
        place += length
    return tuple(out)


def _meaning(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    """The Chinese of the term that begins here, and how many tokens it takes."""
    if tokens[place].kind != "word":
        return None
    pair = _PAIRS.get(tuple(token.form for token in tokens[place : place + 2]))
    if pair:
        return pair, 2
    single = _TERMS.get(tokens[place].form)
    return (single, 1) if single else None
