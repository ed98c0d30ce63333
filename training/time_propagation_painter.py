"""Times propagation by painting beside 1.3.0, in turns in one process, so that other work on the machine affects both alike.

    python time_propagation_painter.py --models /tmp/propagation-painter [--size 864x480] [--sources 2]

Medians and least times of wall clock and processor, in ms a frame; optical flow is not in them. 1.3.0 reads from four frames in either schedule.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import tintype_training  # before onnxruntime: switches its telemetry off
import onnxruntime
import torch

from export_propagation_painter import SIGNATURES, Networks, inputs_of
from tintype_training.interpolation import Interpolation
from tintype_training.propagation_runs import load_painter

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent / "resources" / "models" / "propagation"
READ_FROM = 4


def session_of(file: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.enable_mem_pattern = threads, False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def shipped_inputs(graph: str, height: int, width: int) -> dict[str, np.ndarray]:
    sizes = {"H": height, "W": width, "M": READ_FROM} | {f"{side}/{cell}": length // cell for side, length in (("H", height), ("W", width)) for cell in (4, 16)}
    rng = np.random.default_rng(1)
    signature = json.loads((SHIPPED / "manifest.json").read_text())["graphs"][graph]["inputs"]
    made = {name: rng.random([sizes.get(dim) or int(dim) for dim in dims], np.float32) for name, dims in signature.items()}
    for name in made:
        if name.endswith(("coarse", "fine")):
            made[name] /= np.linalg.norm(made[name], axis=1, keepdims=True)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="what export_propagation_painter.py wrote")
    parser.add_argument("--weights", type=Path, default=HERE / "checkpoints" / "propagate-4.pt", help="for planes to be painted from")
    parser.add_argument("--size", default="864x480")
    parser.add_argument("--sources", type=int, default=2, help="two beside one keyframe, four between two")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=8)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    width, height = map(int, arguments.size.split("x"))
    networks = Networks(load_painter(arguments.weights), Interpolation())
    fuse = "fuse_between" if arguments.sources > 2 else "fuse"
    runs = {f"1.3.0 {graph}": (session_of(SHIPPED / f"{graph}.onnx", arguments.threads), shipped_inputs(graph, height, width)) for graph in ("encode", "read", fuse)}
    for graph, signature in SIGNATURES.items():
        values = inputs_of(graph, networks, height, width, arguments.sources)
        name = graph if graph == "interpolate" else f"painted {graph}"
        runs[name] = (session_of(arguments.models / f"{graph}.onnx", arguments.threads), {name: values[name].numpy() for name in signature["inputs"]})
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for turn in range(arguments.repeats + 1):
        for name, (session, inputs) in runs.items():
            before = time.perf_counter(), time.process_time()
            session.run(None, inputs)
            if turn > 0:
                costs[name].append((1e3 * (time.perf_counter() - before[0]), 1e3 * (time.process_time() - before[1])))
    whole = {way: np.sum([costs[name] for name in runs if name.startswith(way)], 0) for way in ("1.3.0", "painted")}
    for name, found in (costs | whole).items():
        wall, processor = np.asarray(found).T
        print(f"{name:22} wall {np.median(wall):7.1f} (least {wall.min():6.1f})   processor {np.median(processor):7.1f} (least {processor.min():6.1f})")
    share = np.median(whole["painted"], 0) / np.median(whole["1.3.0"], 0)
    print(f"painted takes {share[0]:.2f} of the wall clock time of 1.3.0, {share[1]:.2f} of the processor's")
    half = (np.median(whole["painted"], 0) + np.median(costs["interpolate"], 0)) / 2 / np.median(whole["1.3.0"], 0)
    print(f"with every second frame interpolated {half[0]:.2f} and {half[1]:.2f}")


if __name__ == "__main__":
    main()
