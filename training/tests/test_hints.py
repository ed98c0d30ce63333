"""Hint simulation and the parts of the network that are not learned."""

import numpy as np
import pytest
import torch

from tintype_training.evaluation import NetworkColorizer
from tintype_training.hint_spread import BoundaryRegions
from tintype_training.hint_unet import GLOBAL_SIZE, HintUNet
from tintype_training.hints import HintPlanes, global_vector, place_points, simulate_few


@pytest.fixture
def truth() -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.5, 0.5, (96, 128, 2)).astype(np.float32)


def test_a_point_shows_its_patchs_mean_colour(truth):
    hints = place_points(truth, 1, np.random.default_rng(3), patch_px=5)
    assert hints.mask.sum() == 25
    assert np.allclose(hints.ab[hints.mask > 0], truth[hints.mask > 0].mean(axis=0), atol=1e-6)


def test_the_number_of_points_is_geometric_with_mean_seven():
    rng = np.random.default_rng(5)
    flat = np.zeros((256, 256, 2), np.float32)
    drawn = [simulate_few(flat, rng, none_share=0).mask.any() for _ in range(600)]
    assert 0.82 < np.mean(drawn) < 0.93


def test_the_global_vector_is_a_histogram_and_two_indicators(truth):
    rgb = np.full((96, 128, 3), 0.5, np.float32)
    vector = global_vector(truth, rgb)
    assert vector.shape == (GLOBAL_SIZE,)
    assert np.isclose(vector[:313].sum(), 1) and vector[313] == 1 and vector[314] == 0 and vector[315] == 1
    assert not global_vector(truth, rgb, with_histogram=False)[:314].any()


def test_marks_cut_the_frame_into_regions_and_no_mark_changes_nothing():
    boundary = torch.zeros(1, 1, 256, 192)
    assert not BoundaryRegions()(boundary).any()
    boundary[..., 60:180, 40] = boundary[..., 60:180, 140] = 1
    boundary[..., 60, 40:141] = boundary[..., 180, 40:141] = 1
    labels = BoundaryRegions()(boundary)[0, :2]
    inside, above, beside = labels[:, 15, 12], labels[:, 2, 12], labels[:, 15, 1]
    assert (inside - above).abs().max() >= 1
    assert torch.equal(above, beside)
    boundary[..., 60, 40:141] = 0
    labels = BoundaryRegions()(boundary)[0, :2]
    assert torch.equal(labels[:, 15, 12], labels[:, 2, 12])


@pytest.mark.parametrize("size", [(16, 16), (64, 96)])
def test_output_is_finite_and_obeys_hints_even_untrained(size):
    torch.manual_seed(0)
    network = NetworkColorizer(HintUNet())
    lightness = np.random.default_rng(1).uniform(0, 100, size)
    nothing = HintPlanes.empty(*size)
    assert np.isfinite(network(lightness, nothing)).all()
    hints = place_points(np.full((*size, 2), 0.3, np.float32), 1, np.random.default_rng(2), patch_px=8)
    ab = network(lightness, hints)
    assert np.abs(ab - hints.ab)[hints.mask > 0].mean() < 0.15
