"""Dense tokens: every cell of a known frame is a hint for the frame to be made, at the place where a track says it lies now.

A *source* is a frame whose colour is known or made already: a keyframe, a recent frame, a neighbour in the pyramid. Its planes are
drawn to the target along a track (`flow_track`); then each target cell attends a window around that place, by likeness of a learned
embedding, so that an error of the track of a few cells is undone. Far places are reached by attention over all 1/16 cells of all
sources, and over the sure cells of the target itself. Nothing here sees a hue: an unusual colour is followed like any other.

Shapes: B targets, S sources each; cells at ¼ h×w, coarse cells at 1/16. Colour is ab/110.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .frame_encoder import C4, C8, C16, EDGES, LITE0_BLOCKS, EIGHTH, QUARTER, FrameEncoder
from .propagation_attention import from_blocks, to_blocks
from .propagation_blocks import twice, unit_length

T4, T8 = LITE0_BLOCKS[QUARTER][-1], LITE0_BLOCKS[EIGHTH][-1]
FINE, COARSE, CONTEXT = 32, 64, 32
BLOCK = 8
"""Cells on a block's side: the cells of a block share one window."""
REACH = 4
"""Cells by which a window reaches beyond its block."""
WINDOW = BLOCK + 2 * REACH
LEAST_CONFIDENCE = 0.02
LEAST_PRIOR = 0.1
"""Share of the weight of nearness that remains without a track."""
LEAST_JUMP = 1.25
"""Coarse cells between track and best match beyond which the match is believed: a window does not reach so far."""
TRACK_PLANES = 3
"""Of `flow_track.Track.evidence`."""
SOURCE_PLANES = TRACK_PLANES + 12


class FrameTokens(NamedTuple):
    """What is kept of a frame's luma for propagation."""

    fine: Tensor  # [B, FINE, h, w], unit length
    coarse: Tensor  # [B, COARSE, h/4, w/4], unit length
    context: Tensor  # [B, CONTEXT, h, w]
    context8: Tensor  # [B, C8, h/2, w/2], as the encoder gives it


class Source(NamedTuple):
    """Known frames of each target, S of them, and where the target's cells lie in them."""

    fine: Tensor  # [B, S, FINE, h, w]
    coarse: Tensor  # [B, S, COARSE, h/4, w/4]
    ab: Tensor  # [B, S, 2, h, w]
    confidence: Tensor  # [B, S, 1, h, w]; 1 in a keyframe
    place: Tensor  # [B, S, 2, h, w] (x, y) in cells of the source
    evidence: Tensor  # [B, S, TRACK_PLANES, h, w]
    time: Tensor  # [B, S] frames from target to source
    is_key: Tensor  # [B, S] 1 or 0


class FrameFeatures(nn.Module):
    """luma [N, 1, H, W] → the frame encoder's features that propagation takes: its trunk's at ¼ and ⅛, its context, its edges."""

    def __init__(self, encoder: FrameEncoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, luma: Tensor) -> tuple[Tensor, ...]:
        t4, t8, t16, t32 = self.encoder.trunk(luma)
        return t4, t8, *self.encoder.decode(t4, t8, t16, t32), self.encoder.edges(luma)


class EmbedFrame(nn.Module):
    """What matching and judging need of a frame, from `FrameFeatures`."""

    def __init__(self) -> None:
        super().__init__()
        self.from_eighth = nn.Conv2d(C8 + T8, 64, 1)
        self.merge = nn.Conv2d(C4 + T4 + EDGES + 64, 64, 1)
        self.around = nn.Conv2d(64, 64, 3, padding=1)
        self.fine = nn.Conv2d(64, FINE, 1)
        self.context = nn.Conv2d(64, CONTEXT, 1)
        self.coarse = nn.Sequential(nn.Conv2d(C16 + C8, 128, 1), nn.ReLU(), nn.Conv2d(128, COARSE, 1))

    def forward(self, t4: Tensor, t8: Tensor, c4: Tensor, c8: Tensor, c16: Tensor, edges: Tensor) -> FrameTokens:
        eighth = self.from_eighth(torch.cat([c8, t8], 1))
        x = F.relu(self.merge(torch.cat([c4, t4, edges, twice(eighth)], 1)))
        x = x + F.relu(self.around(x))
        coarse = self.coarse(torch.cat([c16, F.avg_pool2d(c8, 2)], 1))
        return FrameTokens(unit_length(self.fine(x).float()), unit_length(coarse.float()), self.context(x).float(), c8)


def without_track(place: Tensor, evidence: Tensor, which: Tensor) -> tuple[Tensor, Tensor]:
    """Places and evidence [N, 2 and TRACK_PLANES, h, w] of which some [N] have no track: their own cells, and no evidence."""
    none = which.reshape(-1, 1, 1, 1)
    own = cells(place).unflatten(1, place.shape[-2:]).expand_as(place)
    return torch.where(none, own, place), torch.where(none, 0.0, evidence)


