"""Batches for the propagation network: a key frame, two recent frames, and the target.

A sample is four frames of one shot, in this order: key (1…40 frames away), the frame three steps before the target (or,
in a quarter of the samples, a second key on the target's other side), the frame one step before it, and the target.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor

from .clips import Clip, activity, quarter
from .film_wear import gate_weave, wear
from .pretend_video import PretendVideo
from .propagation_net import Hints

FRAMES = 4
KEY, RECENT, LAST, TARGET = range(FRAMES)
FAMILY_LIMIT = 2.0
"""Clips of one family (the name up to its first dash) count together at most as this many clips."""

WEAVE_SHARE, WEAR_SHARE = 0.2, 0.25

CUT_SHARE = 0.05
"""Samples whose target belongs to another shot than its memory."""


@dataclass(frozen=True)
class Batch:
    luma: Tensor  # [B, 4, 1, H, W], L/50 − 1
    clean: Tensor  # the same without flicker, grain, dirt and scratches: what flow is measured on
    ab: Tensor  # [B, 4, 2, H/4, W/4], ab/110
    time: Tensor  # [B, 4], frame index − target's
    second_key: Tensor  # [B] bool: RECENT is a key on the other side
    hints: Hints  # of the target


def clip_chances(clips: list[Clip]) -> np.ndarray:
    weights = np.array([np.clip(activity(c), 0.7, 5.0) * np.sqrt(min(c.frames, 48)) for c in clips])
    families = [c.name.split("-")[0] for c in clips]
    mean = weights.mean()
    for family in set(families):
        mine = np.array([f == family for f in families])
        if family in ("intel", "liveportrait"):  # talking heads and signing hands: many, alike, hardly moving
            weights[mine] *= min(1.0, FAMILY_LIMIT * mean / weights[mine].sum())
    return weights / weights.sum()


def draw_times(rng: np.random.Generator, room: int) -> tuple[list[int], bool]:
    """Frame numbers relative to the target for (key, recent, last, target), all within ±room, and whether two keys."""
    step = 1 if rng.random() < 0.7 else int(rng.integers(2, 4))
    step = max(1, min(step, room // 4))
    distance = int(round(np.exp(rng.uniform(0, np.log(min(40, room))))))
    distance = max(step, min(distance, room))
    last, recent = step, min(3 * step, distance)
    two_keys = rng.random() < 0.25
    other = int(rng.integers(1, max(2, min(40, room))))
    return [-distance, other if two_keys else -recent, -min(last, distance), 0], two_keys


class Samples:
    def __init__(self, clips: list[Clip], pretend: PretendVideo | None, pretend_share: float, cut_share: float = 0.0) -> None:
        self.clips = clips
        self.chances = clip_chances(clips)
        self.pretend = pretend
        self.cut_share = cut_share
        self.pretend_share = pretend_share if pretend else 0.0

    def batch(self, rng: np.random.Generator, count: int, size: int) -> Batch:
        lumas, cleans, abs_, times, twos = [], [], [], [], []
        for _ in range(count):
            luma, clean, ab, time, two = self.one(rng, size)
            lumas.append(luma)
            cleans.append(clean)
            abs_.append(ab)
            times.append(time)
            twos.append(two)
        for i in range(count):
            if self.cut_share > 0 and count > 1 and rng.random() < self.cut_share:  # a cut nobody noticed: the memory is of another shot
                other = (i + 1) % count
                for planes in (lumas, cleans, abs_):
                    planes[i][:TARGET] = planes[other][:TARGET]
        luma_t = torch.from_numpy(np.stack(lumas)).unsqueeze(2)
        clean_t = torch.from_numpy(np.stack(cleans)).unsqueeze(2)
        ab_t = torch.from_numpy(np.stack(abs_))
        hints = draw_hints(rng, ab_t[:, TARGET])
        time_t = torch.tensor(times, dtype=torch.float32)
        return Batch(luma_t, clean_t, ab_t, time_t, torch.tensor(twos), hints)

    def one(self, rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[int], bool]:
        if rng.random() < self.pretend_share and self.pretend:
            times, two = draw_times(rng, 40)
            made = self.pretend.frames(rng, [float(t) for t in times], size)
            luma = np.stack([lightness for lightness, _ in made])
            ab = np.stack([quarter(chroma).transpose(2, 0, 1) for _, chroma in made])
        else:
            luma, ab, times, two = self.from_clip(rng, size)
        return (*augment(rng, luma, ab), times, two)

    def from_clip(self, rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray, list[int], bool]:
        clip = self.clips[int(rng.choice(len(self.clips), p=self.chances))]
        last = clip.frames - 1
        times, two = draw_times(rng, max(4, min(40, last - 1)))
        direction = 1 if rng.random() < 0.5 else -1
        before, after = max(0, -min(times)), max(0, max(times))
        if before + after > last:  # a short clip: pull the far ends in
            times = [max(-(last - min(after, last // 2)), min(t, last // 2)) for t in times]
            before, after = max(0, -min(times)), max(0, max(times))
        target = int(rng.integers(before, last - after + 1))
        at = [target + t for t in times]
        if direction < 0:
            at = [last - i for i in at]
        _, height, width = clip.luma.shape
        halve = rng.random() < 0.3 and min(height, width) >= 2 * size
        span = 2 * size if halve else size
        span_y, span_x = min(span, height // 8 * 8), min(span, width // 8 * 8)
        y, x = choose_crop(rng, clip, at[KEY], at[TARGET], span_y, span_x)
        luma = np.stack([clip.luma[i, y : y + span_y, x : x + span_x] for i in at]).astype(np.float32) / 2.55
        ab = np.stack([clip.ab[i, :, y // 4 : (y + span_y) // 4, x // 4 : (x + span_x) // 4] for i in at])
        ab = ab.astype(np.float32)
        if halve or span_y < size or span_x < size:
            luma = np.stack([cv2.resize(f, (size, size), interpolation=cv2.INTER_AREA) for f in luma])
            small = size // 4
            ab = np.stack([cv2.resize(f.transpose(1, 2, 0), (small, small), interpolation=cv2.INTER_AREA) for f in ab])
            ab = ab.transpose(0, 3, 1, 2)
        return luma, ab, times, two


def choose_crop(rng: np.random.Generator, clip: Clip, key: int, target: int, high: int, wide: int) -> tuple[int, int]:
    """Of four random places the one whose colour changes most, so that moving things are seen more than walls."""
    _, height, width = clip.luma.shape
    places = [(int(rng.integers(0, (height - high) // 4 + 1)), int(rng.integers(0, (width - wide) // 4 + 1))) for _ in range(4)]
    if rng.random() < 0.3:
        return places[0][0] * 4, places[0][1] * 4
    change = np.abs(clip.ab[key].astype(np.float32) - clip.ab[target].astype(np.float32)).sum(0)
    y, x = max(places, key=lambda p: change[p[0] : p[0] + high // 4, p[1] : p[1] + wide // 4].mean())
    return y * 4, x * 4


def augment(rng: np.random.Generator, luma: np.ndarray, ab: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mirror, turn the hues, change saturation and exposure, weave in the gate; flicker, wear and grain frame by frame.

    Returns luma, the same before what differs from frame to frame, and ab, in network units.
    """
    if rng.random() < 0.5:
        luma, ab = luma[..., ::-1], ab[..., ::-1]
    if rng.random() < 0.5:
        angle, gain = rng.uniform(0, 2 * np.pi), rng.uniform(0.8, 1.7)
        turn = gain * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
        ab = np.einsum("ij,njhw->nihw", turn, ab)
    if rng.random() < WEAVE_SHARE:
        luma, ab = gate_weave(luma, ab, rng)
    l = np.ascontiguousarray(luma) / 100.0
    gamma = np.exp(rng.normal(0, 0.2))
    clean = np.clip(l, 0, 1) ** gamma * rng.uniform(0.8, 1.05)
    l = clean
    if rng.random() < 0.5:
        flicker = rng.normal(0, 0.025, (len(l), 1, 1))
        l = l * (1 + flicker) + rng.normal(0, 0.008, (len(l), 1, 1))
    if rng.random() < WEAR_SHARE:
        l = wear(l, rng)
    if rng.random() < 0.4:
        l = l + rng.normal(0, rng.uniform(0.004, 0.03), l.shape)
    return to_network(l), to_network(clean), np.clip(np.ascontiguousarray(ab) / 110.0, -1, 1).astype(np.float32)


