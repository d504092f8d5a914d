"""Chinese terms typed with a character of the same sound (剃度, 参树, 学习律), as the terms that were meant.

Only a term of the field or of the rubric itself is ever restored, and only where no other word can be meant: a word
spelt right stays, and at least half of its characters (one of two, one of three) must be those of the term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dlstudy.answers.keys import RubricKey
from dlstudy.answers.sounds import sounds
from dlstudy.answers.tables import words

_FIELD: Final = words(
    """
梯度 参数 权重 权值 学习率 激活 函数 卷积 卷积核 池化 汇聚 步长 填充 感受野 特征 通道 维度 维数 降维 升维 矩阵 向量 点积
方差 均值 期望 偏差 偏置 概率 分布 样本 批量 小批量 随机 噪声 振荡 震荡 收敛 发散 鞍点 驻点 极小 极大 局部 全局 最优
动量 动量法 惯性 积累 累积 抵消 衰减 学习 训练 验证集 测试集 训练集 误差 错误率 损失 泛化 过拟合 欠拟合 拟合 正则化
稀疏 范数 惩罚 约束 早停 停止 初始化 归一化 饱和 线性 非线性 导数 偏导 链式法则 反向传播 前馈 循环 状态 隐状态 记忆 遗忘门
输入门 输出门 门控 编码器 解码器 注意力 查询 缩放 打分 得分 加权 求和 词元 序列 长距离 依赖 并行 位置编码 上下文
智能体 环境 奖励 回报 策略 动作 值函数 贝尔曼 评估 改进 迭代 采样 探索 利用 贪心 折扣 转移 神经网络 神经元 近似 计算量
复杂度 连接 全连接 共享 平移 不变性 分辨率 像素 边缘 网络 模型 算法 优化 更新 平方 平均 移动平均 自适应 一阶矩 二阶矩
数值 稳定 分母 分子 常数 曲率 陡峭 平缓 平坦 方向 一致 交互 信息 丢失 细节 范围 主观 客观 定理 午餐 丑小鸭 天鹅 相似 验证
残差 捷径 丢弃 嵌入 词表 掩码 捕捉 泛化能力 特征选择 模型选择 消失 爆炸 高维 低维 跳出 逃离 陷入 上升 下降 减速 加速 前瞻
"""
)
_RIGHT: Final = frozenset(
    words(
        """
有效 分母 计算 次数 次序 分之 之一 停滞 初期 收集 自动 累计 相近 一样 一个 一种 一次 一步 一层 一些 一点 一条 一定 一般 值迭代 策略迭代
输出 输入 除一 每个 各个 方向 所以 可以 用于 由于 对于 关于 对应 适应 实现 出现 表现 体现 发现 比较 提供 提取 获取 读取 选取 时候
然后 以后 之后 最后 前面 后面 上面 下面 里面 过程 工程 程度 长度 高度 宽度 深度 角度 速度 精度 大小 多少 增大 减小 进行 进入 输送
两个 两种 两次 两步 两者 两项 两层 两只 两条 两边 因为 成为 作为 变为 这是 它是 都是 不是 还是 要是 就是 也是 而是 再是
一出 一动 一只 一尺 一支 一期 一枝 一气 一直 一纸 一齐 上衣 上身 不便 不凡 不分 不同 不堪 不失 不宜
不已 不惟 不意 不时 不犯 不畏 不行 不适 不通 两季 两级 两辆 中信 中兴 中坚 中型 中建 中性 中星 中行
为数 主管 之用 乘机 事件 二尺 互不 亦然 以及 以图 以来 以致 估价 位子 低微 低谷 体形 何为 依次 倒数
光华 公式 公用 其实 减数 分层 分部 创口 制取 前移 功用 十倍 历时 参差 及其 反响 取代 取笑 变型 变星
只是 只身 可观 可谓 台大 史记 各门 合为 同乡 同事 同时 同道 四时 回音 国大 坏事 增值 处以 复数 外籍
外贸 多于 多处 大家 大校 大笑 大雨 大鱼 失掉 字数 定点 实事 实施 实时 实践 客官 对华 小雨 小鱼 尖叫
尖椒 差役 已然 已经 布满 常熟 平价 平分 平房 开时 异样 形式 影像 影射 心动 忠心 情形 意义 扑通 抵销
指示 提审 支取 支线 支行 改称 数字 整数 方城 方式 无线 时刻 时时 时间 是否 显示 有事 有时 有点 有线
服用 条件 架上 正值 正像 正副 步行 毅然 比利 汇报 沉积 流失 流逝 消逝 炒作 点击 焦点 玉音 现在 球星
生辰 监测 直取 相应 相思 相称 相联 相视 相识 相通 真个 真挚 知己 磁化 积极 累及 繁复 结核 编成 置身
联接 自已 自有 自由 自行 行程 衷心 裁减 认为 诧异 语意 调解 谈心 走上 身高 转子 近世 近视 连城 连成
连结 适时 通向 遇见 那些 部分 部长 都司 都城 都尉 都市 重型 重心 链接 长城 长崎 长成 长期以来 防治
随即 集中 音响 须要 领域 题型 高校
"""
    )
)
"""Words of their own, however like a term they sound."""

_LONGEST: Final = 7
_TURNING: Final = frozenset("不没无未非")
_PLAIN: Final = frozenset("的了地得着是有在和与也都就还又再将把被使让能会可要用对从向到这那它其之于而但")
"""Characters that turn a meaning round; characters so common that they are hardly typed for another."""
_HAN: Final = re.compile("[\u4e00-\u9fff]{2,7}")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that may be meant: by their sound, and as they are written."""

    heard: dict[str, str]
    right: frozenset[str]


@lru_cache(maxsize=512)
def terms(key: RubricKey) -> Terms:
    """The terms of the field and of a rubric's phrases."""
    groups = [group for point in key.points for group in (point.any, *point.all)]
    found = [*_FIELD, *(term for group in groups for phrase in group.zh for term in _HAN.findall(phrase))]
    return Terms({sounds(term): term for term in found}, _RIGHT.union(found))


def mended(text: str, known: Terms) -> str:
    """The text, as long as before, with every mistyped term as it was meant."""
    heard = sounds(text)
    out, place = [], 0
    while place < len(text):
        meant = _term(text, heard, place, known) or text[place]
        out.append(meant)
        place += len(meant)
    return "".join(out)


def _term(text: str, heard: str, place: int, known: Terms) -> str | None:
    """The longest term that begins at `place`, as it should be written."""
    for end in range(min(len(text), place + _LONGEST), place + 1, -1):
        written = text[place:end]
        if written in known.right:
            return written
        term = known.heard.get(heard[place:end])
        if term and _likely(written, term) and not _another(text, place, term, known):
            return term
    return None


def _likely(written: str, term: str) -> bool:
    differing = [(a, b) for a, b in zip(written, term, strict=True) if a != b]
    return 2 * len(differing) <= len(term) + len(term) % 2 and all(
        a not in _PLAIN and _TURNING.isdisjoint((a, b)) for a, b in differing
    )


def _another(text: str, place: int, term: str, known: Terms) -> bool:
    """Whether the last character that differs begins or continues a word of its own: 方差消失 is no 方差小."""
    last = max(n for n, meant in enumerate(term) if text[place + n] != meant) + place
    if any(text[last : last + size] in known.right for size in (2, 3)):
        return True
    return last > place and text[last - 1 : last + 1] in known.right
