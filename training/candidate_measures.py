"""What `compare_candidates.py` measures once the layouts are trained: cost, time in onnxruntime-node, quality."""

from __future__ import annotations

import copy
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import nn

from evaluate_hints import obedience
from export_hint_unet import SIGNATURE, example_inputs, export_graph, fold_batch_norms, multiply_adds

from tintype_training.candidates import JointNetwork, uncorrected
from tintype_training.evaluation import Colorizer, NetworkColorizer, TestImage
from tintype_training.hint_unet import CONTEXT, HintUNet
from tintype_training.hints import HintPlanes
from tintype_training.measured_images import MeasuredImages

SIZE_PX = 256
THREADS = 2
"""The machine that the product is measured on has two cores."""

PROJECT = Path(__file__).resolve().parents[1]
PLANES = ("luma", "hint_ab", "hint_mask", "boundary", "global")

JOINT_SIGNATURE = {
    "inputs": {name: shape for graph in ("encode", "paint") for name, shape in SIGNATURE[graph]["inputs"].items() if name in PLANES},
    "outputs": {"ab": ["1", "2", "H", "W"], "context": ["1", str(CONTEXT), "H/4", "W/4"]},
}
"""Of a layout whose painter is the whole network."""


def cost(network: nn.Module) -> dict[str, float]:
    """Parameters in millions and GMAC at 256²: whole, and of what an edit repeats. The bins are not needed for painting."""
    gmac = multiply_adds(network)
    return {
        "parametersM": round(sum(p.numel() for p in network.parameters()) / 1e6, 2),
        "wholeGmac256": round(gmac["encodeGmac256"] + gmac["paintGmac256"], 2),
        "editGmac256": round(gmac["paintGmac256"], 2),
        "suggestGmac256": round(gmac["suggestGmac256"], 2),
    }


def quality(networks: dict[str, nn.Module], images: list[TestImage], counts: tuple[int, ...]) -> dict[str, dict]:
    """PSNR and mean ΔE2000 at each number of points, and ΔE2000 at a hint's centre, of the weights' running averages.

    The split layout is measured twice: as it ships, and without the shift that makes it obey at the hinted pixels.
    """
    result: dict[str, dict] = {"gray": measured_curve("gray", no_colour, images, (0,))}
    for name, network in networks.items():
        result[name] = measure(network, images, counts)
        if isinstance(network, HintUNet):
            result[f"{name}, uncorrected"] = measure(uncorrected(network), images, counts)
        print(name, result[name], flush=True)
    return result


def no_colour(lightness: np.ndarray, hints: HintPlanes) -> np.ndarray:
    return np.zeros((*lightness.shape, 2), np.float32)


def measured_curve(name: str, colorizer: Colorizer, images: list[TestImage], counts: tuple[int, ...]) -> dict:
    measured = MeasuredImages(counts=counts)
    for image in images:
        measured.measure(name, colorizer, image)
    return measured.curves(images)[name]


def measure(network: nn.Module, images: list[TestImage], counts: tuple[int, ...]) -> dict:
    colorizer = NetworkColorizer(network)
    return measured_curve("network", colorizer, images, counts) | {"deltaE2000AtHint": obedience(colorizer, images)}


def time_in_node(networks: dict[str, nn.Module], *, repeats: int) -> dict:
    """Exports every layout with float16 weights and times all in one run of onnxruntime-node at 256².

    Milliseconds of every graph and of the whole chain: wall clock with two threads, and processor time of both, which
    other work on the machine changes less.
    """
    # The split network's graph is traced for the usual edit, without marks.
    planes = example_inputs(SIZE_PX, SIZE_PX, marked=False)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, plane in planes.items():
            plane.numpy().astype("<f4").tofile(folder / f"{name}.bin")
        plan = {
            "threads": THREADS,
            "repeats": repeats,
            "inputs": {name: {"dims": list(plane.shape), "file": f"{name}.bin"} for name, plane in planes.items()},
            "candidates": [{"name": name, "graphs": export(name, network, planes, folder)} for name, network in networks.items()],
        }
        (folder / "plan.json").write_text(json.dumps(plan))
        files = {name: sum(file.stat().st_size for file in folder.glob(f"{name}-*.onnx")) for name in networks}
        printed = subprocess.run(["node", "scripts/run.mjs", "scripts/time-graphs.ts", str(folder / "plan.json")], cwd=PROJECT,
                                 check=True, capture_output=True, text=True).stdout
    return {"threads": THREADS, "repeats": repeats, "medians": json.loads(printed),
            "paintingFilesMb": {name: round(size / 1e6, 1) for name, size in files.items()}}


def export(name: str, network: nn.Module, planes: dict[str, torch.Tensor], folder: Path) -> list[dict[str, str]]:
    """Writes the graphs that paint a frame, in the order they run; returns their names and files."""
    # A copy, since folding the norms changes the network.
    network = copy.deepcopy(network).to(memory_format=torch.contiguous_format).eval()
    hints = tuple(planes[plane] for plane in PLANES[1:])
    if isinstance(network, JointNetwork):
        parts = {"paint": (network.paint, (planes["luma"], *hints), JOINT_SIGNATURE)}
    else:
        with torch.no_grad():
            features = network.encode(planes["luma"])
        parts = {"encode": (network.encode, (planes["luma"],), SIGNATURE["encode"]),
                 "paint": (network.paint, (*features, *hints), SIGNATURE["paint"])}
    graphs = []
    for graph, (module, arguments, signature) in parts.items():
        fold_batch_norms(module)
        file = f"{name}-{graph}.onnx"
        export_graph(module, arguments, folder / file, signature)
        graphs.append({"name": graph, "file": file})
    return graphs
