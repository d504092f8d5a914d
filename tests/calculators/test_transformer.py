"""A Transformer's table of parts: it adds up, copy by copy, whatever the sizes; and what a preset leaves open."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlstudy.calculators import find
from dlstudy.calculators.transformer import PRESETS
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import check
from dlstudy.symbolic.working import complete, work

CALCULATOR = find("transformer")


def outputs(**given):
    return work(CALCULATOR, complete(CALCULATOR, given)).outputs


SIZES = st.fixed_dictionaries(
    {
        "architecture": st.sampled_from(["encoder-decoder", "encoder", "decoder"]),
        "layers": st.integers(1, 3),
        "heads": st.sampled_from([1, 2, 4]),
        "width": st.sampled_from([4, 8, 12]),
        "feed_forward": st.integers(1, 20),
        "vocabulary": st.integers(1, 50),
        "positions": st.sampled_from([0, 16]),
        "segments": st.integers(0, 2),
        "attention_bias": st.booleans(),
        "tied": st.booleans(),
        "embedding_norm": st.booleans(),
        "final_norm": st.booleans(),
        "tokens": st.integers(1, 16),
        "target_tokens": st.integers(1, 16),
    }
)


@given(SIZES)
@settings(max_examples=80, deadline=None)
def test_the_table_adds_up_and_every_tensor_is_in_it(given):
    working = work(CALCULATOR, complete(CALCULATOR, given))
    assert [c for c in check(CALCULATOR, working) if not c.agrees] == []
    *rows, total = working.outputs["table"].rows
    for _part, _shape, weights, biases, copies, parameters in rows:
        assert copies * (weights + biases) == parameters
    assert sum(row[-1] for row in rows) == total[-1] == working.outputs["parameters"]


@pytest.mark.parametrize("model", PRESETS)
def test_what_is_not_given_is_as_in_the_model(model):
    values = complete(CALCULATOR, {"model": model})
    assert {name: values[name] for name in PRESETS[model]} == PRESETS[model]
    assert complete(CALCULATOR, {"model": model, "tied": "no"})["tied"] is False


@pytest.mark.parametrize(
    ("spelt", "model"),
    [("GPT-2", "gpt2"), ("gpt_2_medium", "gpt2-medium"), ("GPT-2 XL", "gpt2-xl"), ("gpt2-small", "gpt2"),
     ("BERT_base", "bert-base"), ("bertlarge", "bert-large"), ("transformer-base", "base"), ("Transformer big", "big")],
)  # fmt: skip
def test_a_model_is_known_however_it_is_spelt(spelt, model):
    assert complete(CALCULATOR, {"model": spelt})["model"] == model


@pytest.mark.parametrize("word", ["transformer", "gpt", "bert", "small", ""])
def test_half_a_name_of_a_model_is_refused_with_the_names(word):
    with pytest.raises(LearnerError, match="gpt2-xl"):
        complete(CALCULATOR, {"model": word})


def test_a_width_of_ones_own_brings_its_feed_forward_part():
    assert complete(CALCULATOR, {"model": "gpt2", "width": 24, "heads": 2})["feed_forward"] == 96
    assert complete(CALCULATOR, {"model": "gpt2", "width": 24, "heads": 2, "feed_forward": 5})["feed_forward"] == 5


def test_the_layers_make_up_the_multiply_adds():
    """By hand: 2 tokens, width 4, 8 hidden: 4·2·16 + 2·4·4 = 160, and 2·2·4·8 = 128; 3 layers; 2·4·10 for the scores."""
    found = outputs(architecture="decoder", layers=3, width=4, heads=2, feed_forward=8, vocabulary=10, tokens=2)
    assert found["decoder_macs"] == 288
    assert found["macs"] == 3 * 288 + 80
