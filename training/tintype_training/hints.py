"""What a colourist might say about a photo: simulated points, strokes, boundary marks and global hints.

Points follow Zhang et al. 2017 (`add_color_patches_rand_gt` of richzhang/colorization-pytorch): their number is
geometric (p = 1/8), their places normal around the image's centre, their patches 1…9 px wide showing the patch's mean
ab; one sample in a hundred is revealed in full. Strokes, boundary marks and larger counts are additions.

All planes are float32: ab H×W×2 ÷110, mask and boundary H×W in {0, 1}.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .colour import AB_SCALE, ab_bins, nearest_bin_table

Rng = np.random.Generator

GEOMETRIC_P = 1 / 8
LARGEST_PATCH_PX = 9
FULL_REVEAL_SHARE = 0.01


@dataclass
class HintPlanes:
    ab: np.ndarray
    mask: np.ndarray

    @classmethod
    def empty(cls, height: int, width: int) -> HintPlanes:
        return cls(np.zeros((height, width, 2), np.float32), np.zeros((height, width), np.float32))


def place_point(planes: HintPlanes, truth: np.ndarray, rng: Rng, *, patch_px: int | None = None) -> tuple[int, int]:
    """Reveals the mean ab of one patch at a centre-biased position; returns its top left corner (row, column)."""
    height, width = planes.mask.shape
    patch = int(rng.integers(1, LARGEST_PATCH_PX + 1)) if patch_px is None else patch_px
    y, x = (
        int(np.clip(rng.normal((side - patch + 1) / 2, (side - patch + 1) / 4), 0, side - patch))
        for side in (height, width)
    )
    planes.ab[y : y + patch, x : x + patch] = truth[y : y + patch, x : x + patch].mean(axis=(0, 1))
    planes.mask[y : y + patch, x : x + patch] = 1
    return y, x


def place_points(truth: np.ndarray, count: int, rng: Rng, *, patch_px: int | None = None) -> HintPlanes:
    planes = HintPlanes.empty(*truth.shape[:2])
    for _ in range(count):
        place_point(planes, truth, rng, patch_px=patch_px)
    return planes


def place_stroke(planes: HintPlanes, truth: np.ndarray, rng: Rng) -> None:
    """A random brush stroke in one colour, interrupted where the object under it has another colour."""
    height, width = planes.mask.shape
    at = rng.uniform(0.1, 0.9, 2) * (width, height)
    heading, radius = rng.uniform(0, 2 * np.pi), int(rng.integers(1, 5))
    path = [at]
    for _ in range(int(rng.integers(3, 12))):
        heading += rng.normal(0, 0.5)
        at = np.clip(at + 6 * np.array([np.cos(heading), np.sin(heading)]), 0, (width - 1, height - 1))
        path.append(at)
    drawn = np.zeros((height, width), np.uint8)
    cv2.polylines(drawn, [np.round(path).astype(np.int32)], isClosed=False, color=1, thickness=2 * radius)
    x, y = np.round(path[0]).astype(int)
    same = np.abs(truth - truth[y, x]).sum(axis=-1) < 14 / AB_SCALE
    stroke = (drawn > 0) & same
    if stroke.any():
        planes.ab[stroke] = truth[stroke].mean(axis=0)
        planes.mask[stroke] = 1


def simulate_few(truth: np.ndarray, rng: Rng, *, none_share: float = 0.25) -> HintPlanes:
    """Zhang's procedure, with automatic mode more often than its 12.5 %."""
    if rng.random() < FULL_REVEAL_SHARE:
        return HintPlanes(truth.copy(), np.ones(truth.shape[:2], np.float32))
    count = 0 if rng.random() < none_share else int(rng.geometric(GEOMETRIC_P)) - 1
    return place_points(truth, count, rng)


def simulate_many(truth: np.ndarray, rng: Rng) -> HintPlanes:
    """Log-uniform counts up to the density of 500…1000 points on 256², and strokes."""
    height, width = truth.shape[:2]
    most = 800 * height * width / 256**2
    kind = rng.random()
    count = int(np.exp(rng.uniform(0, np.log(most)))) if kind < 0.85 else int(rng.integers(0, 4))
    # A colourist's points are not all in the middle; half of the samples have Zhang's 6 px of evaluation.
    planes = place_points(truth, count, rng, patch_px=6 if rng.random() < 0.5 else None)
    if kind > 0.75:
        for _ in range(int(rng.integers(1, 7))):
            place_stroke(planes, truth, rng)
    return planes


def draw_boundaries(truth: np.ndarray, rng: Rng) -> np.ndarray:
    """One to four marks along the truth's longer chroma edges; none if there are none."""
    height, width = truth.shape[:2]
    boundary = np.zeros((height, width), np.float32)
    planes = np.clip(cv2.GaussianBlur(truth, (0, 0), 1.5) * AB_SCALE * 2 + 128, 0, 255).astype(np.uint8)
    low = int(rng.integers(20, 50))
    edges = cv2.Canny(np.ascontiguousarray(planes[..., 0]), low, 3 * low)
    edges |= cv2.Canny(np.ascontiguousarray(planes[..., 1]), low, 3 * low)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(edges, connectivity=8)
    long = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] >= 20]
    if long:
        for i in rng.permutation(long)[: int(rng.integers(1, 5))]:
            boundary[labels == i] = 1
        if rng.random() < 0.3:
            boundary = cv2.dilate(boundary, np.ones((2, 2), np.uint8))
    return boundary


def global_vector(
    truth: np.ndarray, rgb: np.ndarray, *, with_histogram: bool = True, with_saturation: bool = True
) -> np.ndarray:
    """316 numbers: ab histogram of the image at ¼ size (nearest of 313 bins, sums to 1), 1, mean HSV saturation, 1.

    A part left out is all zeros, its indicator too.
    """
    bins = len(ab_bins())
    vector = np.zeros(bins + 3, np.float32)
    if with_histogram:
        height, width = truth.shape[:2]
        quarter = cv2.resize(truth, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
        index = np.clip(np.round(quarter * AB_SCALE), -128, 128).astype(int) + 128
        counts = np.bincount(nearest_bin_table()[index[..., 0], index[..., 1]].ravel(), minlength=bins)
        vector[:bins] = counts / counts.sum()
        vector[bins] = 1
    if with_saturation:
        peak, low = rgb.max(axis=-1), rgb.min(axis=-1)
        vector[bins + 1] = ((peak - low) / np.maximum(peak, 1e-6)).mean()
        vector[bins + 2] = 1
    return vector
