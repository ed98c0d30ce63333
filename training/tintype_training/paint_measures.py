"""What a painter is judged by: PSNR by number of hints, what automatic colour is worth, and whether colour stays on its thing.

`PaintColorizer` makes a network a `Colorizer` of `evaluation.py`, so that the protocols there serve all generations alike.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from scipy.stats import rankdata
from torch import nn

from .colour import AB_SCALE, delta_e2000
from .evaluation import Colorizer, TestImage, psnr_curve, to_tensor
from .hint_unet import GLOBAL_SIZE
from .hints import HintPlanes, Rng
from .object_masks import ObjectMasks
from .painter import NEUTRAL
from .photos import PhotoCache
from .recolouring import find_regions

COUNTS = (0, 1, 10, 100)
LOCALITY_COUNTS = (1, 3, 8)
OUTSIDE_POINTS = 12
ARBITRARY_CHROMA = 60
DISC_PX = 6
WRONG = 10.0
"""ΔE2000 beyond which a colour counts as wrong."""

BAND_PX, FAR_PX, INSET_PX = (3, 40), 80, 10


class PaintColorizer:
    """A `PaintNetwork` as a `Colorizer`; the results that are made once per frame are cached for the last one."""

    def __init__(self, network: nn.Module, *, vividness: tuple[float, float] = NEUTRAL) -> None:
        self._network, self.vividness = network.eval(), vividness
        self._device = next(network.parameters()).device
        self._luma: np.ndarray | None = None

    @torch.no_grad()
    def __call__(
        self, lightness: np.ndarray, hints: HintPlanes, vector: np.ndarray | None = None, boundary: np.ndarray | None = None,
        reach: np.ndarray | None = None,
    ) -> np.ndarray:
        if self._luma is not lightness:
            self._features = self._network.encode(to_tensor(lightness[..., None] / 50 - 1).to(self._device))
            self._luma = lightness
        c8, c16, *frame = self._features
        vector = np.zeros(GLOBAL_SIZE, np.float32) if vector is None else vector
        base8, auto8, self.logits = self._network.base(
            c8, c16, torch.from_numpy(vector)[None].to(self._device), torch.tensor([self.vividness], device=self._device))
        nothing = np.zeros_like(hints.mask)
        planes = [hints.ab, *(plane[..., None] for plane in (hints.mask, nothing if reach is None else reach, nothing if boundary is None else boundary))]
        ab, self.context, self.sure = self._network.paint(*frame, base8, auto8, *(to_tensor(plane).to(self._device) for plane in planes))
        return ab[0].permute(1, 2, 0).float().cpu().numpy()


def chroma(ab: np.ndarray) -> float:
    return float(np.hypot(ab[..., 0], ab[..., 1]).mean() * AB_SCALE)


def automatic_measures(colorizer: Colorizer, images: list[TestImage]) -> dict[str, float]:
    """dB above gray without hints, and mean chroma as a share of the true."""
    gain, share = [], []
    for image in images:
        ab = colorizer(image.lightness, image.hints(0), None)
        gain.append(image.psnr(ab) - image.psnr(np.zeros_like(ab)))
        share.append((chroma(ab), chroma(image.truth)))
    painted, true = np.mean(share, axis=0)
    return {"aboveGray": round(float(np.mean(gain)), 3), "chromaShare": round(float(painted / true), 3)}


def confidence_measures(colorizer: PaintColorizer, images: list[TestImage], *, counts: tuple[int, ...] = (1, 10)) -> dict[str, float]:
    """Of the painter's confidence at ¼ cells: expected calibration error (ten equal bins of P(ΔE ≤ 10)), and how well it ranks
    cells off by more than 10 below the others (AUROC; 0.5 is chance)."""
    sure, right = [], []
    for image in images:
        for count in counts:
            ab = colorizer(image.lightness, image.hints(count), None)
            small = [cv2.resize(plane.astype(np.float32), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) for plane in (image.lightness, ab, image.truth)]
            painted, true = (np.dstack([small[0], plane * AB_SCALE]) for plane in small[1:])
            right.append((delta_e2000(painted, true) <= WRONG).ravel())
            sure.append(torch.sigmoid(colorizer.sure.float())[0, 0].cpu().numpy().ravel())
    return calibration(np.concatenate(sure), np.concatenate(right))


def calibration(sure: np.ndarray, right: np.ndarray) -> dict[str, float]:
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(abs(sure[bins == k].mean() - right[bins == k].mean()) * (bins == k).mean() for k in range(10) if (bins == k).any())
    ranks = rankdata(sure)
    good, bad = int(right.sum()), int((~right).sum())
    above = (ranks[right].sum() - good * (good + 1) / 2) / (good * bad) if good and bad else 0.5
    return {"ece": round(float(error), 3), "auroc": round(float(above), 3)}


def place_discs(planes: HintPlanes, places: np.ndarray, colours: np.ndarray) -> None:
    height, width = planes.mask.shape
    y, x = np.mgrid[0:height, 0:width]
    for (row, column), colour in zip(places, colours, strict=True):
        disc = (y - row) ** 2 + (x - column) ** 2 <= (DISC_PX / 2) ** 2
        planes.ab[disc], planes.mask[disc] = colour, 1


def locality_of(colorizer: Colorizer, image: TestImage, mask: np.ndarray, rng: Rng) -> dict[int, tuple[float, float, float]] | None:
    """(cover, leak, far) by number of arbitrary points inside `mask` (H×W bool); None if the mask is too small for them."""
    inner = cv2.erode(mask.astype(np.uint8), np.ones((2 * INSET_PX + 1,) * 2, np.uint8), borderValue=0)
    inside, outside = np.argwhere(inner > 0), np.argwhere(~mask)
    if len(inside) < 20 or len(outside) < 200:
        return None
    distance = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    band, far = (distance >= BAND_PX[0]) & (distance <= BAND_PX[1]), distance > FAR_PX
    hue = rng.uniform(0, 2 * np.pi)
    colour = ARBITRARY_CHROMA / AB_SCALE * np.array([np.cos(hue), np.sin(hue)], np.float32)
    known = outside[rng.integers(0, len(outside), OUTSIDE_POINTS)]
    places = inside[rng.integers(0, len(inside), max(LOCALITY_COUNTS))]
    before = HintPlanes.empty(*mask.shape)
    place_discs(before, known, image.truth[known[:, 0], known[:, 1]])
    plain, result = colorizer(image.lightness, before, None), {}
    for count in LOCALITY_COUNTS:
        after = HintPlanes(before.ab.copy(), before.mask.copy())
        place_discs(after, places[:count], np.repeat(colour[None], count, axis=0))
        change = np.linalg.norm(colorizer(image.lightness, after, None) - plain, axis=-1)
        at_points = change[places[:count, 0], places[:count, 1]].mean()
        within = change[mask].mean()
        result[count] = (within / at_points, change[band].mean() / within, change[far].mean() / within if far.any() else np.nan)
    return result


def locality(colorizer: Colorizer, cases: Sequence[tuple[TestImage, np.ndarray]]) -> dict[str, list[float]]:
    """Mean cover, leak and far over images with masks, for 1, 3 and 8 points."""
    found = [one for image, mask in cases
             if (one := locality_of(colorizer, image, mask, np.random.default_rng(zlib.crc32(image.name.encode())))) is not None]
    means = {count: np.nanmean([one[count] for one in found], axis=0) for count in LOCALITY_COUNTS} if found else {}
    return {name: [round(float(mean[k]), 3) for mean in means.values()] for k, name in enumerate(("cover", "leak", "far"))}


def region_mask(image: TestImage) -> np.ndarray:
    """A region of a photo with similar true colour and position, the same in each run; a substitute for an object's mask."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(zlib.crc32(image.name.encode()))
        lab = torch.from_numpy(np.dstack([image.lightness, image.truth * AB_SCALE]).astype(np.float32)).permute(2, 0, 1)[None]
        label = find_regions(lab)
    planes = F.one_hot(label[0], int(label.max()) + 1).float().permute(2, 0, 1)[None]
    smooth = F.avg_pool2d(planes, 9, 1, 4)[0].argmax(dim=0).numpy()
    best, size = np.zeros(smooth.shape, bool), 0
    for region in range(int(smooth.max()) + 1):
        count, parts, stats, _ = cv2.connectedComponentsWithStats((smooth == region).astype(np.uint8))
        for part in range(1, count):
            area = stats[part, cv2.CC_STAT_AREA]
            if size < area < 0.35 * smooth.size:
                best, size = parts == part, area
    return best


