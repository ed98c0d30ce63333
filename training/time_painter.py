"""Times the second generation's graphs beside the shipped ones, in turns in one process (scripts/time-graphs.ts).

    python training/time_painter.py --models /tmp/models [--size 512x288] [--points 12]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from export_painter import inputs_at

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--shipped", type=Path, default=ROOT / "resources" / "models" / "hint-unet")
    parser.add_argument("--size", default="512x288")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=12)
    parser.add_argument("--node", default=str(ROOT / "node_modules" / ".bin" / "node"))
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    ours = ("encode", "base", "paint")
    candidates = [
        {"name": "shipped", "graphs": [{"name": name, "file": str((arguments.shipped / f"{name}.onnx").resolve())} for name in ("encode", "paint")]},
        {"name": "second generation", "graphs": [{"name": name, "file": str((arguments.models / f"{name}.onnx").resolve())} for name in ours]},
    ]
    with tempfile.TemporaryDirectory() as folder:
        inputs = {}
        for name, value in inputs_at(height, width, marked=False).items():
            (Path(folder) / f"{name}.bin").write_bytes(value.numpy().astype(np.float32).tobytes())
            inputs[name] = {"dims": list(value.shape), "file": f"{name}.bin"}
        plan = {"threads": arguments.threads, "repeats": arguments.repeats, "inputs": inputs, "candidates": candidates}
        for candidate in candidates:
            for graph in candidate["graphs"]:
                (Path(folder) / f"{candidate['name']}-{graph['name']}.onnx").symlink_to(graph["file"])
                graph["file"] = f"{candidate['name']}-{graph['name']}.onnx"
        (Path(folder) / "plan.json").write_text(json.dumps(plan))
        done = subprocess.run([arguments.node, str(ROOT / "scripts" / "time-graphs.ts"), str(Path(folder) / "plan.json")], check=True, stdout=subprocess.PIPE)
    print(done.stdout.decode())


if __name__ == "__main__":
    main()
