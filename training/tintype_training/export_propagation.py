"""Write `encode.onnx`, `read.onnx`, `fuse.onnx` and `manifest.json` of the Video Propagation Network.

    python -m tintype_training.export_propagation --checkpoint checkpoints/propagation.pt

Weights are stored in fp16 and cast once when the graph is loaded; every input and output stays float32.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .carried import EVIDENCE
from .fusion import Fusion
from .fusion_between import FusionBetween
from .propagation_attention import Memory
from .propagation_net import (
    COARSE_CHANNELS,
    CONTEXT_CHANNELS,
    FINE_CHANNELS,
    Encoder,
    Features,
    Hints,
    PropagationNet,
    Reader,
)

OPSET = 18
MODEL_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "models" / "propagation"
COARSE = [str(COARSE_CHANNELS), "H/16", "W/16"]
FINE = [str(FINE_CHANNELS), "H/4", "W/4"]
CONTEXT = [str(CONTEXT_CHANNELS), "H/4", "W/4"]

SIGNATURES: dict[str, dict[str, dict[str, list[str]]]] = {
    "encode": {
        "inputs": {"luma": ["1", "1", "H", "W"]},
        "outputs": {"coarse": ["1", *COARSE], "fine": ["1", *FINE], "context": ["1", *CONTEXT]},
    },
    "read": {
        "inputs": {
            "coarse": ["1", *COARSE],
            "fine": ["1", *FINE],
            "context": ["1", *CONTEXT],
            "memory_coarse": ["M", *COARSE],
            "memory_fine": ["M", *FINE],
            "memory_ab": ["M", "2", "H/4", "W/4"],
            "memory_confidence": ["M", "1", "H/4", "W/4"],
            "memory_time": ["M"],
            "hint_ab": ["1", "2", "H/4", "W/4"],
            "hint_mask": ["1", "1", "H/4", "W/4"],
            "boundary": ["1", "1", "H/4", "W/4"],
        },
        "outputs": {
            "ab": ["1", "2", "H/4", "W/4"],
            "confidence": ["1", "1", "H/4", "W/4"],
            "match": ["M", "2", "H/16", "W/16"],
        },
    },
    "fuse": {
        "inputs": {
            "ab": ["1", "2", "H/4", "W/4"],
            "confidence": ["1", "1", "H/4", "W/4"],
            "carried_ab": ["1", "2", "H/4", "W/4"],
            "evidence": ["1", str(EVIDENCE), "H/4", "W/4"],
            "luma": ["1", "1", "H/4", "W/4"],
            "distance": ["1"],
        },
        "outputs": {"fused_ab": ["1", "2", "H/4", "W/4"], "fused_confidence": ["1", "1", "H/4", "W/4"]},
    },
    "fuse_between": {
        "inputs": {
            "ab": ["1", "2", "H/4", "W/4"],
            "confidence": ["1", "1", "H/4", "W/4"],
            "left_ab": ["1", "2", "H/4", "W/4"],
            "left_evidence": ["1", str(EVIDENCE), "H/4", "W/4"],
            "right_ab": ["1", "2", "H/4", "W/4"],
            "right_evidence": ["1", str(EVIDENCE), "H/4", "W/4"],
            "luma": ["1", "1", "H/4", "W/4"],
            "distance": ["1", "2"],
        },
        "outputs": {"fused_ab": ["1", "2", "H/4", "W/4"], "fused_confidence": ["1", "1", "H/4", "W/4"]},
    },
}


class Calibration(NamedTuple):
    """P(ΔE2000 ≤ 5) = σ(scale·logit + offset + slope·log(1 + frames to the nearest key)); see calibrate_propagation.py."""

    scale: float
    offset: float
    slope: float


class EncodeGraph(nn.Module):
    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, luma: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        coarse, fine, context = self.encoder(luma)
        return coarse, fine, context


class ReadGraph(nn.Module):
    """One target (B = 1); the memory's own axis is M. Confidence is calibrated in outputs, and the inverse is applied to inputs."""

    def __init__(self, reader: Reader, calibration: Calibration | None = None) -> None:
        super().__init__()
        self.reader = reader
        self.calibration = calibration

    def shifts(self, calibration: Calibration, confidence: Tensor, time: Tensor) -> tuple[Tensor, Tensor]:
        """Offsets of the logit for the target and for each memory frame [M, 1, 1, 1], by distance to the nearest key.

        A frame with confidence 1 everywhere is a key.
        """
        lacking = 1e4 * (confidence.mean((1, 2, 3)) < 1.0 - 1e-5).float()
        target = (time.abs() + lacking).min().clamp(max=100.0)
        between = (time.unsqueeze(1) - time.unsqueeze(0)).abs() + lacking.unsqueeze(0)
        remembered = between.min(1).values.clamp(max=100.0).reshape(-1, 1, 1, 1)
        offset = lambda nearest: calibration.offset + calibration.slope * torch.log1p(nearest)  # noqa: E731
        return offset(target), offset(remembered)

    def forward(
        self,
        coarse: Tensor,
        fine: Tensor,
        context: Tensor,
        memory_coarse: Tensor,
        memory_fine: Tensor,
        memory_ab: Tensor,
        memory_confidence: Tensor,
        memory_time: Tensor,
        hint_ab: Tensor,
        hint_mask: Tensor,
        boundary: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        scale, shift = torch.ones(()), torch.zeros(())
        if self.calibration:
            scale, (shift, before) = self.calibration.scale, self.shifts(self.calibration, memory_confidence, memory_time)
            bounded = memory_confidence.clamp(1e-5, 1.0 - 1e-5)
            own = torch.sigmoid((torch.log(bounded / (1.0 - bounded)) - before) / scale)
            memory_confidence = torch.where(memory_confidence > 1.0 - 1e-5, memory_confidence, own)
        memory = Memory(*[x.unsqueeze(0) for x in (memory_coarse, memory_fine, memory_ab, memory_confidence, memory_time)])
        reading = self.reader(Features(coarse, fine, context), memory, Hints(hint_ab, hint_mask, boundary))
        return reading.ab, torch.sigmoid(scale * reading.confidence_logit + shift), reading.match.squeeze(0)


class FuseBetweenGraph(nn.Module):
    def __init__(self, fusion: FusionBetween) -> None:
        super().__init__()
        self.fusion = fusion

    def forward(
        self, ab: Tensor, confidence: Tensor, left_ab: Tensor, left_evidence: Tensor, right_ab: Tensor, right_evidence: Tensor, luma: Tensor, distance: Tensor
    ) -> tuple[Tensor, Tensor]:
        fused, sure, _ = self.fusion(ab, confidence, left_ab, left_evidence, right_ab, right_evidence, luma, distance)
        return fused, sure


class FuseGraph(nn.Module):
    def __init__(self, fusion: Fusion) -> None:
        super().__init__()
        self.fusion = fusion

    def forward(self, ab: Tensor, confidence: Tensor, carried_ab: Tensor, evidence: Tensor, luma: Tensor, distance: Tensor) -> tuple[Tensor, Tensor]:
        fused, sure, _ = self.fusion(ab, confidence, carried_ab, evidence, luma, distance)
        return fused, sure


def example_inputs(height: int, width: int, frames: int, seed: int = 0) -> dict[str, dict[str, Tensor]]:
    """Random inputs of both graphs for an image of `height`×`width` pixels and `frames` memory frames."""
    generator = torch.Generator().manual_seed(seed)
    sizes: dict[str, int] = {"H": height, "W": width, "H/4": height // 4, "W/4": width // 4}
    sizes |= {"H/16": height // 16, "W/16": width // 16, "M": frames}
    examples: dict[str, dict[str, Tensor]] = {}
    for graph, signature in SIGNATURES.items():
        made = {}
        for name, dims in signature["inputs"].items():
            shape = [sizes.get(d) or int(d) for d in dims]
            made[name] = torch.rand(shape, generator=generator) * 2 - 1
        examples[graph] = made
    read = examples["read"]
    for name in ("coarse", "memory_coarse", "fine", "memory_fine"):
        read[name] = torch.nn.functional.normalize(read[name], dim=1)
    read["memory_confidence"] = read["memory_confidence"].abs()
    read["memory_time"] = -torch.arange(1.0, frames + 1.0) * 3.0
    read["hint_mask"] = (read["hint_mask"] > 0.95).float()
    read["hint_ab"] = read["hint_ab"] * read["hint_mask"]
    read["boundary"] = (read["boundary"] > 0.97).float()
    for graph in ("fuse", "fuse_between"):
        for name in examples[graph]:
            if name == "confidence" or name.endswith(("evidence", "distance")):
                examples[graph][name] = examples[graph][name].abs()
    return examples


def export_graph(module: nn.Module, graph: str, path: Path) -> None:
    inputs = example_inputs(160, 224, 3)[graph]
    signature = SIGNATURES[graph]
    height, width = torch.export.Dim("h32", min=2, max=256), torch.export.Dim("w32", min=2, max=256)
    symbols = {"H": 32 * height, "W": 32 * width, "H/4": 8 * height, "W/4": 8 * width}
    symbols |= {"H/16": 2 * height, "W/16": 2 * width, "M": torch.export.Dim("M", min=2, max=256)}
    dynamic = {name: {i: symbols[d] for i, d in enumerate(dims) if d in symbols} for name, dims in signature["inputs"].items()}
    program = torch.onnx.export(
        module.eval(),
        tuple(inputs.values()),
        input_names=list(signature["inputs"]),
        output_names=list(signature["outputs"]),
        dynamic_shapes=tuple(dynamic.values()),
        opset_version=OPSET,
        dynamo=True,
        optimize=True,
    )
    assert program is not None
    model = program.model_proto
    store_weights_as_half(model)
    name_sizes(model, signature)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def store_weights_as_half(model: onnx.ModelProto, smallest: int = 512) -> None:
    """Replace large float32 initializers by fp16 ones followed by a Cast, which runtimes fold when loading."""
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < smallest or np.abs(values).max() > 6e4:
            continue
        name = tensor.name
        half = numpy_helper.from_array(values.astype(np.float16), name + "_half")
        tensor.CopyFrom(half)
        casts.append(helper.make_node("Cast", [name + "_half"], [name], name=name + "_cast", to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)
    del model.graph.value_info[:]
    del model.metadata_props[:]
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""


def name_sizes(model: onnx.ModelProto, signature: dict[str, dict[str, list[str]]]) -> None:
    """Write the manifest's symbols on the graph's inputs and outputs."""
    for values, names in ((model.graph.input, signature["inputs"]), (model.graph.output, signature["outputs"])):
        for value in values:
            for dim, symbol in zip(value.type.tensor_type.shape.dim, names[value.name], strict=True):
                if symbol.isdigit():
                    dim.dim_value = int(symbol)
                else:
                    dim.dim_param = symbol


def largest_difference(module: nn.Module, graph: str, path: Path, height: int, width: int, frames: int) -> float:
    """Largest |Δ| between PyTorch and ONNX Runtime over the graph's main outputs, in network units."""
    import onnxruntime

    inputs = example_inputs(height, width, frames, seed=1)[graph]
    with torch.no_grad():
        expected = module(*inputs.values())
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    actual = session.run(None, {name: value.numpy() for name, value in inputs.items()})
    return max(float(np.abs(a - e.numpy()).max()) for a, e in list(zip(actual, expected, strict=True))[:2])


def manifest(folder: Path, version: str, metrics: dict[str, object]) -> dict[str, object]:
    graphs = {}
    for graph, signature in SIGNATURES.items():
        file = folder / f"{graph}.onnx"
        if not file.exists():
            continue
        graphs[graph] = {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), **signature}
    return {
        "id": "propagation",
        "version": version,
        "task": "propagate",
        "licence": "research-only (see card)",
        "card": "MODEL_CARD.md",
        "sizeMultiple": 32,
        "graphs": graphs,
        "metrics": metrics,
    }


def add_fusion_between(weights: Path, folder: Path) -> None:
    """Write one graph beside the others and name it in their manifest."""
    fusion = FusionBetween().eval()
    fusion.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True)["weights"])
    path = folder / "fuse_between.onnx"
    export_graph(FuseBetweenGraph(fusion), "fuse_between", path)
    for height, width in ((160, 224), (480, 864)):
        difference = largest_difference(FuseBetweenGraph(fusion), "fuse_between", path, height, width, 2)
        print(f"fuse_between {height}×{width}: largest difference {difference:.6f}")
        if difference * 110 > 0.05:
            raise SystemExit("the exported graph disagrees with PyTorch by more than 0.05 ab")
    file = folder / "manifest.json"
    record = json.loads(file.read_text())
    record["graphs"]["fuse_between"] = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), **SIGNATURES["fuse_between"]}
    file.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, help="weights; without it the untrained network is written")
    parser.add_argument("--fusion", type=Path, help="weights of train_fusion; without them a quarter of flow is mixed in everywhere")
    parser.add_argument("--fusion-between", type=Path, help="weights of train_fusion_between; only this graph is then written, and the manifest's other graphs stay")
    parser.add_argument("--folder", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--version", default="0.0.0-untrained")
    parser.add_argument("--calibration", type=Path, help="JSON written by calibrate_propagation.py")
    parser.add_argument("--metrics", type=Path, help="JSON written by evaluate_propagation.py")
    options = parser.parse_args()

    if options.fusion_between:
        add_fusion_between(options.fusion_between, options.folder)
        return
    torch.manual_seed(0)
    net = PropagationNet().eval()
    if options.checkpoint:
        saved = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
        net.load_state_dict({name: value.float() for name, value in saved["weights"].items()})
    fusion = Fusion().eval()
    if options.fusion:
        fusion.load_state_dict(torch.load(options.fusion, map_location="cpu", weights_only=True)["weights"])
    calibration = Calibration(**json.loads(options.calibration.read_text())) if options.calibration else None
    options.folder.mkdir(parents=True, exist_ok=True)
    modules = {"encode": EncodeGraph(net.encoder), "read": ReadGraph(net.reader, calibration), "fuse": FuseGraph(fusion)}
    for graph, module in modules.items():
        path = options.folder / f"{graph}.onnx"
        export_graph(module, graph, path)
        for height, width, frames in ((160, 224, 3), (96, 64, 1), (480, 864, 4)):
            difference = largest_difference(module, graph, path, height, width, frames)
            print(f"{graph} {height}×{width} M={frames}: largest difference {difference:.5f}")
            if graph != "encode" and difference * 110 > 0.5 and options.checkpoint:
                raise SystemExit("the exported graph disagrees with PyTorch by more than 0.5 ab")
    metrics = json.loads(options.metrics.read_text()) if options.metrics else {}
    text = json.dumps(manifest(options.folder, options.version, metrics), indent=2, ensure_ascii=False)
    (options.folder / "manifest.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
