import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { createFilmPainter } from './film-frames.ts';
import { FILM_PLAN } from './film-plan.ts';
import { keyframeOf } from './sample-keys.ts';

/** Draws the given frames in order and posts each when it is done. */
const { scale, first, last } = z.object({ scale: z.number(), first: z.number(), last: z.number() }).parse(workerData);
const painter = createFilmPainter(scale);
for (let index = first; index <= last; index++) {
  const frame = painter.frame(index);
  const shot = FILM_PLAN.find(({ keys }) => keys.includes(index));
  const key = shot === undefined ? undefined : keyframeOf(shot, painter.scene(shot), frame);
  parentPort?.postMessage({ frame, key }, [frame.planes.buffer]);
}
