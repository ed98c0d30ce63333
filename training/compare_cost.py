"""Times the shipped graphs beside a network of Zhang et al. 2017's layout with random weights, in one run at 256².

    python training/compare_cost.py

Runs alternate, with one thread each, and processor time is counted, so that other work on the machine has little influence.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import warnings
from pathlib import Path

import tintype_training  # before onnxruntime: switches its telemetry off
import onnxruntime
import torch
from torch import Tensor, nn

from export_hint_unet import OPSET, SIGNATURE, example_inputs


def block(*channels: int, dilation: int = 1) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in zip(channels, channels[1:]):
        layers += [nn.Conv2d(before, after, 3, 1, dilation, dilation), nn.ReLU()]
    return nn.Sequential(*layers)


class ZhangLayout(nn.Module):
    """Ten blocks, subsampling by [::2], dilation in blocks 5 and 6, added shortcuts; norms left out (they fold away)."""

    def __init__(self) -> None:
        super().__init__()
        self.b1, self.b2, self.b3 = block(4, 64, 64), block(64, 128, 128), block(128, 256, 256, 256)
        self.b4 = block(256, 512, 512, 512)
        self.b5, self.b6 = block(512, 512, 512, 512, dilation=2), block(512, 512, 512, 512, dilation=2)
        self.b7 = block(512, 512, 512, 512)
        self.up8, self.short8, self.b8 = nn.ConvTranspose2d(512, 256, 4, 2, 1), nn.Conv2d(256, 256, 3, 1, 1), block(256, 256, 256)
        self.up9, self.short9, self.b9 = nn.ConvTranspose2d(256, 128, 4, 2, 1), nn.Conv2d(128, 128, 3, 1, 1), block(128, 128)
        self.up10, self.short10, self.b10 = nn.ConvTranspose2d(128, 128, 4, 2, 1), nn.Conv2d(64, 128, 3, 1, 1), block(128, 128)
        self.out = nn.Conv2d(128, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        one = self.b1(x)
        two = self.b2(one[:, :, ::2, ::2])
        three = self.b3(two[:, :, ::2, ::2])
        deep = self.b7(self.b6(self.b5(self.b4(three[:, :, ::2, ::2]))))
        eight = self.b8(torch.relu(self.up8(deep) + self.short8(three)))
        nine = self.b9(torch.relu(self.up9(eight) + self.short9(two)))
        return torch.tanh(self.out(self.b10(torch.relu(self.up10(nine) + self.short10(one)))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, default=Path("resources/models/hint-unet"))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("training/runs/hint-cost.json"))
    arguments = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    sessions = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = Path(folder) / "zhang.onnx"
        torch.onnx.export(ZhangLayout().eval(), (torch.randn(1, 4, 256, 256),), str(file), input_names=["x"],
                          output_names=["y"], opset_version=OPSET, dynamo=False)
        sessions["zhang"] = onnxruntime.InferenceSession(str(file), options)
    for graph in SIGNATURE:
        sessions[graph] = onnxruntime.InferenceSession(str(arguments.models / f"{graph}.onnx"), options)
    feeds = {name: plane.numpy() for name, plane in example_inputs(256, 256, marked=False).items()}
    feeds["x"] = torch.randn(1, 4, 256, 256).numpy()
    best = dict.fromkeys(sessions, float("inf"))
    for _ in range(arguments.repeats):
        for name, session in sessions.items():
            feed = {i.name: feeds[i.name] for i in session.get_inputs()}
            start = time.process_time()
            results = session.run(None, feed)
            best[name] = min(best[name], (time.process_time() - start) * 1000)
            feeds |= dict(zip((o.name for o in session.get_outputs()), results, strict=True))
    whole = best["encode"] + best["paint"]
    result = {"msOneThread256": {name: round(value, 1) for name, value in best.items()},
              "shareOfZhangLayout": round(whole / best["zhang"], 4),
              "shareOfZhangLayoutPerEdit": round(best["paint"] / best["zhang"], 4)}
    print(json.dumps(result))
    arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
