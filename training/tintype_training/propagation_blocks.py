"""Convolution blocks shared by the encoder and the spatial network of propagation.

No normalisation layers: statistics of a crop and of a whole frame differ, and a flash frame must not change how its
neighbours are read. Residual branches start at zero instead, which keeps a deep plain network trainable.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ResidualBlock(nn.Module):
    """x + conv(relu(conv(relu(x)))), the second convolution starting at zero."""

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(F.relu(x))))


def twice(x: Tensor) -> Tensor:
    """Bilinear ×2. The float scale keeps the exported size symbolic."""
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def split_axis(x: Tensor, axis: int, sizes: tuple[int, ...] | torch.Size) -> Tensor:
    """`unflatten`, but sizes stay free in an exported graph."""
    return x.reshape(*x.shape[:axis], *sizes, *x.shape[axis + 1 :])


class Pyramid(nn.Module):
    """A three-level U-Net body: ¼ → ⅛ → 1/16 and back. Returns the features at ¼ and at 1/16."""

    def __init__(self, widths: tuple[int, int, int], middle_blocks: int, deep_dilations: tuple[int, ...]) -> None:
        super().__init__()
        quarter, eighth, sixteenth = widths
        self.at_quarter = ResidualBlock(quarter)
        self.to_eighth = nn.Conv2d(quarter, eighth, 3, stride=2, padding=1)
        self.at_eighth = nn.Sequential(*[ResidualBlock(eighth) for _ in range(middle_blocks)])
        self.to_sixteenth = nn.Conv2d(eighth, sixteenth, 3, stride=2, padding=1)
        self.at_sixteenth = nn.Sequential(*[ResidualBlock(sixteenth, d) for d in deep_dilations])
        self.up_eighth = nn.Conv2d(sixteenth, eighth, 1)
        self.merge_eighth = nn.Conv2d(eighth, eighth, 3, padding=1)
        self.up_quarter = nn.Conv2d(eighth, quarter, 1)
        self.merge_quarter = nn.Conv2d(quarter, quarter, 3, padding=1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        quarter = self.at_quarter(x)
        eighth = self.at_eighth(self.to_eighth(F.relu(quarter)))
        sixteenth = F.relu(self.at_sixteenth(self.to_sixteenth(F.relu(eighth))))
        eighth = F.relu(eighth + twice(self.up_eighth(sixteenth)))
        eighth = F.relu(self.merge_eighth(eighth))
        quarter = F.relu(quarter + twice(self.up_quarter(eighth)))
        return F.relu(self.merge_quarter(quarter)), sixteenth


def unit_length(x: Tensor) -> Tensor:
    """Scale every pixel's channel vector to length 1, so that a dot product is a cosine."""
    return x * torch.rsqrt((x * x).sum(1, keepdim=True) + 1e-6)
