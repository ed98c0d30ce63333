"""Writes the ONNX graph of masks from hints, and checks it against PyTorch.

    python training/export_hinted_mask.py --weights training/checkpoints/hinted-mask.pt --out resources/models/hinted-mask --version X.Y.Z

One graph, `mask`: the context that the painter's graph `encode` makes of a frame, and the points inside and outside → how far each pixel belongs
to the thing, brought to full size by the painter's own weights (`up`). The manifest names the painter whose encoder it needs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from export_hint_unet import OPSET, store_half
from export_painter import CONTEXT, PREPARED, Shape, load_network, plane
from tintype_training.hint_spread import gather_neighbours, weigh_neighbours
from tintype_training.hinted_mask import HintedMask
from tintype_training.published import load_published

SIGNATURE: dict[str, dict[str, Shape]] = {
    "inputs": {"p4": PREPARED["p4"]} | CONTEXT | {"query": PREPARED["query"], "up": PREPARED["up"], "inside": plane(1, 4), "outside": plane(1, 4)},
    "outputs": {"mask": plane(1, 1)},
}
SIZES = ((288, 512), (144, 320), (272, 480))
LARGEST_DIFFERENCE = 2e-3


class MaskGraph(nn.Module):
    def __init__(self, network: HintedMask) -> None:
        super().__init__()
        self.network = network

    def forward(self, p4: Tensor, c8: Tensor, c16: Tensor, query: Tensor, up: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
        logits = self.network(p4, c8, c16, query, inside, outside)
        batch, _, height, width = logits.shape
        fine = weigh_neighbours(gather_neighbours(logits, 3), up.reshape(batch, 9, 16, height * width))
        return torch.sigmoid(nn.functional.pixel_shuffle(fine.reshape(batch, 16, height, width), 4))


def inputs_at(encode: nn.Module, height: int, width: int) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(1)
    luma = nn.functional.interpolate(torch.rand(1, 1, height // 16, width // 16, generator=generator) * 2 - 1, (height, width), mode="bicubic")
    with torch.no_grad():
        c8, c16, p4, query, _, up = encode(luma)
    inside, outside = torch.zeros(2, 1, 1, height // 4, width // 4)
    inside[..., 20:23, 30:33], outside[..., 4:6, 8:10] = 1, 0.5
    return {"p4": p4, "c8": c8, "c16": c16, "query": query, "up": up, "inside": inside, "outside": outside}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, help="published weights of `HintedMask`; untrained without")
    parser.add_argument("--painter", type=Path, default=Path("training/checkpoints/paint-9.pt"), help="whose encoder they were trained over")
    parser.add_argument("--painter-version", default="2.2.0")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="0.0.0-untrained")
    parser.add_argument("--metrics", type=Path, help="JSON of measured figures for the manifest")
    arguments = parser.parse_args()
    torch.manual_seed(1)
    network = HintedMask()
    if arguments.weights is not None:
        load_published(network, arguments.weights)
    graph, encode = MaskGraph(network.eval()).eval(), load_network(arguments.painter).encode
    arguments.out.mkdir(parents=True, exist_ok=True)
    file = arguments.out / "mask.onnx"
    names = list(SIGNATURE["inputs"]) + list(SIGNATURE["outputs"])
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(graph, tuple(inputs_at(encode, 256, 192).values()), str(file), input_names=list(SIGNATURE["inputs"]), output_names=list(SIGNATURE["outputs"]),
                          dynamic_axes={name: {2: f"h_{name}", 3: f"w_{name}"} for name in names}, opset_version=OPSET, dynamo=False)
    store_half(file, SIGNATURE)
    session, worst = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"]), 0.0
    for height, width in SIZES:
        values = inputs_at(encode, height, width)
        with torch.no_grad():
            wanted = graph(*values.values()).numpy()
        made = session.run(["mask"], {name: value.numpy() for name, value in values.items()})[0]
        difference = float(np.abs(made - wanted).max())
        print(f"{height}×{width}: {difference:.1e}")
        worst = max(worst, difference)
    if not worst <= LARGEST_DIFFERENCE:
        raise SystemExit(f"the graph differs from PyTorch by {worst:.4f}")
    measured = json.loads(arguments.metrics.read_text()) if arguments.metrics else {}
    manifest = {"id": "hinted-mask", "version": arguments.version, "task": "mask", "encoder": {"id": "painter", "version": arguments.painter_version},
                "licence": "see MODEL_CARD.md", "card": "MODEL_CARD.md", "sizeMultiple": 16,
                "graphs": {"mask": {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()} | SIGNATURE},
                "metrics": {"maxDifferenceFromPyTorch": round(worst, 5)} | measured}
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
