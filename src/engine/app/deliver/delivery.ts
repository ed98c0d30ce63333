import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { DeliveryRequest } from '../../../shared/contract/deliver.ts';
import type { Job, JobPhase } from '../../../shared/contract/jobs.ts';
import { counted } from '../../../shared/counted.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { codecRecord } from '../../../shared/model/delivery-codecs.ts';
import { type DeliveryReport, DeliverySummary, summaryOf } from '../../../shared/model/delivery-report.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { type ClipId, JobId, type ShotId } from '../../../shared/model/ids.ts';
import { deliver, type DeliveryPlan } from '../../deliver/index.ts';
import { defineJobKind, type JobContext, type JobKind, type JobRunner, workClock } from '../../jobs/index.ts';
import { assertMediaSource } from '../../media/index.ts';
import type { App } from '../app.ts';
import { changedError } from '../clips/clip-contents.ts';
import { piecesOnFarm, type PiecesOfFarm } from '../farm/send-pieces.ts';
import type { QualityParams } from '../quality/quality-job.ts';
import type { Services } from '../services.ts';
import { workLeft } from '../shots/propagation-cost.ts';
import { type DeliveryColour, deliveryColour, plansToPropagate, shotsToPropagate } from './delivery-colour.ts';
import { deliveredTimeline, writeDeliveredTimeline } from './delivered-timeline.ts';
import { costOf, framesOf, propagationSpeed, sum, workName } from './delivery-cost.ts';
import { DeliverParams, deliveryParams, numbered } from './delivery-files.ts';
import { assertTargets, deliveryPlans, tryEach } from './delivery-plans.ts';
import { deliveryId, type DeliveryRecord, openDeliveryRecord } from './delivery-record.ts';
import { fileMade } from './file-made.ts';
import { looksOf } from './frame-looks.ts';
import { claimedPlaces } from './names-in-use.ts';
import { secondsOfPropagations } from './waited-propagations.ts';

/** Result in the job list; the reports with every frame are read by the delivery's id. */
export const DeliverResult = z.object({
  deliveryId: z.string(), reports: z.array(DeliverySummary),
  /** The job that checks the files, if requested. */
  qualityJobId: JobId.optional(),
  /** The timeline that was written with the files. */
  timeline: z.object({ path: z.string(), events: z.number(), remarks: z.array(z.string()) }).optional(),
});
export type DeliverResult = z.infer<typeof DeliverResult>;

/** Begins a delivery. @param options `propagate` begins the propagation of a shot, or names the one under way; without it that waits until there is room to deliver. @throws AppError as `deliveryParams` */
export async function startDelivery(app: App, jobs: JobRunner, request: DeliveryRequest, { propagate }: Partial<Pick<Started, 'propagate'>> = {}): Promise<JobId> {
  await app.contentsKnown();
  const params = await numbered(deliveryParams(app, request), request, claimedPlaces(jobs));
  if (params.propagate === true && propagate !== undefined) for (const { id } of shotsToPropagate(app.services, params)) await propagate(id);
  return jobs.enqueue('deliver', asRequest(app.services, params)).id;
}

/** Parameters of a delivery: with an id, and with the number of frames without colour, so that colour lost before it runs is not delivered as gray. */
export function asRequest(services: Services, params: DeliverParams): DeliverParams {
  return { ...params, request: randomUUID(), uncoloured: sum(deliveryColour(services, params, { planned: params.propagate === true }).uncoloured) };
}

/** @throws AppError `job.failed` when frames have lost their colour since the request, since the cache was deleted, or have not got it, since their shot was edited */
function assertColourKept({ uncoloured, propagate }: DeliverParams, colour: DeliveryColour): void {
  const lost = uncoloured === undefined ? 0 : sum(colour.uncoloured) - uncoloured;
  if (lost <= 0) return;
  const frames = counted(lost, 'frame');
  throw new AppError('job.failed', propagate === true ? `The colour that was to be delivered was not made for ${frames}: a shot was edited meanwhile, or the cache was cleared. Deliver again.` : `The colour of ${frames} was removed from the cache. Propagate again, then deliver.`);
}

/**
 * Makes the colour that a delivery is to have, after all else that can be refused has been.
 * @throws AppError as `assertDeliverable`, as `propagate`, `job.failed` when a propagation fails or is cancelled
 */