def to_network(lightness: np.ndarray) -> np.ndarray:
    """L/100 → L/50 − 1."""
    return np.clip(lightness, 0, 1).astype(np.float32) * 2.0 - 1.0


def draw_hints(rng: np.random.Generator, ab: Tensor) -> Hints:
    """A few painted patches in a third of the samples, marked colour edges in a seventh."""
    count, _, h, w = ab.shape
    hint_ab, mask, boundary = torch.zeros_like(ab), torch.zeros_like(ab[:, :1]), torch.zeros_like(ab[:, :1])
    for i in range(count):
        if rng.random() < 0.33:
            for _ in range(int(rng.geometric(0.3))):
                side = int(rng.integers(1, 5))
                y, x = int(rng.integers(0, h - side)), int(rng.integers(0, w - side))
                hint_ab[i, :, y : y + side, x : x + side] = ab[i, :, y : y + side, x : x + side].mean((1, 2), keepdim=True)
                mask[i, :, y : y + side, x : x + side] = 1
        if rng.random() < 0.14:
            step = torch.zeros(h, w)
            step[:, 1:] += (ab[i, :, :, 1:] - ab[i, :, :, :-1]).abs().sum(0)
            step[1:] += (ab[i, :, 1:] - ab[i, :, :-1]).abs().sum(0)
            y, x = int(rng.integers(0, h // 2)), int(rng.integers(0, w // 2))
            part = torch.zeros(h, w)
            part[y : y + h // 2, x : x + w // 2] = 1
            boundary[i, 0] = ((step > 0.12) & (part > 0)).float()
    return Hints(hint_ab, mask, boundary)
