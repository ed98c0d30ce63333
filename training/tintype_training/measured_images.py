"""Figures of a method for each image, kept in a file if one is given, so that what never changes is measured once and added to later."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import numpy as np

from .evaluation import POINT_COUNTS, Colorizer, TestImage


def in_fixed_order(images: list[TestImage]) -> list[TestImage]:
    """The same shuffled order every time, so that any first part of it is a fair sample."""
    return sorted(images, key=lambda image: zlib.crc32(b"order " + image.name.encode()))


class MeasuredImages:
    """PSNR and mean ΔE2000 at every number of points, by method and image name; written after every image."""

    def __init__(self, file: Path | None = None, *, counts: tuple[int, ...] = POINT_COUNTS) -> None:
        self._counts = counts
        self._file = file
        self._kept: dict[str, dict[str, dict[str, list[float]]]] = json.loads(file.read_text()) if file is not None and file.exists() else {}

    def measure(self, method: str, colorizer: Colorizer, image: TestImage) -> None:
        kept = self._kept.setdefault(method, {})
        if image.name in kept:
            return
        psnr, delta_e = [], []
        for count in self._counts:
            ab = colorizer(image.lightness, image.hints(count))
            psnr.append(round(image.psnr(ab), 3))
            delta_e.append(round(image.delta_e(ab), 3))
        kept[image.name] = {"psnr": psnr, "deltaE2000": delta_e}
        if self._file is None:
            return
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(self._kept) + "\n")
        os.replace(partial, self._file)

    def names(self) -> set[str]:
        """Images that every method has been measured on."""
        return set.intersection(*(set(kept) for kept in self._kept.values())) if self._kept else set()

    def curves(self, images: list[TestImage]) -> dict[str, dict]:
        """Means over those of `images` that are known, of every method."""
        known = [image.name for image in images if image.name in self.names()]
        result = {}
        for method, kept in self._kept.items():
            psnr = np.array([kept[name]["psnr"] for name in known])
            delta_e = np.array([kept[name]["deltaE2000"] for name in known])
            result[method] = {"images": len(known), "points": list(self._counts), "psnr": psnr.mean(0).round(3).tolist(),
                              "standardError": (psnr.std(0) / np.sqrt(len(known))).round(3).tolist(),
                              "deltaE2000": delta_e.mean(0).round(3).tolist()}
        return result
