"""The schedule around the two graphs, as src/engine/propagate drives them: keys permanently, recent frames for a while.

Memory of frame t: every key, then the frames one, three and eight steps back in the direction of the pass. All keys are loaded
before the pass begins. What is read is fused with what optical flow carries from the key that the pass began at; memory keeps the reading
itself (0.5 dB better over whole validation clips than keeping what was fused). Between two keys the middle frame is read from both, then
the middle of each half from the keys and the frames at the half's ends, and so on; each reading is fused with what flow carries from
both keys. `two_pass` runs both directions instead and blends them by confidence and distance, as version 1.2.0 did.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from .carried import Carried, half_luma
from .clips import quarter
from .colour_lines import gray_signal, upsample

SIZE_MULTIPLE = 32
CARRIED_FRAMES = 200
"""Frames from the key beyond which nothing is left of what flow carried, and it is not looked for."""
STEPS_BACK = (1, 3, 8)
CONFIDENCE_POWER = 2.0
"""How strongly the surer direction wins where two passes meet."""


def pad_to_multiple(image: np.ndarray, multiple: int = SIZE_MULTIPLE) -> np.ndarray:
    """Reflect at the right and bottom: [H, W] or [H, W, C]."""
    h, w = image.shape[:2]
    return cv2.copyMakeBorder(image, 0, -h % multiple, 0, -w % multiple, cv2.BORDER_REFLECT_101)


def shrink_ab(ab: np.ndarray) -> np.ndarray:
    """ab in Lab units [H, W, 2] → ab/110 of the padded frame at ¼: [1, 2, h, w] float32."""
    small = quarter(pad_to_multiple(np.ascontiguousarray(ab, np.float32)))
    return np.ascontiguousarray(small.transpose(2, 0, 1)[None] / 110.0, np.float32)


def enlarge_ab(ab: np.ndarray, lightness: np.ndarray) -> np.ndarray:
    """ab/110 at ¼ [1, 2, h, w] → ab in Lab units at the size of L 0…100 [height, width], along its luma as in delivery."""
    height, width = lightness.shape
    luma = gray_signal(pad_to_multiple(lightness))
    return upsample(ab[0].transpose(1, 2, 0).astype(np.float32) * 110.0, luma)[:height, :width]


@dataclass
class Result:
    ab: np.ndarray  # [1, 2, h, w] ab/110
    confidence: np.ndarray  # [1, 1, h, w]


def pyramid_order(left: int, right: int) -> Iterator[tuple[int, int, int]]:
    """Each frame between two, after both of its neighbours in the pyramid: frame, neighbour before, neighbour after."""
    gaps = [(left, right)]
    while gaps:
        before, after = gaps.pop()
        if after - before < 2:
            continue
        middle = (before + after) // 2
        yield middle, before, after
        gaps += [(middle, after), (before, middle)]



@dataclass
class Propagation:
    """One shot's worth of encoded frames and the two graphs."""

    encode: onnxruntime.InferenceSession
    read: onnxruntime.InferenceSession
    fuse: onnxruntime.InferenceSession | None = None
    fuse_between: onnxruntime.InferenceSession | None = None
    steps_back: tuple[int, ...] = STEPS_BACK
    two_pass: bool = False
    features: dict[int, list[np.ndarray]] = field(default_factory=dict)
    lumas: dict[int, np.ndarray] = field(default_factory=dict)
    """uint8 [H/2, W/2] of the padded frames."""
    encode_seconds: list[float] = field(default_factory=list)
    read_seconds: list[float] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path, threads: int, *, fusion: bool = True) -> Propagation:
        """The graphs of `folder`; without `fusion` readings are not fused."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        sessions = [
            onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
            for name in ("encode", "read", *(["fuse", "fuse_between"] if fusion else []))
            if name != "fuse_between" or (folder / "fuse_between.onnx").exists()
        ]
        return cls(*sessions)

    def add_frame(self, index: int, lightness: np.ndarray) -> None:
        """`lightness`: L 0…100 [H, W] of frame `index`."""
        padded = pad_to_multiple(np.ascontiguousarray(lightness, np.float32))
        self.lumas[index] = half_luma(padded)
        luma = padded[None, None] / 50.0 - 1.0
        began = time.perf_counter()
        self.features[index] = self.encode.run(None, {"luma": luma})
        self.encode_seconds.append(time.perf_counter() - began)

    def forget(self) -> None:
        self.features.clear()
        self.lumas.clear()

    def one(self, target: int, memory: dict[int, Result]) -> Result:
        frames = list(memory)
        coarse, fine, context = self.features[target]
        nothing = np.zeros_like(memory[frames[0]].ab)
        feeds = {
            "coarse": coarse,
            "fine": fine,
            "context": context,
            "memory_coarse": np.concatenate([self.features[f][0] for f in frames]),
            "memory_fine": np.concatenate([self.features[f][1] for f in frames]),
            "memory_ab": np.concatenate([memory[f].ab for f in frames]),
            "memory_confidence": np.concatenate([memory[f].confidence for f in frames]),
            "memory_time": np.array([f - target for f in frames], np.float32),
            "hint_ab": nothing,
            "hint_mask": nothing[:, :1],
            "boundary": nothing[:, :1],
        }
        began = time.perf_counter()
        ab, confidence = self.read.run(["ab", "confidence"], feeds)
        self.read_seconds.append(time.perf_counter() - began)
        return Result(ab, confidence)

    def run_pass(self, keys: dict[int, np.ndarray], first: int, last: int) -> dict[int, Result]:
        """Frames first…last in that order (backwards where last < first), the first a key; `keys` maps frame → ab/110 at ¼."""
        step = 1 if last >= first else -1
        known = {f: Result(ab, np.ones_like(ab[:, :1])) for f, ab in keys.items()}
        read: dict[int, Result] = {}
        results: dict[int, Result] = {}
        carried: Carried | None = None
        origin = first
        for target in range(first, last + step, step):
            if target in known:
                read[target] = results[target] = known[target]
                origin, carried = target, Carried(self.lumas[target], known[target].ab[0]) if self.fuse else None
                continue
            recent = [target - step * back for back in self.steps_back]
            memory = known | {f: read[f] for f in recent if f in read and f not in known}
            read[target] = results[target] = self.one(target, memory)
            if carried and abs(target - origin) <= CARRIED_FRAMES:
                carried.step(self.lumas[target])
                results[target] = self.fused(read[target], carried, abs(target - origin))
        return results

    def fused(self, reading: Result, carried: Carried, distance: int) -> Result:
        """The fusion of a reading with the colour warped by flow over `distance` frames."""
        assert self.fuse
        ab, evidence = carried.look()
        feeds = {"ab": reading.ab, "confidence": reading.confidence, "carried_ab": ab[None], "evidence": evidence[None], "luma": quarter_luma(carried.last)}
        return Result(*self.fuse.run(["fused_ab", "fused_confidence"], feeds | {"distance": np.array([distance], np.float32)}))

    def run(self, keys: dict[int, np.ndarray], first: int, last: int) -> dict[int, Result]:
        """All frames of the shot first…last from its keys."""
        at = sorted(keys)
        results = self.run_pass(keys, at[-1], last)
        results |= self.run_pass(keys, at[0], first)
        for left, right in zip(at, at[1:], strict=False):
            if not self.two_pass:
                results |= self.run_pyramid({left: keys[left], right: keys[right]}, left, right)
                continue
            forward = self.run_pass(keys, left, right)
            backward = self.run_pass(keys, right, left)
            for target in range(left, right + 1):
                results[target] = blend(forward[target], backward[target], (target - left) / (right - left))
        return results

    def run_pyramid(self, keys: dict[int, np.ndarray], left: int, right: int) -> dict[int, Result]:
        """Frames left…right between two keys, one reading each."""
        known = {f: Result(ab, np.ones_like(ab[:, :1])) for f, ab in keys.items()}
        read = dict(known)
        for middle, before, after in pyramid_order(left, right):
            read[middle] = self.one(middle, known | {before: read[before], after: read[after]})
        if not self.fuse:
            return read
        if self.fuse_between:
            return known | self.fused_between(read, known, left, right)
        from_left = self.fused_along(read, known[left], range(left + 1, right), left)
        from_right = self.fused_along(read, known[right], range(right - 1, left, -1), right)
        results = dict(known)
        for target in range(left + 1, right):
            witnesses = [found[target] for found in (from_left, from_right) if target in found]
            results[target] = witnesses[0] if len(witnesses) == 1 else blend(*witnesses, (target - left) / (right - left))
        return results

    def fused_between(self, read: dict[int, Result], keys: dict[int, Result], left: int, right: int) -> dict[int, Result]:
        """Readings fused with the colour warped by flow from both keys; beyond the reach of flow from one of them, with that of the other."""
        assert self.fuse_between and self.fuse
        looks: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
        for origin, frames in ((left, range(left + 1, right)), (right, range(right - 1, left, -1))):
            carried = Carried(self.lumas[origin], keys[origin].ab[0])
            for target in frames:
                if abs(target - origin) > CARRIED_FRAMES:
                    break
                carried.step(self.lumas[target])
                looks[origin, target] = carried.look()
        results = {}
        for target in range(left + 1, right):
            luma = quarter_luma(self.lumas[target])
            given = {"ab": read[target].ab, "confidence": read[target].confidence, "luma": luma}
            witnesses = [(origin, *looks[origin, target]) for origin in (left, right) if (origin, target) in looks]
            if len(witnesses) == 1:
                [(origin, ab, evidence)] = witnesses
                feeds = given | {"carried_ab": ab[None], "evidence": evidence[None], "distance": np.array([abs(target - origin)], np.float32)}
                results[target] = Result(*self.fuse.run(["fused_ab", "fused_confidence"], feeds))
                continue
            (_, left_ab, left_evidence), (_, right_ab, right_evidence) = witnesses
            feeds = given | {"left_ab": left_ab[None], "left_evidence": left_evidence[None], "right_ab": right_ab[None], "right_evidence": right_evidence[None]}
            feeds["distance"] = np.array([[target - left, right - target]], np.float32)
            results[target] = Result(*self.fuse_between.run(["fused_ab", "fused_confidence"], feeds))
        return results

    def fused_along(self, read: dict[int, Result], key: Result, frames: range, origin: int) -> dict[int, Result]:
        """Readings fused with the colour warped by flow from a key, frame by frame away from it."""
        carried = Carried(self.lumas[origin], key.ab[0])
        fused = {}
        for target in frames:
            if abs(target - origin) > CARRIED_FRAMES:
                break
            carried.step(self.lumas[target])
            fused[target] = self.fused(read[target], carried, abs(target - origin))
        return fused


def quarter_luma(half: np.ndarray) -> np.ndarray:
    """uint8 [H/2, W/2] → L/50 − 1 at ¼: [1, 1, h, w]."""
    small = cv2.resize(half.astype(np.float32), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return small[None, None] / 127.5 - 1.0


def blend(forward: Result, backward: Result, position: float) -> Result:
    """Two passes at `position` 0 (left key) … 1 (right key) of the span."""
    from_left = (1.0 - position) * (forward.confidence + 1e-3) ** CONFIDENCE_POWER
    from_right = position * (backward.confidence + 1e-3) ** CONFIDENCE_POWER
    share = from_left / (from_left + from_right)
    ab = share * forward.ab + (1.0 - share) * backward.ab
    return Result(ab, share * forward.confidence + (1.0 - share) * backward.confidence)
