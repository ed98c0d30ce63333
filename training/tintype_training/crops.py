"""Which clips are drawn how often, and where of their pictures."""

from __future__ import annotations

import numpy as np

from .clips import Clip, activity

FAMILY_LIMIT = 2.0
"""Clips of one family (the name up to its first dash) count together at most as this many clips."""


def clip_chances(clips: list[Clip]) -> np.ndarray:
    weights = np.array([np.clip(activity(c), 0.7, 5.0) * np.sqrt(min(c.frames, 48)) for c in clips])
    families = [c.name.split("-")[0] for c in clips]
    mean = weights.mean()
    for family in set(families):
        mine = np.array([f == family for f in families])
        if family in ("intel", "liveportrait"):  # talking heads and signing hands: many, similar, with little motion
            weights[mine] *= min(1.0, FAMILY_LIMIT * mean / weights[mine].sum())
    return weights / weights.sum()


def choose_crop(rng: np.random.Generator, clip: Clip, key: int, target: int, high: int, wide: int) -> tuple[int, int]:
    """Of four random positions the one whose colour changes most, to prefer moving objects to still backgrounds."""
    _, height, width = clip.luma.shape
    places = [(int(rng.integers(0, (height - high) // 4 + 1)), int(rng.integers(0, (width - wide) // 4 + 1))) for _ in range(4)]
    if rng.random() < 0.3:
        return places[0][0] * 4, places[0][1] * 4
    change = np.abs(clip.ab[key].astype(np.float32) - clip.ab[target].astype(np.float32)).sum(0)
    y, x = max(places, key=lambda p: change[p[0] : p[0] + high // 4, p[1] : p[1] + wide // 4].mean())
    return y * 4, x * 4


def to_network(lightness: np.ndarray) -> np.ndarray:
    """L/100 → L/50 − 1."""
    return np.clip(lightness, 0, 1).astype(np.float32) * 2.0 - 1.0
