"""Writes the ONNX graphs of propagation by painting, and checks them against PyTorch.

    python export_propagation_painter.py --weights checkpoints/propagate-4.pt --interpolation checkpoints/interpolation.pt --out /tmp/propagation-painter

Three graphs: tokens (luma → what is kept of a frame, once a frame), paint (a frame's tokens and M known frames → its colour and confidence, once
a frame) and interpolate (a frame's luma at ¼ and the two frames around it → the same, for frames that nothing is painted from). Height, width and M are free. Weights are stored as float16 and cast when a session loads.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from export_hint_unet import OPSET, store_half
from tintype_training.colour import AB_SCALE
from tintype_training.dense_tokens import COARSE, CONTEXT, CONTEXT8, FINE, TRACK_PLANES, FrameTokens, Source
from tintype_training.frame_encoder import SamePadded
from tintype_training.interpolation import Interpolation
from tintype_training.propagation_painter import PropagationPainter
from tintype_training.propagation_runs import load_interpolation, load_painter

Shape = list[str]


def plane(channels: int, cell: int, count: str = "1") -> Shape:
    return [count, str(channels), *([f"H/{cell}", f"W/{cell}"] if cell > 1 else ["H", "W"])]


MATCHED = {"fine": plane(FINE, 4), "coarse": plane(COARSE, 16)}
TOKENS = MATCHED | {"context": plane(CONTEXT, 4), "context8": plane(CONTEXT8, 8)}
"""Of a source only the first two are needed."""
SOURCES = {
    "source_fine": plane(FINE, 4, "M"), "source_coarse": plane(COARSE, 16, "M"), "source_ab": plane(2, 4, "M"), "source_confidence": plane(1, 4, "M"),
    "source_place": plane(2, 4, "M"), "source_evidence": plane(TRACK_PLANES, 4, "M"), "source_time": ["M"], "source_is_key": ["M"],
}
AROUND = {
    "luma": plane(1, 4), "source_ab": plane(2, 4, "2"), "source_confidence": plane(1, 4, "2"), "source_place": plane(2, 4, "2"),
    "source_evidence": plane(TRACK_PLANES, 4, "2"), "source_time": ["2"],
}
SIGNATURES: dict[str, dict[str, dict[str, Shape]]] = {
    "tokens": {"inputs": {"luma": plane(1, 1)}, "outputs": TOKENS},
    "paint": {"inputs": TOKENS | SOURCES, "outputs": {"ab": plane(2, 4), "confidence": plane(1, 4)}},
    "interpolate": {"inputs": AROUND, "outputs": {"ab": plane(2, 4), "confidence": plane(1, 4)}},
}
SIZES = ((96, 128, 1), (160, 224, 2), (64, 96, 4))
"""Height, width and sources at which the graphs are compared with PyTorch."""
LARGEST_DIFFERENCE = 1e-3
"""Of ab/110 and of confidence."""


class TokensGraph(nn.Module):
    def __init__(self, network: PropagationPainter) -> None:
        super().__init__()
        self.network = network

    def forward(self, luma: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        fine, coarse, context, context8 = self.network.tokens(luma)
        return fine, coarse, context, context8


class PaintGraph(nn.Module):
    """One target; the sources' own axis is M."""

    def __init__(self, network: PropagationPainter) -> None:
        super().__init__()
        self.network = network

    def forward(self, fine: Tensor, coarse: Tensor, context: Tensor, context8: Tensor, *sources: Tensor) -> tuple[Tensor, Tensor]:
        painted = self.network(FrameTokens(fine, coarse, context, context8), Source(*[x.unsqueeze(0) for x in sources]))
        return painted.ab, torch.sigmoid(painted.confidence_logit)


class InterpolateGraph(nn.Module):
    def __init__(self, network: Interpolation) -> None:
        super().__init__()
        self.network = network

    def forward(self, luma: Tensor, *sources: Tensor) -> tuple[Tensor, Tensor]:
        made = self.network(luma, *[x.unsqueeze(0) for x in sources])
        return made.ab, torch.sigmoid(made.confidence_logit)


