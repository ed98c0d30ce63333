"""Train `HintedMask` on photos whose object is known (`object_masks.py`), on scenes with several such objects cut out and laid over them, so that
what is pointed at counts and not what stands out, and on regions of one colour. On a CPU:

    python -m tintype_training.object_masks --minutes 60
    python -m tintype_training.train_hinted_mask --minutes 40

The encoder's context of all pictures is made once and kept in memory (1.5 MB each).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .clips import DEFAULT_DATA, load_clips
from .evaluation import TestImage
from .film_look import film_look
from .hinted_mask import HintedMask
from .object_masks import ObjectMasks
from .paint_measures import region_mask
from .painter import PaintNetwork
from .photos import PhotoCache
from .published import load_published
from .run import save

FOLDER = Path(__file__).resolve().parents[1]
HEIGHT, WIDTH = 288, 384
"""Of a picture, as the painter sees 4:3; a photo is cropped to it."""
SCENE_SHARE, REGION_SHARE = 0.5, 0.15
"""Of the samples: those of a scene with several objects, and of a region alike in colour; the rest are photos of one object."""
OBJECTS = (2, 5)
"""In a scene, at least and at most."""
TWINS = 0.3
"""Share of the scenes in which a thing stands twice, so that place counts, too."""
SIZES = (0.14, 0.75)
"""Height of an object in a scene, of the picture's."""
LEAST_AREA, MOST_AREA = 0.004, 0.75
LEAST_SEEN = 0.5
"""Share of an object in a scene that others leave to be seen."""
MOST_INSIDE, MOST_OUTSIDE = 5, 8
NEAR = 12
"""¼ cells around a thing in which half of the points outside lie."""


@dataclass
class Example:
    p4: Tensor
    c8: Tensor
    c16: Tensor
    query: Tensor
    masks: list[np.ndarray]
    """float32 0…1 at ¼: things of which one is pointed at."""

    def given(self) -> list[Tensor]:
        return [plane.float() for plane in (self.p4, self.c8, self.c16, self.query)]


def windows(height: int, width: int, mask: np.ndarray, rng: np.random.Generator) -> tuple[slice, slice]:
    """A window of 3:4 of a picture, that holds most of the mask."""
    best, found = -1.0, (slice(0, height), slice(0, width))
    for _ in range(8):
        across = min(width, height * WIDTH / HEIGHT) * rng.uniform(0.7, 1)
        rows, columns = int(across * HEIGHT / WIDTH), int(across)
        y, x = int(rng.integers(0, height - rows + 1)), int(rng.integers(0, width - columns + 1))
        window = slice(y, y + rows), slice(x, x + columns)
        kept = float(mask[window].sum()) + rng.uniform(0, 0.2) * float(mask.sum())
        if kept > best:
            best, found = kept, window
    return found


