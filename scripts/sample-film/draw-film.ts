import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { moduleBeside } from '../../src/shared/module-beside.ts';
import { createFilmPainter, type FilmFrame } from './film-frames.ts';
import { FILM_PLAN, SAMPLE_FRAMES } from './film-plan.ts';
import { keyframeOf, type SampleKeyframe } from './sample-keys.ts';

/** A drawn frame, with its hints when it is a keyframe. */
export interface DrawnFrame {
  readonly frame: FilmFrame;
  readonly key: SampleKeyframe | undefined;
}

/** The cut at which the film is split: the two halves share no plates. */
const HALVES = [{ first: 0, last: FILM_PLAN[1]!.seen.last }, { first: FILM_PLAN[2]!.seen.first, last: SAMPLE_FRAMES - 1 }] as const;

/**
 * Draws the whole film and yields its frames in order. With two cores two threads draw a half each; with one core it is drawn on this
 * thread, releasing the event loop after each frame.
 */
export async function* drawFilm(scale: number, { signal }: { readonly signal: AbortSignal }): AsyncGenerator<DrawnFrame> {
  if (availableParallelism() < 2) {
    yield* drawHere(scale, signal);
    return;
  }
  const halves = HALVES.map((half) => startHalf(scale, half.first, half.last));
  try {
    for (const half of halves) {
      for (let index = half.first; index <= half.last; index++) {
        signal.throwIfAborted();
        yield await half.next();
      }
    }
  } finally {
    await Promise.all(halves.map((half) => half.stop()));
  }
}

async function* drawHere(scale: number, signal: AbortSignal): AsyncGenerator<DrawnFrame> {
  const painter = createFilmPainter(scale);
  for (let index = 0; index < SAMPLE_FRAMES; index++) {
    await setImmediate();
    signal.throwIfAborted();
    const frame = painter.frame(index);
    const shot = FILM_PLAN.find(({ keys }) => keys.includes(index));
    yield { frame, key: shot === undefined ? undefined : keyframeOf(shot, painter.scene(shot), frame) };
  }
}

interface Half {
  readonly first: number;
  readonly last: number;
  next(): Promise<DrawnFrame>;
  stop(): Promise<unknown>;
}

function startHalf(scale: number, first: number, last: number): Half {
  const worker = new Worker(moduleBeside(import.meta.url, 'frame.worker'), { workerData: { scale, first, last } });
  const ready: DrawnFrame[] = [];
  let failure: Error | undefined;
  let waiting: { resolve(frame: DrawnFrame): void; reject(error: Error): void } | undefined;
  worker.on('message', (drawn: DrawnFrame) => {
    if (waiting === undefined) ready.push(drawn);
    else waiting.resolve(drawn);
    waiting = undefined;
  });
  const fail = (error: Error): void => {
    failure = error;
    waiting?.reject(error);
    waiting = undefined;
  };
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  return {
    first,
    last,
    next: () => {
      const drawn = ready.shift();
      if (drawn !== undefined) return Promise.resolve(drawn);
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => { waiting = { resolve, reject }; });
    },
    stop: () => worker.terminate(),
  };
}
