import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type FrameRange, frameRange, rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { type ArtefactKey, artefactKey, blendedPlaneKind } from '../../artefacts/index.ts';
import { defineJobKind, type JobContext, type JobKind, workClock } from '../../jobs/index.ts';
import { type FfmpegTools, readWorkingLuma } from '../../media/index.ts';
import { type KeyPlane, PROPAGATE_SHORT_SIDE, SCHEDULES, type SpanRequest } from '../../propagate/index.ts';
import type { App } from '../app.ts';
import { changedError } from '../clips/clip-contents.ts';
import { clipFlows } from '../clips/clip-flows.ts';
import { correctFrame } from '../colorize/correct-frame.ts';
import { colourKeyframe, noteLatest } from '../colorize/keyframe-colour.ts';
import { isPaintedByWorkers, keyframesOf } from '../farm/propagate-unit.ts';
import { propagateOnFarm } from '../farm/send-propagation.ts';
import type { Services } from '../services.ts';
import { colourLimits, limitsOfReading } from '../shots/colour-limits.ts';
import { madeFrames } from '../shots/frame-status.ts';
import { keyframeSource } from '../shots/keyframe-source.ts';
import { coloursOfReading, missingFrames, pictureSamples, PLANE_BYTES_PER_SAMPLE, readingsAFrame, readSamples, storedFlowsAFrame, workLeft } from '../shots/propagation-cost.ts';
import { memoryOfSpan } from '../shots/scene-memory.ts';
import { networksOf } from '../shots/shot-networks.ts';
import type { ShotPlan } from '../shots/shot-plan.ts';
import { nextStep } from './next-step.ts';
import { type PlacedKey, PropagateParams, type PropagateStep as Step, stepOf } from './propagate-params.ts';
import { giveMemory, rememberedFrames } from './remembered-stills.ts';
import { readingsGroup, spanReadings } from './span-readings.ts';

const PropagateResult = z.object({ frames: z.number().int(), made: z.number().int() });

/** Groups of frames after which the speed is told: between two keyframes more of the first ones are painted than of the rest. */
const [TELLING_GROUPS, TELLING_GROUPS_BETWEEN] = [1, 4];
/** With fewer frames, loading the network dominates the measured speed. */
const TELLING_FRAMES = 8;
/** Flow of a frame into one neighbour: two Int16 a cell at most; it is packed. */
const FLOW_BYTES_PER_SAMPLE = 4 / 16;

/** The job's work for a shot; of frames outside `within` only readings are made, and only those that a frame inside needs. */
export function propagateParams(app: Pick<App, 'document' | 'services'>, plan: ShotPlan, options: { readonly within?: FrameRange } = {}): PropagateParams {
  const spans = plan.steps.flatMap((step): Step[] => {
    // Frames far from a corrected one may need it.
    const range = options.within === undefined || step.correction !== undefined ? step.span.range : common(step.span.range, options.within);
    return range === undefined ? [] : [stepOf(plan, step, range)];
  });
  const wanted = new Set(spans.flatMap(({ left, right }) => [left?.key, right?.key]));
  const keyframes = plan.keyframes.flatMap((keyframe) => {
    const key = plan.keys.get(keyframe.frame);
    const isWanted = key !== undefined && (wanted.has(key) || (rangeIncludes(options.within ?? plan.range, keyframe.frame)));
    return isWanted ? [{ key, source: keyframeSource(app.document(), keyframe) }] : [];
  });
  return { shot: plan.shot, clip: plan.clip, content: app.services.contents.of(plan.clip), keyframes, memory: [...plan.memory], spans };
}

function common(range: FrameRange, within: FrameRange): FrameRange | undefined {
  const [first, last] = [Math.max(range.first, within.first), Math.min(range.last, within.last)];
  return first > last ? undefined : frameRange(first, last);
}

export interface BegunFrame {
  readonly shotId: ShotId;
  readonly frame: number;
}

