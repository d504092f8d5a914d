"""Text to formulas and arrays: one bounded language for learners, command lines and question files."""

from dlstudy.symbolic.reading.arrays import read_array, read_sizes
from dlstudy.symbolic.reading.numbers_typed import read_count, read_value
from dlstudy.symbolic.reading.parser import read

__all__ = ["read", "read_array", "read_count", "read_sizes", "read_value"]
