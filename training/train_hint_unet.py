"""Trains the Hint U-Net. The same command runs on a CPU or a GPU; it can be stopped at any time and resumes when started again.

    python training/train_hint_unet.py --minutes 100

The schedule is by wall-clock time: warm-up, then a cosine to zero at the end; the crops
grow near the end. Progress goes to `training/runs/<name>.json`, the resumable state to the cache folder.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import os
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tintype_training.colour import AB_SCALE, ab_bins, nearest_bin
from tintype_training.evaluation import NetworkColorizer, TestImage, psnr_curve
from tintype_training.hint_unet import HintUNet
from tintype_training.photos import PhotoCache
from tintype_training.samples import Batch, SampleSource

STAGES = ((0.0, 128, 16), (0.68, 176, 9), (0.86, 240, 5))
"""(share of the time after which it holds, crop size in px, photos a batch)."""

LEAST_HUBER = 0.01
"""Added before the logarithm: a painting this close to the truth (some 45 dB) has little more to teach."""

VALIDATION_COUNTS = (0, 1, 10, 100)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--name", default="hint-unet", help="of the run: its record and its state file")
    parser.add_argument("--minutes", type=float, default=100)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="peak learning rate")
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--huber", type=float, default=10.0, help="ab units beyond which the loss is linear")
    parser.add_argument("--bin-weight", type=float, default=0.04)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start-from", type=Path, help="weights (a published checkpoint) to begin with")
    parser.add_argument("--validate-minutes", type=float, default=8)
    parser.add_argument("--validation-images", type=int, default=48)
    return parser.parse_args()


def bin_weights(source: SampleSource) -> Tensor:
    """Class rebalancing of Zhang et al. 2016, §3.2: half empirical, half uniform, inverted, mean weight 1."""
    truth = source.batch(200, 64).truth[:200]
    counts = torch.bincount(nearest_bin(truth * AB_SCALE).flatten(), minlength=len(ab_bins())).float()
    prior = counts / counts.sum()
    weights = 1 / (0.5 * prior + 0.5 / len(prior))
    return weights / (weights * prior).sum()


def losses(network: HintUNet, batch: Batch, weights: Tensor, arguments: argparse.Namespace) -> tuple[Tensor, Tensor]:
    """Logarithm of each painting's Huber on ab; cross entropy on bins of the one with few hints, at ⅛ of the size.

    PSNR is a logarithm too. Without it, what cannot be known without hints (is the coat red or blue?) outweighs by far
    the effect of hints, and the network learns little from paintings that are nearly right.
    """
    count = len(batch.luma)
    device = batch.luma.device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        features = [torch.cat([f, f]) for f in network.encode(batch.luma)]
        ab, context = network.paint(
            *features, batch.hint_ab, batch.hint_mask, batch.boundary, batch.global_vector
        )
        dy, dx = np.random.randint(0, 2, 2)
        logits = network.suggest(context[:count, :, dy::2, dx::2])
    beta = arguments.huber / AB_SCALE
    # An error in ab shows less in the dark: the RGB error it makes grows with L.
    seen = 0.7 + 0.3 * torch.cat([batch.luma, batch.luma])
    each = (seen * F.smooth_l1_loss(ab.float(), batch.truth, beta=beta, reduction="none")).mean(dim=(1, 2, 3)) * 10
    target = nearest_bin(F.avg_pool2d(batch.truth[:count], 4)[:, :, dy::2, dx::2] * AB_SCALE)
    bins = F.cross_entropy(logits.float(), target, weight=weights, reduction="sum") / target.numel()
    return 0.2 * torch.log(each + LEAST_HUBER).mean(), bins


def schedule(progress: float, step: int, peak: float) -> float:
    return peak * min(1, (step + 1) / 300) * (0.5 + 0.5 * math.cos(math.pi * min(progress, 1))) + 1e-6


def update_average(average: HintUNet, network: HintUNet, decay: float) -> None:
    with torch.no_grad():
        for mean, value in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)


def publish(average: HintUNet, file: Path, facts: dict[str, object]) -> None:
    """Writes the averaged weights as float16, small enough for the repository."""
    state = {k: v.half() if v.is_floating_point() else v for k, v in average.state_dict().items()}
    save({"network": state, "facts": facts}, file)


def save(value: object, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".tmp")
    torch.save(value, partial)
    os.replace(partial, file)


def main() -> None:
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(1)
    torch.set_flush_denormal(True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(arguments.seed)
    np.random.seed(arguments.seed)
    cache = PhotoCache(arguments.cache)
    validation = [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in cache.validation_indices()]
    validation = validation[: arguments.validation_images]

    network = HintUNet().to(device, memory_format=torch.channels_last)
    if arguments.start_from is not None:
        published = torch.load(arguments.start_from, map_location="cpu", weights_only=True)
        network.load_state_dict(published["network"], strict=False)
    average = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(network.parameters(), lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)
    state_file = arguments.cache.parent / f"{arguments.name}.pt"
    record_file = Path("training/runs") / f"{arguments.name}.json"
    record: dict[str, list] = {"curve": [], "validation": []}
    step, elapsed = 0, 0.0
    if state_file.exists():
        state = torch.load(state_file, map_location="cpu", weights_only=True)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, elapsed = state["step"], state["elapsed"]
        record = json.loads(record_file.read_text())
    source = SampleSource(cache, seed=arguments.seed * 1_000_003 + step)
    weights = bin_weights(SampleSource(cache, seed=7)).to(device)

    begun, total = time.time() - elapsed, arguments.minutes * 60
    sums, since, last_validation = np.zeros(2), 0, elapsed
    photos_seen = record["curve"][-1]["photos"] if record["curve"] else 0
    while True:
        elapsed = time.time() - begun
        progress = elapsed / total
        finished = progress >= 1
        if finished or elapsed - last_validation > arguments.validate_minutes * 60:
            last_validation = elapsed
            curve = psnr_curve(NetworkColorizer(average), validation, VALIDATION_COUNTS)
            line = {"step": step, "minutes": round(elapsed / 60, 1), "psnr": {k: round(v, 3) for k, v in curve.items()}}
            print("validation", line, flush=True)
            record["validation"].append(line)
            save({"network": network.state_dict(), "average": average.state_dict(),
                  "optimiser": optimiser.state_dict(), "step": step, "elapsed": elapsed}, state_file)
            publish(average, state_file.with_name(f"{arguments.name}-ema.pt"), {"run": arguments.name} | line)
            record["settings"] = {k: str(v) for k, v in vars(arguments).items()} | {"stages": STAGES}
            record_file.parent.mkdir(parents=True, exist_ok=True)
            record_file.write_text(json.dumps(record, indent=1) + "\n")
        if finished:
            break
        _, size, count = max(stage for stage in STAGES if stage[0] <= progress)
        batch = source.batch(count, size)
        batch = Batch(**{name: plane.to(device) for name, plane in vars(batch).items()})
        for group in optimiser.param_groups:
            group["lr"] = schedule(progress, step, arguments.rate)
        network.train()
        log_huber, bins = losses(network, batch, weights, arguments)
        optimiser.zero_grad(set_to_none=True)
        (log_huber + arguments.bin_weight * bins).backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        if torch.isfinite(norm):
            optimiser.step()
        update_average(average, network, min(arguments.ema, (1 + step) / (10 + step)))
        step += 1
        photos_seen += count
        since += 1
        sums += (log_huber.item(), bins.item())
        if since == 50:
            line = {"step": step, "minutes": round(elapsed / 60, 2), "photos": photos_seen,
                    "logHuber": round(float(sums[0]) / since, 4), "bins": round(float(sums[1]) / since, 4), "size": size}
            print(line, f"norm {norm:.2f}", flush=True)
            record["curve"].append(line)
            sums, since = np.zeros(2), 0


if __name__ == "__main__":
    main()
