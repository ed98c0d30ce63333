"""Masks of whole objects in the training photos, found without labels: where a classifier looks and what stands out from the border.

Two independent guesses are refined by GrabCut: the class activation maps of EfficientNet-Lite0 (Zhou et al. 2016), and how far
each superpixel is from the picture's border along the least change of colour (Wei et al. 2012). A mask is kept only where both end
at nearly the same pixels, in one compact piece of a plausible size. Photos without such a mask train as before.

    python -m tintype_training.object_masks --cache .cache --minutes 20       # once; the same command goes on

Written: `objects/masks.bin` (packed bits of each mask, one after another) and `objects/masks.json` (photo, offset, size).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from torch import nn

from .frame_encoder import LITE0_EPSILON, Lite0Trunk, imagenet_state, renamed_norm
from .photos import PhotoCache

SHORT_SIDE_PX = 144
"""Masks are found at this size and kept at it."""

CLASSES = 5
INPUT_PX = 256
SUPERPIXELS = 220
LEAST_SHARE, MOST_SHARE = 0.03, 0.6
LEAST_AGREEMENT = 0.72
"""Intersection over union of both masks."""

LEAST_SOLIDITY = 0.6
"""Area over that of the convex hull."""


@dataclass(frozen=True)
class MaskEntry:
    """A mask in the file: of which photo of the cache, where its bits begin, its size."""

    photo: int
    file: str
    offset: int
    height: int
    width: int
    agreement: float


class Classifier(nn.Module):
    """EfficientNet-Lite0 with its ImageNet head on luma, for class activation maps."""

    def __init__(self) -> None:
        super().__init__()
        state = imagenet_state()
        self.trunk = Lite0Trunk()
        self.trunk.load_imagenet(state)
        kernel = state["_conv_head.weight"]
        self.head = nn.Sequential(nn.Conv2d(kernel.shape[1], kernel.shape[0], 1, bias=False), nn.BatchNorm2d(kernel.shape[0], eps=LITE0_EPSILON), nn.ReLU6())
        self.head.load_state_dict({"0.weight": kernel} | renamed_norm(state, "_bn1", "1"))
        self.classes = nn.Linear(kernel.shape[0], len(state["_fc.bias"]))
        self.classes.load_state_dict({"weight": state["_fc.weight"], "bias": state["_fc.bias"]})
        self.eval()

    @torch.inference_mode()
    def activation(self, lightness: np.ndarray) -> np.ndarray:
        """L H×W (0…100) → h×w float 0…1: where the likeliest classes are seen, each weighted by its probability."""
        scale = INPUT_PX / min(lightness.shape)
        size = [max(INPUT_PX, round(side * scale / 32) * 32) for side in lightness.shape]
        luma = torch.from_numpy(lightness).float()[None, None] / 50 - 1
        features = self.head(self.trunk(F.interpolate(luma, size=size, mode="bilinear", antialias=True, align_corners=False))[3])
        likely = torch.softmax(self.classes(features.mean(dim=(2, 3))), dim=1)[0]
        chance, best = likely.topk(CLASSES)
        maps = F.relu(torch.einsum("kc,chw->khw", self.classes.weight[best], features[0]))
        maps = maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-6)
        return ((maps * chance[:, None, None]).sum(dim=0) / chance.sum()).numpy()


def superpixels(lab: np.ndarray) -> np.ndarray:
    """H×W×3 float → H×W int labels from 0: k-means in colour and place, a few steps, on a grid of seeds."""
    height, width = lab.shape[:2]
    step = np.sqrt(height * width / SUPERPIXELS)
    rows, columns = max(2, round(height / step)), max(2, round(width / step))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    row, column = np.minimum((y * rows / height).astype(int), rows - 1), np.minimum((x * columns / width).astype(int), columns - 1)
    label = row * columns + column
    planes = np.dstack([lab, x * (12 / step), y * (12 / step)]).reshape(-1, 5).astype(np.float32)
    near = [(row + down).clip(0, rows - 1) * columns + (column + across).clip(0, columns - 1) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    candidates = np.stack([part.ravel() for part in near], axis=1)
    for _ in range(4):
        counts = np.bincount(label.ravel(), minlength=rows * columns).clip(1)
        means = np.stack([np.bincount(label.ravel(), planes[:, k], rows * columns) for k in range(5)], axis=1) / counts[:, None]
        means = means.astype(np.float32)
        distance = np.stack([np.square(planes - means[candidates[:, k]]).sum(axis=1) for k in range(9)], axis=1)
        label = candidates[np.arange(len(planes)), distance.argmin(axis=1)].reshape(height, width)
    return label


def stands_out(lab: np.ndarray) -> np.ndarray:
    """H×W float 0…1: geodesic distance of each superpixel from the border, by steps of mean colour."""
    label = superpixels(lab)
    count = int(label.max()) + 1
    sizes = np.bincount(label.ravel(), minlength=count).clip(1)
    means = np.stack([np.bincount(label.ravel(), lab[..., k].ravel(), count) for k in range(3)], axis=1) / sizes[:, None]
    pairs = np.concatenate([np.stack([label[:, :-1].ravel(), label[:, 1:].ravel()]), np.stack([label[:-1].ravel(), label[1:].ravel()])], axis=1)
    pairs = np.unique(np.sort(pairs[:, pairs[0] != pairs[1]], axis=0), axis=1)
    steps = np.linalg.norm(means[pairs[0]] - means[pairs[1]], axis=1)
    # Small steps are shading, of which any number adds up to nothing.
    steps = np.maximum(steps - np.percentile(steps, 20), 1e-3)
    border = np.unique(np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]]))
    at_border = np.bincount(np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]]), minlength=count)
    colours, weights = means[border], at_border[border] / at_border.sum()
    # A border superpixel that is unlike most of the border belongs to something that the frame cuts.
    alone = (np.linalg.norm(colours[:, None] - colours[None], axis=2) * weights[None]).sum(axis=1)
    source = count
    ends = np.concatenate([pairs, pairs[::-1], np.stack([np.full(len(border), source), border])], axis=1)
    cost = np.concatenate([steps, steps, np.maximum(alone - np.median(alone), 0) * 0.5 + 1e-3])
    far = dijkstra(coo_matrix((cost, (ends[0], ends[1])), shape=(count + 1, count + 1)).tocsr(), indices=source)[:count]
    far = np.minimum(far, np.percentile(far[np.isfinite(far)], 97))
    return cv2.GaussianBlur((far / max(far.max(), 1e-6))[label].astype(np.float32), (0, 0), 2)


def cut_out(rgb: np.ndarray, likely: np.ndarray) -> np.ndarray | None:
    """GrabCut from a map of 0…1: its upper part is likely object, its lower part likely not, the very low surely not."""
    middle = cv2.threshold((likely * 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0] / 255
    state = np.where(likely > middle, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[likely < 0.3 * middle] = cv2.GC_BGD
    state[likely > middle + 0.75 * (likely.max() - middle)] = cv2.GC_FGD
    if not (0.01 < (state & 1).mean() < 0.9):
        return None
    cv2.setRNGSeed(1)
    cv2.grabCut(rgb, state, None, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)
    mask = cv2.medianBlur((state & 1).astype(np.uint8), 5)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return None
    part = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    # A second piece of much the same size would be told apart by chance.
    if stats[part, cv2.CC_STAT_AREA] < 0.7 * mask.sum():
        return None
    return filled(parts == part)


def filled(mask: np.ndarray) -> np.ndarray:
    """Small holes closed: they are highlights and patterns far more often than the background."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    for part in range(1, count):
        if stats[part, cv2.CC_STAT_AREA] < 0.02 * mask.sum():
            mask = mask | (parts == part)
    return mask


