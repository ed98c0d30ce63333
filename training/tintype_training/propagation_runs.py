"""Whole shots painted by the propagation painter, in the order of the schedule, and what of them is measured while training.

One key: frame after frame outward, each from the key, the frame before and the one `STEPS_BACK` before. Two keys: a pyramid, each
frame from both keys and the two at the ends of its gap; where these are its neighbours, from them alone. With `Interpolation` frames between two others that are not far from each other are interpolated instead where flow
can be trusted, and beside one key frames are made in groups; the key is then a source twice, along its track and searched as a whole. Tracks are those of `flow_track.py`; colour that is made is kept at ¼.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor

from .carried import half_luma
from .clips import quarter
from .colour import delta_e2000
from .dense_tokens import FrameTokens, Source, without_track
from .flow_track import KeyTracks, ShotFlows, neighbour_flows
from .interpolation import Interpolation
from .propagation_painter import PropagationPainter
from .propagation_schedule import Result, pad_to_multiple, pyramid_order
from .published import load_published
from .source_samples import MEMORY_FRAMES_AWAY, ColourMap, TrackedClip, halved

STEPS_BACK = (1,)
GROUP = 8
"""Frames: of a group beside one key where these hardly differ, else two; distance of the ends of the largest gap that is interpolated. Equal to `INTERPOLATED_GROUP` of the engine."""
STATIC, STATIC_SHARE, GRID = 1.5, 0.95, (32, 18)
"""Of two frames that hardly differ, this share of a grid of mean L differs by no more than `STATIC`."""
TRUSTED, MOST_LOST = 0.5, (0.01, 0.001)
"""Product of a track's evidence below which a cell counts as lost; share of lost cells above which a frame is painted instead of interpolated, by the distance to the farther of both ends (beyond the last one the last one)."""


def load_painter(file: Path) -> PropagationPainter:
    """A published propagation painter."""
    network = PropagationPainter()
    load_published(network, file)
    return network.eval().requires_grad_(False)


def load_interpolation(file: Path) -> Interpolation:
    network = Interpolation()
    load_published(network, file)
    return network.eval().requires_grad_(False)


def order_of(keys: tuple[int, ...], first: int, last: int, steps_back: tuple[int, ...] = STEPS_BACK) -> list[tuple[int, list[int]]]:
    """The frames to be made in first…last, in order, each with its sources: keys before what is made."""
    at, order = sorted(keys), []
    for edge, end, step in ((at[0], first, -1), (at[-1], last, 1)):
        for target in range(edge + step, end + step, step):
            recent = [target - step * back for back in steps_back if (target - step * back - edge) * step > 0]
            order.append((target, [edge, *recent]))
    for left, right in zip(at, at[1:], strict=False):
        for middle, before, after in pyramid_order(left, right):
            beside = (before, after) if after - before == 2 else (left, right, before, after)
            order.append((middle, list(dict.fromkeys(beside))))
    return order


class Turn(NamedTuple):
    target: int
    sources: list[int]
    around: tuple[int, int] | None
    """Of the sources, those from which alone the frame is interpolated where flow can be trusted."""


def static_frames(lumas: np.ndarray) -> set[int]:
    """Frames of [T, h, w], L·255/100, that hardly differ from the one after them. Equal to `CutFinder.isStatic` of the engine but for rounding."""
    grids = [cv2.resize(np.asarray(luma, np.float32) / np.float32(2.55), GRID, interpolation=cv2.INTER_AREA) for luma in lumas]
    apart = [np.sort(np.abs(there - here).ravel()) for here, there in zip(grids, grids[1:], strict=False)]
    return {t for t, each in enumerate(apart) if each[int(STATIC_SHARE * each.size)] <= STATIC}


