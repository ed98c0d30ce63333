"""Measure propagation on held-out clips through the exported graphs, beside what it must beat.

    python evaluate_propagation.py --data ../shared/data --split test

Protocol: clips at their own size (480 lines), first frame's colour true (or first and last), L true throughout, float RGB
PSNR of propagated frames only, averaged per clip and then over clips. The network's ab goes up from ¼ by bicubic; copy and
flow work on full-size ab. Use `--split val` for choosing; clips/test is never tuned on.

With `--product` the films that the program itself wrote of the same clips are measured beside them, by the same arithmetic: CDC and
warp error too. Resumable: with `--out` what the file holds of other lines and clips stays, so that lines which do not depend on the weights
are measured once, and of the lines asked for only the clips are measured that the file lacks under these weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from tintype_training import bilateral
from tintype_training.clips import DEFAULT_DATA, decode_rgb, fast_lab
from tintype_training.colour import delta_e2000
from tintype_training.flow import Flow, warp_back
from tintype_training.propagation_metrics import Calibration, ClipScore, Motion
from tintype_training.propagation_runs import PaintedPropagation
from tintype_training.propagation_schedule import STEPS_BACK, Propagation, enlarge_ab, shrink_ab

MODELS = Path(__file__).resolve().parents[1] / "resources" / "models" / "propagation"
PRODUCT_LINES = {"product": "ours-first.mkv", "productBoth": "ours-both.mkv"}
"""What `scripts/evaluate-clips.ts` leaves of each clip: the film that the program itself wrote."""
OWN_LINES = {"ours", "oursBoth", *PRODUCT_LINES}
PAINTED_LINES = {"painted", "paintedBoth"}
"""Of the propagation painter (`--painted`); with `ours`, the graphs in `--models`."""
LINES = ("copy", "bilateral", "flow", "ours", "painted", "copyBoth", "flowBoth", "oursBoth", "paintedBoth", *PRODUCT_LINES, "truth")


class Shot:
    """A decoded clip, its Lab planes and the flows of the true clip."""

    def __init__(self, path: Path, limit: int, *, with_flow: bool) -> None:
        self.name = path.stem
        self.rgb = decode_rgb(path)[:limit]
        self.lab = [fast_lab(frame) for frame in self.rgb]
        self.last = len(self.rgb) - 1
        gray = [np.round(lab[..., 0] * 2.55).astype(np.uint8) for lab in self.lab]
        flow, flowing = Flow(), range(self.last if with_flow else 0)
        self.back = {t + 1: flow.between(gray[t + 1], gray[t]) for t in flowing}
        self.ahead = {t: flow.between(gray[t], gray[t + 1]) for t in flowing}

    def ab(self, frame: int) -> np.ndarray:
        return self.lab[frame][..., 1:]

    def score(self, ab: Callable[[int], np.ndarray], *, both: bool) -> ClipScore:
        score = ClipScore()
        for frame in range(1, self.last if both else self.last + 1):
            motion = Motion.between(self.back[frame], self.ahead[frame - 1]) if self.back else None
            score.add(frame, self.rgb[frame] / np.float32(255), self.lab[frame], ab(frame), motion)
        return score


def flow_pass(shot: Shot, *, backwards: bool) -> dict[int, np.ndarray]:
    """Colour of the first (or last) frame, warped by flow from frame to frame."""
    order = range(shot.last - 1, -1, -1) if backwards else range(1, shot.last + 1)
    carried = {shot.last if backwards else 0: shot.ab(shot.last if backwards else 0)}
    for t in order:
        source, flow = (t + 1, shot.ahead[t]) if backwards else (t - 1, shot.back[t])
        carried[t] = warp_back(carried[source], flow)
    return carried


def mix(left: dict[int, np.ndarray], right: dict[int, np.ndarray], last: int) -> Callable[[int], np.ndarray]:
    return lambda t: left[t] * (1 - t / last) + right[t] * (t / last)


def measure_painted(shot: Shot, net: PaintedPropagation, lines: set[str], calibration: Calibration) -> dict[str, ClipScore]:
    scores: dict[str, ClipScore] = {}
    for t, lab in enumerate(shot.lab):
        net.add_frame(t, lab[..., 0])
    for line in sorted(PAINTED_LINES & lines):
        both = line.endswith("Both")
        found = net.run({t: shrink_ab(shot.ab(t)) for t in ((0, shot.last) if both else (0,))}, 0, shot.last)
        scores[line] = shot.score(lambda t, found=found: enlarge_ab(found[t].ab, shot.lab[t][..., 0]), both=both)
        if not both:
            for t in range(1, shot.last + 1):
                calibrate(calibration, shot.lab[t], found[t].ab, found[t].confidence)
    net.forget()
    return scores


def measure(shot: Shot, net: Propagation, lines: set[str], calibration: Calibration, sheets: Path | None, written: dict[str, Path]) -> dict[str, ClipScore]:
    scores: dict[str, ClipScore] = {}
    if "truth" in lines:
        scores["truth"] = shot.score(shot.ab, both=False)
    if "copy" in lines:
        scores["copy"] = shot.score(lambda _: shot.ab(0), both=False)
    if "bilateral" in lines:
        carried = bilateral.propagate([lab[..., 0] for lab in shot.lab], shot.ab(0))
        scores["bilateral"] = shot.score(lambda t: carried[t], both=False)
    if "copyBoth" in lines:
        blended = mix({t: shot.ab(0) for t in range(shot.last + 1)}, {t: shot.ab(shot.last) for t in range(shot.last + 1)}, shot.last)
        scores["copyBoth"] = shot.score(blended, both=True)
    forward = flow_pass(shot, backwards=False) if lines & {"flow", "flowBoth"} or sheets else {}
    if "flow" in lines:
        scores["flow"] = shot.score(lambda t: forward[t], both=False)
    if "flowBoth" in lines:
        scores["flowBoth"] = shot.score(mix(forward, flow_pass(shot, backwards=True), shot.last), both=True)
    if lines & {"ours", "oursBoth"} or sheets:
        for t, lab in enumerate(shot.lab):
            net.add_frame(t, lab[..., 0])
    if "ours" in lines or sheets:
        found = net.run({0: shrink_ab(shot.ab(0))}, 0, shot.last)
        scores["ours"] = shot.score(lambda t: enlarge_ab(found[t].ab, shot.lab[t][..., 0]), both=False)
        for t in range(1, shot.last + 1):
            calibrate(calibration, shot.lab[t], found[t].ab, found[t].confidence)
        if sheets:
            from tintype_training.contact_sheet import contact_sheet

            contact_sheet(sheets / f"{shot.name}.png", shot.lab, forward, found)
    if "oursBoth" in lines:
        keys = {0: shrink_ab(shot.ab(0)), shot.last: shrink_ab(shot.ab(shot.last))}
        both = net.run(keys, 0, shot.last)
        scores["oursBoth"] = shot.score(lambda t: enlarge_ab(both[t].ab, shot.lab[t][..., 0]), both=True)
    for line, file in written.items():
        film = decode_rgb(file)
        scores[line] = shot.score(lambda t, film=film: fast_lab(film[t])[..., 1:], both=line.endswith("Both"))
    net.forget()
    return scores


def weights_of(models: Path) -> str:
    """Identity of a pair of graphs."""
    return " ".join(hashlib.sha256((models / f"{graph}.onnx").read_bytes()).hexdigest()[:8] for graph in ("encode", "read", "fuse"))


def calibrate(calibration: Calibration, lab: np.ndarray, ab: np.ndarray, confidence: np.ndarray) -> None:
    """ΔE2000 at ¼, inside the picture (not in the padding)."""
    h, w = lab.shape[0] // 4, lab.shape[1] // 4
    small = cv2.resize(lab[: h * 4, : w * 4], (w, h), interpolation=cv2.INTER_AREA)
    mine = np.concatenate([small[..., :1], ab[0, :, :h, :w].transpose(1, 2, 0) * 110.0], -1)
    calibration.add(confidence[0, 0, :h, :w], delta_e2000(mine, small) <= 5.0)


def mean_of(summaries: list[dict[str, float | None]]) -> dict[str, float | None]:
    """Mean over clips; a distance that a clip is too short for is left out of its mean."""
    names = [n for n in summaries[0] if all(n in s for s in summaries) and not isinstance(summaries[0][n], list)]
    values = {n: [s[n] for s in summaries if s[n] is not None] for n in names}
    return {n: round(float(np.mean(v)), 6 if n in ("cdc", "warpError") else 3) if v else None for n, v in values.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--split", default="val", choices=["val", "test"])
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--painted", type=Path, help="checkpoint of the propagation painter")
    parser.add_argument("--interpolation", type=Path, help="checkpoint of `Interpolation`, as the program has it; without it every frame is painted")
    parser.add_argument("--lines", nargs="+", default=list(LINES), choices=LINES)
    parser.add_argument("--clips", nargs="*", help="only clips whose name contains one of these")
    parser.add_argument("--limit", type=int, default=100000, help="only the first so many frames")
    parser.add_argument("--recent", type=int, nargs="+", default=STEPS_BACK, help="frames back in memory beside the keys")
    parser.add_argument("--two-pass", action="store_true", help="between two keys both directions, as version 1.2.0")
    parser.add_argument("--without-flow", action="store_true", help="no warp error, and no lines that need flow")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sheets", type=Path, help="write contact sheets here")
    parser.add_argument("--product", type=Path, help="folder of scripts/evaluate-clips.ts (.cache/evaluate): measure what the program wrote as well")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.add_argument("--plots", type=Path, help="draw the figures of --out here (../docs/pictures)")
    options = parser.parse_args()
    cv2.setNumThreads(options.threads)

    net, weights = Propagation.load(options.models, options.threads), weights_of(options.models)
    painted = PaintedPropagation(options.painted, options.interpolation) if options.painted else None
    painted_weights = hashlib.sha256(options.painted.read_bytes()).hexdigest()[:8] if options.painted else ""
    painted_calibrations: dict[str, dict[str, list[float]]] = {}
    of_painted: dict[str, object] = {}
    net.steps_back, net.two_pass = tuple(options.recent), options.two_pass
    per_clip: dict[str, dict[str, dict[str, float | None]]] = {}
    calibrations: dict[str, dict[str, list[float]]] = {}
    if options.out and options.out.exists():
        kept = json.loads(options.out.read_text())
        same = kept.get("weights") == weights
        calibrations = kept.get("calibrations", {}) if same else {}
        of_painted = {name: kept[name] for name in kept if name.startswith("painted")}
        same_painted = not painted or kept.get("paintedWeights") == painted_weights
        painted_calibrations = kept.get("paintedCalibrations", {}) if same_painted else {}
        stale = (set() if same else OWN_LINES) | (set() if same_painted else PAINTED_LINES)
        per_clip = {name: {line: found for line, found in clip.items() if line in LINES and line not in stale} for name, clip in kept["clips"].items()}
    for path in sorted((options.data / "clips" / options.split).glob("*.mp4")):
        if options.clips and not any(part in path.stem for part in options.clips):
            continue
        written = {line: options.product / path.stem / file for line, file in PRODUCT_LINES.items()} if options.product else {}
        wanted = [line for line in options.lines if line not in PRODUCT_LINES or (line in written and written[line].exists())]
        wanted = [line for line in wanted if painted or line not in PAINTED_LINES]
        missing = {line for line in wanted if "psnrByFrame" not in per_clip.get(path.stem, {}).get(line, {})}
        if not missing and not options.sheets:
            continue
        shot, calibration = Shot(path, options.limit, with_flow=not options.without_flow), Calibration()
        scores = measure(shot, net, missing, calibration, options.sheets, {line: file for line, file in written.items() if line in missing})
        if painted and missing & PAINTED_LINES:
            painted_calibration = Calibration()
            scores |= measure_painted(shot, painted, missing, painted_calibration)
            if "painted" in missing:
                painted_calibrations[shot.name] = painted_calibration.sums()
        found = {line: score.summary() for line, score in scores.items()}
        per_clip[shot.name] = per_clip.get(shot.name, {}) | found
        if "ours" in missing:
            calibrations[shot.name] = calibration.sums()
        shown = " ".join(f"{line} {s['psnr1to24']:.2f}/{s['psnrClip']:.2f}" for line, s in found.items())
        print(f"{shot.name}: {shown}", flush=True)
        if painted:
            summary = Calibration.of(painted_calibrations.values()).summary()
            of_painted = {"paintedWeights": painted_weights, "paintedCalibration": summary, "paintedCalibrations": painted_calibrations}
        write(options, per_clip, calibrations, net, weights, of_painted)
    for line, mean in means_of(per_clip).items():
        print(line, json.dumps(mean))
    print("calibration", json.dumps(Calibration.of(calibrations.values()).summary()), "times", json.dumps(times_of(net)))
    if options.plots and options.out:
        from plot_propagation import draw

        draw(json.loads(options.out.read_text()), options.plots)


def means_of(per_clip: dict[str, dict[str, dict[str, float | None]]]) -> dict[str, dict[str, float | None]]:
    """Over the clips on which every line present was measured."""
    present = [line for line in LINES if any(line in clip for clip in per_clip.values())]
    complete = [clip for clip in per_clip.values() if all(line in clip for line in present)]
    return {line: mean_of([clip[line] for clip in complete]) for line in present} if complete else {}


def times_of(net: Propagation) -> dict[str, float]:
    """Median milliseconds per call; empty for lines without a network."""
    timed = {"encodeMs": net.encode_seconds, "readMs": net.read_seconds}
    return {name: round(float(np.median(seconds)) * 1e3, 1) for name, seconds in timed.items() if seconds}


def write(
    options: argparse.Namespace,
    per_clip: dict[str, dict[str, dict[str, float | None]]],
    calibrations: dict[str, dict[str, list[float]]],
    net: Propagation,
    weights: str,
    of_painted: dict[str, object],
) -> None:
    if options.out:
        result = {
            "split": options.split,
            "weights": weights,
            "recent": list(net.steps_back),
            "means": means_of(per_clip),
            "calibration": Calibration.of(calibrations.values()).summary(),
            "times": times_of(net),
            "clips": per_clip,
            "calibrations": calibrations,
        } | of_painted
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
