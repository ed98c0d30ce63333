"""Three witnesses of a frame between two keys made into one colour: the network's reading, and both keys' colour carried by optical flow.

As `Fusion`, but of both flows at once, and trained on what the pyramid reads. It sees no hue, only how far apart the witnesses are.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .carried import EVIDENCE
from .fusion import length

WIDTH = 24
GIVEN = 1 + 2 * EVIDENCE + 3 + 3 + 1 + 2


class FusionBetween(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(GIVEN, WIDTH, 3, padding=1)
        self.around = nn.Conv2d(WIDTH, WIDTH, 3, padding=2, dilation=2)
        self.farther = nn.Conv2d(WIDTH, WIDTH, 3, padding=4, dilation=4)
        self.leave = nn.Conv2d(WIDTH, 4, 1)
        nn.init.zeros_(self.leave.weight)
        with torch.no_grad():  # an eighth of each flow, confidence as it was
            self.leave.bias.copy_(torch.tensor([1.8, 0.0, 0.0, 0.0]))

    def forward(self, ab: Tensor, confidence: Tensor, left_ab: Tensor, left_evidence: Tensor, right_ab: Tensor, right_evidence: Tensor, luma: Tensor, distance: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The reading's ab [B, 2, h, w] ÷110 and confidence [B, 1, h, w]; what flow carries from the left and from the right key, ab and four
        planes of evidence each; L/50 − 1 at ¼; frames from the left and from the right key [B, 2] → ab, confidence, shares [B, 3, h, w] of reading, left, right.
        """
        logit = torch.logit(confidence.clamp(0.01, 0.99))
        far = (torch.log1p(distance) / 4).reshape(-1, 2, 1, 1) * torch.ones_like(luma)
        apart = [8 * length(ab - left_ab), 8 * length(ab - right_ab), 8 * length(left_ab - right_ab)]
        chroma = [2 * length(ab), 2 * length(left_ab), 2 * length(right_ab)]
        x = F.relu(self.enter(torch.cat([logit / 4, left_evidence, right_evidence, *apart, *chroma, luma, far], 1)))
        x = F.relu(self.around(x))
        out = self.leave(x + F.relu(self.farther(x)))
        share = torch.softmax(out[:, :3], 1)
        return share[:, :1] * ab + share[:, 1:2] * left_ab + share[:, 2:3] * right_ab, torch.sigmoid(logit + out[:, 3:]), share