def object_cases(cache: PhotoCache, masks: ObjectMasks) -> list[tuple[TestImage, np.ndarray]]:
    """Held-out photos whose object is known, cropped as `TestImage.of` does, with the object."""
    cases = []
    for index in (one for one in cache.validation_indices(with_garments=True) if one in masks.entries):
        image = TestImage.of(cache.photos[index].file, cache.pixels(index))
        height, width = cache.pixels(index).shape[:2]
        scale = image.lightness.shape[0] / min(height, width)
        mask = cv2.resize(masks.mask(index).astype(np.uint8), (round(width * scale), round(height * scale)), interpolation=cv2.INTER_NEAREST)
        y, x = ((whole - part) // 2 for whole, part in zip(mask.shape, image.lightness.shape, strict=True))
        mask = mask[y : y + image.lightness.shape[0], x : x + image.lightness.shape[1]] > 0
        if 0.02 < mask.mean() < 0.7:
            cases.append((image, mask))
    return cases


def measure_painter(
    network: nn.Module, images: list[TestImage], *, photos: int, locality_images: int, objects: Sequence[tuple[TestImage, np.ndarray]] = (),
) -> dict[str, object]:
    """On held-out photos, for choosing."""
    colorizer = PaintColorizer(network)
    result: dict[str, object] = {"psnr": {k: round(v, 3) for k, v in psnr_curve(colorizer, images[:photos], COUNTS).items()}}
    result |= {"automatic": automatic_measures(colorizer, images[:photos]), "confidence": confidence_measures(colorizer, images[:photos])}
    if objects:
        result["objects"] = locality(colorizer, objects)
    return result | {"locality": locality(colorizer, [(image, region_mask(image)) for image in images[:locality_images]])}
