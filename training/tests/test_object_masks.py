"""Objects of the training photos: found without labels, kept packed, recoloured as a whole."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from mix_checkpoints import mix
from tintype_training import object_masks
from tintype_training.colour import AB_SCALE, torch_rgb_to_lab
from tintype_training.device_photos import DevicePhotos
from tintype_training.object_masks import ObjectMasks, find_masks, is_compact, object_mask
from tintype_training.paint_batches import PaintBatches
from tintype_training.paint_measures import object_cases
from tintype_training.photos import Photo, PhotoCache, pack_photos
from tintype_training.recolouring import find_parts, find_regions, recolour
from tintype_training.settings import Settings

HEIGHT, WIDTH = 160, 200


def disc(x: int = 110, y: int = 80, radius: int = 38) -> np.ndarray:
    return cv2.circle(np.zeros((HEIGHT, WIDTH), np.uint8), (x, y), radius, 1, -1) > 0


def picture(seed: int, mask: np.ndarray) -> np.ndarray:
    """A thing of two colours on a plain ground, with some grain."""
    rng = np.random.default_rng(seed)
    pixels = np.full((HEIGHT, WIDTH, 3), (90, 120, 150), np.float64)
    pixels[mask] = (200, 60, 40)
    pixels[mask & (np.arange(HEIGHT) > HEIGHT // 2)[:, None]] = (230, 180, 60)
    return (pixels + rng.normal(0, 4, pixels.shape)).clip(0, 255).astype(np.uint8)


class Sees:
    """In place of the classifier: activation at a given place."""

    def __init__(self, mask: np.ndarray) -> None:
        self.mask = mask

    def activation(self, lightness: np.ndarray) -> np.ndarray:
        return cv2.resize(cv2.GaussianBlur(self.mask.astype(np.float32), (0, 0), 15), (8, 8), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    """Twelve pictures with an object each, two of them held out; the classifier sees it in all of them."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "photos").mkdir()
    held_out = [f"{n}.png" for n in range(1000) if Photo("photos", f"{n}.png", 0, 0, 0).is_validation][:2]
    for n, name in enumerate([*held_out, *(f"{n}-drawn.png" for n in range(10))]):
        Image.fromarray(picture(n, disc(x=80 + 4 * n))).save(folder / "photos" / name)
    pack_photos(folder, folder / ".cache" / "photos")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(object_masks, "Classifier", lambda: Sees(disc(x=100, radius=50)))
        assert find_masks(folder / ".cache", minutes=0, sources=[]) == 1
        assert find_masks(folder / ".cache", minutes=100, sources=["no such source"]) == 1
        find_masks(folder / ".cache", minutes=100, sources=[])
    return folder / ".cache"


