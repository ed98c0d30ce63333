import { z } from 'zod';
import { TrackMaskResult, type TrackMaskRequest } from '../../../shared/contract/propagate.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { type ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { frameIndex, type FrameRange, frameRange, rangeIncludes } from '../../../shared/model/frame.ts';
import { type JobId, MaskId } from '../../../shared/model/ids.ts';
import { isSameBuild, MaskKey } from '../../../shared/model/mask.ts';
import { fewestKeys, lostFrames, trackLegs, type TrackLeg, trackStart } from '../../../shared/model/mask-track.ts';
import { artefactKey, maskKeyKind, spanKind } from '../../artefacts/index.ts';
import { defineJobKind, type JobContext, type JobKind, type JobRunner } from '../../jobs/index.ts';
import { readWorkingLuma } from '../../media/index.ts';
import { PROPAGATE_SHORT_SIDE, trackLeg, type TrackedLeg } from '../../propagate/index.ts';
import type { App } from '../app.ts';
import { changedError } from '../clips/clip-contents.ts';
import { clipFlows } from '../clips/clip-flows.ts';
import { readingsGroup, type SpanOfReadings, spanReadings } from '../propagate/span-readings.ts';
import type { Services } from '../services.ts';

/** Self-contained: later changes of the document do not affect it. */
const TrackMaskParams = z.object({
  clip: Clip,
  /** Content of the clip's source at the time of the request. */
  content: z.string(),
  shot: Shot.pick({ id: true, name: true }),
  mask: z.object({ id: MaskId, name: z.string() }),
  start: MaskKey,
  legs: z.array(z.object({ from: MaskKey, to: z.number().int(), end: MaskKey.exactOptional() })),
});
type TrackMaskParams = z.infer<typeof TrackMaskParams>;

/** Starts tracking a mask through its shot. @throws AppError `input.frameOutside`, `project.notFound` */
export async function trackMask(app: App, jobs: JobRunner, { shotId, maskId, frame, ways }: TrackMaskRequest): Promise<JobId> {
  await app.contentsKnown();
  const { clip, shot } = app.shotPlan(shotId);
  const mask = shot.masks?.find(({ id }) => id === maskId);
  if (mask === undefined) throw new AppError('project.notFound', 'The mask is not in the project any more.');
  if (!rangeIncludes(shot.range, frame)) throw new AppError('input.frameOutside', `Frame ${frame} is not in “${shot.name}”: the mask cannot be tracked from it.`);
  const start = trackStart(mask, frame);
  const params: TrackMaskParams = {
    clip, content: app.services.contents.of(clip), shot: { id: shot.id, name: shot.name }, mask: { id: mask.id, name: mask.name }, start, legs: [...trackLegs(mask, start, ways, shot.range)],
  };
  return jobs.enqueue('trackMask', params).id;
}

/**
 * The job that tracks a mask. It ends where no shot has the mask any more: its shot may be split, merged or replaced meanwhile.
 * @param openApp the open project; a job of another one is left alone
 */
export function trackMaskJobKind(services: Services, openApp: () => App | undefined): JobKind<TrackMaskParams, TrackMaskResult> {
  return defineJobKind({
    kind: 'trackMask', lane: 'interactive', params: TrackMaskParams, result: TrackMaskResult,
    label: ({ shot, mask }) => `Tracking ${mask.name} · ${shot.name}`,
    key: ({ content, shot, mask, legs }) => JSON.stringify([content, shot.id, mask.id, legs]),
    shotId: ({ shot }) => shot.id,
    async run(params, context) {
      await services.contents.check(params.clip);
      if (services.contents.of(params.clip) !== params.content) throw changedError(params.clip);
      const watched = services.guard.watch(params.clip, params.content);
      using there = whileMaskIsThere(openApp(), params);
      const signal = AbortSignal.any([context.signal, there.signal]);
      try {
        return await watched.during(async () => resultOf(params, await trackLegsOf(services, params, { ...context, signal, kept: (key) => watched.kept(key) })));
      } catch (error) {
        if (there.signal.aborted && !context.signal.aborted) throw there.signal.reason;
        throw error;
      }
    },
  });
}

/** Tracks all ways. What the network has read is kept, so that a job that was stopped goes on from there when it is started again. */
async function trackLegsOf(services: Services, { clip, content, legs }: TrackMaskParams, { signal, report, kept }: Pick<JobContext, 'signal' | 'report'> & Pick<SpanOfReadings, 'kept'>): Promise<readonly TrackedLeg[]> {
  const tools = await services.tools();
  const network = services.registry.forTask('propagate').version;
  const lengthOf = ({ from, to, end }: TrackLeg): number => Math.abs(to - from.frame) - (end === undefined ? 0 : 1);
  const total = legs.reduce((sum, leg) => sum + lengthOf(leg), 0);
  const spans = legs.map((leg) => spanOfLeg(leg, { content, network }));
  using _pin = services.store.pin(spans.map(({ group }) => readingsGroup(group)));
  const found: TrackedLeg[] = [];
  let before = 0;
  report({ done: 0, total });
  for (const [index, leg] of legs.entries()) {
    const request = {
      leg, picture: clip.picture, frameCount: clip.frameCount, readings: spanReadings(services, { ...spans[index]!, content, network, kept }), flows: clipFlows(services, { content, kept }),
      lumas: (range: Parameters<typeof readWorkingLuma>[2]['range']) => readWorkingLuma(clip, tools, { range, shortSide: PROPAGATE_SHORT_SIDE, signal }),
    };
    found.push(await trackLeg({ propagator: services.propagator, thread: services.maskThread }, request, { signal, report: (done) => { report({ done: before + done, total }); } }));
    report({ done: before += lengthOf(leg), total });
  }
  return found;
}

