"""Writes the second generation's ONNX graphs and checks them against PyTorch.

    python training/export_painter.py --weights training/checkpoints/paint-9.pt --out /tmp/models

Five graphs: encode (luma → context and what the painter needs, once a frame), base (automatic colour, once a frame, reference and
vividness), paint (at every edit), paint_marked (in its place where boundary marks are drawn: its 4,500 small operations take a second to
load, so they have a graph of their own), suggest. Weights are stored as float16 and cast when a session loads.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from export_hint_unet import OPSET, example_inputs, fold_batch_norms, store_half
from tintype_training.colour import AB_SCALE
from tintype_training.frame_encoder import C8, C16, FrameEncoder
from tintype_training.hint_tokens import QUERY
from tintype_training.hint_unet import GLOBAL_SIZE
from tintype_training.painter import AROUND, NEUTRAL, P4, PaintNetwork
from tintype_training.published import load_published

Shape = list[str]


def plane(channels: int, cell: int) -> Shape:
    return ["1", str(channels), *([f"H/{cell}", f"W/{cell}"] if cell > 1 else ["H", "W"])]


CONTEXT = {"c8": plane(C8, 8), "c16": plane(C16, 16)}
PREPARED = {"p4": plane(P4, 4), "query": plane(QUERY, 8), "around": plane(AROUND, 4), "up": plane(144, 4)}
BASE = {"base8": plane(C8, 8), "auto8": plane(2, 8)}
HINTS = {"hint_ab": plane(2, 1), "hint_mask": plane(1, 1), "hint_reach": plane(1, 1), "boundary": plane(1, 1)}
PAINT: dict[str, dict[str, Shape]] = {
    "inputs": PREPARED | BASE | HINTS, "outputs": {"ab": plane(2, 1), "context": plane(P4, 4), "confidence": plane(1, 4)},
}
SIGNATURES: dict[str, dict[str, dict[str, Shape]]] = {
    "encode": {"inputs": {"luma": plane(1, 1)}, "outputs": CONTEXT | PREPARED},
    "base": {"inputs": CONTEXT | {"global": ["1", str(GLOBAL_SIZE)], "vividness": ["1", "2"]}, "outputs": BASE},
    "paint": PAINT,
    "paint_marked": PAINT,
    "suggest": {"inputs": {"context": plane(P4, 4)}, "outputs": {"bins": plane(313, 4)}},
}


SIZES = ((256, 256), (144, 320), (16, 16), (272, 480))
"""At which the graphs are compared with PyTorch."""


class ColourOnly(nn.Module):
    """The base without its logits."""

    def __init__(self, network: PaintNetwork) -> None:
        super().__init__()
        self.base = network.base

    def forward(self, c8: Tensor, c16: Tensor, global_vector: Tensor, vividness: Tensor) -> tuple[Tensor, Tensor]:
        return self.base(c8, c16, global_vector, vividness)[:2]


class KnowingMarks(nn.Module):
    """The painter traced for pictures with marks, or for those without."""

    def __init__(self, network: PaintNetwork, *, marked: bool) -> None:
        super().__init__()
        self.paint, self.marked = network.paint, marked

    def forward(self, *planes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        ab, context, confidence = self.paint(*planes, marked=self.marked)
        return ab, context, torch.sigmoid(confidence)


def fold_sums(encoder: FrameEncoder) -> None:
    """Norms of a sum of two convolutions go into both."""
    for size, other in (("16", "top"), ("8", "down8"), ("4", "down4")):
        norm, side = getattr(encoder, f"norm{size}"), getattr(encoder, f"side{size}")
        scale = norm.weight.data / torch.sqrt(norm.running_var + norm.eps)
        for convolution in (side, getattr(encoder, other)):
            convolution.weight.data *= scale.reshape(-1, 1, 1, 1)
        side.bias = nn.Parameter(norm.bias.data - norm.running_mean * scale)
        setattr(encoder, f"norm{size}", nn.Identity())


def load_network(weights: Path | None) -> PaintNetwork:
    torch.manual_seed(1)
    network = PaintNetwork()
    if weights is not None:
        load_published(network, weights)
    return network.eval()


def inputs_at(height: int, width: int, *, marked: bool) -> dict[str, Tensor]:
    inputs = example_inputs(height, width, marked=marked)
    reach = torch.zeros_like(inputs["boundary"])
    reach[..., : width // 2] = 0.7
    return inputs | {"hint_reach": reach * inputs["hint_mask"], "vividness": torch.tensor([NEUTRAL])}


def stages(network: PaintNetwork) -> dict[str, nn.Module]:
    return {"encode": network.encode, "base": ColourOnly(network), "paint": KnowingMarks(network, marked=False),
            "paint_marked": KnowingMarks(network, marked=True), "suggest": network.suggest}


def graphs_for(*, marked: bool) -> list[str]:
    """The graphs that colour a picture with boundary marks, or one without, in their order."""
    return [name for name in SIGNATURES if name != ("paint" if marked else "paint_marked")]


@torch.no_grad()
def run_network(network: PaintNetwork, inputs: dict[str, Tensor], *, marked: bool) -> dict[str, Tensor]:
    values = dict(inputs)
    for name in graphs_for(marked=marked):
        signature = SIGNATURES[name]
        made = stages(network)[name](*(values[one] for one in signature["inputs"]))
        values |= dict(zip(signature["outputs"], made if isinstance(made, tuple) else (made,), strict=True))
    return values


def trace(module: nn.Module, values: dict[str, Tensor], file: Path, signature: dict[str, dict[str, Shape]]) -> None:
    names = list(signature["inputs"]) + list(signature["outputs"])
    axes = {name: {2: f"h_{name}", 3: f"w_{name}"} for name in names if name not in ("global", "vividness")}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, tuple(values[name] for name in signature["inputs"]), str(file), input_names=list(signature["inputs"]),
                          output_names=list(signature["outputs"]), dynamic_axes=axes, opset_version=OPSET, dynamo=False)


def keep_inputs(file: Path, signature: dict[str, dict[str, Shape]]) -> None:
    """Puts back inputs that the traced graph does not use, so that both ways of painting take the same ones."""
    model = onnx.load(file)
    traced = {value.name: value for value in model.graph.input}
    inputs = [traced.get(name) or helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [None] * len(shape))
              for name, shape in signature["inputs"].items()]
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    onnx.save(model, file)


def export(network: PaintNetwork, out: Path) -> None:
    values = run_network(network, inputs_at(256, 192, marked=True), marked=True)
    out.mkdir(parents=True, exist_ok=True)
    for name, signature in SIGNATURES.items():
        file = out / f"{name}.onnx"
        trace(stages(network)[name], values, file, signature)
        keep_inputs(file, signature)
        store_half(file, signature)


def check(reference: PaintNetwork, out: Path, *, sizes: tuple[tuple[int, int], ...] = SIZES) -> float:
    """Largest difference of ab from PyTorch at several sizes; fails beyond half an ab unit."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    sessions = {name: onnxruntime.InferenceSession(out / f"{name}.onnx", options, providers=["CPUExecutionProvider"]) for name in SIGNATURES}
    worst = 0.0
    for height, width in sizes:
        for marked in (False, True):
            inputs = inputs_at(height, width, marked=marked)
            feeds = {name: value.numpy() for name, value in inputs.items()}
            for name in graphs_for(marked=marked):
                signature = SIGNATURES[name]
                made = sessions[name].run(list(signature["outputs"]), {one: feeds[one] for one in signature["inputs"]})
                feeds |= dict(zip(signature["outputs"], made, strict=True))
            wanted = run_network(reference, inputs, marked=marked)["ab"].numpy()
            difference = float(np.abs(feeds["ab"] - wanted).max() * AB_SCALE)
            print(f"{height}×{width}{', marked' if marked else ''}: |Δab| ≤ {difference:.4f}")
            worst = max(worst, difference)
    if not worst <= 0.5:
        raise SystemExit(f"the graphs differ from PyTorch by {worst:.2f} ab units")
    return worst


