"""The topics of the syllabus: what each is called, and the chapter whose folder holds its questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dlstudy.i18n import Text, _


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the syllabus."""

    title: Text
    chapter: str


CHAPTERS: Final = {
    "foundations": _("Foundations", "机器学习概述"),
    "linear": _("Linear models", "线性模型"),
    "feedforward": _("Feed-forward networks", "前馈神经网络"),
    "cnn": _("Convolutional networks", "卷积神经网络"),
    "rnn": _("Recurrent networks and sequences", "循环神经网络与序列"),
    "optimisation": _("Optimisation and regularisation", "网络优化与正则化"),
    "attention": _("Attention and Transformer", "注意力机制与 Transformer"),
    "reinforcement": _("Reinforcement learning", "深度强化学习"),
    "design": _("Design and code", "设计与代码"),
    "exams": _("Exam papers", "考试真题"),
}
"""The chapters, in the order of the course; each is a folder of the bank."""

TOPICS: Final = {
    "exam-format": Topic(_("Format of the exam", "考试形式"), "exams"),
    "past-paper": Topic(_("The 2020-cohort paper", "2020 级真题"), "exams"),
    "ml-elements": Topic(_("Elements of machine learning", "机器学习三要素"), "foundations"),
    "gradient-descent": Topic(_("Gradient descent", "梯度下降法"), "foundations"),
    "regularisation": Topic(_("Regularisation", "正则化"), "foundations"),
    "theorems": Topic(_("Theorems of learning", "机器学习定理"), "foundations"),
    "generalisation": Topic(_("Generalisation", "泛化"), "foundations"),
    "bias-variance": Topic(_("Bias and variance", "偏差与方差"), "foundations"),
    "shifts": Topic(_("Distribution shift", "分布偏移"), "foundations"),
    "representation": Topic(_("Representations", "表示学习"), "foundations"),
    "linear-regression": Topic(_("Linear regression", "线性回归"), "linear"),
    "logistic": Topic(_("Logistic regression", "Logistic 回归"), "linear"),
    "softmax": Topic(_("Softmax regression", "Softmax 回归"), "linear"),
    "other-linear": Topic(_("Perceptron and SVM", "感知器与支持向量机"), "linear"),
    "losses": Topic(_("Loss functions and metrics", "损失函数与评价指标"), "linear"),
    "neuron": Topic(_("The neuron", "神经元"), "feedforward"),
    "activations": Topic(_("Activation functions", "激活函数"), "feedforward"),
    "mlp": Topic(_("Feed-forward networks", "前馈神经网络"), "feedforward"),
    "backprop": Topic(_("Backpropagation", "反向传播算法"), "feedforward"),
    "vanishing": Topic(_("Vanishing gradients", "梯度消失"), "feedforward"),
    "conv-arithmetic": Topic(_("Convolution arithmetic", "卷积层的尺寸与参数量"), "cnn"),
    "conv-by-hand": Topic(_("Convolution by hand", "手算卷积"), "cnn"),
    "pooling": Topic(_("Pooling", "汇聚层"), "cnn"),
    "receptive-field": Topic(_("Receptive field", "感受野"), "cnn"),
    "cnn-properties": Topic(_("Properties of convolutional networks", "卷积神经网络的特点"), "cnn"),
    "classic-cnns": Topic(_("Classic convolutional networks", "典型的卷积神经网络"), "cnn"),
    "residual": Topic(_("Residual networks", "残差网络"), "cnn"),
    "text": Topic(_("Text and its tokens", "文本与词元"), "rnn"),
    "ngram": Topic(_("Language models and n-grams", "语言模型与 n 元语法"), "rnn"),
    "perplexity": Topic(_("Perplexity", "困惑度"), "rnn"),
    "rnn": Topic(_("Recurrent networks", "循环神经网络"), "rnn"),
    "bptt": Topic(_("Backpropagation through time", "随时间反向传播"), "rnn"),
    "lstm": Topic(_("LSTM", "长短期记忆网络"), "rnn"),
    "gru": Topic(_("GRU", "门控循环单元网络"), "rnn"),
    "seq2seq": Topic(_("Sequence-to-sequence models", "序列到序列模型"), "rnn"),
    "decoding": Topic(_("Decoding and beam search", "解码与束搜索"), "rnn"),
    "bleu": Topic(_("BLEU", "BLEU 评价"), "rnn"),
    "hmm": Topic(_("Hidden Markov models", "隐马尔可夫模型"), "rnn"),
    "difficulties": Topic(_("Difficulties of network optimisation", "网络优化的难点"), "optimisation"),
    "schedules": Topic(_("Learning-rate schedules", "学习率调整"), "optimisation"),
    "adaptive": Topic(_("Adaptive learning rates", "自适应学习率"), "optimisation"),
    "momentum": Topic(_("Momentum, Nesterov and Adam", "动量法、Nesterov 与 Adam"), "optimisation"),
    "clipping": Topic(_("Gradient clipping", "梯度截断"), "optimisation"),
    "init": Topic(_("Initialisation", "参数初始化"), "optimisation"),
    "data-norm": Topic(_("Data preprocessing", "数据预处理"), "optimisation"),
    "batch-layer-norm": Topic(_("Batch and layer normalisation", "批量归一化与层归一化"), "optimisation"),
    "dropout": Topic(_("Dropout", "丢弃法"), "optimisation"),
    "attention": Topic(_("Attention", "注意力机制"), "attention"),
    "self-attention": Topic(_("Self-attention", "自注意力模型"), "attention"),
    "transformer": Topic(_("Transformer", "Transformer 模型"), "attention"),
    "rl-elements": Topic(_("Elements of reinforcement learning", "强化学习的基本要素"), "reinforcement"),
    "values": Topic(_("Value functions and Bellman equations", "值函数与贝尔曼方程"), "reinforcement"),
    "dynamic-programming": Topic(_("Dynamic programming", "动态规划"), "reinforcement"),
    "monte-carlo": Topic(_("Monte Carlo methods", "蒙特卡罗方法"), "reinforcement"),
    "td": Topic(_("Temporal-difference learning", "时序差分学习"), "reinforcement"),
    "actor-critic": Topic(_("Policy gradient and actor-critic", "策略梯度与演员-评论员算法"), "reinforcement"),
    "rl-design": Topic(_("Design: modelling as reinforcement learning", "设计题：强化学习建模"), "reinforcement"),
    "task-design": Topic(_("Design: a network for a task", "设计题：为任务设计网络"), "design"),
    "code-reading": Topic(_("Reading code", "读代码"), "design"),
}
