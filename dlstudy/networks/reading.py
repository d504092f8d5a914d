"""A network by its name, in the layer language, or in TOML."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from dlstudy.errors import LearnerError, unknown
from dlstudy.i18n import _
from dlstudy.networks.building import LONGEST
from dlstudy.networks.language import read_text
from dlstudy.networks.network import Network
from dlstudy.symbolic.option_names import plainly

MAX_TEXT = 200_000
_FOLDER = Path(__file__).with_name("presets")
_TOML = re.compile(r"^\s*(?:\[\[\s*layer|(?:input|classes)\s*=)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z][\w-]*(?:-[\w-]+)*")
ALSO = {
    "alexnet-two-tower": "alexnet", "alexnet-two-towers": "alexnet", "alexnet-2-tower": "alexnet", "alexnet-1-tower": "alexnet-one-tower",
    "inception": "googlenet", "inception-v1": "googlenet", "network-in-network": "nin",
}  # fmt: skip


@lru_cache
def presets() -> tuple[str, ...]:
    """The names of the networks that come along: one file each."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.txt")), key=_natural))


def _natural(name: str) -> list[tuple[bool, int, str]]:
    return [(piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in re.split(r"(\d+)", name)]


def read_network(text: str, classes: int | None = None) -> Network:
    """The network of this name (ResNet-50 and resnet50 are one), or that the text writes; `classes` as wished."""
    if len(text) > MAX_TEXT:
        raise LearnerError(_("this network's text is too long", "网络的文本太长"))
    text = text.strip().removeprefix("\ufeff")
    network = _read(text)
    return network if classes is None else for_classes(network, classes)


def for_classes(network: Network, classes: int) -> Network:
    """The network with another number of classes; refused where it does not say which layer has one unit a class."""
    if not any(layer.per_class for layer in network.layers()):
        raise LearnerError(_("this network does not say where its classes are: write fc classes",
                             "这个网络没有写明类别数用在哪里：请写 fc classes"))  # fmt: skip
    return network.classified(classes)


def _read(text: str) -> Network:
    if (preset := _named().get(plainly(text))) is not None:
        return replace(read_text((_FOLDER / f"{preset}.txt").read_text(encoding="utf-8")), source=preset)
    if _NAME.fullmatch(text):
        raise LearnerError(unknown(text[:LONGEST], presets()))
    if _TOML.search(text):
        from dlstudy.networks.tables import read_toml as reader
    else:
        reader = read_text
    return reader(text)


@lru_cache
def _named() -> dict[str, str]:
    """The presets by all their names, plainly spelt."""
    return {plainly(known): known for known in presets()} | {plainly(other): known for other, known in ALSO.items()}
