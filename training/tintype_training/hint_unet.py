"""The Hint U-Net: luma is encoded once per frame; hints are propagated over those features at every edit.

Three graphs share the work (shapes for an H×W frame, multiples of 16, batch 1 at inference):

- `Encoder`: luma → features at ¼, ⅛, 1/16 and the weights that bring colour from ¼ to full size along luma edges.
- `Painter`: features + hints, boundaries and global vector → ab and a context plane.
- `Suggester`: context → logits over the 313 ab bins, for palette suggestions.

The split is that of LGA-Net (ICCV 2025: affinities from the gray image alone), the far reach that of iColoriT (WACV
2023: attention carries a hint to far parts of the same object); the propagation itself is a joint bilateral filter whose
feature space is learned (`hint_spread.py`). The upsampling is RAFT's (Teed & Deng 2020).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .hint_spread import HintAttention, LocalSpread, Settle, gather_neighbours, masked_mean, weigh_neighbours
from .marks import Marks, NearMarks

BIN_COUNT = 313
GLOBAL_SIZE = BIN_COUNT + 3
C4, C8, C16, CONTEXT = 48, 96, 192, 48
HEADS = 4


class ConvBlock(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, in_channels: int, out_channels: int, *, kernel: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(in_channels, out_channels, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    """Two 3×3 convolutions around a shortcut; the second norm starts at zero so that a new block is the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = ConvBlock(channels, channels)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        nn.init.constant_(self.norm.weight, 0.1)

    def forward(self, x: Tensor, marks: NearMarks | None = None) -> Tensor:
        convolution, norm, rectify = self.first
        inner = rectify(norm(convolve(convolution, x, marks)))
        return F.relu(x + self.norm(convolve(self.second, inner, marks)))


def convolve(convolution: nn.Conv2d, x: Tensor, marks: NearMarks | None) -> Tensor:
    """A 3×3 convolution that does not read across marks."""
    return convolution(x) if marks is None else marks.convolve(convolution, x)