def test_an_object_that_both_guesses_find_is_cut_out_at_its_edge():
    mask, agreement = object_mask(picture(1, disc()), Sees(disc()))
    truth = cv2.resize(disc().astype(np.uint8), mask.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    assert (mask & truth).sum() / (mask | truth).sum() > 0.93
    assert agreement > 0.9


def test_where_the_guesses_differ_there_is_no_mask():
    assert object_mask(picture(1, disc()), Sees(disc(x=20, y=20, radius=18))) is None


def test_what_is_too_large_too_small_or_scattered_is_no_object():
    assert is_compact(disc())
    assert not is_compact(disc(radius=8))
    assert not is_compact(np.ones((HEIGHT, WIDTH), bool))
    cross = np.zeros((HEIGHT, WIDTH), bool)
    cross[70:86, 10:190] = cross[10:150, 95:105] = True
    assert not is_compact(cross)


def test_masks_are_read_back_as_they_were_found(cache):
    photos = PhotoCache(cache / "photos")
    masks = ObjectMasks(cache / "objects", photos)
    assert len(masks) > 9
    entry = next(iter(masks.entries.values()))
    found, agreement = object_mask(photos.pixels(entry.photo), Sees(disc(x=100, radius=50)))
    assert np.array_equal(masks.mask(entry.photo), found)
    assert entry.agreement == pytest.approx(agreement, abs=1e-3)
    assert len(ObjectMasks(cache / "nothing", photos)) == 0


def test_masks_of_photos_that_were_packed_anew_do_not_count(cache, tmp_path):
    shutil.copytree(cache, tmp_path / "cache")
    listing = tmp_path / "cache" / "photos" / "photos.json"
    listing.write_text(listing.read_text().replace('.png"', '-other.png"'))
    assert len(ObjectMasks(tmp_path / "cache" / "objects", PhotoCache(tmp_path / "cache" / "photos"))) == 0


def test_the_whole_object_and_nothing_else_is_recoloured():
    torch.manual_seed(0)
    lab = torch_rgb_to_lab(torch.from_numpy(np.stack([picture(n, disc()) for n in range(4)])).permute(0, 3, 1, 2).float() / 255)
    objects = torch.from_numpy(disc()).float().expand(4, 1, -1, -1).clone()
    objects[3] = 0
    truth = lab[:, 1:] / AB_SCALE
    made = recolour(lab, truth, find_regions(lab), share=0, objects=objects, part_share=0)
    changed = (made.truth - truth).abs().sum(dim=1, keepdim=True) > 1e-6
    inner, outer = (torch.from_numpy(disc(radius=radius)) for radius in (36, 40))
    assert changed[:3, 0, inner].float().mean() > 0.97
    assert not changed[:, 0, ~outer].any()
    assert made.is_object.tolist() == [True, True, True, False]
    assert not changed[3].any()


def test_an_object_of_two_colours_is_recoloured_part_by_part():
    torch.manual_seed(0)
    lab = torch_rgb_to_lab(torch.from_numpy(np.stack([picture(n, disc()) for n in range(12)])).permute(0, 3, 1, 2).float() / 255)
    objects = torch.from_numpy(disc()).float().expand(12, 1, -1, -1)
    truth = lab[:, 1:] / AB_SCALE
    made = recolour(lab, truth, find_regions(lab), share=0, objects=objects, part_share=1)
    changed = (made.truth - truth).abs().sum(dim=1) > 1e-6
    inside, below = torch.from_numpy(disc(radius=34)), (torch.arange(HEIGHT) > HEIGHT // 2 + 6)[:, None]
    above = (torch.arange(HEIGHT) < HEIGHT // 2 - 6)[:, None]
    shares = [(float(one[inside & above].float().mean()), float(one[inside & below].float().mean())) for one in changed]
    assert all(share < 0.02 or share > 0.97 for pair in shares for share in pair)
    assert {(round(upper), round(lower)) for upper, lower in shares} == {(0, 1), (1, 0), (1, 1)}
    assert made.is_object.all() and not changed[:, ~torch.from_numpy(disc(radius=40))].any()


def test_an_object_of_one_colour_has_no_parts():
    mask = torch.from_numpy(disc()).float().expand(1, 1, -1, -1)
    plain = np.where(disc()[..., None], (200, 60, 40), (90, 120, 150)) + np.random.default_rng(0).normal(0, 4, (HEIGHT, WIDTH, 3))
    lab = torch_rgb_to_lab(torch.from_numpy(plain).permute(2, 0, 1)[None].float().clamp(0, 255) / 255)
    assert not find_parts(lab, mask)[1].any()


def test_batches_have_points_in_recoloured_objects_as_locality_is_measured(cache):
    torch.manual_seed(0)
    settings = Settings(object_share=1.0, recolour_share=0.0, marked_share=0.0, paintings=2)
    batch = PaintBatches(DevicePhotos(cache / "photos", device=torch.device("cpu"), seed=0), settings).batch(12, 96)
    few = batch.hint_mask[: batch.few]
    changed = (batch.truth[: batch.few] - batch.plain).abs().sum(dim=1, keepdim=True) > 1e-6
    with_object = changed.flatten(1).any(dim=1)
    assert (batch.is_usual == 0).equal(with_object)
    assert with_object.float().mean() > 0.7
    assert (few * changed).flatten(1).any(dim=1)[with_object].all()
    assert (few * ~changed).flatten(1).any(dim=1)[with_object].float().mean() > 0.5
    assert batch.weight.max() == settings.object_weight
    plain = PaintBatches(DevicePhotos(cache / "photos", device=torch.device("cpu"), seed=0), Settings(object_share=0, recolour_share=0)).batch(12, 96)
    assert plain.weight.max() == 1


def test_held_out_photos_with_objects_are_cases_of_locality(cache):
    photos = PhotoCache(cache / "photos")
    cases = object_cases(photos, ObjectMasks(cache / "objects", photos))
    assert cases
    for image, mask in cases:
        assert mask.shape == image.lightness.shape
        # The object is far from its ground in colour.
        assert np.linalg.norm(image.truth[mask].mean(axis=0) - image.truth[~mask].mean(axis=0)) * AB_SCALE > 20


def test_two_checkpoints_are_mixed_by_weight():
    made = mix(*({"network": {"w": torch.full((2,), value), "steps": torch.tensor(int(value))}, "facts": {"run": name}}
                 for value, name in ((1.0, "before"), (2.0, "after"))), share=0.75)
    assert made["network"]["w"].tolist() == [1.75, 1.75]
    assert made["network"]["steps"] == 2
    assert made["facts"] == {"run": "after", "mixedWith": "before", "share": 0.75}
