"""How colour travels from hints: attention over hinted cells, a local joint bilateral mean, and diffusion.

All of it is plain convolution, pooling and matrix product, so that it exports to ONNX operators which run everywhere.
Colour planes here are ab/110.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .marks import Marks

EMPTY = 1e4
"""Score, negative, of no hint at all; exp(−EMPTY) is exactly zero in float32."""

NOTHING = 5e3
"""The same where there are marks: a place that they cut off from all hints takes from no hint before any other."""

HIDDEN = 1e4
"""Score taken from a hint that marks hide from the place."""

LEAST_SIGHT = 1e-3


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


def read(query: Tensor, key: Tensor, value: Tensor, sight: Tensor | None) -> tuple[Tensor, ...]:
    """Softmax read-out: query N×h×D×P, key N×h×D×K, value N×h×K×3 (ab, 1), sight N×1×P×K (0…1; all when None).

    Returns the means of ab, the log-sum of scores, how far a place sees what it takes from, the weights and their sum.
    """
    weights = query.transpose(-1, -2) @ key
    if sight is not None:
        weights = weights + torch.log(sight.clamp(min=LEAST_SIGHT)) - (sight < LEAST_SIGHT).to(sight.dtype) * HIDDEN
    peak = weights.amax(dim=-1, keepdim=True)
    # Bounded, because exp() of what underflows takes a slow path several times the cost of all the rest.
    weights = torch.exp((weights - peak).clamp(min=-60))
    mixed, total = (weights @ value).split([2, 1], dim=-1)
    seen = torch.ones_like(total) if sight is None else (weights * sight).sum(dim=-1, keepdim=True) / total
    return mixed / total, peak + torch.log(total), seen, weights, total


class AttentionRead(torch.autograd.Function):
    """`read` with one P×K plane kept instead of five. Values are hints, and sight is not learned: neither gets a gradient."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, sight: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        mixed, score, seen, weights, total = read(query, key, value, sight)
        ctx.save_for_backward(query, key, value, weights, mixed, total)
        ctx.mark_non_differentiable(seen)
        return mixed, score, seen

    @staticmethod
    def backward(ctx: Any, of_mixed: Tensor, of_score: Tensor, _: Tensor) -> tuple[Tensor, Tensor, None, None]:
        query, key, value, weights, mixed, total = ctx.saved_tensors
        rest = of_score - (of_mixed * mixed).sum(dim=-1, keepdim=True)
        of_scores = (torch.cat([of_mixed, rest], dim=-1) / total) @ value.transpose(-1, -2)
        of_scores.mul_(weights)
        return key @ of_scores.transpose(-1, -2), query @ of_scores, None, None


