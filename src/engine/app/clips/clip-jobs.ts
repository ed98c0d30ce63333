import { z } from 'zod';
import { Clip } from '../../../shared/model/clip.ts';
import { Shot } from '../../../shared/model/document.ts';
import { newId, ShotId } from '../../../shared/model/ids.ts';
import { defineJobKind, type JobKind, type JobRunner } from '../../jobs/index.ts';
import { type DetectedShot, detectShots } from '../../shots/index.ts';
import type { App } from '../app.ts';
import type { Services } from '../services.ts';

const FilmParams = z.object({ clip: Clip });
type FilmParams = z.infer<typeof FilmParams>;
export const ShotsResult = z.object({ clipId: Clip.shape.id, shots: z.array(Shot) });
export type ShotsResult = z.infer<typeof ShotsResult>;

export function proxyJobKind(services: Services): JobKind<FilmParams, { frames: number }> {
  return defineJobKind({
    kind: 'makeProxy', lane: 'ffmpeg', params: FilmParams, result: z.object({ frames: z.number().int() }),
    label: ({ clip }) => `Making proxies · ${clip.name}`,
    async run({ clip }, { signal, report }) {
      await services.media.makeProxy(clip, { background: true, signal, report });
      return { frames: clip.frameCount };
    },
  });
}

/** Makes the proxies that clips of the open project lack, or stops making them. */
export function applyProxySetting(app: App, jobs: JobRunner, isOn: boolean): void {
  if (isOn) for (const clip of app.current()?.document.clips ?? []) jobs.enqueue('makeProxy', { clip });
  else for (const { id, kind, state } of jobs.list()) if (kind === 'makeProxy' && (state === 'queued' || state === 'running')) jobs.cancel(id);
}

/** Makes the proxies of a clip whose file has changed, if it had proxies before. */
export async function remakeProxy(services: Services, jobs: JobRunner, clip: Clip): Promise<void> {
  if (await services.media.hasFirstProxy(clip) && await services.media.proxyFolder(clip) === undefined) jobs.enqueue('makeProxy', { clip });
}

export function findShotsJobKind(services: Services): JobKind<FilmParams, ShotsResult> {
  return defineJobKind({
    kind: 'findShots', lane: 'ffmpeg', params: FilmParams, result: ShotsResult,
    label: ({ clip }) => `Finding shots · ${clip.name}`,
    async run({ clip }, { signal, report }) {
      const found = await detectShots(clip, await services.tools(), { background: true, signal, report });
      return { clipId: clip.id, shots: namedShots(clip, found) };
    },
  });
}

/** Detected ranges as shots of the document, numbered from 1. */
export function namedShots(clip: Clip, found: readonly DetectedShot[]): Shot[] {
  return found.map(({ range, transitionIn }, index) => ({ id: newId(ShotId), clipId: clip.id, name: shotName(index + 1), range, transitionIn }));
}

export function shotName(number: number): string {
  return `Shot ${String(number).padStart(2, '0')}`;
}
