"""The masked cross-entropy of a padded batch of sequences."""

from __future__ import annotations

import random
from collections.abc import Generator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from dlstudy.errors import LearnerError
from dlstudy.i18n import _
from dlstudy.symbolic.calculator import Calculator, Do, Example, Known, Mistake, Output, Rule, Step
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.params import Array, Choice
from dlstudy.symbolic.tree import Num, function, letters

p, n, w, M, ell, L_m, S, N, T, B, loss, per, mode = letters("p n w M l l_m S N T B L L_s r")
ENTRIES = tuple(Fraction(x) for x in ("0.1", "0.2", "0.25", "0.4", "0.5", "0.8"))
P_EXAMPLE = Grid([[Fraction(1, 2), Fraction(1, 4), Fraction(1, 5)], [Fraction(2, 5), Fraction(1, 2), Fraction(1, 10)]])
N_EXAMPLE = Grid([[3, 2]])


def _derive(values: dict[str, Any]) -> dict[str, Any]:
    """Lengths follow from the numbers of words: the end mark counts, and what is too long is cut off."""
    if values["words"] is not None:
        if values["lengths"] is not N_EXAMPLE and values["lengths"] is not None:
            raise LearnerError(_("give lengths or words, not both", "lengths 与 words 只能给一个"))
        return values | {"lengths": None}
    if values["lengths"] is N_EXAMPLE and values["probabilities"] is not P_EXAMPLE:
        raise LearnerError(
            _("give the lengths too, or the words of each sequence", "还需给出 lengths，或改为给出 words")
        )
    return values


