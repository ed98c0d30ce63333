"""Train `Interpolation` on what the propagation painter makes of the training clips (`source_rollouts`): frames between two made ones. Minutes on a CPU:

    python -m tintype_training.source_rollouts --weights checkpoints/propagate-4.pt --minutes 30
    python -m tintype_training.train_interpolation --minutes 12

How good it is: `evaluate_propagation.py` with `--interpolation`, beside the same without.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from .clips import DEFAULT_DATA
from .interpolation import Interpolation
from .propagation_losses import is_close
from .propagation_stage import log_huber, wrong_choice
from .published import load_published
from .run import save
from .source_rollouts import CACHE, Rollout, Rollouts
from .source_samples import TrackedClip, load_tracked, quarter_of

FOLDER = Path(__file__).resolve().parents[1]
FARTHER_SHARE = 0.25
"""Of the samples: those between frames two away on both sides."""


class Examples:
    """Frames of rollouts with the made frames around them."""

    def __init__(self, folder: Path, clips: dict[str, TrackedClip]) -> None:
        self.rollouts, self.clips = Rollouts(folder, clips), clips

    def one(self, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
        """luma, ab, confidence, place, evidence, time, truth as `Interpolation` takes them, without the batch."""
        found = list(self.rollouts.known.values())
        rollout = found[int(rng.integers(0, len(found)))]
        away = 2 if rng.random() < FARTHER_SHARE else 1
        target = int(rng.integers(away, len(rollout.made) - away))
        window = rollout.window(self.clips[rollout.clip])
        return example(rollout, window, target, away)

    def batch(self, rng: np.random.Generator, count: int) -> list[Tensor]:
        self.rollouts.refresh()
        found = [self.one(rng) for _ in range(count)]
        h, w = (min(each[0].shape[axis] for each in found) // 8 * 8 for axis in (-2, -1))
        return [torch.from_numpy(np.stack([plane[..., :h, :w] if plane.ndim > 1 else plane for plane in planes])) for planes in zip(*found, strict=True)]


def example(rollout: Rollout, window: TrackedClip, target: int, away: int) -> tuple[np.ndarray, ...]:
    lightness = quarter_of(np.asarray(window.clip.luma[target : target + 1], np.float32) / np.float32(2.55))
    truth = np.asarray(window.clip.ab[target : target + 1], np.float32)
    if rollout.colours is not None:
        truth = rollout.colours.apply(lightness, truth)
    place, evidence = [], []
    for there in (target - away, target + away):
        track = window.flows.track(target, there)
        place.append(track.place.transpose(2, 0, 1))
        evidence.append(track.evidence(*(np.asarray(window.flows.luma[f], np.float32) for f in (target, there))))
    made = np.asarray(rollout.made[[target - away, target + away]], np.float32)
    luma = np.asarray(window.flows.luma[target : target + 1], np.float32) / np.float32(127.5) - 1
    return luma, made[:, :2], made[:, 2:], np.stack(place), np.stack(evidence), np.array([-away, away], np.float32), truth[0] / np.float32(110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--cache", type=Path, default=CACHE.parent)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--minutes", type=float, default=20, help="of processor time")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--name", default="interpolation")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    clips = {each.clip.name: each for each in load_tracked(options.data, "train", options.cache)}
    examples, rng = Examples(options.cache / CACHE.name, clips), np.random.default_rng(1)
    network = Interpolation()
    if options.start:
        load_published(network, options.start)
    averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.01)
    record, begun, steps = [], time.process_time(), 0
    while (share := (time.process_time() - begun) / 60 / options.minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (steps + 1) / 50) * 0.5 * (1 + np.cos(np.pi * share))
        luma, ab, confidence, place, evidence, at, truth = examples.batch(rng, 4)
        made = network(luma, ab, confidence, place, evidence, at)
        weight = 0.7 + 0.3 * luma
        losses = {
            "final": log_huber(made.ab, truth, weight),
            "choice": 0.3 * wrong_choice(made.candidates, made.log_share, truth),
            "sure": 0.5 * torch.nn.functional.binary_cross_entropy_with_logits(made.confidence_logit, is_close(made.ab, truth, luma)),
        }
        optimiser.zero_grad()
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        averaged.update_parameters(network)
        steps += 1
        record.append({name: float(loss) for name, loss in losses.items()})
        if steps % 50 == 0:
            line = {"step": steps, "processorMinutes": round((time.process_time() - begun) / 60, 2), "rollouts": len(examples.rollouts.known)}
            line |= {name: round(float(np.mean([each[name] for each in record[-50:]])), 4) for name in losses}
            print(json.dumps(line), flush=True)
            save({"network": averaged.module.state_dict()}, FOLDER / "checkpoints" / f"{options.name}.pt")


if __name__ == "__main__":
    main()
