"""Masks from hints: the network learns from a handful of pictures, and its graph gives the same in ONNX Runtime."""

import sys

import cv2
import numpy as np
import pytest
import torch

import export_hinted_mask
from tintype_training import train_hinted_mask
from tintype_training.frame_encoder import C8, C16
from tintype_training.hint_tokens import QUERY
from tintype_training.hinted_mask import HintedMask
from tintype_training.painter import P4
from tintype_training.train_hinted_mask import Example, inscribed, losses_of, points_of, scene, similarity, windows

HEIGHT, WIDTH = 32, 48
STEPS = 100


def example(seed: int) -> Example:
    """A disc whose features differ from those of the ground; both are others in every picture."""
    rng = np.random.default_rng(seed)
    mask = cv2.circle(np.zeros((HEIGHT, WIDTH), np.float32), (int(rng.integers(14, 34)), int(rng.integers(12, 20))), 9, 1, -1)
    planes = []
    for channels, cell in ((P4, 1), (C8, 2), (C16, 4), (QUERY, 2)):
        thing, ground = rng.normal(size=(2, channels, 1, 1)).astype(np.float32)
        small = cv2.resize(mask, (WIDTH // cell, HEIGHT // cell), interpolation=cv2.INTER_AREA)
        planes.append(torch.from_numpy(ground + (thing - ground) * small + 0.1 * rng.normal(size=(channels, *small.shape)).astype(np.float32)).half())
    return Example(*planes, [mask])


def test_points_lie_where_they_are_said_to():
    mask = example(0).masks[0]
    for seed in range(30):
        inside, outside = points_of(mask, np.random.default_rng(seed))
        assert inside.sum() > 0
        assert (inside.numpy()[0] * mask).sum() > 0.8 * inside.numpy().sum()
        assert (outside.numpy()[0] * mask).sum() < 0.2 * max(1e-6, outside.numpy().sum())
    assert float((inscribed(mask, 3)[0] * torch.from_numpy(mask)).sum()) == pytest.approx(float(inscribed(mask, 3).sum()))


def test_a_window_is_three_by_four_and_holds_the_thing():
    mask = np.zeros((200, 300), np.float32)
    mask[60:120, 180:260] = 1
    rows, columns = windows(200, 300, mask, np.random.default_rng(1))
    assert (columns.stop - columns.start) / (rows.stop - rows.start) == pytest.approx(4 / 3, abs=0.02)
    assert mask[rows, columns].sum() > 0.8 * mask.sum()


def test_in_a_scene_objects_lie_where_their_masks_say_the_later_ones_over_the_earlier():
    ground = np.full((train_hinted_mask.HEIGHT, train_hinted_mask.WIDTH, 3), 20, np.uint8)
    disc = cv2.circle(np.zeros((120, 160), np.uint8), (80, 60), 40, 1, -1) > 0
    objects = [(np.where(disc[..., None], np.uint8([200, 0, 0]), np.uint8([0, 90, 0])).astype(np.uint8), disc), (np.where(disc[..., None], np.uint8([0, 0, 200]), np.uint8([0, 90, 0])).astype(np.uint8), disc)]
    seen = 0
    for seed in range(12):
        picture, masks = scene(ground, objects, np.random.default_rng(seed))
        assert np.all(picture[sum(masks, np.zeros(picture.shape[:2], np.float32)) == 0][:, 1] <= 20) or len(masks) < len(objects)
        for mask in masks:
            inside = picture[mask > 0.95]
            # Of one object alone, and of no ground around it.
            assert len({int(pixel.argmax()) for pixel in inside}) == 1
            assert inside[:, 1].max() <= 20
            seen += 1
    assert seen >= 18


def test_the_thing_is_learned_whatever_its_features_are():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    network, rng, seed = HintedMask(), np.random.default_rng(1), 1000
    unseen = [example(one) for one in range(8)]
    before = similarity(network.eval(), unseen, 1)
    optimiser = torch.optim.Adam(network.train().parameters(), lr=2e-3)
    for _ in range(STEPS):
        some, seed = [example(seed + one) for one in range(6)], seed + 6
        points = [points_of(one.masks[0], rng) for one in some]
        given = [torch.stack([getattr(one, name).float() for one in some]) for name in ("p4", "c8", "c16", "query")]
        logits = network(*given, *(torch.stack(planes) for planes in zip(*points, strict=True)))
        optimiser.zero_grad()
        sum(losses_of(logits, torch.from_numpy(np.stack([one.masks[0] for one in some]))[:, None]).values()).backward()
        optimiser.step()
    after = similarity(network.eval(), unseen, 1)
    assert after > 0.8 > before


def test_sizes_follow_the_picture():
    network = HintedMask().eval()
    planes = [torch.zeros(1, channels, 36 // cell * 4, 20 * 4 // cell) for channels, cell in ((P4, 1), (C8, 2), (C16, 4), (QUERY, 2))]
    with torch.no_grad():
        assert network(*planes, torch.zeros_like(planes[0][:, :1]), torch.zeros_like(planes[0][:, :1])).shape == (1, 1, *planes[0].shape[-2:])


def test_the_graph_is_that_of_pytorch(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["export", "--out", str(tmp_path)])
    monkeypatch.setattr(export_hinted_mask, "load_network", lambda _: train_hinted_mask.PaintNetwork().eval())
    export_hinted_mask.main()
    assert {file.name for file in tmp_path.iterdir()} == {"mask.onnx", "manifest.json"}
