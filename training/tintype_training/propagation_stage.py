"""The stage `propagate`: painting from dense tokens, trained on recoloured clips over the painter's frame encoder, which stays as it is."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .clips import activity
from .dense_tokens import FrameFeatures, FrameTokens, Source, draw_along
from .painter import PaintNetwork
from .propagation_losses import HUBER_BETA, LEAST_COLOUR_LOSS, drifted, is_close, spoiled
from .propagation_painter import Painted, PropagationPainter
from .propagation_runs import ValidationShot, measure_shots
from .published import load_published
from .settings import Settings
from .source_feed import SourceFeed
from .source_samples import SourceBatch, load_tracked

OWN_SHARE = 0.6
"""Of the batches with made frames: those whose made frames are what the network makes of the keys."""


DRIFT, DRIFT_SHARE = 3.0, 0.6
"""Cells by which colour in what the network made is moved at most, and how often: errors of a long run, which a sample cannot hold."""
CHOICE_WIDTH = 0.03
"""ab/110 by which two candidates must differ in their distance to the truth for one to be e times as likely the right one."""
RIGHT_WIDTH = 0.06
"""Distance of the best candidate to the truth, ab/110, from which on there is hardly a right one to choose."""


class PropagationStage:
    """What `run.py` asks of a stage."""

    def __init__(self, settings: Settings, device: torch.device, *, fresh: bool) -> None:
        self.settings, self.device = settings, device
        self.generator = torch.Generator()
        cache, data = Path(settings.cache), Path(settings.data)
        self.feed = SourceFeed(settings)
        self.network = PropagationPainter()
        if fresh:
            self.lay_encoder()
        checks = sorted(load_tracked(data, "val", cache), key=lambda each: activity(each.clip), reverse=True)[: settings.validation_clips] if settings.validation_clips else []
        self.checks = [ValidationShot.of(each, settings.validation_frames) for each in checks]

    def lay_encoder(self) -> None:
        """The network stands on the frame encoder of the painter in the settings."""
        painter = PaintNetwork()
        load_published(painter, Path(self.settings.encoder))
        self.network.features = FrameFeatures(painter.encode.frame)

    def keep_trunk_exact(self) -> None:
        self.network.features.exact = True

    def parameter_groups(self) -> list[dict]:
        return [{"params": [parameter for parameter in self.network.parameters() if parameter.requires_grad], "share": 1.0}]

    def batch(self, count: int, size: int) -> SourceBatch:
        seed, batch = self.feed.next(count, size)
        self.generator = torch.Generator().manual_seed(seed)
        return batch.to(self.device)

    def close(self) -> None:
        self.feed.close()

    def losses(self, network: PropagationPainter, batch: SourceBatch) -> dict[str, Tensor]:
        """By name, already weighted: their sum is what is minimised."""
        tokens = FrameTokens(*[x.unflatten(0, (-1, batch.frames)) for x in network.tokens(batch.luma)])
        ab, confidence = self.known(network, batch, tokens)
        painted = network(of_frame(tokens, 0), source_of(batch, tokens, ab, confidence, 0))
        luma = F.avg_pool2d(batch.luma.reshape(-1, batch.frames, *batch.luma.shape[-2:])[:, :1], 4)
        truth, weight = batch.ab[:, 0], 0.7 + 0.3 * luma
        close = is_close(painted.ab, truth, luma)
        losses = {
            "final": 1.0 * log_huber(painted.ab, truth, weight),
            "choice": self.settings.choice_weight * wrong_choice(painted.candidates, painted.log_share, truth),
            "matched": 0.3 * torch.stack([log_huber(each, truth, weight) for each in painted.matched.unbind(1)]).mean(),
            "first": 0.2 * log_huber(painted.first_ab, truth, weight),
            "spread": 0.15 * log_huber(painted.spread_ab, truth, weight),
            "coarse": 0.15 * log_huber(painted.coarse_ab, truth, weight),
            "sure": 0.5 * F.binary_cross_entropy_with_logits(painted.confidence_logit, close),
            "firstSure": 0.15 * F.binary_cross_entropy_with_logits(painted.first_logit, is_close(painted.first_ab, truth, luma)),
            "steady": 0.5 * steadiness(painted, batch, ab),
        }
        return losses

    def known(self, network: PropagationPainter, batch: SourceBatch, tokens: FrameTokens) -> tuple[Tensor, Tensor]:
        """ab and confidence of all frames as sources; the target's are never read."""
        ab, confidence = batch.ab.clone(), torch.ones_like(batch.ab[:, :, :1])
        if batch.rolled is not None:
            ab[:, batch.made_frames], confidence[:, batch.made_frames] = batch.rolled[:, :, :2], batch.rolled[:, :, 2:]
            return ab, confidence
        own = bool(torch.rand(()) < OWN_SHARE)
        for frame in batch.made_frames:
            if own:
                with torch.no_grad():
                    made = network(of_frame(tokens, frame), source_of(batch, tokens, ab, confidence, frame))
                cells = DRIFT * float(torch.rand(())) * (float(torch.rand(())) < DRIFT_SHARE)
                ab[:, frame], confidence[:, frame] = drifted(made.ab, self.generator, cells), torch.sigmoid(made.confidence_logit)
            else:
                worse, sure = spoiled(batch.ab[:, frame].cpu(), self.generator)
                ab[:, frame], confidence[:, frame] = worse.to(ab.device), sure.to(ab.device)
        return ab, confidence

    def validate(self, network: nn.Module) -> dict[str, object]:
        return measure_shots(network, self.checks) if self.checks else {}


