"""What denies a point, and what only looks as if it did."""

from __future__ import annotations

import pytest

from tests.answers.rubric_cases import outcome


@pytest.mark.parametrize(
    "text",
    [
        "它不共享权重",
        "它没有共享权重",
        "并非共享权重",
        "无需共享权重",
        "它难以共享权重",
        "它不是共享权重",
        "It does not share weights",
        "It doesn't share weights",
        "It never shares weights",
        "It works without shared weights",
        "It cannot share any weights",
        "It fails to share weights",
        "no shared weights",
        "It uses pooling instead of shared weights",
    ],
)
def test_negation_near_a_phrase_flips_it(text: str) -> None:
    assert outcome(text, "共享权重", "share weight") == "missed"


@pytest.mark.parametrize(
    "text",
    [
        "它不仅共享权重，还做池化",
        "它不但共享权重",
        "无论在哪个位置都共享权重",
        "不同位置共享权重",
        "不断共享权重",
        "不好的是共享权重",
        "无所谓动不动，都共享权重",
        "是不是共享权重",
        "并非不共享权重",
        "不需要全部数据，但是共享权重",
        "It not only shares weights but pools",
        "It isn't fully connected, but it shares weights",
        "It is not fully connected because it shares weights",
        "It is not dense and has shared weights",
        "No matter where, it shares weights",
    ],
)
def test_what_only_looks_like_a_negation_flips_nothing(text: str) -> None:
    assert outcome(text, "共享权重", "share weight") == "hit"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("它无法处理长序列", "无法处理长序列"),
        ("它不能处理长序列", "无法处理长序列"),
        ("输出不是零中心的", "非零中心"),
        ("the output isn't zero-centred", "not zero-centred"),
        ("it is non-convex", "nonconvex"),
        ("具有平移不变性", "平移不变性"),
    ],
)
def test_negation_may_belong_to_the_phrase(text: str, phrase: str) -> None:
    assert outcome(text, phrase) == "hit"


def test_negation_ends_where_the_phrase_itself_begins_anew() -> None:
    assert outcome("没有记忆单元只有一个状态。", "只有一个状态") == "hit"


def test_denied_cause_is_a_denial() -> None:
    assert outcome("这不是因为指数上溢。", "上溢") == "missed"


def test_prefix_behind_a_copula_is_no_part_of_an_idiom() -> None:
    assert outcome("损失函数是非凸的。", "非凸") == "hit"


def test_longer_phrase_owns_its_negation() -> None:
    assert outcome("它无法处理长序列", "处理长序列", "无法处理长序列") == "hit"


def test_affirmed_and_denied_is_unsure() -> None:
    assert outcome("全连接层没有权重共享。卷积层有权重共享。", "权重共享") == "unsure"


@pytest.mark.parametrize(
    "text",
    ["如果没有权重共享，参数会太多", "没有池化就不能权重共享", "Without weight sharing, there are too many parameters"],
)
def test_what_is_only_supposed_is_unsure(text: str) -> None:
    assert outcome(text, "权重共享", "weight sharing") == "unsure"


@pytest.mark.parametrize("text", ["梯度消失不会发生", "梯度消失不存在", "Gradient vanishing does not occur"])
def test_denial_behind_the_phrase_is_heard(text: str) -> None:
    assert outcome(text, "梯度消失", "gradient vanish*") == "missed"


def test_answer_that_denies_throughout_earns_nothing_in_its_denials() -> None:
    text = "卷积层的权重共享不起作用，它不能减少参数，也不会扩大感受野。"
    assert outcome(text, "权重共享") == "missed"


@pytest.mark.parametrize("text", ["它与权重共享无关", "它与权重共享没有关系"])
def test_what_has_nothing_to_do_with_it_is_denied(text: str) -> None:
    assert outcome(text, "权重共享") == "missed"
