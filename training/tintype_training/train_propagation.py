"""Train the Video Propagation Network. One command, resumable:

    python -m tintype_training.train_propagation --data ../shared/data --minutes 90

Stages by share of the time budget: single readings from true or spoiled memory on small crops, then short recurrent runs
on larger ones in which the last frame's colour is the network's own.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from .clips import DEFAULT_DATA, load_clips
from .flow import Flow
from .photos import PhotoCache
from .pretend_video import PretendVideo
from .propagation_attention import Memory
from .propagation_losses import colour_loss, quarter_luma, reading_loss, spoiled, steadiness_loss
from .propagation_net import Features, PropagationNet, Reading, no_hints
from .propagation_samples import CUT_SHARE, KEY, LAST, RECENT, TARGET, Batch, Samples

FOLDER = Path(__file__).resolve().parents[1]
CACHE = FOLDER / ".cache"
EMA_HALF_LIFE_STEPS = 300
WARM_UP_STEPS = 200


@dataclass(frozen=True)
class Stage:
    until: float  # share of the time budget
    size: int  # crop side in pixels
    count: int  # samples a batch
    recurrent: float  # chance that LAST is read first and fed back


STAGES = (Stage(0.25, 192, 4, 0.15), Stage(0.70, 224, 3, 0.4), Stage(1.01, 256, 3, 0.6))


def encode_all(net: PropagationNet, luma: Tensor) -> Features:
    """[B, 4, 1, H, W] → features with a frame axis: [B, 4, C, …]."""
    b, n = luma.shape[:2]
    return Features(*[x.unflatten(0, (b, n)) for x in net.encoder(luma.flatten(0, 1))])


def at(features: Features, frame: int) -> Features:
    return Features(*[x[:, frame] for x in features])


def remember(features: Features, batch: Batch, seen_from: int, frames: list[tuple[int, Tensor, Tensor]]) -> Memory:
    """Memory of (frame, ab, confidence) triples as the frame `seen_from` sees it."""
    slots = [f for f, _, _ in frames]
    time_ = batch.time[:, slots] - batch.time[:, seen_from : seen_from + 1]
    ab, confidence = torch.stack([a for _, a, _ in frames], 1), torch.stack([c for _, _, c in frames], 1)
    return Memory(features.coarse[:, slots], features.fine[:, slots], ab, confidence, time_)


def readings(
    net: PropagationNet, batch: Batch, recurrent: bool, alone: bool, generator: torch.Generator
) -> list[tuple[int, Reading]]:
    """The readings of one step as (frame, reading), the target's last."""
    features = encode_all(net, batch.luma)
    sure = torch.ones_like(batch.ab[:, 0, :1])
    key = (KEY, batch.ab[:, KEY], sure)
    if alone:
        return [(TARGET, net.reader(at(features, TARGET), remember(features, batch, TARGET, [key]), batch.hints))]
    made, confidence = earlier(batch, RECENT, generator)
    is_key = batch.second_key.reshape(-1, 1, 1, 1)
    recent = (RECENT, torch.where(is_key, batch.ab[:, RECENT], made), torch.where(is_key, sure, confidence))
    done: list[tuple[int, Reading]] = []
    if recurrent:
        seen = remember(features, batch, LAST, [key, recent])
        first = net.reader(at(features, LAST), seen, no_hints(batch.ab[:, LAST]))
        done.append((LAST, first))
        last = (LAST, first.ab.detach(), torch.sigmoid(first.confidence_logit.detach()))
    else:
        last = (LAST, *earlier(batch, LAST, generator))
    seen = remember(features, batch, TARGET, [key, recent, last])
    done.append((TARGET, net.reader(at(features, TARGET), seen, batch.hints)))
    return done