class SceneAttention(nn.Module):
    """Self-attention over 1/16 cells, for the context of the whole scene."""

    def __init__(self, channels: int, *, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.BatchNorm2d(channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)
        nn.init.normal_(self.out.weight, std=1e-3)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        size = channels // self.heads
        query, key, value = self.qkv(self.norm(x)).reshape(batch, 3, self.heads, size, height * width).unbind(1)
        weights = torch.softmax((query.transpose(-1, -2) @ key).float() * size**-0.5, dim=-1).to(value.dtype)
        spread = (value @ weights.transpose(-1, -2)).reshape(batch, channels, height, width)
        return x + self.out(spread)


def double(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


class Encoder(nn.Module):
    """luma N×1×H×W (L/50 − 1) → f4, f8, f16, up (144 = 9 neighbours × 16 sub-pixels, softmaxed over the 9)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(ConvBlock(1, 16, stride=2), ConvBlock(16, 16), ConvBlock(16, C4, stride=2))
        self.quarter = Residual(C4)
        self.down8 = ConvBlock(C4, C8, stride=2)
        self.eighth = Residual(C8)
        self.down16 = ConvBlock(C8, C16, stride=2)
        self.sixteenth = nn.Sequential(Residual(C16), Residual(C16), SceneAttention(C16), Residual(C16))
        self.lateral8 = nn.Conv2d(C16, C8, 1)
        self.merge8 = Residual(C8)
        self.lateral4 = nn.Conv2d(C8, C4, 1)
        self.merge4 = Residual(C4)
        self.upsampling = nn.Sequential(ConvBlock(C4 + 16, C4), nn.Conv2d(C4, 144, 1))

    def forward(self, luma: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        quarter = self.quarter(self.stem(luma))
        eighth = self.eighth(self.down8(quarter))
        f16 = self.sixteenth(self.down16(eighth))
        f8 = self.merge8(F.relu(eighth + double(self.lateral8(f16))))
        f4 = self.merge4(F.relu(quarter + double(self.lateral4(f8))))
        logits = self.upsampling(torch.cat([f4, F.pixel_unshuffle(luma, 4)], dim=1)).float()
        batch, _, height, width = logits.shape
        up = torch.softmax(logits.reshape(batch, 9, 16 * height, width), dim=1)
        return f4, f8, f16, up.reshape(batch, 144, height, width)


def upsample_convex(ab: Tensor, up: Tensor) -> Tensor:
    """ab at ¼ (N×2×h×w) → full size, each pixel a weighted mean of the 3×3 cells around its own (RAFT)."""
    batch, _, height, width = ab.shape
    fine = weigh_neighbours(gather_neighbours(ab, 3), up.reshape(batch, 9, 16, height * width))
    return F.pixel_shuffle(fine.reshape(batch, 32, height, width), 4)


class Painter(nn.Module):
    """Spreads hints over the encoder's features. See `forward` for shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = HintAttention(C4, C8, heads=HEADS)
        self.local = LocalSpread(C4)
        self.global_mlp = nn.Sequential(
            nn.Linear(GLOBAL_SIZE, 128), nn.ReLU(), nn.Linear(128, 2 * C8 + 2 * C8)
        )
        nn.init.normal_(self.global_mlp[2].weight, std=1e-2)
        nn.init.zeros_(self.global_mlp[2].bias)
        self.reduce16 = ConvBlock(C16, C8, kernel=1)
        self.scene = Residual(C8)
        spread_channels = 3 * HEADS
        self.fuse8_hints = nn.Conv2d(spread_channels + 3 + 1, C8, 3, 1, 1)
        self.fuse8 = ConvBlock(2 * C8, C8, kernel=1)
        self.eighth = Residual(C8)
        self.lateral4 = nn.Conv2d(C8, C4, 1)
        self.refine_weights = nn.Conv2d(C4, 9, 1)
        self.fuse4_hints = nn.Conv2d(spread_channels + 3 + 3 + 2, C4, 3, 1, 1)
        self.quarter = nn.Sequential(Residual(C4), Residual(C4))
        self.context = ConvBlock(C4, CONTEXT, kernel=1)
        # Per ¼ cell: how far to trust each head's colour, the local colour, or none (the automatic one), and a residual.
        self.gates = nn.Conv2d(CONTEXT, HEADS + 2, 1)
        self.automatic = nn.Conv2d(CONTEXT, 2, 1)
        self.settle = Settle(C4, CONTEXT)

    def forward(
        self,
        f4: Tensor,
        f8: Tensor,
        f16: Tensor,
        up: Tensor,
        hint_ab: Tensor,
        hint_mask: Tensor,
        boundary: Tensor,
        global_vector: Tensor,
        *,
        marked: bool | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Hint planes N×2/1/1×H×W, global N×316 → ab N×2×H×W (÷110), context N×48×H/4×W/4.

        `marked`: whether any mark is drawn; by default read from the boundary plane.
        """
        if marked is None:
            marked = bool((boundary > 0).any())
        marks = Marks(boundary) if marked else None
        near4, near8 = (None, None) if marks is None else (marks.near4, marks.near8)
        hint4 = masked_mean(hint_ab, hint_mask, 4) if marks is None else marks.home_mean(hint_ab, hint_mask)
        hint8 = masked_mean(hint_ab, hint_mask if marks is None else hint_mask * marks.sees_eighth, 8)
        up = up if marks is None else reweigh(up, marks.pixels)
        spread = self.attention(f4, f8, hint_ab, hint_mask, marks)
        scale8, shift8, scale16, shift16 = self.global_mlp(global_vector)[:, :, None, None].chunk(4, dim=1)

        scene = self.scene(self.reduce16(f16) * (1 + scale16) + shift16)
        at8 = torch.cat([spread, hint8, (F.max_pool2d(boundary, 8) > 0).to(hint8.dtype)], dim=1)
        merged = self.fuse8(torch.cat([f8, double(scene)], dim=1)) * (1 + scale8) + shift8
        eighth = self.eighth(F.relu(merged + convolve(self.fuse8_hints, at8, near8)), near8)
        lateral = self.lateral4(eighth)
        lateral = double(lateral) if marks is None else marks.parent_of(lateral)

        colours4 = self.refine(spread, f4, marks)
        local = self.local(f4, hint4, marks)
        boundary4 = torch.cat([F.max_pool2d(boundary, 4), F.avg_pool2d(boundary, 4)], dim=1)
        at4 = torch.cat([colours4, hint4, local, boundary4], dim=1)
        quarter = F.relu(f4 + lateral + convolve(self.fuse4_hints, at4, near4))
        for block in self.quarter:
            quarter = block(quarter, near4)
        context = self.context(quarter)

        gates = torch.softmax(self.gates(context).float(), dim=1)
        ab4 = self.automatic(context).float()
        for head in range(HEADS):
            ab4 = ab4 + gates[:, head : head + 1] * colours4[:, 2 * head : 2 * head + 2]
        ab4 = ab4 + gates[:, HEADS : HEADS + 1] * local[:, :2]
        ab4 = self.settle(ab4, f4, context, hint4, marks)
        ab = upsample_convex(ab4, up)
        # In training the network must obey by itself; the correction removes the remaining error.
        return (ab if self.training else self.obey(ab, up, hint_ab, hint_mask, marks)), context

    def refine(self, spread: Tensor, f4: Tensor, marks: Marks | None) -> Tensor:
        """Joint bilateral step from ⅛ to ¼: each ¼ cell weighs the nine ⅛ cells around it by its own features.

        A ¼ cell that marks separate from all nine gets no hint.
        """
        batch, _, height, width = f4.shape
        places = height * width
        around = double(gather_neighbours(spread.float(), 3))
        weights = torch.softmax(self.refine_weights(f4).float(), dim=1).reshape(batch, 9, 1, places)
        if marks is None:
            return weigh_neighbours(around, weights).reshape(batch, -1, height, width)
        seen = marks.parents.reshape(batch, 9, 1, places)
        colours = weigh_neighbours(around, reweigh(weights.reshape(batch, 9, places), seen).reshape(batch, 9, 1, places))
        alone = (1 - seen.amax(dim=1)).reshape(batch, 1, height, width)
        unsure = torch.cat([torch.zeros_like(alone).expand(-1, 2 * HEADS, -1, -1), -torch.ones_like(alone).expand(-1, HEADS, -1, -1)], dim=1)
        return colours.reshape(batch, -1, height, width) * (1 - alone) + unsure * alone

    def obey(self, ab: Tensor, up: Tensor, hint_ab: Tensor, hint_mask: Tensor, marks: Marks | None) -> Tensor:
        """Shifts ab around each hint until the hint's place shows the hint's colour.

        What the network missed at the hinted pixels is averaged per ¼ cell, carried to the neighbouring cells (weight
        falls to nothing one cell away from the last hinted one) and added through the same edge-following upsampling.
        """
        for _ in range(2):
            difference = hint_ab - ab
            missed = masked_mean(difference, hint_mask, 4) if marks is None else marks.home_mean(difference, hint_mask)
            hinted = (missed[:, 2:] > 0).to(ab.dtype)
            planes = torch.cat([missed[:, :2] * hinted, hinted], dim=1)
            total = mean_around(planes) if marks is None else marks.mean_around(planes)
            ab = ab + upsample_convex(total[:, :2] / total[:, 2:].clamp(min=1e-4), up)
        return ab


def mean_around(x: Tensor) -> Tensor:
    """Mean of the 3×3 cells around each cell, nothing beyond the frame."""
    return F.avg_pool2d(F.pad(x, (1, 1, 1, 1)), 3, 1)


def reweigh(weights: Tensor, seen: Tensor) -> Tensor:
    """Weights that sum to 1 over nine neighbours (N×9·S×…, neighbour-major) → the same over those seen (N×9×S×P)."""
    parts = weights.reshape(seen.shape) * seen
    return (parts / parts.sum(dim=1, keepdim=True).clamp(min=1e-6)).reshape(weights.shape)


class Suggester(nn.Module):
    """context → logits of the 313 ab bins."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Sequential(nn.Conv2d(CONTEXT, 96, 1), nn.ReLU(), nn.Conv2d(96, BIN_COUNT, 1))

    def forward(self, context: Tensor) -> Tensor:
        return self.head(context)


class HintUNet(nn.Module):
    """The three stages together, as they are trained."""

    def __init__(self) -> None:
        super().__init__()
        self.encode = Encoder()
        self.paint = Painter()
        self.suggest = Suggester()