@dataclass(frozen=True)
class Networks:
    painter: PropagationPainter
    interpolation: Interpolation


def modules_of(networks: Networks) -> dict[str, nn.Module]:
    return {"tokens": TokensGraph(networks.painter).eval(), "paint": PaintGraph(networks.painter).eval(), "interpolate": InterpolateGraph(networks.interpolation).eval()}


def inputs_of(graph: str, networks: Networks, height: int, width: int, sources: int, seed: int = 0) -> dict[str, Tensor]:
    if graph != "interpolate":
        return example_inputs(networks.painter, height, width, sources, seed)
    values = example_inputs(networks.painter, height, width, 2, seed)
    return values | {"luma": nn.functional.avg_pool2d(values["luma"], 4), "source_time": torch.tensor([-1.0, 1.0])}


def example_inputs(network: PropagationPainter, height: int, width: int, sources: int, seed: int = 0) -> dict[str, Tensor]:
    """Of a smooth picture that drifts by three cells a source; the first source is a keyframe, the last one has no track."""
    generator = torch.Generator().manual_seed(seed)
    draw = lambda *shape: torch.rand(*shape, generator=generator)  # noqa: E731
    h, w = height // 4, width // 4
    enlarged = lambda x, size: nn.functional.interpolate(x, size, mode="bilinear")  # noqa: E731
    scene = enlarged(draw(1, 3, height // 16, width // 8) * 2 - 1, (height, 2 * width)) + 0.05 * (draw(1, 3, height, 2 * width) - 0.5)
    frames = torch.cat([scene[..., 12 * t : 12 * t + width] for t in range(sources + 1)])
    with torch.no_grad():
        tokens = network.tokens(frames[:, :1])
    cells = torch.stack(torch.meshgrid(torch.arange(w), torch.arange(h), indexing="xy")).float()
    steps = torch.arange(1.0, sources + 1)
    place = cells - torch.stack([3 * steps, 0 * steps], 1)[:, :, None, None] + draw(sources, 2, h, w) - 0.5
    evidence = 0.5 + 0.5 * draw(sources, TRACK_PLANES, h, w)
    if sources > 1:
        place[-1], evidence[-1] = cells, 0
    key = (steps == 1).float()
    confidence = torch.maximum(draw(sources, 1, h, w), key[:, None, None, None])
    ab = nn.functional.avg_pool2d(frames[1:, 1:], 4) * 0.5
    known = (tokens.fine[1:], tokens.coarse[1:], ab, confidence, place, evidence, steps, key)
    return {"luma": frames[:1, :1]} | dict(zip(TOKENS, (x[:1] for x in tokens), strict=True)) | dict(zip(SOURCES, (x.contiguous() for x in known), strict=True))


def trace(module: nn.Module, graph: str, values: dict[str, Tensor], file: Path) -> None:
    inputs, outputs = SIGNATURES[graph]["inputs"], SIGNATURES[graph]["outputs"]
    axes = {name: {i: f"{name}_{i}" for i, dim in enumerate(dims) if not dim.isdigit()} for name, dims in (inputs | outputs).items()}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, tuple(values[name] for name in inputs), str(file), input_names=list(inputs), output_names=list(outputs),
                          dynamic_axes=axes, opset_version=OPSET, dynamo=False)


def join_pads(file: Path) -> None:
    """Zeros around what a convolution takes become padding of its own, so that the planes need not be copied for them."""
    model = onnx.load(file)
    nodes = model.graph.node
    users = Counter(name for node in nodes for name in node.input)
    pads = {node.output[0]: node for node in nodes if node.op_type == "Pad" and users[node.output[0]] == 1}
    for node in list(nodes):
        pad = pads.get(node.input[0]) if node.op_type == "Conv" else None
        if pad is None:
            continue
        own = {attribute.name: attribute for attribute in node.attribute}
        before, after = SamePadded(1, 1, own["kernel_shape"].ints[0], 2).sides[:2]
        own["pads"].ints[:] = [before, before, after, after]
        node.input[0] = pad.input[0]
        nodes.remove(pad)
    onnx.save(model, file)


def export(networks: Networks, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for graph, module in modules_of(networks).items():
        file = out / f"{graph}.onnx"
        trace(module, graph, inputs_of(graph, networks, 96, 160, 3), file)
        join_pads(file)
        store_half(file, SIGNATURES[graph])


def sessions_of(out: Path) -> dict[str, onnxruntime.InferenceSession]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return {graph: onnxruntime.InferenceSession(out / f"{graph}.onnx", options, providers=["CPUExecutionProvider"]) for graph in SIGNATURES}


def differences(networks: Networks, sessions: dict[str, onnxruntime.InferenceSession], height: int, width: int, sources: int) -> dict[str, float]:
    """Largest of every output between ONNX Runtime and PyTorch, each graph given the same inputs."""
    found: dict[str, float] = {}
    for graph, module in modules_of(networks).items():
        values = inputs_of(graph, networks, height, width, sources, seed=1)
        inputs, outputs = SIGNATURES[graph]["inputs"], SIGNATURES[graph]["outputs"]
        with torch.no_grad():
            wanted = module(*(values[name] for name in inputs))
        made = sessions[graph].run(list(outputs), {name: values[name].numpy() for name in inputs})
        apart = {name: float(np.abs(a - b.numpy()).max()) for name, a, b in zip(outputs, made, wanted, strict=True)}
        found |= {name: max(value, found.get(name, 0)) for name, value in apart.items()}
    return found


def multiply_adds(networks: Networks) -> dict[str, float]:
    """GMAC of each graph at 256² with two sources."""
    result = {}
    for graph, module in modules_of(networks).items():
        values = inputs_of(graph, networks, 256, 256, 2)
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            module(*(values[name] for name in SIGNATURES[graph]["inputs"]))
        result[graph] = round(counter.get_total_flops() / 2e9, 3)
    return result


def manifest(out: Path, version: str, metrics: dict[str, object]) -> dict[str, object]:
    graphs = {graph: {"file": f"{graph}.onnx", "sha256": hashlib.sha256((out / f"{graph}.onnx").read_bytes()).hexdigest()} | signature
              for graph, signature in SIGNATURES.items()}
    return {"id": "propagation-painter", "version": version, "task": "propagate", "layout": "sources", "schedule": "refined", "supersedes": ["propagation"],
            "licence": "see MODEL_CARD.md", "card": "MODEL_CARD.md", "sizeMultiple": 32, "graphs": graphs, "metrics": metrics}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, help="a published checkpoint; untrained without")
    parser.add_argument("--interpolation", type=Path, help="published weights of `Interpolation`; untrained without")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="0.0.0-untrained")
    parser.add_argument("--metrics", type=Path, help="JSON of measured figures for the manifest")
    arguments = parser.parse_args()
    torch.manual_seed(1)
    painter = load_painter(arguments.weights) if arguments.weights else PropagationPainter().eval().requires_grad_(False)
    networks = Networks(painter, load_interpolation(arguments.interpolation) if arguments.interpolation else Interpolation().eval().requires_grad_(False))
    export(networks, arguments.out)
    sessions, worst = sessions_of(arguments.out), 0.0
    for height, width, sources in SIZES:
        found = differences(networks, sessions, height, width, sources)
        print(f"{height}×{width}, {sources} sources: " + ", ".join(f"{name} {value:.1e}" for name, value in found.items()))
        worst = max(worst, found["ab"], found["confidence"])
    if not worst <= LARGEST_DIFFERENCE:
        raise SystemExit(f"the graphs differ from PyTorch by {worst:.4f}")
    work = multiply_adds(networks)
    print(work)
    measured = json.loads(arguments.metrics.read_text()) if arguments.metrics else {}
    metrics = {"maxAbDifferenceFromPyTorch": round(worst * AB_SCALE, 4)} | {f"{graph}Gmac256": value for graph, value in work.items()} | measured
    (arguments.out / "manifest.json").write_text(json.dumps(manifest(arguments.out, arguments.version, metrics), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
