"""Object masks of the test clips carried by optical flow alone, beside scripts/evaluate-masks.ts.

    python warp_masks.py --data ../shared/data --out runs/mask-flow-test.json

The true mask of the first frame is warped to the others along DIS flow (medium) composed from frame to frame, and compared with the true
masks: region similarity (intersection over union) by distance in frames.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from tintype_training.test_masks import mask_files

DISTANCES = (1, 5, 10, 24)


def lumas(path: Path, count: int) -> list[np.ndarray]:
    reader, frames = cv2.VideoCapture(str(path)), []
    while len(frames) < count:
        more, picture = reader.read()
        if not more:
            break
        frames.append(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    return frames


def similarities(clip: Path, masks: Path) -> dict[int, float]:
    truth = [cv2.imread(str(each), cv2.IMREAD_GRAYSCALE) > 127 for each in mask_files(masks)]
    frames = lumas(clip, max(DISTANCES) + 1)
    height, width = frames[0].shape
    grid = np.stack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)), -1)
    flow, origin, found = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM), grid.copy(), {}
    for at in range(1, len(frames)):
        there = grid + flow.calc(frames[at], frames[at - 1], None)
        inside = np.clip(there, 0, [width - 1, height - 1]).astype(np.float32)
        origin = (cv2.remap(origin, inside, None, cv2.INTER_LINEAR) + there - inside).astype(np.float32)
        warped = cv2.remap(truth[0].astype(np.float32), origin, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT) > 0.5
        if at in DISTANCES or at == len(frames) - 1:
            found[at] = float((warped & truth[at]).sum() / max(1, (warped | truth[at]).sum()))
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--out", type=Path, default=Path("runs/mask-flow-test.json"))
    options = parser.parse_args()
    folders = sorted((options.data / "clips" / "test-masks").iterdir())
    found = {each.name: similarities(options.data / "clips" / "test" / f"davis-{each.name}.mp4", each) for each in folders}
    options.out.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
