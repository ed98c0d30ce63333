"""Measures painters of both generations alike: hints, automatic colour by vividness, locality.

    python training/evaluate_painter.py --weights training/checkpoints/paint-9.pt                # held-out photos, for choosing
    python training/evaluate_painter.py --weights … --set test --out training/runs/paint-test.json    # final figures only

Hints: the protocol of Zhang et al. 2017 (`evaluation.py`). Automatic: dB above gray and mean chroma as a share of the true, over
inverse temperature and tilt towards rare colours on held-out photos and frames of the validation clips, from which the program's
annealing was chosen (`annealing` of `painter.py`), which alone is measured on test images, at vividness 0, ½ and 1. Hints are measured at vividness 0. Locality: points of one arbitrary colour within an object among true ones outside it; on
held-out photos the object is a region alike in colour, on test clips it is DAVIS's mask on the first frame.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from evaluate_hints import load_test_images
from evaluate_look import first_frames
from export_hint_unet import load_network as load_first
from export_painter import load_network as load_second
from tintype_training.colour import AB_SCALE, rgb_to_lab
from tintype_training.evaluation import Colorizer, NetworkColorizer, TestImage, psnr_curve
from tintype_training.measured_images import in_fixed_order
from tintype_training.paint_measures import PaintColorizer, automatic_measures, confidence_measures, locality, region_mask
from tintype_training.painter import annealing
from tintype_training.photos import PhotoCache
from tintype_training.test_masks import mask_files

COUNTS = (0, 1, 10, 100, 500)
TRIED = [(temperature, tilt) for temperature in (1.0, 1.5, 2.0, 3.0) for tilt in (0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0)]
VIVIDNESS = {"0": 0.0, "½": 0.5, "1": 1.0}
CLIP_SIZE = (512, 288)


def held_out(cache: PhotoCache) -> list[TestImage]:
    return [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in cache.validation_indices()]


def clip_cases(clips: Path) -> list[tuple[TestImage, np.ndarray]]:
    """First frames of the test clips and their objects, at the size that is painted."""
    cases = []
    for file in sorted((clips / "test").glob("davis-*.mp4")):
        name = file.stem.removeprefix("davis-")
        masks = mask_files(clips / "test-masks" / name)
        ok, frame = cv2.VideoCapture(str(file)).read()
        if not ok or not masks:
            raise SystemExit(f"{file} has no frame or no mask")
        rgb = cv2.cvtColor(cv2.resize(frame, CLIP_SIZE, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB).astype(np.float64) / 255
        mask = cv2.resize(cv2.imread(str(masks[0]), cv2.IMREAD_GRAYSCALE), CLIP_SIZE, interpolation=cv2.INTER_NEAREST) > 0
        lab = rgb_to_lab(rgb)
        cases.append((TestImage(name, rgb, lab[..., 0], (lab[..., 1:] / AB_SCALE).astype(np.float32)), mask))
    return cases


def by_annealing(colorizer: PaintColorizer, images: list[TestImage]) -> list[dict]:
    """Automatic colour with all of `TRIED`; the colorizer is left at vividness 0."""
    found = []
    for setting in TRIED:
        colorizer.vividness = setting
        found.append({"annealing": setting} | automatic_measures(colorizer, images))
    colorizer.vividness = annealing(0)
    return found


def measure(
    colorizer: Colorizer, sets: dict[str, list[TestImage]], cases: list[tuple[TestImage, np.ndarray]], *, counts: tuple[int, ...] = COUNTS,
) -> dict[str, object]:
    result: dict[str, object] = {"locality": locality(colorizer, cases)}
    for name, images in sets.items():
        result[name] = {"images": len(images), "psnr": {k: round(v, 3) for k, v in psnr_curve(colorizer, images, counts).items()},
                        "automatic": automatic_measures(colorizer, images)}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=Path("training/checkpoints/paint-9.pt"))
    parser.add_argument("--first", type=Path, default=Path("training/checkpoints/hint-unet.pt"), help="of the first generation, measured beside it")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--set", choices=("validation", "test"), default="validation")
    parser.add_argument("--images", help="only this set of the test images (ilsvrc, bsds)")
    parser.add_argument("--skip-first-curves", action="store_true", help="measure only what has no record of the first generation")
    parser.add_argument("--limit", type=int, default=1000, help="images of a set at most: a fair sample, the same every time")
    parser.add_argument("--locality-alone", action="store_true", help="measure cover, leak and far on the objects of the test clips, nothing else")
    parser.add_argument("--sample", type=int, default=48, help="images that annealing and confidence are measured on")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.locality_alone:
        cases = clip_cases(arguments.data / "clips")
        found = {"weights": arguments.weights.name, "first": locality(NetworkColorizer(load_first(arguments.first)), cases),
                 "second": locality(PaintColorizer(load_second(arguments.weights)), cases)}
        print(json.dumps(found))
        if arguments.out is not None:
            arguments.out.write_text(json.dumps(found, indent=1) + "\n")
        return
    if arguments.set == "test":
        sets, cases = load_test_images(arguments.data), clip_cases(arguments.data / "clips")
    else:
        known = held_out(PhotoCache(arguments.cache))
        sets, cases = {"validation": known}, [(image, region_mask(image)) for image in known[:48]]
    sets = {name: in_fixed_order(images)[: arguments.limit] for name, images in sets.items() if arguments.images in (None, name)}

    second = PaintColorizer(load_second(arguments.weights), vividness=annealing(0))
    result: dict[str, object] = {"set": arguments.set, "weights": torch.load(arguments.weights, weights_only=True)["facts"]}
    if arguments.set == "validation":
        result["by annealing"] = {"photos": by_annealing(second, sets["validation"][: arguments.sample]), "films": by_annealing(second, first_frames(arguments.data / "clips" / "val"))}
        print(json.dumps(result["by annealing"]), flush=True)
    result["second"] = measure(second, sets, cases)
    result["confidence"] = {name: confidence_measures(second, images[: arguments.sample]) for name, images in sets.items()}
    for name, value in VIVIDNESS.items():
        second.vividness = annealing(value)
        result[f"automatic at vividness {name}"] = {name: automatic_measures(second, images) for name, images in sets.items()}
    print(json.dumps({name: value for name, value in result.items() if name != "by annealing"}), flush=True)
    counts = (0,) if arguments.skip_first_curves else COUNTS
    result["first"] = measure(NetworkColorizer(load_first(arguments.first)), sets, cases, counts=counts)
    print(json.dumps(result["first"]))
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
