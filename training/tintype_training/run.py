"""Trains a stage: one command for CPU and GPU. It can be interrupted at any time; the same command resumes it.

    python -m tintype_training.run paint --minutes 80 [--config FILE.yaml] [--device cpu|cuda] [--set rate=5e-4]

The schedule is by time: warm-up, then a cosine to zero after `minutes`, with larger crops near the end. A larger `minutes`
continues a finished run. Written: `runs/NAME.json` (settings, curves), `checkpoints/NAME.pt`
(averaged weights, float16), `.cache/NAME-state.pt` (all that resuming needs).
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import json
import math
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .paint_stage import PaintStage
from .propagation_stage import PropagationStage
from .published import load_published
from .settings import ROOT, Settings, load_settings

STAGES = {"paint": PaintStage, "propagate": PropagationStage}

ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "17179869184", "MALLOC_TOP_PAD_": "268435456",
               "OMP_WAIT_POLICY": "passive"}
"""The C library is to keep freed memory: large planes are otherwise given back and faulted in anew at every operation, at
several times the cost of the arithmetic. Threads that wait are to leave the processor to other work."""


def parse_arguments() -> Settings:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=sorted(STAGES))
    parser.add_argument("--config", type=Path, help="YAML with settings; see settings.py")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--name")
    parser.add_argument("--start-from")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="overrides")
    arguments = parser.parse_args()
    given = {name: getattr(arguments, name) for name in ("device", "minutes", "name", "start_from")}
    return load_settings(arguments.stage, arguments.config, arguments.overrides + [f"{k}={v}" for k, v in given.items() if v is not None])


def save(value: object, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    torch.save(value, partial)
    os.replace(partial, file)


def update_average(average: nn.Module, network: nn.Module, decay: float) -> None:
    with torch.no_grad():
        for mean, value in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
            mean.lerp_(value, 1 - decay) if mean.is_floating_point() else mean.copy_(value)


def best_precision(device: torch.device) -> str:
    """On a CPU depthwise convolutions are slow in bfloat16; dense ones are two to three times faster with AMX tiles."""
    if device.type == "cuda":
        return "bfloat16"
    return "mixed" if torch.cpu._is_amx_tile_supported() else "float32"


def told_settings(settings: Settings) -> dict[str, object]:
    """Paths for a run's record: relative to this folder when inside it, else the name alone."""
    def told(value: object) -> object:
        if not (isinstance(value, str) and Path(value).is_absolute()):
            return value
        return str(Path(value).relative_to(ROOT.parent)) if Path(value).is_relative_to(ROOT.parent) else Path(value).name
    return {name: told(value) for name, value in dataclasses.asdict(settings).items()}


