"""The temporal bilateral network: colours of memory frames, averaged with weights from a learned feature space.

Shapes: B targets, M memory frames each, C channels. Three grids: pixels H×W, *cells* at ¼ (H/4×W/4), *coarse cells* at
1/16. A *block* is 8×8 cells = 2×2 coarse cells; blocks = (H/32)·(W/32).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

BLOCK = 8
"""Cells on a block's side."""
RADIUS = 6
"""Cells by which a block's search window reaches beyond the block on every side."""
WINDOW = BLOCK + 2 * RADIUS
CONFIDENCE_FLOOR = 0.02


class Memory(NamedTuple):
    """Frames whose colour is known or predicted. `time` is memory frame index − target frame index."""

    coarse: Tensor  # [B, M, Cc, H/16, W/16], unit length
    fine: Tensor  # [B, M, Cf, H/4, W/4], unit length
    ab: Tensor  # [B, M, 2, H/4, W/4], ab/110
    confidence: Tensor  # [B, M, 1, H/4, W/4], 0…1
    time: Tensor  # [B, M], frames


class CoarseMatch(NamedTuple):
    ab: Tensor  # [B, 2, H/4, W/4] colour copied over the whole image, smooth
    similarity: Tensor  # [B, 1, H/4, W/4] log of the summed weight
    place: tuple[Tensor, Tensor]  # [B, M, blocks] row and column of each block's best patch, in coarse cells


class FineCopy(NamedTuple):
    ab: Tensor  # [B, 2, H/4, W/4]
    statistics: Tensor  # [B, STATISTICS, H/4, W/4] how far the copy can be trusted
    match: Tensor  # [B, M, 2, H/16, W/16] (dx, dy) in pixels from target to memory frame


STATISTICS = 6


def coarse_patches(x: Tensor) -> Tensor:
    """[N, C, h, w] → [N, 4C, (h−1)(w−1)]: every 2×2 patch, as (row, column, channel)."""
    corners = [x[:, :, :-1, :-1], x[:, :, :-1, 1:], x[:, :, 1:, :-1], x[:, :, 1:, 1:]]
    return torch.cat(corners, 1).flatten(2)


