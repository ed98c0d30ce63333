"""Checks that no test image is among the training photos, and writes the hashes that the project's tests compare.

    python training/check_test_images.py

A 256-bit difference hash of each image's centre square survives scaling and recompression; two pictures whose hashes
differ in few bits are the same picture. Writes `training/runs/image-hashes.json`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from tintype_training.photos import PhotoCache, read_shard

SIDE = 16
SAME_PICTURE_BITS = 24
"""Hamming distance up to which two hashes are called the same picture. Unrelated pictures differ in about 128 bits."""


def difference_hash(pixels: np.ndarray) -> np.ndarray:
    """256 booleans: is each cell of the centre square's 16×17 thumbnail brighter than its right neighbour?"""
    height, width = pixels.shape[:2]
    side = min(height, width)
    y, x = (height - side) // 2, (width - side) // 2
    gray = cv2.cvtColor(np.ascontiguousarray(pixels[y : y + side, x : x + side]), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(gray, (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    return (small[:, :-1] > small[:, 1:]).ravel()


def to_hex(bits: np.ndarray) -> str:
    return np.packbits(bits).tobytes().hex()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/image-hashes.json"))
    arguments = parser.parse_args()
    cache = PhotoCache(arguments.cache)
    training = np.stack([difference_hash(cache.pixels(i)) for i in cache.training_indices()])
    names, hashes = [], []
    for shard in sorted((arguments.data / "photos-test").glob("*.tar")):
        for _, name, pixels in read_shard(shard):
            names.append(name)
            hashes.append(difference_hash(pixels))
    test = np.stack(hashes)
    agreement = (2.0 * test - 1) @ (2.0 * training - 1).T
    distance = ((test.shape[1] - agreement) / 2).astype(int)
    for k in np.argsort(distance.min(axis=1))[:8]:
        nearest = cache.photos[cache.training_indices()[distance[k].argmin()]]
        print(f"{names[k]}: nearest training photo {nearest.file}, {distance[k].min()} bits apart")
    found = int((distance.min(axis=1) <= SAME_PICTURE_BITS).sum())
    print(f"{len(training)} training photos, {len(test)} test images, {found} pictures in both")
    result = {"hash": "256-bit difference hash, hex", "samePictureBits": SAME_PICTURE_BITS,
              "training": sorted(map(to_hex, training)), "test": sorted(map(to_hex, test))}
    arguments.out.write_text(json.dumps(result, indent=0) + "\n")
    if found:
        raise SystemExit("test images are among the training photos")


if __name__ == "__main__":
    main()