class Run:
    """One run of a stage, with its files."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.device = torch.device("cuda" if settings.device == "auto" and torch.cuda.is_available() else settings.device.replace("auto", "cpu"))
        self.precision = best_precision(self.device) if settings.precision == "auto" else settings.precision
        self.state_file = Path(settings.cache) / f"{settings.run_name}-state.pt"
        self.record_file = Path(settings.runs) / f"{settings.run_name}.json"
        self.checkpoint = Path(settings.checkpoints) / f"{settings.run_name}.pt"
        fresh = not self.state_file.exists() and not settings.start_from
        self.stage = STAGES[settings.stage](settings, self.device, fresh=fresh)
        self.network = self.stage.network
        self.record: dict[str, Any] = {"curve": [], "validation": [], "starts": []}
        self.step, self.elapsed, self.photos = 0, 0.0, 0
        state = torch.load(self.state_file, map_location="cpu", weights_only=True) if self.state_file.exists() else None
        if state is not None:
            self.network.load_state_dict(state["network"])
            self.record = state["record"]
            self.step, self.elapsed, self.photos = state["step"], state["elapsed"], state["photos"]
        elif settings.start_from:
            load_published(self.network, Path(settings.start_from))
            if settings.new_encoder:
                self.stage.lay_encoder()
        if self.precision == "mixed":
            self.stage.keep_trunk_exact()
        self.network.to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).eval()
        groups = self.stage.parameter_groups()
        self.optimiser = torch.optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.98), weight_decay=settings.weight_decay)
        if state is not None:
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
        self.record["starts"].append({"step": self.step, "minutes": round(self.elapsed / 60, 1), "device": self.device_name(),
                                      "settings": told_settings(settings)})
        # A resumed run must not repeat its random numbers.
        torch.manual_seed(settings.seed * 1_000_003 + self.step)

    def device_name(self) -> str:
        if self.device.type == "cuda":
            return torch.cuda.get_device_name(self.device)
        return f"CPU, {torch.get_num_threads()} threads"

    def train_step(self, progress: float) -> dict[str, Tensor]:
        settings = self.settings
        _, size, count = max(row for row in settings.sizes if row[0] <= progress)
        warm = min(1.0, (self.step + 1) / max(1, settings.warm_up_steps))
        for group in self.optimiser.param_groups:
            group["lr"] = settings.rate * group["share"] * (warm * (0.5 + 0.5 * math.cos(math.pi * min(progress, 1))) + 1e-3)
        batch = self.stage.batch(int(count), int(size))
        batch.luma = batch.luma.contiguous(memory_format=torch.channels_last)
        self.network.train()
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.precision != "float32"):
            losses = self.stage.losses(self.network, batch)
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        # Without a synchronisation with the device: a step with invalid gradients becomes a zero step.
        for parameter in self.network.parameters():
            if parameter.grad is not None:
                parameter.grad.copy_(torch.where(torch.isfinite(norm), parameter.grad, 0))
        self.optimiser.step()
        update_average(self.average, self.network, min(settings.ema, (1 + self.step) / (10 + self.step)))
        self.step += 1
        self.photos += int(count)
        return losses | {"norm": norm}

    def write(self) -> None:
        """State, checkpoint and record."""
        facts = {"run": self.settings.run_name, "step": self.step, "photos": self.photos, "minutes": round(self.elapsed / 60, 1)}
        half = {name: value.half().cpu() if value.is_floating_point() else value.cpu() for name, value in self.average.state_dict().items()}
        save({"network": half, "facts": facts}, self.checkpoint)
        save({"network": self.network.state_dict(), "average": self.average.state_dict(), "optimiser": self.optimiser.state_dict(),
              "record": self.record, "step": self.step, "elapsed": self.elapsed, "photos": self.photos}, self.state_file)
        self.record_file.parent.mkdir(parents=True, exist_ok=True)
        self.record_file.write_text(json.dumps(self.record, indent=1) + "\n")

    def validate(self) -> None:
        measured = self.stage.validate(self.average)
        if not measured:
            return
        line = {"step": self.step, "minutes": round(self.elapsed / 60, 1)} | measured
        print("validation", json.dumps(line), flush=True)
        self.record["validation"].append(line)

    def train(self) -> None:
        settings = self.settings
        stopped: list[int] = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda number, _: stopped.append(number))
        processor = time.process_time()
        begun, saved, validated = time.monotonic() - self.elapsed, self.elapsed, self.elapsed
        sums: dict[str, Tensor] = {}
        since = 0
        most = settings.most_steps or math.inf
        while not stopped and self.elapsed < settings.minutes * 60 and self.step < most:
            parts = self.train_step(self.elapsed / (settings.minutes * 60))
            sums = {name: sums.get(name, 0) + value.detach() for name, value in parts.items()}
            since += 1
            if since == settings.curve_steps:
                line = {"step": self.step, "minutes": round((time.monotonic() - begun) / 60, 2), "photos": self.photos,
                        "processorMinutes": round((time.process_time() - processor) / 60, 1)}
                line |= {name: round(float(value) / since, 4) for name, value in sums.items()}
                print(json.dumps(line), flush=True)
                self.record["curve"].append(line)
                sums, since = {}, 0
            self.elapsed = time.monotonic() - begun
            if self.elapsed - validated > settings.validate_minutes * 60:
                validated = self.elapsed
                self.validate()
                # The time of measurements does not count for the schedule.
                begun += time.monotonic() - begun - self.elapsed
            if self.elapsed - saved > settings.save_minutes * 60:
                saved = self.elapsed
                self.write()
        if not stopped:
            self.validate()
        self.write()
        self.stage.close()


def main() -> None:
    if sys.platform == "linux" and not ENVIRONMENT.keys() <= os.environ.keys():
        os.execve(sys.executable, [sys.executable, "-m", "tintype_training.run", *sys.argv[1:]], os.environ | ENVIRONMENT)
    settings = parse_arguments()
    torch.set_num_threads(settings.threads)
    torch.set_flush_denormal(True)
    torch.backends.cudnn.benchmark = True
    Run(settings).train()


if __name__ == "__main__":
    main()
