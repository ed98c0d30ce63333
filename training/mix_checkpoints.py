"""The mean of two published checkpoints of one network, where the second was trained on from the first (Wortsman et al. 2022).

    python training/mix_checkpoints.py FIRST.pt SECOND.pt --share 0.8 --out training/checkpoints/NAME.pt

What a run learned is kept nearly whole, and much of what it forgot comes back. The share of the second is chosen on held-out photos.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch


def mix(first: dict[str, Any], second: dict[str, Any], share: float) -> dict[str, Any]:
    """Of what `run.py` writes; counters and the like are the second's."""
    weights = {name: torch.lerp(first["network"][name].float(), value.float(), share).half() if value.is_floating_point() else value
               for name, value in second["network"].items()}
    return {"network": weights, "facts": second["facts"] | {"mixedWith": first["facts"]["run"], "share": share}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, required=True, help="of the second, 0…1")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    first, second = (torch.load(file, map_location="cpu", weights_only=True) for file in (arguments.first, arguments.second))
    torch.save(mix(first, second, arguments.share), arguments.out)


if __name__ == "__main__":
    main()
