"""Photos for training: decoded once into one flat uint8 file that is then memory-mapped.

A cache folder holds `photos.bin` (RGB bytes of every photo, one after another) and `photos.json` (one entry a photo:
source, file, offset, height, width). Any folder of tar shards, images or clips can be packed; frames of the training
clips count as photos too.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SHORT_SIDE_PX = 256
FRAMES_PER_CLIP = 4
IMAGE_SUFFIXES = {".webp", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"}
CLIP_SUFFIXES = {".mp4", ".mov", ".mkv", ".webm"}

GARMENT_SOURCES = ("clothing-co-parsing", "clothing-dataset")
"""Clothes have arbitrary colours: good for learning to follow hints, bad for learning what is plausible."""

SOURCE_WEIGHTS = {
    "clothing-co-parsing": 0.35,
    "clothing-dataset": 0.2,
    "Houses-dataset": 0.6,
    "Scene-Classification-Dataset": 0.7,
    "ILSVRC": 2.0,
    "BSDS": 2.0,
    "SelfExSR": 2.0,
    "clips": 1.0,
}
"""How often a photo of a source is drawn, relative to 1. Matched by substring of the source's name."""

VALIDATION_SHARE = 0.012

BATCH = 256
"""Images of a shard that are decoded together."""


@dataclass(frozen=True)
class Photo:
    """One decoded photo in the cache. `offset` is in bytes."""

    source: str
    file: str
    offset: int
    height: int
    width: int

    @property
    def is_validation(self) -> bool:
        """Held out for choosing between networks: a fixed share by hash of the name, never drawn for training."""
        digest = hashlib.sha256(self.file.encode()).digest()
        return int.from_bytes(digest[:4], "big") / 2**32 < VALIDATION_SHARE

    @property
    def weight(self) -> float:
        return next((w for name, w in SOURCE_WEIGHTS.items() if name.lower() in self.source.lower()), 1.0)


class PhotoCache:
    """Memory-mapped photos. `pixels(i)` is H×W×3 uint8 RGB, without a copy."""

    def __init__(self, folder: Path) -> None:
        entries = json.loads((folder / "photos.json").read_text())
        self.photos = [Photo(**entry) for entry in entries]
        self.flat = np.memmap(folder / "photos.bin", dtype=np.uint8, mode="r")

    def __len__(self) -> int:
        return len(self.photos)

    def pixels(self, index: int) -> np.ndarray:
        photo = self.photos[index]
        count = photo.height * photo.width * 3
        return self.flat[photo.offset : photo.offset + count].reshape(photo.height, photo.width, 3)

    def training_indices(self) -> list[int]:
        return [i for i, photo in enumerate(self.photos) if not photo.is_validation]

    def validation_indices(self, *, with_garments: bool = False) -> list[int]:
        return [
            i
            for i, photo in enumerate(self.photos)
            if photo.is_validation and (with_garments or not photo.source.endswith(GARMENT_SOURCES))
        ]


def read_photos(data: Path, *, workers: int = 1) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yields (source, file name, H×W×3 uint8) of every shard, loose image and clip below `data`, in the same order always."""
    sources: dict[str, str] = {}
    table = data / "photos" / "sources.tsv.gz"
    if table.exists():
        with gzip.open(table, "rt") as rows:
            for row in csv.DictReader(rows, delimiter="\t"):
                sources[row["file"]] = row["source"]
    for shard in sorted((data / "photos").glob("*.tar")):
        yield from read_shard(shard, sources, workers=workers)
    for file in sorted((data / "photos").rglob("*")):
        if file.suffix.lower() in IMAGE_SUFFIXES:
            yield file.parent.name, file.name, np.asarray(Image.open(file).convert("RGB"))
    for file in sorted((data / "clips" / "train").glob("*")):
        if file.suffix.lower() in CLIP_SUFFIXES:
            yield from read_clip_frames(file)


def read_shard(shard: Path, sources: dict[str, str] | None = None, *, workers: int = 1) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yields every image of one tar shard."""
    with tarfile.open(shard) as archive, ThreadPoolExecutor(workers) as pool:
        members = [member for member in archive if member.isfile() and Path(member.name).suffix.lower() in IMAGE_SUFFIXES]
        for start in range(0, len(members), BATCH):
            some = members[start : start + BATCH]
            images = pool.map(decode, [archive.extractfile(member).read() for member in some])
            for member, image in zip(some, images, strict=True):
                name = Path(member.name).name
                yield (sources or {}).get(name, shard.stem), name, image


def decode(image: bytes) -> np.ndarray:
    """Decoders of Pillow let other threads run meanwhile."""
    return np.asarray(Image.open(io.BytesIO(image)).convert("RGB"))


def read_clip_frames(file: Path) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yields a few frames of a clip, evenly apart."""
    capture = cv2.VideoCapture(str(file))
    frames: list[np.ndarray] = []
    while True:
        ok, frame = capture.read()
        if not ok:
            break
        frames.append(frame)
    capture.release()
    for k in range(min(FRAMES_PER_CLIP, len(frames))):
        frame = frames[(2 * k + 1) * len(frames) // (2 * FRAMES_PER_CLIP)]
        yield "clips", f"{file.stem}-{k}", cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)


def fit_short_side(image: np.ndarray, short_side_px: int = SHORT_SIDE_PX) -> np.ndarray:
    """Scales down so that the short side is at most `short_side_px`; never up."""
    height, width = image.shape[:2]
    scale = short_side_px / min(height, width)
    if scale >= 1:
        return image
    size = (round(width * scale), round(height * scale))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def pack_photos(data: Path, folder: Path, *, workers: int = 1) -> int:
    """Decodes everything below `data` into `folder`; returns the number of photos."""
    folder.mkdir(parents=True, exist_ok=True)
    photos: list[Photo] = []
    offset = 0
    with open(folder / "photos.bin.tmp", "wb") as out:
        for source, name, image in read_photos(data, workers=workers):
            image = fit_short_side(image)
            # A long panorama would be drawn as often as any photo but cost many times its bytes.
            image = image[:, : 2 * SHORT_SIDE_PX] if image.shape[1] > image.shape[0] else image[: 2 * SHORT_SIDE_PX]
            if min(image.shape[:2]) < 96:
                continue
            out.write(np.ascontiguousarray(image).tobytes())
            photos.append(Photo(source, name, offset, image.shape[0], image.shape[1]))
            offset += image.shape[0] * image.shape[1] * 3
    (folder / "photos.bin.tmp").rename(folder / "photos.bin")
    (folder / "photos.json").write_text(json.dumps([asdict(photo) for photo in photos]))
    return len(photos)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(pack_photos(arguments.data, arguments.cache, workers=arguments.workers), "photos packed")