def to_blocks(x: Tensor, side: int) -> Tensor:
    """[N, C, h, w] → [N, blocks, side², C]."""
    n, c, h, w = x.shape
    x = x.reshape(n, c, h // side, side, w // side, side)
    return x.permute(0, 2, 4, 3, 5, 1).reshape(n, (h // side) * (w // side), side * side, c)


def from_blocks(x: Tensor, side: int, rows: int, columns: int) -> Tensor:
    """[N, blocks, side², C] → [N, C, rows·side, columns·side]."""
    n, c = x.shape[0], x.shape[-1]
    x = x.reshape(n, rows, columns, side, side, c)
    return x.permute(0, 5, 1, 3, 2, 4).reshape(n, c, rows * side, columns * side)


class CoarseAttention(nn.Module):
    """Global matching of blocks at 1/16, with a heavy-tailed prior on distance that widens with time."""

    def __init__(self) -> None:
        super().__init__()
        self.log_temperature = nn.Parameter(torch.tensor(3.2))
        self.log_strength = nn.Parameter(torch.tensor(0.7))
        self.log_width = nn.Parameter(torch.tensor([-0.3, 0.6]))
        self.confidence_power = nn.Parameter(torch.tensor(1.0))
        self.time_penalty = nn.Parameter(torch.tensor(0.2))
        self.neighbour_weight = nn.Parameter(torch.tensor(-1.5))
        self.outside = nn.Parameter(torch.tensor(-6.0))

    def consensus(self, score: Tensor, rows: int, columns: int) -> Tensor:
        """Add what the eight neighbouring blocks say of the same displacement: [N, blocks, patches] → the same.

        A block alone mistakes one bare wall for another; nine blocks that must move together seldom do.
        """
        high, wide = rows // 2, columns // 2
        grid = score.reshape(-1, high, wide, rows - 1, columns - 1)
        outside = -F.softplus(-self.outside)
        padded = F.pad(grid - outside, (2, 2, 2, 2, 1, 1, 1, 1))
        # Three across, then three of these down: six sums instead of eight, and the block itself is taken off by its weight.
        across = lambda dx: padded[:, :, dx : dx + wide, :, 2 * dx : 2 * dx + columns - 1]  # noqa: E731
        three = across(0) + across(1) + across(2)
        down = lambda dy: three[:, dy : dy + high, :, 2 * dy : 2 * dy + rows - 1]  # noqa: E731
        nine = down(0) + down(1) + down(2)
        weight = F.softplus(self.neighbour_weight)
        return ((1.0 - weight) * grid + (weight * nine + 9.0 * weight * outside)).reshape(score.shape)

    def prior(self, rows: int, columns: int, time: Tensor) -> Tensor:
        """[B, M, blocks, patches]: −α·log(1 + (distance / width(time))²), distance in coarse cells."""
        device = time.device
        block_y = (2.0 * torch.arange(rows // 2, device=device)).reshape(-1, 1, 1, 1)
        block_x = (2.0 * torch.arange(columns // 2, device=device)).reshape(1, -1, 1, 1)
        patch_y = (1.0 * torch.arange(rows - 1, device=device)).reshape(1, 1, -1, 1)
        patch_x = (1.0 * torch.arange(columns - 1, device=device)).reshape(1, 1, 1, -1)
        squared = (block_y - patch_y) ** 2 + (block_x - patch_x) ** 2
        squared = squared.reshape((rows // 2) * (columns // 2), (rows - 1) * (columns - 1))
        width = torch.exp(self.log_width[0] + self.log_width[1] * torch.log1p(time.abs()))
        inverse = (1.0 / (width * width)).unsqueeze(-1).unsqueeze(-1)
        return -torch.exp(self.log_strength) * torch.log1p(squared * inverse)

    def forward(self, target: Tensor, memory: Memory) -> CoarseMatch:
        b, c, h, w = target.shape
        m = memory.time.shape[1]
        blocks, patches = (h // 2) * (w // 2), (h - 1) * (w - 1)
        query = to_blocks(target, 2).reshape(b, 1, blocks, 4 * c)
        keys = coarse_patches(memory.coarse.flatten(0, 1)).reshape(b, m, 4 * c, patches)
        temperature = torch.exp(self.log_temperature.clamp(max=4.0))
        score = torch.matmul(query * (temperature / 4.0), keys) - temperature
        score = self.consensus(score.float().flatten(0, 1), h, w).reshape(b, m, blocks, patches)
        score = score + self.prior(h, w, memory.time)

        best = score.detach().argmax(-1)
        row = torch.div(best, w - 1, rounding_mode="floor")
        column = best - row * (w - 1)

        small_ab = F.avg_pool2d(memory.ab.flatten(0, 1), 4)
        values = coarse_patches(small_ab).reshape(b, m, 8, patches)
        sure = coarse_patches(F.avg_pool2d(memory.confidence.flatten(0, 1), 4)).mean(1).reshape(b, m, 1, patches)
        bias = self.confidence_power * torch.log(sure.clamp(min=CONFIDENCE_FLOOR))
        bias = bias - (self.time_penalty * torch.log1p(memory.time.abs())).unsqueeze(-1).unsqueeze(-1)
        joint = (score + bias).permute(0, 2, 1, 3).reshape(b, blocks, m * patches)
        weight = torch.softmax(joint, -1)
        # The logarithm of the summed weight: at the likeliest patch the softmax has divided by it.
        similarity = joint.amax(-1) - torch.log(weight.amax(-1))
        copied = torch.matmul(weight, values.permute(0, 1, 3, 2).reshape(b, m * patches, 8))
        # Patches hold (row, column, channel) with channel last, as to_blocks does.
        ab = from_blocks(copied.reshape(b, blocks, 4, 2), 2, h // 2, w // 2)
        similarity = similarity.reshape(b, 1, h // 2, w // 2)
        up = lambda x, scale: F.interpolate(x, scale_factor=scale, mode="bilinear", align_corners=False)  # noqa: E731
        return CoarseMatch(up(ab, 4.0), up(similarity, 8.0), (row, column))


class FineAttention(nn.Module):
    """Windowed attention at ¼ around each block's coarse match; memory frames are weighed by a small network."""

    def __init__(self) -> None:
        super().__init__()
        side = 2 * (RADIUS + BLOCK) - 1
        offsets = torch.arange(side, dtype=torch.float32) - (RADIUS + BLOCK - 1)
        self.position_bias = nn.Parameter(-0.02 * (offsets[:, None] ** 2 + offsets[None, :] ** 2))
        self.log_temperature = nn.Parameter(torch.tensor(2.7))
        self.position_fade = nn.Parameter(torch.tensor(0.3))
        self.confidence_power = nn.Parameter(torch.tensor(1.0))
        self.weigh = nn.Sequential(nn.Conv2d(6, 16, 1), nn.ReLU(), nn.Conv2d(16, 1, 1))
        nn.init.zeros_(self.weigh[2].weight)
        nn.init.zeros_(self.weigh[2].bias)
        query = torch.arange(BLOCK * BLOCK)
        window = torch.arange(WINDOW * WINDOW)
        dy = (window // WINDOW)[None] - RADIUS - (query // BLOCK)[:, None]
        dx = (window % WINDOW)[None] - RADIUS - (query % BLOCK)[:, None]
        shift = RADIUS + BLOCK - 1
        self.register_buffer("bias_index", (dy + shift) * side + dx + shift, persistent=False)
        centre = (WINDOW - 1) / 2.0
        wx, wy = window % WINDOW - centre, window // WINDOW - centre
        window_xy = torch.stack([wx, wy, (wx**2 + wy**2) / 32.0], -1) / 8.0
        self.register_buffer("window_factors", torch.cat([torch.ones(WINDOW * WINDOW, 5), window_xy], -1), persistent=False)
        qx, qy = query % BLOCK - (BLOCK - 1) / 2.0, query // BLOCK - (BLOCK - 1) / 2.0
        self.register_buffer("query_xy", torch.stack([qx, qy], -1).float(), persistent=False)

    def window_index(self, place: tuple[Tensor, Tensor], height: int, width: int) -> Tensor:
        """Row numbers of all windows in the flattened, padded memory: [B·M·blocks·WINDOW²]."""
        row, column = place
        b, m, _ = row.shape
        frame = torch.arange(b * m, device=row.device).reshape(b, m, 1) * (height * width)
        origin = frame + row * (4 * width) + column * 4
        step = torch.arange(WINDOW, device=row.device)
        inside = (step.reshape(-1, 1) * width + step.reshape(1, -1)).reshape(-1)
        return (origin.unsqueeze(-1) + inside).reshape(-1)

    def forward(self, target: Tensor, memory: Memory, place: tuple[Tensor, Tensor]) -> FineCopy:
        b, c, h, w = target.shape
        m = memory.time.shape[1]
        rows, columns = h // BLOCK, w // BLOCK
        blocks = rows * columns
        temperature = torch.exp(self.log_temperature.clamp(max=3.8))

        pad = (RADIUS, RADIUS, RADIUS, RADIUS)
        weight = memory.confidence.clamp(min=CONFIDENCE_FLOOR) ** self.confidence_power
        energy = (memory.ab * memory.ab).sum(2, keepdim=True)
        ones = torch.ones_like(memory.confidence)
        # The last three are to be multiplied by places in the window.
        values = torch.cat([ones, memory.ab, energy, memory.confidence, ones, ones, ones], 2) * weight
        padded_height, padded_width = h + 2 * RADIUS, w + 2 * RADIUS
        flat_keys = F.pad(memory.fine.flatten(0, 1), pad).permute(0, 2, 3, 1).reshape(-1, c)
        flat_values = F.pad(values.flatten(0, 1), pad).permute(0, 2, 3, 1).reshape(-1, 8)
        if torch.is_autocast_enabled("cpu"):  # training only: half the bytes to gather
            flat_keys, flat_values = flat_keys.bfloat16(), flat_values.bfloat16()
        index = self.window_index(place, padded_height, padded_width)
        keys = flat_keys.index_select(0, index).reshape(b, m, blocks, WINDOW * WINDOW, c)
        gathered = flat_values.index_select(0, index).reshape(b, m, blocks, WINDOW * WINDOW, 8)
        gathered = gathered * self.window_factors.to(gathered.dtype)

        query = to_blocks(target * temperature, BLOCK).unsqueeze(1)
        fade = 1.0 / (1.0 + F.softplus(self.position_fade) * torch.log1p(memory.time.abs()))
        bias = self.position_bias.flatten()[self.bias_index.flatten()].reshape(1, 1, 1, BLOCK * BLOCK, WINDOW * WINDOW)
        bias = bias * fade.reshape(b, m, 1, 1, 1) - temperature
        # Unit vectors bound the logits, so no maximum is subtracted: the sum itself measures the quality of the match.
        logits = torch.matmul(query, keys.transpose(-1, -2)) + bias.to(keys.dtype)
        sums = torch.matmul(torch.exp(logits), gathered.to(logits.dtype)).float()
        total = sums[..., :1] + 1e-30
        means = sums[..., 1:] / total
        mean_ab, mean_energy, mean_confidence = means[..., 0:2], means[..., 2:3], means[..., 3:4]
        centre = means[..., 4:6]
        spread = (means[..., 6:7] * 4.0 - (centre * centre).sum(-1, keepdim=True)).clamp(min=0.0)
        variance = (mean_energy - (mean_ab * mean_ab).sum(-1, keepdim=True)).clamp(min=0.0)

        similarity = torch.log(total)
        distance = torch.log1p(memory.time.abs()).reshape(b, m, 1, 1, 1).expand_as(similarity)
        deviation = torch.sqrt(variance + 1e-6)
        described = torch.cat([similarity * 0.2, deviation * 8.0, mean_confidence, spread, distance * 0.5], -1)
        described = torch.cat([described, (mean_ab * mean_ab).sum(-1, keepdim=True).add(1e-6).sqrt()], -1)
        described = described.reshape(b * m, blocks, BLOCK * BLOCK, 6)
        preference = self.weigh(described.permute(0, 3, 1, 2)).float()
        preference = preference.reshape(b, m, blocks, BLOCK * BLOCK, 1) + similarity
        share = torch.softmax(preference, 1)

        ab = (share * mean_ab).sum(1)
        between = (share * (mean_ab - ab.unsqueeze(1)) ** 2).sum((1, 4)).unsqueeze(-1)
        statistics = torch.cat(
            [
                torch.log((share * total).sum(1) + 1e-30) * 0.2,
                (share * deviation).sum(1) * 8.0,
                torch.sqrt(between + 1e-6) * 8.0,
                (share * mean_confidence).sum(1),
                (share * spread).sum(1),
                (share * distance).sum(1) * 0.5,
            ],
            -1,
        )
        merged = from_blocks(torch.cat([ab, statistics], -1), BLOCK, rows, columns)
        match = self.displacement(centre.reshape(b * m, blocks, BLOCK * BLOCK, 2), place, rows, columns)
        return FineCopy(merged[:, :2], merged[:, 2:], match.reshape(b, m, 2, h // 4, w // 4))

    def displacement(self, centre: Tensor, place: tuple[Tensor, Tensor], rows: int, columns: int) -> Tensor:
        """Mean displacement (dx, dy) in pixels on the coarse grid: [B·M, 2, H/16, W/16]."""
        row, column = place
        device = row.device
        block_y = (2 * torch.arange(rows, device=device)).reshape(-1, 1).expand(rows, columns).reshape(-1)
        block_x = (2 * torch.arange(columns, device=device)).reshape(1, -1).expand(rows, columns).reshape(-1)
        moved = torch.stack([column - block_x, row - block_y], -1).reshape(-1, rows * columns, 1, 2) * 4.0
        cells = moved + centre.detach() * 8.0 - self.query_xy
        return F.avg_pool2d(from_blocks(cells * 4.0, BLOCK, rows, columns), 4)
