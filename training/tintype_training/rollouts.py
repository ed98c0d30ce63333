"""What the network itself makes of the training clips, as memory to train on (dataset aggregation, Ross 2011).

A frame's memory in use is the network's own colour of the frames before it, with its own mistakes, thirty or sixty frames from the
key; truth that was spoiled by chance looks different. Every clip of some length is coloured from its first and from its last
frame by exported graphs, once; the trainer then draws targets with this memory, one reading each. Beside it lies what optical flow
carried of the same key, which the fusion of both is trained on.

    python -m tintype_training.rollouts --data ../shared/data --models ../resources/models/propagation
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from .carried import EVIDENCE, Carried, half_luma
from .clips import DEFAULT_DATA, Clip, activity, load_clips
from .propagation_schedule import Propagation

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "rollouts"
LEAST_FRAMES = 40
"""Shorter clips do not take the network far from its key."""
DIRECTIONS = ("forward", "backward")


def rollout_file(folder: Path, clip: str, direction: str) -> Path:
    return folder / f"{clip}.{direction}.npy"


def carried_file(folder: Path, clip: str, direction: str) -> Path:
    return folder / f"{clip}.{direction}.carried.npy"


def carry_clip(clip: Clip, direction: str) -> np.ndarray:
    """float16 [T, 6, H/4, W/4]: ab in Lab units and the evidence of `Carried.look`."""
    order = range(clip.frames) if direction == "forward" else range(clip.frames - 1, -1, -1)
    planes = np.zeros((clip.frames, 2 + EVIDENCE, *clip.ab.shape[2:]), np.float16)
    carried: Carried | None = None
    for t in order:
        luma = half_luma(np.asarray(clip.luma[t], np.float32) / 2.55)
        if carried is None:
            carried = Carried(luma, np.asarray(clip.ab[t], np.float32))
        else:
            carried.step(luma)
        planes[t] = np.concatenate(carried.look())
    return planes


def colour_clip(net: Propagation, clip: Clip, direction: str) -> np.ndarray:
    """float16 [T, 3, H/4, W/4]: ab in Lab units and confidence; the key (first frame, or last if backward) is the truth."""
    last = clip.frames - 1
    key, end = (0, last) if direction == "forward" else (last, 0)
    for t in range(clip.frames):
        net.add_frame(t, np.asarray(clip.luma[t], np.float32) / 2.55)
    high, wide = clip.ab.shape[2:]
    padded = net.features[0][1].shape[2:]  # the frame is mirrored up to a multiple of 32 pixels
    spare = ((0, 0), (0, padded[0] - high), (0, padded[1] - wide))
    ab = np.pad(np.asarray(clip.ab[key], np.float32), spare, mode="reflect")[None] / 110.0
    found = net.run_pass({key: ab}, key, end)
    net.forget()
    planes = [np.concatenate([found[t].ab[0] * 110.0, found[t].confidence[0]])[:, :high, :wide] for t in range(clip.frames)]
    return np.stack(planes).astype(np.float16)


def save_whole(file: Path, planes: np.ndarray) -> None:
    """A stop at any moment leaves no half of a file under its name."""
    partial = file.with_suffix(".partial.npy")
    np.save(partial, planes)
    partial.rename(file)


def load_rollouts(clip: Clip, folder: Path = CACHE) -> dict[str, np.ndarray]:
    """Direction → what `colour_clip` made, memory-mapped; empty for clips that have none yet."""
    files = {direction: rollout_file(folder, clip.name, direction) for direction in DIRECTIONS}
    return {direction: np.load(file, mmap_mode="r") for direction, file in files.items() if file.exists()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--models", type=Path, required=True, help="folder of encode.onnx and read.onnx")
    parser.add_argument("--split", default="train")
    parser.add_argument("--folder", type=Path, default=CACHE)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    net = Propagation.load(options.models, options.threads, fusion=False)
    clips = [c for c in load_clips(options.data, options.split) if c.frames >= LEAST_FRAMES]
    for direction in DIRECTIONS:
        for clip in sorted(clips, key=activity, reverse=True):
            file = rollout_file(options.folder, clip.name, direction)
            beside = carried_file(options.folder, clip.name, direction)
            if not beside.exists():
                save_whole(beside, carry_clip(clip, direction))
            if file.exists():
                continue
            made = colour_clip(net, clip, direction)
            save_whole(file, made)
            error = np.asarray(clip.ab, np.float32) - made[:, :2].astype(np.float32)
            print(f"{file.stem}: {20 * np.log10(220 / np.sqrt((error**2).mean() + 1e-9)):.2f} dB of ab", flush=True)


if __name__ == "__main__":
    main()
