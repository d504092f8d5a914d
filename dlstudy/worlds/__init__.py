"""Small worlds (Markov decision processes) as they are written: read, checked, and backed up exactly."""

from dlstudy.worlds.reading import read_world
from dlstudy.worlds.world import LargeWorld, Move, World

__all__ = ["LargeWorld", "Move", "World", "read_world"]