def is_compact(mask: np.ndarray) -> bool:
    if not LEAST_SHARE <= mask.mean() <= MOST_SHARE:
        return False
    outline = max(cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=len)
    border = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean()
    return border < 0.3 and mask.sum() / max(1.0, cv2.contourArea(cv2.convexHull(outline))) > LEAST_SOLIDITY


def object_mask(rgb: np.ndarray, classifier: Classifier) -> tuple[np.ndarray, float] | None:
    """H×W×3 uint8 → (mask bool at SHORT_SIDE_PX, agreement of both guesses), or None where there is no trustworthy one."""
    scale = SHORT_SIDE_PX / min(rgb.shape[:2])
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    outstanding = stands_out(lab)
    seen = cv2.resize(classifier.activation(lab[..., 0]), small.shape[1::-1], interpolation=cv2.INTER_CUBIC).clip(0, 1)
    # Before the costly part: two maps that have little to do with each other.
    if np.corrcoef(seen.ravel(), outstanding.ravel())[0, 1] < 0.35:
        return None
    masks = [cut_out(small, likely) for likely in (seen, outstanding)]
    if any(mask is None for mask in masks):
        return None
    first, second = masks
    agreement = float((first & second).sum() / max(1, (first | second).sum()))
    both = filled(first & second)
    return (both, agreement) if agreement >= LEAST_AGREEMENT and is_compact(both) else None


