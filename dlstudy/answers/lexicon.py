"""Words that carry no content of their own: particles, connectives, negations, and what only looks like one."""

from __future__ import annotations

from typing import Final

from dlstudy.answers.tables import words

WHOLE_ZH: Final = words(
    "目的 了解 为了 除了 地方 地址 地图 地位 得到 获得 取得 得出 得分 值得 着重 接着 更新 更换 变更 会议 机会 "
    "社会 将来 最近 较量 被动 着手 难得 性能 功能 对称 对比 对抗 对数 对话 绝对 有限 所有 时间 时序 作用 应用 "
    "此外 比例 比率 指数 指标 在线 是否 取值 智能 能量 可能 本地 各地 若干 "
    "行为 人为 正则 规则 原则 法则 当前 当作 适当 相当 来自 来源 人才 成就"
)
"""Words in which a particle's character is no particle."""

FILLERS_ZH: Final = words(
    "的 了 地 着 著 得 会 将 被 更 很 较 也 都 又 再 已 还 比较 非常 十分 更加 可以 能够 进行 相对 往往 通常 "
    "一般 有效 大大 显著 一个 一种 这个 该 其 们 等 某 所谓 逐渐 容易 自动"
)
"""What may stand between the characters of a phrase: 收敛得更快 is 收敛快."""

PARTICLES: Final = frozenset(
    words(
        "的 了 地 着 著 得 会 将 被 a an the of to in on at for with from into onto by and or is are was were be been "
        "being am it its this that these those as there their them they we you i he she our your will can could may "
        "might would should do does did done has have had having"
    )
)
"""Fillers that mean nothing in a phrase either; the others must be said where a phrase has them (`all problems`)."""

FILLERS_EN: Final = PARTICLES | frozenset(
    words(
        "such than then us very also too just quite rather really still even both each every all any some one same "
        "more most much many often usually generally typically always easily well greatly largely significantly "
        "effectively completely fully simply directly mainly about through during between within per via et al eg ie etc"
    )
)
"""What may stand between the words of a phrase: `the weights are shared` is `weight share`."""

NEGATIONS_ZH: Final = words(
    "不 没 无 未 没有 无法 没法 没办法 没有办法 不能 不会 不可 不可以 不可能 不能够 不是 并不 并不是 并没有 并没 "
    "并非 并未 并不能 并不会 不再 不太 不大 从不 从未 未能 未必 尚未 毫无 毫不 绝不 决不 而不是 而非 而不 难以 "
    "不是因为 并非因为 并不是因为 不是由于 并非由于 难于 很难 缺乏 缺少 不具有 不具备 无须 无需 不需要 不需 不用 不必 不存在 不成立 不要 不应 不应该"
)
NEGATIONS_EN: Final = (
    r"(?:do|does|did|is|are|was|were|ca|could|wo|would|should|has|have|had|must|need)n't",
    r"(?:do|does|did|is|are|was|were|ca|could|wo|would|should|has|have|had)nt",
    r"no\s+longer",
    r"by\s+no\s+means",
    r"(?:can|do|does|did|is|are|was|were|will|would|could|should|has|have|had)\s+not",
    r"fail(?:s|ed|ing)?\s+to",
    r"failure\s+to",
    r"(?:unable|hard|difficult)\s+(?:for\s+\w{1,12}\s+)?to",
    r"instead\s+of",
    r"rather\s+than",
    r"lack(?:s|ed|ing)?(?:\s+of)?",
    *words("not cannot no never without neither nor none hardly scarcely rarely seldom"),
)

NO_NEGATION_ZH: Final = words(
    "不仅 不仅仅 不但 不只 不只是 不光 不单 不单单 不同 不变 不断 不论 无论 不管 不过 不少 不错 不等式 不妨 "
    "不得不 不可避免 不可或缺 不可缺少 不能不 无非 无疑 毫无疑问 无关 没有关系 没关系 无监督 无偏 无穷 无限 无向 无模型 无条件 "
    "不动点 不足 不如 不良 不利 不当 未来 未知 没错 差不多 除非 非但 莫非 无数 不等于 不一 不久 了不起 "
    "不好的是 不好的地方 不好之处 并不仅 并不只 并不仅仅 无免费"
)
NO_NEGATION_EN: Final = (
    r"(?:(?:can|do|does|did|is|are|was|were|will)\s+)?not\s+(?:only|just|merely|simply|to\s+mention)",
    r"(?:do|does|did|is|are|was|were)n't\s+(?:only|just|merely|simply)",
    r"no\s+(?:matter|doubt|wonder)",
    r"without\s+(?:a\s+|any\s+)?doubt",
    r"nothing\s+but",
    r"no\s+more\s+than",
    r"or\s+not",
)