export interface MadeFrame extends BegunFrame {
  readonly key: ArtefactKey;
  readonly confidence: number;
}

/** Key of the work: equal for a shot with the same keyframes. */
export function propagationWork({ shot, keyframes, spans }: PropagateParams): string {
  return JSON.stringify([shot.id, keyframes.map(({ key }) => key), spans.map(({ group, range, correction }) => [group, range, correction?.key])]);
}

/** Kind of the jobs that make stale colour again while nobody works. */
export const UPDATE_STALE = 'updateStale';

/** What begins propagations: the user, who may pause them, or the program, whose jobs give way by themselves and have no line once they are done. */
const BEGUN_BY = {
  user: { kind: 'propagate', label: 'Propagating colour', transient: false, pausable: true },
  program: { kind: UPDATE_STALE, label: 'Updating stale colour', transient: true, pausable: false },
} as const;

/**
 * The job that propagates colour through a shot. Each frame is stored before it is announced, so a stop loses only the current frame.
 * @param news.announceBegun called as work on a frame begins, on this machine alone
 * @param keptPlane a plane that the open project keeps, by its name
 * @param by who begins jobs of this kind
 */
export function propagateJobKind(services: Services, { announce, announceBegun }: { readonly announce: (made: MadeFrame) => void; readonly announceBegun: (begun: BegunFrame) => void }, keptPlane: (name: string) => Uint8Array | undefined, by: keyof typeof BEGUN_BY = 'user'): JobKind<PropagateParams, z.infer<typeof PropagateResult>> {
  const { kind, label, transient, pausable } = BEGUN_BY[by];
  return defineJobKind({
    kind, transient, pausable,
    lane: () => (services.farm.choice() === undefined ? 'inference' : 'farm'),
    params: PropagateParams,
    result: PropagateResult,
    label: ({ shot }) => `${label} · ${shot.name}`,
    key: propagationWork,
    shotId: ({ shot }) => shot.id,
    async run(params, context) {
      const { clip, spans, shot } = params;
      await services.contents.check(clip);
      if (services.contents.of(clip) !== params.content) throw changedError(clip);
      await services.store.assertWritable(missingBytes(services, params));
      // Artefacts from which a stopped job resumes are pinned until it is done.
      using _pin = services.store.pin([...spans.flatMap(({ group, correction }) => [group, readingsGroup(group), ...(correction === undefined ? [] : [correction.key])]), ...params.keyframes.map(({ key }) => key), ...params.memory.map(({ key }) => key)]);
      await giveMemory(services, params.memory, keptPlane);
      const watched = services.guard.watch(clip, params.content, params.memory);
      const tell = (frame: number, key: ArtefactKey, confidence: number): void => {
        noteLatest(services, shot, { key, frame, clip });
        // After an edit the run begins again: its frame in progress is of the earlier hints.
        if (!context.signal.aborted) announce({ shotId: shot.id, frame, key, confidence });
      };
      return await watched.during(async () => {
        const isOnFarm = services.farm.choice() !== undefined;
        const ofWorkers = new Set(isOnFarm ? keyframesOf(params, spans).filter(({ source }) => isPaintedByWorkers(source)).map(({ key }) => key) : []);
        for (const { key, source } of params.keyframes) {
          if (services.store.find(key) === undefined) {
            if (ofWorkers.has(key)) continue;
            await context.mayGoOn();
            await colourKeyframe(services, { ...source, clip }, { signal: context.signal, priority: 'shot' });
            tell(source.frame, key, 1);
          } else noteLatest(services, shot, { key, frame: source.frame, clip });
        }
        const begun = (frame: number): void => { if (!context.signal.aborted) announceBegun({ shotId: shot.id, frame }); };
        const work = { ...context, tell, begun, kept: (made: ArtefactKey) => watched.kept(made) };
        return await (isOnFarm ? propagateOnFarm(services, params, work) : propagateSpans(services, params, work));
      });
    },
  });
}

