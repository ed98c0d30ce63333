"""Hints as tokens: for every ⅛ cell, the share of its colour from each hint, and from none of them.

A token is a hinted ⅛ cell: its context at the hinted pixels, their mean colour and place, how much of the cell is hinted,
strength and reach. What no token claims keeps the automatic colour. Colour planes are ab/110; places are in units of 64 px.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .hint_spread import HIDDEN, LEAST_SIGHT, cell_positions, masked_mean, square
from .marks import Marks

HEADS = 4
SIZE = 16
"""Length of each head's embedding."""

REACH_STEEPNESS = 9.0
"""Score taken from a hint at the distance it was told to reach; it falls with the square."""

UNHINTED = 1e4

QUERY = HEADS * (SIZE + 2)
"""Channels of a query plane: embeddings, falloff with distance, score of *none of these*."""


class TokenQuery(nn.Module):
    """What a frame's cells ask of tokens; hints do not matter here, so that it is made once a frame.

    Output N×QUERY×h/8×w/8: embedding (HEADS·SIZE), log falloff (HEADS), score of none (HEADS).
    """

    def __init__(self, c4: int, c8: int) -> None:
        super().__init__()
        self.fine = nn.Conv2d(c4, HEADS * SIZE, 1, bias=False)
        self.coarse = nn.Conv2d(c8, QUERY, 1)
        with torch.no_grad():
            self.coarse.weight[HEADS * SIZE :].mul_(0.05)
            # Heads start from narrow (σ ≈ 16 px) to nearly the whole frame, and each with some doubt.
            self.coarse.bias[HEADS * SIZE : HEADS * (SIZE + 1)] = torch.linspace(2.1, -1.0, HEADS)
            self.coarse.bias[HEADS * (SIZE + 1) :] = -4.0

    def forward(self, p4: Tensor, c8: Tensor) -> Tensor:
        query = self.coarse(c8)
        return torch.cat([query[:, : HEADS * SIZE] + self.fine(F.avg_pool2d(p4, 2)), query[:, HEADS * SIZE :]], dim=1)


