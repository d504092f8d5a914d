"""The rules of marking by points, one at a time."""

from __future__ import annotations

import time

import pytest

from dlstudy.answers.keys import Phrases, Point, RubricKey
from dlstudy.answers.rubric import LONGEST, mark
from dlstudy.answers.verdict import Verdict
from dlstudy.i18n import Text
from tests.answers.rubric_cases import MODEL, outcome, rubric


def why(verdict: Verdict) -> str:
    """The reason in English."""
    return verdict.why.read("en") if verdict.why else ""


@pytest.mark.parametrize("text", ["", "   ", "\n\t\u3000"])
def test_nothing_written_is_invalid(text: str) -> None:
    assert mark(rubric(Phrases(zh=("门",))), text).status == "invalid"


@pytest.mark.parametrize("text", ["……", "?!", "😀😀", "\u200b", ":", "привет"])
def test_no_readable_word_is_invalid(text: str) -> None:
    assert mark(rubric(Phrases(zh=("门",))), text).status == "invalid"


def test_too_long_an_answer_is_refused_with_both_lengths() -> None:
    verdict = mark(rubric(Phrases(zh=("门",))), "门" * (LONGEST + 1))
    assert verdict.status == "invalid"
    assert "4001" in why(verdict)
    assert "4000" in why(verdict)


def test_answer_of_the_longest_length_is_read() -> None:
    assert mark(rubric(Phrases(zh=("门",))), "门".ljust(LONGEST, "x")).status == "correct"


def test_score_weighs_points_by_their_marks() -> None:
    key = rubric(Phrases(zh=("局部连接",)), Phrases(zh=("池化",)), marks=(3, 1))
    assert mark(key, "它采用局部连接。").score == pytest.approx(0.75)


def test_unsure_points_do_not_count_and_the_reason_says_so() -> None:
    key = RubricKey((Point(Text("p", "点"), 2, all=(Phrases(zh=("噪声",)), Phrases(zh=("震荡",)))),), MODEL)
    verdict = mark(key, "它的梯度有噪声。")
    assert (verdict.status, verdict.score) == ("undecided", 0.0)
    assert "do not count" in why(verdict)


def test_drawing_is_left_to_the_learner() -> None:
    key = RubricKey((Point(Text("p", "点"), 5),), MODEL, by_hand=True)
    assert [one.outcome for one in mark(key, "").marks] == ["unsure"]


def test_point_without_phrases_is_left_to_the_learner() -> None:
    assert mark(RubricKey((Point(Text("p", "点"), 5),), MODEL), "任何文字").marks[0].outcome == "unsure"


def test_every_group_must_be_heard() -> None:
    key = RubricKey((Point(Text("p", "点"), 2, all=(Phrases(zh=("噪声",)), Phrases(zh=("震荡",)))),), MODEL)
    assert mark(key, "梯度有噪声，所以路径会震荡。").status == "correct"


def test_contradiction_costs_the_point() -> None:
    assert outcome("权重共享，每个位置的权重各不相同。", "权重共享", none=("权重各不相同",)) == "missed"


def test_denied_contradiction_costs_nothing() -> None:
    assert outcome("权重共享，并不是权重各异。", "权重共享", none=("权重各异",)) == "hit"


def test_words_that_deny_a_point_are_shown() -> None:
    verdict = mark(rubric(Phrases(zh=("权重共享",))), "它没有权重共享。")
    assert verdict.marks[0].heard == "没有权重共享"
    assert "opposite" in why(verdict)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("ＣＮＮ的权重共享", "cnn的权重共享"),
        ("收敛得更快", "收敛快"),
        ("權重共享", "权重共享"),
        ("神經網路的學習率", "神经网络的学习率"),
        ("复杂度是 O(n²)", "O(n^2)"),
        ("系数 γ 很重要", "gamma"),
        ("over-fitting occurs", "overfitting"),
        ("this overfits", "over-fitting"),
        ("minibatch training", "mini-batch"),
        ("an optimization", "optimisation"),
        ("behavior of neighbors", "behaviour of neighbours"),
        ("The weights are shared", "weight sharing"),
        ("the outputs aren’t zero-centered", "not zero-centred"),
        ("a naïve approach", "naive approach"),
        ("on policy learning", "on-policy"),
        ("正则化也叫 weight decay，能提高 generalization", "泛化"),
        ("可以用较大的 learning rate", "较大的学习率"),
    ],
)
def test_wording_that_means_nothing_is_evened_out(text: str, phrase: str) -> None:
    assert outcome(text, phrase) == "hit"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("off-policy learning", "on-policy"),
        ("the loss decreases", "increase"),
        ("minimise the return", "maximise"),
        ("supervised learning", "unsupervised"),
        ("the decoding step", "encoding"),
        ("more bounded", "unbounded"),
        ("rate", "gate"),
        ("less", "loss"),
        ("收敛速度慢", "收敛速度快"),
        ("高方差低偏差", "低方差高偏差"),
    ],
)
def test_opposites_and_neighbours_are_no_misspellings(text: str, phrase: str) -> None:
    assert outcome(text, phrase) == "missed"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("gadient", "hit"),
        ("graident", "hit"),
        ("graadiennt", "hit"),
        ("grdnt", "unsure"),
        ("grt", "missed"),
    ],
)
def test_misspelling_is_allowed_by_word_length(written: str, expected: str) -> None:
    assert outcome(f"it uses the {written} here", "gradient") == expected


