"""Writes what the engine's propagation painter is compared with: the six frames of `make_flow_fixture.py`, painted by PyTorch from one keyframe and from two.

    python training/make_painted_fixture.py

To be run again when the weights that ship change, or `tintype_training/flow_track.py`.
"""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from make_flow_fixture import FILE, UNITS, coded
from tintype_training.flow_track import ShotFlows
from tintype_training.propagation_runs import Made, ShotPainter, load_interpolation, load_painter

CHECKPOINTS = Path(__file__).resolve().parent / "checkpoints"
WEIGHTS, INTERPOLATION = CHECKPOINTS / "propagate-4.pt", CHECKPOINTS / "interpolation.pt"
OUT = FILE.with_name("painted-frames.json")
AB_UNIT = 256


def key_colour(frame: int, height: int, width: int) -> np.ndarray:
    """ab in Lab units of a keyframe [2, h, w], as the test draws it."""
    y, x = np.mgrid[:height, :width]
    return np.stack([40 * np.sin((x + frame) / 4), 30 * np.cos((y + 2 * frame) / 3)])


def painted(fixture: dict[str, object], keys: tuple[int, ...]) -> dict[str, object]:
    width, height, count = (int(fixture[name]) for name in ("width", "height", "frames"))
    planes = lambda name, kind: np.frombuffer(b64decode(str(fixture[name])), kind)  # noqa: E731
    h, w = height // 4, width // 4
    lightness = (planes("codes", np.uint8).astype(np.float32).reshape(count, height, width) + np.float32(0.128)) / np.float32(2.56)
    flows = ShotFlows(planes("flows", "<i2").reshape(count, 4, h, w).astype(np.float32) / UNITS, planes("cellLumas", np.uint8).reshape(count, h, w))
    painter = ShotPainter(load_painter(WEIGHTS), flows, interpolation=load_interpolation(INTERPOLATION))
    for t in range(count):
        painter.add_frame(t, torch.from_numpy(lightness[t] / 50 - 1)[None, None])
    given: dict[int, Tensor] = {t: torch.from_numpy((np.round(key_colour(t, h, w) * AB_UNIT) / AB_UNIT / 110).astype(np.float32))[None] for t in keys}
    made = painter.run(given, 0, count - 1)
    return {"keys": list(keys), "frames": [coded_frame(t, made[t]) for t in range(count) if t not in keys]}


def coded_frame(frame: int, made: Made) -> dict[str, object]:
    return {"frame": frame, "ab": coded(np.round(made.ab[0].numpy() * 110 * AB_UNIT).astype("<i2")), "confidence": coded(np.round(made.confidence[0].numpy() * 255).astype(np.uint8))}


def main() -> None:
    fixture = json.loads(FILE.read_text())
    last = int(fixture["frames"]) - 1
    OUT.write_text(json.dumps({
        "note": "Made by training/make_painted_fixture.py: ab as Int16 in 1/256, confidence 0…255, at ¼.",
        "runs": [painted(fixture, keys) for keys in ((0,), (0, last))],
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()
