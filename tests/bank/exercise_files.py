"""Questions whose parts are blanks, constructions and orders, and one whose parts build on each other."""

from __future__ import annotations

STEPS = r"""
[[question]]
id = "three-steps"
topic = "gradient-descent"
source = "our own"
calculator = "optimize"
given = { method = "sgd", gradients = ["0.5, -0.2, 0.1", "0.4, 0.3, -0.2"], start = "1", steps = 3, learning_rate = "0.1" }
prompt.zh = "梯度依次为 ${{gradients}}$，学习率 {{learning_rate}}，起点 {{start}}。"
prompt.en = "The gradients are ${{gradients}}$, the learning rate {{learning_rate}}, the start {{start}}."
  [[question.part]]
  fill = ["theta[1]", "theta[2]", "trajectory[3, 2]"]
  marks = 3
  prompt.zh = "填空。"
  prompt.en = "Fill in the blanks."
  [[question.part]]
  ask = "theta[1]"
  marks = 2
  prompt.zh = "第一步之后？"
  prompt.en = "After the first step?"
  [[question.part]]
  ask = "theta[2]"
  marks = 2
  prompt.zh = "第二步之后？"
  prompt.en = "After the second step?"
"""

KERNEL = r"""
[[question]]
id = "keep-the-size"
topic = "conv-arithmetic"
source = "our own"
calculator = "conv"
given = { side = [16, 20], kernel = [3, 5], stride = 1, padding = 1, in_channels = 1, out_channels = 1 }
prompt.zh = "输入边长 {{side}}，步长 {{stride}}。"
prompt.en = "An input of side {{side}}, stride {{stride}}."
  [[question.part]]
  marks = 2
  prompt.zh = "给出卷积核与补零，使输出为 ${{output}}$。"
  prompt.en = "Choose kernel and padding so that the output is ${{output}}$."
  construct = { values = ["kernel", "padding"], wanted = { output = "drawn" } }
"""

AND = r"""
[[question]]
id = "and-gate"
topic = "logistic"
source = "our own"
calculator = "logistic"
given = { x = "0 0; 0 1; 1 0; 1 1", w = "1 1", labels = "0 0 0 1" }
prompt.zh = "一个逻辑神经元。"
prompt.en = "A logistic neuron."
  [[question.part]]
  marks = 4
  prompt.zh = "给出权重与偏置，使它计算 AND。"
  prompt.en = "Choose weights and bias so that it computes AND."
    [question.part.construct]
    values = ["w", "bias"]
    example = "w = [1, 1]; bias = -1.5"
    runs = [
      { given = { x = "0 0", labels = "0" }, wanted = { prediction = "0" } },
      { given = { x = "0 1", labels = "0" }, wanted = { prediction = "0" } },
      { given = { x = "1 0", labels = "0" }, wanted = { prediction = "0" } },
      { given = { x = "1 1", labels = "1" }, wanted = { prediction = "1", probabilities = "> 0.5" } },
    ]
"""

ORDER = """
[[question]]
id = "training-loop"
topic = "gradient-descent"
source = "our own"
prompt.zh = "训练一步。"
prompt.en = "One step of training."
  [[question.part]]
  marks = 3
  prompt.zh = "按执行顺序排列。"
  prompt.en = "Put in the order of execution."
  order = [
    { zh = "前向计算", en = "forward pass" },
    { zh = "计算损失", en = "compute the loss" },
    { zh = "反向传播", en = "backward pass" },
    { zh = "更新参数", en = "update the parameters" },
  ]
"""
