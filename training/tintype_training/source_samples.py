"""Batches for propagation by painting: a target frame, its sources, and the tracks between them, cut from clips.

Which frames are sources is drawn as the schedule has them: one key; a key and the frame made before; two keys; two keys and the made
neighbours of a pyramid. A frame that counts as made is the truth spoiled, or what the network itself makes of it from the keys: the
sample holds its tracks too. Half of the samples are recoloured, lightness kept (`ColourMap`). Beside one key there is a source more, without a track, in
most samples: the key again, which is searched as a whole, or a frame of another shot (scene memory): any frame of the clip from anywhere, or of another
clip, from which nothing should be taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import torch
from torch import Tensor

from .clips import Clip, load_clips
from .film_wear import wear
from .flow_track import CACHE, KeyTracks, ShotFlows, Track, flows_of
from .crops import clip_chances, choose_crop, to_network

FARTHEST = 40
KINDS = {"key": (0.15, 1, 0), "key and recent": (0.45, 1, 1), "two keys": (0.15, 2, 0), "pyramid": (0.25, 2, 2)}
"""Share of the batches, keys, made frames."""
TRACKLESS_BATCHES = 0.7
"""Of the batches with one key: those with a source more that has no track."""
AGAIN_SHARE = 0.6
"""Of these sources: those that are the key again."""
MEMORY_FRAMES_AWAY = 48.0
"""What the distance of a source without a track is given as. Equal to `AS_IF_FRAMES_AWAY` of the engine."""
UNRELATED_SHARE = 0.2
"""Of the frames of other shots: those of another clip."""
KEPT_KEYS = 4
"""Of a clip, to which tracks are kept: some 10 MB each."""
KEY_GRID = 8
"""Frames of a clip that are drawn as keys are multiples of this, where there is room: tracks to them grow from frame to frame, and are kept."""
GRID = 4
"""Crops begin at multiples of this many cells: 16 pixels, the encoder's stride."""


@dataclass
class SourceBatch:
    """B samples of F frames each: the target, the keys, the made frames, frames of other shots. Tracks are of pairs, each a frame and one of its sources."""

    luma: Tensor  # [B·F, 1, H, W], L/50 − 1
    ab: Tensor  # [B, F, 2, h, w], ab/110
    time: Tensor  # [B, F] frames, from the target
    keys: int
    made: int
    remembered: int
    place: dict[tuple[int, int], Tensor]  # [B, 2, h, w] in cells of the source's crop
    evidence: dict[tuple[int, int], Tensor]  # [B, TRUST, h, w]
    rolled: Tensor | None = None
    """[B, made, 3, h, w]: ab/110 and confidence of the made frames in a rollout; none where they are still to be made."""

    @property
    def frames(self) -> int:
        return 1 + self.keys + self.made + self.remembered

    @property
    def made_frames(self) -> range:
        return range(1 + self.keys, 1 + self.keys + self.made)

    def is_key(self, frame: int) -> bool:
        """Whether its colour is true: a key's, or of another shot."""
        return frame not in self.made_frames

    def to(self, device: torch.device) -> SourceBatch:
        move = lambda planes: {pair: plane.to(device) for pair, plane in planes.items()}  # noqa: E731
        return replace(self, luma=self.luma.to(device), ab=self.ab.to(device), time=self.time.to(device), place=move(self.place), evidence=move(self.evidence),
                       rolled=None if self.rolled is None else self.rolled.to(device))

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return list(self.place)


def pairs_of(keys: int, made: int) -> list[tuple[int, int]]:
    """The target with all its sources of the shot, then each made frame with the keys."""
    return [(0, f) for f in range(1, 1 + keys + made)] + [(m, k) for m in range(1 + keys, 1 + keys + made) for k in range(1, 1 + keys)]


