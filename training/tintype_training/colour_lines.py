"""Chroma at full size along the luma, as src/shared/colour/colour-lines.ts does it: bicubic that keeps each sample's mean, plus
`slope · (luma − cubic(luma))` with the line fitted over 3×3 samples. For planes at ¼."""

from __future__ import annotations

import cv2
import numpy as np

from .colour import lab_to_rgb

FACTOR = 4
LINE_EPSILON = 0.002
COLOUR_NOISE = 1.0
REACH_FLOOR = 1e-4
MEAN_ABOVE_MIDDLE = 1 / 24

THREE = np.array([1, 2, 1], np.float32) / 4
CROSS = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], np.float32)


def gray_signal(lightness: np.ndarray) -> np.ndarray:
    """L 0…100 [H, W] → the encoded signal 0…1 of that gray."""
    levels = np.linspace(0, 100, 1001)
    table = lab_to_rgb(np.stack([levels, 0 * levels, 0 * levels], -1)[None])[0, :, 1]
    return np.interp(lightness, levels, table).astype(np.float32)


def upsample(ab: np.ndarray, luma: np.ndarray) -> np.ndarray:
    """ab [h, w, 2] in Lab units at ¼, luma signal 0…1 [4h, 4w] → ab [4h, 4w, 2]."""
    small = cv2.resize(luma, (ab.shape[1], ab.shape[0]), interpolation=cv2.INTER_AREA)
    mean_l, mean_ab = blur(small), blur(ab)
    variance = np.maximum(0, blur(small * small) - mean_l**2)
    colour_variance = np.maximum(0, blur(ab * ab) - mean_ab**2).sum(-1)
    covariance = blur(small[..., None] * ab) - mean_l[..., None] * mean_ab
    per_luma = 1 / (variance + LINE_EPSILON)
    explained = (covariance**2).sum(-1) * per_luma / (colour_variance + COLOUR_NOISE)
    slope = (explained * per_luma)[..., None] * covariance
    reach = up(np.sqrt(variance + REACH_FLOOR), LINEAR)
    news = np.clip(luma - up(middles(small), CUBIC), -reach, reach)
    return up(middles(ab), CUBIC) + up(slope, LINEAR) * news[..., None]


def blur(x: np.ndarray) -> np.ndarray:
    return cv2.sepFilter2D(x, -1, THREE, THREE, borderType=cv2.BORDER_REPLICATE)


def middles(means: np.ndarray) -> np.ndarray:
    return means - MEAN_ABOVE_MIDDLE * cv2.filter2D(means, -1, CROSS, borderType=cv2.BORDER_REPLICATE)


def phases(kernel) -> np.ndarray:
    """[FACTOR, 5] weights of samples −2…2 around the one that a place lies in."""
    places = (np.arange(FACTOR) + 0.5) / FACTOR - 0.5
    return kernel(np.abs(places[:, None] - np.arange(-2, 3)[None])).astype(np.float32)


def catmull_rom(x: np.ndarray) -> np.ndarray:
    near, far = 1.5 * x**3 - 2.5 * x**2 + 1, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0))


CUBIC = phases(catmull_rom)
LINEAR = phases(lambda x: np.maximum(0, 1 - x))


def up(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """[h, w(, C)] → [4h, 4w(, C)], both directions, edge samples repeated."""
    return up_rows(up_rows(x, weights).swapaxes(0, 1), weights).swapaxes(0, 1)


def up_rows(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    padded = np.concatenate([x[:1], x[:1], x, x[-1:], x[-1:]])
    out = np.empty((len(x) * FACTOR, *x.shape[1:]), np.float32)
    for phase, taps in enumerate(weights):
        out[phase::FACTOR] = sum(tap * padded[i : i + len(x)] for i, tap in enumerate(taps) if tap)
    return out
