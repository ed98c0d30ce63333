"""Writes the Hint U-Net's three ONNX graphs, the ab bins and the manifest, and checks them against PyTorch.

    python training/export_hint_unet.py --weights training/checkpoints/hint-unet.pt

Weights are stored as float16 and cast to float32 when a session loads: half the file, float32 arithmetic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
import warnings
from pathlib import Path

import numpy as np
import onnx
import tintype_training  # before onnxruntime: switches its telemetry off
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.utils.flop_counter import FlopCounterMode

from tintype_training.colour import AB_SCALE, BIN_STEP, ab_bins
from tintype_training.hint_unet import C4, C8, C16, CONTEXT, GLOBAL_SIZE, HintUNet

MODEL_VERSION = "1.2.0"
OPSET = 18
SMALLEST_HALF_SIZE = 256
"""Initialisers with fewer elements stay float32: they are shapes, scales and biases of no weight in the file."""

FEATURES = {
    "f4": ["1", str(C4), "H/4", "W/4"],
    "f8": ["1", str(C8), "H/8", "W/8"],
    "f16": ["1", str(C16), "H/16", "W/16"],
    "up": ["1", "144", "H/4", "W/4"],
}
SIGNATURE = {
    "encode": {"inputs": {"luma": ["1", "1", "H", "W"]}, "outputs": FEATURES},
    "paint": {
        "inputs": FEATURES
        | {
            "hint_ab": ["1", "2", "H", "W"],
            "hint_mask": ["1", "1", "H", "W"],
            "boundary": ["1", "1", "H", "W"],
            "global": ["1", str(GLOBAL_SIZE)],
        },
        "outputs": {"ab": ["1", "2", "H", "W"], "context": ["1", str(CONTEXT), "H/4", "W/4"]},
    },
    "suggest": {
        "inputs": {"context": ["1", str(CONTEXT), "H/4", "W/4"]},
        "outputs": {"bins": ["1", "313", "H/4", "W/4"]},
    },
}


def fold_batch_norms(module: nn.Module) -> None:
    """Folds every Conv2d → BatchNorm2d pair of a sequence or residual block into the convolution, in place."""
    for child in module.children():
        fold_batch_norms(child)
    if isinstance(module, nn.Sequential):
        for i in range(len(module) - 1):
            if isinstance(module[i], nn.Conv2d) and isinstance(module[i + 1], nn.BatchNorm2d):
                module[i] = fuse_conv_bn_eval(module[i], module[i + 1])
                module[i + 1] = nn.Identity()
    if hasattr(module, "second") and hasattr(module, "norm"):
        module.second = fuse_conv_bn_eval(module.second, module.norm)
        module.norm = nn.Identity()


def load_network(weights: Path | None) -> HintUNet:
    """The network in evaluation mode; freshly initialised when `weights` is None."""
    torch.manual_seed(1)
    network = HintUNet()
    if weights is not None:
        state = torch.load(weights, map_location="cpu", weights_only=True)
        network.load_state_dict({name: value.float() if value.is_floating_point() else value
                                 for name, value in state["network"].items()})
    return network.eval()


def example_inputs(height: int, width: int, *, seed: int = 0, points: int = 6, marked: bool = True) -> dict[str, torch.Tensor]:
    """Plausible inputs: smooth luma, a few hints, one boundary if `marked`."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 1, height // 16, width // 16, generator=generator) * 2 - 1
    luma = nn.functional.interpolate(coarse, size=(height, width), mode="bicubic").clamp(-1, 1)
    hint_ab, hint_mask = torch.zeros(1, 2, height, width), torch.zeros(1, 1, height, width)
    for _ in range(points):
        y = int(torch.randint(0, height - 6, (1,), generator=generator))
        x = int(torch.randint(0, width - 6, (1,), generator=generator))
        hint_ab[:, :, y : y + 6, x : x + 6] = (torch.rand(1, 2, 1, 1, generator=generator) - 0.5)
        hint_mask[:, :, y : y + 6, x : x + 6] = 1
    boundary = torch.zeros(1, 1, height, width)
    boundary[:, :, : height * 2 // 3, width // 2] = float(marked)
    return {"luma": luma, "hint_ab": hint_ab, "hint_mask": hint_mask, "boundary": boundary,
            "global": torch.zeros(1, GLOBAL_SIZE)}


def name_dimensions(graph: onnx.GraphProto, signature: dict[str, dict[str, list[str]]]) -> None:
    """Gives inputs and outputs the shapes of the manifest: numbers, or symbols such as H/4."""
    shapes = signature["inputs"] | signature["outputs"]
    for value in [*graph.input, *graph.output]:
        dimensions = [int(d) if d.isdigit() else d for d in shapes[value.name]]
        value.CopyFrom(helper.make_tensor_value_info(value.name, TensorProto.FLOAT, dimensions))


def store_half(file: Path, signature: dict[str, dict[str, list[str]]]) -> None:
    """Turns large float32 initialisers into float16 ones with a Cast behind them, and drops notes."""
    model = onnx.load(file)
    name_dimensions(model.graph, signature)
    for graph in graphs_of(model.graph):
        halve_initialisers(graph)
        del graph.value_info[:]
        # The exporter's notes on each node name source files and make the graph several times larger.
        for node in graph.node:
            del node.metadata_props[:]
            node.doc_string = ""
        del graph.metadata_props[:]
    del model.metadata_props[:]
    model.producer_name, model.producer_version, model.doc_string = "tintype", MODEL_VERSION, ""
    onnx.checker.check_model(model)
    onnx.save(model, file)


def graphs_of(graph: onnx.GraphProto) -> list[onnx.GraphProto]:
    """The branches in a graph, and then the graph itself, whose nodes may be replaced once the branches are done."""
    return [*(attribute.g for node in graph.node for attribute in node.attribute
              if attribute.type == onnx.AttributeProto.GRAPH), graph]


def halve_initialisers(graph: onnx.GraphProto) -> None:
    casts = []
    for initialiser in list(graph.initializer):
        if initialiser.data_type != TensorProto.FLOAT or np.prod(initialiser.dims) < SMALLEST_HALF_SIZE:
            continue
        name = initialiser.name
        half = numpy_helper.from_array(numpy_helper.to_array(initialiser).astype(np.float16), name + "_half")
        graph.initializer.remove(initialiser)
        graph.initializer.append(half)
        casts.append(helper.make_node("Cast", [half.name], [name], name=f"cast_{name}", to=TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


class PainterKnowingMarks(nn.Module):
    """The painter traced for pictures with marks, or for those without."""

    def __init__(self, paint: nn.Module, *, marked: bool) -> None:
        super().__init__()
        self.paint, self.marked = paint, marked

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.paint(*inputs, marked=self.marked)


def export_painter(paint: nn.Module, arguments: tuple[torch.Tensor, ...], file: Path) -> None:
    """One graph with both branches, so that a frame without marks does not pay for them."""
    ways = {}
    for marked in (False, True):
        trace_graph(PainterKnowingMarks(paint, marked=marked), arguments, file, SIGNATURE["paint"])
        ways[marked] = onnx.load(file)
    onnx.save(join_ways(ways[True], ways[False]), file)
    store_half(file, SIGNATURE["paint"])


def join_ways(with_marks: onnx.ModelProto, without: onnx.ModelProto) -> onnx.ModelProto:
    """An ONNX `If`: the first graph when any boundary pixel is set, else the second; each has its own weights."""
    branches = []
    for name, model in (("with_marks", with_marks), ("without_marks", without)):
        graph = onnx.GraphProto()
        graph.CopyFrom(model.graph)
        # A branch has no inputs; it uses those of the outer graph by name.
        del graph.input[:]
        graph.name = name
        rename_values(graph, f"{name}/", keep=set(SIGNATURE["paint"]["inputs"]))
        branches.append(graph)
    axes = helper.make_tensor("axes", TensorProto.INT64, [4], [0, 1, 2, 3])
    nodes = [
        helper.make_node("ReduceMax", ["boundary", "axes"], ["strongest"], keepdims=0),
        helper.make_node("Greater", ["strongest", "zero"], ["any_marks"]),
        helper.make_node("If", ["any_marks"], list(SIGNATURE["paint"]["outputs"]), then_branch=branches[0], else_branch=branches[1]),
    ]
    zero = helper.make_tensor("zero", TensorProto.FLOAT, [], [0.0])
    graph = helper.make_graph(nodes, "paint", list(without.graph.input), list(without.graph.output), [axes, zero])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=without.ir_version)


def rename_values(graph: onnx.GraphProto, prefix: str, *, keep: set[str]) -> None:
    def renamed(name: str) -> str:
        return name if name == "" or name in keep else prefix + name

    for node in graph.node:
        if any(attribute.type == onnx.AttributeProto.GRAPH for attribute in node.attribute):
            raise SystemExit(f"{node.name} holds a graph of its own")
        node.input[:] = [renamed(name) for name in node.input]
        node.output[:] = [renamed(name) for name in node.output]
        node.name = prefix + node.name
    for value in [*graph.initializer, *graph.output]:
        value.name = renamed(value.name)
    del graph.value_info[:]


def export_graph(
    module: nn.Module, arguments: tuple[torch.Tensor, ...], file: Path, signature: dict[str, dict[str, list[str]]]
) -> None:
    trace_graph(module, arguments, file, signature)
    store_half(file, signature)


def trace_graph(
    module: nn.Module, arguments: tuple[torch.Tensor, ...], file: Path, signature: dict[str, dict[str, list[str]]]
) -> None:
    inputs = list(signature["inputs"])
    outputs = list(signature["outputs"])
    axes = {name: {2: f"h_{name}", 3: f"w_{name}"} for name in inputs + outputs if name != "global"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, arguments, str(file), input_names=inputs, output_names=outputs,
                          dynamic_axes=axes, opset_version=OPSET, dynamo=False)


def run_graphs(folder: Path, inputs: dict[str, torch.Tensor], *, repeats: int) -> tuple[dict, dict]:
    """Runs all three graphs in onnxruntime; returns outputs and, of `repeats`, the fastest run's milliseconds a graph.

    One thread and its own processor time, so that other work on the machine hardly shows.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    feeds = {name: value.numpy() for name, value in inputs.items()}
    times: dict[str, float] = {}
    for graph, signature in SIGNATURE.items():
        session = onnxruntime.InferenceSession(folder / f"{graph}.onnx", options, providers=["CPUExecutionProvider"])
        feed = {name: feeds[name] for name in signature["inputs"]}
        runs = []
        for _ in range(repeats):
            start = time.process_time()
            results = session.run(list(signature["outputs"]), feed)
            runs.append((time.process_time() - start) * 1000)
        times[graph] = float(min(runs))
        feeds |= dict(zip(signature["outputs"], results, strict=True))
    return feeds, times


def check(network: HintUNet, folder: Path) -> dict[str, float]:
    """Compares the written graphs with PyTorch at several sizes; fails beyond half an ab unit."""
    worst = 0.0
    milliseconds = {}
    for height, width in ((256, 256), (144, 320), (16, 16), (272, 480)):
        for marked in (False, True):
            inputs = example_inputs(height, width, marked=marked)
            outputs, times = run_graphs(folder, inputs, repeats=20 if height == 256 else 1)
            with torch.no_grad():
                expected, _ = network.paint(*network.encode(inputs["luma"]), inputs["hint_ab"], inputs["hint_mask"],
                                            inputs["boundary"], inputs["global"])
            worst = max(worst, float(np.abs(outputs["ab"] - expected.numpy()).max() * AB_SCALE))
            print(f"{height}×{width}{', marked' if marked else ''}: |Δab| ≤ {worst:.3f}; " + ", ".join(f"{g} {t:.1f} ms" for g, t in times.items()))
            if height == 256:
                milliseconds |= {"paintWithMarks": times["paint"]} if marked else times
    if not worst <= 0.5:
        raise SystemExit(f"the graphs differ from PyTorch by {worst:.2f} ab units")
    return {"maxAbDifferenceFromPyTorch": round(worst, 4)} | {
        f"{graph}Ms256OneThread": round(value, 1) for graph, value in milliseconds.items()
    }


def multiply_adds(network: HintUNet) -> dict[str, float]:
    """GMAC of each graph at 256² without marks: convolutions and matrix products."""
    inputs = example_inputs(256, 256, marked=False)
    hints = (inputs["hint_ab"], inputs["hint_mask"], inputs["boundary"], inputs["global"])
    result = {}
    with torch.no_grad():
        for graph, run in {
            "encode": lambda _: network.encode(inputs["luma"]),
            "paint": lambda features: network.paint(*features, *hints),
            "suggest": lambda painted: network.suggest(painted[1]),
        }.items():
            with FlopCounterMode(display=False) as counter:
                features = run(None if graph == "encode" else features)
            result[f"{graph}Gmac256"] = round(counter.get_total_flops() / 2e9, 3)
    return result


def write_manifest(folder: Path, metrics: dict[str, object]) -> None:
    graphs = {
        graph: {"file": f"{graph}.onnx", "sha256": hashlib.sha256((folder / f"{graph}.onnx").read_bytes()).hexdigest()}
        | signature
        for graph, signature in SIGNATURE.items()
    }
    manifest = {"id": "hint-unet", "version": MODEL_VERSION, "task": "colorize", "licence": "see MODEL_CARD.md",
                "card": "MODEL_CARD.md", "sizeMultiple": 16, "graphs": graphs, "metrics": metrics}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def write_bins(folder: Path) -> None:
    bins = {"gridStep": BIN_STEP, "count": len(ab_bins()), "rule": "see training/tintype_training/colour.py ab_bins()",
            "centres": ab_bins().astype(int).tolist()}
    (folder / "ab-bins.json").write_text(json.dumps(bins) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--out", type=Path, default=Path("resources/models/hint-unet"))
    parser.add_argument("--metrics", type=Path, help="JSON of evaluate_hints.py whose summary goes into the manifest")
    arguments = parser.parse_args()
    network = load_network(arguments.weights)
    reference = load_network(arguments.weights)
    fold_batch_norms(network)
    arguments.out.mkdir(parents=True, exist_ok=True)

    inputs = example_inputs(256, 192)
    with torch.no_grad():
        features = network.encode(inputs["luma"])
        hints = (inputs["hint_ab"], inputs["hint_mask"], inputs["boundary"], inputs["global"])
        _, context = network.paint(*features, *hints)
    export_graph(network.encode, (inputs["luma"],), arguments.out / "encode.onnx", SIGNATURE["encode"])
    export_painter(network.paint, (*features, *hints), arguments.out / "paint.onnx")
    export_graph(network.suggest, (context,), arguments.out / "suggest.onnx", SIGNATURE["suggest"])
    write_bins(arguments.out)
    metrics: dict[str, object] = dict(check(reference, arguments.out))
    metrics |= multiply_adds(reference)
    metrics["parameters"] = sum(p.numel() for p in reference.parameters())
    if arguments.metrics is not None:
        metrics |= json.loads(arguments.metrics.read_text())["summary"]
    write_manifest(arguments.out, metrics)


if __name__ == "__main__":
    main()
