"""Clips as memory-mapped arrays: decoded once, so that the loader costs nothing afterwards.

Each clip becomes two files in the cache: `NAME.luma.npy`, uint8 [T, H, W], L·255/100 at up to 480 lines, and
`NAME.ab.npy`, float16 [T, 2, H/4, W/4], ab in Lab units averaged over 4×4 pixels. H and W are cut to multiples of 8.

    python -m tintype_training.clips --data ../shared/data --split train val
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import cv2
import numpy as np

DEFAULT_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CACHE = Path(__file__).resolve().parents[1] / ".cache" / "clips"


@dataclass(frozen=True)
class Clip:
    name: str
    luma: np.ndarray  # uint8 [T, H, W]
    ab: np.ndarray  # float16 [T, 2, H/4, W/4]

    @property
    def frames(self) -> int:
        return int(self.luma.shape[0])


def decode_rgb(path: Path) -> np.ndarray:
    """All frames of a clip as uint8 RGB [T, H, W, 3], by the matrix and range the stream is tagged with; where ffmpeg is not there, by OpenCV, which takes BT.601."""
    if shutil.which("ffmpeg") is None:
        return decode_by_opencv(path)
    probe = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0"]
    width, height = map(int, subprocess.check_output([*probe, str(path)], text=True).strip().strip(",").split(",")[:2])
    flags = ["-sws_flags", "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"]
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:v:0", "-fps_mode", "passthrough", *flags]
    raw = subprocess.check_output([*command, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


def decode_by_opencv(path: Path) -> np.ndarray:
    video, frames = cv2.VideoCapture(str(path)), []
    while (read := video.read())[0]:
        frames.append(cv2.cvtColor(read[1], cv2.COLOR_BGR2RGB))
    return np.stack(frames)


def fast_lab(rgb: np.ndarray) -> np.ndarray:
    """uint8 RGB [H, W, 3] → float32 Lab. OpenCV's agrees with colour.rgb_to_lab to a few hundredths and is far faster."""
    return cv2.cvtColor(rgb.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)


def quarter(plane: np.ndarray) -> np.ndarray:
    """Mean over 4×4 pixels: [H, W, …] → [H/4, W/4, …]; H and W multiples of 4."""
    h, w = plane.shape[:2]
    return cv2.resize(plane, (w // 4, h // 4), interpolation=cv2.INTER_AREA)


def build_clip(path: Path, folder: Path) -> None:
    frames = decode_rgb(path)
    count, h, w = frames.shape[0], frames.shape[1] // 8 * 8, frames.shape[2] // 8 * 8
    luma = np.empty((count, h, w), np.uint8)
    ab = np.empty((count, 2, h // 4, w // 4), np.float16)
    for i, frame in enumerate(frames):
        lab = fast_lab(frame[:h, :w])
        luma[i] = np.round(lab[..., 0] * 2.55)
        ab[i] = quarter(np.ascontiguousarray(lab[..., 1:])).transpose(2, 0, 1)
    np.save(folder / f"{path.stem}.luma.npy", luma)
    np.save(folder / f"{path.stem}.ab.npy", ab)


def load_clips(data: Path, split: str, cache: Path = CACHE) -> list[Clip]:
    """All clips of `data`/clips/`split`, decoding those that the cache does not hold yet."""
    folder = cache / split
    folder.mkdir(parents=True, exist_ok=True)
    clips = []
    for path in sorted((data / "clips" / split).glob("*.mp4")):
        if not (folder / f"{path.stem}.ab.npy").exists():
            build_clip(path, folder)
        clips.append(cached_clip(path.stem, folder))
    return clips


def cached_clip(name: str, folder: Path) -> Clip:
    return Clip(name, *[np.load(folder / f"{name}.{planes}.npy", mmap_mode="r") for planes in ("luma", "ab")])


def activity(clip: Clip) -> float:
    """How much a clip can teach: the root mean square change of ab over ten frames, in Lab units."""
    last = clip.frames - 1
    gap = min(10, last)
    starts = np.linspace(0, last - gap, 4).astype(int)
    changes = [np.asarray(clip.ab[s + gap], np.float32) - np.asarray(clip.ab[s], np.float32) for s in starts]
    return float(np.sqrt(np.mean([np.mean(c * c) for c in changes])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--split", nargs="+", default=["train", "val"])
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    for split in options.split:
        folder = options.cache / split
        folder.mkdir(parents=True, exist_ok=True)
        missing = [path for path in sorted((options.data / "clips" / split).glob("*.mp4")) if not (folder / f"{path.stem}.ab.npy").exists()]
        with ProcessPoolExecutor(options.workers) as pool:
            list(pool.map(build_clip, missing, repeat(folder)))
        for clip in load_clips(options.data, split, options.cache):
            print(f"{split}/{clip.name}: {clip.luma.shape}, activity {activity(clip):.2f}")


if __name__ == "__main__":
    main()
