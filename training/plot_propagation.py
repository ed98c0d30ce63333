"""Draw what evaluate_propagation.py measured: PSNR by distance from the key, and the reliability of the confidence.

    python plot_propagation.py runs/propagation-test.json --out ../docs/pictures

Writes propagation-psnr.svg/.png and propagation-reliability.svg/.png.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

TOLD = (1, 5, 10, 24)
"""Distances that every evaluation tells."""
FARTHEST = 48
"""Frames from the key; beyond this few clips are left."""

# Categorical colours in a fixed order, distinguishable with the common colour blindnesses; the lines are labelled.
ONE_KEY = {
    "ours": ("this network", "#2a78d6", "-"),
    "flow": ("DIS flow", "#d95926", "-"),
    "bilateral": ("fixed bilateral", "#1baf7a", "-"),
    "copy": ("copy", "#8a8984", "-"),
}
TWO_KEYS = {
    "oursBoth": ("this network", "#2a78d6", "-"),
    "flowBoth": ("DIS flow", "#d95926", "-"),
    "copyBoth": ("copy", "#8a8984", "-"),
}


def tidy(axes: plt.Axes) -> None:
    axes.grid(True, color="#e4e3de", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


def label_ends(axes: plt.Axes, ends: list[tuple[float, float, str, str]], gap: float) -> None:
    """Each line's name at its end, moved apart where they would lie on each other."""
    lowest = -np.inf
    for x, y, name, colour in sorted(ends, key=lambda end: end[1]):
        lowest = max(y, lowest + gap)
        axes.annotate(name, (x, lowest), xytext=(6, 0), textcoords="offset points", va="center", color=colour, fontsize=9, annotation_clip=False)


def by_distance(clips: dict[str, dict[str, dict[str, list[float]]]], line: str) -> tuple[list[int], list[float]]:
    """Mean over the clips that reach each distance; every clip with the line has the same weight. Older files have four distances."""
    lines = [clip[line] for clip in clips.values() if line in clip]
    rows = [found["psnrByFrame"] for found in lines if "psnrByFrame" in found]
    reach = min(FARTHEST, max(map(len, rows), default=0))
    if rows:
        return list(range(1, reach + 1)), [float(np.mean([row[d] for row in rows if len(row) > d])) for d in range(reach)]
    told = {d: [found[f"psnr{d}"] for found in lines if found.get(f"psnr{d}") is not None] for d in TOLD}
    return [d for d in TOLD if told[d]], [float(np.mean(told[d])) for d in TOLD if told[d]]


def by_place(clips: dict[str, dict[str, dict[str, list[float]]]], line: str) -> np.ndarray:
    """Mean over the clips at 41 places between the first key (0) and the last (1)."""
    rows = [clip[line]["psnrByFrame"] for clip in clips.values() if "psnrByFrame" in clip.get(line, {})]
    places = np.linspace(0.0, 1.0, 41)
    return np.mean([np.interp(places, np.linspace(0, 1, len(row)), row) for row in rows], axis=0) if rows else np.array([])


def psnr_figure(result: dict, out: Path) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), width_ratios=[1.35, 1])
    ends = []
    for line, (name, colour, style) in ONE_KEY.items():
        distances, values = by_distance(result["clips"], line)
        if values:
            left.plot(distances, values, style, color=colour, linewidth=2, marker="o" if len(values) == len(TOLD) else None, markersize=5)
            ends.append((distances[-1], values[-1], name, colour))
    label_ends(left, ends, 0.7)
    left.set(title="one key: the first frame", xlabel="frames from the key", ylabel="PSNR (dB)", xlim=(0, FARTHEST * 1.25), xticks=range(0, FARTHEST + 1, 8))
    ends = []
    for line, (name, colour, style) in TWO_KEYS.items():
        values = by_place(result["clips"], line)
        if len(values):
            right.plot(np.linspace(0, 1, 41), values, style, color=colour, linewidth=2)
            ends.append((1.0, float(values[-1]), name, colour))
    label_ends(right, ends, 0.7)
    right.set(title="two keys: first and last frame", xlabel="place between the keys", xlim=(0, 1.3), xticks=(0, 0.5, 1))
    for axes in (left, right):
        tidy(axes)
    if not ends:
        figure.delaxes(right)
    save(figure, out / "propagation-psnr")


def reliability_figure(result: dict, out: Path) -> None:
    calibration = result["calibration"]
    said, true, share = (np.array(calibration[name]) for name in ("said", "true", "share"))
    filled = share > 0
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(5, 5.6), height_ratios=[3.2, 1], sharex=True)
    upper.plot([0, 1], [0, 1], color="#8a8984", linewidth=1, linestyle=(0, (4, 3)))
    upper.annotate("as said", (0.3, 0.3), xytext=(6, -12), textcoords="offset points", color="#6b6a66", fontsize=9)
    upper.plot(said[filled], true[filled], "o-", color="#2a78d6", linewidth=2, markersize=6)
    upper.set(ylabel="share of places with ΔE2000 ≤ 5", xlim=(0, 1), ylim=(0, 1))
    upper.set_title(f"Confidence and truth · expected error {calibration['expectedCalibrationError']:.3f}", fontsize=10.5)
    lower.bar(np.arange(10) / 10 + 0.05, share, width=0.09, color="#2a78d6")
    lower.set(xlabel="confidence", ylabel="of all places")
    for axes in (upper, lower):
        tidy(axes)
    save(figure, out / "propagation-reliability")


def save(figure: plt.Figure, path: Path) -> None:
    figure.tight_layout()
    for suffix in ("svg", "png"):
        figure.savefig(path.with_suffix(f".{suffix}"), dpi=140, metadata={"Date": None} if suffix == "svg" else None)
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "docs" / "pictures")
    options = parser.parse_args()
    draw(json.loads(options.result.read_text()), options.out)


def draw(result: dict, out: Path) -> None:
    plt.rcParams |= {"font.size": 10, "svg.fonttype": "none", "svg.hashsalt": "tintype", "figure.facecolor": "white"}
    out.mkdir(parents=True, exist_ok=True)
    psnr_figure(result, out)
    if result["calibration"]["share"]:
        reliability_figure(result, out)


if __name__ == "__main__":
    main()
