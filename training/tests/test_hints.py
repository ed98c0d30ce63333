"""Hint simulation and the parts of the network that are not learned."""

import cv2
import numpy as np
import pytest
import torch

from tintype_training.evaluation import NetworkColorizer
from tintype_training.hint_unet import GLOBAL_SIZE, HintUNet
from tintype_training.hints import HintPlanes, global_vector, place_points, simulate_few
from tintype_training.marks import Marks


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


def box_mark(*, closed: bool) -> torch.Tensor:
    boundary = torch.zeros(1, 1, 256, 192)
    boundary[..., 60:181, 40] = boundary[..., 60:181, 140] = 1
    boundary[..., 180, 40:141] = 1
    if closed:
        boundary[..., 60, 40:141] = 1
    return boundary


def label_at(marks: Marks, y: int, x: int) -> float:
    return float(marks.label[0, 0, y // 4, x // 4])


def test_marks_that_close_cut_the_frame_into_regions():
    marks = Marks(box_mark(closed=True))
    assert label_at(marks, 120, 90) != label_at(marks, 20, 90) == label_at(marks, 120, 10)
    marks = Marks(box_mark(closed=False))
    assert label_at(marks, 120, 90) == label_at(marks, 20, 90)


def test_a_gap_of_four_pixels_still_closes_a_shape():
    boundary = box_mark(closed=True)
    boundary[..., 60, 88:92] = 0
    marks = Marks(boundary)
    assert label_at(marks, 120, 90) != label_at(marks, 20, 90)


def test_an_open_line_throws_a_shadow_and_a_corner_of_a_region_does_not():
    line = torch.zeros(1, 1, 256, 256)
    line[..., 80:180, 128] = 1
    before = torch.tensor([[[32.0], [20.0]]])
    sight = Marks(line).sight(before)[0, :, 0].reshape(32, 32)
    assert sight[16, 24] == 0 and sight[16, 4] == 1 and sight[1, 16] == 1
    winding = torch.zeros(1, 1, 256, 256)
    winding[..., 30:226, 30] = winding[..., 30:226, 226] = winding[..., 30, 30:227] = 1
    winding[..., 60:226, 100] = winding[..., 60:226, 156] = winding[..., 60, 100:157] = 1
    winding[..., 225, 30:101] = winding[..., 225, 156:227] = 1
    sight = Marks(winding).sight(torch.tensor([[[50.0], [12.0]]]))[0, :, 0].reshape(32, 32)
    assert sight[25, 24] == 1 and sight[25, 16] == 0 and sight[30, 2] == 0


def test_a_hint_at_the_rim_behind_a_mark_has_a_place_in_the_frame():
    boundary = torch.zeros(1, 1, 64, 64)
    boundary[..., 3, :] = boundary[..., :, 0] = 1
    marks = Marks(boundary)
    homes = marks.homes().flatten(2)
    assert homes.min() < 0
    assert torch.isfinite(marks.sight(homes)).all()


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.8, 1.57, 2.2])
def test_no_line_however_thin_or_slanted_lets_colour_through(angle):
    boundary = np.zeros((128, 128), np.uint8)
    along = np.array([np.cos(angle), np.sin(angle)])
    cv2.line(boundary, *(tuple(np.round(64.5 + way * 200 * along).astype(int).tolist()) for way in (-1, 1)), 1)
    y, x = np.mgrid[0:128, 0:128]
    side = np.sign((x - 64.5) * -along[1] + (y - 64.5) * along[0])
    torch.manual_seed(0)
    network = NetworkColorizer(HintUNet())
    lightness = np.random.default_rng(1).uniform(0, 100, (128, 128))
    hints, nothing = HintPlanes.empty(128, 128), HintPlanes.empty(128, 128)
    close = (boundary == 0) & (side < 0) & (np.hypot(x - 64.5, y - 64.5) < 8)
    hints.mask[close], hints.ab[close] = 1, (0.5, -0.4)
    effect = np.abs(network(lightness, hints, None, boundary) - network(lightness, nothing, None, boundary)).sum(axis=-1)
    beyond = (side > 0) & (cv2.dilate(boundary, np.ones((5, 5), np.uint8)) == 0)
    assert effect[close].mean() > 0.1
    assert effect[beyond].max() < 1e-5


def test_training_and_painting_agree_on_marks():
    """A batch of pictures with and without marks gives the same results as each picture alone."""
    torch.manual_seed(0)
    network = HintUNet().eval()
    luma = torch.rand(2, 1, 64, 64) * 2 - 1
    ab, mask, boundary = torch.zeros(2, 2, 64, 64), torch.zeros(2, 1, 64, 64), torch.zeros(2, 1, 64, 64)
    ab[:, :, 10:16, 10:16], mask[:, :, 10:16, 10:16] = 0.4, 1
    ab[1, :, 40:46, 50:56], mask[1, :, 40:46, 50:56] = -0.3, 1
    boundary[1, :, :, 32] = 1
    vector = torch.zeros(2, GLOBAL_SIZE)
    features = network.encode(luma)
    together, _ = network.paint(*features, ab, mask, boundary, vector)
    for n in range(2):
        one = slice(n, n + 1)
        alone, _ = network.paint(*(f[one] for f in features), ab[one], mask[one], boundary[one], vector[one])
        assert torch.allclose(together[one], alone, atol=1e-5)
    together.sum().backward()
    assert all(torch.isfinite(p.grad).all() for p in network.parameters() if p.grad is not None)


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
