"""The layouts that are compared: all take and give the same planes, at a cost that makes the comparison fair."""

import numpy as np
import pytest
import torch

from candidate_measures import cost
from tintype_training.candidates import LAYOUTS, UncorrectedPainter, uncorrected
from tintype_training.evaluation import NetworkColorizer
from tintype_training.hint_unet import BIN_COUNT, CONTEXT, GLOBAL_SIZE, HintUNet
from tintype_training.hints import place_points


@pytest.fixture(params=LAYOUTS)
def layout(request) -> torch.nn.Module:
    torch.manual_seed(0)
    return LAYOUTS[request.param]()


def paint(network: torch.nn.Module, height: int, width: int, vector: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Two paintings of the same luma with different hints."""
    generator = torch.Generator().manual_seed(3)
    luma = torch.rand(1, 1, height, width, generator=generator) * 2 - 1
    mask = (torch.rand(2, 1, height, width, generator=generator) > 0.98).float()
    hints = (torch.rand(2, 2, height, width, generator=generator) - 0.5) * mask
    features = [torch.cat([f, f]) for f in network.encode(luma)]
    vector = torch.zeros(2, GLOBAL_SIZE) if vector is None else vector
    return network.paint(*features, hints, mask, torch.zeros(2, 1, height, width), vector)


def test_every_layout_paints_at_full_size_and_gives_bins_at_a_quarter(layout):
    ab, context = paint(layout, 48, 80)
    assert ab.shape == (2, 2, 48, 80) and ab.dtype == torch.float32 and torch.isfinite(ab).all()
    assert context.shape == (2, CONTEXT, 12, 20)
    assert layout.suggest(context).shape == (2, BIN_COUNT, 12, 20)


def test_hints_and_the_global_vector_reach_the_colour_of_every_layout(layout):
    ab, _ = paint(layout.eval(), 48, 80)
    assert not torch.equal(ab[0], ab[1])
    vector = torch.zeros(2, GLOBAL_SIZE)
    vector[:, :10], vector[:, BIN_COUNT] = 0.1, 1
    with_histogram, _ = paint(layout, 48, 80, vector)
    assert not torch.equal(with_histogram, ab)


def test_every_layout_is_trained_throughout_by_the_two_losses(layout):
    ab, context = paint(layout, 32, 32)
    (ab.square().sum() + layout.suggest(context).square().sum()).backward()
    untouched = [name for name, parameter in layout.named_parameters() if parameter.grad is None]
    assert untouched == []


def test_layouts_cost_alike_and_stay_within_the_limits():
    whole = []
    for make in LAYOUTS.values():
        figures = cost(make().eval())
        assert figures["parametersM"] <= 10 and figures["wholeGmac256"] <= 12
        whole.append(figures["wholeGmac256"])
    # The split layout does less since it reads hinted cells alone: a tenth of an edit went into cells that are none.
    assert max(whole) <= 1.2 * min(whole)


def test_without_its_correction_the_split_layout_is_the_same_but_for_the_hinted_places():
    torch.manual_seed(0)
    network = HintUNet().eval()
    bare = uncorrected(network)
    assert isinstance(bare.paint, UncorrectedPainter)
    lightness = np.random.default_rng(1).uniform(0, 100, (64, 64))
    nothing = place_points(np.zeros((64, 64, 2), np.float32), 0, np.random.default_rng(2))
    hints = place_points(np.full((64, 64, 2), 0.3, np.float32), 1, np.random.default_rng(2), patch_px=6)
    shipped, plain = NetworkColorizer(network), NetworkColorizer(bare)
    assert np.array_equal(shipped(lightness, nothing), plain(lightness, nothing))
    error = [np.abs(colorizer(lightness, hints) - 0.3)[hints.mask > 0].mean() for colorizer in (shipped, plain)]
    assert error[0] < error[1]
