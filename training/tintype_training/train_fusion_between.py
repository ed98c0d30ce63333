"""Train `FusionBetween` on what `between.py` wrote. Minutes on a CPU:

    python -m tintype_training.between --data ../../shared/data --models ../resources/models/propagation
    python -m tintype_training.train_fusion_between --data ../../shared/data

Losses as in `train_fusion`. Validation beside what ships: the fusion for one flow, run for either key and blended by confidence and distance.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .between import CACHE, Scaled, scaled
from .carried import EVIDENCE
from .clips import DEFAULT_DATA, load_clips
from .fusion import Fusion
from .fusion_between import FusionBetween
from .propagation_losses import is_close, log_colour_loss
from .propagation_schedule import CONFIDENCE_POWER

FOLDER = Path(__file__).resolve().parents[1]
CROP = 40


@dataclass(frozen=True)
class Example:
    """Planes at ¼, ab ÷ 110; [C, h, w], or batched."""

    truth: Tensor
    ab: Tensor
    confidence: Tensor
    left_ab: Tensor
    left_evidence: Tensor
    right_ab: Tensor
    right_evidence: Tensor
    luma: Tensor
    distance: Tensor

    def fused(self, net: FusionBetween) -> tuple[Tensor, Tensor, Tensor]:
        return net(self.ab, self.confidence, self.left_ab, self.left_evidence, self.right_ab, self.right_evidence, self.luma, self.distance)


@dataclass(frozen=True)
class SpanFrames:
    """A clip with the readings of its spans."""

    clip: Scaled
    planes: np.ndarray
    places: list[tuple[int, int, int]]  # frame, left key, right key

    def at(self, index: int) -> Example:
        t, left, right = self.places[index]
        planes = torch.from_numpy(np.asarray(self.planes[t], np.float32))
        reading, from_left, from_right = planes[:3], planes[3 : 5 + EVIDENCE], planes[5 + EVIDENCE :]
        lightness = self.clip.lightness[t]
        luma = cv2.resize(lightness, (lightness.shape[1] // 4, lightness.shape[0] // 4), interpolation=cv2.INTER_AREA) / 50 - 1
        return Example(
            truth=torch.from_numpy(self.clip.ab[t]) / 110, ab=reading[:2] / 110, confidence=reading[2:],
            left_ab=from_left[:2] / 110, left_evidence=from_left[2:], right_ab=from_right[:2] / 110, right_evidence=from_right[2:],
            luma=torch.from_numpy(luma[None]), distance=torch.tensor([float(t - left), float(right - t)]),
        )


def load(data: Path, split: str, folder: Path) -> list[SpanFrames]:
    found = []
    for clip in load_clips(data, split):
        file = folder / split / f"{clip.name}.npy"
        if not file.exists():
            continue
        record = json.loads(file.with_suffix(".json").read_text())
        places = [(t, left, right) for left, right in record["spans"] for t in range(left + 1, right)]
        found.append(SpanFrames(scaled(clip, record["scale"]), np.load(file, mmap_mode="r"), places))
    return found


def together(examples: list[Example]) -> Example:
    return Example(*[torch.stack([getattr(e, field.name) for e in examples]) for field in fields(Example)])


def batch(clips: list[SpanFrames], chances: np.ndarray, rng: np.random.Generator, count: int) -> Example:
    crops = []
    for _ in range(count):
        clip = clips[int(rng.choice(len(clips), p=chances))]
        whole = clip.at(int(rng.integers(len(clip.places))))
        h, w = whole.truth.shape[1:]
        y, x = int(rng.integers(0, max(1, h - CROP + 1))), int(rng.integers(0, max(1, w - CROP + 1)))
        planes = [getattr(whole, field.name)[:, y : y + CROP, x : x + CROP] for field in fields(Example)[:-1]]
        planes = [F.pad(plane, (0, CROP - plane.shape[2], 0, CROP - plane.shape[1]), mode="replicate") for plane in planes]
        mirrored = [plane.flip(2) for plane in planes] if rng.random() < 0.5 else planes
        crops.append(Example(*mirrored, distance=whole.distance))
    return together(crops)


def shipped(one: Example, fusion: Fusion) -> Tensor:
    """The result of version 1.3.0 for the same inputs."""
    left, sure_left, _ = fusion(one.ab, one.confidence, one.left_ab, one.left_evidence, one.luma, one.distance[:, 0])
    right, sure_right, _ = fusion(one.ab, one.confidence, one.right_ab, one.right_evidence, one.luma, one.distance[:, 1])
    position = (one.distance[:, 0] / one.distance.sum(1)).reshape(-1, 1, 1, 1)
    weight_left = (1 - position) * (sure_left + 0.02) ** CONFIDENCE_POWER
    weight_right = position * (sure_right + 0.02) ** CONFIDENCE_POWER
    return (weight_left * left + weight_right * right) / (weight_left + weight_right)


@torch.no_grad()
def validate(net: FusionBetween, fusion: Fusion, clips: list[SpanFrames]) -> dict[str, float]:
    """PSNR of ab (peak 220), mean over every third frame of each clip, then over clips: reading, as shipped, fused; mean confidence, and how much is true."""
    psnr = lambda a, b: -10 * math.log10(float(((a - b) ** 2).mean()) / 4 + 1e-9)  # noqa: E731
    rows = []
    for clip in clips:
        found: dict[str, list[float]] = {"read": [], "shipped": [], "fused": [], "said": [], "true": []}
        for index in range(0, len(clip.places), 3):
            one = together([clip.at(index)])
            ab, confidence, _ = one.fused(net)
            for name, plane in (("read", one.ab), ("shipped", shipped(one, fusion)), ("fused", ab)):
                found[name].append(psnr(plane, one.truth))
            found["said"].append(float(confidence.mean()))
            found["true"].append(float(is_close(ab, one.truth, one.luma).mean()))
        rows.append({name: float(np.mean(values)) for name, values in found.items()})
    return {name: round(float(np.mean([row[name] for row in rows])), 3) for name in rows[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--folder", type=Path, default=CACHE)
    parser.add_argument("--name", default="fusion-between")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--every", type=int, default=500, help="steps from one validation to the next")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    clips, checks = load(options.data, "train", options.folder), load(options.data, "val", options.folder)
    fusion = Fusion().eval()
    fusion.load_state_dict(torch.load(FOLDER / "checkpoints" / "fusion.pt", map_location="cpu", weights_only=True)["weights"])
    weights = np.array([math.sqrt(len(clip.places)) for clip in clips])
    net = FusionBetween()
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3)
    curve = [{"step": 0, **validate(net, fusion, checks)}]
    for step in range(options.steps):
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * min(1.0, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / options.steps)))
        some = batch(clips, weights / weights.sum(), rng, 8)
        ab, confidence, _ = some.fused(net)
        loss = 10 * log_colour_loss(ab, some.truth, torch.ones(())) + 0.3 * F.binary_cross_entropy(confidence, is_close(ab, some.truth, some.luma))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % options.every == 0 or step + 1 == options.steps:
            curve.append({"step": step + 1, **validate(net, fusion, checks)})
            print(json.dumps(curve[-1]), flush=True)
    torch.save({"weights": net.state_dict()}, FOLDER / "checkpoints" / f"{options.name}.pt")
    record = {"steps": options.steps, "seed": options.seed, "clips": len(clips), "checks": len(checks), "curve": curve}
    (FOLDER / "runs" / f"{options.name}.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
