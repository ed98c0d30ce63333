"""The fixed Gaussian bilateral: stage 0 of the 2017 Video Propagation Network, which needs no training at all.

Features (Y, x, y, t) scaled by (0.2, 0.04, 0.04, 0.04), Y in 0…255 and x, y in pixels at 480 lines; colours of the last
three frames are splatted into a grid of unit cells, blurred and sliced (Jampani et al. 2017 and its released code).
"""

from __future__ import annotations

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

LUMA_SCALE = 0.2
PLACE_SCALE = 0.04
FRAMES_BACK = 3


def coordinates(luma: np.ndarray, step: int) -> np.ndarray:
    """Grid coordinates (Y, y, x) of every `step`-th pixel: [3, n]. `luma` is L·2.55."""
    small = luma if step == 1 else cv2.resize(luma, (luma.shape[1] // step, luma.shape[0] // step), interpolation=cv2.INTER_AREA)
    y, x = np.mgrid[0 : small.shape[0], 0 : small.shape[1]].astype(np.float32) * step * PLACE_SCALE
    return np.stack([small * LUMA_SCALE, y, x]).reshape(3, -1)


def propagate(lumas: list[np.ndarray], first_ab: np.ndarray) -> dict[int, np.ndarray]:
    """ab in Lab units of all frames from the first frame's: `lumas` L 0…100 [H, W]."""
    h, w = lumas[0].shape
    shape = (54, int(h * PLACE_SCALE) + 3, int(w * PLACE_SCALE) + 3)
    made = {0: np.ascontiguousarray(first_ab, np.float32)}
    for t in range(1, len(lumas)):
        sums = np.zeros((3, *shape), np.float32)
        for back in range(1, min(FRAMES_BACK, t) + 1):
            at = np.round(coordinates(lumas[t - back] * 2.55, 4)).astype(int) + 1
            flat = np.ravel_multi_index(tuple(at), shape, mode="clip")
            colour = cv2.resize(made[t - back], (w // 4, h // 4), interpolation=cv2.INTER_AREA).reshape(-1, 2)
            nearness = float(np.exp(-0.5 * (PLACE_SCALE * back) ** 2))
            for channel, weight in enumerate((np.ones(len(flat)), colour[:, 0], colour[:, 1])):
                sums[channel] += nearness * np.bincount(flat, weight, int(np.prod(shape))).reshape(shape)
        blurred = [gaussian_filter(s, 1.0, mode="constant") for s in sums]
        here = coordinates(lumas[t] * 2.55, 2) + 1
        total, a, b = (map_coordinates(s, here, order=1, mode="nearest") for s in blurred)
        small = (np.stack([a, b], -1) / np.maximum(total, 1e-6)[:, None]).reshape(h // 2, w // 2, 2).astype(np.float32)
        made[t] = cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR)
    return made
