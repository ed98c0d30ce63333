"""The painter of the second generation: automatic colour once per frame, hints propagated over it at every edit.

Four graphs share the work (an H×W frame, multiples of 16):

- `encode`: luma → context of the frame encoder and all that propagation needs: queries, affinities, upsampling weights.
- `base`: context, global vector, vividness → automatic colour at ⅛. Hints do not matter; kept with the frame.
- `paint`: these and hints → ab, context, confidence. The work of every edit.
- `suggest`: painted context → logits of the 313 bins.

Automatic colour is the mean of a distribution over 313 bins (Zhang et al. 2016), raised to 1/temperature and tilted towards
rare colours (*vividness*), and made one for cells that look alike. Hints are tokens that claim cells (`hint_tokens.py`); what none claims keeps the
automatic colour, so that locality follows from the shares. Exactness at hints does not depend on training.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .colour import AB_SCALE, ab_bins
from .frame_encoder import C4, C8, C16, EDGES, ConvNorm, FrameEncoder, double_to
from .hint_spread import cell_positions, gather_neighbours, masked_mean, weigh_neighbours
from .hint_tokens import HEADS, TokenAttention, TokenQuery
from .hint_unet import BIN_COUNT, GLOBAL_SIZE, Residual, convolve, mean_around, reweigh
from .marks import Marks

P4 = 48
"""Channels of the painter's own context at ¼."""

AROUND = 9 + 9 + 25
"""Weights of a ¼ cell: to its neighbours (settling), to ⅛ cells around (refining), to hints in the 5×5 cells around."""

SPREAD = 3 * HEADS
NEUTRAL = (1.0, 0.0)
"""Annealing as it is trained: inverse temperature 1, no tilt."""


def annealing(vividness: float) -> tuple[float, float]:
    """(Inverse temperature, tilt) at a vividness of 0…1, as the program has it (`peaked` in src/engine/colorize/vividness.ts)."""
    return 1.25 + 1.5 * vividness, 0.05 + 0.9 * vividness


SETTLE_STEPS = 6

ALIKE, NEAR = 10.0, 10.0
"""Of automatic colour: score of a cosine of 1, and distance in ⅛ cells that costs 1. Chosen on held-out photos (training/README.md)."""


def shares(logits: Tensor, *, dim: int) -> Tensor:
    """Softmax over an axis that is not the last, without a shift by the maximum: runtimes are slow at it otherwise."""
    weights = torch.exp(logits.float().clamp(-20, 20))
    return weights / weights.sum(dim=dim, keepdim=True)


