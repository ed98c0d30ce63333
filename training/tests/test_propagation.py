"""The propagation network's geometry, losses and figures, on made-up frames."""

from __future__ import annotations

import cv2
import numpy as np
import torch

from tintype_training.carried import Carried
from tintype_training.clips import Clip
from tintype_training.fusion import Fusion
from tintype_training.propagation_attention import CoarseAttention, FineAttention, Memory, from_blocks, to_blocks
from tintype_training.propagation_losses import spoiled, warp_by
from tintype_training.propagation_metrics import Calibration, cdc, psnr
from tintype_training.propagation_net import PropagationNet, no_hints
from tintype_training.propagation_samples import AB, CONFIDENCE, MADE, Samples
from tintype_training.propagation_schedule import Result, blend, enlarge_ab, shrink_ab


def scene(shift: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Distinct unit features on both grids and ab at ¼ for a 128×192 image moved right by `shift` coarse cells."""
    generator = torch.Generator().manual_seed(3)
    coarse = torch.nn.functional.normalize(torch.randn(1, 16, 8, 20, generator=generator), dim=1)
    fine = torch.nn.functional.normalize(torch.randn(1, 16, 32, 80, generator=generator), dim=1)
    ab = torch.rand(1, 2, 32, 80, generator=generator) - 0.5
    left = 4 - shift
    return coarse[..., left : left + 12], fine[..., 4 * left : 4 * left + 48], ab[..., 4 * left : 4 * left + 48]


def memory_of(shift: int) -> Memory:
    coarse, fine, ab = scene(shift)
    return Memory(coarse[None], fine[None], ab[None], torch.ones_like(ab[None, :, :1]), torch.tensor([[-10.0]]))


def test_blocks_come_back_as_they_went() -> None:
    x = torch.randn(2, 3, 16, 24)
    assert torch.equal(from_blocks(to_blocks(x, 8), 8, 2, 3), x)


def test_a_moved_picture_is_found_and_its_colour_copied() -> None:
    coarse, fine, ab = scene(0)
    memory = memory_of(2)
    found = CoarseAttention()(coarse, memory)
    attention = FineAttention()
    attention.log_temperature.data.fill_(3.6)
    copy = attention(fine, memory, found.place)
    inside = slice(0, 40)  # the last two coarse cells have left the memory frame's picture
    assert (copy.ab[..., inside] - ab[..., inside]).abs().max() < 0.02
    assert torch.allclose(copy.match[0, 0, 0, :, :9], torch.full((8, 9), 32.0), atol=1.0)
    assert copy.match[0, 0, 1, :, :9].abs().max() < 1.0


def test_what_the_memory_never_showed_is_told_from_what_it_did() -> None:
    coarse, fine, _ = scene(0)
    memory = memory_of(0)
    attention = FineAttention()
    place = CoarseAttention()(coarse, memory).place
    stranger = torch.nn.functional.normalize(torch.randn(1, 16, 32, 48), dim=1)
    known = attention(fine, memory, place).statistics[:, 0].mean()
    assert attention(stranger, memory, place).statistics[:, 0].mean() < known - 0.3


def test_untrained_network_reads_any_number_of_frames_and_stays_in_range() -> None:
    net = PropagationNet().eval()
    with torch.no_grad():
        features = net.encoder(torch.rand(4, 1, 64, 96) * 2 - 1)
        ab = torch.rand(3, 2, 16, 24) - 0.5
        memory = Memory(*[x[None] for x in (features.coarse[:3], features.fine[:3], ab, torch.rand(3, 1, 16, 24), torch.tensor([-9.0, -3.0, -1.0]))])
        target = type(features)(*[x[3:] for x in features])
        reading = net.reader(target, memory, no_hints(ab[:1]))
    assert reading.ab.shape == (1, 2, 16, 24) and reading.ab.abs().max() <= 1
    assert reading.match.shape == (1, 3, 2, 4, 6) and torch.isfinite(reading.ab).all()


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


def test_fusion_sees_no_hue_and_stays_between_its_witnesses() -> None:
    torch.manual_seed(0)
    net = Fusion()
    torch.nn.init.normal_(net.leave.weight, std=0.3)
    ab, carried, rest = torch.rand(1, 2, 8, 8) - 0.5, torch.rand(1, 2, 8, 8) - 0.5, [torch.rand(1, n, 8, 8) for n in (1, 4, 1)]
    turned = lambda x: torch.stack([-x[:, 1], x[:, 0]], 1)  # noqa: E731
    one, sure, share = net(ab, rest[0], carried, rest[1], rest[2], torch.tensor([5.0]))
    other = net(turned(ab), rest[0], turned(carried), rest[1], rest[2], torch.tensor([5.0]))
    assert torch.allclose(turned(one), other[0], atol=1e-5) and torch.allclose(sure, other[1], atol=1e-5)
    assert torch.allclose(one, ab + share * (carried - ab)) and 0 <= share.min() and share.max() <= 1


def test_a_sample_of_a_coloured_clip_carries_what_the_network_made_of_the_same_places() -> None:
    rng = np.random.default_rng(2)
    luma, ab = rng.integers(0, 255, (30, 64, 96), np.uint8), rng.normal(0, 20, (30, 2, 16, 24)).astype(np.float16)
    made = np.concatenate([ab + 1, np.full((30, 1, 16, 24), 0.75, np.float16)], 1)
    sample = Samples([Clip("clip", luma, ab)], None, 0.0).from_rollout(rng, Clip("clip", luma, ab), {"backward": made}, 64)
    assert sample.made and sample.time[0] <= -4 and sample.time[2:] == [-1, 0]
    assert np.allclose(sample.planes[:, MADE] - sample.planes[:, AB], 1, atol=0.05) and (sample.planes[:, CONFIDENCE] == 0.75).all()


def test_psnr_is_float_and_cdc_of_a_still_is_zero() -> None:
    assert abs(psnr(np.full((4, 4, 3), 0.1)) - 20) < 1e-9
    still = np.full((3, 256), 1 / 256)
    assert cdc({t: still for t in range(6)}) == 0


def test_calibration_counts_the_gap_between_said_and_true() -> None:
    calibration = Calibration()
    calibration.add(np.full((10, 10), 0.8), np.arange(100).reshape(10, 10) < 50)
    assert abs(float(calibration.summary()["expectedCalibrationError"]) - 0.3) < 1e-6  # type: ignore[arg-type]
