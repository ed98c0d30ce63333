"""What scene memory gives: frames beside one key, painted with and without a far frame of the same clip as a frame of another shot.

    python measure_scene_memory.py --split val --painted checkpoints/propagate-4.pt --out .cache/scene-memory-val.json

At half size, frames 1…24, the key frame 0. The far frame is given as it is (the same set-up), as 60 % of its picture from the lower right (a closer
shot), and from another clip of the same size (of which nothing should be taken). PSNR of ab in dB (peak 220), in the clip's own colours and in others.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from tintype_training.dense_tokens import FrameTokens
from tintype_training.propagation_painter import PropagationPainter
from tintype_training.propagation_runs import Made, ShotPainter, ValidationShot, load_painter, mean_psnr
from tintype_training.source_samples import load_tracked

ROOT = Path(__file__).resolve().parent
FRAMES = 25
CLOSER = 0.4
"""Share of the picture that a closer shot leaves away, at the left and at the top."""


def closer(luma: Tensor, ab: Tensor) -> tuple[Tensor, Tensor]:
    top, left = (int(side * CLOSER) // 4 * 4 for side in luma.shape[-2:])
    near = F.interpolate(luma[..., top:, left:], size=luma.shape[-2:], mode="bicubic", align_corners=False).clamp(-1, 1)
    return near, F.interpolate(ab[..., top // 4 :, left // 4 :], size=ab.shape[-2:], mode="bilinear", align_corners=False)


def remembered(network: PropagationPainter, luma: Tensor, ab: Tensor) -> tuple[FrameTokens, Made]:
    with torch.no_grad():
        return network.tokens(luma), Made(ab, torch.ones_like(ab[:, :1]))


def colour_of(truth: np.ndarray, t: int) -> Tensor:
    return torch.from_numpy(truth[t : t + 1] / np.float32(110))


def measure(network: PropagationPainter, shot: ValidationShot, other: ValidationShot | None, far: int) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for colours in ("natural", "recoloured"):
        truth = shot.ab if colours == "natural" else shot.recoloured
        memories = {"none": [], "same": [remembered(network, shot.luma[far], colour_of(truth, far))], "closer": [remembered(network, *closer(shot.luma[far], colour_of(truth, far)))]}
        if other is not None:
            theirs = other.ab if colours == "natural" else other.recoloured
            memories["unrelated"] = [remembered(network, other.luma[far], colour_of(theirs, far))]
        found[colours] = {}
        for name, memory in memories.items():
            painter = ShotPainter(network, shot.flows, memory=memory)
            for t in range(FRAMES):
                painter.add_frame(t, shot.luma[t])
            made = painter.run({0: colour_of(truth, 0)}, 0, FRAMES - 1)
            found[colours][name] = round(mean_psnr(made, truth, range(1, FRAMES)), 2)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parents[1] / "shared" / "data")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache")
    parser.add_argument("--split", choices=("val", "test"), default="val")
    parser.add_argument("--painted", type=Path, required=True, help="published weights")
    parser.add_argument("--far", type=int, default=60, help="frame of the clip that is remembered")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network = load_painter(options.painted)
    shots = [shot for shot in (ValidationShot.of(tracked, options.far + 1) for tracked in load_tracked(options.data, options.split, options.cache)) if len(shot.luma) > options.far]
    results = {}
    for shot in shots:
        same_size = [each for each in shots if each.luma[0].shape == shot.luma[0].shape]
        other = same_size[(same_size.index(shot) + 1) % len(same_size)] if len(same_size) > 1 else None
        results[shot.name] = measure(network, shot, other, options.far)
        print(shot.name, results[shot.name], flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"far": options.far, "weights": options.painted.name, "clips": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
