"""Writes what the tests of the engine compare their flow tracks with: six small drawn frames, their flows, tracks through them.

    python training/make_flow_fixture.py

Only to be run again when `tintype_training/flow_track.py` has changed. Planes are base64 of their little-endian bytes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import cv2
import numpy as np

from tintype_training.carried import half_luma
from tintype_training.clips import quarter
from tintype_training.flow_track import KeyTracks, ShotFlows, Track, neighbour_flows

FILE = Path(__file__).resolve().parents[1] / "test" / "fixtures" / "flow" / "six-frames.json"
FRAMES, HEIGHT, WIDTH = 6, 64, 96
UNITS = 64
"""Of flow in a cell, as the engine stores it."""
TRACKS = ((0, 1), (5, 4), (2, 5), (5, 0))


def drawn_frames() -> np.ndarray:
    """uint8 [T, H, W]: a ground that moves to the upper left and leaves the picture, a bright disc that crosses it, exposure that flickers."""
    noise = np.random.default_rng(14).normal(0, 1, (2 * HEIGHT, 2 * WIDTH)).astype(np.float32)
    ground = sum(weight * plane / plane.std() for weight, plane in ((14, cv2.GaussianBlur(noise, (0, 0), 2)), (22, cv2.GaussianBlur(noise, (0, 0), 7))))
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    frames = []
    for t in range(FRAMES):
        frame = 110 + cv2.remap(ground, x + 6.5 * t, y + 2.75 * t, cv2.INTER_CUBIC)
        disc = np.clip(13 - np.hypot(x - 20 - 9 * t, y - 34), 0, 1)
        frame += disc * (205 - 0.5 * (x - 9 * t) - frame)
        frames.append(frame * (1 + 0.03 * (t % 2)))
    return np.stack(frames).clip(0, 255).round().astype(np.uint8)


def coded(plane: np.ndarray) -> str:
    return b64encode(np.ascontiguousarray(plane).tobytes()).decode()


def coded_track(flows: ShotFlows, start: int, end: int, track: Track, kind: str) -> dict[str, object]:
    here, there = (flows.luma[t].astype(np.float32) for t in (start, end))
    return {"from": start, "to": end, "kind": kind,
            "place": coded(track.place.transpose(2, 0, 1).astype("<f4")), "evidence": coded(track.evidence(here, there).astype("<f4"))}


def main() -> None:
    frames = drawn_frames()
    # So that no mean over 2×2 or 4×4 pixels lies midway between two codes.
    lightness = (frames.astype(np.float32) + np.float32(0.128)) / np.float32(2.56)
    luma = np.stack([np.round(quarter(each) * 2.55) for each in lightness]).astype(np.uint8)
    stored = np.round(UNITS * neighbour_flows([half_luma(each) for each in lightness]).astype(np.float32)).astype("<i2")
    flows = ShotFlows(stored.astype(np.float32) / UNITS, luma)
    makers = {"composed": flows.track, "grown": flows.grown_track, "refined": lambda start, end: KeyTracks(flows, end).of(start)}
    tracks = [coded_track(flows, start, end, make(start, end), kind) for start, end in TRACKS for kind, make in makers.items()]
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps({
        "note": "Made by training/make_flow_fixture.py. lightness = (codes + 0.128) / 2.56; flows [T, 4, h, w] in 1/64 cell: (dx, dy) into the frame before, into the frame after.",
        "width": WIDTH, "height": HEIGHT, "frames": FRAMES, "codes": coded(frames), "cellLumas": coded(luma), "flows": coded(stored), "tracks": tracks,
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()
