import { statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { DeliveryEstimate, DeliveryRequest } from '../../shared/contract/deliver.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { assertNever } from '../../shared/errors/assert-never.ts';
import { type Clip, Clip as ClipSchema, clipPath } from '../../shared/model/clip.ts';
import { DeliveryCodec } from '../../shared/model/delivery.ts';
import { deliveryName, filmField, shotField } from '../../shared/model/delivery-naming.ts';
import { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { documentIndex, indexOfShotAt } from '../../shared/model/document-index.ts';
import { ProjectDocument, type Shot } from '../../shared/model/document.ts';
import type { JobId } from '../../shared/model/ids.ts';
import { FrameRange, frameRange, rangeLength } from '../../shared/model/frame.ts';
import { deliver, estimateDelivery, planDelivery } from '../deliver/index.ts';
import type { ArtefactKey } from '../artefacts/index.ts';
import { defineJobKind, type JobKind, type JobRunner } from '../jobs/index.ts';
import { assertEncodable } from '../media/index.ts';
import { assertWritableFolder } from './check-target.ts';
import { changedError } from './clip-contents.ts';
import { createChromaSource } from './frame-status.ts';
import { keyContext } from './key-context.ts';
import type { Services } from './services.ts';
import type { App } from './app.ts';
import { colouredRange, planShot, type ShotPlan } from './shot-plan.ts';

const DeliveryFile = z.object({ range: FrameRange, outPath: z.string() });
/** Self-contained: the clip, what its document says (colour comes from the cache by its keys), and the files to write. */
export const DeliverParams = z.object({ clip: ClipSchema, document: ProjectDocument, files: z.array(DeliveryFile), codec: DeliveryCodec, overwrite: z.boolean() });
export type DeliverParams = z.infer<typeof DeliverParams>;
export const DeliverResult = z.object({ reports: z.array(DeliveryReport) });
export type DeliverResult = z.infer<typeof DeliverResult>;

/** The files that a request stands for. @throws AppError `project.notFound`, `input.malformed` when the naming gives one name twice */
export function deliveryParams(app: App, request: DeliveryRequest): DeliverParams {
  const document = app.document();
  const shots = requestedShots(document, request);
  const clip = app.clip(shots[0]!.clipId);
  const ordered = documentIndex(document).shots(clip.id);
  const numbers = new Map(ordered.map((shot, index) => [shot.id, index + 1]));
  const files = request.what.kind === 'clip'
    ? [{ range: frameRange(0, clip.frameCount - 1), outPath: outPathFor(request, clip, undefined, 0) }]
    : shots.map((shot) => ({ range: shot.range, outPath: outPathFor(request, clip, shot, numbers.get(shot.id)!) }));
  if (new Set(files.map((file) => file.outPath)).size !== files.length) throw new AppError('input.malformed', `The naming "${request.naming}" gives two shots one name; add {shot} to it.`);
  return { clip, document: { ...document, shots: [...ordered] }, files, codec: request.codec, overwrite: request.overwrite };
}

/** Begins a delivery. @throws AppError as `deliveryParams` */
export function startDelivery(app: App, jobs: JobRunner, request: DeliveryRequest): JobId {
  return jobs.enqueue('deliver', deliveryParams(app, request)).id;
}

function requestedShots(document: ProjectDocument, request: DeliveryRequest): readonly Shot[] {
  const { what } = request;
  switch (what.kind) {
    case 'clip': {
      const shots = documentIndex(document).shots(what.clipId);
      if (shots.length === 0) throw new AppError('project.notFound', 'This clip is not in the project.');
      return shots;
    }
    case 'shots': {
      const shots = what.shotIds.map((id) => documentIndex(document).shot(id)).filter((each) => each !== undefined);
      if (shots.length !== what.shotIds.length) throw new AppError('project.notFound', 'A shot to be delivered is not in the project.');
      if (new Set(shots.map((each) => each.clipId)).size > 1) throw new AppError('input.malformed', 'Shots of one delivery come from one film; deliver the others by themselves.');
      return shots;
    }
    default: return assertNever(what);
  }
}

function outPathFor(request: DeliveryRequest, clip: Clip, shot: Shot | undefined, number: number): string {
  const film = filmField(clipPath(clip));
  const values = { film, shot: shotField(shot === undefined ? undefined : number), name: shot?.name ?? film, codec: request.codec };
  return join(request.directory, deliveryName(request.naming, values, request.codec));
}

/** What a delivery will be. @throws AppError for what can be refused before any work: `file.notWritable`, `file.exists`, `ffmpeg.encoderMissing`, and as `deliveryParams` */
export async function estimate(app: App, request: DeliveryRequest): Promise<DeliveryEstimate> {
  await app.contentsKnown();
  const params = deliveryParams(app, request);
  await assertWritableFolder(request.directory);
  const tools = await app.services.tools();
  for (const { outPath } of params.files) await assertEncodable({ codec: params.codec, outPath, overwrite: params.overwrite }, tools);
  const chroma = createChromaSource(plansOf(app.services, params), app.services);
  const uncoloured = params.files.reduce((sum, { range }) => sum + countFrames(range, (frame) => chroma.confidenceAt(frame) === undefined), 0);
  const frames = params.files.reduce((sum, { range }) => sum + rangeLength(range), 0);
  const cost = estimateDelivery(params.clip, params.codec, frames, app.services.speeds.samplesPerSecond(workName(params.codec)));
  const plan = planDelivery({ clip: params.clip, range: params.files[0]!.range, codec: params.codec, outPath: params.files[0]!.outPath, overwrite: params.overwrite });
  const free = await freeBytes(request.directory);
  return { files: params.files.map((file) => file.outPath), frames, uncolouredFrames: uncoloured, seconds: cost.seconds, bytes: cost.bytes, freeBytes: free, kept: [...plan.kept], remarks: [...plan.remarks] };
}

/** Free bytes of the disk that a folder lies on, or will when it is made; 0 when it cannot be told. */
async function freeBytes(directory: string): Promise<number> {
  for (let at = directory; ; at = dirname(at)) {
    const found = await statfs(at).then((disk) => disk.bavail * disk.bsize, () => undefined);
    if (found !== undefined || dirname(at) === at) return found ?? 0;
  }
}

function workName(codec: DeliveryCodec): string {
  return `deliver ${codec}`;
}

function countFrames(range: FrameRange, test: (frame: number) => boolean): number {
  let count = 0;
  for (let frame = range.first as number; frame <= range.last; frame++) if (test(frame)) count += 1;
  return count;
}

/** Reads the whole source, unless that was done since it last changed: what is delivered is what was coloured. @throws AppError `media.changed` */
async function assertSameContent({ contents }: Services, clip: Clip, signal: AbortSignal): Promise<void> {
  const before = contents.of(clip);
  await contents.verify(clip, { signal });
  if (contents.of(clip) !== before) throw changedError(clip);
}

/** Ranges that share no frame, in order, with all frames of the given ones. */
function united(ranges: readonly FrameRange[]): readonly { readonly range: FrameRange }[] {
  const apart: { range: FrameRange }[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = apart.at(-1);
    if (before === undefined || range.first > before.range.last) apart.push({ range });
    else before.range = frameRange(before.range.first, Math.max(before.range.last, range.last));
  }
  return apart;
}

/** Plans of the shots that the files show any of. */
function plansOf(services: Services, { document, files }: DeliverParams): readonly ShotPlan[] {
  const context = keyContext(services);
  const shown = united(files.map(({ range }) => range));
  const isShown = (range: FrameRange): boolean => (shown[indexOfShotAt(shown, range.last)]?.range.last ?? -1) >= range.first;
  return document.shots.filter((shot) => isShown(colouredRange(document, shot))).map((shot) => planShot(document, shot.id, context)!);
}

/** What the colour of shots lies in: pinned for as long as it is read. */
function coloursOf(plans: readonly ShotPlan[]): readonly ArtefactKey[] {
  return plans.flatMap(({ spans, corrections, keys }) => [...spans.map(({ group }) => group), ...corrections.map(({ key }) => key), ...keys.values()]);
}

export function deliverJobKind(services: Services): JobKind<DeliverParams, DeliverResult> {
  return defineJobKind({
    kind: 'deliver', lane: 'ffmpeg', params: DeliverParams, result: DeliverResult,
    label: ({ files, codec }) => `Delivering ${files.length === 1 ? basename(files[0]!.outPath) : `${files.length} files`} · ${codec}`,
    async run(params, { signal, report }) {
      const tools = await services.tools();
      const startedAt = performance.now();
      await assertSameContent(services, params.clip, signal);
      const plans = plansOf(services, params);
      using _pin = services.store.pin(coloursOf(plans));
      const chroma = createChromaSource(plans, services);
      const total = params.files.reduce((sum, { range }) => sum + rangeLength(range), 0);
      let before = 0;
      const reports: DeliveryReport[] = [];
      // Every target is checked before the first is written.
      for (const { outPath } of params.files) await assertEncodable({ codec: params.codec, outPath, overwrite: params.overwrite }, tools);
      const deliveries = params.files.map(({ range, outPath }) => ({ range, plan: planDelivery({ clip: params.clip, range, codec: params.codec, outPath, overwrite: params.overwrite }) }));
      for (const { range, plan } of deliveries) {
        reports.push(await deliver(plan, {
          tools, signal,
          chromaAt: (frame) => chroma.chromaAt(frame),
          confidenceAt: (frame) => chroma.confidenceAt(frame),
          report: ({ done }) => { report({ done: before + done, total }); },
        }));
        before += rangeLength(range);
      }
      const { width, height } = params.clip.picture;
      services.speeds.note(workName(params.codec), { samples: width * height * before, seconds: (performance.now() - startedAt) / 1000 });
      return { reports };
    },
  });
}
