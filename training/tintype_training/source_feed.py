"""Batches of sources, made by other processes while the device trains: cutting them and following their tracks is work of a CPU."""

from __future__ import annotations

import multiprocessing
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch

from .dense_tokens import without_track
from .settings import Settings
from .source_rollouts import CACHE as ROLLOUTS
from .source_rollouts import Rollouts
from .source_samples import SourceBatch, SourceSamples, load_tracked

TRACKLESS_SHARE = 0.12
"""Of the pairs of frames: those that have no track, as a draft's, and as a keyframe's of another shot."""
AHEAD = 3
"""Batches that are asked for in advance, for each process."""

_opened: SourceSamples | None = None
"""Of a process that makes batches."""


def open_samples(settings: Settings) -> SourceSamples:
    cache = Path(settings.cache)
    clips = load_tracked(Path(settings.data), "train", cache)
    rollouts = Rollouts(cache / ROLLOUTS.name, {each.clip.name: each for each in clips})
    return SourceSamples(clips, recolour_share=settings.recolour_share, wear_share=0.2, rolled=rollouts, rolled_share=settings.rollout_share)


def draw_batch(samples: SourceSamples, seed: int, count: int, size: int) -> SourceBatch:
    generator = torch.Generator().manual_seed(seed)
    samples.rolled.refresh()
    batch = samples.batch(np.random.default_rng(seed), count, size)
    for pair in batch.pairs:
        dropped = torch.rand(count, generator=generator) < TRACKLESS_SHARE
        batch.place[pair], batch.evidence[pair] = without_track(batch.place[pair], batch.evidence[pair], dropped)
    return batch


class SourceFeed:
    """Batches one after the other, each made from a seed that the caller draws, in this process or in `settings.workers` others."""

    def __init__(self, settings: Settings) -> None:
        self.samples = open_samples(settings)
        self.workers = settings.workers
        self.asked: deque[tuple[int, Future[SourceBatch]]] = deque()
        spawn = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(self.workers, mp_context=spawn, initializer=_open, initargs=(settings,)) if self.workers else None

    def next(self, count: int, size: int) -> tuple[int, SourceBatch]:
        """The seed and its batch. With workers the size is that of some batches earlier."""
        if self.pool is None:
            seed = drawn_seed()
            return seed, draw_batch(self.samples, seed, count, size)
        while len(self.asked) < AHEAD * self.workers:
            seed = drawn_seed()
            self.asked.append((seed, self.pool.submit(_draw, seed, count, size)))
        seed, made = self.asked.popleft()
        return seed, made.result()

    def close(self) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


def drawn_seed() -> int:
    """From the generator that a resumed run sets."""
    return int(torch.randint(0, 2**31, ()))


def _open(settings: Settings) -> None:
    global _opened  # noqa: PLW0603
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    _opened = open_samples(settings)


def _draw(seed: int, count: int, size: int) -> SourceBatch:
    assert _opened is not None
    return draw_batch(_opened, seed, count, size)
