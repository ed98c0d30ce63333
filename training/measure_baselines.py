"""Measures Levin 2004 and the joint bilateral filter on the test images, in `evaluate_hints.py`'s protocol.

    nice -n 10 python training/measure_baselines.py

They do not depend on the network's weights, so they are measured once. It can be interrupted at any time; the same command resumes it.
The images come in a fixed shuffled order, so what is there after a while is a fair sample of all.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from evaluate_hints import load_test_images
from tintype_training.baselines import joint_bilateral, levin
from tintype_training.measured_images import MeasuredImages, in_fixed_order

METHODS = {"Joint bilateral": joint_bilateral, "Levin 2004": levin}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/hint-baselines-test.json"))
    parser.add_argument("--limit", type=int, help="images of each set")
    arguments = parser.parse_args()
    measured = MeasuredImages(arguments.out)
    start = time.time()
    images = [image for images in load_test_images(arguments.data).values() for image in images]
    for n, image in enumerate(in_fixed_order(images)[: arguments.limit]):
        for method, colorizer in METHODS.items():
            measured.measure(method, colorizer, image)
        print(f"{n + 1} of {len(images)}, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
