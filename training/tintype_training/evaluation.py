"""Measuring a colorizer: the protocol of Zhang et al. 2017, Fig. 6, in float arithmetic.

256² images, 6×6-pixel hints at Gaussian places, the true L kept, RGB PSNR with clipping to the sRGB gamut.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from .colour import AB_SCALE, delta_e2000, lab_to_rgb, rgb_to_lab
from .hint_unet import GLOBAL_SIZE, HintUNet
from .hints import HintPlanes, place_point, place_points

SIZE_PX = 256
HINT_PX = 6
POINT_COUNTS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500)

Colorizer = Callable[[np.ndarray, HintPlanes, np.ndarray], np.ndarray]
"""(L H×W 0…100, hints, global vector) → ab H×W×2 ÷110."""


@dataclass(frozen=True)
class TestImage:
    """`truth` is ab ÷110, `rgb` sRGB 0…1; both are exact inverses of each other."""

    name: str
    rgb: np.ndarray
    lightness: np.ndarray
    truth: np.ndarray

    @classmethod
    def of(cls, name: str, pixels: np.ndarray) -> TestImage:
        """From H×W×3 uint8: short side to 256, centre crop."""
        height, width = pixels.shape[:2]
        scale = SIZE_PX / min(height, width)
        if scale != 1:
            size = (max(SIZE_PX, round(width * scale)), max(SIZE_PX, round(height * scale)))
            pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
            height, width = pixels.shape[:2]
        y, x = (height - SIZE_PX) // 2, (width - SIZE_PX) // 2
        rgb = pixels[y : y + SIZE_PX, x : x + SIZE_PX].astype(np.float64) / 255
        lab = rgb_to_lab(rgb)
        return cls(name, rgb, lab[..., 0], (lab[..., 1:] / AB_SCALE).astype(np.float32))

    def hints(self, count: int) -> HintPlanes:
        """The same hints in every run: the generator is seeded by the image's name and the count."""
        return place_points(self.truth, count, self._generator(count), patch_px=HINT_PX)

    def patches(self, count: int) -> list[tuple[tuple[int, int], np.ndarray]]:
        """The same hints one by one, in the order they were placed: top left corner (row, column) and ab ÷110."""
        generator, planes, placed = self._generator(count), HintPlanes.empty(*self.lightness.shape), []
        for _ in range(count):
            y, x = place_point(planes, self.truth, generator, patch_px=HINT_PX)
            placed.append(((y, x), planes.ab[y, x].copy()))
        return placed

    def _generator(self, count: int) -> np.random.Generator:
        return np.random.default_rng([zlib.crc32(self.name.encode()), count])

    def with_ab(self, ab: np.ndarray) -> np.ndarray:
        """sRGB of this image's lightness with another ab (÷110), clipped to the gamut."""
        return lab_to_rgb(np.concatenate([self.lightness[..., None], ab.astype(np.float64) * AB_SCALE], axis=-1))

    def psnr(self, ab: np.ndarray) -> float:
        """Float RGB PSNR against the truth, dB."""
        error = np.mean((self.with_ab(ab) - self.rgb) ** 2)
        return float(-10 * np.log10(max(error, 1e-10)))

    def delta_e(self, ab: np.ndarray) -> float:
        """Mean CIEDE2000 against the truth, after clipping to the gamut."""
        return float(delta_e2000(rgb_to_lab(self.with_ab(ab)), rgb_to_lab(self.rgb)).mean())


class NetworkColorizer:
    """The PyTorch network as a `Colorizer`; features of the last image are cached, as in the product."""

    def __init__(self, network: HintUNet) -> None:
        self._network = network.eval()
        self._luma: np.ndarray | None = None

    def __call__(
        self,
        lightness: np.ndarray,
        hints: HintPlanes,
        vector: np.ndarray | None = None,
        boundary: np.ndarray | None = None,
    ) -> np.ndarray:
        with torch.no_grad():
            if self._luma is not lightness:
                self._features = self._network.encode(to_tensor(lightness[..., None] / 50 - 1))
                self._luma = lightness
            vector = np.zeros(GLOBAL_SIZE, np.float32) if vector is None else vector
            boundary = np.zeros_like(hints.mask) if boundary is None else boundary
            ab, self.context = self._network.paint(
                *self._features,
                to_tensor(hints.ab),
                to_tensor(hints.mask[..., None]),
                to_tensor(boundary[..., None]),
                torch.from_numpy(vector)[None],
            )
        return ab[0].permute(1, 2, 0).numpy()


def to_tensor(plane: np.ndarray) -> torch.Tensor:
    """H×W×C → 1×C×H×W float32."""
    return torch.from_numpy(np.ascontiguousarray(plane.transpose(2, 0, 1)[None], dtype=np.float32))


def psnr_curve(colorizer: Colorizer, images: list[TestImage], counts: tuple[int, ...]) -> dict[int, float]:
    """Mean PSNR at each number of hints."""
    sums = dict.fromkeys(counts, 0.0)
    for image in images:
        for count in counts:
            sums[count] += image.psnr(colorizer(image.lightness, image.hints(count), None))
    return {count: total / len(images) for count, total in sums.items()}
