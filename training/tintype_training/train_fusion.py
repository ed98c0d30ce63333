"""Train the fusion of reading and flow on what the network made of the training clips. Minutes on a CPU:

    python -m tintype_training.rollouts --models ../resources/models/propagation --split train
    python -m tintype_training.train_fusion --data ../shared/data

Loss: the logarithm of each crop's Huber on ab, as PSNR is a logarithm, and the cross entropy of "ΔE2000 ≤ 5".
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .clips import DEFAULT_DATA, Clip, activity, load_clips
from .fusion import Fusion
from .propagation_losses import is_close, log_colour_loss
from .rollouts import DIRECTIONS, carried_file, rollout_file
from .rollouts import CACHE as ROLLOUTS

FOLDER = Path(__file__).resolve().parents[1]
CROP = 56


@dataclass(frozen=True)
class Example:
    """Planes at ¼; [C, h, w], or batched [B, C, h, w]."""

    truth: Tensor
    ab: Tensor
    confidence: Tensor
    carried_ab: Tensor
    evidence: Tensor
    luma: Tensor
    distance: Tensor

    def fused(self, net: Fusion) -> tuple[Tensor, Tensor, Tensor]:
        return net(self.ab, self.confidence, self.carried_ab, self.evidence, self.luma, self.distance)


@dataclass(frozen=True)
class Rollout:
    """A clip coloured from one end, and the colour warped by flow."""

    clip: Clip
    direction: str
    made: np.ndarray
    carried: np.ndarray

    def at(self, distance: int) -> Example:
        t = distance if self.direction == "forward" else self.clip.frames - 1 - distance
        high, wide = self.clip.ab.shape[2:]
        luma = cv2.resize(np.asarray(self.clip.luma[t], np.float32), (wide, high), interpolation=cv2.INTER_AREA) / 127.5 - 1
        plane = lambda x, scale=1.0: torch.from_numpy(np.asarray(x, np.float32) / np.float32(scale))  # noqa: E731
        return Example(
            truth=plane(self.clip.ab[t], 110),
            ab=plane(self.made[t, :2], 110),
            confidence=plane(self.made[t, 2:]),
            carried_ab=plane(self.carried[t, :2], 110),
            evidence=plane(self.carried[t, 2:]),
            luma=plane(luma[None]),
            distance=torch.tensor(float(distance)),
        )


def load(data: Path, split: str) -> list[Rollout]:
    found = []
    for clip in load_clips(data, split):
        for direction in DIRECTIONS:
            files = rollout_file(ROLLOUTS, clip.name, direction), carried_file(ROLLOUTS, clip.name, direction)
            if all(file.exists() for file in files):
                found.append(Rollout(clip, direction, *[np.load(file, mmap_mode="r") for file in files]))
    return found


def together(examples: list[Example]) -> Example:
    return Example(*[torch.stack([getattr(e, name) for e in examples]) for name in Example.__dataclass_fields__])


def batch(rollouts: list[Rollout], chances: np.ndarray, rng: np.random.Generator, count: int) -> Example:
    crops = []
    for _ in range(count):
        rollout = rollouts[int(rng.choice(len(rollouts), p=chances))]
        whole = rollout.at(int(rng.integers(1, rollout.clip.frames)))
        h, w = whole.truth.shape[1:]
        y, x = int(rng.integers(0, max(1, h - CROP + 1))), int(rng.integers(0, max(1, w - CROP + 1)))
        planes = [getattr(whole, name)[:, y : y + CROP, x : x + CROP] for name in list(Example.__dataclass_fields__)[:-1]]
        crops.append(Example(*planes, distance=whole.distance))
    return together(crops)


@torch.no_grad()
def validate(net: Fusion, rollouts: list[Rollout]) -> dict[str, float]:
    """PSNR of ab (peak 220), mean over every sixth frame of the validation clips: the reading, the colour warped by flow, and their fusion."""
    found: dict[str, list[float]] = {"read": [], "carried": [], "fused": [], "said": [], "true": []}
    psnr = lambda a, b: -10 * math.log10(float(((a - b) ** 2).mean()) / 4 + 1e-9)  # noqa: E731
    for rollout in rollouts:
        for distance in range(1, rollout.clip.frames, 6):
            one = together([rollout.at(distance)])
            ab, confidence, _ = one.fused(net)
            for name, plane in (("read", one.ab), ("carried", one.carried_ab), ("fused", ab)):
                found[name].append(psnr(plane, one.truth))
            found["said"].append(float(confidence.mean()))
            found["true"].append(float(is_close(ab, one.truth, one.luma).mean()))
    return {name: round(float(np.mean(values)), 3) for name, values in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--name", default="fusion")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    rollouts, checks = load(options.data, "train"), load(options.data, "val")
    weights = np.array([np.clip(activity(r.clip), 0.7, 5.0) * math.sqrt(r.clip.frames) for r in rollouts])
    net = Fusion()
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3)
    curve = []
    for step in range(options.steps):
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * min(1.0, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / options.steps)))
        some = batch(rollouts, weights / weights.sum(), rng, 8)
        ab, confidence, _ = some.fused(net)
        close = is_close(ab, some.truth, some.luma)
        loss = 10 * log_colour_loss(ab, some.truth, torch.ones(())) + 0.3 * F.binary_cross_entropy(confidence, close)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % 500 == 0 or step + 1 == options.steps:
            curve.append({"step": step + 1, **validate(net, checks)})
            print(json.dumps(curve[-1]), flush=True)
    torch.save({"weights": net.state_dict()}, FOLDER / "checkpoints" / f"{options.name}.pt")
    record = {"steps": options.steps, "seed": options.seed, "rollouts": len(rollouts), "checks": len(checks), "curve": curve}
    (FOLDER / "runs" / f"{options.name}.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
