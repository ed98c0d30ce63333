import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { markedName } from '../../../shared/model/output-name.ts';
import type { JobRunner } from '../../jobs/index.ts';

const Waiting = z.object({ files: z.array(z.object({ outPath: z.string() })), timeline: z.object({ path: z.string() }).optional() });

/** Places that deliveries write to which have not ended: no file need be there yet. */
export function claimedPlaces(jobs: Pick<JobRunner, 'list' | 'params'>): ReadonlySet<string> {
  return new Set(jobs.list().filter(({ kind, state }) => kind === 'deliver' && (state === 'queued' || state === 'running' || state === 'paused')).flatMap(({ id }) => {
    const waiting = Waiting.safeParse(jobs.params(id));
    return waiting.success ? [...waiting.data.files.map(({ outPath }) => outPath), ...(waiting.data.timeline === undefined ? [] : [waiting.data.timeline.path])] : [];
  }));
}

/** Whether a file is at a place, or a folder that is not empty. */
async function isInUse(place: string): Promise<boolean> {
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return false;
  return !found.isDirectory() || (await readdir(place).catch(() => [''])).length > 0;
}

/** Which of these places are in use, by their index. */
export async function placesInUse(places: readonly string[], claimed: ReadonlySet<string>): Promise<readonly number[]> {
  const used = await Promise.all(places.map(async (place) => claimed.has(place) || isInUse(place)));
  return used.flatMap((isUsed, index) => (isUsed ? [index] : []));
}

/** The same places; one in use is numbered: `reel.mov` → `reel (2).mov`. */
export async function freePlaces(places: readonly string[], claimed: ReadonlySet<string>): Promise<readonly string[]> {
  const inUse = new Set(await placesInUse(places, claimed));
  const taken = new Set([...claimed, ...places]);
  const free: string[] = [];
  for (const [index, place] of places.entries()) {
    let candidate = place;
    for (let copy = 2; candidate === place ? inUse.has(index) : taken.has(candidate) || await isInUse(candidate); copy++) candidate = join(dirname(place), markedName(basename(place), ` (${copy})`));
    taken.add(candidate);
    free.push(candidate);
  }
  return free;
}
