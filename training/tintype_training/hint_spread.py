"""How colour travels from hints: attention over hinted cells, a local joint bilateral mean, and boundary marks.

All of it is plain convolution, pooling and matrix product, so that it exports to ONNX operators which run everywhere.
Colour planes here are ab/110.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BEYOND = 1e6
"""Price of crossing a mark while labels spread: above the number of cells of any frame."""

EMPTY = 1e4
"""Score taken from a cell without hints; exp(−EMPTY) is exactly zero in float32."""

WALL = 40.0
"""Score lost between cells that marks separate: any hint of a place's own region outweighs all others."""

OFF_FRAME = 300.0

FLOOD_ROUNDS = 10
"""Rounds of filling whole rows and columns between marks: enough for regions of up to twenty turns."""


def masked_mean(plane: Tensor, mask: Tensor, factor: int) -> Tensor:
    """Mean of `plane` over the masked pixels of each factor×factor cell, and the masked share as last channel."""
    share = F.avg_pool2d(mask, factor)
    mean = F.avg_pool2d(plane * mask, factor) / share.clamp(min=1e-6)
    return torch.cat([mean, share], dim=1)


@lru_cache(maxsize=8)
def _neighbour_kernel(channels: int, size: int) -> Tensor:
    """Convolution kernel that copies each cell of a size×size window into a channel of its own."""
    return torch.eye(size * size).reshape(size * size, 1, size, size).repeat(channels, 1, 1, 1)


def gather_neighbours(x: Tensor, size: int) -> Tensor:
    """N×C×H×W → N×(C·size²)×H×W: every cell's neighbourhood, edges repeated, channel-major."""
    channels = int(x.shape[1])
    reach = size // 2
    padded = F.pad(x, (reach, reach, reach, reach), mode="replicate")
    # A copy must be exact: bfloat16 would round ab to about half a unit.
    with torch.autocast(x.device.type, enabled=False):
        return F.conv2d(padded, _neighbour_kernel(channels, size).to(x.device, x.dtype), groups=channels)


class NeighbourSum(torch.autograd.Function):
    """Σₖ around[n,c,k,p]·weights[n,k,s,p] → N×C×S×P, without autograd's K-fold intermediate planes."""

    @staticmethod
    def forward(ctx: Any, around: Tensor, weights: Tensor) -> Tensor:
        ctx.save_for_backward(around, weights)
        total = around[:, :, 0, None] * weights[:, None, 0]
        for k in range(1, weights.shape[1]):
            total.addcmul_(around[:, :, k, None], weights[:, None, k])
        return total

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor]:
        around, weights = ctx.saved_tensors
        of_around, of_weights = torch.empty_like(around), torch.empty_like(weights)
        for k in range(weights.shape[1]):
            of_around[:, :, k] = (gradient * weights[:, None, k]).sum(dim=2)
            of_weights[:, k] = (gradient * around[:, :, k, None]).sum(dim=1)
        return of_around, of_weights


def weigh_neighbours(around: Tensor, weights: Tensor) -> Tensor:
    """Gathered neighbours N×(C·K)×h×w, weights N×K×S×(h·w) → N×C×S×(h·w): each place's weighted sum, S times."""
    batch, neighbours, _, places = weights.shape
    around = around.reshape(batch, -1, neighbours, places)
    if torch.is_grad_enabled():
        return NeighbourSum.apply(around, weights)
    return (around.unsqueeze(3) * weights.unsqueeze(1)).sum(dim=2)


def cell_positions(x: Tensor) -> Tensor:
    """N×2×H×W: x and y of every place's centre, in units of 64 places, so that 1 is a quarter of a 256-pixel frame."""
    height, width = x.shape[-2:]
    across = (torch.arange(width, device=x.device, dtype=x.dtype) + 0.5) / 64
    down = (torch.arange(height, device=x.device, dtype=x.dtype) + 0.5) / 64
    rows = torch.zeros_like(x[:, :1]) + across
    columns = torch.zeros_like(x[:, :1]) + down[:, None]
    return torch.cat([rows, columns], dim=1)