@dataclass(frozen=True)
class ColourMap:
    """Another colour for what is alike in colour and lightness, the same in all frames of a clip."""

    centres: np.ndarray  # [K, 3] Lab
    turns: np.ndarray  # [K, 2, 2]
    shifts: np.ndarray  # [K, 2] Lab units
    softness: float

    @classmethod
    def draw(cls, rng: np.random.Generator, lab: np.ndarray) -> ColourMap:
        """For colours like `lab` [N, 3]; some clusters keep theirs."""
        count = int(rng.integers(3, 9))
        centres = lab[rng.integers(0, len(lab), count)]
        turns, shifts = np.tile(np.eye(2, dtype=np.float32), (count, 1, 1)), np.zeros((count, 2), np.float32)
        for k in range(count):
            if rng.random() < 0.45:
                continue
            angle, gain = rng.uniform(0, 2 * np.pi), float(np.exp(rng.normal(0, 0.3)))
            turns[k] = gain * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            hue, chroma = rng.uniform(0, 2 * np.pi), rng.uniform(0, 50) * (rng.random() < 0.7)
            shifts[k] = chroma * np.array([np.cos(hue), np.sin(hue)])
        return cls(centres.astype(np.float32), turns.astype(np.float32), shifts.astype(np.float32), float(rng.uniform(4, 9)))

    def apply(self, lightness: np.ndarray, ab: np.ndarray) -> np.ndarray:
        """L 0…100 [..., h, w] and ab in Lab units [..., 2, h, w] → ab."""
        # Twice the chroma, half the lightness: what has one colour is one thing more often than what has one tone.
        lab = np.stack([0.5 * lightness, 2 * ab[..., 0, :, :], 2 * ab[..., 1, :, :]], -1)
        distance = ((lab[..., None, :] - self.centres * np.array([0.5, 2, 2], np.float32)) ** 2).sum(-1)
        share = np.exp((distance.min(-1, keepdims=True) - distance) / (2 * self.softness**2))
        share /= share.sum(-1, keepdims=True)
        pairs = np.moveaxis(ab, -3, -1)
        new = np.einsum("...k,kij,...j->...i", share, self.turns, pairs) + share @ self.shifts
        # Hardly any chroma exists near black and white.
        most = 80 * np.clip(np.minimum(lightness, 100 - lightness) / 20, 0, 1)[..., None]
        chroma = np.sqrt((new**2).sum(-1, keepdims=True)) + 1e-6
        changed = np.minimum(1, np.maximum(most, np.sqrt((pairs**2).sum(-1, keepdims=True))) / chroma)
        return np.moveaxis(new * changed, -1, -3).astype(np.float32)


@dataclass
class TrackedClip:
    clip: Clip
    split: str
    folder: Path
    to_keys: dict[int, KeyTracks] = field(default_factory=dict)

    @cached_property
    def flows(self) -> ShotFlows:
        return flows_of(self.clip, self.split, self.folder)

    def track(self, start: int, end: int, rows: slice, columns: slice, *, refined: bool) -> Track:
        """From these cells; `refined`: as to a keyframe."""
        if not refined:
            return self.flows.track(start, end, rows, columns)
        if end not in self.to_keys and len(self.to_keys) >= KEPT_KEYS:
            del self.to_keys[next(iter(self.to_keys))]
        return self.to_keys.setdefault(end, KeyTracks(self.flows, end)).of(start, rows, columns)


def load_tracked(data: Path, split: str, cache: Path) -> list[TrackedClip]:
    """Clips whose flows are in the cache (`python -m tintype_training.flow_track`)."""
    folder = cache / CACHE.name
    clips = load_clips(data, split, cache / "clips")
    return [TrackedClip(clip, split, folder) for clip in clips if (folder / split / f"{clip.name}.luma.npy").exists()]


class RolledWindows(Protocol):
    """What `source_rollouts.Rollouts` gives."""

    def choose(self, rng: np.random.Generator, size: int, keys: int, made: int) -> tuple[TrackedClip, ColourMap | None, np.ndarray, list[int]] | None: ...


