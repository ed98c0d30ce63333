"""The key's colour warped to each frame by dense optical flow, with its reliability.

Flow (Farnebäck 2003, as OpenCV has it) is found between neighbouring frames at half size. What is kept from frame to frame is not
colour but the position in the key that each pixel comes from, so that colour is sampled once, at any distance. The network
matches by learned features and errs elsewhere than flow does: `Fusion` makes one of both.
"""

from __future__ import annotations

import cv2
import numpy as np

EVIDENCE = 4
"""Planes of evidence beside the carried ab: see `Carried.look`."""
STEP_SIGMA = 12.0
"""Luma difference, in L of 100, at which one step of the way loses trust by exp(−½)."""


def half_luma(lightness: np.ndarray) -> np.ndarray:
    """L 0…100 [H, W] → uint8 [H/2, W/2], 255 at L 100; the input of the optical flow."""
    size = (lightness.shape[1] // 2, lightness.shape[0] // 2)
    return np.round(cv2.resize(lightness, size, interpolation=cv2.INTER_AREA) * 2.55).clip(0, 255).astype(np.uint8)


def flow_between(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """(dx, dy) in pixels [h, w, 2] such that here(x) ≈ there(x + d); both `half_luma`."""
    return cv2.calcOpticalFlowFarneback(here, there, None, 0.5, 4, 13, 3, 5, 1.1, 0)


class Carried:
    """Flow track from a key to the frame last stepped to."""

    def __init__(self, luma: np.ndarray, ab: np.ndarray) -> None:
        """`luma`: `half_luma` of the key. `ab`: [2, H/4, W/4] in any unit."""
        h, w = luma.shape
        self.key, self.last = luma, luma
        self.ab = cv2.resize(ab.transpose(1, 2, 0).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        y, x = np.mgrid[:h, :w].astype(np.float32)
        self.grid = np.stack([x, y], -1)
        self.place = self.grid.copy()
        self.trust = np.ones((h, w), np.float32)

    def step(self, luma: np.ndarray) -> None:
        """To the next frame, whose `half_luma` this is."""
        at = self.grid + flow_between(luma, self.last)
        h, w = luma.shape
        beyond = at - np.clip(at, 0, [w - 1, h - 1]).astype(np.float32)  # what comes from outside keeps its distance
        self.place, self.trust = sample(self.place, at) + beyond, sample(self.trust, at)
        missed = (sample(self.last, at).astype(np.float32) - luma) / 2.55
        inside = (at[..., 0] > -1) & (at[..., 0] < w) & (at[..., 1] > -1) & (at[..., 1] < h)
        self.trust *= np.exp(-0.5 * (missed / STEP_SIGMA) ** 2) * inside
        self.last = luma

    def look(self) -> tuple[np.ndarray, np.ndarray]:
        """ab [2, H/4, W/4] of the key at its place here, and evidence [4, H/4, W/4], 0…1 each:

        trust of the steps; similarity of the key's luma to this frame's; absence of stretching and folding; whether the
        place lies inside the key.
        """
        h, w = self.last.shape
        ab = sample(self.ab, self.place)
        missed = cv2.blur((sample(self.key, self.place).astype(np.float32) - self.last) / 2.55, (5, 5))
        like = np.exp(-0.5 * (missed / STEP_SIGMA) ** 2)
        along_x, along_y = np.gradient(self.place, axis=1), np.gradient(self.place, axis=0)
        area = along_x[..., 0] * along_y[..., 1] - along_x[..., 1] * along_y[..., 0]
        whole = np.exp(-(cv2.blur(area.astype(np.float32), (5, 5)) - 1.0) ** 2)
        x, y = self.place[..., 0], self.place[..., 1]
        inside = ((x >= 0) & (x <= w - 1) & (y >= 0) & (y <= h - 1)).astype(np.float32)
        planes = np.concatenate([ab, np.stack([self.trust, like, whole, inside], -1)], -1).astype(np.float32)
        small = cv2.resize(planes, (w // 2, h // 2), interpolation=cv2.INTER_AREA).transpose(2, 0, 1)
        return small[:2], small[2:]


def sample(image: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Bilinear, the edge repeated."""
    return cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
