"""Photos whose regions have arbitrary colours: training data for following a hint over its whole object.

A region is a cluster of pixels alike in colour and near each other; how much nearness counts is drawn for each photo, so
that regions run from compact things to all that has one colour. Where a whole object is known, it is recoloured as one thing or,
if it has parts, part by part. Lightness is kept. ab planes are ÷110.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .colour import AB_SCALE

REGIONS = 7
LIGHTNESS_SCALE, CHROMA_SCALE = 18.0, 9.0
"""Differences that count as much as one unit of distance."""

MOST_CHROMA = 75.0

OBJECT_FLAT_SHARE, OBJECT_TEXTURE = 0.85, 0.25
"""Of recoloured objects: how many get one colour for all their parts, and how much of the differences among those may be left."""

OBJECT_FULL_CHROMA = 8.0
"""Lightness from which on an object may have all its chroma: a point is to colour its dark parts too, and the display clips."""

PARTS_APART, LEAST_PART, PART_LIGHTNESS_SCALE = 2.3, 0.15, 30.0
"""An object has two parts if their mean colours are this many times farther apart than its pixels are from them, and the smaller
one has this share of its area. Lightness counts for less than elsewhere: shading is no part."""


@dataclass
class Recoloured:
    """`label` N×H×W: region of every pixel; `changed` N×REGIONS: which have another colour; `truth` N×2×H×W."""

    truth: Tensor
    label: Tensor
    changed: Tensor
    is_object: Tensor
    """N: whether region 0 is a whole object in one colour, or regions 0 and 1 are its parts, and nothing else is changed."""

    def part(self, which: slice) -> Recoloured:
        return Recoloured(*(plane[which] for plane in vars(self).values()))

    def at_changed(self) -> Tensor:
        """N×1×H×W: 1 where the colour is another."""
        return self.changed.gather(1, self.label.flatten(1)).reshape(len(self.label), 1, *self.label.shape[1:]).float()


def find_regions(lab: Tensor) -> Tensor:
    """N×3×H×W → N×H×W int64, 0…REGIONS − 1: the nearest of some random pixels, by colour and place."""
    batch, _, height, width = lab.shape
    smooth = F.avg_pool2d(F.pad(lab, (2, 2, 2, 2), mode="replicate"), 5, 1)
    scale = torch.tensor([LIGHTNESS_SCALE, CHROMA_SCALE, CHROMA_SCALE], device=lab.device).reshape(1, 3, 1, 1)
    down = torch.linspace(0, 1, height, device=lab.device).reshape(1, 1, height, 1).expand(batch, 1, height, width)
    across = torch.linspace(0, 1, width, device=lab.device).reshape(1, 1, 1, width).expand(batch, 1, height, width)
    nearness = torch.exp(torch.empty(batch, 1, 1, 1, device=lab.device).uniform_(math.log(0.7), math.log(12.0)))
    planes = torch.cat([smooth / scale, down * nearness, across * nearness], dim=1).flatten(2)
    seeds = torch.randint(0, height * width, (batch, 1, REGIONS), device=lab.device).expand(-1, 5, -1)
    centres = planes.gather(2, seeds)
    distance = centres.square().sum(dim=1).unsqueeze(2) - 2 * centres.transpose(1, 2) @ planes
    nearest, label = distance[:, 0], torch.zeros(batch, height * width, dtype=torch.long, device=lab.device)
    for region in range(1, REGIONS):
        # A minimum over an axis that is not the last is slow on a CPU.
        label = torch.where(distance[:, region] < nearest, region, label)
        nearest = torch.minimum(nearest, distance[:, region])
    return label.reshape(batch, height, width)


def find_parts(lab: Tensor, objects: Tensor) -> tuple[Tensor, Tensor]:
    """Where an object (N×1×H×W 0/1) falls into two parts unlike in colour, as a shirt and trousers: N×H×W bool, its second part, and
    N bool, whether there are two. Two means, begun at colours far from each other."""
    height, width = lab.shape[2:]
    scale = torch.tensor([PART_LIGHTNESS_SCALE, CHROMA_SCALE, CHROMA_SCALE], device=lab.device).reshape(1, 3, 1)
    smooth = F.avg_pool2d(F.pad(lab, (2, 2, 2, 2), mode="replicate"), 5, 1).flatten(2) / scale
    inside = objects.flatten(2)
    # At its edge the smoothed object has the colour of what is behind it.
    core = (F.avg_pool2d(F.pad(objects, (3, 3, 3, 3)), 7, 1) > 0.99).float().flatten(2)

    def mean(of: Tensor) -> Tensor:
        return (smooth * of).sum(dim=2, keepdim=True) / of.sum(dim=2, keepdim=True).clamp(min=1)

    def farthest(colour: Tensor) -> Tensor:
        place = ((smooth - colour).square().sum(dim=1, keepdim=True) * core).argmax(dim=2, keepdim=True)
        return smooth.gather(2, place.expand(-1, 3, -1))

    second_mean = farthest(mean(core))
    first_mean = farthest(second_mean)
    for _ in range(5):
        nearer = ((smooth - second_mean).square().sum(dim=1, keepdim=True) < (smooth - first_mean).square().sum(dim=1, keepdim=True)).float()
        first_mean, second_mean = mean(core * (1 - nearer)), mean(core * nearer)
    second = nearer * inside
    # A part is a piece of the thing, not the specks of a pattern.
    second = (F.avg_pool2d(F.pad(second.reshape(-1, 1, height, width), (4, 4, 4, 4), mode="replicate"), 9, 1) > 0.5).float().flatten(2) * inside
    solid = [(F.avg_pool2d(one.reshape(-1, 1, height, width), 9, 1, 4) > 0.99).float().flatten(2).sum(dim=2) for one in (second, inside - second)]
    area, part = inside.sum(dim=2).clamp(min=1), second.sum(dim=2)
    own = torch.where(second > 0, second_mean, first_mean)
    spread = (((smooth - own).square().sum(dim=1, keepdim=True) * core).sum(dim=2) / core.sum(dim=2).clamp(min=1)).sqrt()
    apart = (first_mean - second_mean).norm(dim=1)
    large = torch.minimum(part, area - part) > LEAST_PART * area
    both = large & (torch.minimum(*solid) > 0.25 * LEAST_PART * area) & (apart > PARTS_APART * spread)
    return second.reshape(-1, height, width) > 0, both[:, 0]


def recolour(
    lab: Tensor, truth: Tensor, label: Tensor, *, share: float, objects: Tensor | None = None, part_share: float = 0.5,
) -> Recoloured:
    """Recolours some regions in a share of the photos: with rotated hue, or a new colour with some texture left. Where a photo
    has an object (N×1×H×W 0/1), it alone is recoloured, always, most often in one colour; a share of the objects that have parts
    get another colour for one part only, or for each."""
    batch, _, height, width = truth.shape
    device = truth.device
    is_object = torch.zeros(batch, dtype=torch.bool, device=device) if objects is None else objects.flatten(1).any(dim=1)
    if objects is not None:
        second, has_parts = find_parts(lab, objects)
        in_parts = has_parts & (torch.rand(batch, device=device) < part_share)
        apart = torch.where(objects[:, 0] > 0, (second & in_parts[:, None, None]).long(), label.clamp(min=2))
        label = torch.where(is_object[:, None, None], apart, label)
    changed = torch.rand(batch, REGIONS, device=device) < 0.3
    changed.scatter_(1, torch.randint(0, REGIONS, (batch, 1), device=device), True)
    changed &= torch.rand(batch, 1, device=device) < share
    if objects is not None:
        of_object = torch.zeros_like(changed)
        kind = torch.rand(batch, device=device)
        of_object[:, 0], of_object[:, 1] = ~in_parts | (kind < 0.67), in_parts & (kind > 0.33)
        changed = torch.where(is_object.unsqueeze(1), of_object, changed)
    onehot = F.one_hot(label.flatten(1), REGIONS).float()
    counts = onehot.sum(dim=1).clamp(min=1)
    means = (truth.flatten(2) @ onehot / counts.unsqueeze(1)).transpose(1, 2)

    turn = torch.rand(batch, REGIONS, device=device) * 2 * math.pi
    gain = torch.exp(torch.randn(batch, REGIONS, device=device) * 0.3)
    flat = torch.rand(batch, REGIONS, device=device) < torch.where(is_object, OBJECT_FLAT_SHARE, 0.6).unsqueeze(1)
    hue = torch.rand(batch, REGIONS, device=device) * 2 * math.pi
    chroma = (torch.rand(batch, REGIONS, device=device) * 60 + 8) / AB_SCALE
    turned_mean = turned(means, turn) * gain.unsqueeze(2)
    own = torch.stack([torch.cos(hue), torch.sin(hue)], dim=2) * chroma.unsqueeze(2)
    middle = torch.where(flat.unsqueeze(2), own, turned_mean)
    most_texture = torch.where(is_object, OBJECT_TEXTURE, 0.6).unsqueeze(1)
    texture = torch.where(flat, torch.rand(batch, REGIONS, device=device) * most_texture, gain)

    rows = torch.stack([texture * torch.cos(turn), texture * torch.sin(turn)], dim=2)
    table = torch.cat([means, middle, rows], dim=2)
    of_pixel = table.gather(1, label.flatten(1).unsqueeze(2).expand(-1, -1, 6)).transpose(1, 2).reshape(batch, 6, height, width)
    mean, target, cosine, sine = of_pixel.split([2, 2, 1, 1], dim=1)
    a, b = (truth - mean).split(1, dim=1)
    new = target + torch.cat([cosine * a - sine * b, sine * a + cosine * b], dim=1)
    length = new.square().sum(dim=1, keepdim=True).sqrt()
    # Hardly any chroma exists near black and white.
    lightness = lab[:, :1]
    full = torch.where(is_object, OBJECT_FULL_CHROMA, 25.0).reshape(-1, 1, 1, 1)
    most = (MOST_CHROMA / AB_SCALE) * (torch.minimum(lightness, 100 - lightness) / full).clamp(0, 1)
    new = new * (most / length.clamp(min=1e-6)).clamp(max=1)
    result = Recoloured(truth, label, changed, is_object)
    soft = F.avg_pool2d(F.pad(result.at_changed(), (1, 1, 1, 1), mode="replicate"), 3, 1)
    result.truth = truth + soft * (new - truth)
    return result


def turned(ab: Tensor, angle: Tensor) -> Tensor:
    """N×K×2 by N×K radians."""
    cosine, sine = torch.cos(angle), torch.sin(angle)
    return torch.stack([cosine * ab[..., 0] - sine * ab[..., 1], sine * ab[..., 0] + cosine * ab[..., 1]], dim=-1)