class BoundaryRegions(nn.Module):
    """boundary N×1×H×W → N×3×H/8×W/8: a label of the region each ⅛ cell lies in, and whether the cell is marked.

    Marks that close a shape, or run from edge to edge, cut the frame into regions. Every region's label is the place
    (x, y in cells, relative to the last cell) of the last of its cells in reading order: two regions differ by at
    least 1, and without marks all labels are 0. The label spreads along whole rows and columns at once, between
    marks, in four-connected steps, so an eight-connected line of marked cells holds. Nothing here is learned.
    """

    def forward(self, boundary: Tensor) -> Tensor:
        with torch.no_grad():
            barrier = (F.max_pool2d(boundary.float(), 8) > 0).to(torch.float32)
            zeros = torch.zeros_like(barrier[:1, 0])
            width, height = barrier.shape[-1], barrier.shape[-2]
            across = torch.arange(width, device=barrier.device, dtype=barrier.dtype)
            down = torch.arange(height, device=barrier.device, dtype=barrier.dtype)
            x, y = (zeros + across).unsqueeze(1), (zeros + down[:, None]).unsqueeze(1)
            last_x, last_y = x.amax(dim=(2, 3), keepdim=True), y.amax(dim=(2, 3), keepdim=True)
            row_length = last_x + 1
            label = y * row_length + x - barrier * BEYOND
            # How many marks lie between two cells of a row (and of a column), as a price far above any label.
            in_row = barrier[:, 0] @ (across[:, None] <= across).to(barrier.dtype)
            in_column = barrier[:, 0].transpose(1, 2) @ (down[:, None] <= down).to(barrier.dtype)
            row_price = (in_row.unsqueeze(3) - in_row.unsqueeze(2)).abs() * BEYOND
            column_price = (in_column.unsqueeze(3) - in_column.unsqueeze(2)).abs() * BEYOND
            closed, label = barrier[:, 0] * BEYOND, label[:, 0]
            for _ in range(FLOOD_ROUNDS):
                label = (label.unsqueeze(2) - row_price).amax(dim=3) - closed
                label = (label.transpose(1, 2).unsqueeze(2) - column_price).amax(dim=3).transpose(1, 2) - closed
            label = label.unsqueeze(1).clamp(min=0)
            label_y = torch.floor((label + 0.5) / row_length)
            label_x = label - label_y * row_length
            open_cell = 1 - barrier
            return torch.cat([(label_x - last_x) * open_cell, (label_y - last_y) * open_cell, barrier], dim=1)


def read(query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, ...]:
    """Softmax read-out: query, key N×h×D×P, value N×h×P×V (ab, 1, more).

    Returns the means of ab, the log-sum of scores, the means of the rest, and the weights and their sum.
    """
    weights = query.transpose(-1, -2) @ key
    peak = weights.amax(dim=-1, keepdim=True)
    # Bounded, because exp() of what underflows takes a slow path several times the cost of all the rest.
    weights = torch.exp((weights - peak).clamp(min=-60))
    mixed, total, rest = (weights @ value).split([2, 1, value.shape[-1] - 3], dim=-1)
    return mixed / total, peak + torch.log(total), rest / total, weights, total


