"""The stage `paint`: frame encoder, automatic colour and painter, trained together on photos."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .colour import AB_SCALE, nearest_bin
from .device_photos import DevicePhotos
from .evaluation import TestImage
from .frame_encoder import imagenet_state
from .hint_unet import BIN_COUNT
from .object_masks import ObjectMasks
from .paint_batches import PaintBatch, PaintBatches
from .paint_measures import measure_painter, object_cases
from .painter import NEUTRAL, PaintNetwork
from .settings import Settings

LEAST_HUBER = 0.01
"""Added before the logarithm: a painting this close to the truth (some 45 dB) has little more to teach."""

NOTICEABLE = 10.0
"""ΔE beyond which a colour counts as wrong for the confidence."""

REBALANCED = 0.5
"""Exponent of the class weights that bins are trained with. What the logits say is corrected by it, so that they are those
of the plain distribution, and rare colours still get their share of the network."""


def rare_colours(batches: PaintBatches, *, photos: int = 256, size: int = 64) -> Tensor:
    """Logarithm of the class weights of Zhang et al. 2016, §3.2: half empirical, half uniform, inverted, mean weight 1."""
    counts = torch.zeros(BIN_COUNT, device="cpu")
    for _ in range(photos // 32):
        plain = batches.batch(32, size).plain
        counts += torch.bincount(nearest_bin(plain * AB_SCALE).flatten(), minlength=BIN_COUNT).float().cpu()
    prior = counts / counts.sum()
    weights = 1 / (0.5 * prior + 0.5 / BIN_COUNT)
    return torch.log(weights / (weights * prior).sum())


def delta_e94(painted: Tensor, truth: Tensor) -> Tensor:
    """CIE94 of equal lightness (graphic arts), N×2×h×w in ab units → N×1×h×w."""
    chroma, painted_chroma = truth.norm(dim=1, keepdim=True), painted.norm(dim=1, keepdim=True)
    of_chroma = painted_chroma - chroma
    of_hue = ((painted - truth).square().sum(dim=1, keepdim=True) - of_chroma.square()).clamp(min=0)
    return ((of_chroma / (1 + 0.045 * chroma)).square() + of_hue / (1 + 0.015 * chroma).square()).sqrt()


class PaintStage:
    """The interface of a stage for `run.py`."""

    def __init__(self, settings: Settings, device: torch.device, *, fresh: bool) -> None:
        self.settings = settings
        self.photos = DevicePhotos(Path(settings.cache) / "photos", device=device, seed=settings.seed)
        self.batches = PaintBatches(self.photos, settings)
        self.network = PaintNetwork()
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad_(not name.startswith(tuple(settings.frozen)))
        if fresh:
            self.network.encode.frame.trunk.load_imagenet(imagenet_state())
            self.network.base.tilt.copy_(rare_colours(self.batches))
        cache = self.photos.cache
        held_out = cache.validation_indices()
        most = max(settings.validation_images, settings.locality_images)
        self.validation = [TestImage.of(cache.photos[i].file, cache.pixels(i)) for i in held_out[:most]]
        self.objects = object_cases(cache, ObjectMasks(Path(settings.cache) / "objects", cache))[: settings.locality_images]

    def keep_trunk_exact(self) -> None:
        self.network.encode.frame.trunk.exact = True

    def parameter_groups(self) -> list[dict]:
        """Always in the same order, because the optimiser's state is stored by index."""
        of_trunk = [name.startswith("encode.frame.trunk.") for name, _ in self.network.named_parameters()]
        parts = [[parameter for parameter, its in zip(self.network.parameters(), of_trunk, strict=True) if its == wanted] for wanted in (False, True)]
        return [{"params": parts[0], "share": 1.0}, {"params": parts[1], "share": self.settings.trunk_rate}]

    def batch(self, count: int, size: int) -> PaintBatch:
        return self.batches.batch(count, size)

    def losses(self, network: nn.Module, batch: PaintBatch) -> dict[str, Tensor]:
        """By name, already weighted: their sum is what is minimised."""
        settings, count, few = self.settings, len(batch.luma), batch.few
        vividness = torch.tensor([NEUTRAL], device=batch.luma.device).expand(count, -1)
        c8, c16, *frame = network.encode(batch.luma)
        base8, auto8, logits = network.base(c8, c16, batch.global_vector, vividness)
        known = [batch.by_painting(plane) for plane in (*frame, base8, auto8)]
        ab, context, sure = network.paint(*known, batch.hint_ab, batch.hint_mask, torch.zeros_like(batch.hint_mask),
                                          batch.boundary, marked=batch.marked)
        ab, worth = ab.float(), batch.by_painting(batch.worth)

        # An error in ab shows less in the dark: the RGB error it makes grows with L.
        seen = (0.7 + 0.3 * batch.by_painting(batch.luma)) * batch.weight
        each = F.smooth_l1_loss(ab, batch.truth, beta=settings.huber / AB_SCALE, reduction="none").mean(dim=1, keepdim=True)
        each = (each * seen).sum(dim=(1, 2, 3)) / seen.sum(dim=(1, 2, 3)).clamp(min=1) * 10
        huber = (0.2 * torch.log(each + LEAST_HUBER) * worth).sum() / worth.sum().clamp(min=1)

        tilt = network.base.tilt * REBALANCED
        target = nearest_bin(F.avg_pool2d(batch.plain, 8) * AB_SCALE).flatten()
        of_cell = (batch.worth * batch.is_usual).repeat_interleave(logits.shape[1])
        bins = weighted_entropy((logits + tilt).flatten(0, 1), target, torch.exp(tilt)[target] * of_cell)

        dy, dx = torch.randint(0, 4, (2,)).tolist()
        offered = network.suggest(context[:few, :, dy::4, dx::4]).float().flatten(2).transpose(1, 2).flatten(0, 1)
        target = nearest_bin(F.avg_pool2d(batch.truth[:few], 4)[:, :, dy::4, dx::4] * AB_SCALE).flatten()
        told = F.avg_pool2d(batch.weight[:few], 4)[:, :, dy::4, dx::4].flatten() * torch.exp(tilt)[target]
        suggest = weighted_entropy(offered + tilt, target, told)

        painted, truth, weight = (F.avg_pool2d(plane, 4) for plane in (ab.detach(), batch.truth, batch.weight))
        right = (delta_e94(painted * AB_SCALE, truth * AB_SCALE) < NOTICEABLE).float()
        # Each cell counts alike or not at all: what objects weigh more is no reason to be surer of them.
        confidence = F.binary_cross_entropy_with_logits(sure.float(), right, weight=weight.clamp(max=1))
        return {"huber": huber, "bins": settings.bins_weight * bins, "suggest": settings.suggest_weight * suggest,
                "confidence": settings.confidence_weight * confidence}

    def validate(self, network: nn.Module) -> dict[str, object]:
        """Nothing where no photos are held out for it."""
        if not self.validation:
            return {}
        return measure_painter(network, self.validation, photos=self.settings.validation_images, locality_images=self.settings.locality_images,
                               objects=self.objects)

    def close(self) -> None:
        """Holds nothing."""


def weighted_entropy(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    return (F.cross_entropy(logits, target, reduction="none") * weight).sum() / weight.sum().clamp(min=1)
