import { statfs } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { PropagationForecast } from '../../../shared/contract/propagate.ts';
import { counted } from '../../../shared/counted.ts';
import { frameRange, rangeLength } from '../../../shared/model/frame.ts';
import { type JobId, ShotId } from '../../../shared/model/ids.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { defineJobKind, type JobKind, type JobRunner } from '../../jobs/index.ts';
import { readWorkingLuma } from '../../media/index.ts';
import { PROPAGATE_SHORT_SIDE, SCHEDULES } from '../../propagate/index.ts';
import type { App } from '../app.ts';
import { colourKeyframe } from '../colorize/keyframe-colour.ts';
import { keyframeSource } from '../shots/keyframe-source.ts';
import { pictureSamples, type WorkLeft, workLeft } from '../shots/propagation-cost.ts';
import { networksOf } from '../shots/shot-networks.ts';
import type { ShotPlan } from '../shots/shot-plan.ts';

/** Readings measured on a machine that has never propagated colour: at least so many, and a whole group of the schedule. */
const TRIED_READINGS = 2;

const ForecastParams = z.object({ shotIds: z.array(ShotId).min(1), /** Of the document: a change makes it other work. */ revision: z.number().int() });
type ForecastParams = z.infer<typeof ForecastParams>;

/** Starts the estimate of a propagation of some shots. @throws AppError `project.none` */
export function forecastPropagation(app: App, jobs: JobRunner, shotIds: readonly ShotId[]): JobId {
  app.document();
  const params: ForecastParams = { shotIds: [...shotIds], revision: app.current()?.revision ?? 0 };
  return jobs.enqueue('forecast', params).id;
}

/** @param app the open project */
export function forecastJobKind(app: () => App | undefined): JobKind<ForecastParams, PropagationForecast> {
  return defineJobKind({
    kind: 'forecast', lane: 'interactive', params: ForecastParams, result: PropagationForecast, transient: true,
    label: ({ shotIds }) => `Estimating propagation · ${counted(shotIds.length, 'shot')}`,
    key: ({ shotIds, revision }) => `${revision} ${shotIds.join(' ')}`,
    run({ shotIds }, { signal, report }) {
      const open = app();
      if (open === undefined) throw new AppError('project.none', 'No project is open.');
      return propagationForecast(open, shotIds, { signal, report });
    },
  });
}

interface ForecastOptions {
  readonly signal?: AbortSignal;
  /** Of the measured frames. */
  readonly report?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Milliseconds of computation after which the event loop is released. */
const TURN_MS = 8;

/** Estimates the time and disk space of a propagation: from the speed recorded on this machine, else by measuring a few frames. */
export async function propagationForecast(app: App, shotIds: readonly ShotId[], options: ForecastOptions = {}): Promise<PropagationForecast> {
  const { services } = app;
  await app.contentsKnown();
  const wanted: ({ readonly plan: ShotPlan } & WorkLeft)[] = [];
  let since = performance.now();
  for (const shotId of shotIds) {
    options.signal?.throwIfAborted();
    const plan = app.shotPlan(shotId);
    wanted.push({ plan, ...workLeft(services, plan) });
    if (performance.now() - since < TURN_MS) continue;
    await turn();
    since = performance.now();
  }
  const frames = wanted.reduce((sum, each) => sum + each.frames, 0);
  const samples = wanted.reduce((sum, each) => sum + each.samples, 0);
  const bytes = wanted.reduce((sum, each) => sum + each.bytes, 0);
  const freeBytes = await statfs(services.store.directory).then((fs) => fs.bavail * fs.bsize, () => 0);
  const known = services.speeds.samplesPerSecond('propagate');
  const first = wanted.find((each) => each.frames > 0)?.plan;
  const speed = known ?? (first === undefined ? undefined : await triedSpeed(app, first, options));
  return {
    shots: wanted.map(({ plan, frames: count }) => ({ shotId: plan.shot.id, frames: count })),
    frames, bytes, freeBytes,
    seconds: frames === 0 ? 0 : speed === undefined ? null : samples / speed,
    measuredBy: known !== undefined ? 'earlierRuns' : speed === undefined ? 'nothing' : 'threeFrames',
  };
}

/** Samples a second over a few frames beside a keyframe. Their colour is discarded, since it is not that of a span between two keyframes. */
async function triedSpeed(app: App, plan: ShotPlan, { signal, report }: ForecastOptions): Promise<number | undefined> {
  const { services } = app;
  const stop = signal === undefined ? {} : { signal };
  const found = plan.spans.find(({ span }) => plan.keys.has((span.left ?? span.right)?.frame ?? -1) && rangeLength(span.range) > 1);
  const placed = found?.span.left ?? found?.span.right;
  const keyframe = plan.keyframes.find((each) => each.frame === placed?.frame);
  if (found === undefined || keyframe === undefined) return undefined;
  const { first, last } = found.span.range;
  const fromLeft = found.span.left !== undefined;
  const { id: modelId, manifest } = networksOf(services.registry, plan.shot).propagate;
  const { groupOf } = SCHEDULES[manifest.schedule];
  const wanted = Math.max(TRIED_READINGS, groupOf);
  // The first reading loads the networks; those behind it end with the first one of the next group.
  const frames = wanted + groupOf;
  const range = fromLeft ? frameRange(first, Math.min(last, first + frames - 1)) : frameRange(Math.max(first, last - frames + 1), last);
  report?.({ done: 0, total: wanted });
  const { plane } = await colourKeyframe(services, keyframeSource(app.document(), keyframe), stop);
  const key = { frame: keyframe.frame, plane };
  const tools = await services.tools();
  /** When a reading was made. */
  const times: number[] = [];
  const made = ({ done }: { readonly done: number }): void => {
    for (; times.length < done; times.push(performance.now())) report?.({ done: Math.min(wanted, times.length), total: wanted });
  };
  const tried = services.propagator.propagateSpan({ range, modelId, ...(fromLeft ? { left: key } : { right: key }), lumas: (part) => readWorkingLuma(plan.clip, tools, { range: part, shortSide: PROPAGATE_SHORT_SIDE, signal }) }, { ...stop, report: made });
  for await (const _frame of tried) if (times.length > wanted) break;
  const measured = times.slice(0, wanted + 1);
  const elapsed = ((measured.at(-1) ?? 0) - (measured[0] ?? 0)) / 1000;
  return elapsed <= 0 ? undefined : (pictureSamples(plan.clip) * (measured.length - 1)) / elapsed;
}
