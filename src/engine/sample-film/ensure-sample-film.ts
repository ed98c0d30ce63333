import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FfmpegTools } from '../media/index.ts';
import { renderSampleFilm, SAMPLE_FILM_VERSION, sampleFilmPaths, type SampleFilm } from './render-sample-film.ts';

/**
 * The sample film from the cache folder, made there when this version of it is not there yet (about a minute on two cores).
 * Two processes may ask at once: each draws into a folder of its own, and the first to finish is kept.
 */
export async function ensureSampleFilm(options: {
  readonly cacheDirectory: string;
  readonly tools: Pick<FfmpegTools, 'ffmpegPath' | 'encoders'>;
  readonly signal?: AbortSignal;
  readonly report?: (done: number, total: number) => void;
}): Promise<SampleFilm> {
  const directory = join(options.cacheDirectory, `sample-film-${SAMPLE_FILM_VERSION}`);
  const paths = sampleFilmPaths(directory);
  if (existsSync(paths.filmPath)) return paths;
  const draft = `${directory}.${randomUUID()}.partial`;
  try {
    await renderSampleFilm({ directory: draft, tools: options.tools, signal: options.signal ?? new AbortController().signal, report: options.report ?? (() => undefined) });
    await rename(draft, directory);
  } catch (error) {
    if (!existsSync(paths.filmPath)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return paths;
}
