"""What automatic colour looks like as a whole: how colourful it is, and how far its pictures are from true ones.

Colourfulness: Hasler and Süsstrunk 2003, M3, for R′G′B′ 0…255. Fréchet distance: between Gaussians over features of coloured and of true
pictures (Heusel et al. 2017), here over the places of the last plane of EfficientNet-Lite0 (ImageNet, in colour), since some hundred pictures
have too few means for a covariance. It compares runs of this script, not figures of others.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.linalg import sqrtm

from .frame_encoder import Lite0Trunk, SamePadded, imagenet_state


def colourfulness(rgb: np.ndarray) -> float:
    """`rgb` H×W×3, sRGB 0…1."""
    red, green, blue = (rgb[..., channel] * 255 for channel in range(3))
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    return float(np.hypot(red_green.std(), yellow_blue.std()) + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()))


class ColourFeatures:
    """Lite0's last plane, 320 channels at 1/32, for pictures in colour."""

    def __init__(self) -> None:
        state = imagenet_state()
        self.trunk = Lite0Trunk()
        self.trunk.load_imagenet(state)
        stem = SamePadded(3, 32, 3, 2)
        with torch.no_grad():
            stem.weight.copy_(state["_conv_stem.weight"])
        self.trunk.stem[0] = stem
        self.trunk.eval()

    @torch.no_grad()
    def __call__(self, rgb: np.ndarray) -> np.ndarray:
        """H×W×3, sRGB 0…1 → places × 320."""
        x = torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1))).float()[None] * 2 - 1
        return self.trunk(x)[3][0].flatten(1).T.numpy().astype(np.float64)


def frechet_distance(one: np.ndarray, other: np.ndarray) -> float:
    """Between Gaussians fitted to two sets of features, n×channels and m×channels."""
    apart = one.mean(0) - other.mean(0)
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    return float(apart @ apart + np.trace(first + second - 2 * sqrtm(first @ second).real))