def weigh(query: Tensor, key: Tensor, value: Tensor, sight: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Softmax over the last axis of query N×h×D×P, key N×h×D×K; value N×1×K×C; sight N×1×P×K → mean, weights, sum."""
    scores = query.transpose(-1, -2) @ key
    if sight is not None:
        scores = scores + torch.log(sight.clamp(min=LEAST_SIGHT)) - (sight < LEAST_SIGHT).to(sight.dtype) * HIDDEN
    # Bounded, because exp() of what underflows takes a slow path several times the cost of all the rest.
    weights = torch.exp((scores - scores.amax(dim=-1, keepdim=True)).clamp(min=-60))
    total = weights.sum(dim=-1, keepdim=True)
    return ((weights if sight is None else weights * sight) @ value) / total, weights, total


class Weigh(torch.autograd.Function):
    """`weigh` with one P×K plane kept instead of five. Values are hints and sight is not learned: no gradient to either."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, sight: Tensor | None) -> Tensor:
        mixed, weights, total = weigh(query, key, value, sight)
        ctx.save_for_backward(query, key, value, sight, weights, mixed, total)
        return mixed

    @staticmethod
    def backward(ctx: Any, of_mixed: Tensor) -> tuple[Tensor, Tensor, None, None]:
        query, key, value, sight, weights, mixed, total = ctx.saved_tensors
        of_scores = of_mixed @ value.transpose(-1, -2)
        if sight is not None:
            of_scores = of_scores * sight
        of_scores = (of_scores - (of_mixed * mixed).sum(dim=-1, keepdim=True)) / total
        of_scores.mul_(weights)
        return key @ of_scores.transpose(-1, -2), query @ of_scores, None, None


class TokenAttention(nn.Module):
    """score(cell, token) = −|e − e′|² − falloff·|x − x′|² − 9·(|x − x′| / reach)² + weight·log(hinted share) + log(sight).

    Output N×3·HEADS×h×w: every head's ab times its claim, then every head's claim (0…1, strength included).
    """

    def __init__(self, c4: int) -> None:
        super().__init__()
        self.difference = nn.Conv2d(c4, HEADS * SIZE, 1, bias=False)
        self.share_weight = nn.Parameter(torch.full((HEADS,), 0.5))

    def forward(self, query: Tensor, p4: Tensor, hint_ab: Tensor, hint_mask: Tensor, hint_reach: Tensor, marks: Marks | None) -> Tensor:
        batch, _, height, width = query.shape
        count = height * width
        query = query.float()
        embed = query[:, : HEADS * SIZE].reshape(batch, HEADS, SIZE, count)
        falloff = torch.exp(query[:, HEADS * SIZE : HEADS * (SIZE + 1)].clamp(-5, 5)).reshape(batch, HEADS, 1, count)
        none = query[:, HEADS * (SIZE + 1) :].reshape(batch, HEADS, 1, count)
        at = F.avg_pool2d(cell_positions(hint_mask[:1]), 8).reshape(1, 1, 2, count)
        by_head = torch.ones_like(falloff)
        rows = torch.cat([2 * embed, 2 * falloff * at, -falloff, -square(embed) - falloff * square(at), by_head,
                          2 * at * by_head, -square(at) * by_head, none], dim=2)
        said = torch.cat([hint_ab, cell_positions(hint_mask), hint_reach], dim=1)
        if marks is None:
            key, value, share = self.tokens(query, p4, said, hint_mask)
            hinted = torch.nonzero(share.amax(dim=(0, 1)) > 0).flatten()
            sight = None
        else:
            masks = [hint_mask * marks.sees_eighth, hint_mask * (1 - marks.sees_eighth)]
            sides = [self.tokens(query, p4, said, mask) for mask in masks]
            key, value, share = (torch.cat(parts, dim=axis) for parts, axis in zip(zip(*sides, strict=True), (3, 1, 2), strict=True))
            hinted = torch.nonzero(share.amax(dim=(0, 1)) > 0).flatten()
            homes = marks.homes()
            places = torch.cat([masked_mean(homes, mask, 8)[:, :2].flatten(2) for mask in masks], dim=2)
            # *None of these* has no position: any value will do, and it is visible from every cell.
            sight = marks.sight(F.pad(places.index_select(2, hinted), (1, 0)))
            sight = torch.cat([torch.ones_like(sight[:, :, :1]), sight[:, :, 1:]], dim=2).unsqueeze(1)
        none_key = torch.zeros_like(key[:, :, :, :1])
        none_key[:, :, -1] = 1
        key = torch.cat([none_key, key.index_select(3, hinted)], dim=3)
        value = torch.cat([torch.zeros_like(value[:, :1]), value.index_select(1, hinted)], dim=1).unsqueeze(1)
        # Expanded squares cancel: bfloat16 would leave little of the scores.
        with torch.autocast(query.device.type, enabled=False):
            mixed = Weigh.apply(rows, key, value, sight) if torch.is_grad_enabled() else weigh(rows, key, value, sight)[0]
        mixed = mixed.transpose(-1, -2)
        return torch.cat([mixed[:, :, :2].reshape(batch, 2 * HEADS, height, width), mixed[:, :, 2].reshape(batch, HEADS, height, width)], dim=1)

    def tokens(self, query: Tensor, p4: Tensor, said: Tensor, hint_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """A token a ⅛ cell: key N×HEADS×D×K, value N×K×3 (ab·strength, strength), share N×1×K; `said`: ab, place, reach."""
        batch, _, height, width = query.shape
        count = height * width
        context = masked_mean(p4.float(), F.avg_pool2d(hint_mask, 4), 2)
        with torch.autocast(query.device.type, enabled=False):
            moved = self.difference(context[:, :-1] - F.avg_pool2d(p4.float(), 2))
        embed = (query[:, : HEADS * SIZE] + moved).reshape(batch, HEADS, SIZE, count)
        means = masked_mean(said, hint_mask, 8)
        colour, at, reach, share = means.flatten(2).split([2, 2, 1, 1], dim=1)
        # The share of hinted pixels times their strength is the mean of the mask; its peak is the strength.
        strength = F.max_pool2d(hint_mask, 8).flatten(2)
        limit = REACH_STEEPNESS * (reach > 0).to(reach.dtype) / reach.clamp(min=0.05).square()
        presence = torch.log((share / strength.clamp(min=1e-3)).clamp(min=1e-4)) * self.share_weight.reshape(1, HEADS, 1)
        presence = presence - (share <= 1e-9).to(share.dtype) * UNHINTED - limit * at.square().sum(dim=1, keepdim=True)
        by_head = torch.ones_like(embed[:, :, :1])
        at_heads, limits = at.unsqueeze(1) * by_head, limit.unsqueeze(1) * by_head
        key = torch.cat([embed, at_heads, square(at_heads), by_head, presence.unsqueeze(2) - square(embed),
                         limits * at_heads, limits, torch.zeros_like(by_head)], dim=2)
        value = torch.cat([colour * strength, strength], dim=1).transpose(1, 2)
        return key, value, share
