"""Nine colours for a place, from the network's 313-bin distribution (ANCHOR: Zhang et al. 2017, `get_ab_reccs`).

Zhang draws 25,000 samples and clusters them; here the same clustering runs on the weighted bins themselves, so that
the answer is exact and always the same.
"""

from __future__ import annotations

import numpy as np

from .colour import ab_bins, lab_to_rgb

PALETTE_SIZE = 9
TEMPERATURE = 2.0
"""Flattens the distribution a little: a palette should also offer what is merely possible."""


def palette(logits: np.ndarray, lightness: float, *, count: int = PALETTE_SIZE) -> tuple[np.ndarray, np.ndarray]:
    """313 logits → (count×2 ab inside sRGB at this lightness, count weights), heaviest first."""
    bins = ab_bins().astype(np.float64)
    weights = np.exp((logits - logits.max()) / TEMPERATURE)
    weights /= weights.sum()
    centres = first_centres(bins, weights, count)
    for _ in range(20):
        nearest = ((bins[:, None] - centres[None]) ** 2).sum(-1).argmin(axis=1)
        mass = np.bincount(nearest, weights, minlength=count)
        moved = np.stack([np.bincount(nearest, weights * bins[:, c], minlength=count) for c in range(2)], axis=-1)
        centres = np.where(mass[:, None] > 1e-12, moved / np.maximum(mass[:, None], 1e-12), centres)
    order = np.argsort(-mass)
    return np.stack([into_gamut(lightness, centre) for centre in centres[order]]), mass[order]


def first_centres(bins: np.ndarray, weights: np.ndarray, count: int) -> np.ndarray:
    """The likeliest bin, then again and again the one with most weight × squared distance to those chosen."""
    chosen = [int(weights.argmax())]
    for _ in range(count - 1):
        distance = ((bins[:, None] - bins[chosen][None]) ** 2).sum(-1).min(axis=1)
        chosen.append(int((weights * distance).argmax()))
    return bins[chosen].copy()


def into_gamut(lightness: float, ab: np.ndarray) -> np.ndarray:
    """The same hue at the same lightness with as much chroma as sRGB allows."""

    def fits(scale: float) -> bool:
        rgb = lab_to_rgb(np.array([lightness, ab[0] * scale, ab[1] * scale]), clip=False)
        return bool(np.all((rgb >= -1e-6) & (rgb <= 1 + 1e-6)))

    if fits(1.0):
        return ab
    low, high = 0.0, 1.0
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return ab * low
