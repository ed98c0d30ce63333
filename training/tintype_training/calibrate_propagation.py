"""Calibrate confidence over whole shots: fit P(ΔE2000 ≤ 5) = σ(scale·logit + offset + slope·log(1 + d)).

    python -m tintype_training.calibrate_propagation --data ../shared/data

`logit` is the network's own, d the distance in frames to the nearest key. Training sees short runs and so knows nothing of
drift; this is fitted on the validation clips, run whole from their first frame and not fused with flow, with graphs exported
*without* calibration. `export_propagation --calibration` builds the result into `read.onnx`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from .clips import DEFAULT_DATA, Clip, load_clips
from .colour import delta_e2000
from .propagation_losses import SURE_DELTA_E
from .propagation_schedule import SIZE_MULTIPLE, Propagation

SPARSE = 3
"""Every third cell each way is enough."""


def observe(net: Propagation, clip: Clip) -> np.ndarray:
    """Rows of (confidence, distance, is close) of a clip run from its first frame."""
    high, wide = (side // SIZE_MULTIPLE * SIZE_MULTIPLE for side in clip.luma.shape[1:])
    lightness = [clip.luma[t, :high, :wide].astype(np.float32) / 2.55 for t in range(clip.frames)]
    truth = [np.asarray(clip.ab[t, :, : high // 4, : wide // 4], np.float32) for t in range(clip.frames)]
    for t, plane in enumerate(lightness):
        net.add_frame(t, plane)
    found = net.run({0: truth[0][None] / 110.0}, 0, clip.frames - 1)
    net.forget()
    rows = []
    for t in range(1, clip.frames):
        small = lightness[t].reshape(high // 4, 4, wide // 4, 4).mean((1, 3))[None]
        labs = [np.concatenate([small, ab])[:, ::SPARSE, ::SPARSE].transpose(1, 2, 0) for ab in (truth[t], found[t].ab[0] * 110.0)]
        close = delta_e2000(*labs) <= SURE_DELTA_E
        sure = found[t].confidence[0, 0, ::SPARSE, ::SPARSE]
        rows.append(np.stack([sure.ravel(), np.full(sure.size, float(t)), close.ravel()]))
    return np.concatenate(rows, 1)


def inputs(rows: np.ndarray) -> np.ndarray:
    sure = np.clip(rows[0], 1e-5, 1 - 1e-5)
    return np.stack([np.log(sure / (1 - sure)), np.ones_like(sure), np.log1p(rows[1])])


def fit(rows: np.ndarray) -> dict[str, float]:
    """Logistic regression."""
    x, close = inputs(rows), rows[2]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        z = weights @ x
        return float(np.mean(np.logaddexp(0, z) - close * z)), x @ (1 / (1 + np.exp(-z)) - close) / len(close)

    weights = minimize(loss, np.array([1.0, 0.0, 0.0]), jac=True, method="L-BFGS-B").x
    return {"scale": float(weights[0]), "offset": float(weights[1]), "slope": float(weights[2])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--models", type=Path, required=True, help="folder of graphs exported without --calibration")
    parser.add_argument("--clips", nargs="*", help="only clips whose name contains one of these")
    parser.add_argument("--rows", type=Path, nargs="*", default=[], help="observations kept earlier, instead of running")
    parser.add_argument("--keep", type=Path, help="keep the observations here and fit later")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("checkpoints/propagation-calibration.json"))
    options = parser.parse_args()
    if options.rows:
        rows = np.concatenate([np.load(path) for path in options.rows], 1)
    else:
        net = Propagation.load(options.models, options.threads, fusion=False)
        clips = [c for c in load_clips(options.data, "val") if not options.clips or any(part in c.name for part in options.clips)]
        rows = np.concatenate([observe(net, clip) for clip in clips], 1)
    if options.keep:
        np.save(options.keep, rows)
        return
    found = fit(rows)
    options.out.write_text(json.dumps({name: round(value, 4) for name, value in found.items()}) + "\n")
    said = 1 / (1 + np.exp(-np.array([found["scale"], found["offset"], found["slope"]]) @ inputs(rows)))
    print(found, "mean said", said.mean(), "true", rows[2].mean(), "said before", rows[0].mean())


if __name__ == "__main__":
    main()
