"""Sets, by photos of the training cache, what a painter's numbers mean; nothing else changes. Writes another checkpoint.

    python training/calibrate_painter.py --weights training/checkpoints/paint-9.pt --sources imagenet BSDS --out training/checkpoints/NAME.pt

Two linear layers take it up, so the graphs stay as they are: the confidence's logit becomes `slope × logit + shift` (Platt 1999), and the
bins' logits are, if wanted, multiplied by one number, so that vividness 0 is the setting best for PSNR.

Without `--sources` by held-out photos. Most of these are of a few kinds of scene that are easier to colour than pictures in general, and few are held out of each
other source; so confidence is set by all photos of `--sources`, trained on or not: how far the painter overrates itself on test images it does as well on
those of the same kind that it was trained with.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from export_painter import load_network
from tintype_training.colour import AB_SCALE, delta_e2000
from tintype_training.evaluation import TestImage
from tintype_training.paint_measures import WRONG, PaintColorizer, automatic_measures
from tintype_training.photos import PhotoCache

TEMPERATURES = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75)
"""Inverse temperatures that are tried."""

COUNTS = (1, 10)
"""Of points, at which confidence is looked at."""

MOST_OF_SOURCE, MOST_OF_NAMED = 12, 300
"""Photos of one source, held out or of `--sources`. Each source counts alike."""


def confidence_samples(colorizer: PaintColorizer, images: list[TestImage]) -> tuple[Tensor, Tensor]:
    """Of every fourth ¼ cell of the images: the confidence's logit, and whether the colour there is right."""
    logits, right = [], []
    for image in images:
        small = [cv2.resize(plane.astype(np.float32), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) for plane in (image.lightness, image.truth)]
        for count in COUNTS:
            ab = cv2.resize(colorizer(image.lightness, image.hints(count), None).astype(np.float32), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
            painted, true = (np.dstack([small[0], plane * AB_SCALE])[::2, ::2] for plane in (ab, small[1]))
            right.append(torch.from_numpy((delta_e2000(painted, true) <= WRONG).ravel()))
            logits.append(colorizer.sure.float()[0, 0, ::2, ::2].flatten())
    return torch.cat(logits), torch.cat(right).float()


def by_source(cache: PhotoCache, names: list[str]) -> dict[str, list[TestImage]]:
    """Photos of the sources whose name has one of `names` in it; without names held-out ones, clothes too, whose colours are the hardest to guess."""
    indices = cache.validation_indices(with_garments=True)
    if names:
        indices = [i for i, photo in enumerate(cache.photos) if any(name in photo.source for name in names)]
    found: dict[str, list[int]] = {}
    for index in indices:
        found.setdefault(cache.photos[index].source, []).append(index)
    most = MOST_OF_NAMED if names else MOST_OF_SOURCE
    return {source: [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in all_of[:: max(1, len(all_of) // most)][:most]] for source, all_of in found.items()}


def fitted(logits: Tensor, right: Tensor, weight: Tensor | None = None) -> tuple[float, float]:
    """Slope and shift of the least entropy."""
    line = torch.tensor([1.0, 0.0], requires_grad=True)
    optimiser = torch.optim.LBFGS([line], max_iter=60)

    def entropy() -> Tensor:
        optimiser.zero_grad()
        loss = F.binary_cross_entropy_with_logits(line[0] * logits + line[1], right, weight=weight)
        loss.backward()
        return loss

    optimiser.step(entropy)
    slope, shift = line.detach().tolist()
    return slope, shift


def calibrate(state: dict, *, slope: float, shift: float, inverse_temperature: float) -> dict:
    """The published state with these numbers in its weights."""
    network = dict(state["network"])
    weight, bias = network["paint.judge.weight"].float().clone(), network["paint.judge.bias"].float().clone()
    weight[-1] *= slope
    bias[-1] = bias[-1] * slope + shift
    network |= {"paint.judge.weight": weight.half(), "paint.judge.bias": bias.half()}
    network |= {name: (network[name].float() * inverse_temperature).half() for name in ("base.to_bins.weight", "base.to_bins.bias")}
    told = {"slope": round(slope, 3), "shift": round(shift, 3), "inverseTemperature": inverse_temperature}
    return {"network": network, "facts": state["facts"] | {"calibrated": told}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--sources", nargs="+", default=[], help="parts of names of sources, whose photos are taken instead of held-out ones")
    parser.add_argument("--temperature", action="store_true", help="vividness too, not confidence alone")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    sources = by_source(PhotoCache(arguments.cache), arguments.sources)
    colorizer = PaintColorizer(load_network(arguments.weights))
    parts = {source: confidence_samples(colorizer, images) for source, images in sources.items()}
    logits, right = (torch.cat(planes) for planes in zip(*parts.values(), strict=True))
    weight = torch.cat([torch.full((len(one),), len(logits) / len(parts) / len(one)) for one, _ in parts.values()])
    slope, shift = fitted(logits, right, weight)
    for source, (one, correct) in parts.items():
        print(f"{source} ({len(sources[source])}): right {float(correct.mean()):.3f}, sure {float(torch.sigmoid(one).mean()):.3f} → {float(torch.sigmoid(slope * one + shift).mean()):.3f}")
    print(f"slope {slope:.3f}, shift {shift:.3f}")
    best = 1.0
    if arguments.temperature:
        images, gains = [image for part in sources.values() for image in part], {}
        for inverse_temperature in TEMPERATURES:
            colorizer.vividness = (inverse_temperature, 0.0)
            measured = automatic_measures(colorizer, images)
            gains[inverse_temperature] = measured["aboveGray"]
            print(inverse_temperature, measured)
        best = max(gains, key=gains.__getitem__)
    if arguments.out is not None:
        state = torch.load(arguments.weights, map_location="cpu", weights_only=True)
        torch.save(calibrate(state, slope=slope, shift=shift, inverse_temperature=best), arguments.out)


if __name__ == "__main__":
    main()
