"""Turns cached photos into training batches: crop, flip, colour jitter, film look, two sets of hints a photo.

The encoder sees a photo once and the painter twice, with few hints and with many: painting is the cheap half.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor

from .colour import AB_SCALE, lab_to_rgb, rgb_to_lab
from .film_look import film_look
from .hint_unet import GLOBAL_SIZE
from .hints import HintPlanes, draw_boundaries, global_vector, simulate_few, simulate_many
from .photos import PhotoCache

Rng = np.random.Generator

FILM_LOOK_SHARE = 0.4
GRAY_SPREAD = 5.0
"""A crop whose a and b together span less than this is gray and teaches nothing (Zhang's rule)."""


@dataclass
class Batch:
    """`luma` N×1×H×W; the rest for 2N paintings, the N with few hints first."""

    luma: Tensor
    truth: Tensor
    hint_ab: Tensor
    hint_mask: Tensor
    boundary: Tensor
    global_vector: Tensor


class SampleSource:
    """Endless batches from the training part of a photo cache."""

    def __init__(self, cache: PhotoCache, *, seed: int) -> None:
        self._cache = cache
        self._rng = np.random.default_rng(seed)
        self._indices = np.array(cache.training_indices())
        weights = np.array([cache.photos[i].weight for i in self._indices])
        self._cumulative = np.cumsum(weights / weights.sum())

    def crop(self, size: int) -> np.ndarray:
        """A random square of a random photo, size×size×3 sRGB 0…1."""
        rng = self._rng
        draw = min(np.searchsorted(self._cumulative, rng.random()), len(self._indices) - 1)
        pixels = self._cache.pixels(int(self._indices[draw]))
        short = min(pixels.shape[:2])
        side = int(np.clip(short * rng.uniform(0.5, 1.0), min(size, short) * 0.8, short))
        y = int(rng.integers(0, pixels.shape[0] - side + 1))
        x = int(rng.integers(0, pixels.shape[1] - side + 1))
        square = np.ascontiguousarray(pixels[y : y + side, x : x + side])
        interpolation = cv2.INTER_AREA if side >= size else cv2.INTER_CUBIC
        square = cv2.resize(square, (size, size), interpolation=interpolation)
        if rng.random() < 0.5:
            square = square[:, ::-1]
        return square.astype(np.float32) / 255

    def jitter(self, lab: np.ndarray) -> np.ndarray:
        """A little hue and saturation, within what a camera's white balance does."""
        rng = self._rng
        angle, scale = np.radians(rng.normal(0, 4)), np.exp(rng.normal(0, 0.12))
        turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
        lab = lab.copy()
        lab[..., 1:] = lab[..., 1:] @ turn.T + rng.normal(0, 1.0, 2).astype(np.float32)
        return lab

    def sample(self, size: int) -> tuple[np.ndarray, list[dict[str, np.ndarray]]]:
        rng = self._rng
        while True:
            rgb = self.crop(size)
            lab = rgb_to_lab(rgb)
            if np.ptp(lab[..., 1]) + np.ptp(lab[..., 2]) >= GRAY_SPREAD:
                break
        if rng.random() < 0.6:
            rgb = lab_to_rgb(self.jitter(lab)).astype(np.float32)
            lab = rgb_to_lab(rgb)
        lightness = film_look(rgb, rng) * 100 if rng.random() < FILM_LOOK_SHARE else lab[..., 0]
        truth = (lab[..., 1:] / AB_SCALE).astype(np.float32)
        few = self.painting(truth, rgb, simulate_few(truth, rng))
        many = self.painting(truth, rgb, simulate_many(truth, rng))
        return lightness.astype(np.float32) / 50 - 1, [few, many]

    def painting(self, truth: np.ndarray, rgb: np.ndarray, hints: HintPlanes) -> dict[str, np.ndarray]:
        rng = self._rng
        boundary = draw_boundaries(truth, rng) if rng.random() < 0.5 else np.zeros_like(hints.mask)
        vector = np.zeros(GLOBAL_SIZE, np.float32)
        if rng.random() < 0.5:
            kind = rng.random()
            vector = global_vector(truth, rgb, with_histogram=kind < 0.75, with_saturation=kind > 0.35)
        return {"truth": truth.transpose(2, 0, 1), "hint_ab": hints.ab.transpose(2, 0, 1), "hint_mask": hints.mask[None],
                "boundary": boundary[None], "global_vector": vector}

    def batch(self, count: int, size: int) -> Batch:
        samples = [self.sample(size) for _ in range(count)]
        luma = torch.from_numpy(np.stack([luma for luma, _ in samples])[:, None])
        paintings = [paintings[k] for k in range(2) for _, paintings in samples]
        planes = {
            name: torch.from_numpy(np.ascontiguousarray(np.stack([painting[name] for painting in paintings])))
            for name in paintings[0]
        }
        return Batch(luma=luma, **planes)