def earlier(batch: Batch, frame: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """ab and confidence of a frame before the target: as the network made it once, where it did, else the truth spoiled."""
    own = batch.has_made.reshape(-1, 1, 1, 1)
    ab, confidence = spoiled(batch.ab[:, frame], generator)
    return torch.where(own, batch.made[:, frame], ab), torch.where(own, batch.made_confidence[:, frame], confidence)


def step_loss(batch: Batch, done: list[tuple[int, Reading]], flow: Flow) -> tuple[Tensor, dict[str, float]]:
    total, parts = torch.zeros(()), {}
    for frame, reading in done:
        luma = quarter_luma(batch.luma[:, frame])
        loss, parts = reading_loss(reading, batch.ab[:, frame], luma)
        total = total + loss / len(done)
    if len(done) == 2:
        short = steadiness(batch, done[1][1].ab, LAST, done[0][1].ab.detach(), flow)
        long = steadiness(batch, done[1][1].ab, KEY, batch.ab[:, KEY], flow)
        parts |= {"short": short.item(), "long": long.item()}
        total = total + 0.1 * short + 0.05 * long
    return total, parts


def steadiness(batch: Batch, ab: Tensor, frame: int, earlier: Tensor, flow: Flow) -> Tensor:
    """Short-term (frame LAST) or long-term (frame KEY) temporal loss of the target's `ab`, by flow on unspoiled luma."""
    moved = flows(batch.clean[:, TARGET], batch.clean[:, frame], flow)
    return steadiness_loss(ab, earlier, quarter_luma(batch.clean[:, TARGET]), quarter_luma(batch.clean[:, frame]), moved)


def flows(here: Tensor, there: Tensor, flow: Flow) -> Tensor:
    """DIS flow of a batch of L/50 − 1 images, in cells on the ¼ grid: [N, 2, h, w]."""
    to_bytes = lambda x: ((x[:, 0].numpy() + 1) * 127.5).clip(0, 255).astype(np.uint8)  # noqa: E731
    found = [flow.between(a, b) for a, b in zip(to_bytes(here), to_bytes(there), strict=True)]
    return torch.from_numpy(np.stack(found)).permute(0, 3, 1, 2)[:, :, 2::4, 2::4] / 4.0


@torch.no_grad()
def validate(net: PropagationNet, samples: Samples) -> dict[str, float]:
    """The same recurrent samples of the validation clips every time; final and copied ab as PSNR of ab/110, pooled; `psnr` is the samples' mean."""
    rng, generator = np.random.default_rng(7), torch.Generator().manual_seed(7)
    errors: dict[str, list[float]] = {"final": [], "fine": [], "coarse": [], "huber": [], "sure": [], "psnr": []}
    for _ in range(12):
        batch = samples.batch(rng, 4, 256)
        with torch.autocast("cpu", torch.bfloat16):
            frame, reading = readings(net, batch, recurrent=True, alone=False, generator=generator)[-1]
        truth = batch.ab[:, frame]
        for name, ab in (("final", reading.ab), ("fine", reading.fine_ab), ("coarse", reading.coarse_ab)):
            errors[name].append(((ab - truth) ** 2).mean().item())
        each = ((reading.ab - truth) ** 2).mean(dim=(1, 2, 3))
        errors["psnr"].append(-10 * torch.log10(each + 1e-6).mean().item())
        errors["huber"].append(colour_loss(reading.ab, truth, torch.ones(())).item())
        errors["sure"].append(reading_loss(reading, truth, quarter_luma(batch.luma[:, frame]))[1]["sure"])
    decibels = {n: -10 * math.log10(np.mean(v)) for n, v in errors.items() if n in ("final", "fine", "coarse")}
    return {n: round(v, 3) for n, v in decibels.items()} | {n: round(float(np.mean(errors[n])), 4) for n in ("huber", "sure", "psnr")}


def save(path: Path, net: PropagationNet, extra: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save({"weights": net.state_dict(), **extra}, partial)
    partial.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--name", default="propagation", help="names the checkpoint and the run record")
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--learning-rate", type=float, default=1.2e-3)
    parser.add_argument("--pretend-share", type=float, default=0.35)
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin from (fine-tuning)")
    parser.add_argument("--late", action="store_true", help="only the last, recurrent stage")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(options.threads)
    torch.manual_seed(options.seed)
    torch.set_flush_denormal(True)

    photos = CACHE / "photos"
    pretend = PretendVideo(PhotoCache(photos)) if (photos / "photos.json").exists() else None
    samples = Samples(load_clips(options.data, "train"), pretend, options.pretend_share, CUT_SHARE)
    checks = Samples(load_clips(options.data, "val"), None, 0.0)

    net = PropagationNet().to(memory_format=torch.channels_last)
    average = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=options.learning_rate, betas=(0.9, 0.98), weight_decay=1e-3)
    resume = CACHE / f"{options.name}-resume.pt"
    step, spent, curve = 0, 0.0, []
    if resume.exists():
        state = torch.load(resume, weights_only=False)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["weights"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, curve = state["step"], state["spent"], state["curve"]
    elif options.start:
        weights = {n: v.float() for n, v in torch.load(options.start, weights_only=True)["weights"].items()}
        net.load_state_dict(weights, strict=False)
        average.load_state_dict(net.state_dict())

    rng, generator, flow = np.random.default_rng(options.seed + step), torch.Generator().manual_seed(step), Flow()
    began, budget = time.monotonic() - spent, options.minutes * 60
    recent: dict[str, float] = {}
    last_check = spent
    while (spent := time.monotonic() - began) < budget:
        share = spent / budget
        stage = STAGES[-1] if options.late else next(s for s in STAGES if share < s.until)
        rate = options.learning_rate * min(1.0, (step + 1) / WARM_UP_STEPS) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = samples.batch(rng, stage.count, stage.size)
        draw = rng.random()
        recurrent, alone = draw < stage.recurrent, draw > 0.8
        with torch.autocast("cpu", torch.bfloat16):
            done = readings(net, batch, recurrent, alone, generator)
        loss, parts = step_loss(batch, done, flow)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        if torch.isfinite(norm):
            optimiser.step()
        step += 1
        keep = min(0.5 ** (1 / EMA_HALF_LIFE_STEPS), (step + 1) / (step + 10))
        with torch.no_grad():
            for mine, theirs in zip(average.parameters(), net.parameters(), strict=True):
                mine.lerp_(theirs, 1 - keep)
        for name, value in parts.items():
            recent[name] = recent.get(name, value) * 0.98 + value * 0.02
        if step % 50 == 0:
            shown = " ".join(f"{n} {v:.3f}" for n, v in recent.items())
            print(f"{step} {spent / 60:.1f} min, rate {rate:.1e}, size {stage.size}: {shown}", flush=True)
        if spent - last_check > 300 or step == 100:
            last_check = spent
            found = validate(average, checks)
            curve.append({"step": step, "minutes": round(spent / 60, 1), **found})
            print("validation", json.dumps(curve[-1]), flush=True)
            state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent, "curve": curve}
            save(resume, average, state)
    found = validate(average, checks)
    curve.append({"step": step, "minutes": round(spent / 60, 1), **found})
    print("validation", json.dumps(curve[-1]), flush=True)
    half = copy.deepcopy(average).half()
    save(FOLDER / "checkpoints" / f"{options.name}.pt", half, {})
    record = {"options": {k: str(v) for k, v in vars(options).items() if k not in ("data", "start")}, "steps": step, "curve": curve}
    runs = FOLDER / "runs"
    runs.mkdir(exist_ok=True)
    (runs / f"{options.name}.json").write_text(json.dumps(record, indent=1, default=str) + "\n")


if __name__ == "__main__":
    main()
