"""ResNet-50 (He et al. 2016) in PyTorch, summarised by torchinfo: what `dlstudy network resnet50` is compared with."""

# ruff: noqa: T201  (a script says what it found)

from __future__ import annotations

from torch import Tensor, nn
from torchinfo import summary


def _conv(into: int, out: int, kernel: int, stride: int = 1) -> nn.Sequential:
    layer = nn.Conv2d(into, out, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(out))


class Bottleneck(nn.Module):
    """1×1, 3×3 (with the stride), 1×1, and the way around them."""

    def __init__(self, into: int, width: int, stride: int) -> None:
        super().__init__()
        self.around = _conv(into, 4 * width, 1, stride) if stride > 1 or into != 4 * width else nn.Identity()
        self.relu = nn.ReLU()
        self.body = nn.Sequential(
            _conv(into, width, 1), self.relu, _conv(width, width, 3, stride), self.relu, _conv(width, 4 * width, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        """The sum of both ways."""
        return self.relu(self.body(x) + self.around(x))


def resnet50() -> nn.Sequential:
    """Stages of 3, 4, 6 and 3 bottlenecks, 25,557,032 parameters."""
    parts: list[nn.Module] = [_conv(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    into = 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        width = 64 * 2**stage
        for block in range(blocks):
            parts.append(Bottleneck(into, width, 2 if stage and not block else 1))
            into = 4 * width
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(into, 1000))


if __name__ == "__main__":
    print(summary(resnet50(), (1, 3, 224, 224), depth=2))
