"""`dlstudy bank show`: a question with everything a learner does not see."""

from __future__ import annotations

import pytest

from dlstudy.bank.places import bank_folders
from dlstudy.bank.reading import survey
from dlstudy.bank.variants import draw
from dlstudy.cli.preview import preview

BANK = survey(bank_folders())[0]


@pytest.mark.parametrize("name", sorted(BANK.questions))
def test_every_question_can_be_shown_without_a_python_value(name: str) -> None:
    text = "\n".join(preview(draw(BANK.questions[name], 0)))
    assert not any(sign in text for sign in ("mpf(", "Fraction(", "frozenset(", "Text("))