def multiply_adds(network: PaintNetwork) -> dict[str, float]:
    """GMAC of each graph at 256² without marks."""
    values, result = dict(inputs_at(256, 256, marked=False)), {}
    for name in graphs_for(marked=False):
        signature = SIGNATURES[name]
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            made = stages(network)[name](*(values[one] for one in signature["inputs"]))
        values |= dict(zip(signature["outputs"], made if isinstance(made, tuple) else (made,), strict=True))
        result[name] = round(counter.get_total_flops() / 2e9, 3)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, help="a published checkpoint; untrained without")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="2.3.0")
    parser.add_argument("--earlier", nargs="*", default=[], help="versions with the same graphs whose annealing was `rising`: 2.2.0 where the weights are paint-9")
    parser.add_argument("--metrics", type=Path, help="JSON of measured figures for the manifest")
    arguments = parser.parse_args()
    network, reference = load_network(arguments.weights), load_network(arguments.weights)
    fold_sums(network.encode.frame)
    fold_batch_norms(network)
    export(network, arguments.out)
    difference, work = check(reference, arguments.out), multiply_adds(reference)
    print(work)
    files = {name: {"file": f"{name}.onnx", "sha256": hashlib.sha256((arguments.out / f"{name}.onnx").read_bytes()).hexdigest()} | signature
             for name, signature in SIGNATURES.items()}
    measured = json.loads(arguments.metrics.read_text()) if arguments.metrics else {}
    manifest = {"id": "painter", "version": arguments.version, "task": "colorize", "layout": "tokens", "annealing": "peaked", "supersedes": ["hint-unet"], "licence": "see MODEL_CARD.md", "card": "MODEL_CARD.md",
                "sizeMultiple": 16, "graphs": files,
                "earlier": [{"version": version, "annealing": "rising", "graphs": list(SIGNATURES)} for version in arguments.earlier],
                "metrics": {"maxAbDifferenceFromPyTorch": round(difference, 4)} | {f"{name}Gmac256": work[name] for name in work} | measured}
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
