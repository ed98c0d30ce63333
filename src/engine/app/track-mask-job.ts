import { z } from 'zod';
import { TrackMaskResult, type TrackMaskRequest } from '../../shared/contract/propagate.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { Clip } from '../../shared/model/clip.ts';
import { Shot } from '../../shared/model/document.ts';
import { frameIndex, frameRange, rangeIncludes } from '../../shared/model/frame.ts';
import { type JobId, MaskId } from '../../shared/model/ids.ts';
import { isSameBuild, MaskKey } from '../../shared/model/mask.ts';
import { fewestKeys, trackLegs, type TrackLeg, trackStart } from '../../shared/model/mask-track.ts';
import { defineJobKind, type JobContext, type JobKind, type JobRunner } from '../jobs/index.ts';
import { readWorkingLuma } from '../media/index.ts';
import { PROPAGATE_SHORT_SIDE, trackLeg, type TrackedLeg } from '../propagate/index.ts';
import type { App } from './app.ts';
import { changedError } from './clip-contents.ts';
import type { Services } from './services.ts';

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

export function trackMaskJobKind(services: Services): JobKind<TrackMaskParams, TrackMaskResult> {
  return defineJobKind({
    kind: 'trackMask', lane: 'interactive', params: TrackMaskParams, result: TrackMaskResult,
    label: ({ shot, mask }) => `Tracking ${mask.name} · ${shot.name}`,
    key: ({ content, shot, mask, legs }) => JSON.stringify([content, shot.id, mask.id, legs]),
    shotId: ({ shot }) => shot.id,
    async run(params, context) {
      await services.contents.check(params.clip);
      if (services.contents.of(params.clip) !== params.content) throw changedError(params.clip);
      const legs = await trackLegsOf(services, params, context);
      await services.guard.assertHolds(params.clip, params.content, { now: true });
      return resultOf(params, legs);
    },
  });
}

async function trackLegsOf(services: Services, { clip, legs }: TrackMaskParams, { signal, report }: JobContext): Promise<readonly TrackedLeg[]> {
  const tools = await services.tools();
  const lengthOf = ({ from, to, end }: TrackLeg): number => Math.abs(to - from.frame) - (end === undefined ? 0 : 1);
  const total = legs.reduce((sum, leg) => sum + lengthOf(leg), 0);
  const found: TrackedLeg[] = [];
  let before = 0;
  report({ done: 0, total });
  for (const leg of legs) {
    const request = { leg, picture: clip.picture, frameCount: clip.frameCount, lumas: (range: Parameters<typeof readWorkingLuma>[2]['range']) => readWorkingLuma(clip, tools, { range, shortSide: PROPAGATE_SHORT_SIDE, signal }) };
    found.push(await trackLeg({ propagator: services.propagator, thread: services.maskThread }, request, { signal, report: (done) => { report({ done: before + done, total }); } }));
    report({ done: before += lengthOf(leg), total });
  }
  return found;
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
  const frames = [start.frame, ...legs.map(({ to }) => to)];
  const reached = [start.frame, ...found.flatMap(({ shapes }) => [...shapes.keys()])];
  return {
    shotId: shot.id, maskId: mask.id, range: frameRange(Math.min(...frames), Math.max(...frames)),
    keys: [...keys.values()].sort((one, other) => one.frame - other.frame),
    reached: frameRange(Math.min(...reached), Math.max(...reached)), lost: found.flatMap(({ lost }) => (lost === undefined ? [] : [frameIndex(lost)])),
  };
}

/** Puts tracked shapes into the document, unless the mask is gone, has another build, or the project was closed in the meantime. */
export function takeTrackedShapes(app: App, { shotId, maskId, range, keys, reached }: TrackMaskResult): void {
  const state = app.current();
  if (state === undefined || state.readOnly || reached.first === reached.last) return;
  const mask = state.document.shots.find(({ id }) => id === shotId)?.masks?.find(({ id }) => id === maskId);
  if (mask === undefined || !keys.every(({ shape }) => isSameBuild(shape, mask.keys[0]!.shape))) return;
  app.apply({ kind: 'setTrackedShapes', shotId, maskId, range, keys });
}
