"""Dense optical flow (OpenCV DIS, medium preset): the line to leave behind, and the ruler of the temporal losses."""

from __future__ import annotations

import cv2
import numpy as np


class Flow:
    """DIS medium on 8-bit luma."""

    def __init__(self) -> None:
        self._dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)

    def between(self, here: np.ndarray, there: np.ndarray) -> np.ndarray:
        """(dx, dy) in pixels [H, W, 2] such that here(x) ≈ there(x + d)."""
        return self._dis.calc(np.ascontiguousarray(here), np.ascontiguousarray(there), None)


def warp_back(image: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """Bilinear sample of `image` [H, W, C] at x + flow(x), the edge repeated."""
    h, w = flow.shape[:2]
    x = np.arange(w, dtype=np.float32)[None] + flow[..., 0]
    y = np.arange(h, dtype=np.float32)[:, None] + flow[..., 1]
    return cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
