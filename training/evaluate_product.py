"""Measures `tintype paint --batch` by the protocol of `evaluate_hints.py`, beside the network itself on the same images and hints.

    python training/evaluate_product.py --limit 60 --out training/runs/hint-product-test.json

The product gets what a colourist gives it: a gray picture (16-bit PNG) and points, discs of 6 px across where the
protocol has squares of 6 px. What it writes is read back; its ab go with the true L, as everywhere in the protocol.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np

from evaluate_hints import load_test_images
from export_hint_unet import load_network
from tintype_training.colour import AB_SCALE, lab_to_rgb, rgb_to_lab
from tintype_training.evaluation import HINT_PX, POINT_COUNTS, SIZE_PX, NetworkColorizer, TestImage
from tintype_training.measured_images import in_fixed_order

ROOT = Path(__file__).resolve().parents[1]


def write_gray(image: TestImage, file: Path) -> None:
    lab = np.dstack([image.lightness, np.zeros_like(image.lightness), np.zeros_like(image.lightness)])
    cv2.imwrite(str(file), np.round(np.clip(lab_to_rgb(lab), 0, 1) * 65535).astype(np.uint16))


def point_hints(image: TestImage, count: int) -> list[dict[str, object]]:
    """The protocol's patches as points, in the order they were placed."""
    points: list[dict[str, object]] = []
    for corner, ab in image.patches(count):
        y, x = ((side + HINT_PX / 2) / SIZE_PX for side in corner)
        points.append({"kind": "point", "at": [x, y], "radius": HINT_PX / 2 / SIZE_PX, "ab": (ab.astype(float) * AB_SCALE).tolist()})
    return points


def read_ab(file: Path) -> np.ndarray:
    pixels = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)[..., ::-1]
    rgb = pixels.astype(np.float64) / np.iinfo(pixels.dtype).max
    return (rgb_to_lab(rgb)[..., 1:] / AB_SCALE).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--weights", type=Path, default=Path("training/checkpoints/hint-unet.pt"), help="that the product's graphs were made from")
    parser.add_argument("--limit", type=int, default=60, help="images, a fair sample of all")
    parser.add_argument("--node", default=str(ROOT / "node_modules" / ".bin" / "node"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/hint-product-test.json"))
    arguments = parser.parse_args()
    images = in_fixed_order([image for images in load_test_images(arguments.data).values() for image in images])[: arguments.limit]
    network = NetworkColorizer(load_network(arguments.weights))
    psnr = np.zeros((2, len(images), len(POINT_COUNTS)))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        jobs = []
        for n, image in enumerate(images):
            write_gray(image, work / f"{n}.png")
            jobs += [{"image": str(work / f"{n}.png"), "hints": point_hints(image, count), "out": str(work / f"{n}-{count}.png")} for count in POINT_COUNTS]
        (work / "jobs.jsonl").write_text("\n".join(map(json.dumps, jobs)) + "\n")
        command = [arguments.node, str(ROOT / "src" / "cli" / "main.ts"), "paint", "--batch", str(work / "jobs.jsonl")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for n, image in enumerate(images):
            for k, count in enumerate(POINT_COUNTS):
                psnr[0, n, k] = image.psnr(read_ab(work / f"{n}-{count}.png"))
                psnr[1, n, k] = image.psnr(network(image.lightness, image.hints(count)))
    result = {"images": len(images), "points": list(POINT_COUNTS), "product": psnr[0].mean(0).round(3).tolist(), "network": psnr[1].mean(0).round(3).tolist()}
    print(json.dumps(result))
    arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
