import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Job } from '../../../shared/contract/jobs.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { type FrameRange, frameRange } from '../../../shared/model/frame.ts';
import type { JobId, ShotId } from '../../../shared/model/ids.ts';
import type { JobRunner } from '../../jobs/index.ts';
import type { App } from '../app.ts';
import { frameStatuses } from '../shots/frame-status.ts';
import type { ShotPlan } from '../shots/shot-plan.ts';
import { propagateParams, UPDATE_STALE } from './propagate-job.ts';

export interface StaleUpdates {
  /** Something was done at a window: what is being made stops, and nothing begins until it is quiet again. */
  touch(): void;
  /** Resolves when nothing is being made any more. */
  stop(): Promise<void>;
}

interface StaleUpdatesOptions {
  /** Whether the user wants it. */
  readonly isOn: () => boolean;
  readonly onError: (error: unknown) => void;
  /** How long nothing was done before work begins. */
  readonly quietMs?: number;
  readonly everyMs?: number;
}

/** A pause for thought is shorter. */
const QUIET_MS = 20_000;
const EVERY_MS = 2000;

/**
 * Makes stale colour again while nothing is done at a window and no other job is under way, one shot after another, the one at the playhead first. Frames that have no
 * colour at all are left to the user, and so are shots whose propagation is paused, or all while propagation is paused as a whole. It stops for any change of the project,
 * {@link StaleUpdates.touch} and any other job; finished frames are kept.
 *
 *   quiet, switch on ──► look for a stale shot ──► job `updateStale` ──► next shot
 *         ▲                                             │ touched, edited, another job
 *         └──────────────── cancelled ◄─────────────────┘
 */
export function updateStaleWhenIdle(app: App, jobs: JobRunner, { isOn, onError, quietMs = QUIET_MS, everyMs = EVERY_MS }: StaleUpdatesOptions): StaleUpdates {
  let touchedAt = performance.now();
  let own: JobId | undefined;
  let looking: Promise<void> | undefined;
  /** Nothing is stale, or the user has cancelled it: until something is done. */
  let isSettled = false;
  /** Shots that failed; until the project changes. */
  const failed = new Set<ShotId>();

  const cancel = (): void => {
    const id = own;
    own = undefined;
    if (id !== undefined) jobs.cancel(id);
  };
  const touch = (): void => {
    touchedAt = performance.now();
    isSettled = false;
    cancel();
  };
  const isBusy = (): boolean => jobs.list().some((job) => (job.id !== own && isWork(job)) || (job.kind === 'propagate' && job.pause === 'queue'));
  const paused = (): readonly ShotId[] => jobs.list().flatMap(({ kind, pause, shotId }) => (kind === 'propagate' && pause !== undefined && shotId !== undefined ? [shotId] : []));
  const mayWork = (): boolean => isOn() && !isSettled && own === undefined && performance.now() - touchedAt >= quietMs && app.current()?.readOnly === false && app.services.farm.choice() === undefined && !isBusy();

  async function look(): Promise<void> {
    await app.contentsKnown();
    const found = await firstStale(app, { mayGoOn: mayWork, leftOut: new Set([...failed, ...paused()]) });
    if (!mayWork()) return;
    if (found === undefined) isSettled = true;
    else own = jobs.enqueue(UPDATE_STALE, propagateParams(app, found.plan, { within: found.stale })).id;
  }

  const timer = setInterval(() => {
    if (!isOn()) cancel();
    if (looking !== undefined || !mayWork()) return;
    looking = look().catch((error: unknown) => {
      // Looked for again after the next change: a clip or a model that is missing does not come back by itself.
      isSettled = true;
      onError(error);
    }).finally(() => { looking = undefined; });
  }, everyMs).unref();
  const unsubscribe = jobs.subscribe((job) => {
    if (job.id !== own) {
      if (own !== undefined && isWork(job)) cancel();
      // What it has made may have left another shot stale.
      if (job.state === 'done' && job.kind !== UPDATE_STALE) isSettled = false;
      return;
    }
    if (isUnderWay(job)) return;
    own = undefined;
    if (job.state === 'cancelled') isSettled = true;
    if (job.state === 'failed' && job.shotId !== undefined) failed.add(job.shotId);
  });
  const unfollow = app.subscribe((event) => {
    if (event.kind === 'notice') return;
    failed.clear();
    touch();
  });
  return {
    touch,
    async stop() {
      clearInterval(timer);
      unsubscribe();
      unfollow();
      cancel();
      await looking;
    },
  };
}

/** Whether updates give way to it. A suggestion follows each update by itself, and takes a moment. */
function isWork(job: Job): boolean {
  return isUnderWay(job) && job.kind !== 'suggestKeyframe';
}

function isUnderWay({ state }: Pick<Job, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** The nearest stale shot to the playhead of its clip, with its stale frames. A film has thousands of shots: other work of the engine comes between. */
async function firstStale(app: App, { mayGoOn, leftOut }: { readonly mayGoOn: () => boolean; readonly leftOut: ReadonlySet<ShotId> }): Promise<{ readonly plan: ShotPlan; readonly stale: FrameRange } | undefined> {
  const document = app.document();
  const index = documentIndex(document);
  const away = ({ clipId, range }: (typeof document.shots)[number]): number => {
    const at = app.services.playhead.of(clipId);
    return at === undefined ? Infinity : Math.max(range.first - at, at - range.last, 0);
  };
  const shots = document.shots.filter(({ id }) => index.keyframes(id).length > 0 && !leftOut.has(id)).toSorted((a, b) => Math.sign(away(a) - away(b)) || 0);
  for (const { id } of shots) {
    await nextTurn();
    if (!mayGoOn()) return undefined;
    const plan = app.shotPlan(id);
    const stale = frameStatuses(plan, app.services.store).flatMap((frame, place) => (frame.stale ? [plan.range.first + place] : []));
    if (stale.length > 0) return { plan, stale: frameRange(stale[0]!, stale.at(-1)!) };
  }
  return undefined;
}
