"""Does colour stay on its thing? Objects of held-out clips in their own colour and in another, beside DIS flow and what ships.

    python evaluate_objects.py --split test --painted checkpoints/propagate-4.pt --out runs/objects-test.json

Protocol (DESIGN): the object's ab is turned by 120° and its chroma raised to at least 25 in every frame, lightness kept; the first frame so
coloured is the key. ΔE2000 inside the object over frames 1…24, at ¼ size; the share of it above 10; how well confidence tells these places
(AUROC). *Boundary*: the key has one colour inside the object and none outside; the share of the step that lies 3…12 pixels outside it ten frames on.
With `--split val`, which has no masks, the object is all of one cluster of colours, and no boundary is measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from tintype_training.clips import DEFAULT_DATA, decode_rgb, fast_lab, quarter
from tintype_training.colour import delta_e2000
from tintype_training.flow import Flow, warp_back
from tintype_training.propagation_metrics import Calibration
from tintype_training.propagation_runs import PaintedPropagation
from tintype_training.propagation_schedule import Propagation, pad_to_multiple
from tintype_training.test_masks import mask_files

FOLDER = Path(__file__).resolve().parent
MODELS = FOLDER.parent / "resources" / "models" / "propagation"
FRAMES, HELD = 24, 10
TURN, LEAST_CHROMA = np.radians(120), 25.0
OFF = 10.0
STEP = np.array([0.0, 60.0], np.float32)
"""Colour of the boundary measure, ab."""


@dataclass
class Shot:
    name: str
    lightness: list[np.ndarray]  # L 0…100 [H, W], padded to multiples of 32
    small: np.ndarray  # L at ¼ [T, h, w]
    ab: np.ndarray  # [T, 2, h, w]
    inside: np.ndarray  # [T, h, w] bool
    mask: np.ndarray | None  # [T, H, W] bool

    def recoloured(self) -> np.ndarray:
        cos, sin = np.cos(TURN), np.sin(TURN)
        turned = np.einsum("ij,tjhw->tihw", np.array([[cos, -sin], [sin, cos]], np.float32), self.ab)
        chroma = np.sqrt((turned**2).sum(1, keepdims=True))
        mean = turned.transpose(0, 2, 3, 1)[self.inside].mean(0)
        grey = np.where(chroma > 1, turned / np.maximum(chroma, 1e-6), (mean / max(1e-6, np.linalg.norm(mean)))[None, :, None, None])
        raised = grey * np.maximum(chroma, LEAST_CHROMA)
        return np.where(self.inside[:, None], raised, self.ab).astype(np.float32)

    def flat(self) -> np.ndarray:
        """One colour inside, none outside, with the mask's own share at its edge."""
        assert self.mask is not None
        share = np.stack([quarter(mask.astype(np.float32)) for mask in self.mask])
        return share[:, None] * STEP[None, :, None, None]


def load_shot(path: Path, masks: Path | None) -> Shot:
    labs = [fast_lab(frame) for frame in decode_rgb(path)[: FRAMES + 1]]
    padded = [pad_to_multiple(lab) for lab in labs]
    small = np.stack([quarter(np.ascontiguousarray(lab)) for lab in padded])
    ab = small[..., 1:].transpose(0, 3, 1, 2).astype(np.float32)
    if masks is not None:
        files = mask_files(masks)[: len(labs)]
        mask = np.stack([pad_to_multiple((cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) > 127).astype(np.uint8)) > 0 for file in files])
        inside = np.stack([quarter(each.astype(np.float32)) > 0.5 for each in mask])
    else:
        mask, inside = None, cluster(small)
    return Shot(path.stem, [np.ascontiguousarray(lab[..., 0]) for lab in padded], small[..., 0], ab, inside, mask)


def cluster(labs: np.ndarray) -> np.ndarray:
    """[T, h, w, 3] → the cluster of colours that moves most among those of 2…30 % of the picture."""
    some = labs.reshape(-1, 3)[::37].astype(np.float32) * np.float32([0.5, 2, 2])
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(some, 6, None, (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.5), 2, cv2.KMEANS_PP_CENTERS)
    which = (((labs[..., None, :] * np.float32([0.5, 2, 2])) - centres) ** 2).sum(-1).argmin(-1)
    planes = [which == k for k in range(6)]
    fitting = [plane for plane in planes if 0.02 < plane.mean() < 0.3] or planes
    return max(fitting, key=lambda plane: (plane[0] != plane[-1]).sum() / plane.sum())


def flow_line(shot: Shot, key: np.ndarray) -> tuple[np.ndarray, None]:
    """DIS flow from frame to frame at full size."""
    flow = Flow()
    gray = [np.round(lightness * 2.55).clip(0, 255).astype(np.uint8) for lightness in shot.lightness]
    full = cv2.resize(key.transpose(1, 2, 0), gray[0].shape[::-1], interpolation=cv2.INTER_CUBIC)
    made = [key]
    for t in range(1, len(gray)):
        full = warp_back(full, flow.between(gray[t], gray[t - 1]))
        made.append(quarter(full).transpose(2, 0, 1))
    return np.stack(made), None


