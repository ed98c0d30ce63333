"""CIE Lab (D65/2°) ⇄ sRGB, for numpy and torch, and the 313 in-gamut ab bins.

Ranges everywhere: sRGB 0…1, L 0…100, a and b about −110…110. Channel order is L, a, b. The numpy functions take the
channels last (H×W×3), the torch functions take them second (N×3×H×W), as each library's images come.

Sources: IEC 61966-2-1 (sRGB transfer and primaries), CIE 15:2004 (Lab). `src/shared/colour/` holds the same formulas
in TypeScript and is tested against the same figures.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

AB_SCALE = 110.0
"""The networks speak ab/110 and L/50 − 1."""

BIN_STEP = 10
"""Grid step of the ab bins (Zhang et al. 2016, §3.1)."""

_RGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_XYZ_TO_RGB = np.linalg.inv(_RGB_TO_XYZ)
# The white point is the row sums of the matrix, so that every neutral RGB has a = b = 0 to machine precision.
_WHITE = _RGB_TO_XYZ.sum(axis=1)
_RGB_TO_XYZ_OF_WHITE = _RGB_TO_XYZ / _WHITE[:, None]
_XYZ_OF_WHITE_TO_RGB = _XYZ_TO_RGB * _WHITE[None, :]

_EPSILON = 216 / 24389
_KAPPA = 24389 / 27


def rgb_to_lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB 0…1 (…×3) → Lab (…×3), float."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((np.maximum(rgb, 0) + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _RGB_TO_XYZ_OF_WHITE.T.astype(linear.dtype)
    f = np.where(xyz > _EPSILON, np.cbrt(xyz), (_KAPPA * xyz + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def lab_to_rgb(lab: np.ndarray, *, clip: bool = True) -> np.ndarray:
    """Lab (…×3) → sRGB (…×3); out-of-gamut colours are clipped to 0…1 unless `clip` is False."""
    fy = (lab[..., 0] + 16) / 116
    f = np.stack([fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200], axis=-1)
    xyz = np.where(f**3 > _EPSILON, f**3, (116 * f - 16) / _KAPPA)
    linear = xyz @ _XYZ_OF_WHITE_TO_RGB.T.astype(xyz.dtype)
    positive = np.maximum(linear, 0)
    rgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * positive ** (1 / 2.4) - 0.055)
    return np.clip(rgb, 0, 1) if clip else rgb


def torch_rgb_to_lab(rgb: Tensor) -> Tensor:
    """sRGB 0…1 (N×3×H×W) → Lab (N×3×H×W)."""
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb.clamp(min=0) + 0.055) / 1.055) ** 2.4)
    matrix = torch.as_tensor(_RGB_TO_XYZ_OF_WHITE, dtype=rgb.dtype, device=rgb.device)
    xyz = torch.einsum("ij,njhw->nihw", matrix, linear)
    f = torch.where(xyz > _EPSILON, xyz.clamp(min=_EPSILON) ** (1 / 3), (_KAPPA * xyz + 16) / 116)
    x, y, z = f.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=1)


def torch_lab_to_rgb(lab: Tensor, *, clip: bool = True) -> Tensor:
    """Lab (N×3×H×W) → sRGB (N×3×H×W); out-of-gamut colours are clipped to 0…1 unless `clip` is False."""
    lightness, a, b = lab.unbind(1)
    fy = (lightness + 16) / 116
    f = torch.stack([fy + a / 500, fy, fy - b / 200], dim=1)
    xyz = torch.where(f**3 > _EPSILON, f**3, (116 * f - 16) / _KAPPA)
    matrix = torch.as_tensor(_XYZ_OF_WHITE_TO_RGB, dtype=lab.dtype, device=lab.device)
    linear = torch.einsum("ij,njhw->nihw", matrix, xyz)
    rgb = torch.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * linear.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    )
    return rgb.clamp(0, 1) if clip else rgb


def delta_e2000(lab1: np.ndarray, lab2: np.ndarray) -> np.ndarray:
    """CIEDE2000 colour difference of two Lab arrays (…×3) → (…). Sharma, Wu, Dalal 2005."""
    l1, a1, b1 = np.moveaxis(np.asarray(lab1, dtype=np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(lab2, dtype=np.float64), -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    chromatic = c1 * c2 > 0
    dh = np.where(chromatic, (h2 - h1 + 180) % 360 - 180, 0)
    dH = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = np.where(chromatic, (h1 + dh / 2) % 360, h1 + h2)
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rc = 2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    rt = -np.sin(np.radians(60 * np.exp(-(((mean_h - 275) / 25) ** 2)))) * rc
    dl, dc, dhh = (l2 - l1) / sl, (c2 - c1) / sc, dH / sh
    return np.sqrt(np.maximum(dl**2 + dc**2 + dhh**2 + rt * dc * dhh, 0))


BIN_REACH = 13.5
_LATTICE_LEVELS = 52


@lru_cache(maxsize=1)
def ab_bins() -> np.ndarray:
    """The 313 ab bin centres (313×2 float32), ordered by a, then b.

    The rule: take the sRGB colours whose three code values are all multiples of 5 (52³ of them) and their ab. A point
    of the grid {…, −10, 0, 10, …}² is a bin if one of those ab lies within 13.5 of it. The count is 313, the number of
    Zhang et al. 2016, and is the same for lattices of 33, 52 and 86 levels (nearest grid points in and out: 13.31 and
    13.82). A smaller reach would leave colours at the gamut's edge without bins around them to interpolate between.
    """
    levels = np.arange(_LATTICE_LEVELS) / (_LATTICE_LEVELS - 1)
    red, green, blue = np.meshgrid(levels, levels, levels, indexing="ij")
    ab = rgb_to_lab(np.stack([red, green, blue], axis=-1).reshape(-1, 3))[:, 1:]
    grid = np.arange(-120, 121, BIN_STEP)
    bins = [(a, b) for a in grid for b in grid if np.min((ab[:, 0] - a) ** 2 + (ab[:, 1] - b) ** 2) <= BIN_REACH**2]
    return np.array(bins, dtype=np.float32)


@lru_cache(maxsize=1)
def nearest_bin_table() -> np.ndarray:
    """Nearest bin of every whole-number ab: 257×257 int16, index [a + 128, b + 128]."""
    axis = np.arange(-128, 129, dtype=np.float32)
    bins = ab_bins()
    distance = (axis[:, None, None] - bins[:, 0]) ** 2 + (axis[None, :, None] - bins[:, 1]) ** 2
    return distance.argmin(axis=-1).astype(np.int16)


def nearest_bin(ab: Tensor) -> Tensor:
    """Nearest of the 313 bins: N×2×H×W ab in Lab units → N×H×W int64. Exact to half an ab unit."""
    table = torch.as_tensor(nearest_bin_table(), device=ab.device)
    index = ab.round().long().clamp(-128, 128) + 128
    return table[index[:, 0], index[:, 1]].long()
