"""What does it cost in quality to reach a far frame beside one keyframe in fewer steps?

    python measure_step_orders.py --split val --limit 33 --out runs/step-orders-val.json

Each clip is coloured from its true first frame in several orders: outward frame by frame, as the product does; in strides of eight
frames, each from the key and the stride before it, the frames between as between two keyframes; and in doubling steps (1, 2, 4 … frames
from the key) with the same between them. Kept: PSNR of ab (peak 220) of every propagated frame. Resumable; half size.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from measure_second_key import Measured
from tintype_training.clips import DEFAULT_DATA, load_clips
from tintype_training.propagation_runs import Made, PaintedPropagation
from tintype_training.propagation_schedule import Result, pyramid_order

Order = list[tuple[int, list[int]]]


def through(steps: list[int]) -> Order:
    """From key 0: each step from the key and the step before it, then the frames between, from the key and the ends of their gap."""
    order: Order = []
    for before, step in zip([0, *steps], steps, strict=False):
        order.append((step, list(dict.fromkeys([0, before]))))
        for middle, left, right in pyramid_order(before, step):
            beside = (left, right) if right - left == 2 else (0, left, right)
            order.append((middle, list(dict.fromkeys(beside))))
    return order


def orders(last: int) -> dict[str, Order]:
    strides = list(dict.fromkeys([*range(8, last, 8), last]))
    doubled = [2**n for n in range(last.bit_length()) if 2**n < last]
    return {"outward": through(list(range(1, last + 1))), "strides": through(strides), "doubling": through([*doubled, last])}


def run(measured: Measured, order: Order) -> dict[int, Result]:
    """All frames of the order from true frame 0."""
    measured.net.run({0: measured.truth[0][None] / 110.0}, 0, 0)  # makes the clip's tokens and flows
    painter = measured.net.painter
    ab = torch.from_numpy(measured.truth[0][None] / np.float32(110))
    made = {0: Made(ab, torch.ones_like(ab[:, :1]))}
    for target, sources in order:
        made[target] = painter.one(target, {f: made[f] for f in sources}, {0} & set(sources))
    return {t: Result(one.ab.numpy(), one.confidence.numpy()) for t, one in made.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--split", default="val", choices=["val", "test"])
    parser.add_argument("--painted", type=Path, default=Path(__file__).parent / "checkpoints" / "propagate-3.pt")
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--limit", type=int, default=33)
    parser.add_argument("--clips", type=int, default=100, help="that many clips at most")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(options.threads)
    net = PaintedPropagation(options.painted)
    found: dict[str, dict[str, dict[str, float]]] = json.loads(options.out.read_text())["measured"] if options.out.exists() else {}
    for clip in load_clips(options.data, options.split):
        if clip.name in found or len(found) >= options.clips:
            continue
        measured = Measured(net, clip, options.limit, options.scale)
        rows = {}
        for name, order in orders(measured.last).items():
            rows[name] = measured.psnr_of(run(measured, order), {0})
        found[clip.name] = rows
        means = {name: {part: round(float(np.mean([np.mean([value for frame, value in rows[name].items() if first <= int(frame) <= last]) for rows in found.values()])), 3)
                        for part, (first, last) in {"1…8": (1, 8), "9…24": (9, 24), "25…": (25, 10**6), "all": (1, 10**6)}.items()} for name in rows}
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps({"split": options.split, "scale": options.scale, "limit": options.limit, "weights": options.painted.name, "means": means, "measured": found}, indent=1) + "\n")
        print(clip.name, {name: round(float(np.mean(list(values.values()))), 2) for name, values in rows.items()}, flush=True)


if __name__ == "__main__":
    main()
