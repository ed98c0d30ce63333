import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Clip } from '../../../shared/model/clip.ts';
import type { JobRunner } from '../../jobs/index.ts';
import { ToldDamage, withToldDamage } from '../../media/index.ts';
import type { App } from '../app.ts';
import { ProxyParams } from './clip-jobs.ts';

/** Of a job that decoded a film whole. */
const WholeResult = z.looseObject({ damage: ToldDamage });

/**
 * Notes damage of a film that was not decoded whole when it was opened, once a job has decoded it. Where nothing of it is coloured, the clip counts as
 * damaged from then on: it is decoded alike each time, and its proxies are made anew so. Colour that is there stays: it is made from the film as it was read.
 * @returns ends it
 */
export function watchDamage(app: App, jobs: JobRunner): () => void {
  return jobs.subscribe((job) => {
    if (job.state !== 'done' || (job.kind !== 'findShots' && job.kind !== 'makeProxy')) return;
    const damage = WholeResult.safeParse(job.result).data?.damage;
    const read = ProxyParams.safeParse(jobs.params(job.id)).data?.clip;
    const state = app.current();
    const clip = state?.document.clips.find(({ id }) => id === read?.id);
    if (damage === undefined || clip === undefined || state?.readOnly === true) return;
    const remarks = withToldDamage(clip.remarks, damage);
    if (!isDeepStrictEqual(remarks, clip.remarks)) {
      const damaged = damagedBy(damage, clip, isColoured(app, clip));
      app.apply({ kind: 'relinkClip', clipId: clip.id, source: clip.source, ...(clip.unreadable === undefined ? {} : { unreadable: clip.unreadable }), ...(damaged === undefined ? {} : { damaged }), remarks: [...remarks] });
    }
    makeProxiesAnew(jobs, app.clip(clip.id));
  });
}

function damagedBy({ frames, near }: ToldDamage, { damaged }: Clip, isFixed: boolean): Clip['damaged'] {
  if (damaged === undefined && isFixed) return undefined;
  return near.length === 0 ? frames : [];
}

function isColoured(app: App, clip: Clip): boolean {
  const { shots, keyframes } = app.document();
  const own = new Set(shots.filter(({ clipId }) => clipId === clip.id).map(({ id }) => id));
  return keyframes.some(({ shotId }) => own.has(shotId));
}

/** Those of a clip that is known to be damaged which were read as of an intact one. */
function makeProxiesAnew(jobs: JobRunner, clip: Clip): void {
  if (clip.damaged === undefined) return;
  for (const { id, kind, state } of jobs.list()) {
    if (kind !== 'makeProxy' || state === 'cancelled') continue;
    const params = ProxyParams.safeParse(jobs.params(id)).data;
    if (params?.clip.id === clip.id && params.clip.damaged === undefined) jobs.restart(id, { ...params, clip });
  }
}
