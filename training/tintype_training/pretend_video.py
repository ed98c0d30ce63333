"""Motion of a pretended camera over a still photo, whose correspondences are true by making (`make_tracks.py`)."""

from __future__ import annotations

import cv2
import numpy as np


def random_motion(rng: np.random.Generator, size: int, speed: float) -> np.ndarray:
    """Velocity a frame: (dx, dy in pixels, rotation in radians, log zoom, shear)."""
    drift = rng.normal(0, speed * size / 128, 2)
    return np.array([*drift, rng.normal(0, 0.006), rng.normal(0, 0.008), rng.normal(0, 0.004)])


def placement(pose: np.ndarray, size: int, source: tuple[int, int], base_zoom: float, base: np.ndarray) -> np.ndarray:
    """2×3 matrix from output pixels to source pixels for a pose (motion × time)."""
    dx, dy, angle, log_zoom, shear = pose
    scale = base_zoom * np.exp(-log_zoom)
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    turn = np.array([[cos, -sin + shear * scale], [sin, cos]])
    centre = np.array([source[1] / 2, source[0] / 2]) + base + np.array([dx, dy]) * scale
    return np.hstack([turn, (centre - turn @ np.array([size / 2, size / 2]))[:, None]])


def warp(image: np.ndarray, matrix: np.ndarray, size: int, border: int = cv2.BORDER_REFLECT_101) -> np.ndarray:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, matrix, (size, size), flags=flags, borderMode=border)
