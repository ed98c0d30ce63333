import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { locateFfmpeg } from '../src/engine/media/index.ts';
import { createFilmPainter, FILM_PLAN, mixAt, STAGE } from './sample-film/index.ts';

/**
 * Writes the sample film's shots as luma, with the true positions of moving objects, for training/make_tracks.py (which adds the
 * positions by flow) and scripts/evaluate-tracking.ts.
 *
 *     node scripts/sample-tracks.ts [--out training/.cache/tracks]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'training', '.cache', 'tracks') } } });
/** Landmarks of a colour, not of an object that can be tracked. */
const NO_THINGS = /road|pavement|sky|water|lawn|grass|hill|wall|ground|mist|floor/;
const SCALE = 2 / 3;
const SIZE = { width: Math.round(STAGE.width * SCALE), height: Math.round(STAGE.height * SCALE) };

const tools = await locateFfmpeg();
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const painter = createFilmPainter(SCALE);
for (const shot of FILM_PLAN) {
  const scene = painter.scene(shot);
  // Frames of a dissolve show two pictures at once.
  const frames = Array.from({ length: shot.seen.last - shot.seen.first + 1 }, (_, time) => shot.seen.first + time).filter((frame) => mixAt(frame).length === 1);
  const times = frames.map((frame) => frame - shot.seen.first);
  const start = times[0]!;
  // Names may be given twice (trees): the first of each that the shot begins with.
  const placesAt = (time: number): ReadonlyMap<string, readonly [number, number]> => new Map(scene.landmarks(time).toReversed().map(({ name, at }) => [name, [at[0] * SCALE, at[1] * SCALE]]));
  const isInside = (at: readonly [number, number] | undefined): boolean => at !== undefined && at[0] >= 4 && at[1] >= 4 && at[0] < SIZE.width - 4 && at[1] < SIZE.height - 4;
  const names = [...placesAt(start)].filter(([name, at]) => !NO_THINGS.test(name) && isInside(at)).map(([name]) => name).filter((name) => scene.landmarks(start).filter((each) => each.name === name).length === 1);
  const truth = times.map((time) => names.map((name) => placesAt(time).get(name)));
  const encoder = spawn(tools.ffmpegPath, ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${SIZE.width}x${SIZE.height}`, '-r', '24', '-i', '-', '-c:v', 'ffv1', join(out, `sample-${shot.name}.mkv`)], { stdio: ['pipe', 'ignore', 'inherit'] });
  for (const frame of frames) {
    const { planes, width, height } = painter.frame(frame);
    if (!encoder.stdin.write(planes.subarray(0, width * height))) await once(encoder.stdin, 'drain');
  }
  encoder.stdin.end();
  await once(encoder, 'close');
  writeFileSync(join(out, `sample-${shot.name}.json`), JSON.stringify({ names, truth: truth.map((row) => row.map((at) => at ?? [-1, -1])), seen: truth.map((row) => row.map(isInside)) }));
  console.log(`${shot.name}: ${names.join(', ')}`);
}
