"""Makes the luma of a modern colour photo look like that of old black-and-white film.

Old emulsions did not see colour as video luma does (orthochromatic stock is blind to red), had a toe and a shoulder,
grain, and soft lenses. All functions take and give float32 in 0…1; grain and blur are in pixels of the image.
"""

from __future__ import annotations

import cv2
import numpy as np

Rng = np.random.Generator


def linear_light(rgb: np.ndarray) -> np.ndarray:
    """sRGB 0…1 → linear light 0…1."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lightness_of(luminance: np.ndarray) -> np.ndarray:
    """Relative luminance 0…1 → CIE L 0…100."""
    f = np.where(luminance > 216 / 24389, np.cbrt(luminance), (24389 / 27 * luminance + 16) / 116)
    return (116 * f - 16).astype(np.float32)


def emulsion_mix(rgb: np.ndarray, rng: Rng) -> np.ndarray:
    """H×W×3 sRGB → lightness 0…1 as an orthochromatic or panchromatic stock would have recorded it."""
    if rng.random() < 0.4:
        weights = np.array([rng.uniform(0, 0.1), rng.uniform(0.4, 0.7), rng.uniform(0.25, 0.6)])
    else:
        weights = np.array([rng.uniform(0.15, 0.4), rng.uniform(0.35, 0.75), rng.uniform(0.05, 0.35)])
    luminance = linear_light(rgb) @ (weights / weights.sum()).astype(np.float32)
    return lightness_of(np.clip(luminance, 0, 1)) / 100


def contrast_curve(gray: np.ndarray, rng: Rng) -> np.ndarray:
    """Gamma, toe and shoulder, and the lifted blacks and dim whites of a print."""
    gray = gray ** np.exp(rng.normal(0, 0.2))
    bend = rng.uniform(-0.2, 0.35)
    gray = gray + bend * gray * (1 - gray) * (2 * gray - 1)
    black, white = rng.uniform(0, 0.08), rng.uniform(0.9, 1)
    return black + (white - black) * np.clip(gray, 0, 1)


def add_grain(gray: np.ndarray, rng: Rng, *, strength: float) -> np.ndarray:
    """Correlated noise, strongest in the mid-tones. `strength` is its standard deviation there."""
    noise = rng.standard_normal(gray.shape, dtype=np.float32)
    size_px = rng.uniform(0.3, 1.1)
    noise = cv2.GaussianBlur(noise, (0, 0), size_px)
    noise *= strength / max(float(noise.std()), 1e-6)
    return gray + noise * (0.35 + 2.6 * gray * (1 - gray))


def film_look(rgb: np.ndarray, rng: Rng) -> np.ndarray:
    """H×W×3 sRGB 0…1 → H×W lightness 0…1 (L/100) as a scan of old film might show it. Each step is random."""
    if rng.random() < 0.6:
        gray = emulsion_mix(rgb, rng)
    else:
        gray = lightness_of(linear_light(rgb) @ np.array([0.2126729, 0.7151522, 0.0721750], np.float32)) / 100
    if rng.random() < 0.7:
        gray = contrast_curve(gray, rng)
    if rng.random() < 0.5:
        gray = cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.3, 1.2))
    if rng.random() < 0.7:
        gray = add_grain(gray, rng, strength=float(rng.uniform(0.005, 0.06)))
    return np.clip(gray, 0, 1).astype(np.float32)
