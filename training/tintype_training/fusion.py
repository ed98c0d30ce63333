"""Two witnesses of a frame's colour made into one: the network's reading, and the key's colour carried by optical flow.

They err at different places: flow slips and smears where things hide each other, matching by features where many things look alike.
A small network weighs them cell by cell, by their features and their agreement; agreement also gives the confidence of the
result is. It sees no hue, only how far apart the two are, so it treats all colours alike.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .carried import EVIDENCE

WIDTH = 24


class Fusion(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(6 + EVIDENCE, WIDTH, 3, padding=1)
        self.around = nn.Conv2d(WIDTH, WIDTH, 3, padding=2, dilation=2)
        self.farther = nn.Conv2d(WIDTH, WIDTH, 3, padding=4, dilation=4)
        self.leave = nn.Conv2d(WIDTH, 2, 1)
        nn.init.zeros_(self.leave.weight)
        with torch.no_grad():  # a quarter of flow, confidence as it was
            self.leave.bias.copy_(torch.tensor([-1.0, 0.0]))

    def forward(self, ab: Tensor, confidence: Tensor, carried_ab: Tensor, evidence: Tensor, luma: Tensor, distance: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The reading's ab [B, 2, h, w] ÷110 and confidence [B, 1, h, w], what `carried` gives [B, 2 and 4, h, w], L/50 − 1
        at ¼ [B, 1, h, w] and frames from the key [B] → ab, confidence, share of flow [B, 1, h, w].
        """
        logit = torch.logit(confidence.clamp(0.01, 0.99))
        far = (torch.log1p(distance) / 4).reshape(-1, 1, 1, 1).expand_as(luma)
        given = [logit / 4, evidence, 8 * length(ab - carried_ab), 2 * length(ab), 2 * length(carried_ab), luma, far]
        x = F.relu(self.enter(torch.cat(given, 1)))
        x = F.relu(self.around(x))
        out = self.leave(x + F.relu(self.farther(x)))
        share = torch.sigmoid(out[:, :1])
        return ab + share * (carried_ab - ab), torch.sigmoid(logit + out[:, 1:]), share


def length(ab: Tensor) -> Tensor:
    """Chroma [B, 2, h, w] → [B, 1, h, w]."""
    return (ab * ab).sum(1, keepdim=True).add(1e-6).sqrt()
