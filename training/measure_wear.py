"""How much does the wear of old film cost propagation?

    python measure_wear.py --out runs/wear-val.json

Validation clips at half size, frames 1…24 from the true first frame, and between it and the last: PSNR of ab (peak 220) over the propagated frames, in their own colours and in others. The
luma alone is worn, alike in all runs: light that flickers (gain, gamma and offset drawn for every frame), grain, dirt with scratches (`film_wear.wear`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from tintype_training.carried import half_luma
from tintype_training.clips import DEFAULT_DATA
from tintype_training.film_wear import Rng, wear
from tintype_training.flow_track import CACHE, ShotFlows, neighbour_flows
from tintype_training.propagation_runs import ShotPainter, ValidationShot, load_interpolation, load_painter, mean_psnr
from tintype_training.source_samples import load_tracked

CHECKPOINTS = Path(__file__).resolve().parent / "checkpoints"
FRAMES = 25
CLIPS = ("dvp-bike-packing", "monst3r-lady-running", "sam2-bedroom", "tokenflow-woman-running")


def flickered(luma: np.ndarray, rng: Rng, deviation: float) -> np.ndarray:
    """[N, H, W], 0…1, each frame with a gain of exp(±deviation), a gamma of 0.6 times that and an offset of 0.15 times that."""
    frames = [np.exp(rng.normal(0, deviation)) * frame ** np.exp(rng.normal(0, 0.6 * deviation)) + rng.normal(0, 0.15 * deviation) for frame in luma]
    return np.stack(frames).clip(0, 1).astype(np.float32)


def grained(luma: np.ndarray, rng: Rng, deviation: float) -> np.ndarray:
    """[N, H, W], 0…1, with noise of this standard deviation, blurred by 0.7 pixels."""
    noise = np.stack([cv2.GaussianBlur(rng.normal(0, 1, frame.shape).astype(np.float32), (0, 0), 0.7) for frame in luma])
    return (luma + noise * (deviation / noise.std())).clip(0, 1).astype(np.float32)


WEAR: dict[str, Callable[[np.ndarray, Rng], np.ndarray]] = {
    "none": lambda luma, _: luma,
    "flicker 5 %": lambda luma, rng: flickered(luma, rng, 0.05),
    "flicker 10 %": lambda luma, rng: flickered(luma, rng, 0.1),
    "grain 3 %": lambda luma, rng: grained(luma, rng, 0.03),
    "grain 6 %": lambda luma, rng: grained(luma, rng, 0.06),
    "dirt and scratches": wear,
    "flicker 5 %, grain 3 %, dirt and scratches": lambda luma, rng: wear(grained(flickered(luma, rng, 0.05), rng, 0.03), rng),
}


def worn_painter(painter: ShotPainter, luma: np.ndarray) -> ShotPainter:
    """Of frames [N, H, W], 0…1."""
    lightness = [np.ascontiguousarray(frame * 100, np.float32) for frame in luma]
    small = np.stack([np.round(cv2.resize(frame, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) * 2.55) for frame in lightness]).clip(0, 255).astype(np.uint8)
    worn = ShotPainter(painter.network, ShotFlows(neighbour_flows([half_luma(frame) for frame in lightness]), small), interpolation=painter.interpolation)
    for t, frame in enumerate(lightness):
        worn.add_frame(t, torch.from_numpy(frame / np.float32(50) - 1)[None, None])
    return worn


def measured(painter: ShotPainter, shot: ValidationShot) -> dict[str, float]:
    last, found = len(shot.luma) - 1, {}
    for colours, truth in (("own", shot.ab), ("other", shot.recoloured)):
        key = {t: torch.from_numpy(truth[t : t + 1] / np.float32(110)) for t in (0, last)}
        found[f"one key, {colours} colours"] = mean_psnr(painter.run({0: key[0]}, 0, last), truth, range(1, last + 1))
        found[f"two keys, {colours} colours"] = mean_psnr(painter.run(key, 0, last), truth, range(1, last))
    return {row: round(value, 3) for row, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--cache", type=Path, default=CACHE.parent)
    parser.add_argument("--painted", type=Path, default=CHECKPOINTS / "propagate-4.pt")
    parser.add_argument("--interpolation", type=Path, default=CHECKPOINTS / "interpolation.pt")
    parser.add_argument("--clips", nargs="+", default=list(CLIPS))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    network, interpolation = load_painter(options.painted), load_interpolation(options.interpolation)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for tracked in load_tracked(options.data, "val", options.cache):
        if tracked.clip.name not in options.clips:
            continue
        shot = ValidationShot.of(tracked, FRAMES)
        luma = np.stack([(frame[0, 0].numpy() + 1) / 2 for frame in shot.luma])
        clean = ShotPainter(network, shot.flows, interpolation=interpolation)
        found[shot.name] = {name: measured(worn_painter(clean, worn(luma, np.random.default_rng(5))), shot) for name, worn in WEAR.items()}
        means = {name: {row: round(float(np.mean([clip[name][row] for clip in found.values()])), 3) for row in rows} for name, rows in found[shot.name].items()}
        options.out.write_text(json.dumps({"weights": options.painted.name, "means": means, "clips": found}, indent=1) + "\n")
        print(shot.name, {name: rows["one key, own colours"] for name, rows in found[shot.name].items()}, flush=True)


if __name__ == "__main__":
    main()
