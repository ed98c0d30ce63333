"""Reference tracks through clips, for scripts/evaluate-tracking.ts.

    python make_tracks.py --data ../shared/data --out .cache/tracks

Three kinds: the validation clips, with what DIS flow chained from frame to frame says of 40 places of the first frame (only while
forward and backward flow agree within a pixel: elsewhere there is no reference); and pretend video, photos moved by a known motion, with
the true positions and those of flow; and shots of the sample film, which scripts/sample-tracks.ts has left in the folder
with their true places, and to which flow's are added. Writes NAME.mkv (luma alone, FFV1) and NAME.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np

from tintype_training.clips import DEFAULT_DATA, decode_rgb, fast_lab
from tintype_training.flow import Flow
from tintype_training.pretend_video import placement, random_motion, warp

PLACES = 40
AGREE_PX = 1.0
PRETEND_FRAMES = 31
PRETEND_SIZE = 480


def sample(field: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Bilinear values of a flow field [H, W, 2] at places [n, 2] (x, y)."""
    x, y = at[:, 0].astype(np.float32)[None], at[:, 1].astype(np.float32)[None]
    return cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0]


def chain(lumas: list[np.ndarray], start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places [T, n, 2] by flow from frame to frame, and whether it has been reliable so far [T, n]."""
    flow, at, good = Flow(), [start], [np.ones(len(start), bool)]
    height, width = lumas[0].shape
    for before, after in zip(lumas, lumas[1:], strict=False):
        ahead, back = flow.between(before, after), flow.between(after, before)
        moved = at[-1] + sample(ahead, at[-1])
        apart = np.linalg.norm(sample(ahead, at[-1]) + sample(back, moved), axis=1)
        inside = (moved >= 0).all(1) & (moved[:, 0] <= width - 1) & (moved[:, 1] <= height - 1)
        at.append(moved)
        good.append(good[-1] & (apart <= AGREE_PX) & inside)
    return np.stack(at), np.stack(good)


def places(luma: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Half at corners, half anywhere: a colourist clicks on both."""
    height, width = luma.shape
    corners = cv2.goodFeaturesToTrack(luma, PLACES // 2, 0.02, 24)
    found = corners[:, 0] if corners is not None else np.zeros((0, 2), np.float32)
    anywhere = rng.uniform([16, 16], [width - 16, height - 16], (PLACES - len(found), 2))
    return np.concatenate([found, anywhere]).astype(np.float32)


def write(folder: Path, name: str, lumas: list[np.ndarray], tracks: dict[str, object]) -> None:
    height, width = lumas[0].shape
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-r", "24", "-i", "-"]
    command += ["-c:v", "ffv1", "-color_range", "pc", str(folder / f"{name}.mkv")]
    subprocess.run(command, input=np.stack(lumas).tobytes(), check=True)
    (folder / f"{name}.json").write_text(json.dumps(tracks))


def rounded(values: np.ndarray) -> list[object]:
    return np.round(values.astype(float), 3).tolist()


def clip_tracks(path: Path, folder: Path) -> None:
    # Approximately the Y′ of the product: the gray of the picture.
    lumas = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in decode_rgb(path)[:49]]
    start = places(lumas[0], np.random.default_rng(7))
    at, good = chain(lumas, start)
    write(folder, path.stem, lumas, {"flow": rounded(at), "flowGood": good.tolist()})


def pretend_tracks(data: Path, folder: Path, count: int) -> None:
    """Whole-frame motion (pan, rotation, zoom, shear) of stills from the training clips' first frames, with grain and flicker."""
    sources = sorted((data / "clips" / "train").glob("davis*.mp4")) or sorted((data / "clips" / "train").glob("*.mp4"))
    for number in range(count):
        if (folder / f"pretend-{number:02d}.json").exists():
            continue
        rng = np.random.default_rng(100 + number)
        still = fast_lab(decode_rgb(sources[(number * 7) % len(sources)])[0])[..., 0]
        motion = random_motion(rng, PRETEND_SIZE, float(rng.choice([0.3, 0.8, 1.5])))
        motion[2:] *= 0.5
        zoom, base = min(still.shape) / PRETEND_SIZE * 0.75, rng.normal(0, 0.05, 2) * min(still.shape)
        matrices = [placement(motion * t, PRETEND_SIZE, still.shape, zoom, base) for t in range(PRETEND_FRAMES)]
        lumas = []
        for matrix in matrices:
            frame = warp(still, matrix, PRETEND_SIZE) * rng.normal(1, 0.02) + rng.normal(0, 1.5, (PRETEND_SIZE, PRETEND_SIZE))
            lumas.append(np.clip(frame * 2.55, 0, 255).astype(np.uint8))
        start = places(lumas[0], rng)
        homogeneous = np.hstack([start, np.ones((len(start), 1), np.float32)])
        in_source = homogeneous @ matrices[0].T
        truth = np.stack([(in_source - m[:, 2]) @ np.linalg.inv(m[:, :2]).T for m in matrices])
        # Beyond the edge of the still is only its reflection, for which there is no true position.
        seen = (truth >= 0).all(2) & (truth <= PRETEND_SIZE - 1).all(2)
        edge = (in_source >= 0).all(1) & (in_source[:, 0] < still.shape[1]) & (in_source[:, 1] < still.shape[0])
        at, good = chain(lumas, start)
        tracks = {"flow": rounded(at), "flowGood": good.tolist(), "truth": rounded(truth), "seen": (seen & edge[None]).tolist()}
        write(folder, f"pretend-{number:02d}", lumas, tracks)


def add_flow(tracks: Path) -> None:
    known = json.loads(tracks.read_text())
    if "flow" in known:
        return
    lumas = [frame[..., 0] for frame in decode_rgb(tracks.with_suffix(".mkv"))]
    at, good = chain(lumas, np.array(known["truth"][0], np.float32))
    tracks.write_text(json.dumps(known | {"flow": rounded(at), "flowGood": good.tolist()}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--out", type=Path, default=Path(".cache/tracks"))
    parser.add_argument("--pretend", type=int, default=8)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    for path in sorted((options.data / "clips" / "val").glob("*.mp4")):
        if not (options.out / f"{path.stem}.json").exists():
            clip_tracks(path, options.out)
            print(path.stem, flush=True)
    pretend_tracks(options.data, options.out, options.pretend)
    for path in sorted(options.out.glob("sample-*.json")):
        add_flow(path)


if __name__ == "__main__":
    main()
