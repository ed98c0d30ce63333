"""Crops of decoded photos as tensors, made on the device that trains.

The cache of `photos.py` is one flat file of bytes. On a CPU it is memory-mapped; a GPU takes the whole of it, if it fits.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .photos import PhotoCache


class DevicePhotos:
    """Random square crops of the training part of a cache."""

    def __init__(self, folder: Path, *, device: torch.device, seed: int) -> None:
        self.cache = PhotoCache(folder)
        self.device = device
        self._rng = np.random.default_rng(seed)
        self._indices = np.array(self.cache.training_indices())
        weights = np.array([self.cache.photos[i].weight for i in self._indices])
        self._cumulative = np.cumsum(weights / weights.sum())
        if device.type == "cpu":
            with warnings.catch_warnings():
                # The file is mapped read-only, and nothing here writes to it.
                warnings.simplefilter("ignore", UserWarning)
                self._bytes = torch.from_numpy(np.asarray(self.cache.flat))
        else:
            self._bytes = upload(self.cache.flat, device)

    def crops(self, count: int, size: int) -> Tensor:
        """count×3×size×size sRGB 0…1. Half to all of a photo's short side, but hardly ever enlarged."""
        return torch.cat([self._crop(size) for _ in range(count)])

    def _crop(self, size: int) -> Tensor:
        rng = self._rng
        draw = min(np.searchsorted(self._cumulative, rng.random()), len(self._indices) - 1)
        photo = self.cache.photos[int(self._indices[draw])]
        pixels = self._bytes[photo.offset : photo.offset + photo.height * photo.width * 3].view(photo.height, photo.width, 3)
        short = min(photo.height, photo.width)
        side = int(np.clip(short * rng.uniform(0.5, 1.0), min(size, short) * 0.8, short))
        y, x = (int(rng.integers(0, length - side + 1)) for length in (photo.height, photo.width))
        square = pixels[y : y + side, x : x + side].permute(2, 0, 1)[None].float() / 255
        if rng.random() < 0.5:
            square = square.flip(-1)
        return F.interpolate(square, size=(size, size), mode="bilinear", antialias=True, align_corners=False)


def upload(flat: np.ndarray, device: torch.device, *, part: int = 1 << 28) -> Tensor:
    """Bytes to a device, in parts: a copy of the whole need not fit into memory as well."""
    there = torch.empty(len(flat), dtype=torch.uint8, device=device)
    for start in range(0, len(flat), part):
        there[start : start + part] = torch.from_numpy(np.array(flat[start : start + part])).to(device)
    return there
