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

from .object_masks import ObjectMasks
from .photos import PhotoCache

OBJECT_SHARES = (0.02, 0.7)
"""How much of a crop an object may fill for the crop to count as one of it."""

TRIES = 4
"""Crops of a photo until its object is well within one."""


class DevicePhotos:
    """Random square crops of the training part of a cache; of some photos the object is known (`object_masks.py`)."""

    def __init__(self, folder: Path, *, device: torch.device, seed: int) -> None:
        self.cache = PhotoCache(folder)
        self.device = device
        self._rng = np.random.default_rng(seed)
        self._indices = np.array(self.cache.training_indices())
        weights = np.array([self.cache.photos[i].weight for i in self._indices])
        self._cumulative = np.cumsum(weights / weights.sum())
        self._masks = ObjectMasks(folder.parent / "objects", self.cache)
        self._with_object = np.flatnonzero([int(i) in self._masks.entries for i in self._indices])
        self._object_chances = weights[self._with_object] / weights[self._with_object].sum()
        if device.type == "cpu":
            with warnings.catch_warnings():
                # The file is mapped read-only, and nothing here writes to it.
                warnings.simplefilter("ignore", UserWarning)
                self._bytes = torch.from_numpy(np.asarray(self.cache.flat))
        else:
            self._bytes = upload(self.cache.flat, device)

    def crops(self, count: int, size: int, *, object_share: float = 0.0) -> tuple[Tensor, Tensor]:
        """count×3×size×size sRGB 0…1: half to all of a photo's short side, but hardly ever enlarged. And count×1×size×size: 1 in the
        object of a share of them, 0 in all others."""
        pairs = [self._crop_of_object(size) if len(self._with_object) > 0 and self._rng.random() < object_share else self._crop(self._any_photo(), size)
                 for _ in range(count)]
        crops, objects = zip(*pairs, strict=True)
        nothing = torch.zeros(1, 1, size, size, device=self.device)
        return torch.cat(crops), torch.cat([nothing if one is None else one for one in objects])

    def _any_photo(self) -> int:
        return int(self._indices[min(np.searchsorted(self._cumulative, self._rng.random()), len(self._indices) - 1)])

    def _crop_of_object(self, size: int) -> tuple[Tensor, Tensor | None]:
        index = int(self._indices[self._rng.choice(self._with_object, p=self._object_chances)])
        for _ in range(TRIES):
            crop, inside = self._crop(index, size, mask=self._masks.mask(index))
            if inside is not None and OBJECT_SHARES[0] <= float(inside.mean()) <= OBJECT_SHARES[1]:
                return crop, inside
        return crop, None

    def _crop(self, index: int, size: int, *, mask: np.ndarray | None = None) -> tuple[Tensor, Tensor | None]:
        rng, photo = self._rng, self.cache.photos[index]
        pixels = self._bytes[photo.offset : photo.offset + photo.height * photo.width * 3].view(photo.height, photo.width, 3)
        short = min(photo.height, photo.width)
        side = int(np.clip(short * rng.uniform(0.5, 1.0), min(size, short) * 0.8, short))
        y, x = (int(rng.integers(0, length - side + 1)) for length in (photo.height, photo.width))
        square = pixels[y : y + side, x : x + side].permute(2, 0, 1)[None].float() / 255
        inside = None
        if mask is not None:
            whole = torch.from_numpy(mask).to(self.device, torch.float32)[None, None]
            whole = F.interpolate(whole, size=(photo.height, photo.width), mode="bilinear", align_corners=False)
            inside = whole[:, :, y : y + side, x : x + side]
        if rng.random() < 0.5:
            square, inside = square.flip(-1), None if inside is None else inside.flip(-1)
        square = F.interpolate(square, size=(size, size), mode="bilinear", antialias=True, align_corners=False)
        if inside is not None:
            inside = (F.interpolate(inside, size=(size, size), mode="bilinear", antialias=True, align_corners=False) > 0.5).float()
        return square, inside


def upload(flat: np.ndarray, device: torch.device, *, part: int = 1 << 28) -> Tensor:
    """Bytes to a device, in parts: a copy of the whole need not fit into memory as well."""
    there = torch.empty(len(flat), dtype=torch.uint8, device=device)
    for start in range(0, len(flat), part):
        there[start : start + part] = torch.from_numpy(np.array(flat[start : start + part])).to(device)
    return there
