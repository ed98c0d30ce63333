"""Are two frames of one pyramid level faster in one run of the graphs than in two? Timed in turns in one process.

    python time_batches.py --weights checkpoints/propagate-3.pt [--size 864x480] [--sources 2] [--threads 1]

Both ways through graphs that are exported alike, once for one frame and once for two; milliseconds a frame, wall clock and processor.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import tintype_training  # noqa: F401  before onnxruntime: switches its telemetry off
import torch
from torch import Tensor, nn

from export_hint_unet import OPSET
from export_propagation_painter import SOURCES, TOKENS, example_inputs, join_pads
from time_propagation_painter import session_of
from tintype_training.dense_tokens import FrameTokens, Source
from tintype_training.propagation_painter import PropagationPainter
from tintype_training.propagation_runs import load_painter


class Tokens(nn.Module):
    def __init__(self, network: PropagationPainter) -> None:
        super().__init__()
        self.network = network

    def forward(self, luma: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.network.tokens(luma))


class Paint(nn.Module):
    """Targets [B, …], sources [B, M, …]."""

    def __init__(self, network: PropagationPainter) -> None:
        super().__init__()
        self.network = network

    def forward(self, fine: Tensor, coarse: Tensor, context: Tensor, context8: Tensor, *sources: Tensor) -> tuple[Tensor, Tensor]:
        painted = self.network(FrameTokens(fine, coarse, context, context8), Source(*sources))
        return painted.ab, torch.sigmoid(painted.confidence_logit)


def batch_of(frames: list[dict[str, Tensor]], names: list[str], sources: bool) -> list[Tensor]:
    return [torch.stack([frame[name] for frame in frames]) if sources and name in SOURCES else torch.cat([frame[name] for frame in frames]) for name in names]


def export(module: nn.Module, names: list[str], values: list[Tensor], file: Path) -> None:
    axes = {name: {i: f"{name}_{i}" for i in range(max(0, value.dim() - 2), value.dim()) if value.dim() >= 4} for name, value in zip(names, values, strict=True)}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, tuple(values), str(file), input_names=names, dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    join_pads(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--size", default="864x480")
    parser.add_argument("--sources", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(1)
    width, height = map(int, options.size.split("x"))
    network = load_painter(options.weights)
    frames = [example_inputs(network, height, width, options.sources, seed) for seed in (0, 1)]
    with tempfile.TemporaryDirectory() as folder:
        for graph, module, names in (("tokens", Tokens(network), ["luma"]), ("paint", Paint(network), [*TOKENS, *SOURCES])):
            sessions = []
            for count in (1, 2):
                file = Path(folder) / f"{graph}-{count}.onnx"
                export(module, names, batch_of(frames[:count], names, True), file)
                sessions.append(session_of(file, options.threads))
            single = [{name: value.numpy() for name, value in zip(names, batch_of([frame], names, True), strict=True)} for frame in frames]
            both = {name: value.numpy() for name, value in zip(names, batch_of(frames, names, True), strict=True)}
            ways = {"two runs": lambda: [sessions[0].run(None, each)[0] for each in single], "one run of two": lambda: sessions[1].run(None, both)[0]}  # noqa: B023
            apart = np.abs(np.concatenate(ways["two runs"]()) - ways["one run of two"]()).max()
            costs: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
            for turn in range(options.repeats):
                for name in list(ways) if turn % 2 == 0 else list(ways)[::-1]:
                    before = time.perf_counter(), time.process_time()
                    ways[name]()
                    costs[name].append((500 * (time.perf_counter() - before[0]), 500 * (time.process_time() - before[1])))
            for name, found in costs.items():
                wall, processor = np.asarray(found).T
                print(f"{graph:6} {name:14} wall {np.median(wall):7.1f} (least {wall.min():6.1f})   processor {np.median(processor):7.1f} (least {processor.min():6.1f}) ms a frame")
            print(f"{graph:6} differ by at most {apart:.1e}", flush=True)


if __name__ == "__main__":
    main()
