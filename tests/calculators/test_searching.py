"""Finding a calculator by what it is about, in both languages and however it is spelt."""

from __future__ import annotations

import pytest

from dlstudy.calculators import catalogue
from dlstudy.calculators.searching import ALSO, about


def names(word: str) -> list[str]:
    return [entry.name for entry in about(word)]


@pytest.mark.parametrize(
    ("word", "name"),
    [("LeNet", "network"), ("ResNet-50", "network"), ("gpt2", "transformer"), ("GPT-2", "transformer"), ("BERT", "transformer"),
     ("AdaGrad", "optimize"), ("Adam", "optimize"), ("动量", "optimize"), ("SARSA", "td"), ("Q learning", "td"),
     ("Viterbi", "hmm"), ("维特比", "hmm"), ("Glorot", "init"), ("标签平滑", "loss"), ("label smoothing", "loss"),
     ("peephole", "lstm"), ("Bellman", "mdp value-iteration"), ("贝尔曼", "mdp evaluate"), ("BPTT", "rnn"), ("白化", "normalize"),
     ("confusion matrix", "metrics"), ("转置卷积", "conv"), ("FrozenLake", "td"), ("gridworld", "mdp evaluate"), ("悬崖", "td"),
     ("早停", "early-stopping"), ("池化", "pool"), ("梯度裁剪", "clip"), ("teacher forcing", "seq-loss"), ("neurons", "neuron")],
)  # fmt: skip
def test_a_word_of_its_help_finds_it(word: str, name: str) -> None:
    assert name in names(word)


@pytest.mark.parametrize(
    ("word", "name"), [("perplexity", "perplexity"), ("困惑度", "perplexity"), ("感受野", "receptive-field")]
)
def test_what_is_named_so_comes_first(word: str, name: str) -> None:
    assert names(word)[0] == name
    assert len(names(word)) == len(set(names(word))) > 1


def test_a_word_is_found_from_its_beginning() -> None:
    assert "bleu" not in names("eu")
    assert "hmm" not in names("mm")


@pytest.mark.parametrize("word", ["", "  ", "-", "TF-IDF", "(?:", ".*", "[a-z]"])
def test_what_no_help_speaks_of_finds_nothing(word: str) -> None:
    assert names(word) == []


def test_other_names_are_those_of_calculators() -> None:
    assert set(ALSO) <= {entry.name for entry in catalogue()}