@dataclass
class Cut:
    """Crops of one sample."""

    luma: np.ndarray  # [F, H, W] L 0…100
    planes: np.ndarray  # [F, C, h, w]: ab in Lab units, then what was made if it was
    place: np.ndarray  # [pairs, 2, h, w]
    evidence: np.ndarray  # [pairs, TRUST, h, w]

    def halved(self) -> Cut:
        return Cut(halved(self.luma[:, None])[:, 0], halved(self.planes), (halved(self.place) + 0.5) / 2 - 0.5, halved(self.evidence))

    def with_frame(self, luma: np.ndarray, ab: np.ndarray) -> Cut:
        """A source more, which has no track: luma [H, W], ab [2, h, w]. Its pair is the last one."""
        planes = np.zeros_like(self.planes[:1])
        planes[0, :2] = ab
        own = np.stack(np.meshgrid(np.arange(planes.shape[-1]), np.arange(planes.shape[-2])))[None].astype(np.float32)
        return Cut(np.concatenate([self.luma, luma[None]]), np.concatenate([self.planes, planes]), np.concatenate([self.place, own]),
                   np.concatenate([self.evidence, np.zeros_like(self.evidence[:1])]))

    def mirrored(self) -> Cut:
        place = self.place[..., ::-1].copy()
        place[:, 0] = place.shape[-1] - 1 - place[:, 0]
        return Cut(self.luma[..., ::-1], self.planes[..., ::-1].copy(), place, self.evidence[..., ::-1])