/** Bytes of the frames that are not stored yet. */
function missingBytes(services: Services, { clip, shot, spans }: PropagateParams): number {
  const network = networksOf(services.registry, shot).propagate;
  const made = madeFrames(services.store, spans.map(({ group }) => group));
  return spans.reduce((sum, step) => {
    const colours = 1 + readingsAFrame(step, network) * coloursOfReading(network);
    return sum + missingFrames(step.range, made(step.group)).length * (colours * PLANE_BYTES_PER_SAMPLE + storedFlowsAFrame(step, network) * FLOW_BYTES_PER_SAMPLE);
  }, 0) * pictureSamples(clip);
}

interface SpanWork {
  readonly services: Services;
  readonly params: PropagateParams;
  readonly tools: FfmpegTools;
  readonly signal: AbortSignal;
  readonly tell: (frame: number, key: ArtefactKey, confidence: number) => void;
  readonly begun?: ((frame: number) => void) | undefined;
  readonly mayGoOn: () => Promise<void>;
  /** Called after each artefact that was put, before any listener. @throws AppError `media.changed` */
  readonly kept: (key: ArtefactKey) => Promise<void>;
}

/** Makes the missing frames of a shot's spans on this machine, which is the editor's or a farm worker's. A worker's units are not paused, but taken back before they begin. */
export async function propagateSpans(services: Services, params: PropagateParams, { signal, report, mayGoOn, tell, begun, kept }: Pick<JobContext, 'signal' | 'report'> & Partial<Pick<JobContext, 'mayGoOn'>> & Pick<SpanWork, 'tell' | 'begun' | 'kept'>): Promise<z.infer<typeof PropagateResult>> {
  const clock = workClock();
  const work: SpanWork = { services, params, tools: await services.tools(), signal, tell, begun, kept, mayGoOn: async () => { await clock.without(() => mayGoOn?.()); } };
  const total = params.spans.reduce((sum, { range }) => sum + rangeLength(range), 0);
  const network = networksOf(services.registry, params.shot).propagate;
  let [done, made, samples] = [0, 0, 0];
  const known = services.speeds.samplesPerSecond('propagate');
  const wanted = workLeft(services, { ...params, steps: params.spans.map((step) => ({ span: step, ...step })) }).samples;
  const group = SCHEDULES[network.manifest.schedule].groupOf * (params.spans.some(({ left, right }) => left !== undefined && right !== undefined) ? TELLING_GROUPS_BETWEEN : TELLING_GROUPS);
  const reportFrames = (frames: number): void => { report({ done: frames, total, group, ...(known === undefined ? {} : { expectedSeconds: Math.max(0, wanted - samples) / known }) }); };
  reportFrames(done);
  for (const waiting = [...params.spans]; waiting.length > 0;) {
    const step = waiting.splice(nextStep(waiting, services.playhead.of(params.clip.id)), 1)[0]!;
    const length = rangeLength(step.range);
    // A span's first frame may need many of its readings, so progress is that of its readings, as a share of the span.
    made += await propagateStep(work, step, (steps) => { reportFrames(done + Math.floor((steps.done / steps.total) * length)); }, (count) => { samples += readSamples(params.clip, step, { frames: count, network }); });
    reportFrames(done += length);
  }
  if (made >= TELLING_FRAMES) services.speeds.note('propagate', { samples, seconds: clock.seconds() });
  return { frames: total, made };
}

