import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach } from 'vitest';
import { z } from 'zod';
import { createJobRunner, defineJobKind, type JobKind, type JobRunner } from '../index.ts';
import type { JobRunnerOptions } from '../runner.ts';

/** A folder of its own for each test of the file, and runners that are closed after it. */
export function useRunners(): { readonly folder: () => string; readonly start: (kinds: JobRunnerOptions['kinds'], options?: Partial<JobRunnerOptions>) => JobRunner } {
  let folder = '';
  let runners: JobRunner[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tintype-jobs-'));
    runners = [];
  });
  afterEach(async () => {
    await Promise.all(runners.map((runner) => runner.close()));
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    start(kinds, options = {}) {
      const runner = createJobRunner({ databasePath: join(folder, 'jobs.sqlite'), kinds, ...options });
      runners.push(runner);
      return runner;
    },
  };
}

const FilmParams = z.object({ film: z.string(), frames: z.number().int() });
const FilmResult = z.object({ made: z.number() });

/** A job that makes frames one by one when it is let; it stops at the signal like any good job. */
export function paintKind(options: { readonly frame?: () => Promise<void>; readonly lane?: 'inference' | 'ffmpeg' | 'disk' } = {}): JobKind<z.infer<typeof FilmParams>, z.infer<typeof FilmResult>> {
  return defineJobKind({
    kind: 'paint', lane: options.lane ?? 'inference', params: FilmParams, result: FilmResult, label: ({ film }) => `Painting · ${film}`,
    async run({ frames }, { signal, report }) {
      report({ done: 0, total: frames });
      for (let done = 1; done <= frames; done++) {
        await options.frame?.();
        signal.throwIfAborted();
        report({ done, total: frames });
      }
      return { made: frames };
    },
  });
}

/** A job that runs until it is stopped, and tells when it has begun. */
export function endlessKind(lane: 'inference' | 'ffmpeg' | 'disk' = 'inference'): { readonly kind: JobKind<{ name: string }, null>; readonly running: () => number; readonly mostAtOnce: () => number } {
  let running = 0;
  let most = 0;
  const kind = defineJobKind({
    kind: `endless-${lane}`, lane, params: z.object({ name: z.string() }), result: z.null(), label: ({ name }) => name,
    async run(_params, { signal, report }) {
      running += 1;
      most = Math.max(most, running);
      report({ done: 3, total: 10 });
      try {
        await sleep(60_000, undefined, { signal });
      } finally {
        running -= 1;
      }
      return null;
    },
  });
  return { kind, running: () => running, mostAtOnce: () => most };
}

/** A job that fails as told. */
export function failingKind(error: unknown): JobKind<Record<string, never>, null> {
  return defineJobKind({ kind: 'failing', lane: 'disk', params: z.strictObject({}), result: z.null(), label: () => 'Failing', run: () => Promise.reject(error as Error) });
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!await condition()) await sleep(5);
}
