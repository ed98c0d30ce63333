"""Propagation by painting: tracks, dense tokens, recoloured samples, and a whole training run in seconds."""

import dataclasses
import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tintype_training.clips import Clip
from tintype_training.dense_tokens import CoarseMatch, FrameTokens, Source, WindowMatch, draw_along, without_track
from tintype_training.flow_track import KeyTracks, ShotFlows, flows_of, neighbour_flows
from tintype_training.painter import PaintNetwork
from tintype_training.propagation_losses import drifted
from tintype_training.propagation_painter import PropagationPainter
from tintype_training.propagation_runs import ShotPainter, load_painter
from tintype_training.propagation_stage import wrong_choice
from tintype_training.published import load_published
from tintype_training.run import Run, save
from tintype_training.settings import load_settings
from tintype_training.source_samples import KINDS, ColourMap, SourceSamples, TrackedClip, draw_times, pairs_of


torch.set_num_threads(1)


def picture(seed: int, height: int, width: int, blur: float) -> np.ndarray:
    """Blurred noise, 0…255."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), blur)
    return np.clip(128 + 200 * noise / noise.std() / 3, 0, 255)


def moving_clip(name: str = "made-clip", frames: int = 14) -> Clip:
    """A picture that moves by four pixels a frame to the right, its colour with it."""
    luma = picture(1, 192, 320, 3)
    planes = 0.4 * np.stack([picture(seed, 192, 320, 16) - 128 for seed in (2, 3)])
    planes = planes.reshape(2, 48, 4, 80, 4).mean((2, 4))
    lumas = np.stack([luma[:, 4 * (frames - t) : 4 * (frames - t) + 192] for t in range(frames)]).astype(np.uint8)
    ab = np.stack([planes[:, :, frames - t : frames - t + 48] for t in range(frames)]).astype(np.float16)
    return Clip(name, lumas, ab)


@pytest.fixture(scope="module")
def clip() -> Clip:
    return moving_clip()


@pytest.fixture(scope="module")
def flows(clip: Clip) -> ShotFlows:
    halves = [cv2.resize(luma, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for luma in clip.luma]
    small = np.stack([cv2.resize(luma, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) for luma in clip.luma])
    return ShotFlows(neighbour_flows(halves), small)


def random_source(sources: int, height: int = 16, width: int = 24) -> tuple[FrameTokens, Source]:
    generator = torch.Generator().manual_seed(4)
    draw = lambda *shape: torch.randn(*shape, generator=generator)  # noqa: E731
    unit = lambda x: x / x.norm(dim=-3, keepdim=True)  # noqa: E731
    grid = torch.stack(torch.meshgrid(torch.arange(width), torch.arange(height), indexing="xy")).float()
    place = (grid + 2 * draw(1, sources, 2, height, width)).contiguous()
    source = Source(unit(draw(1, sources, 32, height, width)), unit(draw(1, sources, 64, height // 4, width // 4)),
                    0.3 * draw(1, sources, 2, height, width),
                    torch.rand(1, sources, 1, height, width, generator=generator), place, torch.rand(1, sources, 3, height, width, generator=generator),
                    torch.tensor([[-3.0, 2.0, 5.0][:sources]]), torch.tensor([[1.0, 0.0, 1.0][:sources]]))
    fine, coarse = unit(draw(1, 32, height, width)), unit(draw(1, 64, height // 4, width // 4))
    tokens = FrameTokens(fine, coarse, draw(1, 32, height, width), draw(1, 64, height // 2, width // 2))
    return tokens, source


def test_a_track_leads_along_the_motion_in_both_directions(flows: ShotFlows) -> None:
    for start, end in ((9, 2), (2, 9)):
        track = flows.track(start, end)
        moved = track.place[20:28, 16:32, 0] - np.arange(16, 32)
        assert np.abs(moved - (end - start)).max() < 0.4
        part = flows.track(start, end, slice(20, 28), slice(16, 32))
        assert np.allclose(part.place, track.place[20:28, 16:32], atol=1e-4)
        looks = track.evidence(*(flows.luma[t].astype(np.float32) for t in (start, end)))
        assert looks[:, 20:28, 16:32].min() > 0.5 and looks.max() <= 1


def test_a_track_grown_from_its_end_leads_to_the_same_places(flows: ShotFlows) -> None:
    for start, end in ((9, 2), (2, 9)):
        grown, track = flows.grown_track(start, end), flows.track(start, end)
        assert np.abs(grown.place - track.place)[20:28, 16:32].max() < 0.2
        assert np.abs(grown.trust - track.trust)[20:28, 16:32].max() < 0.1
        assert np.mean(np.abs(grown.inside - track.inside)) < 0.05


def test_a_track_compared_with_its_keyframe_does_not_drift(flows: ShotFlows) -> None:
    slow = ShotFlows(np.asarray(flows.flows, np.float32) * 0.9, flows.luma)
    for start, end in ((9, 2), (2, 9)):
        moved = [track.place[20:28, 16:32, 0] - np.arange(16, 32) for track in (slow.grown_track(start, end), KeyTracks(slow, end).of(start))]
        assert np.abs(moved[0] - (end - start)).min() > 0.5
        assert np.abs(moved[1] - (end - start)).max() < 0.25
        assert KeyTracks(slow, end).of(start).trust[20:28, 16:32].min() > 0.5


def test_a_track_that_leaves_the_picture_says_so(flows: ShotFlows) -> None:
    inside = flows.track(13, 0).inside
    assert inside[:, :6].mean() < 0.2 < 0.9 < inside[:, 20:40].mean()


def test_planes_drawn_along_the_places_of_their_own_cells_stay_as_they_are() -> None:
    planes = torch.rand(1, 3, 8, 12)
    own = torch.stack(torch.meshgrid(torch.arange(12), torch.arange(8), indexing="xy")).float()[None]
    for cubic in (False, True):
        assert torch.allclose(draw_along(planes, own, cubic=cubic), planes, atol=1e-5)


def test_a_window_finds_what_the_track_missed_by_three_cells() -> None:
    generator = torch.Generator().manual_seed(1)
    features = torch.nn.functional.normalize(torch.randn(1, 32, 32, 40, generator=generator), dim=1)
    ab = torch.rand(1, 2, 32, 40, generator=generator)
    match = WindowMatch()
    match.log_temperature.data.fill_(4.0)
    match.position_bias.data.zero_()
    last = lambda planes: planes.permute(0, 2, 3, 1)  # noqa: E731
    found, told = match(last(features[..., 3:35]), last(features[..., :32]), last(ab[..., :32]), torch.ones(1, 32, 32, 1))
    assert (found[..., 4:-4] - ab[..., 3:35][..., 4:-4]).abs().max() < 0.02
    # Mean squared distance, in units of 32 square cells; the spread of colours is nothing but its floor.
    assert torch.allclose(told[:, 3, :, 4:-4], torch.tensor(9 / 32), atol=0.02)
    assert told[:, 1, :, 4:-4].max() < 0.2


def test_no_hue_is_preferred() -> None:
    torch.manual_seed(0)
    network = PropagationPainter().eval()
    tokens, source = random_source(3)
    turn = torch.tensor([[math.cos(2.0), -math.sin(2.0)], [math.sin(2.0), math.cos(2.0)]])
    turned = lambda ab: torch.einsum("ij,...jhw->...ihw", turn, ab)  # noqa: E731
    with torch.no_grad():
        plain, other = network(tokens, source), network(tokens, source._replace(ab=turned(source.ab)))
    assert torch.allclose(turned(plain.ab), other.ab, atol=1e-5)
    assert torch.allclose(plain.confidence_logit, other.confidence_logit, atol=1e-4)


def test_the_order_of_the_sources_does_not_matter() -> None:
    torch.manual_seed(0)
    network = PropagationPainter().eval()
    tokens, source = random_source(3)
    with torch.no_grad():
        plain, other = network(tokens, source), network(tokens, Source(*[x.flip(1) for x in source]))
    assert torch.allclose(plain.ab, other.ab, atol=1e-5)


def test_times_fit_the_clip_and_name_every_source() -> None:
    rng = np.random.default_rng(0)
    for _, keys, made in KINDS.values():
        for last in (7, 11, 60):
            for _ in range(40):
                times = draw_times(rng, last, keys, made)
                assert len(times) == 1 + keys + made and len({0, *times[1:]}) >= 1 + keys
                assert max(times) - min(times) <= last
    assert pairs_of(2, 1) == [(0, 1), (0, 2), (0, 3), (3, 1), (3, 2)]


def test_one_map_of_colours_serves_all_frames() -> None:
    rng = np.random.default_rng(0)
    lightness, ab = rng.uniform(20, 80, (3, 8, 8)).astype(np.float32), rng.uniform(-40, 40, (3, 2, 8, 8)).astype(np.float32)
    lightness[2], ab[2] = lightness[0], ab[0]
    drawn = ColourMap.draw(rng, np.concatenate([lightness[:1], ab[0]]).reshape(3, -1).T)
    changed = drawn.apply(lightness, ab)
    assert np.array_equal(changed[0], changed[2])
    assert np.abs(changed - ab).max() > 5
    assert np.sqrt((changed**2).sum(1)).max() <= 81


def test_colour_of_a_sample_lies_where_its_tracks_say(clip: Clip, flows: ShotFlows, tmp_path: Path) -> None:
    tracked = TrackedClip(clip, "train", tmp_path)
    tracked.__dict__["flows"] = flows
    tiny = TrackedClip(Clip("tiny", clip.luma[:, :64, :64], clip.ab[:, :, :16, :16]), "train", tmp_path)  # smaller than a crop: never drawn
    samples = SourceSamples([tracked, tiny], recolour_share=0.5, wear_share=0.0)
    for kind in KINDS:
        batch = samples.batch(np.random.default_rng(3), 4, 96, kind)
        assert batch.luma.shape == (4 * batch.frames, 1, 96, 96)
        for here, there in batch.pairs:
            trusted = batch.evidence[here, there].prod(1, keepdim=True) > 0.8
            missed = (draw_along(batch.ab[:, there], batch.place[here, there]) - batch.ab[:, here]).abs() * trusted
            assert missed.sum() / trusted.sum().clamp(min=1) * 110 < 6


def test_beside_one_key_some_batches_have_a_frame_of_another_shot(clip: Clip, flows: ShotFlows, tmp_path: Path) -> None:
    tracked = TrackedClip(clip, "train", tmp_path)
    tracked.__dict__["flows"] = flows
    samples = SourceSamples([tracked], recolour_share=0.5, wear_share=0.0)
    batches = [samples.batch(np.random.default_rng(seed), 2, 96, kind) for seed in range(12) for kind in ("key and recent", "two keys")]
    assert {batch.remembered for batch in batches if batch.keys == 1} == {0, 1}
    assert {batch.remembered for batch in batches if batch.keys == 2} == {0}
    batch = next(batch for batch in batches if batch.remembered)
    last = batch.frames - 1
    assert list(batch.made_frames) == [2]
    assert batch.is_key(last)
    assert not batch.is_key(2)
    assert batch.evidence[0, last].abs().max() == 0
    assert torch.equal(batch.place[0, last][0, :, 3, 5], torch.tensor([5.0, 3.0]))
    assert batch.ab[:, last].abs().max() > 0


@pytest.fixture(scope="module")
def material(tmp_path_factory) -> Path:
    """A folder of clips that are decoded already, with their flows, and a painter of random weights."""
    root = tmp_path_factory.mktemp("data")
    torch.manual_seed(0)
    weights = {name: value.half() if value.is_floating_point() else value for name, value in PaintNetwork().state_dict().items()}
    save({"network": weights}, root / "checkpoints" / "paint.pt")
    for split in ("train", "val"):
        (root / "clips" / split).mkdir(parents=True)
        (root / ".cache" / "clips" / split).mkdir(parents=True)
        made = moving_clip(f"made-{split}")
        (root / "clips" / split / f"{made.name}.mp4").touch()
        np.save(root / ".cache" / "clips" / split / f"{made.name}.luma.npy", made.luma)
        np.save(root / ".cache" / "clips" / split / f"{made.name}.ab.npy", made.ab)
        flows_of(made, split, root / ".cache" / "flows")
    return root


def settings_of(root: Path, steps: int, *more: str):
    folders = {"data": root, "cache": root / ".cache", "checkpoints": root / "checkpoints", "runs": root / "runs"}
    given = [*(f"{name}={value}" for name, value in folders.items()), f"encoder={root / 'checkpoints' / 'paint.pt'}", f"most_steps={steps}"]
    return load_settings("propagate", None, [*given, "sizes=[[0, 64, 2]]", "threads=1", "validation_frames=3", "curve_steps=1", "device=cpu", *more])


def test_a_whole_run_is_kept_goes_on_and_colours_a_shot(material: Path) -> None:
    Run(settings_of(material, 2)).train()
    Run(settings_of(material, 3)).train()
    record = json.loads((material / "runs" / "propagate.json").read_text())
    assert [line["step"] for line in record["curve"]] == [1, 2, 3]
    assert all(math.isfinite(line["final"]) for line in record["curve"])
    assert record["validation"][-1]["both"] > 0
    # The features are those of the painter, whatever was trained over them; what is published needs no other file.
    painter = PaintNetwork()
    load_published(painter, material / "checkpoints" / "paint.pt")
    luma = torch.rand(1, 1, 64, 96) * 2 - 1
    trained = load_painter(material / "checkpoints" / "propagate.pt").features(luma)
    with torch.no_grad():
        of_painter = painter.encode.frame.eval().trunk(luma)[:3]
    for ours, theirs in zip(trained, of_painter, strict=False):
        assert torch.allclose(ours, theirs, atol=0.02 * float(theirs.abs().max()))

    clip = moving_clip()
    run = ShotPainter(load_painter(material / "checkpoints" / "propagate.pt"), flows_of(clip, "val", material / ".cache" / "flows"))
    for t in range(9):
        run.add_frame(t, torch.from_numpy(clip.luma[t].astype(np.float32) / 127.5 - 1)[None, None])
    key = lambda t: torch.from_numpy(clip.ab[t].astype(np.float32) / 110)[None]  # noqa: E731
    made = run.run({1: key(1), 7: key(7)}, 0, 8)
    assert sorted(made) == list(range(9))
    assert torch.equal(made[1].ab, key(1)) and torch.equal(made[7].ab, key(7))
    middle = made[4].ab[0, :, 20:28, 16:32] - key(4)[0, :, 20:28, 16:32]
    assert middle.abs().mean() * 110 < 4


def test_a_run_can_stand_on_another_encoder_than_its_start(material: Path) -> None:
    start = material / "checkpoints" / "start.pt"
    torch.manual_seed(1)
    first = PropagationPainter()
    save({"network": first.state_dict()}, start)
    of = lambda run: {name: value.clone() for name, value in run.network.state_dict().items()}  # noqa: E731
    settings = settings_of(material, 1, "name=other", f"start_from={start}")
    kept, laid = of(Run(settings)), of(Run(dataclasses.replace(settings, new_encoder=True)))
    assert torch.equal(kept["features.stem.0.weight"], first.state_dict()["features.stem.0.weight"])
    assert not torch.equal(laid["features.stem.0.weight"], kept["features.stem.0.weight"])
    assert all(torch.equal(laid[name], kept[name]) for name in kept if not name.startswith("features."))


def test_without_a_track_the_whole_frame_is_searched() -> None:
    torch.manual_seed(0)
    tokens, source = random_source(1, 32, 48)
    place, evidence = without_track(source.place[:, 0], source.evidence[:, 0], torch.tensor([True]))
    assert evidence.max() == 0
    coarse = torch.nn.functional.normalize(torch.randn(1, 64, 8, 12), dim=1)
    moved = coarse.roll((3, 5), (2, 3))
    source = source._replace(place=place[:, None], evidence=evidence[:, None], coarse=moved[:, None])
    match = CoarseMatch()
    scores = match.scores(tokens._replace(coarse=coarse), source)
    mended, jumped = match.mended(source, scores)
    inside = mended[0, 0, :, :20, :28] - place[0, :, :20, :28]
    assert jumped.min() == 1
    assert torch.equal(inside[0], torch.full_like(inside[0], 20)) and torch.equal(inside[1], torch.full_like(inside[1], 12))


def test_a_track_is_left_only_for_what_is_clearly_better() -> None:
    torch.manual_seed(0)
    tokens, source = random_source(1, 32, 48)
    coarse = torch.nn.functional.normalize(torch.randn(1, 64, 8, 12), dim=1)
    own = torch.stack(torch.meshgrid(torch.arange(48), torch.arange(32), indexing="xy")).float()[None, None]
    source = source._replace(place=own, evidence=torch.ones_like(source.evidence))
    match = CoarseMatch()

    def jumps(there: torch.Tensor) -> float:
        scores = match.scores(tokens._replace(coarse=coarse), source._replace(coarse=there[:, None]))
        return float(match.mended(source, scores)[1].mean())

    mixed = coarse.roll((3, 5), (2, 3)) + 0.9 * coarse
    assert jumps(torch.nn.functional.normalize(mixed, dim=1)) == 0
    assert jumps(coarse.roll((3, 5), (2, 3))) > 0.5


def test_a_candidate_that_is_right_but_weighs_nothing_is_taught() -> None:
    truth = torch.full((1, 2, 4, 4), 0.2)
    candidates = torch.stack([truth, -truth, -truth], 1)
    logits = torch.tensor([-12.0, 0.0, 0.0]).reshape(1, 3, 1, 1).repeat(1, 1, 4, 4).requires_grad_()
    logits_of_mean = logits.detach().clone().requires_grad_()
    wrong_choice(candidates, torch.log_softmax(logits, 1), truth).backward()
    mean = (torch.softmax(logits_of_mean, 1).unsqueeze(2) * candidates).sum(1)
    (mean - truth).abs().sum(1).mean().backward()
    assert logits.grad[0, 0].sum() < -0.9
    assert logits_of_mean.grad[0, 0].sum().abs() < 1e-4


def test_no_choice_is_wrong_where_candidates_are_alike_or_none_is_near() -> None:
    truth = torch.full((1, 2, 4, 4), 0.2)
    alike = (truth + 0.01).unsqueeze(1).repeat(1, 3, 1, 1, 1)
    far = torch.stack([-truth, truth + 0.5, -2 * truth], 1)
    for candidates in (alike, far):
        logits = torch.randn(1, 3, 4, 4, generator=torch.Generator().manual_seed(1)).requires_grad_()
        wrong_choice(candidates, torch.log_softmax(logits, 1), truth).backward()
        assert logits.grad.abs().max() < 1e-6


def test_drift_moves_patches_by_a_few_cells_and_leaves_the_rest() -> None:
    ramp = torch.arange(48.0).expand(2, 2, 48, 48) / 48
    moved = (drifted(ramp, torch.Generator().manual_seed(2), 3.0) - ramp)[:, 0, :, 10:38].abs() * 48
    assert moved.max() > 1.5 and moved.max() < 12
    assert (moved < 0.3).float().mean() > 0.2
    assert torch.equal(drifted(ramp, torch.Generator().manual_seed(2), 0.0).round(decimals=4), ramp.round(decimals=4))
