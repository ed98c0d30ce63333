"""Measures the Hint U-Net: PSNR and ΔE2000 against the number of hints, next to Levin 2004 and a joint bilateral filter.

    python training/evaluate_hints.py --weights training/checkpoints/hint-unet.pt --set test

Protocol of Zhang et al. 2017: 256², 6×6-pixel hints at Gaussian places, true L, float RGB PSNR. `--set validation`
takes held-out training photos, for choosing; `--set test` the test images, for the final figures only.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from export_hint_unet import load_network
from tintype_training.colour import AB_SCALE, delta_e2000
from tintype_training.evaluation import POINT_COUNTS, NetworkColorizer, TestImage
from tintype_training.hints import global_vector, place_points
from tintype_training.mark_leak import mark_leak
from tintype_training.measured_images import MeasuredImages
from tintype_training.palette import palette
from tintype_training.photos import PhotoCache, read_shard

ZHANG_PSNR = {0: 24.43, 1: 25.37, 2: 26.20, 5: 27.39, 10: 28.42, 20: 29.34, 50: 30.42, 100: 31.13, 200: 31.70, 500: 32.14}
"""The authors' own curve on 1000 other ILSVRC images (psnrs_siggraph.npy)."""

JUST_NOTICEABLE = 2.3


def load_images(arguments: argparse.Namespace) -> dict[str, list[TestImage]]:
    if arguments.set == "validation":
        cache = PhotoCache(arguments.cache)
        return {"validation": [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in cache.validation_indices()]}
    return load_test_images(arguments.data)


def load_test_images(data: Path) -> dict[str, list[TestImage]]:
    folder = data / "photos-test"
    return {shard.stem.removeprefix("photos-test-"): [TestImage.of(name, pixels) for _, name, pixels in read_shard(shard)]
            for shard in sorted(folder.glob("*.tar"))}


