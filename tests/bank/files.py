"""Small question files to test with."""

from __future__ import annotations

from pathlib import Path

from dlstudy.bank.question import Question
from dlstudy.bank.reading import load

CONV = r"""
[[question]]
id = "conv-one"
topic = "conv-arithmetic"
source = "our own"
calculator = "conv"
given = { side = [12, 13, 28, 33], kernel = [3, 5], stride = [1, 2, 3], padding = [0, 1, 2], in_channels = 3, out_channels = 8 }
prompt.zh = "输入 ${{side}}\\times{{side}}\\times{{in_channels}}$，{{out_channels}} 个 {{kernel}} 的卷积核，步长 {{stride}}，补零 {{padding}}。"
prompt.en = "Input ${{side}}\\times{{side}}\\times{{in_channels}}$, {{out_channels}} kernels of {{kernel}}, stride {{stride}}, padding {{padding}}."
  [[question.part]]
  ask = "output"
  marks = 3
  tells_apart = ["padding-once", "forgot-plus-one"]
  prompt.zh = "输出尺寸？"
  prompt.en = "The output size?"
  [[question.part]]
  ask = "parameters"
  marks = 2
  prompt.zh = "参数量？"
  prompt.en = "How many parameters?"
"""

WORDS = """
[[question]]
id = "why-share"
topic = "cnn-properties"
source = "our own"
prompt.zh = "卷积层。"
prompt.en = "A convolutional layer."
  [[question.part]]
  marks = 1
  prompt.zh = "哪个对？"
  prompt.en = "Which is right?"
  choose = [ { zh = "甲", en = "one", right = true }, { zh = "乙", en = "two" } ]
  [[question.part]]
  marks = 2
  prompt.zh = "为什么参数少？"
  prompt.en = "Why are there few parameters?"
  model.zh = "因为卷积层采用权重共享，所有位置使用同一个卷积核。"
  model.en = "Because a convolutional layer uses weight sharing, the same kernel serves every position."
    [[question.part.point]]
    says.zh = "卷积层采用权重共享"
    says.en = "the layer uses weight sharing"
    marks = 2
    any.zh = ["权重共享", "共享权重"]
    any.en = ["weight sharing", "shar* weight*"]
"""


def put(folder: Path, text: str, chapter: str = "cnn", name: str = "file.toml") -> Path:
    """Writes a question file into a chapter's folder; gives back the bank's folder."""
    (folder / chapter).mkdir(exist_ok=True)
    (folder / chapter / name).write_text(text, encoding="utf-8")
    return folder


def question(folder: Path, text: str = CONV) -> Question:
    """The first question of a text."""
    return next(iter(load([put(folder, text)]).questions.values()))
