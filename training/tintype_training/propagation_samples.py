"""Batches for the propagation network: a key frame, two recent frames, and the target.

A sample is four frames of one shot, in this order: key (1…40 frames away), the frame three steps before the target (or,
in a quarter of the samples, a second key on the target's other side), the frame one step before it, and the target. Where the clip
was coloured by the network before (`rollouts`), half of its samples carry what it made of the frames before the target, anywhere in
the clip; otherwise the trainer spoils the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from torch import Tensor

from .clips import Clip, activity, quarter
from .film_wear import gate_weave, wear
from .pretend_video import PretendVideo
from .propagation_net import Hints
from .rollouts import load_rollouts

FRAMES = 4
KEY, RECENT, LAST, TARGET = range(FRAMES)
FAMILY_LIMIT = 2.0
"""Clips of one family (the name up to its first dash) count together at most as this many clips."""

WEAVE_SHARE, WEAR_SHARE = 0.2, 0.25

CUT_SHARE = 0.05
"""Samples whose target belongs to another shot than its memory."""

ROLLOUT_SHARE = 0.55
"""Samples of a coloured clip whose memory is what the network made of it."""

AB, MADE, CONFIDENCE = slice(0, 2), slice(2, 4), slice(4, 5)
"""Channels of a sample's planes at ¼: the true ab, the network's own (zeros without a rollout) and its confidence."""


@dataclass(frozen=True)
class Sample:
    luma: np.ndarray  # [4, H, W]; L 0…100, after `augment` L/50 − 1
    clean: np.ndarray  # the same without what differs from frame to frame
    planes: np.ndarray  # [4, 5, H/4, W/4]; ab in Lab units, after `augment` ÷110
    time: list[int]
    second_key: bool
    made: bool


@dataclass(frozen=True)
class Batch:
    luma: Tensor  # [B, 4, 1, H, W], L/50 − 1
    clean: Tensor  # the same without flicker, grain, dirt and scratches; the input of the optical flow
    ab: Tensor  # [B, 4, 2, H/4, W/4], ab/110
    time: Tensor  # [B, 4], frame index − target's
    second_key: Tensor  # [B] bool: RECENT is a key on the other side
    made: Tensor  # [B, 4, 2, H/4, W/4], ab/110 as the network made it
    made_confidence: Tensor  # [B, 4, 1, H/4, W/4]
    has_made: Tensor  # [B] bool: memory between key and target is the network's own
    hints: Hints  # of the target


def clip_chances(clips: list[Clip]) -> np.ndarray:
    weights = np.array([np.clip(activity(c), 0.7, 5.0) * np.sqrt(min(c.frames, 48)) for c in clips])
    families = [c.name.split("-")[0] for c in clips]
    mean = weights.mean()
    for family in set(families):
        mine = np.array([f == family for f in families])
        if family in ("intel", "liveportrait"):  # talking heads and signing hands: many, similar, with little motion
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
        samples = [augment(rng, self.one(rng, size)) for _ in range(count)]
        for i, sample in enumerate(samples):
            if self.cut_share > 0 and count > 1 and rng.random() < self.cut_share:  # a missed cut: the memory is of another shot
                other = samples[(i + 1) % count]
                for mine, theirs in ((sample.luma, other.luma), (sample.clean, other.clean), (sample.planes, other.planes)):
                    mine[:TARGET] = theirs[:TARGET]
                samples[i] = replace(sample, made=other.made)
        stack = lambda arrays: torch.from_numpy(np.stack(arrays))  # noqa: E731
        planes = stack([s.planes for s in samples])
        return Batch(
            luma=stack([s.luma for s in samples]).unsqueeze(2),
            clean=stack([s.clean for s in samples]).unsqueeze(2),
            ab=planes[:, :, AB],
            time=torch.tensor([s.time for s in samples], dtype=torch.float32),
            second_key=torch.tensor([s.second_key for s in samples]),
            made=planes[:, :, MADE],
            made_confidence=planes[:, :, CONFIDENCE],
            has_made=torch.tensor([s.made for s in samples]),
            hints=draw_hints(rng, planes[:, TARGET, AB]),
        )

    def one(self, rng: np.random.Generator, size: int) -> Sample:
        if rng.random() < self.pretend_share and self.pretend:
            times, two = draw_times(rng, 40)
            frames = self.pretend.frames(rng, [float(t) for t in times], size)
            luma = np.stack([lightness for lightness, _ in frames])
            ab = np.stack([quarter(chroma).transpose(2, 0, 1) for _, chroma in frames])
            return Sample(luma, luma, without_made(ab), times, two, made=False)
        clip = self.clips[int(rng.choice(len(self.clips), p=self.chances))]
        rollouts = load_rollouts(clip)
        if rollouts and rng.random() < ROLLOUT_SHARE:
            return self.from_rollout(rng, clip, rollouts, size)
        return self.from_clip(rng, clip, size)

    def from_rollout(self, rng: np.random.Generator, clip: Clip, rollouts: dict[str, np.ndarray], size: int) -> Sample:
        """Any target of a clip that was coloured from one end, with the schedule's memory of it."""
        direction = str(rng.choice(sorted(rollouts)))
        distance = int(rng.integers(4, clip.frames))
        back = min(int(rng.choice([3, 8])), distance - 1)
        times = [-distance, -back, -1, 0]
        at = [distance + t for t in times]
        if direction == "backward":
            at = [clip.frames - 1 - i for i in at]
        made = np.stack([rollouts[direction][i] for i in at]).astype(np.float32)
        luma, planes = cut_out(rng, clip, at, size, made)
        return Sample(luma, luma, planes, times, second_key=False, made=True)

    def from_clip(self, rng: np.random.Generator, clip: Clip, size: int) -> Sample:
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
        luma, planes = cut_out(rng, clip, at, size, None)
        return Sample(luma, luma, planes, times, two, made=False)