/** A way as a span between the shapes at its ends, which are its keys. */
function spanOfLeg({ from, to, end }: TrackLeg, { content, network }: Pick<SpanOfReadings, 'content' | 'network'>): Pick<SpanOfReadings, 'group' | 'keys'> {
  const keyOf = ({ frame, shape }: MaskKey): SpanOfReadings['keys'][number] => ({ frame, key: artefactKey(maskKeyKind, { clip: content, frame, shape }) });
  const [here, there] = [keyOf(from), end === undefined ? undefined : keyOf(end)];
  const [left, right] = to > from.frame ? [here, there] : [there, here];
  const ends = { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) };
  return { keys: Object.values(ends), group: artefactKey(spanKind, { clip: content, ...ends, network }) };
}

function resultOf({ shot, mask, start, legs }: TrackMaskParams, found: readonly TrackedLeg[]): TrackMaskResult {
  const keys = new Map<number, MaskKey>([[start.frame, start]]);
  legs.forEach((leg, index) => {
    const tracked = [...found[index]!.shapes].map(([frame, shape]): MaskKey => ({ frame: frameIndex(frame), shape, tracked: true }));
    // Shapes set by hand at the ends are needed to see what is interpolated; they are in the document already.
    const ends = [start, ...(leg.end === undefined ? [] : [leg.end])];
    const fewest = fewestKeys([...ends, ...tracked].sort((one, other) => one.frame - other.frame));
    for (const key of fewest) if (key.tracked === true && key.frame !== start.frame) keys.set(key.frame, key);
  });
  const reached = [start.frame, ...found.flatMap(({ shapes }) => [...shapes.keys()])];
  return {
    shotId: shot.id, maskId: mask.id, range: trackedRange({ start, legs }),
    keys: [...keys.values()].sort((one, other) => one.frame - other.frame),
    reached: frameRange(Math.min(...reached), Math.max(...reached)), lost: found.flatMap(({ lost }) => (lost === undefined ? [] : [frameIndex(lost)])),
    lostRanges: [...lostFrames(legs, found.map(({ shapes }) => shapes))],
  };
}

/** Frames that are tracked, from the first to the last. */
function trackedRange({ start, legs }: Pick<TrackMaskParams, 'start' | 'legs'>): FrameRange {
  const frames = [start.frame, ...legs.map(({ to }) => to)];
  return frameRange(Math.min(...frames), Math.max(...frames));
}

/** The shots that have a mask on some of its tracked frames: one, or both parts of one that was split. */
function shotsOfMask({ shots }: Pick<ProjectDocument, 'shots'>, { maskId, range }: Pick<TrackMaskResult, 'maskId' | 'range'>): readonly Shot[] {
  return shots.filter((shot) => shot.range.first <= range.last && shot.range.last >= range.first && shot.masks?.some(({ id }) => id === maskId) === true);
}

/** A signal that is aborted, with the reason to be told, once the open project has the clip but no shot with the mask. */
function whileMaskIsThere(app: App | undefined, params: TrackMaskParams): Disposable & { readonly signal: AbortSignal } {
  const gone = new AbortController();
  const look = (): void => {
    const document = app?.current()?.document;
    if (document?.clips.some(({ id }) => id === params.clip.id) !== true) return;
    const shots = shotsOfMask(document, { maskId: params.mask.id, range: trackedRange(params) });
    const open = shots.filter(isOpen);
    if (shots.length === 0) gone.abort(new AppError('project.notFound', `“${params.mask.name}” is in no shot of these frames any more, so it is not tracked on.`));
    else if (open.length === 0) gone.abort(new AppError('project.approved', `“${shots[0]!.name}” is approved and so locked: “${params.mask.name}” is not tracked on.`));
    else if (!open.some(({ masks }) => hasBuildOf(masks, params.mask.id, params.start))) gone.abort(new AppError('project.conflict', `The shape of “${params.mask.name}” was changed meanwhile: track it again.`));
  };
  look();
  const leave = app?.subscribe((event) => { if (event.kind === 'changed') look(); });
  return { signal: gone.signal, [Symbol.dispose]: () => { leave?.(); } };
}

/** An approved shot is locked. */
function isOpen({ status }: Shot): boolean {
  return status !== 'approved';
}

function hasBuildOf(masks: Shot['masks'], maskId: MaskId, { shape }: MaskKey): boolean {
  const mask = masks?.find(({ id }) => id === maskId);
  return mask !== undefined && isSameBuild(shape, mask.keys[0]!.shape);
}

/** Puts tracked shapes into the document, in all shots that have the mask on these frames and its build, as one step; nowhere if there is none, or the project was closed in the meantime. */
export function takeTrackedShapes(app: App, { maskId, range, keys, reached, lostRanges }: TrackMaskResult): void {
  const state = app.current();
  if (state === undefined || state.readOnly || reached.first === reached.last) return;
  const [first, ...others] = shotsOfMask(state.document, { maskId, range }).filter(isOpen).filter(({ masks }) => keys.every((key) => hasBuildOf(masks, maskId, key))).map(({ id }) => id);
  if (first !== undefined) app.apply({ kind: 'setTrackedShapes', shotId: first, ...(others.length === 0 ? {} : { otherShotIds: others }), maskId, range, keys, lost: lostRanges });
}
