"""The layouts that the shipped network was chosen among. All take the same planes and are trained with the same losses.

A layout has the three stages of `HintUNet`, so that training, evaluation and export treat all alike:
`encode(luma)` → features, `paint(*features, hint_ab, hint_mask, boundary, global_vector)` → ab at full size (÷110) and
context at ¼, `suggest(context)` → logits of the 313 ab bins. Those that look at luma and hints together know nothing
before the hints are there: their `encode` returns luma unchanged, and `paint` is the whole network, at every edit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .hint_unet import (
    CONTEXT, GLOBAL_SIZE, ConvBlock, HintUNet, Painter, Residual, SceneAttention, Suggester, double, upsample_convex,
)
from .marks import Marks

INPUT_PLANES = 5
"""luma, ab of the hints (2), mask, boundary."""

PLAIN_CHANNELS = (16, 32, 64, 128, 256)
"""Of the plain U-Net at full size, ½, ¼, ⅛, 1/16."""

P4, P8, P16 = 64, 128, 256
"""Channels of the layouts with a patch stem at ¼, ⅛, 1/16."""


class Layout(Protocol):
    """What training and evaluation ask of a candidate; `HintUNet` is one."""

    encode: nn.Module
    paint: nn.Module
    suggest: nn.Module


class HandOn(nn.Module):
    """The encoder of a layout that can do nothing with luma alone."""

    def forward(self, luma: Tensor) -> tuple[Tensor]:
        return (luma,)


class JointNetwork(nn.Module):
    """A layout whose painter takes luma and hints together."""

    def __init__(self, painter: nn.Module) -> None:
        super().__init__()
        self.encode = HandOn()
        self.paint = painter
        self.suggest = Suggester()


class GlobalShift(nn.Module):
    """Brings the global vector to the trunk's channels, to be added there (Zhang 2017, §3.2)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(GLOBAL_SIZE, 128), nn.ReLU(), nn.Linear(128, channels))
        nn.init.normal_(self.mlp[2].weight, std=1e-2)
        nn.init.zeros_(self.mlp[2].bias)

    def forward(self, trunk: Tensor, global_vector: Tensor) -> Tensor:
        return trunk + self.mlp(global_vector)[:, :, None, None]


def colour_head(channels: int) -> nn.Conv2d:
    """A 1×1 convolution to ab that starts near gray."""
    head = nn.Conv2d(channels, 2, 1)
    nn.init.normal_(head.weight, std=1e-2)
    nn.init.zeros_(head.bias)
    return head


class PlainPainter(nn.Module):
    """Everything together at full size, 3×3 convolutions down to 1/16 and back, shortcuts by concatenation."""

    def __init__(self) -> None:
        super().__init__()
        c1, c2, c4, c8, c16 = PLAIN_CHANNELS
        self.full = ConvBlock(INPUT_PLANES, c1)
        self.down2 = nn.Sequential(ConvBlock(c1, c2, stride=2), ConvBlock(c2, c2))
        self.down4 = nn.Sequential(ConvBlock(c2, c4, stride=2), ConvBlock(c4, c4))
        self.down8 = nn.Sequential(ConvBlock(c4, c8, stride=2), ConvBlock(c8, c8))
        self.down16 = nn.Sequential(ConvBlock(c8, c16, stride=2), ConvBlock(c16, c16))
        self.shift = GlobalShift(c16)
        self.trunk = ConvBlock(c16, c16)
        self.lateral8, self.up8 = ConvBlock(c16, c8, kernel=1), nn.Sequential(ConvBlock(2 * c8, c8), ConvBlock(c8, c8))
        self.lateral4, self.up4 = ConvBlock(c8, c4, kernel=1), nn.Sequential(ConvBlock(2 * c4, c4), ConvBlock(c4, c4))
        self.lateral2, self.up2 = ConvBlock(c4, c2, kernel=1), ConvBlock(2 * c2, c2)
        self.lateral1, self.up1 = ConvBlock(c2, c1, kernel=1), ConvBlock(2 * c1, c1)
        self.context = ConvBlock(c4, CONTEXT, kernel=1)
        self.ab = colour_head(c1)

    def forward(
        self, luma: Tensor, hint_ab: Tensor, hint_mask: Tensor, boundary: Tensor, global_vector: Tensor
    ) -> tuple[Tensor, Tensor]:
        full = self.full(torch.cat([luma, hint_ab, hint_mask, boundary], dim=1))
        half = self.down2(full)
        quarter = self.down4(half)
        eighth = self.down8(quarter)
        trunk = self.trunk(self.shift(self.down16(eighth), global_vector))
        eighth = self.up8(torch.cat([eighth, double(self.lateral8(trunk))], dim=1))
        quarter = self.up4(torch.cat([quarter, double(self.lateral4(eighth))], dim=1))
        half = self.up2(torch.cat([half, double(self.lateral2(quarter))], dim=1))
        full = self.up1(torch.cat([full, double(self.lateral1(half))], dim=1))
        return self.ab(full).float(), self.context(quarter)


