"""Motion-compensated interpolation of colour: a frame from the two frames around it, whose colour is known.

What flow brings from both is weighed cell by cell by its evidence and by how far both agree, beside a mean of what is sure around the cell. It is a
mean of known colours, as what `PropagationPainter` paints, for a twentieth of its time, and serves frames that no other frame is painted from.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .dense_tokens import draw_along, length
from .flow_track import TRUST

WIDTH = 16
AROUND = 9
"""Cells: side of the square whose sure cells give a mean."""
GIVEN = 2 * (TRUST + 3) + 3


class Interpolated(NamedTuple):
    ab: Tensor  # [B, 2, h, w] ab/110
    confidence_logit: Tensor  # [B, 1, h, w]; its sigmoid means P(ΔE2000 ≤ 5)
    candidates: Tensor  # [B, 3, 2, h, w]: from the frame before, from the frame after, from around
    log_share: Tensor  # [B, 3, h, w]


class Interpolation(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(GIVEN, WIDTH, 3, padding=1)
        self.around = nn.Conv2d(WIDTH, WIDTH, 3, padding=2, dilation=2)
        self.farther = nn.Conv2d(WIDTH, WIDTH, 3, padding=4, dilation=4)
        self.leave = nn.Conv2d(WIDTH, 2, 1)  # weight of a source; whether it is right
        self.joint = nn.Conv2d(2 * WIDTH + 2, WIDTH, 3, padding=1)
        self.last = nn.Conv2d(WIDTH, 2, 1)  # weight of what lies around; confidence

    def forward(self, luma: Tensor, ab: Tensor, confidence: Tensor, place: Tensor, evidence: Tensor, time: Tensor) -> Interpolated:
        """luma [B, 1, h, w] L/50 − 1 at ¼; of the frame before and the one after: ab [B, 2, 2, h, w] ab/110, confidence [B, 2, 1, h, w], where the cells
        lie in it [B, 2, 2, h, w], evidence of that [B, 2, TRUST, h, w], time [B, 2] in frames."""
        b, _, _, h, w = ab.shape
        at = place.flatten(0, 1)
        carried = draw_along(ab.flatten(0, 1), at, cubic=True)
        sure = draw_along(confidence.flatten(0, 1), at).clamp(0.01, 0.99)
        own = torch.cat([evidence.flatten(0, 1), torch.logit(sure) / 4, 2 * length(carried), torch.log1p(time.abs()).reshape(-1, 1, 1, 1).expand(-1, 1, h, w)], 1)
        before, after = carried.reshape(b, 2, 2, h, w).unbind(1)
        slope = F.avg_pool2d(luma, 5, stride=1, padding=2, count_include_pad=False) - luma
        shared = torch.cat([luma, 8 * slope, 8 * length(before - after)], 1)
        x = F.relu(self.entered(own, shared))
        x = F.relu(x + self.around(x))
        x = F.relu(x + self.farther(x))
        first, second = x.reshape(b, 2, WIDTH, h, w).unbind(1)
        logit_before, logit_after, right_before, right_after = self.leave(x).reshape(b, 2, 2, h, w).transpose(1, 2).flatten(1, 2).split(1, 1)
        # Planes apart instead of reductions over an axis of two or three, which are slow.
        share = torch.sigmoid(logit_before - logit_after)
        mixed = after + share * (before - after)
        right = right_after + share * (right_before - right_after)
        sure = torch.sigmoid(right).square() + 1e-4
        pool = lambda plane: F.avg_pool2d(plane, AROUND, stride=1, padding=AROUND // 2, count_include_pad=False)  # noqa: E731
        spread = pool(sure * mixed) / pool(sure)
        y = F.relu(self.joint(torch.cat([0.5 * (first + second), torch.maximum(first, second), sure, 8 * length(mixed - spread)], 1)))
        weight, confidence_logit = self.last(y).split(1, 1)
        logits, candidates = [logit_before, logit_after, weight], [before, after, spread]
        most = torch.maximum(torch.maximum(logit_before, logit_after), weight)
        weights = [torch.exp(logit - most) for logit in logits]
        total = weights[0] + weights[1] + weights[2]
        painted = (weights[0] * before + weights[1] * after + weights[2] * spread) / total
        log_share = torch.cat(logits, 1) - most - torch.log(total)
        return Interpolated(painted, confidence_logit + right, torch.stack(candidates, 1), log_share)

    def entered(self, own: Tensor, shared: Tensor) -> Tensor:
        """`enter` of a source's planes, the other one's and what both share, [B · 2, …] and [B, …], without joining them."""
        planes, weight = own.shape[1], self.enter.weight
        of_own = F.conv2d(own, torch.cat([weight[:, :planes], weight[:, planes : 2 * planes]]), padding=1)
        of_shared = F.conv2d(shared, weight[:, 2 * planes :], self.enter.bias, padding=1)
        here, there = of_own.reshape(-1, 2, 2, WIDTH, *own.shape[2:]).unbind(2)
        return (here + there.flip(1) + of_shared.unsqueeze(1)).flatten(0, 1)
