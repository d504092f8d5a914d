"""Cutting sequences: the data iterators' own batches, every token in its place, and padding."""

from __future__ import annotations

import random

import pytest

from dlstudy.calculators.partition import CALCULATOR
from dlstudy.errors import LearnerError
from dlstudy.symbolic.checking import calculate, check
from dlstudy.symbolic.grid import Grid
from dlstudy.symbolic.notation import write
from dlstudy.symbolic.working import Working, complete, mistakes, work


def worked(**given: object) -> Working:
    return work(CALCULATOR, complete(CALCULATOR, given))


@pytest.mark.parametrize("mode", ["sequential", "random"])
@pytest.mark.parametrize("seed", range(25))
def test_formulas_agree_with_the_iterators(mode: str, seed: int) -> None:
    rng = random.Random(seed)
    steps, batch, offset = rng.randint(1, 6), rng.randint(1, 4), rng.randint(0, 5)
    length = offset + 1 + steps * batch + rng.randint(0, 20)
    given: dict[str, object] = {
        "mode": mode,
        "num_steps": steps,
        "batch_size": batch,
        "offset": offset,
        "length": length,
    }
    if mode == "random" and seed % 2:
        order = list(range((length - offset - 1) // steps))
        rng.shuffle(order)
        given["order"] = Grid([order])
    assert all(found.agrees for found in check(CALCULATOR, worked(**given)))


def test_labels_are_inputs_one_later() -> None:
    found = worked(length=50, offset=3, num_steps=4, batch_size=3).outputs
    assert [[x + 1 for x in row] for row in found["inputs"].rows] == [list(row) for row in found["labels"].rows]


def test_in_order_the_next_batch_goes_on_where_the_last_one_stopped() -> None:
    rows = worked(length=50, num_steps=4, batch_size=3).outputs["inputs"].rows
    for before, after in zip(rows, rows[3:], strict=False):
        assert after[0] == before[-1] + 1


def test_a_given_sequence_is_cut_instead_of_numbers() -> None:
    found = worked(sequence="7 8 9 7 8 9 5", num_steps=3, batch_size=2).outputs
    assert found["inputs"] == Grid([[7, 8, 9], [7, 8, 9]])
    assert found["labels"] == Grid([[8, 9, 7], [8, 9, 5]])


def test_a_sequence_without_room_for_the_last_label_gives_one_piece_less() -> None:
    """Twenty tokens, pieces of five: three have a label each, not four."""
    working = worked(mode="random", length=20, num_steps=5, batch_size=1)
    wrong = {mistake.name: outputs for mistake, outputs in mistakes(CALCULATOR, working)}
    assert working.outputs["subsequences"] == 3
    assert wrong["no-room-for-label"]["subsequences"] == 4


def test_the_left_stays_and_the_right_is_filled() -> None:
    found = worked(mode="pad", lines="1 2 3 4; 5", num_steps=3, filling=9).outputs
    assert found["padded"] == Grid([[1, 2, 3], [5, 9, 9]])
    assert found["valid_lengths"] == Grid([[3, 1]])


def test_an_end_that_does_not_fit_is_cut_off() -> None:
    assert worked(mode="pad", lines="1 2; 1", num_steps=2, end=3).outputs["padded"] == Grid([[1, 2], [1, 3]])


def test_a_million_tokens_are_left_to_the_iterator() -> None:
    found = calculate(CALCULATOR, complete(CALCULATOR, {"length": 10**6, "num_steps": 35, "batch_size": 32}))
    assert not found.lines
    assert found.outputs["batches"] == (10**6 - 1) // 32 // 35


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"length": 10, "num_steps": 5, "batch_size": 2}, "too short"),
        ({"mode": "random", "length": 10, "num_steps": 5, "batch_size": 2}, "too short"),
        ({"mode": "random", "order": "0 1 1 2 3 4"}, "once"),
        ({"order": "0 1 2 3 4 5"}, "random sampling"),
        ({"mode": "pad", "lines": "1 x"}, "whole numbers"),
        ({"mode": "pad", "lines": "1 99999999999"}, "whole numbers"),
        ({"mode": "pad", "lines": ";"}, "1 to"),
        ({"mode": "pad", "lines": "@ids.txt"}, "not opened"),
        ({"mode": "pad", "num_steps": "T"}, "numbers"),
        ({"mode": "random", "length": "n", "order": "0 1"}, "numbers"),
        ({"text": "a b a b", "sequence": "1 2"}, "not both"),
        ({"text": "1 2 3"}, "nothing is left"),
    ],
)
def test_what_cannot_be_cut_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        complete(CALCULATOR, given)


def test_letters_are_counted_with() -> None:
    found = worked(length="n", num_steps=5, batch_size=2, offset=3)
    assert write(found.outputs["batches"], "unicode") == "⌊⌊(n − 3 − 1) / 2⌋ / 5⌋"
    assert "inputs" not in found.outputs


def test_a_text_is_cut_as_the_ids_of_its_vocabulary() -> None:
    working = worked(text="To be, or not to be", num_steps=2, batch_size=1)
    assert working.outputs["inputs"] == Grid([[1, 2], [3, 4]])  # to be | or not
    assert working.outputs["labels"] == Grid([[2, 3], [4, 1]])
    assert all(found.agrees for found in check(CALCULATOR, working))


def test_sentences_are_padded_behind_the_four_special_tokens() -> None:
    working = worked(mode="pad", text="我爱你|你好", num_steps=3, end=2)
    assert working.outputs["padded"] == Grid([[4, 5, 6], [6, 7, 2]])
    assert [word for word, _id in working.outputs["vocabulary"].rows][:4] == ["<pad>", "<bos>", "<eos>", "<unk>"]
    assert all(found.agrees for found in check(CALCULATOR, working))