def of_frame(tokens: FrameTokens, frame: int) -> FrameTokens:
    return FrameTokens(*[x[:, frame] for x in tokens])


def source_of(batch: SourceBatch, tokens: FrameTokens, ab: Tensor, confidence: Tensor, here: int) -> Source:
    """The sources of the frame `here`."""
    there = [b for a, b in batch.pairs if a == here]
    is_key = torch.tensor([float(batch.is_key(f)) for f in there], device=ab.device).expand(len(ab), -1)
    stack = lambda planes: torch.stack([planes[here, f] for f in there], 1)  # noqa: E731
    time = batch.time[:, there] - batch.time[:, here : here + 1]
    return Source(tokens.fine[:, there], tokens.coarse[:, there], ab[:, there], confidence[:, there], stack(batch.place), stack(batch.evidence), time, is_key)


def log_huber(ab: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Logarithm of each sample's Huber, as PSNR is a logarithm."""
    each = (weight * F.smooth_l1_loss(ab.float(), truth, beta=HUBER_BETA, reduction="none")).mean(dim=(1, 2, 3))
    return torch.log(10 * each + LEAST_COLOUR_LOSS).mean()


def wrong_choice(candidates: Tensor, log_share: Tensor, truth: Tensor) -> Tensor:
    """How unlikely the weights make what lies near the truth (the likelihood of a mixture, Bishop 1994), in nats above the best choice; mean over cells.

    Unlike the error of the mean it teaches a candidate that is right but has no weight yet. Where candidates are alike it is zero, and where none
    is near the truth it hardly counts: their mean is then nearer than the best of them.
    """
    apart = (candidates.detach().float() - truth.unsqueeze(1)).square().sum(2).add(1e-6).sqrt()
    right = torch.exp(-(apart.amin(1) / RIGHT_WIDTH).square())
    likely = -apart / CHOICE_WIDTH
    return (right * (likely.amax(1) - torch.logsumexp(log_share + likely, 1))).mean()


def steadiness(painted: Painted, batch: SourceBatch, ab: Tensor) -> Tensor:
    """Distance to each source's colour at its place, where the track is trusted: short-term for made frames, long-term for keys."""
    sums = []
    for (here, there), place in batch.place.items():
        if here == 0:
            trust = batch.evidence[here, there].prod(1, keepdim=True).square()
            earlier = draw_along(ab[:, there], place)
            weight = 0.5 if batch.is_key(there) else 1.0
            sums.append(weight * (trust * F.smooth_l1_loss(painted.ab.float(), earlier, beta=HUBER_BETA, reduction="none")).mean())
    return torch.stack(sums).mean()