def spread_evenly(images: list[TestImage], count: int) -> list[TestImage]:
    """At most `count` of the images, the same ones every time."""
    return [images[i * len(images) // min(count, len(images))] for i in range(min(count, len(images)))]


def propagation_range(network: NetworkColorizer, images: list[TestImage]) -> float:
    """Share of pixels that one true-colour hint moves by more than 2.3 ΔE2000 (iColoriT)."""
    shares = []
    for image in images:
        before, after = (network(image.lightness, image.hints(count)) for count in (0, 1))
        shares.append((delta_e2000(as_lab(image, before), as_lab(image, after)) > JUST_NOTICEABLE).mean())
    return round(float(np.mean(shares)), 3)


def as_lab(image: TestImage, ab: np.ndarray) -> np.ndarray:
    return np.dstack([image.lightness, ab * AB_SCALE])


def obedience(network: NetworkColorizer, images: list[TestImage]) -> dict[str, float]:
    """ΔE2000 between a point hint and the output at its centre: true colours, and improbable colours."""
    result = {}
    for kind, patches in {"true": (1, 3, 6, 9), "arbitrary": (3, 6, 9)}.items():
        errors = []
        for n, image in enumerate(images):
            rng = np.random.default_rng(n)
            hints = place_points(image.truth, 1, rng, patch_px=patches[n % len(patches)])
            centre = tuple(int(np.round(axis.mean())) for axis in np.nonzero(hints.mask))
            if kind == "arbitrary":
                angle = rng.uniform(0, 2 * np.pi)
                hints.ab[hints.mask > 0] = 40 / AB_SCALE * np.array([np.cos(angle), np.sin(angle)])
            got = as_lab(image, network(image.lightness, hints))[centre]
            wanted = as_lab(image, hints.ab)[centre]
            errors.append(delta_e2000(got, wanted))
        result[kind] = round(float(np.mean(errors)), 3)
    return result


def global_gain(network: NetworkColorizer, images: list[TestImage]) -> dict[str, float]:
    """dB over automatic when the global vector is the true image's own."""
    gains = {"histogram": [], "saturation": [], "both": []}
    for image in images:
        nothing = image.hints(0)
        automatic = image.psnr(network(image.lightness, nothing))
        for kind, values in gains.items():
            vector = global_vector(image.truth, image.rgb, with_histogram=kind != "saturation", with_saturation=kind != "histogram")
            values.append(image.psnr(network(image.lightness, nothing, vector)) - automatic)
    return {kind: round(float(np.mean(values)), 3) for kind, values in gains.items()}


def palette_hits(network: NetworkColorizer, suggest: torch.nn.Module, images: list[TestImage], *, places: int = 12) -> float:
    """Share of random positions whose true colour is within ΔE2000 20 of one of the nine suggestions, without hints."""
    hits = []
    for n, image in enumerate(images):
        rng = np.random.default_rng(n)
        network(image.lightness, image.hints(0))
        with torch.no_grad():
            logits = suggest(network.context)[0].numpy()
        for _ in range(places):
            y, x = rng.integers(0, 256, 2)
            lightness = float(image.lightness[y, x])
            colours, _ = palette(logits[:, y // 4, x // 4], lightness)
            offered = np.column_stack([np.full(len(colours), lightness), colours])
            truth = as_lab(image, image.truth)[y, x]
            hits.append(delta_e2000(offered, np.broadcast_to(truth, offered.shape)).min() <= 20)
    return round(float(np.mean(hits)), 3)


def plot(result: dict, file: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5))
    for name, data in result["curves"].items():
        axes.plot([p + 0.6 for p in data["points"]], data["psnr"], marker="o", markersize=3, label=name)
    axes.plot([p + 0.6 for p in ZHANG_PSNR], list(ZHANG_PSNR.values()), "k--", linewidth=1,
              label="Zhang 2017, its own images (34 M parameters, 76 GMAC)")
    axes.set_xscale("log")
    axes.set_xticks([p + 0.6 for p in POINT_COUNTS], [str(p) for p in POINT_COUNTS])
    axes.minorticks_off()
    axes.set_xlabel("points")
    axes.set_ylabel("PSNR, dB")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    for suffix in (".svg", ".png"):
        figure.savefig(file.with_suffix(suffix), dpi=130)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=Path("training/checkpoints/hint-unet.pt"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--set", choices=("validation", "test"), default="validation")
    parser.add_argument("--limit", type=int, help="images of each set")
    parser.add_argument("--baselines", type=Path, default=Path("training/runs/hint-baselines-test.json"),
                        help="what measure_baselines.py has measured; the network is told apart on the same images")
    parser.add_argument("--extras-images", type=int, default=60, help="of each set, for everything but the curves")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="JSON; a plot is written beside it")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    module = load_network(arguments.weights)
    network = NetworkColorizer(module)
    sets = load_images(arguments)
    if arguments.limit:
        sets = {name: spread_evenly(images, arguments.limit) for name, images in sets.items()}

    result: dict = {"command": f"python training/evaluate_hints.py --set {arguments.set}", "curves": {}}
    start = time.time()
    ours = MeasuredImages()
    for name, images in sets.items():
        for image in images:
            ours.measure("Hint U-Net", network, image)
        result["curves"][f"Hint U-Net, {name}"] = ours.curves(images)["Hint U-Net"]
        print(name, result["curves"][f"Hint U-Net, {name}"], f"{time.time() - start:.0f} s", flush=True)
    few = [image for images in sets.values() for image in spread_evenly(images, arguments.extras_images)]
    result["summary"] = {
        "deltaE2000AtHint": obedience(network, few),
        "markLeak": mark_leak(network, few),
        "hintPropagationRange": propagation_range(network, few),
        "globalGainDb": global_gain(network, few),
        "paletteHitShare": palette_hits(network, module.suggest, few),
    }
    print(json.dumps(result["summary"]), flush=True)
    if arguments.set == "test" and arguments.baselines.exists():
        baselines = MeasuredImages(arguments.baselines)
        subset = [image for images in sets.values() for image in images if image.name in baselines.names()]
        result["curves"]["Hint U-Net, baselines' images"] = ours.curves(subset)["Hint U-Net"]
        result["curves"] |= baselines.curves(subset)
    result["summary"]["psnr"] = {
        name: dict(zip(map(str, data["points"]), data["psnr"], strict=True)) for name, data in result["curves"].items()
    }
    if arguments.out:
        arguments.out.write_text(json.dumps(result, indent=1) + "\n")
        plot(result, arguments.out)


if __name__ == "__main__":
    main()
