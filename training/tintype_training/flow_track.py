"""Where a frame's cells lie in another frame of its shot: neighbour flows of a clip, found once, and their composition.

Flow is found between neighbouring frames at half size (`carried.flow_between`) and kept at ¼, in cells. A track from a frame
to another is the composition of the flows between them, with evidence of how far it can be trusted. A track to a keyframe is compared
with the keyframe at every frame, so that errors of the steps do not add up (`KeyTracks`).

    python -m tintype_training.flow_track --data ../../shared/data --split train val
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from pathlib import Path

import cv2
import numpy as np

from .carried import STEP_SIGMA, flow_between, half_luma, sample
from .clips import DEFAULT_DATA, Clip, activity, cached_clip, load_clips, quarter

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "flows"
TRUST = 3
"""Planes of evidence of a track: see `Track`."""


def neighbour_flows(lumas: list[np.ndarray]) -> np.ndarray:
    """uint8 [H/2, W/2] of a shot's frames → float16 [T, 4, H/4, W/4] in cells: (dx, dy) into the frame before, into the frame after."""
    h, w = lumas[0].shape
    flows = np.zeros((len(lumas), 4, h // 2, w // 2), np.float16)
    for t in range(1, len(lumas)):
        flows[t, :2] = to_cells(flow_between(lumas[t], lumas[t - 1]))
        flows[t - 1, 2:] = to_cells(flow_between(lumas[t - 1], lumas[t]))
    return flows


def to_cells(flow: np.ndarray) -> np.ndarray:
    """(dx, dy) in pixels of the half size [2h, 2w, 2] → in cells of ¼ [2, h, w]."""
    return cv2.resize(flow, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).transpose(2, 0, 1) / 2


def rest_of_flow(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """(dx, dy) in cells [h, w, 2] such that here(x) ≈ there(x + d); both uint8 at ¼, and nearly alike."""
    return cv2.calcOpticalFlowFarneback(here, there, None, 0.5, 3, 7, 3, 5, 1.1, 0)


def sample_pairs(pairs: np.ndarray, at: np.ndarray) -> np.ndarray:
    """As `sample`, of [h, w, 2]. Planes apart, since OpenCV 5 rounds positions to 1/32 where there are two channels, and only there."""
    return np.stack([sample(np.ascontiguousarray(pairs[..., axis]), at) for axis in (0, 1)], -1)


@lru_cache(maxsize=8)
def cells(h: int, w: int) -> np.ndarray:
    """(x, y) of all cells [h, w, 2]; not to be written to."""
    y, x = np.mgrid[:h, :w].astype(np.float32)
    return np.stack([x, y], -1)


def moved_place(place: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Places [h, w, 2] sampled at `at`. What comes from outside keeps its distance."""
    h, w = place.shape[:2]
    return sample_pairs(place, at) + at - np.clip(at, 0, [w - 1, h - 1]).astype(np.float32)


def is_inside(at: np.ndarray, h: int, w: int) -> np.ndarray:
    """Whether places [..., 2] lie in a picture of h×w cells, or less than a cell outside."""
    x, y = at[..., 0], at[..., 1]
    return (x > -1) & (x < w) & (y > -1) & (y < h)


@dataclass
class Track:
    """From the cells of a frame to their places in another, and how far to trust that; arrays of [h, w(, 2)]."""

    place: np.ndarray  # (x, y) in cells
    trust: np.ndarray  # product of the steps' likeness in luma, 0…1
    inside: np.ndarray  # whether the track never left the picture, 0…1

    def evidence(self, here: np.ndarray, there: np.ndarray, rows: slice = slice(None), columns: slice = slice(None)) -> np.ndarray:
        """[TRUST, h, w], 0…1 each: trust of the steps; likeness of both ends in luma (float, 0…255 at ¼, of the whole frames); inside."""
        missed = cv2.blur((sample(there, self.place) - here[rows, columns]) / 2.55, (3, 3))
        like = np.exp(-0.5 * (missed / STEP_SIGMA) ** 2)
        return np.stack([self.trust, like, self.inside]).astype(np.float32)


@dataclass
class ShotFlows:
    """Neighbour flows of a shot with its luma, both at ¼."""

    flows: np.ndarray  # [T, 4, h, w]
    luma: np.ndarray  # uint8 [T, h, w], 255 at L 100

    def track(self, start: int, end: int, rows: slice = slice(None), columns: slice = slice(None)) -> Track:
        """From these cells of frame `start` to `end`, by the flows of the frames between."""
        h, w = self.luma.shape[1:]
        y, x = (grid[rows, columns] for grid in np.mgrid[:h, :w].astype(np.float32))
        track = Track(np.stack([x, y], -1), np.ones(x.shape, np.float32), np.ones(x.shape, np.float32))
        step = 1 if end > start else -1
        for t in range(start, end, step):
            self.extend(track, t, step)
        return track

    def start(self) -> Track:
        """Of a whole frame to itself."""
        h, w = self.luma.shape[1:]
        return Track(cells(h, w), np.ones((h, w), np.float32), np.ones((h, w), np.float32))

    def grown_track(self, start: int, end: int) -> Track:
        """As `track` over whole frames, but grown from `end`: a step more gives the track of the frame beyond `start` (docs/adr/0014)."""
        track, step = self.start(), 1 if start > end else -1
        for t in range(end + step, start + step, step):
            track = self.grown(track, t, step)
        return track

    def grown(self, track: Track, t: int, step: int) -> Track:
        """Of frame `t` to where the track of `t - step` ends."""
        h, w = self.luma.shape[1:]
        flow = np.asarray(self.flows[t, :2] if step > 0 else self.flows[t, 2:], np.float32).transpose(1, 2, 0)
        at = cells(h, w) + flow
        missed = (sample(np.asarray(self.luma[t - step], np.float32), at) - np.asarray(self.luma[t], np.float32)) / 2.55
        place = moved_place(track.place, at)
        trust = sample(track.trust, at) * np.exp(-0.5 * (missed / STEP_SIGMA) ** 2)
        # A way out in small steps shows at its end alone.
        return Track(place, trust, sample(track.inside, at) * is_inside(at, h, w) * is_inside(place, h, w))

    def refined(self, track: Track, t: int, key: int) -> Track:
        """The track of frame `t` to `key`, mended by what flow finds between the frame and the keyframe drawn along the track. Of each cell the place that is more like it is
        taken; where that is like it, the track is trusted, whatever its steps were."""
        h, w = self.luma.shape[1:]
        here, there = np.asarray(self.luma[t]), np.asarray(self.luma[key], np.float32)
        rest = rest_of_flow(here, np.floor(sample(there, track.place) + 0.5).astype(np.uint8))
        place = moved_place(track.place, cells(h, w) + rest)
        missed = [cv2.blur(((sample(there, each) - here) / 2.55) ** 2, (3, 3)) for each in (track.place, place)]
        place = np.where((missed[1] < missed[0])[..., None], place, track.place)
        inside = track.inside * is_inside(place, h, w)
        return Track(place, np.maximum(track.trust, np.exp(-0.5 * np.minimum(*missed) / STEP_SIGMA**2)) * inside, inside)

    def extend(self, track: Track, last: int, step: int) -> None:
        """A track that ends at frame `last` goes on to `last + step`."""
        flow = np.asarray(self.flows[last, 2:] if step > 0 else self.flows[last, :2], np.float32).transpose(1, 2, 0)
        was = sample(np.asarray(self.luma[last], np.float32), track.place)
        track.place = track.place + sample_pairs(flow, track.place)
        missed = (sample(np.asarray(self.luma[last + step], np.float32), track.place) - was) / 2.55
        track.trust = track.trust * np.exp(-0.5 * (missed / STEP_SIGMA) ** 2)
        track.inside = track.inside * is_inside(track.place, *self.luma.shape[1:])


@dataclass(frozen=True)
class PackedTrack:
    """6 bytes a cell instead of 16."""

    moved: np.ndarray  # int16 [h, w, 2]: distance from the cell's own position in 1/64 cell
    shares: np.ndarray  # uint8 [2, h, w]: trust and inside, 255 for 1

    @classmethod
    def of(cls, track: Track) -> PackedTrack:
        moved = np.round((track.place - cells(*track.trust.shape)) * 64).clip(-32767, 32767)
        return cls(moved.astype(np.int16), np.round(np.stack([track.trust, track.inside]) * 255).astype(np.uint8))

    def part(self, rows: slice = slice(None), columns: slice = slice(None)) -> Track:
        """Of these cells alone, to its precision."""
        trust, inside = self.shares[:, rows, columns].astype(np.float32) / 255
        return Track(cells(*self.moved.shape[:2])[rows, columns] + self.moved[rows, columns].astype(np.float32) / 64, trust, inside)


@dataclass
class KeyTracks:
    """Tracks of a shot's frames to one keyframe: each grown by one step from that of the frame before, then refined. Kept packed; they grow from what is not."""

    flows: ShotFlows
    key: int
    known: dict[int, PackedTrack] = field(default_factory=dict)
    ends: dict[int, tuple[int, Track]] = field(default_factory=dict)
    """By step: the farthest frame so far, and its track."""

    def of(self, frame: int, rows: slice = slice(None), columns: slice = slice(None)) -> Track:
        """Of these cells of the frame."""
        step = 1 if frame > self.key else -1
        end, track = self.ends.get(step, (self.key, self.flows.start()))
        self.known.setdefault(self.key, PackedTrack.of(self.flows.start()))
        for t in range(end + step, frame + step, step):
            track = self.flows.refined(self.flows.grown(track, t, step), t, self.key)
            self.known[t] = PackedTrack.of(track)
            self.ends[step] = t, track
        return self.known[frame].part(rows, columns)


def flows_of(clip: Clip, split: str, folder: Path = CACHE) -> ShotFlows:
    """Of a clip of the training data, found where the cache does not hold them yet."""
    files = [folder / split / f"{clip.name}.{part}.npy" for part in ("flow", "luma")]
    if not files[1].exists():
        files[0].parent.mkdir(parents=True, exist_ok=True)
        save_whole(files[0], neighbour_flows([half_luma(np.asarray(luma, np.float32) / 2.55) for luma in clip.luma]))
        save_whole(files[1], np.stack([np.round(quarter(np.asarray(luma, np.float32))).astype(np.uint8) for luma in clip.luma]))
    return ShotFlows(*[np.load(file, mmap_mode="r") for file in files])


def save_whole(file: Path, planes: np.ndarray) -> None:
    """A stop at any moment leaves no half of a file under its name."""
    partial = file.with_suffix(".partial.npy")
    np.save(partial, planes)
    partial.rename(file)


def keep_flows(name: str, split: str, cache: Path) -> str:
    """Of a decoded clip of the cache; for a process of its own, to which planes are not to be sent."""
    flows_of(cached_clip(name, cache / "clips" / split), split, cache / CACHE.name)
    return name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--cache", type=Path, default=CACHE.parent)
    parser.add_argument("--split", nargs="+", default=["val", "train"])
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    for split in options.split:
        clips = sorted(load_clips(options.data, split, options.cache / "clips"), key=activity, reverse=True)
        with ProcessPoolExecutor(options.workers, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
            for name in pool.map(keep_flows, [clip.name for clip in clips], repeat(split), repeat(options.cache)):
                print(split, name, flush=True)


if __name__ == "__main__":
    main()
