import type { FrameColour, ShotColour } from '../../shared/contract/propagate.ts';
import type { NetworkVersion } from '../../shared/model/document.ts';
import { type FrameIndex, frameIndex } from '../../shared/model/frame.ts';
import type { JobId, ShotId } from '../../shared/model/ids.ts';
import { type EventHub, eventsOf } from '../event-hub.ts';
import type { JobRunner } from '../jobs/index.ts';
import type { App } from './app.ts';
import { frameStatuses } from './frame-status.ts';
import { type MadeFrame, PropagateParams, propagateParams, propagationWork } from './propagate-job.ts';

/** Propagates the keyframes' colour over what is stale of a shot. Asked again for the same work, it answers the job that is at it. @throws AppError `project.notFound` */
export async function propagateShot(app: App, jobs: JobRunner, shotId: ShotId): Promise<JobId> {
  await app.contentsKnown();
  recordNetworks(app, shotId);
  return jobs.enqueue('propagate', propagateParams(app, app.shotPlan(shotId))).id;
}

/** Notes in the document by which networks a shot is coloured, when it is coloured first: it keeps them when newer ones are installed. */
function recordNetworks(app: App, shotId: ShotId): void {
  const shot = app.document().shots.find((each) => each.id === shotId);
  if (shot === undefined || shot.networks !== undefined || app.current()?.readOnly !== false) return;
  const network = (task: 'colorize' | 'propagate'): NetworkVersion => {
    const { id, manifest } = app.services.registry.forTask(task);
    return { id, version: manifest.version };
  };
  app.apply({ kind: 'setShotNetworks', shotId, networks: { colorize: network('colorize'), propagate: network('propagate') } });
}

/**
 * Keeps propagation true to the document: a run whose shot was edited begins again with the hints and cuts of now, and keeps what does
 * not depend on the edit; one whose shot or keyframes are gone is cancelled. To be called after each change of the document.
 */
export function restartEditedPropagations(app: App, jobs: JobRunner): void {
  for (const job of jobs.list()) {
    if (job.kind !== 'propagate' || (job.state !== 'queued' && job.state !== 'running')) continue;
    const before = PropagateParams.safeParse(jobs.params(job.id));
    if (!before.success) continue;
    const { shots, keyframes } = app.document();
    const shotId = before.data.shot.id;
    if (!shots.some(({ id }) => id === shotId) || !keyframes.some((each) => each.shotId === shotId)) {
      jobs.cancel(job.id);
      continue;
    }
    const now = propagateParams(app, app.shotPlan(shotId));
    if (propagationWork(now) !== propagationWork(before.data)) jobs.restart(job.id, now);
  }
}

/** Every frame of a shot as it stands. */
export async function shotColour(app: App, shotId: ShotId): Promise<ShotColour> {
  await app.contentsKnown();
  const plan = app.shotPlan(shotId);
  const frames = frameStatuses(plan, app.services.store);
  const suggestion = await app.services.suggestions.known(plan, frames);
  return {
    shotId, range: plan.range, frames: frames.map(({ key, confidence, stale }) => ({ key: key ?? null, confidence: confidence ?? null, stale })),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

type PropagationEvent = { kind: 'frame'; shotId: ShotId; frame: FrameIndex; colour: FrameColour } | { kind: 'stale'; shotId: ShotId };

/** What windows are told: frames as they are made, and shots whose clip turns out to have changed on the disk. */
export function propagationEvents(app: App, madeFrames: EventHub<MadeFrame>, signal: AbortSignal | undefined): AsyncGenerator<PropagationEvent, void, void> {
  return eventsOf<PropagationEvent>((listener) => {
    const leave = [
      madeFrames.subscribe(({ shotId, frame, key, confidence }) => { listener({ kind: 'frame', shotId, frame: frameIndex(frame), colour: { key, confidence, stale: false } }); }),
      app.services.contents.subscribe((changed) => {
        const { clips, shots } = app.current()?.document ?? { clips: [], shots: [] };
        const ids = new Set(clips.filter((clip) => clip.contentHash === changed.contentHash).map((clip) => clip.id));
        for (const shot of shots) if (ids.has(shot.clipId)) listener({ kind: 'stale', shotId: shot.id });
      }),
    ];
    return () => { for (const each of leave) each(); };
  }, signal);
}