class Encode(nn.Module):
    """luma N×1×H×W (L/50 − 1) → c8, c16, p4, query, around, up. See the module's notes."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = FrameEncoder()
        self.narrow = ConvNorm(C4 + EDGES, P4)
        self.query = TokenQuery(P4, C8)
        self.around = nn.Conv2d(P4, AROUND, 3, 1, 1)
        self.up = nn.Sequential(ConvNorm(P4 + EDGES, P4, kernel=3), nn.Conv2d(P4, 144, 1))
        with torch.no_grad():
            self.around.weight.mul_(0.3)

    def forward(self, luma: Tensor) -> tuple[Tensor, ...]:
        c4, c8, c16, edges = self.frame(luma)
        return c8, c16, *self.prepare(c4, c8, edges)

    def prepare(self, c4: Tensor, c8: Tensor, edges: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """→ p4, query, around, up: what of the work at hints can be done before there are any."""
        p4 = self.narrow(torch.cat([c4, edges], dim=1))
        settling, refining, near = self.around(p4).split([9, 9, 25], dim=1)
        around = torch.cat([shares(settling, dim=1), shares(refining, dim=1), shares(near, dim=1)], dim=1)
        logits = self.up(torch.cat([p4, edges], dim=1))
        batch, _, height, width = logits.shape
        up = shares(logits.reshape(batch, 9, 16 * height, width), dim=1).reshape(batch, 144, height, width)
        return p4, self.query(p4, c8), around, up


def coherent(planes: Tensor, features: Tensor) -> Tensor:
    """Planes N×C×h×w of ⅛ cells → of each the mean over the 1/16 cells that are alike in `features` (N×D×h×w) and near: N×C×h×w."""
    batch, _, height, width = features.shape
    features = features.float()
    at = cell_positions(features[:1]) * (64 / NEAR)
    around = F.avg_pool2d(at, 2)
    own = torch.cat([ALIKE * F.normalize(features, dim=1), (2 * at).expand(batch, -1, -1, -1), torch.ones_like(features[:, :1])], dim=1)
    others = torch.cat([F.normalize(F.avg_pool2d(features, 2), dim=1), around.expand(batch, -1, -1, -1),
                        -around.square().sum(dim=1, keepdim=True).expand(batch, -1, -1, -1)], dim=1)
    weights = torch.softmax(own.flatten(2).transpose(1, 2) @ others.flatten(2), dim=-1)
    means = weights @ F.avg_pool2d(planes, 2).flatten(2).transpose(1, 2)
    return means.transpose(1, 2).reshape(batch, -1, height, width)


class Base(nn.Module):
    """Automatic colour and the painter's features of the scene."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = nn.Sequential(nn.Linear(GLOBAL_SIZE, 128), nn.ReLU(), nn.Linear(128, 2 * C16 + 2 * C8))
        nn.init.normal_(self.mood[2].weight, std=1e-2)
        nn.init.zeros_(self.mood[2].bias)
        self.scene = ConvNorm(C16, C8, kernel=3)
        self.merge = ConvNorm(2 * C8, C8)
        self.block = Residual(C8)
        self.bins = nn.Sequential(nn.Conv2d(C8, 128, 1), nn.ReLU(inplace=True))
        self.to_bins = nn.Linear(128, BIN_COUNT)
        self.register_buffer("centres", torch.from_numpy(ab_bins()) / AB_SCALE)
        self.register_buffer("tilt", torch.zeros(BIN_COUNT))

    def forward(self, c8: Tensor, c16: Tensor, global_vector: Tensor, vividness: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """global N×316, vividness N×2 (inverse temperature, tilt) → base8 N×96×h×w, auto8 N×2×h×w, logits N×h·w×313."""
        scale16, shift16, scale8, shift8 = self.mood(global_vector)[:, :, None, None].split([C16, C16, C8, C8], dim=1)
        scene = self.scene(c16 * (1 + scale16) + shift16)
        base8 = self.block(self.merge(torch.cat([c8, double_to(scene, c8)], dim=1)) * (1 + scale8) + shift8)
        logits = self.to_bins(self.bins(base8).flatten(2).transpose(1, 2)).float()
        inverse_temperature, tilt = vividness[:, None, :1], vividness[:, None, 1:]
        likely = torch.softmax((logits + tilt * self.tilt) * inverse_temperature, dim=-1)
        auto8 = (likely @ self.centres).transpose(1, 2).reshape(len(c8), 2, *c8.shape[-2:])
        # A sky or a wall has one colour instead of patches.
        with torch.autocast(c8.device.type, enabled=False):
            auto8 = coherent(auto8, base8)
        return base8, auto8, logits


class Painter(nn.Module):
    """Spreads hints. See `forward` for shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = TokenAttention(P4)
        self.told8 = nn.Conv2d(SPREAD + 2 + 3 + 1, C8, 3, 1, 1)
        self.eighth = Residual(C8)
        self.lateral4 = nn.Conv2d(C8, P4, 1)
        self.told4 = nn.Conv2d(SPREAD + 2 + 3 + 3 + 2, P4, 3, 1, 1)
        self.quarter = Residual(P4)
        self.context = ConvNorm(P4, P4)
        # Weights at a ¼ cell of each head, of near hints, and of no hint. Then a correction, and the confidence.
        self.judge = nn.Conv2d(P4, HEADS + 2 + 2 + 1 + 1, 1)
        self.hint_strength = nn.Parameter(torch.tensor(1.5))
        with torch.no_grad():
            self.judge.weight.mul_(0.3)

    def forward(
        self, p4: Tensor, query: Tensor, around: Tensor, up: Tensor, base8: Tensor, auto8: Tensor,
        hint_ab: Tensor, hint_mask: Tensor, hint_reach: Tensor, boundary: Tensor, *, marked: bool | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Hint planes N×2/1/1/1×H×W (mask: strength 0…1; reach: 0 for any, else in units of 64 px) →
        ab N×2×H×W (÷110), context N×48×H/4×W/4, confidence N×1×H/4×W/4 (logits)."""
        if marked is None:
            marked = bool((boundary > 0).any())
        marks = Marks(boundary) if marked else None
        near4, near8 = (None, None) if marks is None else (marks.near4, marks.near8)
        hint4 = masked_mean(hint_ab, hint_mask, 4) if marks is None else marks.home_mean(hint_ab, hint_mask)
        hint8 = masked_mean(hint_ab, hint_mask if marks is None else hint_mask * marks.sees_eighth, 8)
        up = up if marks is None else reweigh(up, marks.pixels)
        settling, refining, near = around.float().split([9, 9, 25], dim=1)

        spread = torch.cat([self.tokens(query, p4, hint_ab, hint_mask, hint_reach, marks), auto8], dim=1)
        told = torch.cat([spread, hint8, (F.max_pool2d(boundary, 8) > 0).to(hint8.dtype)], dim=1)
        eighth = self.eighth(F.relu(base8 + convolve(self.told8, told, near8)), near8)
        lateral = self.lateral4(eighth)
        lateral = F.interpolate(lateral, scale_factor=2.0, mode="nearest") if marks is None else marks.parent_of(lateral)

        spread4 = self.refine(spread, auto8, refining, marks)
        close = self.close_by(hint4, near, marks)
        edges4 = torch.cat([F.max_pool2d(boundary, 4), F.avg_pool2d(boundary, 4)], dim=1)
        told = torch.cat([spread4, hint4, close, edges4], dim=1)
        quarter = self.quarter(F.relu(p4 + lateral + convolve(self.told4, told, near4)), near4)
        context = self.context(quarter)

        judged = self.judge(context).float()
        trust = shares(judged[:, : HEADS + 2], dim=1)
        auto4 = spread4[:, SPREAD:]
        claims = spread4[:, 2 * HEADS : SPREAD]
        told_here = (close[:, 2:] * 8).clamp(max=1)
        hinted = trust[:, HEADS : HEADS + 1] * told_here
        claimed, ab4 = hinted, hinted * close[:, :2]
        for head in range(HEADS):
            ab4 = ab4 + trust[:, head : head + 1] * spread4[:, 2 * head : 2 * head + 2]
            claimed = claimed + trust[:, head : head + 1] * claims[:, head : head + 1]
        # Nothing but hints may move a cell from its automatic colour: where none claims, the correction is nothing.
        ab4 = ab4 + (1 - claimed) * auto4 + claimed * judged[:, HEADS + 2 : HEADS + 4]
        ab4 = self.settle(ab4, judged[:, HEADS + 4 : HEADS + 5], settling, hint4, marks)
        ab = upsample(ab4, up)
        # In training the network must obey by itself; the correction removes the remaining error.
        return (ab if self.training else obey(ab, up, hint_ab, hint_mask, marks)), context, judged[:, HEADS + 5 :]

    @staticmethod
    def refine(spread: Tensor, auto8: Tensor, weights: Tensor, marks: Marks | None) -> Tensor:
        """From ⅛ to ¼: each ¼ cell weights the nine ⅛ cells around it. A cell that marks separate from all nine gets no hint."""
        batch, _, height, width = weights.shape
        places = height * width
        around = F.interpolate(gather_neighbours(spread.float(), 3), scale_factor=2.0, mode="nearest")
        if marks is None:
            return weigh_neighbours(around, weights.reshape(batch, 9, 1, places)).reshape(batch, -1, height, width)
        seen = marks.parents.reshape(batch, 9, 1, places)
        weights = reweigh(weights.reshape(batch, 9, places), seen).reshape(batch, 9, 1, places)
        spread4 = weigh_neighbours(around, weights).reshape(batch, -1, height, width)
        alone = (1 - seen.amax(dim=1)).reshape(batch, 1, height, width)
        auto4 = F.interpolate(auto8, scale_factor=2.0, mode="nearest")
        return torch.cat([spread4[:, :-2] * (1 - alone), spread4[:, -2:] * (1 - alone) + auto4 * alone], dim=1)

    @staticmethod
    def close_by(hint4: Tensor, weights: Tensor, marks: Marks | None) -> Tensor:
        """Mean of the hints in the 5×5 ¼ cells around, and how much of the window's weight was hinted."""
        batch, _, height, width = hint4.shape
        strength = hint4[:, 2:].clamp(max=0.25) * 4
        planes = torch.cat([hint4[:, :2] * strength, strength], dim=1)
        weights = weights.reshape(batch, 25, 1, height * width)
        if marks is not None:
            weights = weights * marks.cells25.reshape(batch, 25, 1, height * width)
        total = weigh_neighbours(gather_neighbours(planes, 5), weights).reshape(batch, 3, height, width)
        return torch.cat([total[:, :2] / total[:, 2:].clamp(min=1e-6), total[:, 2:]], dim=1)

    def settle(self, painted: Tensor, sureness: Tensor, weights: Tensor, hint4: Tensor, marks: Marks | None) -> Tensor:
        """x ← (λ·painted + μ·hinted·hint + Σ aₖ·xₖ) / (λ + μ·hinted + 1), a few steps; nothing runs through marks."""
        batch, _, height, width = painted.shape
        places = height * width
        weights = weights.reshape(batch, 9, 1, places)
        if marks is not None:
            weights = weights * marks.cells9.reshape(batch, 9, 1, places)
        closed = (1 - weights.sum(dim=1)).reshape(batch, 1, height, width)
        sure = torch.exp((sureness + 0.5).clamp(-6, 6))
        hinted = hint4[:, 2:].clamp(max=0.25) * 4 * torch.exp(self.hint_strength)
        fixed = sure * painted + hinted * hint4[:, :2]
        scale = 1 / (sure + hinted + 1)
        x = painted
        for _ in range(SETTLE_STEPS):
            flow = weigh_neighbours(gather_neighbours(x, 3), weights).reshape(batch, 2, height, width)
            x = (fixed + flow + closed * x) * scale
        return x


def upsample(ab: Tensor, up: Tensor) -> Tensor:
    """ab at ¼ (N×2×h×w) → full size, each pixel a weighted mean of the 3×3 cells around its own (RAFT)."""
    batch, _, height, width = ab.shape
    fine = weigh_neighbours(gather_neighbours(ab, 3), up.float().reshape(batch, 9, 16, height * width))
    return F.pixel_shuffle(fine.reshape(batch, 32, height, width), 4)


def obey(ab: Tensor, up: Tensor, hint_ab: Tensor, hint_mask: Tensor, marks: Marks | None) -> Tensor:
    """Shifts ab around each hint until its place shows its colour, as far as the hint's strength asks.

    What is missing at the hinted pixels is averaged per ¼ cell, carried to the neighbouring cells and added through the
    same edge-following upsampling, twice.
    """
    # The claims already give half of its strength.
    pull = (2 * hint_mask - 1).clamp(min=0)
    target = ab + pull * (hint_ab - ab)
    hinted = (pull > 0).to(ab.dtype)
    for _ in range(2):
        missed = masked_mean(target - ab, hinted, 4) if marks is None else marks.home_mean(target - ab, hinted)
        there = (missed[:, 2:] > 0).to(ab.dtype)
        planes = torch.cat([missed[:, :2] * there, there], dim=1)
        total = mean_around(planes) if marks is None else marks.mean_around(planes)
        ab = ab + upsample(total[:, :2] / total[:, 2:].clamp(min=1e-4), up)
    return ab


class Suggester(nn.Module):
    """context → logits of the 313 ab bins."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Sequential(nn.Conv2d(P4, 96, 1), nn.ReLU(inplace=True), nn.Conv2d(96, BIN_COUNT, 1))

    def forward(self, context: Tensor) -> Tensor:
        return self.head(context)


class PaintNetwork(nn.Module):
    """The four stages together, as they are trained."""

    def __init__(self) -> None:
        super().__init__()
        self.encode = Encode()
        self.base = Base()
        self.paint = Painter()
        self.suggest = Suggester()
