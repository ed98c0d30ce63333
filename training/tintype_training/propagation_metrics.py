"""Figures for propagated colour: float arithmetic throughout, propagated frames only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from .colour import delta_e2000, lab_to_rgb
from .flow import warp_back

DISTANCES = (1, 5, 10, 24)
CALIBRATION_BINS = 10


def psnr(error: np.ndarray, peak: float = 1.0) -> float:
    return float(10 * np.log10(peak**2 / max(float(np.mean(error.astype(np.float64) ** 2)), 1e-12)))


def recolour(lightness: np.ndarray, ab: np.ndarray) -> np.ndarray:
    """True L [H, W] + ab [H, W, 2] → float RGB 0…1."""
    return lab_to_rgb(np.concatenate([lightness[..., None], ab], -1).astype(np.float32))


@dataclass
class ClipScore:
    """What one method did on one clip. Frame numbers are distances from the first key."""

    psnr: dict[int, float] = field(default_factory=dict)
    chroma_psnr: dict[int, float] = field(default_factory=dict)
    delta_e: dict[int, float] = field(default_factory=dict)
    histograms: dict[int, np.ndarray] = field(default_factory=dict)
    warp_errors: list[float] = field(default_factory=list)
    _last: tuple[int, np.ndarray] | None = None

    def add(self, frame: int, truth: np.ndarray, lab: np.ndarray, ab: np.ndarray, moved: Motion | None) -> None:
        """`truth` float RGB and its Lab; `ab` the method's, at full size."""
        rgb = recolour(lab[..., 0], ab)
        self.psnr[frame] = psnr(rgb - truth)
        self.chroma_psnr[frame] = psnr(ab - lab[..., 1:], 220.0)
        sparse = lab[::4, ::4]
        mine = np.concatenate([sparse[..., :1], ab[::4, ::4]], -1)
        self.delta_e[frame] = float(delta_e2000(mine, sparse).mean())
        self.note(frame, rgb, moved)

    def note(self, frame: int, rgb: np.ndarray, moved: Motion | None) -> None:
        """Histograms for CDC, and the warp error to the frame before."""
        bytes_ = np.round(rgb * 255).astype(np.uint8)
        counts = [np.bincount(bytes_[..., c].ravel(), minlength=256) for c in range(3)]
        self.histograms[frame] = np.stack(counts) / bytes_[..., 0].size
        if moved is not None and self._last is not None and self._last[0] == frame - 1:
            warped = warp_back(self._last[1], moved.flow)
            difference = ((rgb - warped) ** 2).sum(-1)
            self.warp_errors.append(float((moved.seen * difference).sum() / max(1.0, moved.seen.sum())))
        self._last = (frame, rgb)

    def summary(self) -> dict[str, float | list[float] | None]:
        frames = sorted(self.psnr)
        near = [self.psnr[f] for f in frames if f <= 24]
        worst = sorted(self.psnr.values())[: max(1, len(frames) // 10)]
        at = {f"psnr{d}": self.psnr.get(d) for d in DISTANCES}
        return at | {
            "psnr1to24": float(np.mean(near)),
            "psnrClip": float(np.mean(list(self.psnr.values()))),
            "worstDecile": float(np.mean(worst)),
            "chromaPsnr": float(np.mean(list(self.chroma_psnr.values()))),
            "deltaE2000": float(np.mean(list(self.delta_e.values()))),
            "cdc": cdc(self.histograms),
            "warpError": float(np.mean(self.warp_errors)) if self.warp_errors else None,
            "psnrByFrame": [round(self.psnr[f], 3) for f in frames],
        }


@dataclass(frozen=True)
class Motion:
    """Flow on the true clip from a frame into the one before, and where it is reliable (Lai et al. 2018)."""

    flow: np.ndarray
    seen: np.ndarray

    @classmethod
    def between(cls, backward: np.ndarray, forward: np.ndarray) -> Motion:
        """`backward`: frame t → t−1; `forward`: t−1 → t. Lai's occlusion and motion-boundary tests, magnitudes squared."""
        there = warp_back(forward, backward)
        apart = ((there + backward) ** 2).sum(-1)
        limit = 0.01 * ((there**2).sum(-1) + (backward**2).sum(-1)) + 0.5
        dy, dx = np.gradient(backward, axis=(0, 1))
        edge = (dy**2).sum(-1) + (dx**2).sum(-1) > 0.01 * (backward**2).sum(-1) + 0.002
        return cls(backward, ((apart <= limit) & ~edge).astype(np.float32))


def cdc(histograms: dict[int, np.ndarray]) -> float | None:
    """Colour distribution consistency (TCVC): Jensen-Shannon divergence between frames 1, 2 and 4 apart. Lower is more stable."""
    means = []
    for gap in (1, 2, 4):
        pairs = [(histograms[f], histograms[f + gap]) for f in histograms if f + gap in histograms]
        if not pairs:
            return None
        means.append(np.mean([divergence(p, q) for p, q in pairs]))
    return float(np.mean(means))


def divergence(p: np.ndarray, q: np.ndarray) -> float:
    middle = (p + q) / 2
    relative = lambda a: np.where(a > 0, a * np.log(np.maximum(a, 1e-12) / np.maximum(middle, 1e-12)), 0).sum(-1)  # noqa: E731
    return float((0.5 * relative(p) + 0.5 * relative(q)).mean())


@dataclass
class Calibration:
    """Does confidence c mean that a share c of such pixels is within ΔE2000 5?"""

    count: np.ndarray = field(default_factory=lambda: np.zeros(CALIBRATION_BINS))
    said: np.ndarray = field(default_factory=lambda: np.zeros(CALIBRATION_BINS))
    true: np.ndarray = field(default_factory=lambda: np.zeros(CALIBRATION_BINS))

    def add(self, confidence: np.ndarray, close: np.ndarray) -> None:
        bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1).ravel()
        self.count += np.bincount(bins, minlength=CALIBRATION_BINS)
        self.said += np.bincount(bins, confidence.ravel(), CALIBRATION_BINS)
        self.true += np.bincount(bins, close.ravel().astype(float), CALIBRATION_BINS)

    def sums(self) -> dict[str, list[float]]:
        """What summaries of several runs are added up from."""
        return {"count": self.count.tolist(), "said": self.said.tolist(), "true": self.true.tolist()}

    @classmethod
    def of(cls, parts: Iterable[dict[str, list[float]]]) -> Calibration:
        whole = cls()
        for part in parts:
            whole.count += part["count"]
            whole.said += part["said"]
            whole.true += part["true"]
        return whole

    def summary(self) -> dict[str, object]:
        filled = np.maximum(self.count, 1)
        gap = np.abs(self.said - self.true).sum() / max(1.0, self.count.sum())
        return {
            "expectedCalibrationError": round(float(gap), 4),
            "said": [round(float(x), 3) for x in self.said / filled],
            "true": [round(float(x), 3) for x in self.true / filled],
            "share": [round(float(x), 4) for x in self.count / max(1.0, self.count.sum())],
        }