def _draw(values: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Lengths that fit the batch, where none were given."""
    grid = values["probabilities"]
    batch, longest = (grid if isinstance(grid, Grid) else CALCULATOR.params[0].read(grid)).shape
    if values.get("words") is not None:
        return values | {"lengths": None}
    if isinstance(values["lengths"], Grid):
        drawn = [rng.randint(1, longest) for _sequence in range(batch)]
        return values | {"lengths": Grid([drawn])}
    return values


def lengths(given: SimpleNamespace) -> tuple[int, ...]:
    """How many tokens of each sequence count."""
    if given.words is None:
        return tuple(given.lengths.rows[0])
    longest = given.probabilities.shape[1]
    return tuple(min(count + 1, longest) for count in given.words.rows[0])


def _lengths_fit(given: SimpleNamespace) -> bool:
    batch, longest = given.probabilities.shape
    counts = (given.lengths if given.words is None else given.words).rows[0]
    whole = all(isinstance(count, int) and count >= 0 for count in counts)
    return whole and len(counts) == batch and max(lengths(given)) <= longest and sum(lengths(given)) > 0


def ends(known: Known) -> Grid:
    """The valid lengths from the numbers of words: one more for the end mark, at most the padded length."""
    return Grid([[min(count + 1, known[T]) for count in known[w].rows[0]]])


def mask(known: Known) -> Grid:
    """1 where a token counts, 0 in the padding."""
    return Grid([[int(t < length) for t in range(known[p].shape[1])] for length in known[n].rows[0]])


def row_sums(known: Known) -> Grid:
    """The losses of each sequence added up."""
    from dlstudy.symbolic.meaning import sum_of

    return Grid([[sum_of(Grid([row])) for row in known[L_m].rows]])


def steps(given: SimpleNamespace) -> Generator[Step | Do, Any, None]:
    batch, longest = given.probabilities.shape
    yield Step(B, Num(batch), _("sequences in the batch", "批量中的序列数"))
    yield Step(T, Num(longest), _("steps of a padded sequence", "填充后的序列长度"))
    if given.words is not None:
        yield Do(n, ends, (w, T), _(
            "valid lengths: under teacher forcing the decoder reads <bos> and the words, and is to say the words and <eos>",
            "有效长度：教师强制（强制教学）时解码器输入为 <bos> 加各词，标签为各词加 <eos>，长度为词数加 1（超出则截断）",
        ))  # fmt: skip
    yield Do(M, mask, (p, n), _("the mask: 1 for a token, 0 for padding", "掩码：有效词元为 1，填充为 0"))
    yield Step(ell, -function("ln", p), _("cross-entropy of every position: minus the logarithm of the right token's probability",
                                          "每个位置的交叉熵：正确词元概率的负对数"))  # fmt: skip
    yield Step(L_m, function("⊙", ell, M), _("padding is struck out", "屏蔽填充位置"))
    yield Do(S, row_sums, (L_m,), _("added up over each sequence", "对每个序列求和"))
    yield Step(N, function("sum", M), _("tokens that count", "有效词元总数"))
    if given.reduction == "steps":
        yield Step(
            per,
            S / T,
            _("mean of each sequence over all its steps, padding included", "每个序列对全部时间步（含填充）取平均"),
        )
        yield Step(loss, function("sum", per) / B, _("mean over the batch", "对批量取平均"))
    elif given.reduction == "tokens":
        yield Step(loss, function("sum", S) / N, _("mean over the tokens that count", "对有效词元取平均"))
    else:
        yield Step(loss, function("sum", S), _("sum over the batch", "对整个批量求和"))


def reference(given: SimpleNamespace) -> dict[str, Any]:
    """The products of the probabilities that count, their logarithm taken once a sequence."""
    from dlstudy.reference.sequence_scores import sequence_losses

    count = lengths(given)
    sums = sequence_losses([[float(x) for x in row] for row in given.probabilities.rows], count)
    batch, longest = given.probabilities.shape
    parts = {"steps": batch * longest, "tokens": sum(count), "sum": 1}[given.reduction]
    found = {"lengths": count, "sums": sums, "tokens": sum(count), "loss": sum(sums) / parts}
    return found | {"sequence_losses": [x / longest for x in sums]}


CALCULATOR = Calculator(
    name="seq-loss",
    title=_("Masked loss of a padded batch", "填充批量的掩码损失"),
    topic="seq2seq",
    source="d2l, section Sequence to Sequence Learning (MaskedSoftmaxCELoss); PyTorch, CrossEntropyLoss(ignore_index)",
    summary=_(
        "Cross-entropy of sequences padded to one length: padding is masked, then the rest is averaged or added up.",
        "把若干序列填充到同一长度后的交叉熵：先屏蔽填充位置，再求平均或求和。",
    ),
    params=(
        Array(p, "probabilities", _("probability of the right token at every step, one sequence per row; padding included",
                                    "每个时间步正确词元的概率，每行一个序列（含填充位置）"),
              shape=("batch", "steps"), default=P_EXAMPLE, required=True, entries=ENTRIES),
        Array(n, "lengths", _("valid length of each sequence, the end mark included", "各序列的有效长度（含结束符）"),
              shape=("batch",), default=N_EXAMPLE),
        Array(w, "words", _("instead of lengths: words of each target sentence, without the end mark",
                            "代替 lengths：各目标句子的词数（不含结束符）"), shape=("batch",)),
        Choice(mode, "reduction", _("what the losses are divided by", "损失除以什么"), default="steps",
               pick=("steps", "tokens", "sum"), options={
                   "steps": _("d2l: each sequence by its padded length, then the mean of the batch",
                              "d2l：每个序列除以填充后的长度，再对批量取平均"),
                   "tokens": _("PyTorch's ignore_index: by the number of valid tokens", "PyTorch 的 ignore_index：除以有效词元总数"),
                   "sum": _("nothing: the sum", "不除，求和"),
               }),
    ),
    outputs=(
        Output(n, "lengths", _("valid lengths", "有效长度"), "vector"),
        Output(N, "tokens", _("tokens that count", "有效词元总数"), "count"),
        Output(S, "sums", _("loss of each sequence, summed", "各序列的损失之和"), "vector"),
        Output(per, "sequence_losses", _("loss of each sequence, averaged", "各序列的平均损失"), "vector"),
        Output(loss, "loss", _("loss of the batch", "批量的损失")),
    ),
    rules=(
        Rule(lambda v: all(0 < x <= 1 for row in v.probabilities.rows for x in row),
             _("probabilities lie in (0, 1]", "概率应在 (0, 1] 内")),
        Rule(_lengths_fit, _("every sequence has one whole length, at most the padded one, and some token counts",
                             "每个序列各有一个整数长度，不超过填充后的长度，且至少有一个有效词元")),
    ),
    steps=steps,
    reference=reference,
    derive=_derive,
    draw=_draw,
    sizes={"batch": (2, 3), "steps": (3, 4)},
    mistakes=(
        Mistake("forgot-mask", _("padding does not count: its losses are masked", "填充位置不计损失，要屏蔽"), {L_m: ell},
                lambda v: min(lengths(v)) < v.probabilities.shape[1]),
        Mistake("mask-inverted", _("the mask is 1 for tokens and 0 for padding", "掩码在有效词元处为 1，在填充处为 0"),
                {L_m: function("⊙", ell, 1 - M)}, lambda v: min(lengths(v)) < v.probabilities.shape[1]),
        Mistake("forgot-minus", _("a logarithm of a probability is negative: its sign is turned", "概率的对数为负，前面要加负号"),
                {ell: function("ln", p)}),
        Mistake("forgot-end", _("the end mark is predicted too, and counts", "结束符也要预测，应计入长度"),
                {n: lambda: lambda known: known[w]}, lambda v: v.words is not None and max(v.words.rows[0]) > 0),
        Mistake("by-tokens", _("the mean over the tokens that count (PyTorch's ignore_index)", "对有效词元取平均（PyTorch 的 ignore_index）"),
                {mode: "tokens"}, lambda v: v.reduction == "steps", convention=True),
        Mistake("by-steps", _("the mean over all steps, padding included (d2l)", "对全部时间步（含填充）取平均（d2l）"),
                {mode: "steps"}, lambda v: v.reduction == "tokens", convention=True),
        Mistake("forgot-batch", _("the mean runs over the batch too", "还要对批量取平均"), {loss: function("sum", S) / T},
                lambda v: v.reduction == "steps" and v.probabilities.shape[0] > 1),
    ),
    examples=(
        Example({"probabilities": [["1/10"] * 4] * 3, "lengths": "4 2 0"}, {"sequence_losses": (2.3026, 1.1513, 0)},
                "d2l, section Sequence to Sequence Learning: equal scores for 10 tokens, valid lengths 4, 2, 0", within=4e-5),
        Example({"probabilities": [["1/10"] * 4] * 3, "lengths": "4 2 0", "reduction": "tokens"}, {"loss": 2.302585, "tokens": 6},
                "ibid., over valid tokens: ln 10 for every one", within=1e-6),
        Example({"probabilities": "0.5 0.5 0.5; 0.25 0.25 0.25", "words": "1 4", "reduction": "sum"},
                {"lengths": (2, 3), "loss": 5.545177}, "by hand: (2 + 6) ln 2; of four words and <eos>, three fit", within=1e-6),
    ),
    usage=(
        '--probabilities "0.5 0.2 0.9; 0.4 0.1 0.3" --lengths "3 2"',
        '--probabilities "0.5 0.2 0.9; 0.4 0.1 0.3" --words "2 1" --reduction tokens',
    ),
)  # fmt: skip