class HintAttention(nn.Module):
    """Every ⅛ cell takes colour from all hinted ⅛ cells, weighted by similarity and distance, and not across marks.

    score(q, k) = −|e_q − e_k|² − falloff_q·|x_q − x_k|² + weight·log(hinted share of k) + log(sight of k from q)
    with e a learned embedding of luma features, taken at the hinted pixels themselves, and x the hints' mean position in
    the cell. Squares are expanded so that one matrix product gives all scores. Where there are marks, a cell may hold
    two keys: the hinted pixels on its representative's side, and those beyond a mark.
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

    def forward(self, f4: Tensor, f8: Tensor, hint_ab: Tensor, hint_mask: Tensor, marks: Marks | None) -> Tensor:
        batch, _, height, width = f8.shape
        heads, count = self.heads, height * width
        embed4 = self.embed4(f4).float()
        embed8 = self.embed8(f8).float()
        falloff = torch.exp(self.falloff(f8).float().clamp(-5, 5)).reshape(batch, heads, 1, count)
        ones = torch.ones_like(falloff)

        query_embed = (F.avg_pool2d(embed4, 2) + embed8).reshape(batch, heads, self.size, count)
        query_at = F.avg_pool2d(cell_positions(hint_mask[:1]), 8)
        query_at = query_at.reshape(1, 1, 2, count).expand(batch, 1, 2, count)
        query_self = -square(query_embed) - falloff * square(query_at)
        query = torch.cat([2 * query_embed, 2 * falloff * query_at, -falloff, ones, query_self], dim=2)

        if marks is None:
            key, value, hinted = self.keys(embed4, embed8, hint_ab, hint_mask)
            key, value = hinted_only(key, value, torch.nonzero(hinted).flatten(), without=EMPTY)
            sight = None
        else:
            key, value, sight = self.keys_among_marks(embed4, embed8, hint_ab, hint_mask, marks)
        # The expanded squares cancel: bfloat16 would leave little of the scores.
        with torch.autocast(query.device.type, enabled=False):
            if torch.is_grad_enabled():
                mixed, score, seen = AttentionRead.apply(query, key, value, sight)
            else:
                mixed, score, seen, _, _ = read(query, key, value, sight)
        if marks is not None:
            # Weights sum to 1 however dim the light: in a half shadow a lone hint counts for half.
            mixed, score = mixed * seen, score - 30 * (1 - seen)
        confidence = torch.tanh(score.clamp(min=-40) / 8)
        mixed = mixed.transpose(-1, -2).reshape(batch, 2 * heads, height, width)
        return torch.cat([mixed, confidence.reshape(batch, heads, height, width)], dim=1)

    def keys(self, embed4: Tensor, embed8: Tensor, hint_ab: Tensor, hint_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One key a ⅛ cell, N×heads×D×K, its value, N×heads×K×3, and where any picture of the batch is hinted, K."""
        batch, _, height, width = embed8.shape
        heads, count = self.heads, height * width
        at_hints = masked_mean(embed4, F.avg_pool2d(hint_mask, 4), 2)
        share = at_hints[:, -1:]
        embed = (at_hints[:, :-1] + embed8).reshape(batch, heads, self.size, count)
        values = masked_mean(torch.cat([hint_ab, cell_positions(hint_mask)], dim=1), hint_mask, 8)
        colour, at = values[:, :2].reshape(batch, 1, 2, count), values[:, 2:4].reshape(batch, 1, 2, count)
        presence = torch.log(share.clamp(min=1e-4)).reshape(batch, 1, 1, count) * self.share_weight.reshape(1, heads, 1, 1)
        absence = (share <= 1e-9).to(share.dtype).reshape(batch, 1, 1, count) * EMPTY
        key_self = presence - absence - square(embed)
        places = torch.cat([at, square(at)], dim=2).expand(-1, heads, -1, -1)
        key = torch.cat([embed, places, key_self, torch.ones_like(key_self)], dim=2)
        # A value of 1 makes the same product give the sum of the weights.
        value = torch.cat([colour, torch.ones_like(colour[:, :, :1])], dim=2)
        hinted = share.reshape(batch, count).amax(dim=0) > 1e-9
        return key, value.transpose(-1, -2).expand(-1, heads, -1, -1).contiguous(), hinted

    def keys_among_marks(
        self, embed4: Tensor, embed8: Tensor, hint_ab: Tensor, hint_mask: Tensor, marks: Marks
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Keys and values of the hinted cells, two for cells hinted on both sides of a mark; and how well each is seen."""
        masks = [hint_mask * marks.sees_eighth, hint_mask * (1 - marks.sees_eighth)]
        sides = [self.keys(embed4, embed8, hint_ab, mask) for mask in masks]
        key, value = torch.cat([k for k, _, _ in sides], dim=3), torch.cat([v for _, v, _ in sides], dim=2)
        homes = marks.homes()
        places = torch.cat([masked_mean(homes, mask, 8).flatten(2) for mask in masks], dim=2)
        hinted = torch.nonzero(places[:, 2].amax(dim=0) > 0).flatten()
        # The key of "no hint" has no position; any value will do.
        sight = marks.sight(F.pad(places[:, :2].index_select(2, hinted), (1, 0)))
        sight = torch.cat([torch.ones_like(sight[:, :, :1]), sight[:, :, 1:]], dim=2).unsqueeze(1)
        return *hinted_only(key, value, hinted, without=NOTHING), sight


def hinted_only(key: Tensor, value: Tensor, hinted: Tensor, *, without: float) -> tuple[Tensor, Tensor]:
    """Keys and values of the cells that are hinted (indices, K′); before them those of no hint: no colour, score −`without`.

    A frame has thousands of cells and a few dozen hinted ones: reading from these alone is most of the work saved.
    """
    no_key = torch.zeros_like(key[:, :, :, :1])
    # The last two rows meet 1 and the query alone; the cancellation error is small compared with the score.
    no_key[:, :, -2] = -without
    no_value = torch.zeros_like(value[:, :, :1])
    no_value[:, :, :, 2] = 1
    return torch.cat([no_key, key.index_select(3, hinted)], dim=3), torch.cat([no_value, value.index_select(2, hinted)], dim=2)


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

    def forward(self, f4: Tensor, hint4: Tensor, marks: Marks | None) -> Tensor:
        batch, _, height, width = hint4.shape
        strength = hint4[:, 2:].clamp(max=0.25) * 4
        planes = torch.cat([hint4[:, :2] * strength, strength], dim=1)
        weights = torch.softmax(self.weights(f4).float(), dim=1).reshape(batch, 25, 1, height * width)
        if marks is not None:
            weights = weights * marks.cells25.reshape(batch, 25, 1, height * width)
        total = weigh_neighbours(gather_neighbours(planes, 5), weights).reshape(batch, 3, height, width)
        return torch.cat([total[:, :2] / total[:, 2:].clamp(min=1e-6), total[:, 2:]], dim=1)


class Settle(nn.Module):
    """Lets colour run between like neighbours at ¼ until hints and the painter's own opinion agree (Levin's idea).

    A few steps of x ← (λ·painted + μ·hinted·hint + Σ aₖ·xₖ) / (λ + μ·hinted + 1): affinities aₖ to the eight
    neighbours come from luma features, λ (the confidence of the painter) from its context. Nothing runs
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

    def forward(self, painted: Tensor, f4: Tensor, context: Tensor, hint4: Tensor, marks: Marks | None) -> Tensor:
        batch, _, height, width = painted.shape
        places = height * width
        weights = torch.softmax(self.affinity(f4).float(), dim=1).reshape(batch, 9, 1, places)
        if marks is not None:
            weights = weights * marks.cells9.reshape(batch, 9, 1, places)
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
