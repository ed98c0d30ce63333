"""Wear of old film from frame to frame: gate weave, dirt, scratches. What flickers and grains is in `propagation_samples`."""

from __future__ import annotations

import cv2
import numpy as np

Rng = np.random.Generator

WEAVE_PX = 1.5
"""Standard deviation of a frame's shift in the gate, pixels of a crop from 480 lines."""


def gate_weave(luma: np.ndarray, planes: np.ndarray, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """Shifts every frame a little. luma [N, H, W] and planes [N, C, H/4, W/4] move together; edges are mirrored."""
    moved_luma, moved_planes = np.empty_like(luma), np.empty_like(planes)
    for i, shift in enumerate(rng.normal(0, WEAVE_PX, (len(luma), 2)).astype(np.float32)):
        moved_luma[i] = shifted(luma[i], shift)
        for channel in range(planes.shape[1]):
            moved_planes[i, channel] = shifted(planes[i, channel], shift / 4)
    return moved_luma, moved_planes


def shifted(plane: np.ndarray, by: np.ndarray) -> np.ndarray:
    matrix = np.array([[1, 0, by[0]], [0, 1, by[1]]], np.float32)
    size = (plane.shape[1], plane.shape[0])
    return cv2.warpAffine(np.ascontiguousarray(plane, np.float32), matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def wear(luma: np.ndarray, rng: Rng) -> np.ndarray:
    """Dirt that stays one frame and scratches that run on. luma [N, H, W] in 0…1."""
    worn = np.ascontiguousarray(luma, np.float32).copy()
    height, width = worn.shape[1:]
    scratches = [(rng.uniform(0, width), rng.choice([-1, 1]) * rng.uniform(0.1, 0.5)) for _ in range(rng.integers(0, 3))]
    for frame in worn:
        for _ in range(rng.poisson(4)):
            spot = np.zeros((height, width), np.float32)
            at = (int(rng.integers(0, width)), int(rng.integers(0, height)))
            axes = (int(rng.integers(1, 9)), int(rng.integers(1, 5)))
            cv2.ellipse(spot, at, axes, float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
            spot = cv2.GaussianBlur(spot, (0, 0), 0.8) * rng.uniform(0.4, 1)
            frame += spot * (rng.choice([0.03, 0.97]) - frame)
        for n, (x, strength) in enumerate(scratches):
            x = float(np.clip(x + rng.normal(0, 1.5), 0, width - 1))
            scratches[n] = (x, strength)
            near = np.exp(-0.5 * ((np.arange(width, dtype=np.float32) - x) / 0.8) ** 2)
            frame += strength * near
    return np.clip(worn, 0, 1)
