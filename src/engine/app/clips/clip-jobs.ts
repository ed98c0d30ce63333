import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { Shot } from '../../../shared/model/document.ts';
import { newId, ShotId } from '../../../shared/model/ids.ts';
import { ProxySize } from '../../../shared/model/proxy-size.ts';
import { artefactKey, foundShotsKind } from '../../artefacts/index.ts';
import { damageNotes, ToldDamage } from '../../media/index.ts';
import { defineJobKind, type JobKind, type JobRunner } from '../../jobs/index.ts';
import { type DetectedShot, detectShots } from '../../shots/index.ts';
import type { App } from '../app.ts';
import type { Services } from '../services.ts';

const FilmParams = z.object({ clip: Clip });
type FilmParams = z.infer<typeof FilmParams>;
/** `damage`: told while the film was decoded. */
export const ShotsResult = z.object({ clipId: Clip.shape.id, shots: z.array(Shot), damage: ToldDamage.optional() });
export type ShotsResult = z.infer<typeof ShotsResult>;

/** `within` is left out for the standard size. */
export const ProxyParams = FilmParams.extend({ within: ProxySize.exclude(['standard']).optional() });
export type ProxyParams = z.infer<typeof ProxyParams>;

const ProxyResult = z.object({ frames: z.number().int(), damage: ToldDamage.optional() });

export function proxyJobKind(services: Services): JobKind<ProxyParams, z.infer<typeof ProxyResult>> {
  return defineJobKind({
    kind: 'makeProxy', lane: 'ffmpeg', params: ProxyParams, result: ProxyResult,
    label: ({ clip }) => `Making proxies · ${clip.name}`,
    async run({ clip, within }, { signal, report }) {
      const notes = damageNotes();
      await services.media.makeProxy(clip, { within, background: true, signal, report, onDamage: notes.tell });
      return { frames: clip.frameCount, ...damageOf(notes.result()) };
    },
  });
}

/** Makes the proxy of a clip in the size that is set. */
export function enqueueProxy({ media }: Pick<Services, 'media'>, jobs: JobRunner, clip: Clip): void {
  const within = media.proxySize();
  jobs.enqueue('makeProxy', { clip, ...(within === 'standard' ? {} : { within }) });
}

/** Makes the proxies that clips of the open project lack, or stops making them. */
export function applyProxySetting(app: App, jobs: JobRunner, isOn: boolean): void {
  if (isOn) for (const clip of app.current()?.document.clips ?? []) enqueueProxy(app.services, jobs, clip);
  else cancelProxies(jobs);
}

/** After another size was set: what is being made of the former one is given up, and clips whose proxies are made have some of the new one. */
export function applyProxySize(app: App, jobs: JobRunner, isOn: boolean): void {
  cancelProxies(jobs);
  app.services.media.releaseProxies();
  if (isOn) applyProxySetting(app, jobs, isOn);
}

function cancelProxies(jobs: JobRunner): void {
  for (const { id, kind, state } of jobs.list()) if (kind === 'makeProxy' && (state === 'queued' || state === 'running')) jobs.cancel(id);
}

/** Makes the proxies of a clip whose file has changed, if it had proxies before. */
export async function remakeProxy(services: Services, jobs: JobRunner, clip: Clip): Promise<void> {
  if (await services.media.hasFirstProxy(clip) && await services.media.proxyFolder(clip) === undefined) enqueueProxy(services, jobs, clip);
}

export function findShotsJobKind(services: Services): JobKind<FilmParams, ShotsResult> {
  return defineJobKind({
    kind: 'findShots', lane: 'ffmpeg', params: FilmParams, result: ShotsResult,
    label: ({ clip }) => `Finding shots · ${clip.name}`,
    async run({ clip }, { signal, report }) {
      const content = services.contents.of(clip);
      const known = await knownShots(services, clip, content);
      if (known !== undefined) return { clipId: clip.id, shots: namedShots(clip, known.shots), ...damageOf(known.damage) };
      const notes = damageNotes();
      const shots = await detectShots(clip, await services.tools(), { background: true, signal, report, onDamage: notes.tell });
      const found = { shots, ...damageOf(notes.result()) };
      await keepShots(services, found, { clip, content });
      return { clipId: clip.id, ...found, shots: namedShots(clip, shots) };
    },
  });
}

function damageOf(damage: ToldDamage | undefined): { readonly damage?: ToldDamage } {
  return damage === undefined ? {} : { damage };
}

const FoundShots = z.object({ shots: z.array(Shot.pick({ range: true, transitionIn: true })).min(1), damage: ToldDamage.optional() });
interface FoundShots {
  readonly shots: readonly DetectedShot[];
  readonly damage?: ToldDamage | undefined;
}

/** What was found in a film of this content before, for this or another project. */
async function knownShots({ store }: Pick<Services, 'store'>, { frameCount }: Clip, content: string): Promise<FoundShots | undefined> {
  const artefact = await store.get(artefactKey(foundShotsKind, { clip: content }));
  if (artefact === undefined) return undefined;
  const found = FoundShots.safeParse(JSON.parse(Buffer.from(artefact.payload).toString('utf8')));
  return found.success && found.data.shots.at(-1)!.range.last === frameCount - 1 ? found.data : undefined;
}

/** Kept only where the film is still the one that was read, and the cache takes it: the shots were found all the same. */
async function keepShots({ store, guard }: Pick<Services, 'store' | 'guard'>, found: FoundShots, { clip, content }: { readonly clip: Clip; readonly content: string }): Promise<void> {
  try {
    await guard.assertHolds(clip, content, { now: true });
    await store.put(artefactKey(foundShotsKind, { clip: content }), foundShotsKind.kind, { payload: Buffer.from(JSON.stringify(FoundShots.parse(found))), meta: {} });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** Detected ranges as shots of the document, numbered from 1. */
function namedShots(clip: Clip, found: readonly DetectedShot[]): Shot[] {
  return found.map(({ range, transitionIn }, index) => ({ id: newId(ShotId), clipId: clip.id, name: shotName(index + 1), range, transitionIn }));
}

export function shotName(number: number): string {
  return `Shot ${String(number).padStart(2, '0')}`;
}
