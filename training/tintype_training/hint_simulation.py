"""What a colourist might say about a batch of photos, as tensors on any device: points, strokes, boundary marks.

As `hints.py`, which does the same for one photo: numbers and places of Zhang et al. 2017, larger counts and strokes added;
and hints for recoloured photos, inside and outside what has another colour, many of them close to its edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .colour import AB_SCALE
from .recolouring import REGIONS, Recoloured

GEOMETRIC_P = 1 / 8
LARGEST_PATCH_PX = 9
NONE_SHARE, FULL_SHARE = 0.22, 0.01
MOST_POINTS = 800
"""On 256²; in proportion to the area elsewhere."""

STROKE_STEPS, STROKES = 14, 5
EDGE_PX = 9
"""How far from an edge a hint of a pair may lie."""

OBJECT_INSET = 0.03
"""How far from an object's edge its points lie, as a share of the side of the crop."""

ALONE_SHARE = 1 / 3
"""Of objects, those without any point outside."""


@dataclass
class Points:
    """N×M each: top left corner, side in pixels, whether there is such a point; ab N×M×2 (÷110)."""

    y: Tensor
    x: Tensor
    side: Tensor
    there: Tensor
    ab: Tensor

    def __add__(self, other: Points) -> Points:
        return Points(*(torch.cat([mine, theirs], dim=1) for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)))


def patch_means(truth: Tensor, y: Tensor, x: Tensor, side: Tensor) -> Tensor:
    """Mean ab N×M×2 of square patches that lie within the frame."""
    batch, _, height, width = truth.shape
    sums = F.pad(truth.double().cumsum(2).cumsum(3), (1, 0, 1, 0)).flatten(2)

    def at(row: Tensor, column: Tensor) -> Tensor:
        return sums.gather(2, (row * (width + 1) + column).unsqueeze(1).expand(-1, 2, -1))

    total = at(y + side, x + side) - at(y, x + side) - at(y + side, x) + at(y, x)
    return (total / side.square().unsqueeze(1)).float().transpose(1, 2)


def scattered(truth: Tensor, counts: Tensor, sides: Tensor) -> Points:
    """`counts` N points per photo at Gaussian positions, sides N×M, each with the mean colour of its patch."""
    batch, _, height, width = truth.shape
    most = sides.shape[1]
    y, x = (((length - sides + 1) / 2 + torch.randn(batch, most, device=truth.device) * (length - sides + 1) / 4).long() for length in (height, width))
    y, x = torch.minimum(y.clamp(min=0), height - sides), torch.minimum(x.clamp(min=0), width - sides)
    there = torch.arange(most, device=truth.device) < counts.unsqueeze(1)
    return Points(y, x, sides, there, patch_means(truth, y, x, sides))


def few_points(truth: Tensor) -> Points:
    """Zhang's procedure with automatic mode more often."""
    batch, device = len(truth), truth.device
    counts = (torch.log(torch.rand(batch, device=device).clamp(min=1e-9)) / math.log(1 - GEOMETRIC_P)).long().clamp(max=60)
    counts = torch.where(torch.rand(batch, device=device) < NONE_SHARE, torch.zeros_like(counts), counts)
    sides = torch.randint(1, LARGEST_PATCH_PX + 1, (batch, max(1, int(counts.max()))), device=device)
    return scattered(truth, counts, sides)


def many_points(truth: Tensor) -> Points:
    """Log-uniform counts; half of the photos with the 6 px patches of the measuring protocol."""
    batch, device = len(truth), truth.device
    most = MOST_POINTS * truth.shape[2] * truth.shape[3] / 256**2
    counts = torch.exp(torch.rand(batch, device=device) * math.log(most)).long()
    sides = torch.randint(1, LARGEST_PATCH_PX + 1, (batch, max(1, int(counts.max()))), device=device)
    sides = torch.where(torch.rand(batch, 1, device=device) < 0.5, torch.full_like(sides, 6), sides)
    return scattered(truth, counts, sides)