def interpolated_order_of(keys: tuple[int, ...], first: int, last: int, static: set[int], group_of: int = GROUP) -> list[Turn]:
    """As `order_of`, with frames that may be interpolated. Equal to `interpolatedSchedule` of the engine."""
    at, order = sorted(keys), []

    def fill(edge: int, before: int, after: int) -> None:
        if abs(after - before) < 2:
            return
        middle = (before + after) // 2
        order.append(Turn(middle, [before, after] if abs(after - before) == 2 else list(dict.fromkeys([edge, before, after])), (before, after)))
        fill(edge, before, middle)
        fill(edge, middle, after)

    for edge, end, step in ((at[0], first, -1), (at[-1], last, 1)):
        before = edge
        while before != end:
            group = min(group_of, 1 << (abs(end - before).bit_length() - 1))
            while group > 2 and not static.issuperset(range(min(before, before + step * group), max(before, before + step * group))):
                group //= 2
            order.append(Turn(before + step * group, [edge] if before == edge else [edge, before], None))
            fill(edge, before, before + step * group)
            before += step * group
    for left, right in zip(at, at[1:], strict=False):
        beside = {middle: (before, after) for middle, before, after in pyramid_order(left, right)}
        order += [Turn(target, sources, beside[target] if beside[target][1] - beside[target][0] <= group_of else None) for target, sources in order_of((left, right), left, right)]
    return order


@dataclass
class Made:
    ab: Tensor  # [1, 2, h, w] ab/110
    confidence: Tensor  # [1, 1, h, w]


def lost_share(evidence: list[Tensor]) -> float:
    """Share of the cells that flow loses on the way to at least one source; evidence [TRUST, h, w] of each."""
    return float((torch.stack([each.prod(0) for each in evidence]).amin(0) < TRUSTED).float().mean())


@dataclass
class ShotPainter:
    """One shot's tokens and flows. `lumas`: L/50 − 1, [1, 1, H, W] each, H and W multiples of 32."""

    network: PropagationPainter
    flows: ShotFlows
    steps_back: tuple[int, ...] = STEPS_BACK
    interpolation: Interpolation | None = None
    group_of: int = GROUP
    tokens: dict[int, FrameTokens] = field(default_factory=dict)
    memory: list[tuple[FrameTokens, Made]] = field(default_factory=list)
    """Frames of other shots, from which all frames are painted, too."""
    key_tracks: dict[int, KeyTracks] = field(default_factory=dict)

    @torch.no_grad()
    def add_frame(self, index: int, luma: Tensor) -> None:
        self.tokens[index] = self.network.tokens(luma)

    def tracks(self, target: int, frames: list[int], keys: set[int]) -> tuple[list[Tensor], list[Tensor]]:
        place, evidence = [], []
        for frame in frames:
            track = self.key_tracks.setdefault(frame, KeyTracks(self.flows, frame)).of(target) if frame in keys else self.flows.track(target, frame)
            place.append(torch.from_numpy(track.place.transpose(2, 0, 1)))
            evidence.append(torch.from_numpy(track.evidence(*(np.asarray(self.flows.luma[f], np.float32) for f in (target, frame)))))
        return place, evidence

    @torch.no_grad()
    def interpolated(self, target: int, around: dict[int, Made], keys: set[int]) -> Made | None:
        """`None` where flow to one of both cannot be trusted."""
        frames = list(around)
        place, evidence = self.tracks(target, frames, keys)
        farther = max(abs(frame - target) for frame in frames)
        if lost_share(evidence) > MOST_LOST[min(farther, len(MOST_LOST)) - 1]:
            return None
        luma = torch.from_numpy(np.asarray(self.flows.luma[target], np.float32) / np.float32(127.5) - 1)[None, None]
        join = lambda planes: torch.stack([plane.reshape(plane.shape[-3:]) for plane in planes]).unsqueeze(0)  # noqa: E731
        time = torch.tensor([[float(frame - target) for frame in frames]])
        made = self.interpolation(luma, join([each.ab for each in around.values()]), join([each.confidence for each in around.values()]), join(place), join(evidence), time)
        return Made(made.ab, torch.sigmoid(made.confidence_logit))

    @torch.no_grad()
    def one(self, target: int, sources: dict[int, Made], keys: set[int], searched: tuple[int, ...] = ()) -> Made:
        """`searched`: sources that are so once more, without a track."""
        frames = list(sources)
        place, evidence = self.tracks(target, frames, keys)
        trackless = [(self.tokens[f], sources[f]) for f in searched] + self.memory
        known = [(self.tokens[f], sources[f]) for f in frames] + trackless
        for _ in trackless:
            nowhere = without_track(place[0].reshape(1, *place[0].shape[-3:]), evidence[0].reshape(1, *evidence[0].shape[-3:]), torch.tensor([True]))
            place.append(nowhere[0])
            evidence.append(nowhere[1])
        join = lambda planes: torch.stack([plane.reshape(plane.shape[-3:]) for plane in planes]).unsqueeze(0)  # noqa: E731
        others = len(trackless)
        source = Source(
            join([tokens.fine for tokens, _ in known]), join([tokens.coarse for tokens, _ in known]), join([made.ab for _, made in known]),
            join([made.confidence for _, made in known]), join(place), join(evidence),
            torch.tensor([[float(f - target) for f in frames] + [MEMORY_FRAMES_AWAY] * others]), torch.tensor([[float(f in keys) for f in frames] + [1.0] * others]),
        )
        painted = self.network(self.tokens[target], source)
        return Made(painted.ab, torch.sigmoid(painted.confidence_logit))

    def run(self, keys: dict[int, Tensor], first: int, last: int) -> dict[int, Made]:
        """All frames first…last; `keys` maps frame → ab/110 [1, 2, h, w]."""
        made = {f: Made(ab, torch.ones_like(ab[:, :1])) for f, ab in keys.items()}
        if self.interpolation is not None:
            for target, sources, around in interpolated_order_of(tuple(keys), first, last, static_frames(self.flows.luma), self.group_of):
                found = None if around is None else self.interpolated(target, {f: made[f] for f in around}, keys.keys() & set(around))
                searched = tuple(keys.keys() & set(sources)) if around is None and not min(keys) < target < max(keys) else ()
                made[target] = found or self.one(target, {f: made[f] for f in sources}, keys.keys() & set(sources), searched)
            return made
        for target, sources in order_of(tuple(keys), first, last, self.steps_back):
            made[target] = self.one(target, {f: made[f] for f in sources}, keys.keys() & set(sources))
        return made