/** Makes the missing frames of a span, then the correction that ends it. @returns number of frames made */
async function propagateStep(work: SpanWork, step: Step, report: (steps: { readonly done: number; readonly total: number }) => void, count: (frames: number) => void): Promise<number> {
  const { services, params, signal, tell, begun, kept } = work;
  const { group, range, correction } = step;
  // A frame whose correction is stored does not need the span under it.
  if (correction !== undefined && await services.colours.colour(correction.key) !== undefined) return 0;
  const keyOf = (frame: number): ArtefactKey => artefactKey(blendedPlaneKind, { span: group, frame });
  const isMade = new Set<number>();
  for (const frame of madeFrames(services.store, [group])(group).keys()) if (rangeIncludes(range, frame) && await services.colours.colour(keyOf(frame)) !== undefined) isMade.add(frame);
  const request = await spanRequest(work, step);
  let made = 0;
  for await (const { frame, plane, confidence, meanConfidence } of services.propagator.propagateSpan({ ...request, isMade: (frame) => isMade.has(frame) }, { signal, report, mayGoOn: work.mayGoOn, playhead: () => services.playhead.of(params.clip.id), ...(begun === undefined ? {} : { begun }) })) {
    await services.colours.put(keyOf(frame), blendedPlaneKind.kind, { plane, confidence }, { meta: { group, frame, confidence: meanConfidence } });
    await kept(keyOf(frame));
    made += 1;
    count(1);
    // The uncorrected plane of a corrected frame is not its colour.
    if (correction === undefined) tell(frame, keyOf(frame), meanConfidence);
  }
  if (correction !== undefined) {
    const { confidence } = await correctFrame(services, { clip: params.clip, shot: params.shot, span: group, request, ...correction }, { signal });
    await kept(correction.key);
    tell(correction.frame, correction.key, confidence);
  }
  return made;
}

async function spanRequest(work: SpanWork, { group, range, spanRange, dissolves, left, right }: Step): Promise<SpanRequest> {
  const { services, params, tools, signal, kept } = work;
  const { clip, content, shot } = params;
  const { id: modelId, version: network, manifest } = networksOf(services.registry, shot).propagate;
  const hasSources = manifest.layout === 'sources';
  const memory = hasSources ? memoryOfSpan({ left, right }, params.memory) : undefined;
  return {
    range, ...(spanRange === undefined ? {} : { spanRange }), ...(dissolves === undefined ? {} : { dissolves }), frameCount: clip.frameCount, modelId,
    ...(left === undefined ? {} : { left: await placedPlane(work, left) }),
    ...(right === undefined ? {} : { right: await placedPlane(work, right) }),
    lumas: (wanted) => readWorkingLuma(clip, tools, { range: wanted, shortSide: PROPAGATE_SHORT_SIDE, signal }),
    readings: spanReadings(services, { group, content, network, keys: [left, right].filter((each) => each !== undefined), memory, ...(hasSources ? { limits: (frame: number, from: readonly number[]) => limitsOfReading(shot, frame, { from, memory }) } : {}), kept }),
    flows: clipFlows(services, { content, kept }),
    ...(memory === undefined ? {} : { remembered: await rememberedFrames(services, params.memory, work) }),
    ...(hasSources ? { limits: colourLimits(shot) } : {}),
  };
}

/** The plane of a keyframe, or of a corrected frame with its confidence; made again if it was damaged or removed. */
async function placedPlane(work: SpanWork, placed: PlacedKey): Promise<KeyPlane> {
  const { services: { colours }, params } = work;
  const found = await colours.colour(placed.key);
  if (found !== undefined) return { frame: placed.frame, ...found };
  const keyframe = params.keyframes.find(({ key }) => key === placed.key);
  const correction = params.spans.find((step) => step.correction?.key === placed.key);
  if (keyframe !== undefined) await colourKeyframe(work.services, { ...keyframe.source, clip: params.clip }, { signal: work.signal, priority: 'shot' });
  else if (correction !== undefined) await propagateStep(work, correction, () => undefined, () => undefined);
  const again = await colours.colour(placed.key);
  if (again === undefined) throw new AppError('job.failed', `The colour of keyframe ${placed.frame} is no longer in the cache. Propagate the shot again.`);
  return { frame: placed.frame, ...again };
}
