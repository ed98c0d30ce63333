import type { FrameColour, ShotColour } from '../../../shared/contract/propagate.ts';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import { type FrameIndex, frameIndex, rangeIncludes } from '../../../shared/model/frame.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { JobId, ShotId, VersionId } from '../../../shared/model/ids.ts';
import { withVersionShown } from '../../../shared/model/version.ts';
import { type EventHub, eventsOf } from '../../event-hub.ts';
import type { JobRunner } from '../../jobs/index.ts';
import type { App } from '../app.ts';
import { colourKeyframe } from '../colorize/keyframe-colour.ts';
import { frameStatuses } from '../shots/frame-status.ts';
import { keyContext } from '../shots/key-context.ts';
import { keyframeSource } from '../shots/keyframe-source.ts';
import { newerNetworks } from '../shots/shot-networks.ts';
import { planShot, type ShotPlan } from '../shots/shot-plan.ts';
import { type BegunFrame, type MadeFrame, propagateParams, propagationWork } from './propagate-job.ts';
import { PropagateParams } from './propagate-params.ts';

/** Propagates the keyframes' colour over the stale frames of a shot. A repeated request for the same work returns the job that waits, runs or is paused. @throws AppError `project.notFound` */
export async function propagateShot(app: App, jobs: JobRunner, shotId: ShotId): Promise<JobId> {
  await app.contentsKnown();
  return jobs.enqueue('propagate', propagateParams(app, app.shotPlan(shotId))).id;
}

/**
 * Adapts running propagations to the document: a run whose shot was edited begins again with the present hints and cuts, and keeps what does
 * not depend on the edit; one whose shot was replaced (shots were found, or merged) goes on with the shots that have its keyframes; a run whose keyframes were removed is
 * cancelled. A paused one stays so. Runs of other projects are left alone. To be called after each change of the document.
 */
export function restartEditedPropagations(app: App, jobs: JobRunner): void {
  for (const job of jobs.list()) {
    if (job.kind !== 'propagate' || (job.state !== 'queued' && job.state !== 'running' && job.state !== 'paused')) continue;
    const before = PropagateParams.safeParse(jobs.params(job.id));
    if (!before.success) continue;
    const document = app.document();
    // It may be of another project, which was open when it began.
    if (!document.clips.some(({ id }) => id === before.data.clip.id)) continue;
    const [first, ...others] = shotsToColour(document, before.data).map((shotId) => propagateParams(app, app.shotPlan(shotId)));
    if (first === undefined) {
      jobs.cancel(job.id);
      continue;
    }
    if (propagationWork(first) !== propagationWork(before.data)) jobs.restart(job.id, first);
    for (const params of others) {
      const { id } = jobs.enqueue('propagate', params);
      if (job.pause !== undefined) jobs.pause(id);
    }
  }
}

/** The shots that a run is to colour now: its own, or where that is gone those that have the keyframes of its frames. */
function shotsToColour({ shots, keyframes }: ProjectDocument, { shot, clip }: Pick<PropagateParams, 'shot' | 'clip'>): readonly ShotId[] {
  const isOwnThere = shots.some(({ id }) => id === shot.id);
  const ofClip = new Set(shots.filter(({ clipId }) => clipId === clip.id).map(({ id }) => id));
  const held = keyframes.filter(({ shotId, frame }) => (isOwnThere ? shotId === shot.id : ofClip.has(shotId) && rangeIncludes(shot.range, frame)));
  return [...new Set(held.map(({ shotId }) => shotId))];
}

/** Status of every frame of a shot. @param versionId of a version that is not shown; its keyframes are painted where they have not been kept */
export async function shotColour(app: App, shotId: ShotId, versionId?: VersionId): Promise<ShotColour> {
  await app.contentsKnown();
  const plan = versionId === undefined ? app.shotPlan(shotId) : await planOfVersion(app, versionId);
  const frames = frameStatuses(plan, app.services.store);
  const suggestion = await app.services.suggestions.known(plan, frames);
  const newer = newerNetworks(app.services.registry, plan.shot);
  return {
    shotId, range: plan.range, frames: frames.map(({ key, confidence, stale }) => ({ key: key ?? null, confidence: confidence ?? null, stale })),
    ...(suggestion === undefined ? {} : { suggestion }), ...(newer === undefined ? {} : { newerNetworks: newer }),
  };
}

/** @throws AppError `project.notFound` */
async function planOfVersion(app: App, versionId: VersionId): Promise<ShotPlan> {
  const { services } = app;
  const document = app.document();
  const version = document.versions.find(({ id }) => id === versionId);
  const shown = version === undefined ? undefined : withVersionShown(document, version);
  const plan = version === undefined || shown === undefined ? undefined : planShot(shown, version.shotId, keyContext(services));
  if (plan === undefined || shown === undefined) throw new AppError('project.notFound', 'This version is not in the project.');
  for (const keyframe of shown.keyframes) {
    const key = keyframe.shotId === plan.shot.id && keyframe.correction !== true ? plan.keys.get(keyframe.frame) : undefined;
    if (key === undefined || services.store.find(key) !== undefined) continue;
    try {
      await colourKeyframe(services, keyframeSource(shown, keyframe), { priority: 'shot' });
    } catch (error) {
      // A film or a model that is missing: the version is shown without this colour.
      if (!(error instanceof AppError)) throw error;
    }
  }
  return plan;
}

type PropagationEvent = { kind: 'frame'; shotId: ShotId; frame: FrameIndex; colour: FrameColour } | { kind: 'begun'; shotId: ShotId; frame: FrameIndex } | { kind: 'stale'; shotId: ShotId };

/** Events for windows: frames that are begun and made, and shots whose clip has changed on the disk. */
export function propagationEvents(app: App, { madeFrames, begunFrames }: { readonly madeFrames: EventHub<MadeFrame>; readonly begunFrames: EventHub<BegunFrame> }, signal: AbortSignal | undefined): AsyncGenerator<PropagationEvent, void, void> {
  return eventsOf<PropagationEvent>((listener) => {
    const leave = [
      madeFrames.subscribe(({ shotId, frame, key, confidence }) => { listener({ kind: 'frame', shotId, frame: frameIndex(frame), colour: { key, confidence, stale: false } }); }),
      begunFrames.subscribe(({ shotId, frame }) => { listener({ kind: 'begun', shotId, frame: frameIndex(frame) }); }),
      app.services.contents.subscribe((changed) => {
        const { clips, shots } = app.current()?.document ?? { clips: [], shots: [] };
        const ids = new Set(clips.filter((clip) => clip.contentHash === changed.contentHash).map((clip) => clip.id));
        for (const shot of shots) if (ids.has(shot.clipId)) listener({ kind: 'stale', shotId: shot.id });
      }),
    ];
    return () => { for (const each of leave) each(); };
  }, signal);
}
