"""How much of a hint's effect passes boundary marks of several kinds, as a share of its effect there without the mark.

Every case is one hint in an improbable colour, one mark a pixel thick, and the zone in which the hint should
have no effect: beyond a line from edge to edge; in the shadow of a line with open ends, as seen from the hint; inside
or outside a circle. `kept` is what stays of the effect in the hint's own part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from .colour import AB_SCALE
from .evaluation import HINT_PX, NetworkColorizer, TestImage
from .hints import HintPlanes, Rng

CHROMA = 40

OPEN_LINE_SHARE = 0.4
"""Length of the open-ended line, as a share of the side."""


@dataclass(frozen=True)
class Case:
    """A mark (H×W 0/1), the middle of the hint (x, y in px), and where the hint should have no effect (bool H×W)."""

    mark: np.ndarray
    at: tuple[float, float]
    beyond: np.ndarray


def edge_to_edge(rng: Rng, side: int) -> Case:
    """A straight line through the whole frame at any angle, the hint 16…64 px from it."""
    angle, middle = rng.uniform(0, np.pi), rng.uniform(0.4, 0.6, 2) * side
    along, across = directions(angle)
    mark = line(side, middle - 2 * side * along, middle + 2 * side * along)
    at = middle - across * rng.uniform(16, 64)
    y, x = np.mgrid[0:side, 0:side]
    return Case(mark, tuple(at), (x - middle[0]) * across[0] + (y - middle[1]) * across[1] > 0.5)


def open_line(rng: Rng, side: int, *, near: float = 16, far: float = 48) -> Case:
    """A straight line of 40 % of the side with both ends open, the hint before its middle third."""
    angle, middle = rng.uniform(0, np.pi), rng.uniform(0.4, 0.6, 2) * side
    along, across = directions(angle)
    half = OPEN_LINE_SHARE * side / 2
    at = middle - across * rng.uniform(near, far) + along * rng.uniform(-half, half) / 3
    mark = line(side, middle - half * along, middle + half * along)
    # The shadow: beyond the line, between the rays from the hint through its ends.
    y, x = np.mgrid[0:side, 0:side]
    rays = [middle + sign * half * along - at for sign in (-1, 1)]
    turns = [(x - at[0]) * ray[1] - (y - at[1]) * ray[0] for ray in rays]
    beyond = (x - middle[0]) * across[0] + (y - middle[1]) * across[1] > 0.5
    return Case(mark, tuple(at), beyond & (turns[0] * turns[1] < 0))


def open_line_close(rng: Rng, side: int) -> Case:
    """The same with a hint right at the line, in a cell that the line runs through."""
    return open_line(rng, side, near=4.5, far=6)


def circle(radius: int, *, hint_inside: bool) -> Callable[[Rng, int], Case]:
    def case(rng: Rng, side: int) -> Case:
        middle = rng.uniform(0.35, 0.65, 2) * side
        mark = np.zeros((side, side), np.uint8)
        cv2.circle(mark, tuple(np.round(middle).astype(int).tolist()), radius, 1)
        away = rng.uniform(0, max(0.0, radius - 7)) if hint_inside else radius + rng.uniform(8, 32)
        at = middle + directions(rng.uniform(0, 2 * np.pi))[0] * away
        y, x = np.mgrid[0:side, 0:side]
        distance = np.hypot(x - round(middle[0]), y - round(middle[1]))
        beyond = distance > radius + 1 if hint_inside else distance < radius - 1
        return Case(mark.astype(np.float32), tuple(at), beyond & (mark == 0))

    return case


KINDS: dict[str, Callable[[Rng, int], Case]] = {
    "edgeToEdge": edge_to_edge,
    "openLine": open_line,
    "openLineHintAtIt": open_line_close,
    **{f"circle{radius}{'Inside' if inside else 'Outside'}": circle(radius, hint_inside=inside)
       for radius in (12, 24, 48) for inside in (True, False)},
}


def directions(angle: float) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors (x, y) along the angle and rotated by 90°."""
    return np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])


def line(side: int, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    mark = np.zeros((side, side), np.uint8)
    cv2.line(mark, *(tuple(np.round(point).astype(int).tolist()) for point in (start, end)), 1)
    return mark.astype(np.float32)


def hint_of(case: Case, rng: Rng) -> HintPlanes:
    """A 6×6 hint around the position of the case; its pixels never lie on the mark or beyond it."""
    side = case.mark.shape[0]
    hints = HintPlanes.empty(side, side)
    x, y = (int(np.clip(round(value) - HINT_PX // 2, 0, side - HINT_PX)) for value in case.at)
    patch = np.s_[y : y + HINT_PX, x : x + HINT_PX]
    hints.mask[patch] = (case.mark[patch] == 0) & ~case.beyond[patch]
    angle = rng.uniform(0, 2 * np.pi)
    hints.ab[hints.mask > 0] = CHROMA / AB_SCALE * np.array([np.cos(angle), np.sin(angle)])
    return hints


def effects(network: NetworkColorizer, image: TestImage, case: Case, hints: HintPlanes) -> tuple[np.ndarray, np.ndarray]:
    """|Δab| of the hint (H×W) without and with the mark; the mark's own effect is not counted."""
    nothing = HintPlanes.empty(*case.mark.shape)
    free, walled = (
        np.abs(network(image.lightness, hints, None, mark) - network(image.lightness, nothing, None, mark)).sum(axis=-1)
        for mark in (None, case.mark)
    )
    return free, walled


def mark_leak(network: NetworkColorizer, images: list[TestImage]) -> dict[str, dict[str, float]]:
    """Of every kind, over all images: `leak`, the share that passes, and `kept`, the share left on the hint's side."""
    result = {}
    for kind, make in KINDS.items():
        sums = np.zeros((2, 2))
        for n, image in enumerate(images):
            rng = np.random.default_rng(n)
            case = make(rng, image.lightness.shape[0])
            for k, effect in enumerate(effects(network, image, case, hint_of(case, rng))):
                sums[k] += effect[case.beyond].sum(), effect[~case.beyond].sum()
        leak, kept = sums[1] / sums[0]
        result[kind] = {"leak": round(float(leak), 4), "kept": round(float(kept), 4)}
    return result