class Line:
    """What a network makes of a shot."""

    def __init__(self, net: Propagation | PaintedPropagation) -> None:
        self.net = net

    def start(self, shot: Shot) -> None:
        self.net.forget()
        for t, lightness in enumerate(shot.lightness):
            self.net.add_frame(t, lightness)

    def line(self, shot: Shot, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found = self.net.run({0: np.ascontiguousarray(key[None] / 110, np.float32)}, 0, len(shot.lightness) - 1)
        return np.stack([found[t].ab[0] * 110 for t in sorted(found)]), np.stack([found[t].confidence[0, 0] for t in sorted(found)])


def difference(shot: Shot, made: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """ΔE2000 [T, h, w]."""
    lab = lambda ab: np.concatenate([shot.small[:, None], ab], 1).transpose(0, 2, 3, 1).astype(np.float32)  # noqa: E731
    return delta_e2000(lab(made), lab(truth))


def auroc(score: np.ndarray, positive: np.ndarray) -> float | None:
    """Of a score that should be high where `positive`."""
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    yes = int(positive.sum())
    no = len(positive) - yes
    return float((ranks[positive].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else None


def crossing(shot: Shot, made: np.ndarray) -> float:
    """Mean colour in the band outside over the mean inside, as shares of the step."""
    assert shot.mask is not None
    mask = shot.mask[HELD].astype(np.uint8)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)
    within = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    share = cv2.resize((made[HELD].transpose(1, 2, 0) @ STEP) / (STEP @ STEP), mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return float(share[(outside >= 3) & (outside <= 12)].mean() / max(0.05, share[within >= 3].mean()))


Maker = Callable[[Shot, np.ndarray], tuple[np.ndarray, np.ndarray | None]]
"""From a shot and the ab of its first frame to ab and confidence of all its frames."""


def measure(shot: Shot, make: Maker, found: dict) -> None:
    for kind, truth in (("natural", shot.ab), ("recoloured", shot.recoloured())):
        made, confidence = make(shot, truth[0])
        apart = difference(shot, made, truth)
        inside = shot.inside[1:]
        inner = apart[1:][inside]
        rms = [float((((made[t] - truth[t]) / 220) ** 2).mean()) for t in range(1, len(made))]
        found[kind] = {"deltaE": float(np.mean([apart[t][shot.inside[t]].mean() for t in range(1, len(made)) if shot.inside[t].any()])),
                       "off": float((inner > OFF).mean()), "abPsnr": float(np.mean(-10 * np.log10(np.maximum(rms, 1e-12))))}
        if confidence is not None:
            found[kind]["auroc"] = auroc(1 - confidence[1:][inside], inner > OFF)
            calibration = Calibration()
            calibration.add(confidence[1:], apart[1:] <= 5)
            found[kind]["calibration"] = calibration.sums()
    if shot.mask is not None:
        found["crossing"] = crossing(shot, make(shot, shot.flat()[0])[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--split", default="val", choices=["val", "test"])
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--painted", type=Path, default=FOLDER / "checkpoints" / "propagate-4.pt")
    parser.add_argument("--interpolation", type=Path, help="checkpoint of `Interpolation`, as the program has it; without it every frame is painted")
    parser.add_argument("--lines", nargs="+", default=["flow", "shipped", "painted"], choices=["flow", "shipped", "painted"])
    parser.add_argument("--clips", nargs="*")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, help="kept by clip and line; what it holds of the same weights is not measured again")
    options = parser.parse_args()
    cv2.setNumThreads(options.threads)
    torch.set_num_threads(options.threads)
    clips: dict[str, dict] = json.loads(options.out.read_text())["clips"] if options.out and options.out.exists() else {}
    weights = {"flow": "", "shipped": identity(options.models / "read.onnx"), "painted": identity(options.painted)}
    makers = {"shipped": lambda: Propagation.load(options.models, options.threads), "painted": lambda: PaintedPropagation(options.painted, options.interpolation)}
    lines = {line: Line(makers[line]()) for line in options.lines if line in makers}
    for path in sorted((options.data / "clips" / options.split).glob("*.mp4")):
        if options.clips and not any(part in path.stem for part in options.clips):
            continue
        missing = [line for line in options.lines if clips.get(path.stem, {}).get(line, {}).get("weights") != weights[line]]
        if not missing:
            continue
        masks = options.data / "clips" / "test-masks" / path.stem.removeprefix("davis-")
        shot = load_shot(path, masks if options.split == "test" else None)
        for line in missing:
            if line in lines:
                lines[line].start(shot)
            found: dict = {"weights": weights[line]}
            measure(shot, lines[line].line if line in lines else flow_line, found)
            clips.setdefault(shot.name, {})[line] = found
        shown = {line: [round(one[kind]["deltaE"], 2) for kind in ("natural", "recoloured")] for line, one in clips[shot.name].items()}
        print(shot.name, json.dumps(shown), flush=True)
        if options.out:
            options.out.write_text(json.dumps({"split": options.split, "means": means(clips), "clips": clips}, indent=1) + "\n")
    print(json.dumps(means(clips), indent=1))


def identity(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8] if file.exists() else ""


def means(clips: dict[str, dict]) -> dict[str, dict]:
    """Over clips; ΔE also as a share of flow's."""
    result: dict[str, dict] = {}
    for line in sorted({line for clip in clips.values() for line in clip}):
        having = [clip for clip in clips.values() if line in clip]
        result[line] = {}
        for kind in ("natural", "recoloured"):
            parts = [clip[line][kind] for clip in having]
            mean = {name: round(float(np.mean([p[name] for p in parts])), 3) for name in ("deltaE", "off", "abPsnr")}
            aurocs = [p["auroc"] for p in parts if p.get("auroc") is not None]
            if aurocs:
                mean["auroc"] = round(float(np.mean(aurocs)), 3)
                mean["calibrationError"] = Calibration.of(p["calibration"] for p in parts).summary()["expectedCalibrationError"]
            flows = [clip["flow"][kind]["deltaE"] for clip in having if "flow" in clip]
            if len(flows) == len(parts):
                mean["shareOfFlow"] = round(mean["deltaE"] / float(np.mean(flows)), 3)
            result[line][kind] = mean
        crossings = [clip[line]["crossing"] for clip in having if "crossing" in clip[line]]
        if crossings:
            result[line]["crossing"] = round(float(np.mean(crossings)), 3)
    return result


if __name__ == "__main__":
    main()