def draw_along(planes: Tensor, place: Tensor, *, cubic: bool = False) -> Tensor:
    """`planes` [N, C, h, w] at `place` [N, 2, h, w] in cells, the edge repeated."""
    h, w = planes.shape[-2:]
    size = torch.tensor([w, h], dtype=place.dtype, device=place.device).reshape(1, 2, 1, 1)
    grid = ((place + 0.5) * 2 / size - 1).permute(0, 2, 3, 1)
    return F.grid_sample(planes, grid, mode="bicubic" if cubic else "bilinear", padding_mode="border", align_corners=False)


def length(ab: Tensor) -> Tensor:
    """Chroma over the channel axis (third from the end), kept as one channel."""
    return (ab * ab).sum(-3, keepdim=True).add(1e-6).sqrt()


class WindowMatch(nn.Module):
    """Attention of a target's cells to a window around the same cell of planes that were drawn to it."""

    def __init__(self) -> None:
        super().__init__()
        side = 2 * (REACH + BLOCK) - 1
        offsets = torch.arange(side, dtype=torch.float32) - (REACH + BLOCK - 1)
        self.position_bias = nn.Parameter(-0.08 * (offsets[:, None] ** 2 + offsets[None, :] ** 2))
        self.log_temperature = nn.Parameter(torch.tensor(2.9))
        query, window = torch.arange(BLOCK * BLOCK), torch.arange(WINDOW * WINDOW)
        dy = (window // WINDOW)[None] - REACH - (query // BLOCK)[:, None]
        dx = (window % WINDOW)[None] - REACH - (query % BLOCK)[:, None]
        shift = REACH + BLOCK - 1
        self.register_buffer("bias_index", (dy + shift) * side + dx + shift, persistent=False)
        self.register_buffer("squared", (dx**2 + dy**2).float() / 32.0, persistent=False)

    def windows(self, planes: Tensor) -> Tensor:
        """[N, C, h, w] → [N, blocks, C, WINDOW²]; beyond the edge there is nothing."""
        n, c = planes.shape[:2]
        parts = F.unfold(F.pad(planes, (REACH,) * 4), WINDOW, stride=BLOCK)
        return parts.reshape(n, c, WINDOW * WINDOW, -1).permute(0, 3, 1, 2)

    def forward(self, target: Tensor, drawn: Tensor, ab: Tensor, confidence: Tensor) -> tuple[Tensor, Tensor]:
        """`target` [N, FINE, h, w] → matched ab [N, 2, h, w]; log of the match, spread of its colours, mean confidence, distance [N, 4, h, w]."""
        h, w = target.shape[-2:]
        temperature = torch.exp(self.log_temperature.clamp(max=4.2))
        keys = self.windows(drawn)
        weight = confidence.clamp(min=LEAST_CONFIDENCE)
        planes = torch.cat([torch.ones_like(weight), ab, (ab * ab).sum(1, keepdim=True), confidence], 1) * weight
        values = self.windows(planes).transpose(2, 3)
        query = to_blocks(target, BLOCK)
        bias = self.position_bias.flatten()[self.bias_index]
        # Cosines are bounded, so that no maximum need be taken off, and the sum tells how good the match is.
        scores = torch.exp((query @ keys) * temperature - temperature + bias)
        sums = scores @ values
        total = sums[..., :1] + 1e-12
        mean = sums / total
        matched = mean[..., 1:3]
        spread = (mean[..., 3:4] - (matched * matched).sum(-1, keepdim=True)).clamp(min=0).add(1e-6).sqrt()
        far = ((scores * self.squared) @ values[..., :1]) / total
        rows, columns = h // BLOCK, w // BLOCK
        found = from_blocks(torch.cat([matched, 0.2 * torch.log(total), 8 * spread, mean[..., 4:5], far], -1), BLOCK, rows, columns)
        return found[:, :2], found[:, 2:]


class CoarseMatch(nn.Module):
    """Attention of a target's 1/16 cells to all those of its sources, and to its own sure ones; or to none of them."""

    def __init__(self) -> None:
        super().__init__()
        self.log_temperature = nn.Parameter(torch.tensor(2.7))
        self.log_strength = nn.Parameter(torch.tensor(0.0))
        self.log_width = nn.Parameter(torch.tensor([0.5, 0.5]))
        self.kind = nn.Parameter(torch.tensor([0.0, 0.3, -0.5]))  # bias of a made source, a keyframe, the target itself
        self.none = nn.Parameter(torch.tensor(-6.0))
        self.own_width = nn.Parameter(torch.tensor(1.0))

    def scores(self, target: FrameTokens, source: Source) -> Tensor:
        """[B, S, target's cells, source's cells]: likeness, and nearness to where the track leads."""
        b, s = source.time.shape
        query = target.coarse.flatten(2).transpose(1, 2).unsqueeze(1)
        place = coarse_place(source.place)
        width = torch.exp(self.log_width[0] + self.log_width[1] * torch.log1p(source.time.abs()))
        away = squared_distance(place, cells(target.coarse)) / (width * width)[:, :, None, None]
        # Where the track is not to be trusted, or there is none, the whole frame is searched.
        trusted = F.avg_pool2d(source.evidence.flatten(0, 1).prod(1, keepdim=True), 4).reshape(b, s, -1, 1)
        prior = -torch.exp(self.log_strength) * torch.log1p(away) * (LEAST_PRIOR + (1 - LEAST_PRIOR) * trusted)
        return (query @ source.coarse.flatten(3) - 1) * self.temperature() + prior

    def temperature(self) -> Tensor:
        return torch.exp(self.log_temperature.clamp(max=4.0))

    @torch.no_grad()
    def mended(self, source: Source, scores: Tensor) -> tuple[Tensor, Tensor]:
        """The source's place [B, S, 2, h, w], replaced by that of the best coarse match where the two are far apart; and where that is so."""
        h, w = source.coarse.shape[-2:]
        at = cells(source.coarse)
        best = at[:, scores.argmax(-1)].transpose(0, 1).transpose(1, 2)  # [B, S, 2, cells]
        far = (best - coarse_place(source.place)).abs().amax(2, keepdim=True) > LEAST_JUMP
        moved = torch.cat([4 * (best - at), far.to(best.dtype)], 2).unflatten(3, (h, w)).flatten(0, 1)
        moved = F.interpolate(moved, scale_factor=4.0, mode="nearest").unflatten(0, source.place.shape[:2])
        jumped = moved[:, :, 2:]
        own = cells(source.place).unflatten(1, source.place.shape[-2:])
        return torch.where(jumped > 0, own + moved[:, :, :2], source.place), jumped

    def forward(self, target: FrameTokens, source: Source, scores: Tensor, ab: Tensor, sure: Tensor) -> tuple[Tensor, Tensor]:
        """`ab`, `sure`: what is thought of the target so far [B, 2 and 1, h, w] → ab [B, 2, h, w], and share of none, spread, log of the match, share of own."""
        b, s = source.time.shape
        h, w = target.coarse.shape[-2:]
        sure_there = F.avg_pool2d(source.confidence.flatten(0, 1), 4).reshape(b, s, 1, h * w)
        bias = torch.log(sure_there.clamp(min=LEAST_CONFIDENCE)) + torch.where(source.is_key > 0, self.kind[1], self.kind[0])[:, :, None, None]
        query = target.coarse.flatten(2)
        own = (query.transpose(1, 2) @ query - 1).unsqueeze(1) * self.temperature()
        at = cells(target.coarse)
        own = own - torch.log1p(squared_distance(at[None, None], at) * torch.exp(-2 * self.own_width)) + self.kind[2]
        own = own + 2 * torch.log(F.avg_pool2d(sure, 4).reshape(b, 1, 1, h * w).clamp(min=LEAST_CONFIDENCE))
        joint = torch.cat([scores + bias, own], 1).transpose(1, 2).flatten(2)
        joint = torch.cat([joint, self.none.expand(b, h * w, 1)], 2)
        weights = torch.softmax(joint, -1)
        values = torch.cat([F.avg_pool2d(source.ab.flatten(0, 1), 4).unflatten(0, (b, s)), F.avg_pool2d(ab, 4).unsqueeze(1)], 1)
        values = values.flatten(3).transpose(1, 2).flatten(2).transpose(1, 2)  # [B, (S + 1)·cells, 2]
        claimed = (1 - weights[..., -1:]).clamp(min=1e-4)
        mean = weights[..., :-1] @ values / claimed
        energy = weights[..., :-1] @ (values * values).sum(-1, keepdim=True) / claimed
        spread = (energy - (mean * mean).sum(-1, keepdim=True)).clamp(min=0).add(1e-6).sqrt()
        of_own = weights[..., -1 - h * w : -1].sum(-1, keepdim=True)
        match = 0.2 * torch.logsumexp(joint, -1, keepdim=True)
        found = torch.cat([mean, weights[..., -1:], 8 * spread, match, of_own], -1).transpose(1, 2).reshape(b, 6, h, w)
        found = F.interpolate(found, scale_factor=4.0, mode="bilinear", align_corners=False)
        return found[:, :2], found[:, 2:]


def cells(like: Tensor) -> Tensor:
    """(x, y) of all cells of a grid [..., h, w]: [2, h·w]."""
    h, w = like.shape[-2:]
    y, x = torch.meshgrid(torch.arange(h, device=like.device), torch.arange(w, device=like.device), indexing="ij")
    return torch.stack([x, y]).float().flatten(1)


def coarse_place(place: Tensor) -> Tensor:
    """[B, S, 2, h, w] in cells → [B, S, 2, coarse cells] in coarse cells, whose centre lies 1.5 cells from their corner."""
    return (F.avg_pool2d(place.flatten(0, 1), 4).unflatten(0, place.shape[:2]).flatten(3) - 1.5) / 4


def squared_distance(from_: Tensor, to: Tensor) -> Tensor:
    """[B, S, 2, P] and [2, K] → [B, S, P, K]."""
    return (from_[..., 0, :, None] - to[0]).square() + (from_[..., 1, :, None] - to[1]).square()
