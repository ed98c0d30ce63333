"""Packs photos into tar shards small enough to be sent to a borrowed machine: a fair sample, scaled down, WebP.

    python training/pack_shards.py --out /tmp/shards --shards 1 --mebibytes 24 --quality 60

    python training/pack_shards.py --out /tmp/shards --clips ../shared/data/clips/train

Photos are drawn from the decoded cache by their weights, without the held-out ones, until the shards are full. Beside them
lies `sources.tsv.gz`, as `tintype_training.photos` reads it, so that the same weights hold there. Clips are packed as they are.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image

from tintype_training.photos import PhotoCache, fit_short_side

TAR_BLOCK = 512


def pack_clips(folder: Path, out: Path, limit: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    shards: list[list[Path]] = [[]]
    for clip in sorted(folder.glob("*.mp4")):
        used = sum(each.stat().st_size + 2 * TAR_BLOCK for each in shards[-1])
        if shards[-1] and used + clip.stat().st_size > limit - 24 * TAR_BLOCK:
            shards.append([])
        shards[-1].append(clip)
    for number, clips in enumerate(shards):
        file = out / f"clips-{number:02}.tar"
        with tarfile.open(file, "w", format=tarfile.USTAR_FORMAT) as archive:
            for clip in clips:
                archive.add(clip, clip.name)
        print(f"{file.name}: {file.stat().st_size / 2**20:.1f} MiB, {len(clips)} clips")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("training/.cache/photos"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--mebibytes", type=float, default=24, help="a shard, at most")
    parser.add_argument("--quality", type=int, default=60, help="of WebP; chroma is what is learned, and it suffers first")
    parser.add_argument("--short-side", type=int, default=256)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--clips", type=Path, help="a folder of clips, packed instead of photos, in as many shards as it takes")
    arguments = parser.parse_args()
    if arguments.clips:
        pack_clips(arguments.clips, arguments.out, int(arguments.mebibytes * 2**20))
        return
    cache = PhotoCache(arguments.cache)
    indices = np.array(cache.training_indices())
    weights = np.array([cache.photos[i].weight for i in indices])
    order = np.random.default_rng(arguments.seed).choice(indices, len(indices), replace=False, p=weights / weights.sum())
    arguments.out.mkdir(parents=True, exist_ok=True)
    rows, at, limit = [], 0, int(arguments.mebibytes * 2**20)
    for shard in range(arguments.shards):
        name, used = f"photos-{shard:02}", 2 * TAR_BLOCK
        with tarfile.open(arguments.out / f"{name}.tar", "w", format=tarfile.USTAR_FORMAT) as archive:
            while at < len(order):
                photo = cache.photos[int(order[at])]
                stream = io.BytesIO()
                pixels = fit_short_side(np.asarray(cache.pixels(int(order[at]))), arguments.short_side)
                Image.fromarray(pixels).save(stream, "WEBP", quality=arguments.quality, method=2)
                cost = TAR_BLOCK + -(-len(stream.getvalue()) // TAR_BLOCK) * TAR_BLOCK
                # A tar file ends in blocks of ten kilobytes.
                if used + cost > limit - 20 * TAR_BLOCK:
                    break
                entry = tarfile.TarInfo(f"{at:06}.webp")
                entry.size = len(stream.getvalue())
                stream.seek(0)
                archive.addfile(entry, stream)
                rows.append((name, entry.name, entry.size, photo.source, photo.file))
                used, at = used + cost, at + 1
        print(f"{name}.tar: {(arguments.out / f'{name}.tar').stat().st_size / 2**20:.1f} MiB, {at} photos so far")
    with gzip.open(arguments.out / "sources.tsv.gz", "wt") as table:
        writer = csv.writer(table, delimiter="\t")
        writer.writerow(("shard", "file", "size", "source", "path"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
