"""How automatic colour looks: colourfulness, Fréchet distance to true pictures, and contact sheets of people and of landscapes to judge by eye.

    python training/evaluate_look.py --weights training/checkpoints/paint-9.pt --set test --out training/runs/look-test.json    # figures
    python training/evaluate_look.py --weights training/checkpoints/paint-9.pt --sheets training/.cache/sheets                  # validation clips, held-out photos

Figures: test images, 256² each, without a hint: gray, the painter at vividness 0, ½ and 1 as the program has them, and the
true pictures in two halves, whose distance is what chance alone makes. Sheets show true, 0, ½, 1; they hold photos of others and are not to be published.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from evaluate_hints import load_test_images
from export_painter import load_network
from tintype_training.colour import AB_SCALE, lab_to_rgb
from tintype_training.evaluation import TestImage
from tintype_training.look_measures import ColourFeatures, colourfulness, frechet_distance
from tintype_training.paint_measures import PaintColorizer
from tintype_training.painter import annealing
from tintype_training.photos import PhotoCache

ROOT = Path(__file__).resolve().parent
VIVIDNESS = {"0": annealing(0), "½": annealing(0.5), "1": annealing(1)}
SKY_SOURCE = "ndb796/Scene-Classification-Dataset"
ROWS = 10


def coloured(image: TestImage, ab: np.ndarray) -> np.ndarray:
    """sRGB 0…1, clipped."""
    return np.clip(lab_to_rgb(np.dstack([image.lightness, ab * AB_SCALE])), 0, 1)


def methods(colorizer: PaintColorizer) -> dict[str, Callable[[TestImage], np.ndarray]]:
    def at(vividness: tuple[float, float]) -> Callable[[TestImage], np.ndarray]:
        def paint(image: TestImage) -> np.ndarray:
            colorizer.vividness = vividness
            return coloured(image, colorizer(image.lightness, image.hints(0)))
        return paint
    return {"gray": lambda image: coloured(image, np.zeros_like(image.truth))} | {f"vividness {name}": at(value) for name, value in VIVIDNESS.items()}


def figures(colorizer: PaintColorizer, images: list[TestImage]) -> dict[str, dict[str, float]]:
    features = ColourFeatures()
    of_image = [features(image.rgb) for image in images]
    true = np.concatenate(of_image)
    halves = [np.concatenate(of_image[half::2]) for half in (0, 1)]
    found = {"true": {"colourfulness": float(np.mean([colourfulness(image.rgb) for image in images])), "frechet": frechet_distance(*halves)}}
    for name, paint in methods(colorizer).items():
        pictures = [paint(image) for image in images]
        found[name] = {"colourfulness": float(np.mean([colourfulness(rgb) for rgb in pictures])), "frechet": frechet_distance(np.concatenate([features(rgb) for rgb in pictures]), true)}
    return {name: {measure: round(value, 2) for measure, value in values.items()} for name, values in found.items()}


def first_frames(folder: Path) -> list[TestImage]:
    """Of a folder's clips. Those for validation mostly show people."""
    images = []
    for file in sorted(folder.glob("*.mp4")):
        ok, frame = cv2.VideoCapture(str(file)).read()
        if ok:
            images.append(TestImage.of(file.stem, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)))
    return images


def sky(cache: PhotoCache) -> list[TestImage]:
    """Held-out photos of mountains, sea, streets."""
    chosen = [i for i in cache.validation_indices() if cache.photos[i].source == SKY_SOURCE][:ROWS]
    return [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in chosen]


def sheet(colorizer: PaintColorizer, images: list[TestImage], file: Path) -> None:
    shown = [paint for name, paint in methods(colorizer).items() if name != "gray"]
    rows = [np.hstack([image.rgb, *(paint(image) for paint in shown)]) for image in images]
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.round(np.vstack(rows)[..., ::-1] * 255).astype(np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parents[1] / "shared" / "data")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "photos")
    parser.add_argument("--set", choices=("validation", "test"), default="validation")
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    colorizer = PaintColorizer(load_network(options.weights))
    if options.sheets is not None:
        for name, images in {"people": first_frames(options.data / "clips" / "val"), "sky": sky(PhotoCache(options.cache))}.items():
            sheet(colorizer, images, options.sheets / f"{options.weights.stem}-{name}.png")
        return
    cache = PhotoCache(options.cache) if options.set == "validation" else None
    sets = load_test_images(options.data) if cache is None else {"validation": [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in cache.validation_indices()]}
    found = {"weights": options.weights.name} | {name: figures(colorizer, images) for name, images in sets.items()}
    print(json.dumps(found, indent=1, ensure_ascii=False))
    if options.out is not None:
        options.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
