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
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .frame_encoder import EDGES, EIGHTH, LITE0_BLOCKS, QUARTER, SIXTEENTH, FrameEncoder
from .propagation_blocks import ResidualBlock, split_axis, twice, unit_length

T4, T8, T16 = (LITE0_BLOCKS[index][-1] for index in (QUARTER, EIGHTH, SIXTEENTH))
FINE, COARSE, CONTEXT, CONTEXT8 = 32, 64, 32, 64
BLOCK = 8
"""Cells on a block's side: the cells of a block share one window."""
REACH = 4
"""Cells by which a window reaches beyond its block."""
LEAST_CONFIDENCE = 0.02
LEAST_PRIOR = 0.1
"""Share of the weight of nearness that remains without a track."""
LEAST_JUMP = 1.25
"""Coarse cells between track and best match beyond which the match is believed: a window does not reach so far."""
LEAST_GAIN = 2.0
"""Of its score over those of the cells around the track, where there is one: among the cells of a whole frame some look better by chance."""
TRACK_PLANES = 3
"""Of `flow_track.Track.evidence`."""
SOURCE_PLANES = TRACK_PLANES + 12


class FrameTokens(NamedTuple):
    """What is kept of a frame's luma for propagation."""

    fine: Tensor  # [B, FINE, h, w], unit length
    coarse: Tensor  # [B, COARSE, h/4, w/4], unit length
    context: Tensor  # [B, CONTEXT, h, w]
    context8: Tensor  # [B, CONTEXT8, h/2, w/2]


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
    """luma [N, 1, H, W] → what propagation takes of the frame encoder: its trunk at ¼, ⅛ and 1/16, its edges at ¼.

    The trunk alone matches as well as the encoder's decoder does, at two thirds of the cost (docs/adr/0012). Not trained on.
    """

    def __init__(self, encoder: FrameEncoder) -> None:
        super().__init__()
        folded(encoder.eval())
        self.stem, self.blocks = encoder.trunk.stem, encoder.trunk.blocks[: SIXTEENTH + 1]
        self.edges = encoder.edges
        self.exact = False
        """Whether to compute in float32 under autocast."""
        self.requires_grad_(False)

    @torch.no_grad()
    def forward(self, luma: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        if self.exact and torch.is_autocast_enabled(luma.device.type):
            with torch.autocast(luma.device.type, enabled=False):
                return self.forward(luma)
        x, taken = self.stem(luma), []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in (QUARTER, EIGHTH, SIXTEENTH):
                taken.append(x)
        return taken[0], taken[1], taken[2], self.edges(luma)


def folded(module: nn.Module) -> None:
    """Batch norms that follow a convolution become part of it."""
    for child in module.modules():
        if isinstance(child, nn.Sequential):
            for index in range(len(child) - 1):
                if isinstance(child[index], nn.Conv2d) and isinstance(child[index + 1], nn.BatchNorm2d):
                    child[index], child[index + 1] = fuse_conv_bn_eval(child[index], child[index + 1]), nn.Identity()


class EmbedFrame(nn.Module):
    """What matching and judging need of a frame, from `FrameFeatures`."""

    def __init__(self) -> None:
        super().__init__()
        self.from_sixteenth = nn.Conv2d(T16, CONTEXT8, 1)
        self.from_eighth = nn.Conv2d(T8, CONTEXT8, 1)
        self.eighth = ResidualBlock(CONTEXT8)
        self.to_quarter = nn.Conv2d(CONTEXT8, 64, 1)
        self.from_quarter = nn.Conv2d(T4 + EDGES, 64, 1)
        self.around = nn.Conv2d(64, 64, 3, padding=1, groups=64)
        self.mix = nn.Conv2d(64, 64, 1)
        self.fine = nn.Conv2d(64, FINE, 1)
        self.context = nn.Conv2d(64, CONTEXT, 1)
        self.coarse = nn.Sequential(nn.Conv2d(T16 + CONTEXT8, 128, 1), nn.ReLU(), nn.Conv2d(128, COARSE, 1))

    def forward(self, t4: Tensor, t8: Tensor, t16: Tensor, edges: Tensor) -> FrameTokens:
        eighth = F.relu(self.eighth(self.from_eighth(t8) + twice(self.from_sixteenth(t16))))
        x = F.relu(self.from_quarter(torch.cat([t4, edges], 1)) + twice(self.to_quarter(eighth)))
        x = x + F.relu(self.mix(self.around(x)))
        coarse = self.coarse(torch.cat([t16, F.avg_pool2d(eighth, 2)], 1))
        return FrameTokens(unit_length(self.fine(x).float()), unit_length(coarse.float()), self.context(x).float(), eighth.float())


def without_track(place: Tensor, evidence: Tensor, which: Tensor) -> tuple[Tensor, Tensor]:
    """Places and evidence [N, 2 and TRACK_PLANES, h, w] of which some [N] have no track: their own cells, and no evidence."""
    none = which.reshape(-1, 1, 1, 1)
    own = split_axis(cells(place), 1, place.shape[-2:]).expand_as(place)
    return torch.where(none, own, place), torch.where(none, 0.0, evidence)


def draw_along(planes: Tensor, place: Tensor, *, cubic: bool = False) -> Tensor:
    """`planes` [N, C, h, w] at `place` [N, 2, h, w] in cells, the edge repeated."""
    h, w = planes.shape[-2:]
    # Axes apart, so that the size of an exported graph stays free.
    grid = torch.stack([(place[:, axis] + 0.5) * 2 / size - 1 for axis, size in enumerate((w, h))], -1)
    return F.grid_sample(planes, grid, mode="bicubic" if cubic else "bilinear", padding_mode="border", align_corners=False)


def length(ab: Tensor) -> Tensor:
    """Chroma over the channel axis (third from the end), kept as one channel."""
    return (ab * ab).sum(-3, keepdim=True).add(1e-6).sqrt()


def draw_nearest(planes: Tensor, place: Tensor) -> Tensor:
    """`planes` [N, C, h, w] at the cells nearest to `place` [N, 2, h, w], the edge repeated: [N, h, w, C]."""
    n, c, h, w = planes.shape
    x, y = place.round().long().unbind(1)
    first = torch.arange(n, device=planes.device).reshape(-1, 1, 1) * (h * w)
    rows = (first + y.clamp(0, h - 1) * w + x.clamp(0, w - 1)).reshape(-1)
    return planes.permute(0, 2, 3, 1).reshape(-1, c).index_select(0, rows).reshape(n, h, w, c)


def blocks_of(x: Tensor) -> Tensor:
    """[N, h, w, C] → [N, rows, columns, BLOCK², C]."""
    n, h, w, c = x.shape
    x = x.reshape(n, h // BLOCK, BLOCK, w // BLOCK, BLOCK, c)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(n, h // BLOCK, w // BLOCK, BLOCK * BLOCK, c)


def cells_of(blocks: Tensor) -> Tensor:
    """[N, rows, columns, BLOCK², C] → [N, C, h, w]."""
    n, rows, columns, _, c = blocks.shape
    x = blocks.reshape(n, rows, columns, BLOCK, BLOCK, c).permute(0, 5, 1, 3, 2, 4)
    return x.reshape(n, c, rows * BLOCK, columns * BLOCK)


class WindowMatch(nn.Module):
    """Attention of a target's cells to a window around the same cell of planes that were drawn to it.

    The window of a block reaches half a block beyond it, so that it is two by two blocks of the padded planes.
    """

    def __init__(self) -> None:
        super().__init__()
        side = 2 * (REACH + BLOCK) - 1
        offsets = torch.arange(side, dtype=torch.float32) - (REACH + BLOCK - 1)
        self.position_bias = nn.Parameter(-0.08 * (offsets[:, None] ** 2 + offsets[None, :] ** 2))
        self.log_temperature = nn.Parameter(torch.tensor(2.9))
        cell = torch.arange(BLOCK * BLOCK)
        quadrant = torch.tensor([[0, 0], [0, BLOCK], [BLOCK, 0], [BLOCK, BLOCK]])
        y = quadrant[:, :1] + cell // BLOCK - REACH
        x = quadrant[:, 1:] + cell % BLOCK - REACH
        shift = REACH + BLOCK - 1
        rows = y[:, None, :] - (cell // BLOCK)[None, :, None] + shift
        columns = x[:, None, :] - (cell % BLOCK)[None, :, None] + shift
        self.register_buffer("bias_index", rows * side + columns, persistent=False)  # [4, BLOCK², BLOCK²]
        at = torch.stack([torch.ones_like(x), x, y, x**2 + y**2], -1).float()
        self.register_buffer("window_at", torch.cat([at.new_ones(4, BLOCK * BLOCK, 4), at], -1), persistent=False)
        own = torch.stack([cell % BLOCK, cell // BLOCK], -1).float()
        self.register_buffer("own_at", own, persistent=False)

    def forward(self, target: Tensor, drawn: Tensor, ab: Tensor, confidence: Tensor) -> tuple[Tensor, Tensor]:
        """`target`, `drawn` [N, h, w, FINE], ab [N, h, w, 2], confidence [N, h, w, 1] → matched ab [N, 2, h, w]; [N, 4, h, w]:
        log of the match, spread of its colours, mean confidence, mean squared distance."""
        temperature = torch.exp(self.log_temperature.clamp(max=4.2))
        weight = confidence.clamp(min=LEAST_CONFIDENCE)
        ones = torch.ones_like(weight)
        # Weights, and what they are to be summed with; the last four are to be multiplied by places in the window.
        planes = torch.cat([ab, (ab * ab).sum(-1, keepdim=True), confidence, ones, ones, ones, ones], -1) * weight
        pad = lambda x: F.pad(x, (0, 0, REACH, REACH, REACH, REACH))  # noqa: E731
        query, keys, values = blocks_of(target), blocks_of(pad(drawn)), blocks_of(pad(planes))
        rows, columns = query.shape[1:3]
        bias = self.position_bias.flatten()[self.bias_index] - temperature
        query = query * temperature
        sums = torch.zeros(())
        for quadrant in range(4):
            below, right = divmod(quadrant, 2)
            part = slice(below, below + rows), slice(right, right + columns)
            # Cosines are bounded, so that no maximum need be taken off, and the sum tells how good the match is.
            scores = torch.exp(query @ keys[:, part[0], part[1]].transpose(-1, -2) + bias[quadrant])
            sums = sums + scores @ (values[:, part[0], part[1]] * self.window_at[quadrant])
        total = sums[..., 4:5] + 1e-12
        mean = sums / total
        matched = mean[..., :2]
        spread = (mean[..., 2:3] - (matched * matched).sum(-1, keepdim=True)).clamp(min=0).add(1e-6).sqrt()
        own = self.own_at
        far = mean[..., 7:] - 2 * (mean[..., 5:7] * own).sum(-1, keepdim=True) + (own * own).sum(-1, keepdim=True)
        found = cells_of(torch.cat([matched, 0.2 * torch.log(total), 8 * spread, mean[..., 3:4], far.clamp(min=0) / 32], -1))
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
        """[B, target's cells, S, source's cells]: likeness, and nearness to where the track leads."""
        b, s = source.time.shape
        keys = source.coarse.flatten(3).transpose(1, 2).flatten(2)
        alike = (target.coarse.flatten(2).transpose(1, 2) * self.temperature()) @ keys
        width = torch.exp(self.log_width[0] + self.log_width[1] * torch.log1p(source.time.abs()))
        # Of rows and columns apart, so that little is left to do for every pair of cells.
        place = (coarse_place(source.place) / width[:, :, None, None]).permute(0, 3, 1, 2).unsqueeze(-1)  # [B, P, S, 2, 1]
        h, w = target.coarse.shape[-2:]
        columns, rows = (torch.arange(count, device=width.device) / width[:, :, None] for count in (w, h))
        across = torch.log1p((place[:, :, :, 0] - columns.unsqueeze(1)).square())
        down = torch.log1p((place[:, :, :, 1] - rows.unsqueeze(1)).square())
        # Where the track is not to be trusted, or there is none, the whole frame is searched.
        trusted = F.avg_pool2d(source.evidence.flatten(0, 1).prod(1, keepdim=True), 4).reshape(b, s, -1, 1).transpose(1, 2)
        strength = -torch.exp(self.log_strength) * (LEAST_PRIOR + (1 - LEAST_PRIOR) * trusted)
        near = (strength * down - self.temperature()).unsqueeze(-1) + (strength * across).unsqueeze(-2)
        return split_axis(alike, 2, (s, -1)) + near.flatten(3)

    def temperature(self) -> Tensor:
        return torch.exp(self.log_temperature.clamp(max=4.0))

    @torch.no_grad()
    def mended(self, source: Source, scores: Tensor) -> tuple[Tensor, Tensor]:
        """The source's place [B, S, 2, h, w], replaced by that of the best coarse match where that lies far away and is clearly better; and where that is so."""
        h, w = source.coarse.shape[-2:]
        at, track = cells(source.coarse), coarse_place(source.place)
        most, which = (x.transpose(1, 2) for x in scores.max(-1))  # [B, S, cells]
        best = at[:, which].permute(1, 2, 0, 3)  # [B, S, 2, cells]
        around = cells(scores.new_empty(3, 3)) - 1
        x, y = (track[:, :, axis].round().unsqueeze(-1) + around[axis] for axis in (0, 1))
        near = (y.clamp(0, h - 1) * w + x.clamp(0, w - 1)).long()
        gain = most - scores.gather(3, near.transpose(1, 2)).amax(-1).transpose(1, 2)
        tracked = source.evidence.amax((2, 3, 4)).unsqueeze(2) > 0
        far = ((best - track).abs().amax(2, keepdim=True) > LEAST_JUMP) & (gain > LEAST_GAIN * tracked).unsqueeze(2)
        moved = split_axis(torch.cat([4 * (best - at), far.to(best.dtype)], 2), 3, (h, w)).flatten(0, 1)
        moved = split_axis(F.interpolate(moved, scale_factor=4.0, mode="nearest"), 0, source.place.shape[:2])
        jumped = moved[:, :, 2:]
        own = split_axis(cells(source.place), 1, source.place.shape[-2:])
        return torch.where(jumped > 0, own + moved[:, :, :2], source.place), jumped

    def forward(self, target: FrameTokens, source: Source, scores: Tensor, ab: Tensor, sure: Tensor) -> tuple[Tensor, Tensor]:
        """`ab`, `sure`: what is thought of the target so far [B, 2 and 1, h, w] → ab [B, 2, h, w]; share of none, spread, log of the match, share of own."""
        b, s = source.time.shape
        h, w = target.coarse.shape[-2:]
        sure_there = F.avg_pool2d(source.confidence.flatten(0, 1), 4).reshape(b, 1, s, h * w)
        kinds = torch.where(source.is_key > 0, self.kind[1], self.kind[0])[:, None, :, None]
        query = target.coarse.flatten(2)
        own = (query.transpose(1, 2) * self.temperature()) @ query
        across, down = (torch.log1p((torch.exp(-self.own_width) * apart_on(count, own.device)).square()) for count in (w, h))
        near = ((down + self.temperature())[:, None, :, None] + across[None, :, None, :]).reshape(h * w, h * w)
        values = torch.cat([split_axis(F.avg_pool2d(source.ab.flatten(0, 1), 4), 0, (b, s)), F.avg_pool2d(ab, 4).unsqueeze(1)], 1)
        values = values.flatten(3).transpose(1, 2).flatten(2).transpose(1, 2)  # [B, (S + 1)·cells, 2]
        of_own = torch.ones_like(values[:, :, :1]) * (torch.arange(values.shape[1], device=ab.device) >= s * h * w).reshape(-1, 1)
        columns = torch.cat([values, (values * values).sum(-1, keepdim=True), of_own, torch.ones_like(of_own)], -1)
        there = (sure_there.clamp(min=LEAST_CONFIDENCE) * torch.exp(kinds)).reshape(b, s * h * w, 1)
        here = F.avg_pool2d(sure, 4).reshape(b, h * w, 1).clamp(min=LEAST_CONFIDENCE).square() * torch.exp(self.kind[2])
        # A softmax over both and *none*. Scores lie below zero and *none* has its share, so that no maximum need be taken off.
        sums = torch.exp(scores.flatten(2)) @ (columns[:, : s * h * w] * there) + torch.exp(own - near) @ (columns[:, s * h * w :] * here)
        none = torch.exp(self.none)
        total = sums[..., 4:] + none
        sums = sums / total
        claimed = sums[..., 4:].clamp(min=1e-4)
        mean = sums[..., :2] / claimed
        spread = (sums[..., 2:3] / claimed - (mean * mean).sum(-1, keepdim=True)).clamp(min=0).add(1e-6).sqrt()
        # The logarithm of the sum: what *none of these* got of it is known.
        match = 0.2 * (self.none - torch.log((none / total).clamp(min=1e-9)))
        found = torch.cat([mean, 1 - sums[..., 4:], 8 * spread, match, sums[..., 3:4]], -1).transpose(1, 2).reshape(b, 6, h, w)
        found = F.interpolate(found, scale_factor=4.0, mode="bilinear", align_corners=False)
        return found[:, :2], found[:, 2:]


def cells(like: Tensor) -> Tensor:
    """(x, y) of all cells of a grid [..., h, w]: [2, h·w]."""
    h, w = like.shape[-2:]
    y, x = torch.meshgrid(torch.arange(h, device=like.device), torch.arange(w, device=like.device), indexing="ij")
    return torch.stack([x, y]).float().flatten(1)


def coarse_place(place: Tensor) -> Tensor:
    """[B, S, 2, h, w] in cells → [B, S, 2, coarse cells] in coarse cells, whose centre lies 1.5 cells from their corner."""
    return (split_axis(F.avg_pool2d(place.flatten(0, 1), 4), 0, place.shape[:2]).flatten(3) - 1.5) / 4


def apart_on(count: int, device: torch.device) -> Tensor:
    """Distances between the cells of a row: [count, count]."""
    at = torch.arange(count, dtype=torch.float32, device=device)
    return at[:, None] - at