class PaintedPropagation:
    """The same calls as `propagation_schedule.Propagation`, painted."""

    def __init__(self, file: Path, interpolation: Path | None = None) -> None:
        self.network = load_painter(file)
        self.interpolation = load_interpolation(interpolation) if interpolation else None
        self.lightness: dict[int, np.ndarray] = {}
        self.painter: ShotPainter | None = None

    def add_frame(self, index: int, lightness: np.ndarray) -> None:
        """`lightness`: L 0…100 [H, W]; frames are numbered from 0 without a gap."""
        self.lightness[index] = pad_to_multiple(np.ascontiguousarray(lightness, np.float32))
        self.painter = None

    def forget(self) -> None:
        self.lightness.clear()
        self.painter = None

    def run(self, keys: dict[int, np.ndarray], first: int, last: int) -> dict[int, Result]:
        if self.painter is None:
            frames = [self.lightness[t] for t in range(len(self.lightness))]
            small = np.stack([np.round(quarter(frame) * 2.55) for frame in frames]).clip(0, 255).astype(np.uint8)
            self.painter = ShotPainter(self.network, ShotFlows(neighbour_flows([half_luma(frame) for frame in frames]), small), interpolation=self.interpolation)
            for t, frame in enumerate(frames):
                self.painter.add_frame(t, torch.from_numpy(frame / np.float32(50) - 1)[None, None])
        made = self.painter.run({t: torch.from_numpy(ab) for t, ab in keys.items()}, first, last)
        return {t: Result(one.ab.numpy(), one.confidence.numpy()) for t, one in made.items()}


