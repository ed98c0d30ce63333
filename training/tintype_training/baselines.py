"""What the Hint U-Net is measured against: two ways to propagate hints without learning.

Both take L (H×W, 0…100) and hint planes and return ab H×W×2 ÷110; without any hint they return gray.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import splu

from .hints import HintPlanes


def levin(lightness: np.ndarray, hints: HintPlanes) -> np.ndarray:
    """Colorization using optimization (Levin, Lischinski, Weiss 2004): neighbours alike in luma share their colour.

    3×3 windows, the variance rule and the floors of the authors' `getColorExact.m`; solved exactly.
    """
    height, width = lightness.shape
    if not hints.mask.any():
        return np.zeros((height, width, 2), np.float32)
    luma = lightness / 100
    index = np.arange(height * width).reshape(height, width)
    shifts = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]
    padded = np.pad(luma, 1, constant_values=np.nan)
    padded_index = np.pad(index, 1, constant_values=-1)
    around = np.stack([padded[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width] for dy, dx in shifts])
    at = np.stack([padded_index[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width] for dy, dx in shifts])
    window = np.concatenate([around, luma[None]])
    variance = np.nanmean((window - np.nanmean(window, axis=0)) ** 2, axis=0) * 0.6
    difference = (around - luma) ** 2
    variance = np.maximum(np.maximum(variance, -np.nanmin(difference, axis=0) / np.log(0.01)), 2e-6)
    weights = np.where(at >= 0, np.exp(-np.nan_to_num(difference) / variance), 0)
    weights /= weights.sum(axis=0)

    free = (hints.mask == 0) & (at >= 0)
    rows = np.broadcast_to(index, at.shape)[free]
    system = sparse.coo_matrix((-weights[free], (rows, at[free])), shape=(index.size, index.size))
    system = (system + sparse.identity(index.size)).tocsc()
    # Its pattern is symmetric and its diagonal dominant: no pivoting is needed, which halves the time.
    solver = splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    fixed = (hints.ab * hints.mask[..., None]).reshape(-1, 2).astype(np.float64)
    return np.stack([solver.solve(fixed[:, c]) for c in range(2)], axis=-1).reshape(height, width, 2).astype(np.float32)


def joint_bilateral(
    lightness: np.ndarray, hints: HintPlanes, *, sigma_px: float = 24.0, sigma_lightness: float = 8.0, cell_px: int = 4
) -> np.ndarray:
    """Every pixel takes the mean of all hints, weighted by nearness in the image and in lightness.

    Hints are gathered per `cell_px` cell first. The two sigmas were chosen on validation photos.
    """
    height, width = lightness.shape
    share = cell_mean(hints.mask, cell_px)
    ys, xs = np.nonzero(share)
    if len(ys) == 0:
        return np.zeros((height, width, 2), np.float32)
    masked = np.dstack([hints.ab, lightness]) * hints.mask[..., None]
    cells = np.stack([cell_mean(masked[..., c], cell_px) for c in range(3)], axis=-1)[ys, xs] / share[ys, xs, None]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    out = np.empty((height, width, 2), np.float32)
    centre_y, centre_x = (ys + 0.5) * cell_px, (xs + 0.5) * cell_px
    for row in range(0, height, 32):
        rows = slice(row, row + 32)
        score = (
            -((y[rows, :, None] - centre_y.astype(np.float32)) ** 2 + (x[rows, :, None] - centre_x.astype(np.float32)) ** 2)
            / (2 * sigma_px**2)
            - (lightness[rows, :, None].astype(np.float32) - cells[:, 2].astype(np.float32)) ** 2 / (2 * sigma_lightness**2)
            + np.log(share[ys, xs]).astype(np.float32)
        )
        weight = np.exp(score - score.max(axis=-1, keepdims=True))
        out[rows] = (weight @ cells[:, :2].astype(np.float32)) / weight.sum(axis=-1, keepdims=True)
    return out


def cell_mean(plane: np.ndarray, cell_px: int) -> np.ndarray:
    """Mean of every cell_px×cell_px block; the size must be a multiple."""
    height, width = plane.shape
    return plane.reshape(height // cell_px, cell_px, width // cell_px, cell_px).mean(axis=(1, 3))
