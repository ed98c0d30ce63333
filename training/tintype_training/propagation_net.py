"""The Video Propagation Network: `Encoder` once a frame, `Reader` once a frame and direction.

Conventions: NCHW, L/50 − 1, ab/110, H and W multiples of 32. See docs for the schedule that drives the two.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .propagation_attention import STATISTICS, CoarseAttention, FineAttention, Memory
from .propagation_blocks import Pyramid, unit_length

COARSE_CHANNELS = 64
FINE_CHANNELS = 32
CONTEXT_CHANNELS = 24
WIDTHS = (48, 80, 112)


class Features(NamedTuple):
    """Features of a frame, kept for the length of a shot."""

    coarse: Tensor  # [B, Cc, H/16, W/16]
    fine: Tensor  # [B, Cf, H/4, W/4]
    context: Tensor  # [B, Cx, H/4, W/4]


class Hints(NamedTuple):
    """The target frame's own hints on the ¼ grid; all zeros when there are none."""

    ab: Tensor  # [B, 2, H/4, W/4]
    mask: Tensor  # [B, 1, H/4, W/4]
    boundary: Tensor  # [B, 1, H/4, W/4]


class Reading(NamedTuple):
    ab: Tensor  # [B, 2, H/4, W/4]
    confidence_logit: Tensor  # [B, 1, H/4, W/4]; its sigmoid means P(ΔE2000 ≤ 5)
    match: Tensor  # [B, M, 2, H/16, W/16]
    fine_ab: Tensor  # the temporal network's own answers, for the copy losses
    coarse_ab: Tensor


class Encoder(nn.Module):
    """L → embeddings for matching (coarse, fine) and for the spatial network (context)."""

    def __init__(self) -> None:
        super().__init__()
        self.to_half = nn.Conv2d(1, 20, 5, stride=2, padding=2)
        self.to_quarter = nn.Conv2d(20, WIDTHS[0], 3, stride=2, padding=1)
        self.body = Pyramid(WIDTHS, middle_blocks=2, deep_dilations=(1, 2, 4))
        self.coarse = nn.Conv2d(WIDTHS[2], COARSE_CHANNELS, 1)
        self.fine = nn.Conv2d(WIDTHS[0], FINE_CHANNELS, 1)
        self.context = nn.Conv2d(WIDTHS[0], CONTEXT_CHANNELS, 1)

    def forward(self, luma: Tensor) -> Features:
        quarter, sixteenth = self.body(self.to_quarter(F.relu(self.to_half(luma))))
        coarse = unit_length(self.coarse(sixteenth).float())
        fine = unit_length(self.fine(quarter).float())
        return Features(coarse, fine, self.context(quarter).float())


class SpatialNetwork(nn.Module):
    """Refines the copied colour, fills cells without a match, applies hints, and gives the confidence."""

    def __init__(self) -> None:
        super().__init__()
        given = CONTEXT_CHANNELS + 2 + 2 + 2 + STATISTICS + 1 + 2 + 2
        self.enter = nn.Conv2d(given, WIDTHS[0], 3, padding=1)
        self.body = Pyramid(WIDTHS, middle_blocks=2, deep_dilations=(1, 2))
        self.leave = nn.Conv2d(WIDTHS[0], 4, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        with torch.no_grad():  # residual ab 0, all trust in the fine copy, confidence one half
            self.leave.bias.copy_(torch.tensor([0.0, 0.0, 4.0, 0.0]))

    def forward(
        self, context: Tensor, fine_ab: Tensor, coarse_ab: Tensor, statistics: Tensor, similarity: Tensor, hints: Hints
    ) -> tuple[Tensor, Tensor]:
        given = [context, fine_ab, coarse_ab, coarse_ab - fine_ab, statistics, similarity * 0.2]
        given += [hints.mask * (hints.ab - fine_ab), hints.mask, hints.boundary]
        features, _ = self.body(self.enter(torch.cat(given, 1)))
        out = self.leave(features).float()
        trust = torch.sigmoid(out[:, 2:3])
        base = trust * fine_ab + (1.0 - trust) * coarse_ab
        base = hints.mask * hints.ab + (1.0 - hints.mask) * base
        return (base + out[:, :2]).clamp(-1.0, 1.0), out[:, 3:4]


class Reader(nn.Module):
    """Memory and hints → ab and confidence of one target frame."""

    def __init__(self) -> None:
        super().__init__()
        self.coarse = CoarseAttention()
        self.fine = FineAttention()
        self.spatial = SpatialNetwork()

    def forward(self, target: Features, memory: Memory, hints: Hints) -> Reading:
        coarse = self.coarse(target.coarse, memory)
        fine = self.fine(target.fine, memory, coarse.place)
        ab, logit = self.spatial(target.context, fine.ab, coarse.ab, fine.statistics, coarse.similarity, hints)
        return Reading(ab, logit, fine.match, fine.ab, coarse.ab)


class PropagationNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.reader = Reader()


def no_hints(ab: Tensor) -> Hints:
    """Empty hints of the same batch and size as `ab` [B, 2, h, w]."""
    empty = torch.zeros_like(ab[:, :1])
    return Hints(torch.zeros_like(ab), empty, empty)
