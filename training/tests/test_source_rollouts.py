"""Whole runs over training clips as sources: kept on disk, and drawn with their errors in place."""

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tests.test_propagation_painter import moving_clip
from tintype_training.clips import Clip
from tintype_training.dense_tokens import draw_along
from tintype_training.flow_track import ShotFlows, flows_of
from tintype_training.interpolation import Interpolation
from tintype_training.propagation_painter import PropagationPainter
from tintype_training.propagation_runs import GROUP, ShotPainter, interpolated_order_of, order_of, static_frames
from tintype_training.source_rollouts import Rollout, Rollouts, roll
from tintype_training.source_samples import SourceSamples, TrackedClip

torch.set_num_threads(1)


def test_every_frame_is_made_once_from_what_is_known_by_then() -> None:
    for keys, first, last in (((0,), 0, 9), ((9,), 0, 9), ((0, 9), 0, 9), ((2, 7), 0, 12)):
        known = set(keys)
        for target, sources in order_of(keys, first, last):
            assert target not in known and known.issuperset(sources) and len(set(sources)) == len(sources)
            known.add(target)
        assert known == set(range(first, last + 1))
    assert order_of((0, 8), 0, 8)[:3] == [(4, [0, 8]), (2, [0, 8, 4]), (1, [0, 2])]


def test_frames_between_two_near_ones_may_be_interpolated_from_these() -> None:
    for keys, first, last in (((0,), 0, 19), ((0,), 0, 16), ((9,), 0, 9), ((0, 30), 0, 30), ((2, 17), 0, 29)):
        known, between = set(keys), 0
        for target, sources, around in interpolated_order_of(keys, first, last, set(range(30))):
            assert target not in known and known.issuperset(sources) and len(set(sources)) == len(sources)
            if around is not None:
                assert set(sources).issuperset(around) and min(around) < target < max(around) and max(around) - min(around) <= GROUP
                between += 1
            known.add(target)
        assert known == set(range(first, last + 1)) and between >= (last - first) // 2
    assert interpolated_order_of((0,), 0, 12, set(range(30)))[:9] == [
        (8, [0], None), (4, [0, 8], (0, 8)), (2, [0, 4], (0, 4)), (1, [0, 2], (0, 2)), (3, [2, 4], (2, 4)), (6, [0, 4, 8], (4, 8)), (5, [4, 6], (4, 6)), (7, [6, 8], (6, 8)), (12, [0, 8], None),
    ]
    assert [turn.target for turn in interpolated_order_of((0,), 0, 12, set(range(12)) - {9}) if turn.around is None] == [8, 10, 12]
    assert [turn.target for turn in interpolated_order_of((12,), 0, 12, set(range(12)) - {2}) if turn.around is None] == [4, 2, 0]
    assert interpolated_order_of((0,), 0, 3, set()) == [(2, [0], None), (1, [0, 2], (0, 2)), (3, [0, 2], None)]
    assert (4, [0, 16, 8], (0, 8)) in interpolated_order_of((0, 16), 0, 16, set()) and (8, [0, 16], None) in interpolated_order_of((0, 16), 0, 16, set())


def test_a_frame_is_painted_from_its_neighbours_where_flow_is_lost_and_else_interpolated(tmp_path: Path) -> None:
    moving = moving_clip(frames=7)
    clip = Clip("still", np.repeat(moving.luma[:1], 7, 0), np.repeat(moving.ab[:1], 7, 0))
    flows = flows_of(clip, "train", tmp_path)
    torch.manual_seed(0)
    steady = ShotPainter(PropagationPainter().eval().requires_grad_(False), flows, interpolation=Interpolation().eval().requires_grad_(False))
    for t, luma in enumerate(clip.luma):
        steady.add_frame(t, torch.from_numpy(np.asarray(luma, np.float32) / np.float32(127.5) - 1)[None, None])
    flickering = ShotFlows(flows.flows, np.where(np.arange(7)[:, None, None] % 2, 255 - np.asarray(flows.luma), flows.luma).astype(np.uint8))
    for painter, interpolated in ((steady, 4), (dataclasses.replace(steady, flows=flickering), 0)):
        runs: list[int] = []
        painter.interpolation.register_forward_hook(lambda *_, runs=runs: runs.append(1))
        made = painter.run({0: torch.from_numpy(np.asarray(clip.ab[:1], np.float32) / np.float32(110))}, 0, 6)
        assert set(made) == set(range(7)) and all(torch.isfinite(each.ab).all() for each in made.values())
        assert len(runs) == interpolated


