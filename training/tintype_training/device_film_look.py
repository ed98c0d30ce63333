"""`film_look` for a batch on any device: the luma of modern colour photos as old black-and-white stock might have it."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

LUMINANCE = (0.2126729, 0.7151522, 0.0721750)
BLUR_REACH = 3


def uniform(count: int, low: float, high: float, like: Tensor) -> Tensor:
    """count×1×1×1."""
    return torch.rand(count, 1, 1, 1, device=like.device) * (high - low) + low


def chance(count: int, share: float, like: Tensor) -> Tensor:
    """count×1×1×1, true in that share of cases."""
    return torch.rand(count, 1, 1, 1, device=like.device) < share


def gaussian_blur(x: Tensor, sigma: Tensor) -> Tensor:
    """N×1×H×W, each picture with its own sigma (N×1×1×1, in pixels, up to about 1.2)."""
    places = torch.arange(-BLUR_REACH, BLUR_REACH + 1, device=x.device, dtype=x.dtype)
    kernel = torch.exp(-0.5 * (places / sigma.reshape(-1, 1)) ** 2)
    kernel = kernel / kernel.sum(dim=1, keepdim=True)
    batch, side = len(x), 2 * BLUR_REACH + 1
    planes = F.pad(x.transpose(0, 1), (BLUR_REACH,) * 4, mode="reflect")
    planes = F.conv2d(planes, kernel.reshape(batch, 1, side, 1), groups=batch)
    return F.conv2d(planes, kernel.reshape(batch, 1, 1, side), groups=batch).transpose(0, 1)


def film_look(rgb: Tensor) -> Tensor:
    """N×3×H×W sRGB 0…1 → N×1×H×W lightness 0…1 (L/100): emulsion, contrast, softness, grain, each drawn at random."""
    n = len(rgb)
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb.clamp(min=0) + 0.055) / 1.055) ** 2.4)
    ortho = torch.cat([uniform(n, 0, 0.1, rgb), uniform(n, 0.4, 0.7, rgb), uniform(n, 0.25, 0.6, rgb)], dim=1)
    pan = torch.cat([uniform(n, 0.15, 0.4, rgb), uniform(n, 0.35, 0.75, rgb), uniform(n, 0.05, 0.35, rgb)], dim=1)
    mix = torch.where(chance(n, 0.4, rgb), ortho, pan)
    mix = torch.where(chance(n, 0.6, rgb), mix / mix.sum(dim=1, keepdim=True), torch.tensor(LUMINANCE, device=rgb.device).reshape(1, 3, 1, 1))
    luminance = (linear * mix).sum(dim=1, keepdim=True).clamp(0, 1)
    gray = torch.where(luminance > 216 / 24389, 1.16 * luminance.clamp(min=1e-4) ** (1 / 3) - 0.16, 24389 / 2700 * luminance)

    curved = gray.clamp(min=1e-4) ** torch.exp(torch.randn(n, 1, 1, 1, device=rgb.device) * 0.2)
    curved = curved + uniform(n, -0.2, 0.35, rgb) * curved * (1 - curved) * (2 * curved - 1)
    black, white = uniform(n, 0, 0.08, rgb), uniform(n, 0.9, 1, rgb)
    gray = torch.where(chance(n, 0.7, rgb), black + (white - black) * curved.clamp(0, 1), gray)

    gray = torch.where(chance(n, 0.5, rgb), gaussian_blur(gray, uniform(n, 0.3, 1.2, rgb)), gray)

    noise = gaussian_blur(torch.randn_like(gray), uniform(n, 0.3, 1.1, rgb))
    noise = noise / noise.std(dim=(2, 3), keepdim=True).clamp(min=1e-6) * uniform(n, 0.005, 0.06, rgb)
    gray = torch.where(chance(n, 0.7, rgb), gray + noise * (0.35 + 2.6 * gray * (1 - gray)), gray)
    return gray.clamp(0, 1)
