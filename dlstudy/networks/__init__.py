"""Networks as data: a small layer language, the classic ones written in it, and what each layer holds and does."""

from dlstudy.networks.counting import Leaf, count
from dlstudy.networks.network import Block, Join, Layer, Network, Part
from dlstudy.networks.reading import for_classes, presets, read_network

__all__ = ["Block", "Join", "Layer", "Leaf", "Network", "Part", "count", "for_classes", "presets", "read_network"]
