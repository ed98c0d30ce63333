"""Trains every candidate layout alike from scratch, then measures them side by side.

    python training/compare_candidates.py --crops 4800

One process trains all layouts in turns on the same batches: equal crops, one seed, one schedule by steps, however busy
the machine is. It can be interrupted at any time; the same command resumes it. When the crops are used up it measures: PSNR and ΔE2000
at the hints on held-out training photos (never test images), parameters, multiply-adds, and the median time in
onnxruntime-node with two threads, candidates taking turns. Everything goes to `training/runs/candidates.json`.
"""

from __future__ import annotations

import argparse
import copy
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from candidate_measures import cost, quality, time_in_node
from tintype_training.candidates import LAYOUTS
from tintype_training.evaluation import NetworkColorizer, TestImage, psnr_curve
from tintype_training.photos import PhotoCache
from tintype_training.samples import SampleSource
from train_hint_unet import VALIDATION_COUNTS, bin_weights, losses, save, update_average

WARM_UP_STEPS = 60
SAVE_STEPS = 20
DECAY_SHARE = 0.3
"""Last part of the run, in which the rate falls to zero. Before that it is constant, so that a run may still be ended earlier
or later than was planned when it began."""


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--name", default="candidates", help="of the run: its record and its state file")
    parser.add_argument("--crops", type=int, default=4800, help="photos every layout sees")
    parser.add_argument("--size", type=int, default=128, help="of a crop, px")
    parser.add_argument("--batch", type=int, default=8, help="photos a step; each is painted twice")
    parser.add_argument("--rate", type=float, default=1e-3, help="peak learning rate")
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--huber", type=float, default=10.0, help="ab units beyond which the loss is linear")
    parser.add_argument("--bin-weight", type=float, default=0.04)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--validate-steps", type=int, default=200)
    parser.add_argument("--curve-images", type=int, default=24, help="held-out photos while training")
    parser.add_argument("--images", type=int, default=96, help="held-out photos at the end")
    parser.add_argument("--repeats", type=int, default=41, help="timed runs of every graph")
    return parser.parse_args()


class Run:
    """One layout in training: the network, its running average and its optimiser."""

    def __init__(self, name: str, arguments: argparse.Namespace) -> None:
        self.name, self.arguments = name, arguments
        torch.manual_seed(arguments.seed)
        self.network = LAYOUTS[name]().to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).eval()
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)

    def step(self, batch, weights: torch.Tensor, *, index: int, rate: float) -> tuple[float, float]:
        """One step; returns the Huber loss and the cross entropy."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        # The loss draws which cells the bins are compared in: the same ones for every layout.
        np.random.seed(self.arguments.seed * 1_000_003 + index)
        self.network.train()
        huber, bins = losses(self.network, batch, weights, self.arguments)
        self.optimiser.zero_grad(set_to_none=True)
        (huber + self.arguments.bin_weight * bins).backward()
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        if torch.isfinite(norm):
            self.optimiser.step()
        update_average(self.average, self.network, min(self.arguments.ema, (1 + index) / (10 + index)))
        return huber.item(), bins.item()

    def state(self) -> dict[str, object]:
        return {part: getattr(self, part).state_dict() for part in ("network", "average", "optimiser")}

    def load(self, state: dict[str, dict]) -> None:
        for part, value in state.items():
            getattr(self, part).load_state_dict(value)


def schedule(step: int, steps: int, peak: float) -> float:
    """Warm-up, constant, then straight down to zero after the last step."""
    return peak * min(1, (step + 1) / WARM_UP_STEPS, (steps - step) / (DECAY_SHARE * steps))


def validation_photos(cache: PhotoCache, count: int) -> list[TestImage]:
    indices = cache.validation_indices()
    chosen = [indices[i * len(indices) // count] for i in range(min(count, len(indices)))]
    return [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in chosen]


def train(runs: list[Run], record: dict, arguments: argparse.Namespace, *, record_file: Path) -> None:
    cache = PhotoCache(arguments.cache)
    images = validation_photos(cache, arguments.curve_images)
    steps = arguments.crops // arguments.batch
    state_file = arguments.cache.parent / f"{arguments.name}.pt"
    step, state = 0, {}
    if state_file.exists():
        state = torch.load(state_file, map_location="cpu", weights_only=True)
        step = state["step"]
        for run in runs:
            run.load(state[run.name])
        record |= json.loads(record_file.read_text())
    if step < steps:
        settings = {k: str(v) for k, v in vars(arguments).items()}
        record["sessions"].append({"fromCrops": step * arguments.batch, "settings": settings})
    weights = state["weights"] if "weights" in state else bin_weights(SampleSource(cache, seed=7))
    source = SampleSource(cache, seed=arguments.seed * 1_000_003 + step)
    sums = {run.name: np.zeros(2) for run in runs}
    since = 0
    while step < steps:
        batch = source.batch(arguments.batch, arguments.size)
        rate = schedule(step, steps, arguments.rate)
        for run in runs:
            sums[run.name] += run.step(batch, weights, index=step, rate=rate)
        step, since = step + 1, since + 1
        if step % arguments.validate_steps == 0:
            line = {"crops": step * arguments.batch}
            for run in runs:
                curve = psnr_curve(NetworkColorizer(run.average), images, VALIDATION_COUNTS)
                line[run.name] = [round(value, 3) for value in curve.values()]
            print("validation", line, flush=True)
            record["validation"].append(line)
        if step % SAVE_STEPS == 0 or step == steps:
            line = {"crops": step * arguments.batch} | {name: (value / since).round(4).tolist() for name, value in sums.items()}
            print(line, flush=True)
            record["loss"].append(line)
            sums, since = {run.name: np.zeros(2) for run in runs}, 0
            save({"step": step, "weights": weights} | {run.name: run.state() for run in runs}, state_file)
            write(record, record_file)


def write(record: dict, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record, indent=1) + "\n")


def main() -> None:
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(1)
    torch.set_flush_denormal(True)
    record_file = Path("training/runs") / f"{arguments.name}.json"
    record: dict = {"sessions": [], "loss": [], "validation": []}
    runs = [Run(name, arguments) for name in LAYOUTS]
    train(runs, record, arguments, record_file=record_file)

    images = validation_photos(PhotoCache(arguments.cache), arguments.images)
    networks = {run.name: run.average.eval() for run in runs}
    record["cost"] = {name: cost(network) for name, network in networks.items()}
    record["timing"] = time_in_node(networks, repeats=arguments.repeats)
    write(record, record_file)
    record["quality"] = quality(networks, images, VALIDATION_COUNTS)
    write(record, record_file)
    for part in ("cost", "timing", "quality"):
        print(part, json.dumps(record[part], indent=1))


if __name__ == "__main__":
    main()
