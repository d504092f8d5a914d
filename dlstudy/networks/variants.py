"""One network told differently: where a bottleneck has its stride, whether biases stay beside normalisation."""

from __future__ import annotations

from dataclasses import replace

from dlstudy.networks.network import Chain, Layer, Network


def early_strides(network: Network) -> Network:
    """The stride of each bottleneck (1×1, k×k, 1×1) in its first 1×1, as He et al. (2016) have it (“v1”)."""
    return network.rewritten(_early)


def _early(chain: Chain) -> Chain:
    convs = [part for part in chain if isinstance(part, Layer) and part.kind == "conv"]
    if len(convs) != 3 or convs[0].kernel != (1, 1) or convs[2].kernel != (1, 1) or convs[1].kernel == (1, 1):
        return chain
    if convs[0].stride != (1, 1) or convs[1].stride == (1, 1):
        return chain
    moved = {id(convs[0]): replace(convs[0], stride=convs[1].stride), id(convs[1]): replace(convs[1], stride=(1, 1))}
    return tuple(moved.get(id(part), part) for part in chain)


def biased(network: Network, bias: bool) -> Network:
    """The network with a bias in every convolution, or in none."""
    return network.changed(lambda layer: replace(layer, bias=bias) if layer.kind == "conv" else layer)