def encoded(encode: torch.nn.Module, rgb: np.ndarray, masks: list[np.ndarray], rng: np.random.Generator) -> Example | None:
    """A picture HEIGHT×WIDTH×3 uint8 with masks 0…1 of that size, as old film may show it; None where none of them has a plausible size."""
    small = [cv2.resize(mask, (WIDTH // 4, HEIGHT // 4), interpolation=cv2.INTER_AREA) for mask in masks]
    small = [mask for mask in small if LEAST_AREA < mask.mean() < MOST_AREA and (mask > 0.5).any()]
    if not small:
        return None
    luma = torch.from_numpy(film_look(rgb.astype(np.float32) / 255, rng) * 2 - 1)[None, None]
    with torch.inference_mode():
        c8, c16, p4, query, *_ = encode(luma)
    return Example(*(plane[0].half().clone() for plane in (p4, c8, c16, query)), small)


def outlined(encode: torch.nn.Module, split: str, data: Path) -> list[Example]:
    """Things in the first frames of clips, outlined by hand (`outlines.json`: part of the data, clip, thing, points 0…1): nothing is trained on these outlines."""
    outlines = json.loads((FOLDER / "outlines.json").read_text())[split]
    found = []
    for clip in (one for one in load_clips(data, split) if one.name in outlines):
        frame, sides = clip.luma[0], clip.luma.shape[1:]
        height, width = (round(side * HEIGHT / min(sides) / 16) * 16 for side in sides)
        luma = torch.from_numpy(cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1)[None, None]
        masks = []
        for points in outlines[clip.name].values():
            whole = cv2.fillPoly(np.zeros(sides, np.float32), [np.rint(np.array(points) * sides[::-1]).astype(np.int32)], 1)
            masks.append(cv2.resize(whole, (width // 4, height // 4), interpolation=cv2.INTER_AREA))
        with torch.inference_mode():
            c8, c16, p4, query, *_ = encode(luma)
        found.append(Example(*(plane[0].half().clone() for plane in (p4, c8, c16, query)), masks))
    return found


def framed(rgb: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A window of a photo H×W×3 and of its mask of any size, both HEIGHT×WIDTH."""
    mask = cv2.resize(mask.astype(np.float32), rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    window = windows(*mask.shape, mask, rng)
    return tuple(cv2.resize(plane[window], (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR) for plane in (rgb, mask))


def scene(ground: np.ndarray, objects: list[tuple[np.ndarray, np.ndarray]], rng: np.random.Generator) -> tuple[np.ndarray, list[np.ndarray]]:
    """Objects (photo and mask) cut out and laid over a picture HEIGHT×WIDTH×3, the later ones over the earlier: the picture, and what is seen of each."""
    picture, seen, whole = ground.astype(np.float32), [], []
    for rgb, mask in objects:
        mask = cv2.resize(mask.astype(np.float32), rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        rows, columns = (np.flatnonzero((mask > 0.5).any(axis=axis)) for axis in (1, 0))
        part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        length = (rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0])
        scale = min(HEIGHT * float(np.exp(rng.uniform(*np.log(SIZES)))) / length[0], WIDTH / length[1])
        size = (max(4, round(length[1] * scale)), max(4, round(length[0] * scale)))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        cut, share = (cv2.resize(plane[part], size, interpolation=way).astype(np.float32) for plane in (rgb, mask))
        if rng.random() < 0.5:
            cut, share = cut[:, ::-1], share[:, ::-1]
        # As bright as another light would make it.
        cut = (cut * rng.uniform(0.6, 1.2)).clip(0, 255)
        share = cv2.GaussianBlur(np.ascontiguousarray(share), (0, 0), rng.uniform(0.4, 1.0))
        x, y = int(rng.integers(-size[0] // 4, WIDTH - 3 * size[0] // 4 + 1)), int(rng.integers(-size[1] // 4, HEIGHT - 3 * size[1] // 4 + 1))
        there = slice(max(0, y), min(HEIGHT, y + size[1])), slice(max(0, x), min(WIDTH, x + size[0]))
        own = tuple(slice(to.start - begin, to.stop - begin) for to, begin in zip(there, (y, x), strict=True))
        cover = np.zeros((HEIGHT, WIDTH), np.float32)
        cover[there] = share[own]
        picture[there] += cover[there][..., None] * (cut[own] - picture[there])
        seen = [each * (1 - cover) for each in seen] + [cover]
        whole.append(float(cover.sum()))
    return picture.clip(0, 255).astype(np.uint8), [mask for mask, area in zip(seen, whole, strict=True) if mask.sum() > LEAST_SEEN * area]


class Examples:
    def __init__(self, cache: Path, encode: torch.nn.Module, *, most: int, scenes: int, seed: int) -> None:
        self.photos, rng = PhotoCache(cache / "photos"), np.random.default_rng(seed)
        masks = ObjectMasks(cache / "objects", self.photos)
        chosen = rng.permutation(sorted(masks.entries)).tolist()[:most]
        of_training = [index for index in chosen if not self.photos.photos[index].is_validation]
        held = [index for index in chosen if self.photos.photos[index].is_validation]
        grounds = [index for index in self.photos.training_indices() if index not in masks.entries]

        def one(index: int, mask: np.ndarray, own: np.random.Generator = rng) -> list[Example]:
            rgb, thing = framed(self.photos.pixels(index), mask, own)
            found = encoded(encode, rgb, [thing], own)
            return [] if found is None else [found]

        def laid(pool: list[int], own: np.random.Generator) -> list[Example]:
            ground, _ = framed(self.photos.pixels(int(own.choice(grounds))), np.ones((2, 2)), own)
            count = int(own.integers(OBJECTS[0], OBJECTS[1] + 1))
            chosen = own.choice(pool, count).tolist()
            if own.random() < TWINS:
                chosen[-1] = chosen[0]
            found = encoded(encode, *scene(ground, [(self.photos.pixels(index), masks.mask(index)) for index in chosen], own), own)
            return [] if found is None else [found]

        self.objects = [found for index in of_training for found in one(index, masks.mask(index))]
        self.scenes = [found for _ in range(scenes) for found in laid(of_training, rng)]
        self.held = [found for index in held for found in one(index, masks.mask(index), np.random.default_rng(index))]
        self.held_scenes = [found for number in range(len(held)) for found in laid(held, np.random.default_rng(number))]
        self.regions = [found for index in rng.permutation(grounds)[: int(len(self.objects) * REGION_SHARE * 2)].tolist() for found in one(index, self.region(index))]

    def region(self, index: int) -> np.ndarray:
        """Of a photo, in its own shape: a region alike in colour, near the middle."""
        rgb = self.photos.pixels(index)
        mask = region_mask(TestImage.of(self.photos.photos[index].file, rgb)).astype(np.float32)
        side = min(rgb.shape[:2])
        y, x = ((length - side) // 2 for length in rgb.shape[:2])
        whole = np.zeros(rgb.shape[:2], np.float32)
        whole[y : y + side, x : x + side] = cv2.resize(mask, (side, side), interpolation=cv2.INTER_LINEAR)
        return whole

    def batch(self, rng: np.random.Generator, count: int) -> tuple[Tensor, ...]:
        """p4, c8, c16, query, points inside, points outside, mask."""
        found = []
        for _ in range(count):
            drawn = rng.random()
            pool = self.scenes if drawn < SCENE_SHARE else self.regions if drawn < SCENE_SHARE + REGION_SHARE else self.objects
            pool = pool or self.objects
            one = pool[int(rng.integers(0, len(pool)))]
            mask = one.masks[int(rng.integers(0, len(one.masks)))]
            inside, outside = points_of(mask, rng)
            planes = [*one.given(), inside, outside, torch.from_numpy(mask)[None]]
            found.append([plane.flip(-1) for plane in planes] if rng.random() < 0.5 else planes)
        return tuple(torch.stack(planes) for planes in zip(*found, strict=True))


def points_of(mask: np.ndarray, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Points inside and outside as a person may set them: the first often in the widest part."""
    thing = (mask > 0.5).astype(np.uint8)
    depth = cv2.distanceTransform(cv2.copyMakeBorder(thing, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 3)[1:-1, 1:-1]
    away = cv2.distanceTransform(1 - thing, cv2.DIST_L2, 3)
    inside, outside = np.zeros_like(mask), np.zeros_like(mask)
    count = 1 + min(MOST_INSIDE - 1, int(rng.geometric(0.4)) - 1)
    deep = np.argwhere(depth >= min(2, depth.max()))
    for number in range(count):
        if number == 0 and rng.random() < 0.5:
            place = np.argwhere(depth >= 0.9 * depth.max())
            row, column = place[int(rng.integers(0, len(place)))]
        else:
            row, column = deep[int(rng.integers(0, len(deep)))]
        point(inside, int(row), int(column), rng)
    for _ in range(0 if rng.random() < 0.5 else int(rng.integers(1, MOST_OUTSIDE + 1))):
        places = np.argwhere((away >= 2) & (away <= NEAR)) if rng.random() < 0.5 else np.argwhere(away >= 2)
        if len(places):
            row, column = places[int(rng.integers(0, len(places)))]
            point(outside, int(row), int(column), rng)
    return torch.from_numpy(inside)[None], torch.from_numpy(outside)[None]


def point(plane: np.ndarray, row: int, column: int, rng: np.random.Generator) -> None:
    """A disc of some six pixels of the picture."""
    y, x = np.mgrid[-2:3, -2:3]
    disc = np.clip(1.9 - np.hypot(y + rng.uniform(-0.4, 0.4), x + rng.uniform(-0.4, 0.4)), 0, 1).astype(np.float32)
    top, left = row - 2, column - 2
    rows, columns = slice(max(0, top), min(plane.shape[0], row + 3)), slice(max(0, left), min(plane.shape[1], column + 3))
    part = disc[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    plane[rows, columns] = np.maximum(plane[rows, columns], part)


def losses_of(logits: Tensor, mask: Tensor) -> dict[str, Tensor]:
    # Each picture alike, and small things as much as large ones.
    share = torch.sigmoid(logits)
    both, either = (share * mask).sum(dim=(1, 2, 3)), (share + mask - share * mask).sum(dim=(1, 2, 3))
    return {"entropy": F.binary_cross_entropy_with_logits(logits, mask), "similarity": (1 - both / either).mean()}


def similarity(network: HintedMask, examples: list[Example], count: int) -> float:
    """Mean intersection over union over held-out objects, from points as `inscribed` sets them."""
    found = []
    for one in examples:
        for mask in one.masks:
            inside = inscribed(mask, count)
            with torch.inference_mode():
                made = network(*(plane[None] for plane in (*one.given(), inside, torch.zeros_like(inside))))[0, 0].numpy() > 0
            thing = mask > 0.5
            found.append((made & thing).sum() / max(1, (made | thing).sum()))
    return round(float(np.mean(found)), 3)


def inscribed(mask: np.ndarray, count: int) -> Tensor:
    """Points far from the edge and from each other."""
    thing, plane = (mask > 0.5).astype(np.uint8), np.zeros_like(mask)
    depth = cv2.distanceTransform(cv2.copyMakeBorder(thing, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]]
    for _ in range(count):
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        point(plane, int(row), int(column), np.random.default_rng(0))
        depth = np.minimum(depth, 0.35 * np.hypot(y - row, x - column))
    return torch.from_numpy(plane)[None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=FOLDER / ".cache")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--painter", type=Path, default=FOLDER / "checkpoints" / "paint-9.pt", help="whose encoder is used")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--minutes", type=float, default=30, help="of processor time")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--most", type=int, default=100_000, help="objects at most")
    parser.add_argument("--scenes", type=int, default=3000, help="pictures with several of them")
    parser.add_argument("--seed", type=int, default=1, help="of the pictures and the points")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--name", default="hinted-mask")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    painter = PaintNetwork()
    load_published(painter, options.painter)
    examples = Examples(options.cache, painter.eval().encode, most=options.most, scenes=options.scenes, seed=options.seed)
    sizes = {name: len(getattr(examples, name)) for name in ("objects", "scenes", "regions", "held", "held_scenes")}
    measured_on = {"held": examples.held, "heldScenes": examples.held_scenes} | {f"{split}Outlines": outlined(painter.encode, split, options.data) for split in ("val", "train")}
    print(json.dumps(sizes), flush=True)

    def measured(network: HintedMask) -> dict[str, dict[int, float]]:
        return {name: {count: similarity(network.eval(), pool, count) for count in (1, 3)} for name, pool in measured_on.items()}

    def publish(network: HintedMask, steps: int) -> None:
        half = {name: value.half() for name, value in network.state_dict().items()}
        save({"network": half, "facts": {"steps": steps, "painter": options.painter.name}}, FOLDER / "checkpoints" / f"{options.name}.pt")

    network = HintedMask()
    if options.start:
        load_published(network, options.start)
    network.claims.load_state_dict(painter.paint.tokens.state_dict())
    averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    optimiser = torch.optim.AdamW([each for each in network.parameters() if each.requires_grad], lr=options.rate, weight_decay=0.02)
    rng, record, begun, steps = np.random.default_rng(options.seed), [], time.process_time(), 0
    curve: list[dict[str, object]] = []
    while (share := (time.process_time() - begun) / 60 / options.minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (steps + 1) / 50) * 0.5 * (1 + np.cos(np.pi * share))
        *given, mask = examples.batch(rng, options.batch)
        losses = losses_of(network(*given), mask)
        optimiser.zero_grad()
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        averaged.update_parameters(network)
        steps += 1
        record.append({name: float(loss.detach()) for name, loss in losses.items()})
        if steps % 50 == 0:
            line: dict[str, object] = {"step": steps, "processorMinutes": round((time.process_time() - begun) / 60, 2)}
            line |= {name: round(float(np.mean([each[name] for each in record[-50:]])), 4) for name in losses}
            if steps % 500 == 0:
                line |= measured(averaged.module)
                publish(averaged.module, steps)
            curve.append(line)
            print(json.dumps(line), flush=True)
    line = {"step": steps} | measured(averaged.module)
    print(json.dumps(line), flush=True)
    publish(averaged.module, steps)
    (FOLDER / "runs" / f"{options.name}.json").write_text(json.dumps({"examples": sizes, "minutes": options.minutes, "curve": curve + [line]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