async function propagateFirst(services: Services, { asked, params }: Found, { signal, waitFor, log }: JobContext, { propagate, job }: Pick<Started, 'propagate' | 'job'>): Promise<void> {
  const plans = plansToPropagate(params, deliveryColour(services, params));
  if (plans.length === 0) return;
  await assertDeliverable(services, params, { signal, asked });
  log(`waits for the colour of ${counted(plans.length, 'shot')}`);
  const waited: { readonly id: JobId; readonly samples: number }[] = [];
  for (const plan of plans) waited.push({ samples: workLeft(services, plan).samples, id: await propagate(plan.shot.id) });
  const own = costOf(services, params).seconds;
  const secondsLeft = (): number | null => {
    if (services.farm.choice() !== undefined) return null;
    const propagations = secondsOfPropagations(waited.map(({ id, samples }) => ({ samples, job: job(id) })), propagationSpeed(services));
    return propagations === null ? null : Math.ceil(propagations + own);
  };
  for (const [index, { state, error }] of (await waitFor(waited.map(({ id }) => id), { secondsLeft })).entries()) {
    if (state !== 'done') throw new AppError('job.failed', `Nothing was delivered: the propagation of ${plans[index]!.shot.name} ${state === 'failed' ? `failed. ${error?.message ?? ''}` : 'was cancelled.'}`);
  }
}

/**
 * Refuses what cannot be delivered, before colour is made: targets, sources under any of their names, tags and sound that the codec does not take.
 * @param options `asked`: the parameters as they were asked for, where the films have moved since
 * @returns which films are not those that the project knows, and what of the clips the files cannot hold, a sentence each
 * @throws AppError `output.*`, `file.exists`, `file.notWritable`, `ffmpeg.*`; AbortError
 */
export async function assertDeliverable(services: Services, params: DeliverParams, options: { readonly signal?: AbortSignal; readonly asked?: DeliverParams } = {}): Promise<readonly string[]> {
  const tools = await services.tools();
  const plans = await deliveryPlans(params, tools, options);
  await assertTargets(plans, params, { tools, finished: await finishedFiles(plans, recordOf(services, options.asked ?? params, deliveryColour(services, params))) });
  await tryEach(services, plans, options);
  const lost = plans.flatMap(({ kept }) => kept.filter(({ state }) => state === 'lost').map(({ part, words }) => `Not kept: ${part}: ${words}.`));
  return [...await changedFilms(services, params.clips), ...new Set(lost)];
}

/** A window tells these when it opens the project. */
async function changedFilms({ contents }: Pick<Services, 'contents'>, clips: readonly Clip[]): Promise<readonly string[]> {
  const states = await Promise.all(clips.map((clip) => contents.check(clip)));
  return clips.filter((_, index) => states[index] === 'changed').map(({ name }) => `“${name}” was changed on the disk since the project knew it: what is coloured and delivered is the film as it is now.`);
}

function recordOf(services: Services, params: DeliverParams, colour: DeliveryColour): DeliveryRecord {
  return openDeliveryRecord(services.directories.data, deliveryId(params, colour.keys, colour.uncoloured), params.request);
}

async function finishedFiles(plans: readonly DeliveryPlan[], record: DeliveryRecord): Promise<ReadonlyMap<DeliveryPlan, DeliveryReport>> {
  const reports = await Promise.all(plans.map(async (plan, index) => [plan, await record.finished(index, plan.outPath)] as const));
  return new Map(reports.flatMap(([plan, report]) => (report === undefined ? [] : [[plan, report] as const])));
}

/** Reads the whole source unless it was read since its last change, so that the delivered film is the coloured one. @param content as it was coloured @throws AppError `file.missing`, `media.changed` */
async function assertSameContent({ contents }: Services, { clip, content }: { readonly clip: Clip; readonly content: string }, signal: AbortSignal): Promise<void> {
  await assertMediaSource(clip.source);
  await contents.verify(clip, { signal });
  if (contents.of(clip) !== content) throw changedError(clip);
}

interface Started {
  /** Starts the check of the delivered files. */
  readonly check: (params: QualityParams) => JobId;
  /** Begins the propagation of a shot, or names the one under way. */
  readonly propagate: (shotId: ShotId) => Promise<JobId>;
  /** A job as it is now. */
  readonly job: (id: JobId) => Job;
  /** A clip of the open project as it is now. */
  readonly clip: (id: ClipId) => Clip | undefined;
}

/** A delivery whose films are where the open project has them now. */
interface Found {
  /** The record of what is delivered already goes by these. */
  readonly asked: DeliverParams;
  readonly params: DeliverParams;
}

/** Takes a film that is not at its place from where it was relinked to since. @throws AppError `file.missing` */
async function findFilms(asked: DeliverParams, now: Started['clip']): Promise<Found> {
  const clips = await Promise.all(asked.clips.map(async (clip) => {
    try {
      await assertMediaSource(clip.source);
      return clip;
    } catch (error) {
      const present = now(clip.id);
      if (present?.contentHash !== clip.contentHash) throw error;
      await assertMediaSource(present.source);
      return { ...clip, source: present.source };
    }
  }));
  return { asked, params: { ...asked, clips } };
}