@pytest.fixture(scope="module")
def rolled(tmp_path_factory) -> tuple[TrackedClip, list[Rollout]]:
    clip, folder = moving_clip(frames=14), tmp_path_factory.mktemp("flows")
    flows_of(clip, "train", folder)
    tracked = TrackedClip(clip, "train", folder)
    torch.manual_seed(0)
    network = PropagationPainter().eval().requires_grad_(False)
    return tracked, [roll(network, tracked, np.random.default_rng(seed)) for seed in range(5)]


def test_a_rollout_is_kept_as_it_is_and_keeps_its_keys_true(rolled, tmp_path: Path) -> None:
    tracked, rollouts = rolled
    assert {len(one.keys) for one in rollouts} == {1, 2}
    assert {one.colours is None for one in rollouts} == {True, False}
    for number, one in enumerate(rollouts):
        one.save(tmp_path / f"{number:06d}.npz")
        again = Rollout.load(tmp_path / f"{number:06d}.npz")
        assert (again.clip, again.first, again.row, again.column, again.keys) == (one.clip, one.first, one.row, one.column, one.keys)
        assert np.array_equal(again.made, one.made)
        if one.colours is None:
            key = one.keys[0]
            assert np.abs(one.made[key, :2] * 110.0 - one.window(tracked).clip.ab[key]).max() < 0.1


def test_made_sources_of_a_batch_are_those_of_the_rollout_and_the_target_is_true(rolled, tmp_path: Path) -> None:
    tracked, rollouts = rolled
    for number, one in enumerate(rollouts):
        # Colour that was made is the truth, but for what is far too blue: it can be told from the truth, and lies where that lies.
        window, truth = one.window(tracked), np.asarray(one.window(tracked).clip.ab, np.float32)
        if one.colours is not None:
            luma = np.asarray(window.clip.luma, np.float32) / 2.55
            truth = one.colours.apply(luma.reshape(*luma.shape[:1], luma.shape[1] // 4, 4, luma.shape[2] // 4, 4).mean((2, 4)), truth)
        marked = np.concatenate([truth / 110 - np.float32([0, 0.4])[:, None, None], np.full_like(truth[:, :1], 0.75)], 1)
        dataclasses.replace(one, made=marked.astype(np.float16)).save(tmp_path / f"{number:06d}.npz")
    known = Rollouts(tmp_path, {tracked.clip.name: tracked})
    known.refresh()
    samples = SourceSamples([tracked], recolour_share=0.5, wear_share=0.0, rolled=known, rolled_share=1.0)
    for kind in ("key and recent", "pyramid"):
        batch = samples.batch(np.random.default_rng(3), 4, 96, kind)
        assert batch.rolled is not None and batch.rolled.shape[1] == batch.made
        made = batch.rolled[:, :, :2] + torch.tensor([0, 0.4]).reshape(2, 1, 1)
        assert (made - batch.ab[:, batch.made_frames]).abs().median() < 0.01
        assert torch.all(batch.rolled[:, :, 2] == 0.75)
        for there in range(1, batch.frames):
            trusted = batch.evidence[0, there].prod(1, keepdim=True) > 0.8
            missed = (draw_along(batch.ab[:, there], batch.place[0, there]) - batch.ab[:, 0]).abs() * trusted
            assert missed.sum() / trusted.sum().clamp(min=1) * 110 < 6


def test_without_a_fitting_rollout_a_batch_is_drawn_as_before(rolled, tmp_path: Path) -> None:
    tracked, _ = rolled
    nothing = Rollouts(tmp_path / "none", {tracked.clip.name: tracked})
    nothing.refresh()
    samples = SourceSamples([tracked], recolour_share=0.5, wear_share=0.0, rolled=nothing, rolled_share=1.0)
    assert samples.batch(np.random.default_rng(3), 2, 96, "pyramid").rolled is None


def test_frames_are_static_where_the_picture_hardly_changes() -> None:
    rng = np.random.default_rng(1)
    scene = cv2.resize(rng.uniform(40, 200, (9, 16)).astype(np.float32), (96, 54))
    moved = np.roll(scene, 3, 1)
    lumas = np.stack([scene, scene + rng.normal(0, 4, scene.shape), moved, moved]).clip(0, 255).astype(np.uint8)
    assert static_frames(lumas) == {0, 2}
