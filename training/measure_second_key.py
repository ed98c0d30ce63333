"""Does a second key help more at the suggested frame than at the middle one?

    python measure_second_key.py --split val --candidates --out runs/second-key-val.json    # for choosing the rule
    python measure_second_key.py --split test --limit 48 --painted checkpoints/NAME.pt --out runs/second-key-painted-test.json    # once, at the end

Each clip is coloured from its true first frame, then from that and a second true frame. Kept: PSNR of ab (peak 220) of every
propagated frame, and the mean confidence of the first run, by which the product (`scripts/suggested-frame.ts`) names a frame.
`--candidates` tries two places beside these two. Resumable: what the file holds is not measured again. Half size by default.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
import torch

from tintype_training.clips import DEFAULT_DATA, Clip, load_clips
from tintype_training.propagation_metrics import psnr
from tintype_training.propagation_runs import PaintedPropagation
from tintype_training.propagation_schedule import SIZE_MULTIPLE, Propagation, Result

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "resources" / "models" / "propagation"
CANDIDATES = (0.42, 0.58, 0.67, 0.75, 0.85)


def shrunk(plane: np.ndarray, scale: float) -> np.ndarray:
    return plane if scale == 1 else cv2.resize(plane, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


class Measured:
    """A clip, understood once, run with any keys."""

    def __init__(self, net: Propagation | PaintedPropagation, clip: Clip, limit: int, scale: float) -> None:
        self.net, self.last = net, min(limit, clip.frames) - 1
        side = round(SIZE_MULTIPLE / scale)
        high, wide = (length // side * side for length in clip.luma.shape[1:])
        net.forget()
        self.truth = {}
        for t in range(self.last + 1):
            net.add_frame(t, shrunk(clip.luma[t, :high, :wide].astype(np.float32) / 2.55, scale))
            ab = np.asarray(clip.ab[t, :, : high // 4, : wide // 4], np.float32)
            self.truth[t] = np.stack([shrunk(channel, scale) for channel in ab])

    def run(self, keys: set[int]) -> dict[int, Result]:
        return self.net.run({k: self.truth[k][None] / 110.0 for k in keys}, 0, self.last)

    def psnr_of(self, found: dict[int, Result], keys: set[int]) -> dict[str, float]:
        return {str(t): round(psnr(found[t].ab[0] * 110.0 - self.truth[t], 220.0), 3) for t in range(self.last + 1) if t not in keys}


def suggested(confidence: list[float], node: str) -> int:
    """The frame that the product suggests; the first frame of the list is the key."""
    command = [node, str(ROOT / "scripts" / "suggested-frame.ts")]
    return int(subprocess.run(command, input=json.dumps({"confidence": confidence, "keys": [0]}), text=True, check=True, capture_output=True).stdout)


def summary(clips: dict[str, dict[str, object]], node: str) -> dict[str, object]:
    rows = {}
    for name, clip in clips.items():
        tried: dict[str, dict[str, float]] = clip["second"]  # type: ignore[assignment]
        confidence: list[float] = clip["confidence"]  # type: ignore[assignment]
        mean = {int(frame): float(np.mean(list(values.values()))) for frame, values in tried.items()}
        frame, middle = suggested(confidence, node), (len(confidence) - 1) // 2
        if frame in mean and middle in mean:
            best = max(mean, key=lambda each: mean[each])
            alone = float(np.mean(list(clip["one"].values())))  # type: ignore[attr-defined]
            rows[name] = {"oneKey": alone, "suggested": mean[frame], "middle": mean[middle], "suggestedFrame": frame, "middleFrame": middle, "bestTriedFrame": best, "bestTried": mean[best]}
    means = {what: round(float(np.mean([row[what] for row in rows.values()])), 3) for what in ("oneKey", "middle", "suggested", "bestTried")} if rows else {}
    return {"means": means, "clips": rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--split", default="val", choices=["val", "test"])
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--painted", type=Path, help="weights of the propagation painter; without it the network of `--models`")
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--limit", type=int, default=100000)
    parser.add_argument("--candidates", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--node", default=str(ROOT / "node_modules" / ".bin" / "node"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(options.threads)
    net = Propagation.load(options.models, options.threads) if options.painted is None else PaintedPropagation(options.painted)
    weights = options.models.name if options.painted is None else options.painted.name
    clips: dict[str, dict[str, object]] = json.loads(options.out.read_text())["measured"] if options.out.exists() else {}

    def write() -> None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        result = {"split": options.split, "scale": options.scale, "weights": weights, **summary(clips, options.node), "measured": clips}
        options.out.write_text(json.dumps(result, indent=1) + "\n")

    for clip in load_clips(options.data, options.split):
        measured: Measured | None = None
        entry = clips.setdefault(clip.name, {"second": {}})
        if "confidence" not in entry:
            measured = Measured(net, clip, options.limit, options.scale)
            found = measured.run({0})
            entry["one"] = measured.psnr_of(found, {0})
            entry["confidence"] = [1.0] + [round(float(found[t].confidence.mean()), 4) for t in range(1, measured.last + 1)]
            write()
        confidence: list[float] = entry["confidence"]  # type: ignore[assignment]
        last = len(confidence) - 1
        wanted = {last // 2, suggested(confidence, options.node)} | ({round(share * last) for share in CANDIDATES} if options.candidates else set())
        second: dict[str, dict[str, float]] = entry["second"]  # type: ignore[assignment]
        for frame in sorted(wanted - {int(each) for each in second}):
            measured = measured or Measured(net, clip, options.limit, options.scale)
            second[str(frame)] = measured.psnr_of(measured.run({0, frame}), {0, frame})
            write()
        print(clip.name, {frame: round(float(np.mean(list(values.values()))), 2) for frame, values in sorted(second.items(), key=lambda each: int(each[0]))}, flush=True)
    write()
    print(json.dumps(summary(clips, options.node), indent=1))


if __name__ == "__main__":
    main()