TURNS_ZH: Final = words(
    "但 但是 而 而是 而且 却 然而 因此 所以 因而 从而 进而 于是 就 才 则 因为 由于 以便 并且 同时 虽然 尽管 如果 "
    "只要 当 只有 通过 来 反而 相反 若 假如 要是 倘若"
)
"""Words at which the reach of a negation ends."""

AND_ANEW: Final = (
    r"and(?=\s+(?:(?:it|they|we|this|thus|so|also)\s+)?(?:is|are|was|were|has|have|can|does|do|will|helps?|allows?|makes?|reduces?"
    r"|uses?|needs?|keeps?|gives?|leads?|converges?|requires?|therefore|still)\b)"
)
"""`and` before a new verb, which a negation before it does not reach."""

SUPPOSING: Final = frozenset(words("如果 若 假如 要是 倘若 if unless without"))
"""What opens a sentence that denies only for the sake of argument: without gates, gradients could not …"""

TURNS_EN: Final = frozenset(
    words(
        "but however because since so thus hence therefore whereas while although though which where when if unless yet instead "
        "consequently moreover furthermore"
    )
)

CAUSES_ZH: Final = words("导致 造成 引起 引发 使得 使 让 令 带来 产生")
"""End the reach of a negation that has its own object before them: 无法处理长序列导致…"""

GLUE_ZH: Final = words(
    "是 有 能 可 把 对 用 由 与其 使用 采用 利用 需要 具有 称为 叫做 表示 说明 认为 指 以及 其中 例如 比如 之 "
    "从 到 在 时 只 每 它 他 我 这 那 此 如何 减少 减小 降低 增加 提高 增大 加快 加速 保持 保留 保证 控制 决定 "
    "计算 得到 解决 缓解 避免 防止 存在 没什么 根据 按照 先 再 以 比 给 做 变成 变得 变为 学习到 取 看 加入 引入 "
    "允许 负责 依赖于 取决于 等于 大于 小于 相乘 相加 跳出 陷入 收敛到 估计 累积 积累 更新 越 影响 体现 为 "
    "恢复 抵消 破坏 属于 代替 取代 记住 看到 学到 约掉 约去 消掉 消去 调整 变差 变大 变小 变好 变快 变慢 丢掉 忘掉 加上 乘上 乘以 减去 "
    "除以 求出 算出 传回 换成 改成 叫"
)
"""Verbs and connectives that a sentence has and a bare list of keywords lacks."""

GLUE_EN: Final = frozenset(
    words(
        "is are was were be been has have had do does did can could will would may might must should because so since by which that this it "
        "they them these those we you when if while but however therefore thus hence than as use uses used using make makes made let lets allow allows "
        "allowed help helps cause causes caused lead leads need needs require requires reduce reduces reduced increase increases decrease "
        "decreases compute computes computed calculate calculates update updates updated share shares keep keeps kept take takes takes took "
        "solve solves solved avoid avoids prevent prevents mitigate mitigates ease eases alleviate alleviates become becomes get gets give gives depend "
        "depends converge converges vanish vanishes explode explodes flow flows pass passes decide decides control controls add adds "
        "accumulate accumulates evaluate evaluates estimate estimates look looks move moves jump jumps escape escapes apply applies perform "
        "performs learn learns see sees say says state states mean means show shows perceive detect detects connect connects connected "
        "look looks multiply multiplied equal equals exist exists fit fits work works beat beats outperform outperforms differ differs "
        "average averaged averages remember remembers forget forgets adapt adapts combine combines correct corrects replace replaces belong belongs drops falls grows destroys "
        "destroy restores restore cancels rises improve improves enable enables overfits generalises saturates oscillates trains selects chooses contains "
        "contain consists measures returns generates store stores lower lowers raise raises to"
    )
)

DENIES_ZH: Final = words("存在 成立 正确 发生 出现 必要 属于")
"""What follows a negation that denies what stands before it: 梯度消失不会发生."""

DENIES_EN: Final = words("exist hold occur happen work true correct needed necessary present used required")
"""The same in English: `weight sharing is not used`. (`SGD does not use …` denies nothing of SGD.)"""
