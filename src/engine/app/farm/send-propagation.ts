import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { ShotNetworks } from '../../../shared/model/document.ts';
import { rangeIncludes } from '../../../shared/model/frame.ts';
import { type ArtefactKey, artefactKey, type ArtefactStore, frameTableKind, parseArtefactKey } from '../../artefacts/index.ts';
import { type FarmUnit, type JobProgress, LAST_PRIORITY, type UnitProgress } from '../../jobs/index.ts';
import { SCHEDULES } from '../../propagate/index.ts';
import type { PropagateParams } from '../propagate/propagate-params.ts';
import type { Services } from '../services.ts';
import { keyContext } from '../shots/key-context.ts';
import { networksOf, recordOf } from '../shots/shot-networks.ts';
import type { OpenFarm } from './farm-access.ts';
import { framesOf, FreshFrame, isPaintedByWorkers, keyframesOf, propagateUnit, PropagateUnitResult, unitSteps } from './propagate-unit.ts';
import { type UnitKeys, unitKeys } from './unit-keys.ts';
import { whenThereIsRoom } from './wait-for-room.ts';

interface SendPropagation {
  readonly signal: AbortSignal;
  readonly report: (progress: JobProgress) => void;
  readonly mayGoOn: () => Promise<void>;
  readonly pauseAsked: () => Promise<void>;
  readonly tell: (frame: number, key: ArtefactKey, confidence: number) => void;
  readonly kept: (key: ArtefactKey) => Promise<void>;
}

/** A network file system may show a new file this much later (NFS: `acdirmax`). */
export const SHOWN_AFTER_MS = 90_000;
export const LOOK_AGAIN_MS = 1000;

/**
 * Has the frames of a propagation made by the farm and takes them into this machine's store, frame by frame as they are made. What the
 * farm's store holds already is taken without a unit. While the store is full, it waits; while it is paused, its units wait outside of the queue, but for those that a worker has in hand.
 * @throws AppError the first failure, after all other units have ended
 */
export async function propagateOnFarm(services: Services, given: PropagateParams, { signal, report, mayGoOn, pauseAsked, tell, kept }: SendPropagation): Promise<{ readonly frames: number; readonly made: number }> {
  const params = withNetworks(given, recordOf(networksOf(services.registry, given.shot)));
  const own = services.store;
  const total = framesOf(params.spans);
  report({ done: 0, total });
  const farm = await whenThereIsRoom(async () => {
    const opened = await services.farm.open();
    await giveKeyframes(services, opened, params);
    return opened;
  }, { signal, mayGoOn, onFull: () => { report({ done: 0, total, phase: 'storeFull' }); } });
  let isHeld = false;
  let isEnded = false;
  const doneOf = new Map<string, number>();
  const putOff = new Set<string>();
  const reportProgress = (): void => { report({ done: [...doneOf.values()].reduce((sum, done) => sum + done, 0), total, ...(putOff.size === 0 ? {} : { phase: 'putOff' }) }); };
  let made = 0;

  /** Copies a plane from the farm's store. @returns whether it is here now */
  async function take(key: ArtefactKey, frame: number | undefined): Promise<boolean> {
    if (own.find(key) !== undefined) return true;
    const found = await farm.store.get(key);
    if (found === undefined) return false;
    await own.put(key, found.kind, found);
    await kept(key);
    made += 1;
    if (frame !== undefined) tell(frame, key, found.meta.confidence ?? 1);
    return true;
  }

  /** Copies the finished frames of a unit from the farm's store. @returns the number of frames that are in the local store */
  async function takeAll(keys: UnitKeys): Promise<number> {
    let count = 0;
    const frameOf = new Map(keys.frames.map(({ frame, key }) => [key, frame]));
    for (const key of keys.all) {
      signal.throwIfAborted();
      if (await take(key, frameOf.get(key)) && frameOf.has(key)) count += 1;
    }
    return count;
  }

  async function carryOut(steps: PropagateParams['spans']): Promise<void> {
    const unit = unitOf(services, params, steps);
    const keys = unitKeys(steps);
    const painted = keyframesOf(params, steps);
    const takePainted = async (): Promise<boolean> => (await Promise.all(painted.map(({ key, source }) => take(key, source.frame)))).every(Boolean);
    const here = await takeAll(keys);
    doneOf.set(unit.id, here);
    reportProgress();
    if (await takePainted() && here === unit.frames) return;
    const expected = new Set(keys.frames.map(({ key }) => key));
    let taking = Promise.resolve();
    const progress = ({ done, total: all, fresh }: UnitProgress): void => {
      doneOf.set(unit.id, Math.floor((done / Math.max(1, all)) * unit.frames));
      reportProgress();
      for (const each of fresh) {
        const { frame, key } = FreshFrame.safeParse(each).data ?? {};
        const parsed = parseArtefactKey(key ?? '');
        // Frames that are missing, or cannot be written now, are reported at the end.
        if (parsed !== undefined && expected.has(parsed)) taking = taking.then(() => take(parsed, frame)).then(() => undefined, () => undefined);
      }
    };
    const priority = (): number => urgency(steps, services.playhead.of(params.clip.id));
    const result = PropagateUnitResult.parse(await farm.queue.send(unit, { signal, progress, priority, isHeld: () => isHeld, putOff: (is) => {
      if (is) putOff.add(unit.id);
      else putOff.delete(unit.id);
      reportProgress();
    } }).finally(() => { putOff.delete(unit.id); }));
    await taking;
    for (const until = Date.now() + SHOWN_AFTER_MS; await takeAll(keys) < result.frames;) {
      if (Date.now() > until) throw new AppError('job.failed', `The farm has made ${unit.label}, but its store ${farm.store.directory} does not show all of it here. Is it the same folder on every machine?`);
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
    }
    await takePainted();
    doneOf.set(unit.id, unit.frames);
    reportProgress();
  }

  /** Ends with the job's signal, or at the first pause after the units' end. */
  async function followPauses(): Promise<void> {
    for (;;) {
      await pauseAsked();
      if (isEnded) return;
      isHeld = true;
      // Where Redis does not answer, they are taken back with the first check when it does.
      await farm.queue.checkHeld().catch(() => undefined);
      await mayGoOn();
      isHeld = false;
      await farm.queue.checkHeld().catch(() => undefined);
    }
  }
  followPauses().catch(() => undefined); // the signal's reason, with which the units end as well

  const ends = await Promise.allSettled(stepsOfUnits(services, params).map(carryOut));
  isEnded = true;
  signal.throwIfAborted();
  const failures = ends.filter((end) => end.status === 'rejected').map(({ reason }): unknown => reason);
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : severalFailed(failures, ends.length);
  return { frames: total, made };
}

