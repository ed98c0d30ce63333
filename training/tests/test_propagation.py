"""Losses and figures of propagation, flow carried from a key, and how planes change size, on made-up frames."""

from __future__ import annotations

import cv2
import numpy as np
import torch

from tintype_training.carried import Carried
from tintype_training.propagation_losses import spoiled, warp_by
from tintype_training.propagation_metrics import Calibration, cdc, psnr
from tintype_training.propagation_schedule import Result, blend, enlarge_ab, shrink_ab


def test_spoiled_memory_is_less_sure_where_it_is_more_wrong() -> None:
    truth = torch.rand(16, 2, 32, 32) - 0.5
    made, confidence = spoiled(truth, torch.Generator().manual_seed(0))
    error = (made - truth).abs().mean(1).flatten()
    assert torch.corrcoef(torch.stack([error, confidence.flatten()]))[0, 1] < -0.3


def test_warping_by_a_whole_cell_moves_by_a_whole_cell() -> None:
    image = torch.rand(1, 2, 8, 8)
    flow = torch.zeros(1, 2, 8, 8)
    flow[:, 0] = 1.0
    assert torch.allclose(warp_by(image, flow)[..., :-1], image[..., 1:], atol=1e-5)


def test_quarter_size_round_trip_keeps_smooth_colour() -> None:
    y, x = np.mgrid[0:100, 0:150].astype(np.float32)
    ab = np.stack([x / 3 - 20, y / 4], -1)
    lightness = np.full((100, 150), 50, np.float32)
    assert np.abs(enlarge_ab(shrink_ab(ab), lightness) - ab)[8:-8, 8:-8].max() < 0.5


def test_colour_comes_up_along_an_edge_of_the_luma() -> None:
    inside = np.zeros((64, 96), bool)
    inside[:, 42:] = True
    ab = np.where(inside[..., None], np.float32([40, 20]), np.float32([-10, 0])).astype(np.float32)
    edge, flat = np.where(inside, 70, 30).astype(np.float32), np.full((64, 96), 50, np.float32)
    along, blind = (np.abs(enlarge_ab(shrink_ab(ab), luma) - ab).mean() for luma in (edge, flat))
    assert along < 0.4 * blind


def test_where_two_passes_meet_the_surer_wins_and_near_its_key_each_is_left_alone() -> None:
    left = Result(np.full((1, 2, 2, 2), 0.2, np.float32), np.full((1, 1, 2, 2), 0.9, np.float32))
    right = Result(np.full((1, 2, 2, 2), -0.2, np.float32), np.full((1, 1, 2, 2), 0.1, np.float32))
    assert np.allclose(blend(left, right, 0.0).ab, 0.2)
    assert np.allclose(blend(left, right, 1.0).ab, -0.2)
    assert blend(left, right, 0.5).ab.mean() > 0.18


def test_flow_carries_the_key_to_where_it_went_and_says_where_it_cannot() -> None:
    generator = np.random.default_rng(4)
    world = cv2.GaussianBlur(generator.uniform(0, 255, (96, 200)).astype(np.float32), (0, 0), 3)
    world = cv2.normalize(world, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    views = [np.ascontiguousarray(world[:, 3 * t : 3 * t + 128]) for t in range(5)]
    places = np.stack(np.meshgrid(np.arange(64.0), np.arange(48.0)))
    carried = Carried(views[0], places)
    for view in views[1:]:
        carried.step(view)
    ab, evidence = carried.look()
    assert np.abs(ab[0, 8:-8, 8:40] - (places[0, 8:-8, 8:40] + 6)).mean() < 0.2
    assert evidence[0, 8:-8, 8:40].mean() > 0.9
    assert evidence[3, 8:-8, :50].min() == 1 and evidence[3, 8:-8, 60:].max() < 0.2


def test_psnr_is_float_and_cdc_of_a_still_is_zero() -> None:
    assert abs(psnr(np.full((4, 4, 3), 0.1)) - 20) < 1e-9
    still = np.full((3, 256), 1 / 256)
    assert cdc({t: still for t in range(6)}) == 0


def test_calibration_counts_the_gap_between_said_and_true() -> None:
    calibration = Calibration()
    calibration.add(np.full((10, 10), 0.8), np.arange(100).reshape(10, 10) < 50)
    assert abs(float(calibration.summary()["expectedCalibrationError"]) - 0.3) < 1e-6  # type: ignore[arg-type]
