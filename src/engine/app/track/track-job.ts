import { z } from 'zod';
import { TrackResult, type TrackRequest, TrackTarget } from '../../../shared/contract/propagate.ts';
import { counted } from '../../../shared/counted.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { Shot } from '../../../shared/model/document.ts';
import { FrameIndex, FrameRange, rangeIncludes } from '../../../shared/model/frame.ts';
import { Hint } from '../../../shared/model/hint.ts';
import { HintId, type JobId, newId } from '../../../shared/model/ids.ts';
import { defineJobKind, type JobContext, type JobKind, type JobRunner } from '../../jobs/index.ts';
import { anchorPoints, followedHint, type FollowedPosition } from '../../propagate/index.ts';
import type { App } from '../app.ts';
import { changedError } from '../clips/clip-contents.ts';
import type { Services } from '../services.ts';

/** Share of the hints that suffices not to try another frame. */
const MOST = 0.75;

/** Self-contained: later changes of the document do not affect it. */
const TrackParams = z.object({
  clip: Clip,
  /** Content of the clip's source at the time of the request. */
  content: z.string(),
  shot: Shot.pick({ id: true, name: true }),
  /** Frames of the shot, through which hints are tracked; in other frames they are searched for. */
  range: FrameRange,
  frame: FrameIndex,
  hints: z.array(Hint).readonly(),
  targets: z.array(TrackTarget).min(1),
});
type TrackParams = z.infer<typeof TrackParams>;

/** Starts tracking a keyframe's hints to other frames of its film. @throws AppError `input.frameOutside`, `project.notFound` */
export async function trackHints(app: App, jobs: JobRunner, { keyframeId, hintIds, targets }: TrackRequest): Promise<JobId> {
  await app.contentsKnown();
  const keyframe = app.keyframe(keyframeId);
  const { clip, range, shot } = app.shotPlan(keyframe.shotId);
  const outside = targets.flatMap(({ frames }) => frames).find((frame) => frame >= clip.frameCount);
  if (outside !== undefined) throw new AppError('input.frameOutside', `Frame ${outside} is not in “${clip.name}”, which has ${counted(clip.frameCount, 'frame')}: hints cannot be tracked to it.`);
  const hints = keyframe.hints.filter((hint) => hintIds?.includes(hint.id) ?? true);
  const params: TrackParams = { clip, content: app.services.contents.of(clip), shot: { id: shot.id, name: shot.name }, range, frame: keyframe.frame, hints, targets };
  return jobs.enqueue('trackHints', params).id;
}

export function trackJobKind(services: Services): JobKind<TrackParams, TrackResult> {
  return defineJobKind({
    kind: 'trackHints', lane: 'interactive', params: TrackParams, result: TrackResult,
    label: ({ shot }) => `Tracking hints · ${shot.name}`,
    key: ({ content, range, frame, hints, targets }) => JSON.stringify([content, range, frame, hints, targets]),
    shotId: ({ shot }) => shot.id,
    async run(params, context) {
      await services.contents.check(params.clip);
      if (services.contents.of(params.clip) !== params.content) throw changedError(params.clip);
      return { targets: await trackToTargets(services, params, context) };
    },
  });
}

async function trackToTargets(services: Services, params: TrackParams, { signal, report }: JobContext): Promise<TrackResult['targets']> {
  const cost = (frame: number): number => (rangeIncludes(params.range, frame) ? Math.abs(frame - params.frame) : 1);
  const costs = params.targets.map(({ frames }) => frames.reduce((sum, frame) => sum + cost(frame), 0));
  const total = costs.reduce((sum, each) => sum + each, 0);
  const found: TrackResult['targets'] = [];
  let before = 0;
  report({ done: 0, total });
  for (const [index, { frames }] of params.targets.entries()) {
    let best: TrackResult['targets'][number] | undefined;
    let passed = before;
    for (const frame of frames) {
      const hints = await hintsAt(services, params, frame, { signal, report: (done) => { report({ done: passed + done, total }); } });
      passed += cost(frame);
      if (best === undefined || seen(hints) > seen(best.hints)) best = { frame, hints };
      if (seen(best.hints) >= MOST * params.hints.length) break;
    }
    found.push(best!);
    report({ done: before += costs[index]!, total });
  }
  return found;
}

function seen(hints: TrackResult['targets'][number]['hints']): number {
  return hints.filter(({ lost }) => !lost).length;
}

/** Copies of the hints at their positions in a frame, with new ids. */
async function hintsAt(services: Services, { clip, content, range, frame: from, hints }: TrackParams, frame: FrameIndex, options: { readonly signal: AbortSignal; readonly report: (frames: number) => void }): Promise<TrackResult['targets'][number]['hints']> {
  const anchors = hints.map(anchorPoints);
  const positions = anchors.flat();
  let tracked: readonly FollowedPosition[] = positions.map((at) => ({ at, confidence: 1, lost: false }));
  if (frame !== from && positions.length > 0) {
    const wanted = { clip, content, from, to: frame, positions };
    tracked = rangeIncludes(range, frame) ? await services.tracking.follow(wanted, options) : await services.tracking.find(wanted, options);
  }
  let taken = 0;
  return hints.map((hint, index) => {
    const mine = tracked.slice(taken, taken += anchors[index]!.length);
    return { from: hint.id, ...followedHint({ ...hint, id: newId(HintId) }, mine) };
  });
}
