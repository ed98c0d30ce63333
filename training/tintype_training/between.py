"""Spans of the training clips between two true keys, as the pyramid reads them, with what flow carries from either key: what `FusionBetween` is trained on.

    python -m tintype_training.between --data ../../shared/data --models ../resources/models/propagation --split train val

One file a clip: float16 [T, 15, h, w] at ¼ of the clip scaled by --scale: reading ab (Lab units) and confidence; ab and four planes of evidence from
the left key; the same from the right key. Frames that are keys are zero. Beside it `NAME.json` with the spans.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .carried import EVIDENCE, Carried
from .clips import DEFAULT_DATA, Clip, activity, load_clips
from .propagation_schedule import SIZE_MULTIPLE, Propagation, Result
from .rollouts import save_whole

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "between"
LENGTHS = (8, 16, 32, 64)
"""Frames from key to key."""
PLANES = 3 + 2 * (2 + EVIDENCE)
LEAST_FRAMES = 9


def spans_of(frames: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """One after the other through the clip, of lengths drawn at random."""
    spans, at = [], 0
    while frames - 1 - at >= min(LENGTHS):
        length = int(rng.choice([each for each in LENGTHS if each <= frames - 1 - at]))
        spans.append((at, at + length))
        at += length
    return spans


@dataclass(frozen=True)
class Scaled:
    """A clip at a fraction of its size, cropped to a size that the network takes without padding."""

    lightness: list[np.ndarray]  # L 0…100 [H, W]
    ab: list[np.ndarray]  # Lab units [2, H/4, W/4]


def scaled(clip: Clip, scale: float) -> Scaled:
    side = round(SIZE_MULTIPLE / scale)
    high, wide = (length // side * side for length in clip.luma.shape[1:])
    shrunk = lambda plane: plane if scale == 1 else cv2.resize(plane, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # noqa: E731
    return Scaled(
        [shrunk(np.asarray(luma[:high, :wide], np.float32) / 2.55) for luma in clip.luma],
        [np.stack([shrunk(np.asarray(channel[: high // 4, : wide // 4], np.float32)) for channel in ab]) for ab in clip.ab],
    )


def read_span(net: Propagation, clip: Scaled, left: int, right: int) -> np.ndarray:
    """float16 [right − left + 1, PLANES, h, w]."""
    for t in range(left, right + 1):
        net.add_frame(t, clip.lightness[t])
    keys = {t: clip.ab[t][None] / np.float32(110) for t in (left, right)}
    read = net.run_pyramid(keys, left, right)
    planes = np.zeros((right - left + 1, PLANES, *clip.ab[0].shape[1:]), np.float16)
    for t in range(left + 1, right):
        planes[t - left, :3] = witness(read[t])
    for origin, frames, at in ((left, range(left + 1, right), 3), (right, range(right - 1, left, -1), 5 + EVIDENCE)):
        carried = Carried(net.lumas[origin], clip.ab[origin])
        for t in frames:
            carried.step(net.lumas[t])
            planes[t - left, at : at + 2 + EVIDENCE] = np.concatenate(carried.look())
    net.forget()
    return planes


def witness(reading: Result) -> np.ndarray:
    return np.concatenate([reading.ab[0] * 110.0, reading.confidence[0]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--models", type=Path, required=True, help="folder of encode.onnx and read.onnx")
    parser.add_argument("--split", nargs="+", default=["train", "val"])
    parser.add_argument("--folder", type=Path, default=CACHE)
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--clips", type=int, default=100000, help="only so many of each part")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    net = Propagation.load(options.models, options.threads, fusion=False)
    for split in options.split:
        folder = options.folder / split
        folder.mkdir(parents=True, exist_ok=True)
        clips = sorted((clip for clip in load_clips(options.data, split) if clip.frames >= LEAST_FRAMES), key=activity, reverse=True)
        for clip in clips[: options.clips]:
            file = folder / f"{clip.name}.npy"
            if file.exists():
                continue
            small, spans = scaled(clip, options.scale), spans_of(clip.frames, np.random.default_rng(len(clip.name)))
            planes = np.zeros((clip.frames, PLANES, *small.ab[0].shape[1:]), np.float16)
            for left, right in spans:
                planes[left + 1 : right] = read_span(net, small, left, right)[1:-1]
            file.with_suffix(".json").write_text(json.dumps({"spans": spans, "scale": options.scale}))
            save_whole(file, planes)
            print(f"{split} {clip.name}: {len(spans)} spans", flush=True)


if __name__ == "__main__":
    main()