function stepsOfUnits(services: Services, { shot, spans }: PropagateParams): ReturnType<typeof unitSteps> {
  return unitSteps(spans, SCHEDULES[networksOf(services.registry, shot).propagate.manifest.schedule]);
}

function unitOf(services: Services, params: PropagateParams, steps: PropagateParams['spans']): FarmUnit {
  return propagateUnit(params, steps, { networks: keyContext(services).networksOf(params.shot), project: `${params.clip.name} (${hostname()})` });
}

/** The units of a propagation, as {@link propagateOnFarm} sends them, with the keys of the planes that they make: of frames, and of keyframes that they paint. */
export function unitsOfPropagation(services: Services, given: PropagateParams): readonly { readonly unit: FarmUnit; readonly keys: readonly ArtefactKey[] }[] {
  const params = withNetworks(given, recordOf(networksOf(services.registry, given.shot)));
  return stepsOfUnits(services, params).map((steps) => ({
    unit: unitOf(services, params, steps),
    keys: [...unitKeys(steps).frames.map(({ key }) => key), ...keyframesOf(params, steps).filter(({ source }) => isPaintedByWorkers(source)).map(({ key }) => key)],
  }));
}

/** Gives the farm the colour that its units begin from, as far as it is made here, and the film's frame table. */
export async function giveKeyframes({ store, contents }: Services, farm: Pick<OpenFarm, 'store'>, { clip, keyframes, memory }: PropagateParams): Promise<void> {
  await giveArtefacts(store, farm.store, [...keyframes.map(({ key }) => key), ...memory.map(({ key }) => key), artefactKey(frameTableKind, { clip: contents.of({ contentHash: clip.contentHash, source: clip.source, unreadable: clip.unreadable, damaged: clip.damaged }) })]);
}

/** Names the networks in the shot and its keyframes where they are not recorded: a worker's present ones may be others, or for another provider. */
function withNetworks(params: PropagateParams, recorded: ShotNetworks): PropagateParams {
  const networks = params.shot.networks ?? recorded;
  return {
    ...params, shot: { ...params.shot, networks },
    keyframes: params.keyframes.map(({ key, source }) => ({ key, source: { ...source, networks: source.networks ?? networks } })),
  };
}

/** Copies artefacts into the farm's store, where it lacks them. */
export async function giveArtefacts(from: ArtefactStore, to: ArtefactStore, keys: readonly ArtefactKey[]): Promise<void> {
  for (const key of keys) {
    if (to.find(key) !== undefined) continue;
    const found = await from.get(key);
    if (found !== undefined) await to.put(key, found.kind, found);
  }
}

function severalFailed(failures: readonly unknown[], units: number): AppError {
  const [first] = failures;
  const messages = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  return new AppError(first instanceof AppError ? first.code : 'job.failed', `${failures.length} of ${units} parts failed. ${messages[0] ?? ''}`, { details: messages.join('\n') });
}

const SHOT_BASE = 500_000;
const FILM_BASE = 1_500_000;

/**
 * Priority of a unit; 1 comes first: the playhead's, then those of the clip in the window, then films. Among these the longest comes first, so
 * that none is left alone at the end.
 */
export function urgency(steps: PropagateParams['spans'], playhead: number | undefined): number {
  if (playhead === undefined) return Math.min(LAST_PRIORITY, Math.max(SHOT_BASE + 1, FILM_BASE - framesOf(steps)));
  if (steps.some(({ range }) => rangeIncludes(range, playhead))) return 1;
  return Math.max(2, SHOT_BASE - framesOf(steps));
}

/** Priority of a piece of a delivery: after the colour of the window's shots, or of films. */
export function deliveryUrgency(playhead: number | undefined): number {
  return playhead === undefined ? FILM_BASE : SHOT_BASE;
}
