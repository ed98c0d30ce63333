"""What the losses of the propagation painter share, and the spoiled colour that teaches it to distrust its own past."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .colour import delta_e2000

HUBER_BETA = 0.03
"""3.3 ab units: quadratic below, as PSNR is; linear above, so that unmatched places do not drown the rest."""
LEAST_COLOUR_LOSS = 0.004
"""Added before the logarithm: a reading this close to the truth has little more to teach."""
SURE_DELTA_E = 5.0
"""Confidence means P(ΔE2000 ≤ SURE_DELTA_E)."""


def is_close(ab: Tensor, truth: Tensor, luma: Tensor) -> Tensor:
    """1 where the ΔE2000 of two ab/110 planes at the same L is small enough, else 0: [N, 1, h, w]."""
    l = (luma.detach().float().cpu().numpy() + 1.0) * 50.0
    labs = [np.concatenate([l, x.detach().float().cpu().numpy() * 110.0], 1).transpose(0, 2, 3, 1) for x in (ab, truth)]
    return torch.from_numpy(delta_e2000(*labs) <= SURE_DELTA_E).float().unsqueeze(1).to(ab.device)


def warp_by(image: Tensor, flow: Tensor) -> Tensor:
    """Bilinear sample of `image` [N, C, h, w] at x + flow(x); flow in cells."""
    _, _, h, w = image.shape
    rows, columns = (torch.arange(length, dtype=torch.float32, device=image.device) for length in (h, w))
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    at_x = (x + flow[:, 0]) * 2.0 / max(1, w - 1) - 1.0
    at_y = (y + flow[:, 1]) * 2.0 / max(1, h - 1) - 1.0
    return F.grid_sample(image, torch.stack([at_x, at_y], -1), padding_mode="border", align_corners=True)


def spoiled(ab: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Truth degraded to resemble an earlier prediction: faded, smoothed and wrong in patches, with a matching confidence."""
    count, _, h, w = ab.shape

    def smooth(channels: int) -> Tensor:
        noise = torch.randn(count, channels, 6, 6, generator=generator)
        return F.interpolate(noise, size=(h, w), mode="bicubic", align_corners=False)

    level = torch.rand(count, 1, 1, 1, generator=generator)
    wrong = torch.sigmoid(3.0 * smooth(1) - 3.0 + 2.0 * level) * level
    soft = F.avg_pool2d(F.pad(ab, (2, 2, 2, 2), mode="replicate"), 5, stride=1)
    soften = 0.6 * torch.rand(count, 1, 1, 1, generator=generator)
    fade = 1.0 - 0.15 * level * torch.rand(count, 1, 1, 1, generator=generator)
    made = fade * (ab + soften * (soft - ab)) + wrong * (0.12 * smooth(2) - 0.5 * ab)
    confidence = (0.97 - 0.85 * wrong - 0.15 * level * torch.rand(count, 1, 1, 1, generator=generator)).clamp(0.03, 1.0)
    return made.clamp(-1, 1), confidence


def drifted(ab: Tensor, generator: torch.Generator, cells: float) -> Tensor:
    """Colour that has lost its place in patches, as errors do that are handed on from frame to frame: moved by up to some `cells`, smoothly.

    Its confidence does not know: so a frame that follows learns to hold it against the keyframes.
    """
    count, _, h, w = ab.shape
    noise = torch.randn(count, 3, 5, 5, generator=generator).to(ab.device)
    noise = F.interpolate(noise, size=(h, w), mode="bicubic", align_corners=False)
    where = torch.sigmoid(4.0 * noise[:, 2:] - 2.0)
    return warp_by(ab, cells * where * noise[:, :2])
