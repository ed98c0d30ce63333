"""Losses of the propagation network, and the spoiled memory that teaches it to distrust its own past."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .colour import delta_e2000
from .propagation_net import Reading

HUBER_BETA = 0.03
"""3.3 ab units: quadratic below, as PSNR is; linear above, so that unmatched places do not drown the rest."""
LEAST_COLOUR_LOSS = 0.004
"""Added before the logarithm: a reading this close to the truth has little more to teach."""
SURE_DELTA_E = 5.0
"""Confidence means P(ΔE2000 ≤ SURE_DELTA_E)."""


def colour_loss(ab: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Huber on ab/110 [N, 2, h, w], weighted per pixel [N, 1, h, w]."""
    return 10.0 * (weight * F.smooth_l1_loss(ab, truth, beta=HUBER_BETA, reduction="none")).mean()


def log_colour_loss(ab: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Mean of the logarithm of each sample's `colour_loss`, as PSNR is a logarithm: what the memory has never shown
    outweighs otherwise by far the small errors of what it has."""
    each = (weight * F.smooth_l1_loss(ab, truth, beta=HUBER_BETA, reduction="none")).mean(dim=(1, 2, 3))
    return 0.1 * torch.log(10.0 * each + LEAST_COLOUR_LOSS).mean()


def quarter_luma(luma: Tensor) -> Tensor:
    """L/50 − 1 at full size → at ¼."""
    return F.avg_pool2d(luma, 4)


def is_close(ab: Tensor, truth: Tensor, luma: Tensor) -> Tensor:
    """1 where the ΔE2000 of two ab/110 planes at the same L is small enough, else 0: [N, 1, h, w]."""
    l = (luma.detach().float().cpu().numpy() + 1.0) * 50.0
    labs = [np.concatenate([l, x.detach().float().cpu().numpy() * 110.0], 1).transpose(0, 2, 3, 1) for x in (ab, truth)]
    return torch.from_numpy(delta_e2000(*labs) <= SURE_DELTA_E).float().unsqueeze(1).to(ab.device)


def reading_loss(reading: Reading, truth: Tensor, luma: Tensor) -> tuple[Tensor, dict[str, float]]:
    """All losses of one reading. `luma` is the target's at ¼ [N, 1, h, w]."""
    # An error in ab shows less in the dark: the RGB error it makes grows with L.
    weight = 0.7 + 0.3 * luma
    final = log_colour_loss(reading.ab, truth, weight)
    fine = log_colour_loss(reading.fine_ab, truth, weight)
    coarse = log_colour_loss(reading.coarse_ab, truth, weight)
    close = is_close(reading.ab, truth, luma)
    sure = F.binary_cross_entropy_with_logits(reading.confidence_logit, close)
    total = final + 0.6 * fine + 0.3 * coarse + 0.05 * sure
    parts = {"final": final.item(), "fine": fine.item(), "coarse": coarse.item(), "sure": sure.item()}
    return total, parts


def steadiness_loss(ab: Tensor, earlier: Tensor, luma: Tensor, earlier_luma: Tensor, flow: Tensor) -> Tensor:
    """Temporal loss: distance to an earlier result warped here, weighted exp(−50·|warping error of L|²).

    `flow` [N, 2, h, w] is (dx, dy) in cells from here into the earlier frame, computed on the true clip. With the last
    frame this is the seed papers' short-term loss, with the key their long-term loss.
    """
    warped = warp_by(torch.cat([earlier, earlier_luma], 1), flow)
    trust = torch.exp(-50.0 * (warped[:, 2:] - luma) ** 2)
    return 10.0 * (trust * F.smooth_l1_loss(ab, warped[:, :2], beta=HUBER_BETA, reduction="none")).mean()


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
