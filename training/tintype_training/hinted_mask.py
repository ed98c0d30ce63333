"""The outline of the thing that hints lie on: masks from points, over the painter's frame encoder, which is not trained here.

Every ⅛ cell is compared with the cells that points inside lie on, and with those that points outside lie on, by a learned embedding, and by the
painter's own attention: what its hints there would claim (`hint_tokens.py`, weights of the painter, not trained here). A small U-Net over the
encoder's context judges both. Only luma and places are seen, never a colour.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .frame_encoder import C8, C16, double_to
from .hint_spread import cell_positions
from .hint_tokens import HEADS, TokenAttention
from .painter import P4
from .propagation_blocks import ResidualBlock

EMBEDDING = 48
W4, W8, W16 = 32, 64, 96
SHARPNESS = 8.0
"""Score of a cosine of 1."""
NEARNESS = (0.0, 4.0, 40.0)
"""Cost of a squared distance of 64 ⅛ cells, one for each likeness: anywhere, in the same part of the picture, close by."""
LEAST = 1e-4
"""Share of a cell's area from which on it counts as pointed at."""
FLOOR = -12.0
"""Likeness where nothing is pointed at."""
LIKENESSES = 2 * len(NEARNESS)
CLAIMS = 2 * HEADS
"""Of each head of the painter's attention: what points inside claim of a cell, and what points outside."""
TOLD = LIKENESSES + CLAIMS


class Block(ResidualBlock):
    """Of what is not below zero, and neither is its result."""

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(super().forward(x))


class HintedMask(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.claims = TokenAttention(P4).requires_grad_(False)
        self.embed = nn.Sequential(nn.Conv2d(C16 + C8 + P4, 96, 1), nn.ReLU(), nn.Conv2d(96, EMBEDDING, 1))
        self.sixteenth = nn.Sequential(nn.Conv2d(C16 + TOLD, W16, 1), nn.ReLU(), Block(W16), Block(W16, 2), Block(W16, 4))
        self.eighth = nn.Sequential(nn.Conv2d(C8 + W16 + TOLD, W8, 1), nn.ReLU(), Block(W8), Block(W8, 2))
        self.quarter = nn.Sequential(nn.Conv2d(P4 + W8 + 2, W4, 1), nn.ReLU(), Block(W4), nn.Conv2d(W4, 1, 1))

    def forward(self, p4: Tensor, c8: Tensor, c16: Tensor, query: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
        """Context and queries of `painter.Encode`; share of each ¼ cell that points inside and outside cover, N×1×h×w → logits N×1×h×w."""
        embedded = F.normalize(self.embed(torch.cat([double_to(c16, c8), c8, F.avg_pool2d(p4, 2)], dim=1)), dim=1)
        likenesses = torch.cat([likeness(embedded, F.avg_pool2d(points, 2)) for points in (inside, outside)], dim=1)
        told = torch.cat([likenesses, self.claimed(p4, query, inside, outside)], dim=1)
        deep = self.sixteenth(torch.cat([c16, F.max_pool2d(told, 2)], dim=1))
        middle = self.eighth(torch.cat([c8, double_to(deep, c8), told], dim=1))
        return self.quarter(torch.cat([p4, double_to(middle, p4), inside, outside], dim=1))

    @torch.no_grad()
    def claimed(self, p4: Tensor, query: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
        """N×CLAIMS×h/2×w/2, 0…1. Points are hints of two colours, so the painter's attention says how much of either a cell takes."""
        hinted = (inside + outside).clamp(max=1)
        sides = torch.cat([inside, outside], dim=1) / (inside + outside).clamp(min=1e-6)
        planes = [F.interpolate(plane, scale_factor=4.0, mode="nearest") for plane in (sides, (hinted > LEAST).to(hinted.dtype), torch.zeros_like(hinted))]
        return self.claims(query, p4, *planes, None)[:, :CLAIMS]


def likeness(embedded: Tensor, points: Tensor) -> Tensor:
    """How alike each cell is to the pointed ones, one plane for each of `NEARNESS`; `points` N×1×h×w, shares of the cells."""
    batch, _, height, width = embedded.shape
    flat, shares = embedded.flatten(2), points.flatten(1)
    # Of all cells only those that are pointed at in some picture; the first, so that there is always one.
    pointed = torch.nonzero(F.pad((shares > LEAST).any(dim=0)[1:], (1, 0), value=True)).flatten()
    missing = 100 * (shares[:, None, pointed] <= LEAST).to(flat.dtype)
    at = cell_positions(embedded[:1]).flatten(2)[0]
    apart = (at[:, :, None] - at[:, None, pointed]).square().sum(dim=0)
    alike = SHARPNESS * (flat.transpose(1, 2) @ flat[:, :, pointed]) - SHARPNESS - missing
    planes = [(alike - cost * apart).amax(dim=-1).clamp(min=FLOOR).reshape(batch, 1, height, width) / 4 for cost in NEARNESS]
    return torch.cat(planes, dim=1)
