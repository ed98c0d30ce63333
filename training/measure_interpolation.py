"""What does interpolation over wider gaps cost in quality, and how many frames are interpolated?

    python measure_interpolation.py --groups 2 8 --out runs/interpolation-val.json

The first 33 frames of every validation clip at half size, in their own colours and in others, from the true first frame and from the first and the last: PSNR of ab
(peak 220) of the propagated frames, and the share of them that was interpolated.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from tintype_training.clips import DEFAULT_DATA
from tintype_training.flow_track import CACHE
from tintype_training.propagation_runs import GROUP, ShotPainter, ValidationShot, load_interpolation, load_painter, mean_psnr
from tintype_training.source_samples import load_tracked

CHECKPOINTS = Path(__file__).resolve().parent / "checkpoints"
FRAMES = 33


def measured(painter: ShotPainter, shot: ValidationShot, keys: tuple[int, ...], truth: np.ndarray) -> dict[str, float]:
    interpolated = 0

    def count(*_: object) -> None:
        nonlocal interpolated
        interpolated += 1

    hook = painter.interpolation.register_forward_hook(count)
    made = painter.run({t: torch.from_numpy(truth[t : t + 1] / np.float32(110)) for t in keys}, 0, len(shot.luma) - 1)
    hook.remove()
    frames = range(1, len(shot.luma) - (len(keys) - 1))
    return {"psnr": round(mean_psnr(made, truth, frames), 3), "interpolated": round(interpolated / len(frames), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--cache", type=Path, default=CACHE.parent)
    parser.add_argument("--painted", type=Path, default=CHECKPOINTS / "propagate-4.pt")
    parser.add_argument("--interpolation", type=Path, default=CHECKPOINTS / "interpolation.pt")
    parser.add_argument("--groups", type=int, nargs="+", default=[2, GROUP])
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    network, interpolation = load_painter(options.painted), load_interpolation(options.interpolation)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for tracked in load_tracked(options.data, "val", options.cache):
        shot, rows = ValidationShot.of(tracked, FRAMES), {}
        for group in options.groups:
            painter = ShotPainter(network, shot.flows, interpolation=interpolation, group_of=group)
            for t, luma in enumerate(shot.luma):
                painter.add_frame(t, luma)
            for colours, truth in (("own", shot.ab), ("other", shot.recoloured)):
                for name, keys in (("one key", (0,)), ("two keys", (0, len(shot.luma) - 1))):
                    rows[f"groups of {group}, {name}, {colours} colours"] = measured(painter, shot, keys, truth)
        found[shot.name] = rows
        means = {row: {what: round(float(np.mean([clip[row][what] for clip in found.values()])), 3) for what in ("psnr", "interpolated")} for row in rows}
        options.out.write_text(json.dumps({"weights": options.painted.name, "means": means, "clips": found}, indent=1) + "\n")
        print(shot.name, {row: value["psnr"] for row, value in rows.items()}, flush=True)


if __name__ == "__main__":
    main()
