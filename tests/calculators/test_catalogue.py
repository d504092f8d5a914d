"""Finding a calculator by its name: at once by its file, or in a family."""

from __future__ import annotations

import pytest

from dlstudy import calculators
from dlstudy.errors import LearnerError

NAMES = [entry.name for entry in calculators.catalogue()]
FAMILIES = {name.split()[0] for name in NAMES if " " in name}


def test_no_calculator_bears_the_name_of_a_family() -> None:
    assert not FAMILIES & set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_found_by_its_name_alone(name: str) -> None:
    assert calculators.find(name).name == name
    assert calculators.stands_alone(name)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_family_does_not_stand_alone(name: str) -> None:
    assert not calculators.stands_alone(name)


@pytest.mark.parametrize("name", ["convolution-lines", "convolution_lines", "", "../conv", "conv.py", "__init__"])
def test_a_file_that_defines_no_calculator_is_not_found(name: str) -> None:
    assert not calculators.stands_alone(name)
    with pytest.raises(LearnerError):
        calculators.find(name)
