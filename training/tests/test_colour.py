"""Colour formulas against scikit-image and against each other."""

import numpy as np
import torch
from skimage.color import deltaE_ciede2000, rgb2lab

from tintype_training.colour import ab_bins, delta_e2000, lab_to_rgb, nearest_bin, rgb_to_lab, torch_lab_to_rgb, torch_rgb_to_lab

RGB = np.random.default_rng(1).random((500, 3))


def test_lab_agrees_with_scikit_image():
    assert np.abs(rgb_to_lab(RGB) - rgb2lab(RGB)).max() < 0.01


def test_lab_and_back_is_exact():
    assert np.abs(lab_to_rgb(rgb_to_lab(RGB)) - RGB).max() < 1e-9


def test_neutral_colours_have_no_chroma():
    gray = np.repeat(np.linspace(0, 1, 256)[:, None], 3, axis=1)
    assert np.abs(rgb_to_lab(gray)[:, 1:]).max() < 1e-9


def test_torch_and_numpy_agree():
    planes = torch.from_numpy(RGB.T[None, :, :, None].copy())
    lab = torch_rgb_to_lab(planes)
    assert np.abs(lab[0, :, :, 0].T.numpy() - rgb_to_lab(RGB)).max() < 1e-9
    assert np.abs(torch_lab_to_rgb(lab)[0, :, :, 0].T.numpy() - RGB).max() < 1e-9


def test_delta_e2000_agrees_with_scikit_image():
    other = np.random.default_rng(2).random((500, 3))
    ours, theirs = delta_e2000(rgb_to_lab(RGB), rgb_to_lab(other)), deltaE_ciede2000(rgb_to_lab(RGB), rgb_to_lab(other))
    assert np.abs(ours - theirs).max() < 1e-6


def test_there_are_313_bins_and_every_srgb_colour_is_near_one():
    bins = ab_bins()
    assert bins.shape == (313, 2)
    ab = rgb_to_lab(RGB)[:, 1:]
    assert np.sqrt(((ab[:, None] - bins) ** 2).sum(-1).min(axis=1)).max() <= np.sqrt(50) + 1e-6


def test_each_bin_is_nearest_to_itself():
    centres = torch.from_numpy(ab_bins()).T[None, :, :, None]
    assert torch.equal(nearest_bin(centres)[0, :, 0], torch.arange(313))