def without_made(ab: np.ndarray) -> np.ndarray:
    """[4, 2, h, w] → [4, 5, h, w]: nothing was made by the network."""
    return np.concatenate([ab, np.zeros((len(ab), 3, *ab.shape[2:]), ab.dtype)], 1)


def cut_out(rng: np.random.Generator, clip: Clip, at: list[int], size: int, made: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Luma [4, size, size] in L and planes [4, 5, size/4, size/4] of a crop of frames `at`; `made` [4, 3, H/4, W/4]."""
    _, height, width = clip.luma.shape
    halve = rng.random() < 0.3 and min(height, width) >= 2 * size
    span = 2 * size if halve else size
    span_y, span_x = min(span, height // 8 * 8), min(span, width // 8 * 8)
    y, x = choose_crop(rng, clip, at[KEY], at[TARGET], span_y, span_x)
    luma = np.stack([clip.luma[i, y : y + span_y, x : x + span_x] for i in at]).astype(np.float32) / 2.55
    rows, columns = slice(y // 4, (y + span_y) // 4), slice(x // 4, (x + span_x) // 4)
    ab = np.stack([clip.ab[i, :, rows, columns] for i in at]).astype(np.float32)
    planes = without_made(ab) if made is None else np.concatenate([ab, made[:, :, rows, columns]], 1)
    if halve or span_y < size or span_x < size:
        luma = np.stack([cv2.resize(f, (size, size), interpolation=cv2.INTER_AREA) for f in luma])
        small = size // 4
        planes = np.stack([cv2.resize(f.transpose(1, 2, 0), (small, small), interpolation=cv2.INTER_AREA) for f in planes])
        planes = planes.transpose(0, 3, 1, 2)
    return luma, planes


def choose_crop(rng: np.random.Generator, clip: Clip, key: int, target: int, high: int, wide: int) -> tuple[int, int]:
    """Of four random positions the one whose colour changes most, to prefer moving objects to still backgrounds."""
    _, height, width = clip.luma.shape
    places = [(int(rng.integers(0, (height - high) // 4 + 1)), int(rng.integers(0, (width - wide) // 4 + 1))) for _ in range(4)]
    if rng.random() < 0.3:
        return places[0][0] * 4, places[0][1] * 4
    change = np.abs(clip.ab[key].astype(np.float32) - clip.ab[target].astype(np.float32)).sum(0)
    y, x = max(places, key=lambda p: change[p[0] : p[0] + high // 4, p[1] : p[1] + wide // 4].mean())
    return y * 4, x * 4


def augment(rng: np.random.Generator, sample: Sample) -> Sample:
    """Mirror, rotate the hues, change saturation and exposure, weave in the gate; flicker, wear and grain frame by frame."""
    luma, planes = sample.luma, np.array(sample.planes, np.float32)
    if rng.random() < 0.5:
        luma, planes = luma[..., ::-1], planes[..., ::-1].copy()
    if rng.random() < 0.5:
        angle, gain = rng.uniform(0, 2 * np.pi), rng.uniform(0.8, 1.7)
        turn = gain * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
        for channels in (AB, MADE):
            planes[:, channels] = np.einsum("ij,njhw->nihw", turn, planes[:, channels])
    if rng.random() < WEAVE_SHARE:
        luma, planes = gate_weave(luma, planes, rng)
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
    for channels in (AB, MADE):
        planes[:, channels] = np.clip(planes[:, channels] / 110.0, -1, 1)
    planes[:, CONFIDENCE] = np.clip(planes[:, CONFIDENCE], 0, 1)
    return replace(sample, luma=to_network(l), clean=to_network(clean), planes=planes)


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
