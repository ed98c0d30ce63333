"""Still photos moved, zoomed, sheared and partly covered: pretend video whose correspondences are true by making.

Photos bring what 95 clips cannot, variety of things to match; clips bring true motion. See DESIGN: training/README.md.
"""

from __future__ import annotations

import cv2
import numpy as np

from .clips import fast_lab
from .photos import PhotoCache

Frame = tuple[np.ndarray, np.ndarray]
"""L 0…100 [S, S] and ab in Lab units [S, S, 2], float32."""


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


def blob(rng: np.random.Generator, size: int) -> np.ndarray:
    """A soft-edged random shape with holes and lobes, 0…1 [size, size]."""
    noise = cv2.resize(rng.normal(0, 1, (5, 5)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    reach = rng.uniform(0.18, 0.36)
    inside = 1.6 * (1 - np.sqrt((x / reach) ** 2 + (y / reach) ** 2)) + 0.5 * noise
    return np.clip(inside * size / 24, 0, 1)


class PretendVideo:
    def __init__(self, photos: PhotoCache) -> None:
        self.photos = photos
        self.indices = np.array(photos.training_indices())
        weights = np.array([photos.photos[i].weight for i in self.indices])
        self.chances = weights / weights.sum()

    def photo(self, rng: np.random.Generator) -> np.ndarray:
        return fast_lab(self.photos.pixels(int(rng.choice(self.indices, p=self.chances))))

    def frames(self, rng: np.random.Generator, times: list[float], size: int) -> list[Frame]:
        """Frames of one made-up shot at the given times (frames; 0 is the target)."""
        background, thing = self.photo(rng), self.photo(rng)
        speed = float(rng.choice([0.3, 1.0, 2.5]))
        motion, own_motion = random_motion(rng, size, speed), random_motion(rng, size, 1.5 * speed)
        zoom = min(background.shape[:2]) / size * rng.uniform(0.45, 0.95)
        own_zoom = min(thing.shape[:2]) / size * rng.uniform(0.7, 1.3)
        has_thing = rng.random() < 0.7
        mask = blob(rng, 256)
        mask_side = cv2.resize(mask, (thing.shape[1], thing.shape[0]))
        base = rng.normal(0, 0.12, 2) * min(background.shape[:2])
        own_base = rng.normal(0, 0.15, 2) * min(thing.shape[:2])
        made = []
        for time in times:
            # Motion decreases with distance: a pan ends, and distant keys must still share content.
            reached = np.sign(time) * 12 * np.log1p(abs(time) / 12)
            image = warp(background, placement(motion * reached, size, background.shape[:2], zoom, base), size)
            if has_thing:
                matrix = placement(own_motion * reached, size, thing.shape[:2], own_zoom, own_base)
                cover = warp(mask_side, matrix, size, cv2.BORDER_CONSTANT)[..., None]
                image = image * (1 - cover) + warp(thing, matrix, size) * cover
            made.append((np.ascontiguousarray(image[..., 0]), np.ascontiguousarray(image[..., 1:])))
        return made