class SourceSamples:
    def __init__(self, clips: list[TrackedClip], *, recolour_share: float, wear_share: float, rolled: RolledWindows | None = None, rolled_share: float = 0.0) -> None:
        self.clips = clips
        self.chances = clip_chances([each.clip for each in clips])
        self.recolour_share, self.wear_share = recolour_share, wear_share
        self.rolled, self.rolled_share = rolled, rolled_share

    def batch(self, rng: np.random.Generator, count: int, size: int, kind: str = "") -> SourceBatch:
        kind = kind or str(rng.choice(list(KINDS), p=[share for share, _, _ in KINDS.values()]))
        _, keys, made = KINDS[kind]
        remembers = keys == 1 and rng.random() < TRACKLESS_BATCHES
        if made and self.rolled is not None and rng.random() < self.rolled_share:
            windows = [self.rolled.choose(rng, size, keys, made) for _ in range(count)]
            if None not in windows:
                pairs = [(0, f) for f in range(1, 1 + keys + made)]
                samples = [self.one_rolled(rng, size, pairs, *window, keys=range(1, 1 + keys), remembers=remembers) for window in windows if window]
                return stacked(samples, keys, made, pairs, remembers=remembers, rolled=True)
        return stacked([self.one(rng, size, keys, made, remembers=remembers) for _ in range(count)], keys, made, pairs_of(keys, made), remembers=remembers, rolled=False)

    def one_rolled(self, rng: np.random.Generator, size: int, pairs: list[tuple[int, int]], window: TrackedClip, colours: ColourMap | None,
                   made: np.ndarray, at: list[int], *, keys: range, remembers: bool = False) -> tuple[Cut, list[int]]:
        """Of frames `at` of a window that was coloured, [T, 3, h, w]."""
        cut = crops(rng, window, at, pairs, size // 4, made, refined=keys)
        if remembers:
            cut = cut.with_frame(*self.trackless(rng, cut, window.clip, size))
        if rng.random() < 0.5:
            cut = cut.mirrored()
        if colours is not None:
            cut.planes[:, :2] = colours.apply(quarter_of(cut.luma), cut.planes[:, :2])
        cut.luma = self.aged(rng, cut.luma)
        return cut, [frame - at[0] for frame in at]

    def trackless(self, rng: np.random.Generator, cut: Cut, clip: Clip, size: int) -> tuple[np.ndarray, np.ndarray]:
        return (cut.luma[1], cut.planes[1, :2]) if rng.random() < AGAIN_SHARE else self.of_another_shot(rng, clip, size)

    def of_another_shot(self, rng: np.random.Generator, clip: Clip, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Any frame of the clip, or of another one, from anywhere, up to 1.7 times as near: luma [size, size] L 0…100, ab [2, size / 4, size / 4]."""
        if rng.random() < UNRELATED_SHARE:
            large = [each.clip for each in self.clips if min(each.clip.luma.shape[1:]) >= size]
            clip = large[int(rng.integers(0, len(large)))] if large else clip
        frame = int(rng.integers(0, clip.frames))
        side = size if rng.random() < 0.5 else int(size / rng.uniform(1, 1.7)) // 4 * 4
        row, column = (int(rng.integers(0, (most - side) // 4 + 1)) for most in clip.luma.shape[1:])
        luma = np.asarray(clip.luma[frame, 4 * row : 4 * row + side, 4 * column : 4 * column + side], np.float32) / np.float32(2.55)
        ab = np.asarray(clip.ab[frame, :, row : row + side // 4, column : column + side // 4], np.float32)
        resized = lambda plane, to: cv2.resize(np.ascontiguousarray(plane), (to, to), interpolation=cv2.INTER_LINEAR)  # noqa: E731
        luma = 100 * np.clip(resized(luma, size) / 100, 0, 1) ** np.exp(rng.normal(0, 0.1))
        return luma.astype(np.float32), np.stack([resized(plane, size // 4) for plane in ab])

    def one(self, rng: np.random.Generator, size: int, keys: int, made: int, *, remembers: bool = False) -> tuple[Cut, list[int]]:
        chances = self.chances * [min(each.clip.luma.shape[1:]) >= size for each in self.clips]
        tracked = self.clips[int(rng.choice(len(self.clips), p=chances / chances.sum()))]
        clip = tracked.clip
        times = draw_times(rng, clip.frames - 1, keys, made)
        target = int(rng.integers(-min(times), clip.frames - max(times)))
        at = [target + t for t in times]
        if rng.random() < 0.5:
            at = [clip.frames - 1 - i for i in at]
        for f in range(1, 1 + keys):
            at[f] = on_key_grid(at[f], at[0], clip.frames)
        times = [abs(frame - at[0]) * int(np.sign(t)) for frame, t in zip(at, times, strict=True)]
        halve = rng.random() < 0.3 and min(clip.luma.shape[1:]) >= 2 * size
        cut = crops(rng, tracked, at, pairs_of(keys, made), (2 if halve else 1) * size // 4, refined=[f for f in range(1, 1 + keys) if at[f] % KEY_GRID == 0])
        if remembers:
            cut = cut.with_frame(*self.trackless(rng, cut, clip, (2 if halve else 1) * size))
        if halve:
            cut = cut.halved()
        if rng.random() < 0.5:
            cut = cut.mirrored()
        if rng.random() < self.recolour_share:
            small = quarter_of(cut.luma)
            lab = np.concatenate([small[1][None], cut.planes[1]]).reshape(3, -1).T
            cut.planes = ColourMap.draw(rng, lab).apply(small, cut.planes)
        cut.luma = self.aged(rng, cut.luma)
        return cut, times

    def aged(self, rng: np.random.Generator, luma: np.ndarray) -> np.ndarray:
        """Exposure, flicker, wear and grain; L 0…100 → L/50 − 1."""
        l = np.clip(luma / 100, 0, 1) ** np.exp(rng.normal(0, 0.2)) * rng.uniform(0.8, 1.05)
        if rng.random() < 0.4:
            l = l * (1 + rng.normal(0, 0.025, (len(l), 1, 1))) + rng.normal(0, 0.008, (len(l), 1, 1))
        if rng.random() < self.wear_share:
            l = wear(np.ascontiguousarray(l), rng)
        if rng.random() < 0.3:
            l = l + rng.normal(0, rng.uniform(0.004, 0.03), l.shape)
        return to_network(l)


def crops(rng: np.random.Generator, tracked: TrackedClip, at: list[int], pairs: list[tuple[int, int]], span: int, made: np.ndarray | None = None, *, refined: Sequence[int] = ()) -> Cut:
    """Of frames `at`, the target first and a key second: crops of `span` cells that follow the motion, with the tracks of `pairs`; those that end at a frame of `refined` are refined."""
    clip, flows = tracked.clip, tracked.flows
    y, x = choose_crop(rng, clip, at[1], at[0], 4 * span, 4 * span)
    corners, tracks = [(y // 4 // GRID * GRID, x // 4 // GRID * GRID)], {}
    for here, there in pairs:
        rows, columns = (slice(corner, corner + span) for corner in corners[here])
        track = tracked.track(at[here], at[there], rows, columns, refined=there in refined)
        looks = track.evidence(*(np.asarray(flows.luma[at[frame]], np.float32) for frame in (here, there)), rows, columns)
        if here == 0:
            corners.append(moved_corner(track.place, span, clip.ab.shape[2:]))
        tracks[here, there] = track.place, looks
    luma = np.stack([clip.luma[i, 4 * r : 4 * (r + span), 4 * c : 4 * (c + span)] for i, (r, c) in zip(at, corners, strict=True)]) / np.float32(2.55)
    cut = lambda planes: np.stack([planes[i, :, r : r + span, c : c + span] for i, (r, c) in zip(at, corners, strict=True)]).astype(np.float32)  # noqa: E731
    planes = cut(clip.ab) if made is None else np.concatenate([cut(clip.ab), cut(made)], 1)
    place = [(places - np.array(corners[there][::-1], np.float32)).transpose(2, 0, 1) for (_, there), (places, _) in tracks.items()]
    return Cut(luma, planes, np.stack(place), np.stack([looks for _, looks in tracks.values()]))


def stacked(samples: list[tuple[Cut, list[int]]], keys: int, made: int, pairs: list[tuple[int, int]], *, remembers: bool, rolled: bool) -> SourceBatch:
    if remembers:
        pairs = [*pairs, (0, 1 + keys + made)]
        samples = [(cut, [*times, MEMORY_FRAMES_AWAY]) for cut, times in samples]
    stack = lambda arrays: torch.from_numpy(np.ascontiguousarray(np.stack(arrays), dtype=np.float32))  # noqa: E731
    cuts = [cut for cut, _ in samples]
    planes, place, evidence = stack([cut.planes for cut in cuts]), stack([cut.place for cut in cuts]), stack([cut.evidence for cut in cuts])
    return SourceBatch(
        stack([cut.luma for cut in cuts]).flatten(0, 1).unsqueeze(1), (planes[:, :, :2] / 110).clamp(-1, 1), torch.tensor([times for _, times in samples], dtype=torch.float32),
        keys, made, int(remembers), {pair: place[:, i] for i, pair in enumerate(pairs)}, {pair: evidence[:, i] for i, pair in enumerate(pairs)},
        planes[:, 1 + keys : 1 + keys + made, 2:] if rolled else None)


def draw_times(rng: np.random.Generator, last: int, keys: int, made: int) -> list[int]:
    """Frames relative to the target (0 first), keys, made frames; all within a span of `last` frames."""
    far = lambda least, most: int(round(np.exp(rng.uniform(np.log(least), np.log(max(least, most))))))  # noqa: E731
    if keys == 1:
        distance = far(1 + made, min(FARTHEST, last))
        step = 2 if rng.random() < 0.6 else int(rng.integers(1, 5))
        return [0, -distance, *([-min(step, distance - 1)] if made else [])]
    left, right = (far(1 + made // 2, min(FARTHEST, last // 2)) for _ in range(2))
    near = [far(1, max(1, side - 1)) for side in (left, right)] if made else []
    return [0, -left, right, *([-near[0], near[1]] if made else [])]


def on_key_grid(key: int, target: int, frames: int) -> int:
    """The next multiple of `KEY_GRID` farther from the target; the key itself where the clip ends before that."""
    on_grid = key // KEY_GRID * KEY_GRID if key < target else -(-key // KEY_GRID) * KEY_GRID
    return on_grid if on_grid < frames else key


def moved_corner(place: np.ndarray, span: int, size: tuple[int, ...]) -> tuple[int, int]:
    """Row and column at which another frame's crop shows what lies at `place`; within the picture and on the grid."""
    middle = np.median(place.reshape(-1, 2), axis=0)[::-1] - (span - 1) / 2
    row, column = (int(np.clip(round(at / GRID) * GRID, 0, (most - span) // GRID * GRID)) for at, most in zip(middle, size, strict=True))
    return row, column


def halved(planes: np.ndarray) -> np.ndarray:
    """[N, C, h, w] → [N, C, h/2, w/2] by area."""
    return planes.reshape(*planes.shape[:2], planes.shape[2] // 2, 2, planes.shape[3] // 2, 2).mean((3, 5))


def quarter_of(luma: np.ndarray) -> np.ndarray:
    """[N, H, W] → [N, H/4, W/4] by area."""
    return luma.reshape(len(luma), luma.shape[1] // 4, 4, luma.shape[2] // 4, 4).mean((2, 4))
