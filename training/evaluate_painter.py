"""Measures painters of both generations alike: hints, automatic colour by vividness, locality.

    python training/evaluate_painter.py --weights training/checkpoints/paint.pt                  # held-out photos, for choosing
    python training/evaluate_painter.py --weights … --set test --out training/runs/paint-test.json    # final figures only

Hints: the protocol of Zhang et al. 2017 (`evaluation.py`). Automatic: dB above gray and mean chroma as a share of the true, over
inverse temperature and tilt towards rare colours; which setting is best and which is the default is chosen on held-out photos
and only applied to test images. Locality: points of one arbitrary colour within an object among true ones outside it; on
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
from export_hint_unet import load_network as load_first
from export_painter import load_network as load_second
from tintype_training.colour import AB_SCALE, rgb_to_lab
from tintype_training.evaluation import Colorizer, NetworkColorizer, TestImage, psnr_curve
from tintype_training.measured_images import in_fixed_order
from tintype_training.paint_measures import PaintColorizer, automatic_measures, confidence_measures, locality, region_mask
from tintype_training.painter import NEUTRAL
from tintype_training.photos import PhotoCache
from tintype_training.test_masks import mask_files

COUNTS = (0, 1, 10, 100, 500)
VIVIDNESS = [(1.0, 0.0), (1.5, 0.0), (2.5, 0.0), (1.0, 0.25), (1.5, 0.25), (2.5, 0.25), (1.0, 0.5), (1.5, 0.5), (2.5, 0.5), (4.0, 0.5)]
"""(inverse temperature, tilt) that are tried."""

LEAST_GAIN = 0.4
"""dB above gray that the default vividness must keep on held-out photos; among those settings the most colourful is the default."""

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


def choose_vividness(colorizer: PaintColorizer, images: list[TestImage]) -> dict[str, dict]:
    """All settings on held-out photos; the best for PSNR and the default among them."""
    tried = []
    for vividness in VIVIDNESS:
        colorizer.vividness = vividness
        tried.append({"vividness": vividness} | automatic_measures(colorizer, images))
    colorizer.vividness = NEUTRAL
    good = [one for one in tried if one["aboveGray"] >= LEAST_GAIN]
    best = max(tried, key=lambda one: one["aboveGray"])
    return {"tried": tried, "best": best, "default": max(good, key=lambda one: one["chromaShare"]) if good else best}


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
    parser.add_argument("--choose-on", type=int, default=48, help="held-out photos that vividness is chosen on")
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
    known = held_out(PhotoCache(arguments.cache))
    if arguments.set == "test":
        sets, cases = load_test_images(arguments.data), clip_cases(arguments.data / "clips")
    else:
        sets, cases = {"validation": known}, [(image, region_mask(image)) for image in known[:48]]
    sets = {name: in_fixed_order(images)[: arguments.limit] for name, images in sets.items() if arguments.images in (None, name)}

    second = PaintColorizer(load_second(arguments.weights))
    vividness = choose_vividness(second, known[: arguments.choose_on])
    result: dict[str, object] = {"set": arguments.set, "weights": torch.load(arguments.weights, weights_only=True)["facts"], "vividness": vividness}
    print(json.dumps(vividness), flush=True)
    result["second"] = measure(second, sets, cases)
    result["confidence"] = {name: confidence_measures(second, images[: arguments.choose_on]) for name, images in sets.items()}
    for kind in ("best", "default"):
        second.vividness = vividness[kind]["vividness"]
        result[f"automatic at {kind} vividness"] = {name: automatic_measures(second, images) for name, images in sets.items()}
    print(json.dumps({name: value for name, value in result.items() if name != "vividness"}), flush=True)
    counts = (0,) if arguments.skip_first_curves else COUNTS
    result["first"] = measure(NetworkColorizer(load_first(arguments.first)), sets, cases, counts=counts)
    print(json.dumps(result["first"]))
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