export function deliverJobKind(services: Services, { check, clip: clipNow, ...propagation }: Started): JobKind<DeliverParams, DeliverResult> {
  return defineJobKind({
    kind: 'deliver', lane: 'ffmpeg', pausable: true, params: DeliverParams, result: DeliverResult,
    label: ({ files, codec }) => `Delivering ${basename(files[0]!.outPath)}${files.length === 1 ? '' : ` and ${files.length - 1} more`} · ${codecRecord(codec).label}`,
    total: ({ files }) => framesOf(files),
    async run(asked, context) {
      if (asked.propagate === true) await propagateFirst(services, await findFilms(asked, clipNow), context, propagation);
      const { params, result } = await deliverFound(services, await findFilms(asked, clipNow), context, clipNow);
      if (!params.qualityReport) return result;
      const { clips, document, files, overwrite, protect, hintsOf, qualityLimits: limits, request = '' } = params;
      return { ...result, qualityJobId: check({ clips, document, files, overwrite, protect, hintsOf, limits, request, page: true }) };
    },
  });
}

/** Once more where a film was moved meanwhile, as it may be while the delivery is paused; files that are finished stay. */
async function deliverFound(services: Services, found: Found, context: JobContext, now: Started['clip']): Promise<{ readonly params: DeliverParams; readonly result: DeliverResult }> {
  try {
    return { params: found.params, result: await runDelivery(services, found, context) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'file.missing') throw error;
    const again = await findFilms(found.asked, now);
    if (again.params.clips.every(({ source }, index) => isDeepStrictEqual(source, found.params.clips[index]!.source))) throw error;
    return deliverFound(services, again, context, now);
  }
}

async function runDelivery(services: Services, { asked, params }: Found, { signal, report, log, ...context }: JobContext): Promise<DeliverResult> {
  const tools = await services.tools();
  const contents = new Map(params.clips.map((clip) => [clip.id, { clip, content: services.contents.of(clip) }]));
  const plans = await deliveryPlans(params, tools, { signal });
  const colour = deliveryColour(services, params);
  assertColourKept(params, colour);
  using _pin = services.store.pin(colour.keys);
  const record = recordOf(services, asked, colour);
  const finished = await finishedFiles(plans, record);
  await assertTargets(plans, params, { tools, finished });
  await tryEach(services, plans, { signal });
  await record.begin();
  const total = framesOf(params.files);
  const clock = workClock();
  const mayGoOn = (): Promise<void> => clock.without(() => context.mayGoOn());
  let before = 0;
  let writtenSamples = 0;
  const reports: DeliveryReport[] = [];
  for (const [index, plan] of plans.entries()) {
    const reportFrames = (done: number, phase?: JobPhase): void => { report({ done: before + done, total, ...(phase === undefined ? {} : { phase }) }); };
    let ofFarm: PiecesOfFarm | undefined;
    const ofClip = colour.of(plan.clip.id);
    const { chroma } = ofClip;
    const { clip, content } = contents.get(plan.clip.id)!;
    if (!finished.has(plan)) {
      await mayGoOn();
      // Each film when its turn comes: the first file need not wait until all are read.
      reportFrames(0, 'reading');
      await clock.without(() => assertSameContent(services, { clip, content }, signal));
    }
    const done = finished.get(plan) ?? await deliver(plan, {
      tools, signal, scratchFolder: () => services.store.scratchFolder(),
      chromaAt: (frame) => chroma.chromaAt(frame),
      confidenceAt: (frame) => chroma.confidenceAt(frame),
      layersAt: (frame) => chroma.layersAt(frame),
      mayGoOn,
      report: (progress) => { reportFrames(progress.done); },
      ...(services.farm.choice() === undefined ? {} : {
        pieces: async () => (ofFarm = await piecesOnFarm(services, plan, ofClip, { signal, report: reportFrames, mayGoOn, log }))?.offer,
      }),
      beforePublish: async (made, scratch) => {
        // If the film changed while it was read, its luma is not that of the coloured picture.
        await services.guard.assertHolds(clip, content, { now: true });
        await record.add(index, { outPath: plan.outPath, scratch, report: made, looks: { content, range: plan.range, looks: await looksOf(plan.range, chroma), made: await fileMade(plan, chroma) } });
      },
      phase: (phase) => {
        log(`file ${index + 1} of ${plans.length}: ${phase}`);
        if (phase === 'verify') report({ done: before + rangeLength(plan.range), total, phase: 'verifying' });
      },
    });
    await ofFarm?.release();
    // What the farm encoded says nothing of this machine's speed.
    if (!finished.has(plan) && ofFarm === undefined) writtenSamples += clip.picture.width * clip.picture.height * done.frameCount;
    reports.push(done);
    before += rangeLength(plan.range);
    report({ done: before, total });
  }
  const timeline = deliveredTimeline(params);
  if (timeline !== undefined) await writeDeliveredTimeline(timeline);
  await record.end();
  log('all files are written');
  if (writtenSamples > 0) services.speeds.note(workName(params.codec), { samples: writtenSamples, seconds: clock.seconds() });
  return { deliveryId: record.id, reports: reports.map(summaryOf), ...(timeline === undefined ? {} : { timeline: { path: timeline.path, events: timeline.events, remarks: [...timeline.remarks] } }) };
}