class AttentionRead(torch.autograd.Function):
    """`read` with one P×P plane kept instead of five. Values are hints and marks: they get no gradient."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        mixed, score, rest, weights, total = read(query, key, value)
        ctx.save_for_backward(query, key, value[..., :3].contiguous(), weights, mixed, total)
        ctx.mark_non_differentiable(rest)
        return mixed, score, rest

    @staticmethod
    def backward(ctx: Any, of_mixed: Tensor, of_score: Tensor, _: Tensor) -> tuple[Tensor, Tensor, None]:
        query, key, value, weights, mixed, total = ctx.saved_tensors
        rest = of_score - (of_mixed * mixed).sum(dim=-1, keepdim=True)
        of_scores = (torch.cat([of_mixed, rest], dim=-1) / total) @ value.transpose(-1, -2)
        of_scores.mul_(weights)
        return key @ of_scores.transpose(-1, -2), query @ of_scores, None


class HintAttention(nn.Module):
    """Every ⅛ cell takes colour from all hinted ⅛ cells, weighted by likeness, nearness and region.

    score(q, k) = −|e_q − e_k|² − falloff_q·|x_q − x_k|² − WALL·|r_q − r_k|² + weight·log(hinted share of k)
    with e a learned embedding of luma features, taken at the hinted pixels themselves, x the hints' mean position in
    the cell and r the label of the region. Squares are expanded so that one matrix product gives all scores.
    Output N×3·heads×h×w: ab of every head (2·heads), then every head's confidence (log-sum of scores, bounded).
    """

    def __init__(self, c4: int, c8: int, *, heads: int, size: int = 16) -> None:
        super().__init__()
        self.heads, self.size = heads, size
        self.embed4 = nn.Conv2d(c4, heads * size, 1)
        self.embed8 = nn.Conv2d(c8, heads * size, 1)
        self.falloff = nn.Conv2d(c8, heads, 1)
        nn.init.normal_(self.falloff.weight, std=1e-3)
        # Heads start from narrow (σ ≈ 16 px) to nearly the whole frame.
        with torch.no_grad():
            self.falloff.bias.copy_(torch.linspace(2.1, -1.0, heads))
        self.share_weight = nn.Parameter(torch.full((heads,), 0.5))

    def forward(self, f4: Tensor, f8: Tensor, hint_ab: Tensor, hint_mask: Tensor, regions: Tensor) -> Tensor:
        batch, _, height, width = f8.shape
        count = height * width
        embed4 = self.embed4(f4).float()
        embed8 = self.embed8(f8).float()
        falloff = torch.exp(self.falloff(f8).float().clamp(-5, 5))

        share4 = F.avg_pool2d(hint_mask, 4)
        at_hints = masked_mean(embed4, share4, 2)
        share = at_hints[:, -1:]
        key_embed = at_hints[:, :-1] + embed8
        query_embed = F.avg_pool2d(embed4, 2) + embed8

        values = masked_mean(torch.cat([hint_ab, cell_positions(hint_mask)], dim=1), hint_mask, 8)
        colour, key_at = values[:, :2], values[:, 2:4]
        query_at = F.avg_pool2d(cell_positions(hint_mask[:1]), 8)

        heads = self.heads
        query_embed = query_embed.reshape(batch, heads, self.size, count)
        key_embed = key_embed.reshape(batch, heads, self.size, count)
        label = regions[:, :2].reshape(batch, 1, 2, count)
        marked = regions[:, 2:].reshape(batch, 1, 1, count)
        # A hint on a mark speaks for no region: its label is far from all. A marked place listens to both sides.
        key_label = label + marked * OFF_FRAME
        walled = (1 - marked) * WALL
        query_at = query_at.reshape(1, 1, 2, count).expand(batch, 1, 2, count)
        key_at = key_at.reshape(batch, 1, 2, count)
        falloff = falloff.reshape(batch, heads, 1, count)
        ones = torch.ones_like(falloff)

        presence = torch.log(share.clamp(min=1e-4)).reshape(batch, 1, 1, count) * self.share_weight.reshape(1, heads, 1, 1)
        absence = (share <= 1e-9).to(share.dtype).reshape(batch, 1, 1, count) * EMPTY
        query_self = -square(query_embed) - falloff * square(query_at) - walled * square(label)
        key_self = presence - absence - square(key_embed)
        wall_query = torch.cat([2 * walled * label, -walled], dim=2).expand(-1, heads, -1, -1)
        query = torch.cat([2 * query_embed, 2 * falloff * query_at, -falloff, wall_query, ones, query_self], dim=2)
        places = torch.cat([key_at, square(key_at), key_label, square(key_label)], dim=2).expand(-1, heads, -1, -1)
        key = torch.cat([key_embed, places, key_self, ones], dim=2)
        # A value of 1 makes the same product give the sum of the weights; the labels' means tell what stood between.
        ones_here = torch.ones_like(marked)
        value = torch.cat([colour.reshape(batch, 1, 2, count), ones_here, key_label, square(key_label)], dim=2)
        value = value.transpose(-1, -2).expand(-1, heads, -1, -1).contiguous()
        # The expanded squares cancel: bfloat16 would leave little of the scores.
        with torch.autocast(query.device.type, enabled=False):
            if torch.is_grad_enabled():
                mixed, score, key_labels = AttentionRead.apply(query, key, value)
            else:
                mixed, score, key_labels, _, _ = read(query, key, value)
        allowed = self.allowed(label.transpose(-1, -2), key_labels, marked.transpose(-1, -2))
        mixed = mixed * allowed
        confidence = torch.tanh((score - 30 * (1 - allowed)).clamp(min=-40) / 8)
        mixed = mixed.transpose(-1, -2).reshape(batch, 2 * heads, height, width)
        return torch.cat([mixed, confidence.reshape(batch, heads, height, width)], dim=1)


    @staticmethod
    def allowed(label: Tensor, key_labels: Tensor, marked: Tensor) -> Tensor:
        """1 where a place's colour comes from its own region (or the place is on a mark), 0 where all hints lie outside.

        The softmax alone cannot tell: if every hint is beyond a mark, the weights still sum to 1. So the mean squared
        difference of labels under those weights decides; a hint of the same region, however faint, brings it to 0.
        """
        mean, mean_square = key_labels.split([2, 1], dim=-1)
        between = (label * (label - 2 * mean)).sum(dim=-1, keepdim=True) + mean_square
        return (1.25 - 1.75 * between * (1 - marked)).clamp(0, 1)


def square(x: Tensor) -> Tensor:
    """Squared length over the channel axis (2), kept."""
    return (x * x).sum(dim=2, keepdim=True)


class LocalSpread(nn.Module):
    """Mean of the hints in the 5×5 ¼ cells around, each cell of the window weighed by the place's own features.

    Output N×3×h×w: ab and how much of the window's weight was hinted. Zero where no hint is near.
    """

    def __init__(self, c4: int) -> None:
        super().__init__()
        self.weights = nn.Conv2d(c4, 25, 3, 1, 1)
        nn.init.normal_(self.weights.weight, std=1e-2)

    def forward(self, f4: Tensor, hint4: Tensor, boundary: Tensor) -> Tensor:
        batch, _, height, width = hint4.shape
        open_cell = 1 - F.max_pool2d(boundary, 4)
        strength = hint4[:, 2:].clamp(max=0.25) * 4 * open_cell
        planes = torch.cat([hint4[:, :2] * strength, strength], dim=1)
        weights = torch.softmax(self.weights(f4).float(), dim=1).reshape(batch, 25, 1, height * width)
        total = weigh_neighbours(gather_neighbours(planes, 5), weights).reshape(batch, 3, height, width)
        return torch.cat([total[:, :2] / total[:, 2:].clamp(min=1e-6), total[:, 2:]], dim=1)


class Settle(nn.Module):
    """Lets colour run between like neighbours at ¼ until hints and the painter's own opinion agree (Levin's idea).

    A few steps of x ← (λ·painted + μ·hinted·hint + Σ aₖ·xₖ) / (λ + μ·hinted + 1): affinities aₖ to the eight
    neighbours come from luma features, λ (how sure the painter is of its colour) from its context. Nothing runs
    through boundary marks.
    """

    STEPS = 8

    def __init__(self, c4: int, context: int) -> None:
        super().__init__()
        self.affinity = nn.Conv2d(c4, 9, 3, 1, 1)
        nn.init.normal_(self.affinity.weight, std=1e-2)
        self.sureness = nn.Conv2d(context, 1, 1)
        nn.init.zeros_(self.sureness.weight)
        nn.init.constant_(self.sureness.bias, 0.5)
        self.hint_strength = nn.Parameter(torch.tensor(1.5))

    def forward(self, painted: Tensor, f4: Tensor, context: Tensor, hint4: Tensor, boundary: Tensor) -> Tensor:
        batch, _, height, width = painted.shape
        places = height * width
        open_cell = gather_neighbours(1 - F.max_pool2d(boundary, 4), 3).reshape(batch, 9, 1, places)
        weights = torch.softmax(self.affinity(f4).float(), dim=1).reshape(batch, 9, 1, places) * open_cell
        closed = (1 - weights.sum(dim=1)).reshape(batch, 1, height, width)
        sure = torch.exp(self.sureness(context).float().clamp(-6, 6))
        hinted = hint4[:, 2:].clamp(max=0.25) * 4 * torch.exp(self.hint_strength)
        fixed = sure * painted + hinted * hint4[:, :2]
        scale = 1 / (sure + hinted + 1)
        x = painted
        for _ in range(self.STEPS):
            flow = weigh_neighbours(gather_neighbours(x, 3), weights).reshape(batch, 2, height, width)
            x = (fixed + flow + closed * x) * scale
        return x