class PatchPainter(nn.Module):
    """4×4 patches of all planes become ¼ cells; a residual U-Net from there to 1/16; ab comes up by RAFT's weights.

    With `attention`, each trunk block is followed by self-attention, through which a hint can reach cells alike anywhere.
    """

    def __init__(self, *, attention: bool) -> None:
        super().__init__()
        self.stem = ConvBlock(16 * INPUT_PLANES, P4)
        self.quarter = Residual(P4)
        self.down8 = ConvBlock(P4, P8, stride=2)
        self.eighth = Residual(P8)
        self.down16 = ConvBlock(P8, P16, stride=2)
        self.shift = GlobalShift(P16)
        trunk: list[nn.Module] = []
        for _ in range(2):
            trunk += [Residual(P16), SceneAttention(P16)] if attention else [Residual(P16)]
        self.trunk = nn.Sequential(*trunk)
        self.lateral8, self.merge8 = nn.Conv2d(P16, P8, 1), Residual(P8)
        self.lateral4, self.merge4 = nn.Conv2d(P8, P4, 1), Residual(P4)
        self.context = ConvBlock(P4, CONTEXT, kernel=1)
        self.ab = colour_head(CONTEXT)
        self.upsampling = nn.Sequential(ConvBlock(P4 + 16, P4), nn.Conv2d(P4, 144, 1))

    def forward(
        self, luma: Tensor, hint_ab: Tensor, hint_mask: Tensor, boundary: Tensor, global_vector: Tensor
    ) -> tuple[Tensor, Tensor]:
        patches = F.pixel_unshuffle(torch.cat([luma, hint_ab, hint_mask, boundary], dim=1), 4)
        quarter = self.quarter(self.stem(patches))
        eighth = self.eighth(self.down8(quarter))
        trunk = self.trunk(self.shift(self.down16(eighth), global_vector))
        eighth = self.merge8(F.relu(eighth + double(self.lateral8(trunk))))
        quarter = self.merge4(F.relu(quarter + double(self.lateral4(eighth))))
        context = self.context(quarter)
        logits = self.upsampling(torch.cat([quarter, F.pixel_unshuffle(luma, 4)], dim=1)).float()
        batch, _, height, width = logits.shape
        up = torch.softmax(logits.reshape(batch, 9, 16 * height, width), dim=1).reshape(batch, 144, height, width)
        return upsample_convex(self.ab(context).float(), up), context


class UncorrectedPainter(Painter):
    """The shipped painter without its last shift at the hinted pixels, which the other layouts do not have either."""

    def obey(self, ab: Tensor, up: Tensor, hint_ab: Tensor, hint_mask: Tensor, marks: Marks | None) -> Tensor:
        return ab


def uncorrected(network: HintUNet) -> HintUNet:
    """A copy in evaluation mode without the correction at hinted pixels."""
    copy = HintUNet()
    copy.paint = UncorrectedPainter()
    copy.load_state_dict(network.state_dict())
    return copy.eval()


LAYOUTS: dict[str, Callable[[], nn.Module]] = {
    "plain": lambda: JointNetwork(PlainPainter()),
    "patch": lambda: JointNetwork(PatchPainter(attention=False)),
    "attention": lambda: JointNetwork(PatchPainter(attention=True)),
    "split": HintUNet,
}
