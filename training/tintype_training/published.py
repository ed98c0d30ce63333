"""Published checkpoints: averaged weights in float16."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn


def load_published(network: nn.Module, file: Path) -> None:
    state = torch.load(file, map_location="cpu", weights_only=True)["network"]
    network.load_state_dict({name: value.float() if value.is_floating_point() else value for name, value in state.items()})
