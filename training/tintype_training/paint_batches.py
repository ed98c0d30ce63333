"""Batches for the painter, made on the device that trains: crops, film look, recolouring, two sets of hints a photo.

A photo is encoded once and painted with few hints, with many, or twice, with both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .colour import AB_SCALE, nearest_bin, torch_lab_to_rgb, torch_rgb_to_lab
from .device_film_look import chance, film_look
from .device_photos import DevicePhotos
from .hint_simulation import (
    arbitrary_points, draw, few_points, hinted_regions, many_points, object_points, outlines, strokes, widened,
)
from .hint_unet import BIN_COUNT, GLOBAL_SIZE
from .recolouring import Recoloured, find_regions, recolour
from .settings import Settings

GRAY_SPREAD = 5.0
"""A crop whose a and b together span less than this is gray and teaches nothing (Zhang's rule)."""

BAND = 0.08
"""Width of the band around an object, as a share of the side of the crop."""


@dataclass
class PaintBatch:
    """`luma`, `plain` (ab before recolouring), `worth` (0 for gray crops), `is_usual` (0 for photos drawn for their object, which
    say nothing about how often a colour is seen), `global_vector` for N photos; the rest for N or 2N
    paintings in the order of the photos, the `few` with few hints first. `weight` is 0 where no hint gave the colour that a
    region was given."""

    luma: Tensor
    plain: Tensor
    worth: Tensor
    is_usual: Tensor
    global_vector: Tensor
    truth: Tensor
    weight: Tensor
    hint_ab: Tensor
    hint_mask: Tensor
    boundary: Tensor
    marked: bool
    few: int

    def by_painting(self, plane: Tensor) -> Tensor:
        """Fields of each photo, for each painting."""
        return plane if len(self.truth) == len(self.luma) else torch.cat([plane, plane])


def jitter(lab: Tensor) -> Tensor:
    """A little hue, saturation and tint in most photos, within what a camera's white balance does."""
    n, device = len(lab), lab.device
    much = chance(n, 0.6, lab).float()
    angle = torch.randn(n, 1, 1, 1, device=device) * math.radians(4) * much
    gain = torch.exp(torch.randn(n, 1, 1, 1, device=device) * 0.12 * much)
    a, b = lab[:, 1:2], lab[:, 2:3]
    turned = torch.cat([torch.cos(angle) * a - torch.sin(angle) * b, torch.sin(angle) * a + torch.cos(angle) * b], dim=1)
    return torch.cat([lab[:, :1], turned * gain + torch.randn(n, 2, 1, 1, device=device) * much], dim=1)


def global_vectors(truth: Tensor, rgb: Tensor, *, given: Tensor) -> Tensor:
    """N×316 as `hints.global_vector`; all zeros where not `given` (N bool), and often a part of it."""
    n, device = len(truth), truth.device
    bins = nearest_bin(F.avg_pool2d(truth, 4) * AB_SCALE).flatten(1)
    histogram = torch.zeros(n, BIN_COUNT, device=device).scatter_add_(1, bins, torch.ones(bins.shape, device=device)) / bins.shape[1]
    peak, low = rgb.amax(dim=1), rgb.amin(dim=1)
    saturation = ((peak - low) / peak.clamp(min=1e-6)).mean(dim=(1, 2)).unsqueeze(1)
    kind = torch.rand(n, 1, device=device)
    with_histogram = (given.unsqueeze(1) & (kind < 0.75)).float()
    with_saturation = (given.unsqueeze(1) & (kind > 0.35)).float()
    vector = torch.cat([histogram * with_histogram, with_histogram, saturation * with_saturation, with_saturation], dim=1)
    assert vector.shape[1] == GLOBAL_SIZE
    return vector


class PaintBatches:
    """Endless batches from the training part of a photo cache."""

    def __init__(self, photos: DevicePhotos, settings: Settings) -> None:
        self._photos, self._settings = photos, settings

    @torch.no_grad()
    def batch(self, count: int, size: int) -> PaintBatch:
        settings = self._settings
        crops, objects = self._photos.crops(count, size, object_share=settings.object_share)
        lab = jitter(torch_rgb_to_lab(crops))
        rgb = torch_lab_to_rgb(lab)
        lab = torch_rgb_to_lab(rgb)
        spread = (lab[:, 1:].amax(dim=(2, 3)) - lab[:, 1:].amin(dim=(2, 3))).sum(dim=1)
        lightness = torch.where(chance(count, settings.film_share, lab), film_look(rgb) * 100, lab[:, :1])
        plain = lab[:, 1:] / AB_SCALE
        photos = recolour(lab, plain, find_regions(lab), share=settings.recolour_share, objects=objects, part_share=settings.part_share)
        untouched = ~photos.changed.any(dim=1)
        marked = bool(torch.rand(()) < settings.marked_share)
        few = count if settings.paintings == 2 else -(-count // 2)
        parts = [(True, photos.part(slice(0, few))), (False, photos if settings.paintings == 2 else photos.part(slice(few, count)))]
        parts = [(with_few, part) for with_few, part in parts if len(part.truth) > 0]
        paintings = [self._painting(part, few=with_few, marked=marked) for with_few, part in parts]
        hint_ab, hint_mask, weight, boundary = (torch.cat(planes) for planes in zip(*paintings, strict=True))
        given = untouched & (torch.rand(count, device=lab.device) < 0.5)
        return PaintBatch(
            luma=lightness / 50 - 1, plain=plain, worth=(spread >= GRAY_SPREAD).float(), is_usual=(~photos.is_object).float(),
            global_vector=global_vectors(plain, rgb, given=given), truth=torch.cat([part.truth for _, part in parts]),
            weight=weight, hint_ab=hint_ab, hint_mask=hint_mask, boundary=boundary, marked=marked, few=few,
        )

    def _painting(self, photos: Recoloured, *, few: bool, marked: bool) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        truth, label = photos.truth, photos.label
        height, width = truth.shape[2:]
        if few:
            # A recoloured photo only has hints inside the recoloured regions, and some beside them.
            points = few_points(truth)
            points.there &= ~photos.changed.any(dim=1, keepdim=True)
            points = points + arbitrary_points(photos) + object_points(photos)
        else:
            points = many_points(truth) + strokes(truth, label, share=0.12)
        hint_ab, hint_mask = draw(points, height, width)
        if few:
            full = chance(len(truth), 0.01, truth).float()
            hint_ab, hint_mask = hint_ab + full * (truth - hint_ab), torch.maximum(hint_mask, full.expand_as(hint_mask))
        untold = photos.changed & ~hinted_regions(label, hint_mask)
        weight = 1 - untold.gather(1, label.flatten(1)).reshape(len(label), 1, height, width).float()
        if few and bool(photos.is_object.any()):
            objects, inside = photos.is_object.reshape(-1, 1, 1, 1), photos.at_changed()
            band = widened(inside, round(BAND * min(height, width))) - inside
            weight = weight * (1 + ((self._settings.object_weight - 1) * inside + (self._settings.band_weight - 1) * band) * objects)
        return hint_ab, hint_mask, weight, outlines(photos) if marked else torch.zeros_like(hint_mask)
