"""What the propagation painter makes of the training clips, to train on: the errors of whole runs, with the confidence it had in them.

A frame in use is painted from frames that were painted before it, some of them two dozen readings from the key; truth that was spoiled
by chance looks different. A *rollout* is a window of some frames of a clip, in its own colours or in others, coloured in the order of the
schedule. The command makes them until it is stopped, always by the newest weights; the oldest make room. A training run takes up what it finds.

    python -m tintype_training.source_rollouts --data ../../shared/data --weights checkpoints/propagate-4.pt --minutes 30
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch

from .clips import DEFAULT_DATA, Clip
from .flow_track import ShotFlows
from .propagation_painter import PropagationPainter
from .propagation_runs import ShotPainter, interpolated_order_of, load_painter
from .crops import choose_crop, clip_chances
from .source_samples import ColourMap, TrackedClip, load_tracked, quarter_of

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "source-rollouts"
FRAMES, SIDE = 25, 384
"""Of a window, at most; its sides are multiples of 32 pixels."""
KEYS = {"first": 0.4, "last": 0.2, "both": 0.4}
RECOLOURED = 0.6
LEAST_FRAMES = 8


@dataclass(frozen=True)
class Rollout:
    """A window of a clip, and what was made of it."""

    clip: str
    first: int  # frame
    row: int  # cell
    column: int
    keys: tuple[int, ...]  # frames of the window, whose colour was true
    colours: ColourMap | None  # in which it was coloured; none: its own
    made: np.ndarray  # float16 [T, 3, h, w]: ab/110, confidence

    def window(self, tracked: TrackedClip) -> TrackedClip:
        """The same window of the clip, with its flows."""
        frames, _, h, w = self.made.shape
        return window_of(tracked, self.first, frames, self.row, self.column, h, w)

    def save(self, file: Path) -> None:
        colours = {} if self.colours is None else vars(self.colours)
        partial = file.with_suffix(".partial.npz")
        np.savez(partial, clip=self.clip, at=[self.first, self.row, self.column], keys=self.keys, made=self.made, **colours)
        partial.rename(file)

    @classmethod
    def load(cls, file: Path) -> Rollout:
        with np.load(file) as planes:
            colours = ColourMap(planes["centres"], planes["turns"], planes["shifts"], float(planes["softness"])) if "centres" in planes else None
            return cls(str(planes["clip"]), *map(int, planes["at"]), tuple(map(int, planes["keys"])), colours, planes["made"])


def window_of(tracked: TrackedClip, first: int, frames: int, row: int, column: int, h: int, w: int) -> TrackedClip:
    time_, rows, columns = slice(first, first + frames), slice(row, row + h), slice(column, column + w)
    clip, flows = tracked.clip, tracked.flows
    luma = clip.luma[time_, 4 * row : 4 * (row + h), 4 * column : 4 * (column + w)]
    part = TrackedClip(Clip(clip.name, luma, clip.ab[time_, :, rows, columns]), tracked.split, tracked.folder)
    part.__dict__["flows"] = ShotFlows(flows.flows[time_, :, rows, columns], flows.luma[time_, rows, columns])
    return part


def roll(network: PropagationPainter, tracked: TrackedClip, rng: np.random.Generator) -> Rollout:
    clip = tracked.clip
    frames = min(FRAMES, clip.frames)
    first = int(rng.integers(0, clip.frames - frames + 1))
    high, wide = (min(SIDE, length // 32 * 32) for length in clip.luma.shape[1:])
    y, x = choose_crop(rng, clip, first, first + frames - 1, high, wide)
    part = window_of(tracked, first, frames, y // 4, x // 4, high // 4, wide // 4)
    luma, ab = np.asarray(part.clip.luma, np.float32) / np.float32(2.55), np.asarray(part.clip.ab, np.float32)
    ends = {"first": (0,), "last": (frames - 1,), "both": (0, frames - 1)}
    keys = ends[str(rng.choice(list(KEYS), p=list(KEYS.values())))]
    colours = None
    small = quarter_of(luma)
    if rng.random() < RECOLOURED:
        colours = ColourMap.draw(rng, np.concatenate([small[keys[0]][None], ab[keys[0]]]).reshape(3, -1).T)
        ab = colours.apply(small, ab)
    painter = ShotPainter(network, part.flows)
    for t in range(frames):
        painter.add_frame(t, torch.from_numpy(luma[t] / 50 - 1)[None, None])
    made = painter.run({t: torch.from_numpy(ab[t : t + 1] / np.float32(110)) for t in keys}, 0, frames - 1)
    planes = np.stack([torch.cat([made[t].ab, made[t].confidence], 1)[0].numpy() for t in range(frames)])
    return Rollout(clip.name, first, y // 4, x // 4, keys, colours, planes.astype(np.float16))


@dataclass
class Rollouts:
    """Those of a folder; new ones are taken up as they come."""

    folder: Path
    clips: dict[str, TrackedClip]
    known: dict[str, Rollout] = field(default_factory=dict)
    windows: dict[str, TrackedClip] = field(default_factory=dict)
    """Of known rollouts that were chosen, with the tracks to their keys."""

    def refresh(self) -> None:
        names = sorted(file.name for file in self.folder.glob("[0-9]*.npz") if ".partial" not in file.name)
        found = {name: self.known.get(name) or Rollout.load(self.folder / name) for name in names}
        self.known = {name: one for name, one in found.items() if one.clip in self.clips}
        self.windows = {name: window for name, window in self.windows.items() if name in self.known}

    def choose(self, rng: np.random.Generator, size: int, keys: int, made: int) -> tuple[TrackedClip, ColourMap | None, np.ndarray, list[int]] | None:
        """A window at least `size` pixels wide and high, its colours, what was made of it, and a target with so many keys and made sources."""
        fitting = [(name, one) for name, one in self.known.items() if len(one.keys) == keys and 4 * min(one.made.shape[2:]) >= size]
        if not fitting:
            return None
        name, one = fitting[int(rng.integers(0, len(fitting)))]
        order = interpolated_order_of(one.keys, 0, len(one.made) - 1, set())
        turns = [(target, [f for f in sources if f not in one.keys]) for target, sources, around in order if around is None or abs(around[1] - around[0]) > 2]
        turns = [(target, recent) for target, recent in turns if len(recent) == made]
        if not turns:
            return None
        target, recent = turns[int(rng.integers(0, len(turns)))]
        window = self.windows.setdefault(name, one.window(self.clips[one.clip]))
        return window, one.colours, one.made, [target, *one.keys, *recent]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--cache", type=Path, default=CACHE.parent)
    parser.add_argument("--weights", type=Path, required=True, help="read anew whenever the file has changed")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--keep", type=int, default=240, help="rollouts beyond this number push the oldest out")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    folder = options.cache / CACHE.name
    folder.mkdir(parents=True, exist_ok=True)
    clips = [each for each in load_tracked(options.data, "train", options.cache) if each.clip.frames >= LEAST_FRAMES]
    chances = clip_chances([each.clip for each in clips])
    files = sorted(folder.glob("[0-9]*.npz"))
    number = int(files[-1].stem) + 1 if files else 0
    end, changed, network = time.monotonic() + options.minutes * 60, 0.0, PropagationPainter()
    while time.monotonic() < end:
        if options.weights.stat().st_mtime != changed:
            changed = options.weights.stat().st_mtime
            network = load_painter(options.weights)
        rng = np.random.default_rng([7, number])
        one = roll(network, clips[int(rng.choice(len(clips), p=chances))], rng)
        one.save(folder / f"{number:06d}.npz")
        print(number, one.clip, one.keys, "own colours" if one.colours is None else "other colours", flush=True)
        number += 1
        for old in sorted(folder.glob("[0-9]*.npz"))[: -options.keep]:
            old.unlink()


if __name__ == "__main__":
    main()
