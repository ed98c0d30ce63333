"""Contact sheets for judging by eye: one row a frame; truth, copy, flow, ours, confidence, error."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from .propagation_metrics import recolour
from .propagation_schedule import Result, enlarge_ab

TILE_WIDTH = 400


def contact_sheet(path: Path, lab: list[np.ndarray], flow: dict[int, np.ndarray], ours: dict[int, Result]) -> None:
    last = len(lab) - 1
    h, w = lab[0].shape[:2]
    rows = []
    for t in sorted({min(t, last) for t in (1, 5, 10, 24, last)}):
        l = lab[t][..., 0]
        mine = enlarge_ab(ours[t].ab, l)
        confidence = np.repeat(ours[t].confidence[0, 0, : h // 4, : w // 4, None], 3, -1)
        error = np.repeat(np.sqrt(((mine - lab[t][..., 1:]) ** 2).sum(-1))[..., None] / 40.0, 3, -1)
        tiles = [recolour(l, ab) for ab in (lab[t][..., 1:], lab[0][..., 1:], flow[t], mine)]
        shown = [tile(x, f"{n} {t}") for x, n in zip([*tiles, confidence, error], ["truth", "copy", "flow", "ours", "sure", "error"], strict=True)]
        rows.append(np.hstack(shown))
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows)[..., ::-1])


def tile(image: np.ndarray, label: str) -> np.ndarray:
    height = round(image.shape[0] * TILE_WIDTH / image.shape[1])
    small = cv2.resize(np.ascontiguousarray(image, np.float32), (TILE_WIDTH, height), interpolation=cv2.INTER_AREA)
    small = np.round(np.clip(small, 0, 1) * 255).astype(np.uint8)
    cv2.putText(small, label, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 2, cv2.LINE_AA)
    cv2.putText(small, label, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    return small
