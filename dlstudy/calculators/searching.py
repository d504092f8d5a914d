"""Which calculators a word is about: those it names first, then those whose help speaks of it, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlstudy.calculators import Entry, catalogue, find
from dlstudy.i18n import Text
from dlstudy.symbolic.calculator import Calculator
from dlstudy.symbolic.params import Choice
from dlstudy.worlds.named import presets as worlds

# What else a thing is called, where its help uses another word.
ALSO = {
    "activation": "激励函数",
    "actor-critic": "policy gradient 策略梯度 A2C 演员评论员",
    "attention": "self-attention multi-head 多头 QKV",
    "batchnorm": "BN 批归一化 批规范化",
    "clip": "梯度裁剪",
    "conv": "atrous 空洞卷积 膨胀卷积 反卷积 deconvolution CNN",
    "correlate": "滤波器",
    "critical-point": "黑塞矩阵",
    "early-stopping": "早停",
    "layernorm": "LN 层规范化",
    "mdp policy-iteration": "Bellman 贝尔曼",
    "mdp value-iteration": "Bellman 贝尔曼",
    "mlp": "feed-forward 前馈 XOR 异或",
    "monte-carlo": "蒙特卡洛",
    "network": "CNN 显存",
    "normalize": "standardisation",
    "pool": "池化 subsampling 下采样",
    "rnn": "BPTT",
    "seq-loss": "teacher forcing 强制教学",
    "transformer": "FLOPs 多头注意力 显存",
}


def about(word: str) -> list[Entry]:
    """The calculators named so, in the catalogue's order, and behind them those that speak of it."""
    pattern = _pattern(word)
    if pattern is None:
        return []
    named = [e for e in catalogue() if pattern.search(f"{e.name} {e.title.en} {e.title.zh} {e.topic}".lower())]
    told = [e for e in catalogue() if e not in named and any(map(pattern.search, _texts(find(e.name))))]
    return [*named, *told]


def _pattern(word: str) -> re.Pattern[str] | None:
    """What finds the word from its beginning, however it is joined: FrozenLake and frozen-lake, GPT-2 and gpt2 are one."""
    joints = r"[-_\s]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)"
    singular = re.sub(r"(?<=[A-Za-z]{3})s$", "", word.strip())
    pieces = [re.escape(piece.lower()) for piece in re.split(joints, singular) if piece]
    return re.compile(r"(?<![a-z])" + r"[-_\s]*".join(pieces)) if pieces else None


def _texts(calculator: Calculator) -> Iterator[str]:
    """What the calculator's help says, in both languages, in lower case."""
    said: list[Text | str | None] = [calculator.summary, calculator.source, ALSO.get(calculator.name)]
    for param in calculator.params:
        said += [param.name, param.help]
        if isinstance(param, Choice):
            said += [*param.options, *param.options.values()]
    for output in calculator.outputs:
        said += [output.name, output.title]
    if calculator.param("world"):
        said += [world.title for world in worlds()]
    return (_both(text) for text in said if text)


def _both(text: Text | str) -> str:
    return (f"{text.read('en')} {text.read('zh')}" if isinstance(text, Text) else text).lower()
