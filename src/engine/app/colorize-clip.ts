import { access } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { Job } from '../../shared/contract/jobs.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Clip, ClipCoding } from '../../shared/model/clip.ts';
import type { DeliveryCodec } from '../../shared/model/delivery-codecs.ts';
import type { DeliverySettings } from '../../shared/model/delivery.ts';
import type { DeliveryTags } from '../../shared/model/delivery-tags.ts';
import type { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { type Keyframe, type KeyframeStill, MOST_MEMORY, type Shot } from '../../shared/model/document.ts';
import type { Placement } from '../../shared/model/edit-list.ts';
import { frameIndex, type FrameRange, frameRange, rangeIncludes, type Rate } from '../../shared/model/frame.ts';
import type { KeysFile } from '../../shared/model/hint.ts';
import { KeyframeId, newId, type ShotId } from '../../shared/model/ids.ts';
import { shotShare } from '../../shared/model/shot-mix.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { JobRunner } from '../jobs/index.ts';
import type { FfmpegTools } from '../media/index.ts';
import { openClip } from './clips/open-clip.ts';
import { keepStill } from './colorize/keep-still.ts';
import { colourKeyframe } from './colorize/keyframe-colour.ts';
import { stillOfImage } from './colorize/still-of-image.ts';
import type { DeliverParams } from './deliver/delivery-files.ts';
import { deliveryReports } from './deliver/delivery-reports.ts';
import { assertDeliverable, DeliverResult, asRequest } from './deliver/delivery.ts';
import { sendPiecesEarly } from './farm/early-pieces.ts';
import { isPaintedByWorkers } from './farm/propagate-unit.ts';
import { applyList, layList } from './interchange/edit-lists.ts';
import { propagateParams } from './propagate/propagate-job.ts';
import type { PropagateParams } from './propagate/propagate-params.ts';
import { QualityResult } from './quality/quality-job.ts';
import { keyframeSource } from './shots/keyframe-source.ts';
import { automaticModelNamed } from './shots/shot-networks.ts';
import type { App } from './app.ts';

interface ColorizeClipRequest {
  readonly film: string;
  /** Or a function that makes them from the opened film. */
  readonly keys: KeysFile | ((clip: Clip) => Promise<KeysFile>);
  /** The file or folder of the keys. */
  readonly keysPath?: string;
  /** Folder that the paths of key images are relative to. */
  readonly keysDirectory: string;
  /** The files to write, given the shots. */
  readonly files: (shots: readonly Shot[], clip: Clip) => readonly { readonly range: FrameRange; readonly outPath: string }[];
  readonly codec: DeliveryCodec;
  readonly settings?: DeliverySettings;
  /** Tags that replace those of the clip. */
  readonly tags?: DeliveryTags | undefined;
  /** Coding of the clip, where its tags are missing or wrong. */
  readonly coding?: ClipCoding;
  /** Rate of an image sequence, instead of what is probed. */
  readonly sequenceRate?: Rate;
  readonly overwrite: boolean;
  /** Files that are never overwritten: the keys file. */
  readonly protect?: readonly string[];
  /** Shots without a keyframe get one without hints at their middle. */
  readonly auto?: boolean;
  /** Of automatic colour, 0…1. */
  readonly vividness?: number;
  /** Id of the added model that gives the automatic colour. */
  readonly automatic?: string;
  /** Deinterlaces an interlaced film, frame for frame. */
  readonly deinterlace?: boolean;
  /** An edit list that gives the shots; without it they are detected. */
  readonly list?: { readonly path: string; readonly placement?: Placement };
  /** Checks the files afterwards and writes a report beside each. */
  readonly qualityReport?: boolean;
  /** Accepts a key image even when it differs from its frame. */
  readonly force?: boolean;
}

interface ColorizeClipOptions {
  readonly signal: AbortSignal;
  readonly progress: (job: Job) => void;
  /** What the files cannot hold, before any colour is made. */
  readonly note?: (sentences: readonly string[]) => void;
}

export interface ColorizeClipResult extends DeliverResult {
  /** One per file, when quality reports were requested. */
  readonly quality: QualityResult['reports'];
  /** Reports with every frame. */
  readonly fullReports: readonly DeliveryReport[];
  readonly clip: Clip;
  readonly shots: readonly Shot[];
  /** Shots with delivered frames and without a keyframe. */
  readonly uncolouredShots: readonly Shot[];
  /** Hints whose colour was gamut-mapped. */
  readonly outOfGamut: number;
  /** Key images whose size differs from the film's. */
  readonly scaledStills: readonly { readonly path: string; readonly size: Size }[];
  /** Assumptions about the edit list, and what of it does not fit. */
  readonly listRemarks: readonly string[];
}

async function takeList(app: App, clip: Clip, list: ColorizeClipRequest['list']): Promise<readonly string[]> {
  if (list === undefined) return [];
  const { laid } = await layList(clip, list.path, list.placement);
  applyList(app, clip.id, laid);
  return laid.remarks;
}

/**
 * Colours a film from keys and delivers it, in the open (usually temporary) project. Coloured frames stay in the cache, so the same call
 * resumes after it was stopped.
 */
export async function colorizeClip(app: App, jobs: JobRunner, request: ColorizeClipRequest, options: ColorizeClipOptions): Promise<ColorizeClipResult> {
  const model = request.automatic === undefined ? undefined : automaticModelNamed(app.services.registry, request.automatic);
  const { clip: opened, jobId } = await openClip(app, jobs, request.film, { signal: options.signal, proxy: false, deinterlace: request.deinterlace ?? false, shots: request.list === undefined, ...(request.sequenceRate === undefined ? {} : { sequenceRate: request.sequenceRate }) });
  if (request.coding !== undefined) app.apply({ kind: 'setClipCoding', clipId: opened.id, coding: request.coding });
  const clip = app.clip(opened.id);
  const keys = typeof request.keys === 'function' ? await request.keys(clip) : request.keys;
  await assertKeys(keys, request, clip);
  const listRemarks = await takeList(app, clip, request.list);
  if (jobId !== undefined) await finished(jobs, jobId, options);
  const shotIds = app.document().shots.filter((each) => each.clipId === clip.id).map(({ id }) => id);
  if (request.vividness !== undefined) app.apply({ kind: 'setVividness', shotIds, vividness: request.vividness });
  if (model !== undefined) app.apply({ kind: 'setAutomaticModel', shotIds, model });
  const shots = app.document().shots.filter((each) => each.clipId === clip.id);
  const files = request.files(shots, clip);
  const wanted = frameRange(Math.min(...files.map(({ range }) => range.first)), Math.max(...files.map(({ range }) => range.last)));

  const memory = memoryOfKeys(keys, shots);
  await addKeyframes(app, shots, keys, request);
  const deliveryOf = (): DeliverParams => ({ clips: [clip], document: { ...app.document(), shots: app.document().shots.filter((each) => each.clipId === clip.id) }, files: files.map((file) => ({ clipId: clip.id, ...file })), codec: request.codec, settings: request.settings ?? {}, ...(request.tags === undefined ? {} : { tags: request.tags }), overwrite: request.overwrite, protect: [...request.protect ?? []], qualityReport: request.qualityReport === true, hintsOf: request.keysPath ?? '' });
  options.note?.(await assertDeliverable(app.services, deliveryOf(), { signal: options.signal }));
  let outOfGamut = 0;
  const scaledStills: { path: string; size: Size }[] = [];
  const paint = async (keyframe: Keyframe): Promise<void> => {
    const coloured = await colourKeyframe(app.services, keyframeSource(app.document(), keyframe), { signal: options.signal, force: request.force ?? false });
    outOfGamut += coloured.outOfGamut;
    if (coloured.scaledFrom !== undefined && keyframe.still !== undefined) scaledStills.push({ path: keyframe.still.path, size: coloured.scaledFrom });
    const remembering = memory.get(keyframe.frame);
    if (remembering === undefined) return;
    const stillId = await keepStill(app, { clipId: clip.id, frame: keyframe.frame, name: `Frame ${keyframe.frame}`, plane: coloured.key });
    app.apply({ kind: 'setSceneMemory', shotIds: [...remembering], stillId, remembered: true });
  };
  const keyframes = shots.flatMap((shot) => app.shotPlan(shot.id).keyframes);
  // The workers of a farm paint those that they need; afterwards they are found in the store.
  const isLater = (keyframe: Keyframe): boolean => !memory.has(keyframe.frame) && app.services.farm.choice() !== undefined && isPaintedByWorkers(keyframeSource(app.document(), keyframe));
  for (const keyframe of keyframes) if (!isLater(keyframe)) await paint(keyframe);
  const propagations = shots.map((shot) => propagateParams(app, app.shotPlan(shot.id), { within: wanted })).filter(({ spans }) => spans.length > 0);
  const done = await withEarlyPieces(app, deliveryOf(), propagations, async () => {
    await propagateAll(app, jobs, propagations, options);
    for (const keyframe of keyframes) if (isLater(keyframe)) await paint(keyframe);
    return finished(jobs, jobs.enqueue('deliver', asRequest(app.services, deliveryOf())).id, options);
  });
  const keyed = new Set(app.document().keyframes.map((each) => each.shotId));
  const delivered = DeliverResult.parse(done.result);
  const quality = await qualityOf(jobs, delivered, options);
  return { ...delivered, quality, fullReports: await deliveryReports(app.services, jobs, done.id), clip, shots, uncolouredShots: shots.filter(({ id, range }) => !keyed.has(id) && range.first <= wanted.last && range.last >= wanted.first), outOfGamut, scaledStills, listRemarks };
}

/** On a farm, what is coloured is encoded while other shots are still being coloured. */
async function withEarlyPieces<Result>({ services }: App, delivery: DeliverParams, propagations: readonly PropagateParams[], work: () => Promise<Result>): Promise<Result> {
  if (services.farm.choice() === undefined) return work();
  const ending = new AbortController();
  const sending = sendPiecesEarly(services, delivery, propagations, { signal: ending.signal }).catch(() => undefined); // The delivery sends what was not sent, and hears of failures.
  try {
    return await work();
  } finally {
    ending.abort();
    await sending;
  }
}

/** Here one shot after the other, up to the first failure; on a farm all at once, and all that can be made is made before a failure is told. */
async function propagateAll(app: App, jobs: JobRunner, shots: readonly PropagateParams[], options: Parameters<typeof finished>[2]): Promise<void> {
  const propagate = (params: PropagateParams): Promise<Job> => finished(jobs, jobs.enqueue('propagate', params).id, options);
  if (app.services.farm.choice() === undefined) {
    for (const params of shots) await propagate(params);
    return;
  }
  const ends = await Promise.allSettled(shots.map(propagate));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Waits for the check of the delivered files, if there is one. */
export async function qualityOf(jobs: JobRunner, { qualityJobId }: Pick<DeliverResult, 'qualityJobId'>, options: Parameters<typeof finished>[2]): Promise<QualityResult['reports']> {
  return qualityJobId === undefined ? [] : QualityResult.parse((await finished(jobs, qualityJobId, options)).result).reports;
}

/** Waits for the end of a job. @throws AppError the error of a failed job; AbortError when it was cancelled */
export async function finished(jobs: JobRunner, jobId: Job['id'], options: { readonly signal: AbortSignal; readonly progress: (job: Job) => void }): Promise<Job> {
  const stop = (): void => { jobs.cancel(jobId); };
  const unsubscribe = jobs.subscribe((job) => { if (job.id === jobId) options.progress(job); });
  options.signal.addEventListener('abort', stop, { once: true });
  if (options.signal.aborted) stop();
  try {
    const job = await jobs.wait(jobId);
    options.signal.throwIfAborted();
    if (job.state === 'done') return job;
    throw job.error === undefined ? new AppError('job.failed', `${job.label} was stopped.`) : AppError.fromWire(job.error);
  } finally {
    options.signal.removeEventListener('abort', stop);
    unsubscribe();
  }
}

/** Refuses frames outside the film and missing images before any work. */
async function assertKeys(keys: KeysFile, request: ColorizeClipRequest, clip: Clip): Promise<void> {
  const seen = new Set<number>();
  for (const [index, { shots }] of (keys.memory ?? []).entries()) {
    const outside = shots.find((frame) => frame >= clip.frameCount);
    if (outside !== undefined) throw new AppError('input.frameOutside', `Frame ${outside} (memory[${index}].shots) is outside the clip, which has frames 0…${clip.frameCount - 1}.`);
  }
  for (const [index, key] of keys.keyframes.entries()) {
    if (key.frame >= clip.frameCount) throw new AppError('input.frameOutside', `Keyframe ${key.frame} (keyframes[${index}]) is outside the clip, which has frames 0…${clip.frameCount - 1}.`);
    if (seen.has(key.frame)) throw new AppError('input.malformed', `Frame ${key.frame} is given twice (keyframes[${index}]).`);
    seen.add(key.frame);
    for (const field of ['image', 'mask'] as const) {
      const image = 'image' in key ? key[field] : undefined;
      if (image === undefined) continue;
      const path = imagePath(request, image);
      await access(path).catch((error: unknown) => { throw new AppError('file.missing', `The key image ${path} (keyframes[${index}].${field}) is not there.`, { cause: error }); });
    }
  }
}

/**
 * The keyframes that are scene memory, by frame, with the shots that remember them. @throws AppError `input.malformed` for a frame that is no keyframe, or more stills than
 * a shot remembers
 */
function memoryOfKeys({ keyframes, memory = [] }: KeysFile, shots: readonly Shot[]): ReadonlyMap<number, ReadonlySet<ShotId>> {
  const found = new Map<number, Set<ShotId>>();
  for (const [index, { shots: frames, from }] of memory.entries()) for (const frame of from) {
    const keyframe = keyframes.find((each) => each.frame === frame);
    if (keyframe === undefined || ('hints' in keyframe && keyframe.correction === true)) throw new AppError('input.malformed', `Frame ${frame} (memory[${index}].from) is no keyframe of this file, so there is no colour to remember.`);
    for (const at of frames) found.set(frame, (found.get(frame) ?? new Set()).add(shotOf(shots, at).id));
  }
  for (const shot of shots) {
    const stills = [...found.values()].filter((each) => each.has(shot.id)).length;
    if (stills > MOST_MEMORY) throw new AppError('input.malformed', `${shot.name} (frames ${shot.range.first}-${shot.range.last}) is given ${stills} keyframes as scene memory; a shot remembers ${MOST_MEMORY} at most.`);
  }
  return found;
}

function imagePath(request: ColorizeClipRequest, image: string): string {
  return isAbsolute(image) ? image : resolve(join(request.keysDirectory, image));
}

async function stillOf({ image, mask }: { readonly image: string; readonly mask?: string | undefined }, request: ColorizeClipRequest, tools: FfmpegTools): Promise<KeyframeStill> {
  const { size: _, ...still } = await stillOfImage(imagePath(request, image), tools, mask === undefined ? {} : { mask: imagePath(request, mask) });
  return still;
}

async function addKeyframes(app: App, shots: readonly Shot[], keys: KeysFile, request: ColorizeClipRequest): Promise<void> {
  const tools = await app.services.tools();
  const keyframes: Keyframe[] = [];
  // Sequential, because each image starts an ffmpeg process.
  for (const key of keys.keyframes) keyframes.push({
    id: newId(KeyframeId),
    shotId: shotOf(shots, key.frame).id,
    frame: frameIndex(key.frame),
    hints: 'hints' in key ? key.hints : [],
    approved: 'image' in key,
    ...('hints' in key && key.correction === true ? { correction: true as const } : {}),
    ...('image' in key ? { still: await stillOf(key, request, tools) } : {}),
  });
  if (request.auto === true) {
    for (const shot of shots.filter((each) => !keyframes.some((keyframe) => keyframe.shotId === each.id))) {
      keyframes.push({ id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(clearestFrame(shot, shots)), hints: [], approved: false });
    }
  }
  for (const keyframe of keyframes) app.apply({ kind: 'addKeyframe', keyframe });
}

function shotOf(shots: readonly Shot[], frame: number): Shot {
  const shot = shots.find((each) => rangeIncludes(each.range, frame));
  if (shot === undefined) throw new Error(`no shot holds frame ${frame}`);
  return shot;
}

/** The frame nearest to the middle that no dissolve mixes with another shot. */
function clearestFrame(shot: Shot, shots: readonly Shot[]): number {
  const middle = Math.floor((shot.range.first + shot.range.last) / 2);
  const frames = Array.from({ length: shot.range.last - shot.range.first + 1 }, (_, offset) => shot.range.first + offset);
  return frames.toSorted((a, b) => shotShare(shot, shots, b) - shotShare(shot, shots, a) || Math.abs(a - middle) - Math.abs(b - middle))[0] ?? middle;
}