def strokes(truth: Tensor, label: Tensor, *, share: float) -> Points:
    """Wandering strokes as chains of overlapping patches in one colour, lifted where the thing under them ends."""
    batch, _, height, width = truth.shape
    device = truth.device
    size = torch.tensor([height, width], device=device)
    at = (torch.rand(batch, STROKES, 2, device=device) * 0.8 + 0.1) * size
    heading = torch.rand(batch, STROKES, 1, device=device) * 2 * math.pi
    turns = heading + torch.randn(batch, STROKES, STROKE_STEPS - 1, device=device).mul(0.3).cumsum(dim=2)
    side = torch.randint(2, 9, (batch, STROKES, 1), device=device).expand(-1, -1, STROKE_STEPS)
    moves = torch.stack([torch.sin(turns), torch.cos(turns)], dim=3) * (side[:, :, 1:, None] * 0.6 + 0.5)
    path = torch.cat([at.unsqueeze(2), at.unsqueeze(2) + moves.cumsum(dim=2)], dim=2)
    path = (path - side.unsqueeze(3) / 2).long()
    y, x = path[..., 0].clamp(min=0).minimum(height - side), path[..., 1].clamp(min=0).minimum(width - side)
    middle = ((y + side // 2) * width + x + side // 2).flatten(1)
    here = truth.flatten(2).gather(2, middle.unsqueeze(1).expand(-1, 2, -1)).transpose(1, 2).reshape(batch, STROKES, STROKE_STEPS, 2)
    region = label.flatten(1).gather(1, middle).reshape(batch, STROKES, STROKE_STEPS)
    same = ((here - here[:, :, :1]).abs().sum(dim=3) < 14 / AB_SCALE) & (region == region[:, :, :1])
    drawn = torch.rand(batch, STROKES, 1, device=device) < torch.rand(batch, 1, 1, device=device) * 2 * share
    ab = here[:, :, :1].expand(-1, -1, STROKE_STEPS, -1)
    flat = [plane.reshape(batch, -1) for plane in (y, x, side, same & drawn)]
    return Points(*flat, ab.reshape(batch, -1, 2))


def arbitrary_points(photos: Recoloured, *, inside: int = 8, outside: int = 12) -> Points:
    """For recoloured photos: a few hints where the colour is another, more or fewer of those where it is the old one."""
    truth, mask = photos.truth, photos.at_changed()
    batch, _, height, width = truth.shape
    device = truth.device
    near_edge = (widened(mask) + widened(1 - mask) - 1).clamp(min=0)
    side = torch.randint(1, 7, (batch, inside + outside), device=device)
    room = torch.zeros_like(mask)
    room[:, :, 3 : height - 3, 3 : width - 3] = 1
    # Mostly well inside; some right at the edge.
    weight = room * (1 + 3 * near_edge) + 1e-9
    drawn = [torch.multinomial((weight * part + 1e-12).flatten(1), count, replacement=True) for part, count in ((mask, inside), (1 - mask, outside))]
    places = torch.cat(drawn, dim=1)
    counts = torch.cat([1 + torch.randint(0, inside, (batch, 1), device=device).minimum(torch.randint(0, inside, (batch, 1), device=device)),
                        torch.randint(0, outside + 1, (batch, 1), device=device)], dim=1)
    there = torch.cat([torch.arange(inside, device=device) < counts[:, :1], torch.arange(outside, device=device) < counts[:, 1:]], dim=1)
    y, x = places // width, places % width
    ab = truth.flatten(2).gather(2, places.unsqueeze(1).expand(-1, 2, -1)).transpose(1, 2)
    corner_y, corner_x = (y - side // 2).clamp(min=0).minimum(height - side), (x - side // 2).clamp(min=0).minimum(width - side)
    return Points(corner_y, corner_x, side, there & (photos.changed.any(dim=1) & ~photos.is_object).unsqueeze(1), ab)


def object_points(photos: Recoloured, *, inside: int = 8, outside: int = 12) -> Points:
    """For photos with a recoloured object, as locality is measured: 1, 3 or another number of points anywhere well inside it, and
    most often a dozen of true colours anywhere outside; none at all in a third of them, as a colourist begins."""
    truth, mask = photos.truth, photos.at_changed()
    batch, _, height, width = truth.shape
    device = truth.device
    well_inside = 1 - widened(1 - mask, round(OBJECT_INSET * min(height, width)))
    weights = [mask * 1e-4 + well_inside + 1e-9, 1 - mask + 1e-9]
    places = torch.cat([torch.multinomial(weight.flatten(1), count, replacement=True)
                        for weight, count in zip(weights, (inside, outside), strict=True)], dim=1)
    usual = torch.tensor([1, 1, 3, inside], device=device)[torch.randint(0, 4, (batch, 1), device=device)]
    within = torch.where(torch.rand(batch, 1, device=device) < 0.75, usual, torch.randint(1, inside + 1, (batch, 1), device=device))
    beside = torch.where(torch.rand(batch, 1, device=device) < 0.7, outside, torch.randint(0, outside + 1, (batch, 1), device=device))
    beside = torch.where(torch.rand(batch, 1, device=device) < ALONE_SHARE, 0, beside)
    there = torch.cat([torch.arange(inside, device=device) < within, torch.arange(outside, device=device) < beside], dim=1)
    side = torch.randint(3, 7, places.shape, device=device)
    y, x = places // width, places % width
    ab = truth.flatten(2).gather(2, places.unsqueeze(1).expand(-1, 2, -1)).transpose(1, 2)
    corner_y, corner_x = ((at - side // 2).clamp(min=0).minimum(length - side) for at, length in ((y, height), (x, width)))
    return Points(corner_y, corner_x, side, there & photos.is_object.unsqueeze(1), ab)


def widened(mask: Tensor, by_px: int = EDGE_PX) -> Tensor:
    """0/1 planes grown by some pixels; a square maximum is one along rows of those along columns."""
    tall = F.max_pool2d(mask, (2 * by_px + 1, 1), 1, (by_px, 0))
    return F.max_pool2d(tall, (1, 2 * by_px + 1), 1, (0, by_px))


def draw(points: Points, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Planes of ab N×2×H×W and mask N×1×H×W; of two points at one pixel either may count."""
    batch, device = len(points.y), points.y.device
    reach = torch.arange(LARGEST_PATCH_PX, device=device)
    down, right = (part.reshape(1, 1, -1) for part in torch.meshgrid(reach, reach, indexing="ij"))
    side = points.side.unsqueeze(2)
    within = (down < side) & (right < side) & points.there.unsqueeze(2)
    place = torch.where(within, (points.y.unsqueeze(2) + down) * width + points.x.unsqueeze(2) + right, height * width).flatten(1)
    values = points.ab.unsqueeze(2).expand(-1, -1, LARGEST_PATCH_PX**2, -1).flatten(1, 2)
    # One number selects the point that a pixel shows, so that its a and b come from the same one.
    which = torch.arange(place.shape[1], device=device).expand(batch, -1)
    shown = torch.full((batch, height * width + 1), -1, device=device).scatter_(1, place, which)[:, :-1]
    mask = (shown >= 0).float()
    ab = values.gather(1, shown.clamp(min=0).unsqueeze(2).expand(-1, -1, 2)) * mask.unsqueeze(2)
    return ab.transpose(1, 2).reshape(batch, 2, height, width), mask.reshape(batch, 1, height, width)


def hinted_regions(label: Tensor, hint_mask: Tensor) -> Tensor:
    """N×REGIONS: which regions a hint lies in."""
    found = torch.zeros(len(label), REGIONS, device=label.device)
    return found.scatter_add_(1, label.flatten(1), hint_mask.flatten(1)) > 0


def outlines(photos: Recoloured) -> Tensor:
    """Boundary marks N×1×H×W along one region of each photo, where its colour differs from its surroundings."""
    label, truth = photos.label, photos.truth
    batch, height, width = label.shape
    device = label.device
    likely = photos.changed.float() * 5 + 1
    chosen = torch.multinomial(likely, 1).reshape(batch, 1, 1)
    inside = (label == chosen).float().unsqueeze(1)
    inside = (F.avg_pool2d(F.pad(inside, (2, 2, 2, 2), mode="replicate"), 5, 1) > 0.5).float()
    rim = inside * F.max_pool2d(1 - inside, 3, 1, 1)
    step = F.max_pool2d(truth, 7, 1, 3) + F.max_pool2d(-truth, 7, 1, 3)
    rim = rim * (step.sum(dim=1, keepdim=True) > 14 / AB_SCALE)
    middle = torch.rand(batch, 2, 1, 1, device=device)
    radius = torch.rand(batch, 1, 1, device=device) * 0.8 + 0.15
    down = torch.linspace(0, 1, height, device=device).reshape(1, height, 1)
    across = torch.linspace(0, 1, width, device=device).reshape(1, 1, width)
    near = ((down - middle[:, 0]).square() + (across - middle[:, 1]).square() < radius.square()).unsqueeze(1)
    return rim * near