@pytest.mark.parametrize("written", ["Adma", "Adan"])
def test_four_letters_allow_one_edit(written: str) -> None:
    assert outcome(f"we use {written} here", "adam") == "hit"


def test_three_letters_allow_none() -> None:
    assert outcome("we use sdg here", "sgd") == "missed"


def test_star_ends_a_stem() -> None:
    assert outcome("It is locally connected", "local* connect*") == "hit"


def test_plus_needs_both_in_one_clause_in_any_order() -> None:
    assert outcome("梯度在这里被累积", "累积 + 梯度") == "hit"


def test_plus_over_two_clauses_is_unsure() -> None:
    assert outcome("梯度很小，误差累积", "累积 + 梯度") == "unsure"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("批量越大，梯度的方差越小。", "批量 + 方差越小"),
        ("批量越大，方差越小。", "批量越大方差越小"),
        ("The larger the batch, the smaller the variance.", "batch + smaller"),
    ],
)
def test_two_comparisons_that_depend_on_each_other_are_one_clause(text: str, phrase: str) -> None:
    assert outcome(text, phrase) == "hit"


@pytest.mark.parametrize("text", ["批量越大，梯度的方差小。", "In a larger batch, the variance is smaller."])
def test_comma_beside_one_comparison_still_parts_clauses(text: str) -> None:
    assert outcome(text, "批量 + 方差", "batch + variance") == "unsure"


def test_short_claims_with_a_verb_of_their_own_are_no_list() -> None:
    key = rubric(Phrases(zh=("不影响期望",)), Phrases(zh=("批量 + 方差越小",)))
    assert mark(key, "批量大小不影响期望，批量越大方差越小。").status == "correct"


def test_formulas_are_no_list_of_key_words() -> None:
    key = rubric(Phrases(zh=("S=QK^T",)), Phrases(zh=("H=AV",)))
    assert mark(key, "S=QK^T; H=AV").status == "correct"


def test_commas_in_brackets_part_no_clauses() -> None:
    assert outcome("转移概率是 p(s'|s, a)。", "p(s'|s,a)") == "hit"
    assert outcome("门的值域是（0，1）。", "(0,1)") == "hit"


def test_commas_of_a_remark_in_brackets_part_clauses() -> None:
    assert outcome("It is fast (noisy steps, few samples).", "", "noisy + samples") == "unsure"


def test_claims_with_a_clause_and_a_verb_each_are_no_list() -> None:
    key = rubric(Phrases(zh=("遗忘门 + 决定",)), Phrases(zh=("输入门 + 决定",)))
    assert mark(key, "遗忘门：决定丢掉什么。输入门：决定写入什么。").status == "correct"


def test_plus_needs_its_parts_said_apart() -> None:
    assert outcome("把最大的变成1。", "最大的 + 最大") == "missed"
    assert outcome("最大的仍最大。", "最大的 + 最大") == "hit"


def test_plus_over_two_sentences_is_missed() -> None:
    assert outcome("梯度很小。误差累积", "累积 + 梯度") == "missed"


@pytest.mark.parametrize("text", ["缓解了长序列的梯度消失", "缓解梯度弥失"])
def test_nearly_said_is_unsure(text: str) -> None:
    assert outcome(text, "缓解梯度消失") == "unsure"


KEYS = (Phrases(zh=("局部连接",)), Phrases(zh=("权重共享",)), Phrases(zh=("池化",)))


@pytest.mark.parametrize(
    "text", ["局部连接、权重共享、池化", "局部连接 权重共享", "池化；权重共享；步长；填充；局部连接；通道"]
)
def test_list_of_key_words_is_no_answer_yet_and_costs_no_try(text: str) -> None:
    verdict = mark(rubric(*KEYS), text)
    assert not verdict.marks
    assert verdict.status == "invalid"
    assert "write sentences" in why(verdict)


def test_sentences_with_the_same_key_words_are_hit() -> None:
    text = "它通过局部连接减少参数，并用权重共享让同一个卷积核扫过整张图，再由池化缩小特征图。"
    assert mark(rubric(*KEYS), text).status == "correct"


def test_single_key_word_is_a_short_answer_not_a_list() -> None:
    assert mark(rubric(*KEYS), "权重共享").marks[1].outcome == "hit"


def test_marks_of_an_ordinary_answer_take_milliseconds() -> None:
    key = rubric(
        *(
            Phrases(zh=(f"局部连接{n}", f"权重 + 共享{n}"), en=(f"local* connect* {n}", "shared weights"))
            for n in range(6)
        )
    )
    text = ("卷积网络通过局部连接和权重共享减少参数，difrent positions shaer the same wieghts。" * 9)[:300]
    mark(key, text)
    took = []
    for _ in range(9):
        start = time.process_time()
        mark(key, text)
        took.append(time.process_time() - start)
    assert min(took) < 0.005


@pytest.mark.parametrize(
    "piece", ["不", "a ", "梯度消失", "如果没有梯度消失", "not ", "hard for ", "ﷺ", "(((", "non-", "\n"]
)
def test_hostile_answer_is_marked_in_a_moment(piece: str) -> None:
    key = rubric(Phrases(zh=("梯度消失", "缓解 + 梯度 + 消失"), en=("a b c", "not a + b")))
    start = time.process_time()
    mark(key, (piece * LONGEST)[:LONGEST])
    assert time.process_time() - start < 1


def test_refusing_a_hundred_thousand_characters_reads_none_of_them() -> None:
    start = time.process_time()
    mark(rubric(Phrases(zh=("门",))), "门" * 100_000)
    assert time.process_time() - start < 0.01