class ObjectMasks:
    """The masks of a folder by photo; empty where there is no such folder."""

    def __init__(self, folder: Path, cache: PhotoCache) -> None:
        listing = folder / "masks.json"
        entries = [MaskEntry(**entry) for entry in json.loads(listing.read_text())["masks"]] if listing.exists() else []
        # Photos may have been packed anew since.
        self.entries = {one.photo: one for one in entries if one.photo < len(cache) and cache.photos[one.photo].file == one.file}
        self._bits = np.fromfile(folder / "masks.bin", np.uint8) if entries else np.zeros(0, np.uint8)

    def __len__(self) -> int:
        return len(self.entries)

    def mask(self, photo: int) -> np.ndarray | None:
        """Bool h×w at its own size, or None."""
        entry = self.entries.get(photo)
        if entry is None:
            return None
        count = entry.height * entry.width
        return np.unpackbits(self._bits[entry.offset : entry.offset + -(-count // 8)], count=count).reshape(entry.height, entry.width) > 0


def find_masks(cache_folder: Path, *, minutes: float, sources: list[str], save_every: int = 50) -> int:
    """Goes on with the photos not yet looked at, held-out ones first; returns the number of masks there are."""
    cache, folder = PhotoCache(cache_folder / "photos"), cache_folder / "objects"
    folder.mkdir(parents=True, exist_ok=True)
    listing, bits = folder / "masks.json", folder / "masks.bin"
    known = json.loads(listing.read_text()) if listing.exists() else {"seen": [], "masks": []}
    seen, entries = set(known["seen"]), known["masks"]
    wanted = [i for i, photo in enumerate(cache.photos) if not sources or any(name.lower() in photo.source.lower() for name in sources)]
    order = np.random.default_rng(0).permutation(wanted).tolist()
    order = [i for i in sorted(order, key=lambda i: not cache.photos[i].is_validation) if i not in seen]
    classifier, end = Classifier(), time.monotonic() + minutes * 60
    with open(bits, "r+b" if bits.exists() else "w+b") as out:
        out.seek(entries[-1]["offset"] + -(-entries[-1]["height"] * entries[-1]["width"] // 8) if entries else 0)
        for n, i in enumerate(order):
            found = object_mask(cache.pixels(i), classifier)
            seen.add(i)
            if found is not None:
                mask, agreement = found
                entries.append(asdict(MaskEntry(i, cache.photos[i].file, out.tell(), *mask.shape, round(agreement, 3))))
                out.write(np.packbits(mask).tobytes())
            last = n + 1 == len(order) or time.monotonic() > end
            if last or (n + 1) % save_every == 0:
                out.flush()
                partial = listing.with_suffix(".partial")
                partial.write_text(json.dumps({"seen": sorted(seen), "masks": entries}))
                os.replace(partial, listing)
                print(f"{len(seen)} photos, {len(entries)} masks", flush=True)
            if last:
                break
    return len(entries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("--sources", nargs="*", default=[], help="only photos whose source has one of these in its name")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    find_masks(arguments.cache, minutes=arguments.minutes, sources=arguments.sources)


if __name__ == "__main__":
    main()
