"""Propagation as painting: a frame is painted from dense tokens of frames that are known (`dense_tokens.py`).

Every source gives each cell two candidates, the colour that its track brings and the one that matching finds around it. A first mean of
these says which cells are sure; sure cells of the frame itself around a cell give one more candidate, attention over the coarse cells of all
sources and of the frame itself the last. A small network weighs them, cell by cell, by their evidence and by how far they disagree, and says how
sure the result is. What is painted is a mean of candidates: no hue is preferred, so that the colourist's colour is kept whatever it is.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .dense_tokens import CONTEXT, CONTEXT8, FINE, SOURCE_PLANES, CoarseMatch, EmbedFrame, FrameFeatures, FrameTokens, Source, WindowMatch, draw_along, draw_nearest, length
from .frame_encoder import FrameEncoder
from .propagation_blocks import ResidualBlock, split_axis, twice

PER_SOURCE = 32
JOINT = 48
EIGHTH = 64
COARSE_PLANES, SPREAD_PLANES = 4, 4


class Painted(NamedTuple):
    ab: Tensor  # [B, 2, h, w] ab/110
    confidence_logit: Tensor  # [B, 1, h, w]; its sigmoid means P(ΔE2000 ≤ 5)
    matched: Tensor  # [B, S, 2, h, w] each source's own match, for the losses of matching
    spread_ab: Tensor  # [B, 2, h, w] from sure cells around
    coarse_ab: Tensor  # [B, 2, h, w]
    first_ab: Tensor  # [B, 2, h, w] mean of what the sources give
    first_logit: Tensor  # [B, 1, h, w] of its being right
    candidates: Tensor  # [B, 2·S + 2, 2, h, w]: two of each source, then `spread_ab` and `coarse_ab`; `ab` is their mean
    log_share: Tensor  # [B, 2·S + 2, h, w] logarithm of their weights in it


def around(x: Tensor, layer: nn.Conv2d) -> Tensor:
    """A convolution of [B, S, C, h, w]."""
    return split_axis(layer(x.flatten(0, 1)), 0, x.shape[:2])


def to_each(x: Tensor, sources: int) -> Tensor:
    """[B, …] → [B · sources, …], each repeated."""
    return x.unsqueeze(1).expand(-1, sources, -1, -1, -1).flatten(0, 1)


def of_both(layer: nn.Conv2d, each: Tensor, shared: Tensor) -> Tensor:
    """A convolution of [B · S, C, h, w] beside [B, D, h, w], which is alike for all sources and convolved once: [B, S, C', h, w]."""
    own, pad = each.shape[1], layer.padding
    found = F.conv2d(each, layer.weight[:, :own], padding=pad)
    beside = F.conv2d(shared, layer.weight[:, own:], layer.bias, padding=pad)
    return found.reshape(beside.shape[0], -1, *beside.shape[1:]) + beside.unsqueeze(1)


class PropagationPainter(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = FrameFeatures(FrameEncoder())
        self.embed = EmbedFrame()
        self.match = WindowMatch()
        self.spread = WindowMatch()
        self.coarse = CoarseMatch()
        self.of_source = nn.Conv2d(SOURCE_PLANES + CONTEXT, PER_SOURCE, 3, padding=1)
        self.first = nn.Conv2d(PER_SOURCE, 3, 1)  # weight of both candidates, and whether one is right
        self.enter = nn.Conv2d(2 * PER_SOURCE + CONTEXT + 3 + COARSE_PLANES + SPREAD_PLANES + 4, JOINT, 1)
        self.down = nn.Conv2d(JOINT, EIGHTH, 3, stride=2, padding=1)
        self.side = nn.Conv2d(CONTEXT8, EIGHTH, 1)
        self.eighth = nn.Sequential(ResidualBlock(EIGHTH), ResidualBlock(EIGHTH, 2), ResidualBlock(EIGHTH, 4))
        self.up = nn.Conv2d(EIGHTH, JOINT, 1)
        self.leave = nn.Conv2d(JOINT, JOINT, 3, padding=1)
        self.again = nn.Conv2d(PER_SOURCE + 2 + JOINT, PER_SOURCE, 1)
        self.weigh = nn.Conv2d(PER_SOURCE, 2, 1)
        self.weigh_own = nn.Conv2d(JOINT, 2, 1)  # of what is spread, of what coarse attention gives
        self.sure = nn.Sequential(nn.Conv2d(JOINT + 5, 24, 1), nn.ReLU(), nn.Conv2d(24, 1, 1))
        with torch.no_grad():
            for layer in (self.weigh, self.weigh_own, self.first):
                layer.weight.mul_(0.3)
                layer.bias.zero_()
            self.weigh_own.bias.fill_(-2.0)

    def tokens(self, luma: Tensor) -> FrameTokens:
        """luma [N, 1, H, W], L/50 − 1, H and W multiples of 32."""
        return self.embed(*self.features(luma))

    def forward(self, target: FrameTokens, source: Source) -> Painted:
        b, s = source.time.shape
        flat = Source(*[x.flatten(0, 1) for x in source])
        carried = draw_along(flat.ab, flat.place, cubic=True)
        # Expanded squares cancel, and colours are to be exact: no half precision in what is matched.
        with torch.autocast(source.ab.device.type, enabled=False):
            scores = self.coarse.scores(target, source)
        place, jumped = self.coarse.mended(source, scores)
        drawn = draw_nearest(torch.cat([flat.fine, flat.ab, flat.confidence], 1), place.flatten(0, 1))
        fine, near_ab, confidence = drawn.split([FINE, 2, 1], 3)
        own = target.fine.permute(0, 2, 3, 1)
        here = to_each(own, s)
        with torch.autocast(source.ab.device.type, enabled=False):
            matched, told = self.match(here, fine, near_ab, confidence)
        alike, confidence = ((here * fine).sum(3, keepdim=True).permute(0, 3, 1, 2), confidence.permute(0, 3, 1, 2))
        planes = [flat.evidence, confidence, alike, told, jumped.flatten(0, 1), 8 * length(carried - matched), 2 * length(carried), 2 * length(matched)]
        planes += [x.reshape(-1, 1, 1, 1).expand_as(alike) for x in (torch.log1p(flat.time.abs()) / 4, flat.is_key)]
        each = F.relu(of_both(self.of_source, torch.cat(planes, 1), target.context))
        candidates = split_axis(torch.stack([carried, matched], 1), 0, (b, s))  # [B, S, 2, 2, h, w]

        first = around(each, self.first).float()
        weights, found = first[:, :, :2], first[:, :, 2:]
        share = split_axis(torch.softmax(weights.flatten(1, 2), 1), 1, (s, 2)).unsqueeze(3)
        ab = (share * candidates).sum((1, 2))
        apart = (share * (candidates - ab[:, None, None]).square()).sum((1, 2)).sum(1, keepdim=True).add(1e-6).sqrt()
        first_logit = found.amax(1) - 8 * apart
        sure = torch.sigmoid(first_logit)
        with torch.autocast(source.ab.device.type, enabled=False):
            spread_ab, spread_told = self.spread(own, own, ab.permute(0, 2, 3, 1), (sure * sure).permute(0, 2, 3, 1))
            coarse_ab, coarse_told = self.coarse(target, source, scores, ab, sure)

        joint = [each.mean(1), each.amax(1), target.context, 8 * apart, 2 * length(ab), sure, spread_told, coarse_told]
        joint += [8 * length(spread_ab - ab), 8 * length(coarse_ab - ab), 2 * length(spread_ab), 2 * length(coarse_ab)]
        joint = F.relu(self.enter(torch.cat(joint, 1)))
        eighth = self.eighth(F.relu(self.down(joint) + self.side(target.context8)))
        joint = F.relu(joint + twice(self.up(F.relu(eighth))))
        joint = joint + F.relu(self.leave(joint))

        apart_each = 8 * length(candidates - ab[:, None, None]).flatten(2, 3).flatten(0, 1)
        final = F.relu(of_both(self.again, torch.cat([each.flatten(0, 1), apart_each], 1), joint))
        logits = around(final, self.weigh) + weights
        logits = torch.cat([logits.flatten(1, 2), self.weigh_own(joint)], 1).float()
        share = torch.softmax(logits, 1).unsqueeze(2)
        candidates = torch.cat([candidates.flatten(1, 2), spread_ab.unsqueeze(1), coarse_ab.unsqueeze(1)], 1)
        painted = (share * candidates).sum(1)
        spread = (share * (candidates - painted.unsqueeze(1)).square()).sum(1).sum(1, keepdim=True).add(1e-6).sqrt()
        doubt = [8 * spread, share.amax(1), share[:, -2], share[:, -1], 8 * length(painted - ab)]
        logit = self.sure(torch.cat([joint, *doubt], 1)).float()
        return Painted(painted, logit, split_axis(matched, 0, (b, s)), spread_ab, coarse_ab, ab, first_logit, candidates, torch.log_softmax(logits, 1))