@dataclass(frozen=True)
class ValidationShot:
    """The first frames of a clip at half size, in their own colours and in others."""

    name: str
    luma: list[Tensor]
    lightness: np.ndarray  # [T, h, w] L 0…100 at ¼
    ab: np.ndarray  # [T, 2, h, w] Lab units
    recoloured: np.ndarray
    changed: np.ndarray  # [T, h, w] bool: has another colour by more than 15
    flows: ShotFlows

    @classmethod
    def of(cls, tracked: TrackedClip, frames: int) -> ValidationShot:
        clip, flows = tracked.clip, tracked.flows
        high, wide = (length // 64 * 64 for length in clip.luma.shape[1:])
        count = min(frames, clip.frames)
        luma = halved(np.asarray(clip.luma[:count, None, :high, :wide], np.float32))[:, 0]
        ab = halved(np.asarray(clip.ab[:count, :, : high // 4, : wide // 4], np.float32))
        small = np.asarray(flows.luma[:count, None, : high // 4, : wide // 4], np.float32)
        smaller = halved(small)[:, 0]
        flow = halved(np.asarray(flows.flows[:count, :, : high // 4, : wide // 4], np.float32)) / 2
        lightness = smaller / 2.55
        lab = np.concatenate([lightness[:1], ab[0]]).reshape(3, -1).T
        recoloured = ColourMap.draw(np.random.default_rng(len(clip.name)), lab).apply(lightness, ab)
        changed = np.sqrt(((recoloured - ab) ** 2).sum(1)) > 15
        lumas = [torch.from_numpy(plane / np.float32(127.5) - 1)[None, None] for plane in luma]
        return cls(clip.name, lumas, lightness, ab, recoloured, changed, ShotFlows(flow, np.round(smaller).astype(np.uint8)))


@torch.no_grad()
def measure_shots(network: PropagationPainter, shots: list[ValidationShot]) -> dict[str, object]:
    """PSNR of ab (peak 220) over the propagated frames, mean over clips, with one key and two; ΔE2000 where a recoloured clip has another colour."""
    found: dict[str, list[float]] = {"one": [], "both": [], "recoloured": [], "deltaE": [], "said": [], "true": []}
    for shot in shots:
        run = ShotPainter(network, shot.flows)
        last = len(shot.luma) - 1
        for t, luma in enumerate(shot.luma):
            run.add_frame(t, luma)
        key = lambda truth, t: torch.from_numpy(truth[t : t + 1] / np.float32(110))  # noqa: E731
        one = run.run({0: key(shot.ab, 0)}, 0, last)
        both = run.run({0: key(shot.ab, 0), last: key(shot.ab, last)}, 0, last)
        other = run.run({0: key(shot.recoloured, 0)}, 0, last)
        found["one"].append(mean_psnr(one, shot.ab, range(1, last + 1)))
        found["both"].append(mean_psnr(both, shot.ab, range(1, last)))
        found["recoloured"].append(mean_psnr(other, shot.recoloured, range(1, last + 1)))
        errors, close, said = [], [], []
        for t in range(1, last + 1):
            made = other[t].ab[0].numpy() * 110
            labs = [np.concatenate([shot.lightness[t][None], ab]).transpose(1, 2, 0) for ab in (made, shot.recoloured[t])]
            apart = delta_e2000(*labs)
            errors.append(apart[shot.changed[t]])
            close.append(float((apart <= 5).mean()))
            said.append(float(other[t].confidence.mean()))
        found["deltaE"].append(float(np.concatenate(errors).mean()) if any(len(e) for e in errors) else 0.0)
        found["said"].append(float(np.mean(said)))
        found["true"].append(float(np.mean(close)))
    names = {shot.name: round(value, 2) for shot, value in zip(shots, found["one"], strict=True)}
    return {name: round(float(np.mean(values)), 3) for name, values in found.items()} | {"clips": names}


def mean_psnr(made: dict[int, Made], truth: np.ndarray, frames: range) -> float:
    return float(np.mean([-10 * np.log10(((made[t].ab[0].numpy() - truth[t] / 110) ** 2).mean() / 4 + 1e-9) for t in frames]))
