import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clip, codingOf } from '../../shared/model/clip.ts';
import { codecRecord, isImageCodec, isWrittenLossless } from '../../shared/model/delivery-codecs.ts';
import { type FfmpegTools, probeClip, readLumaFrame } from '../media/index.ts';
import { type CheckedFile, checkEveryFrame, checkSomeFrames, type DeliveredFile, type KeptLuma } from './check-luma.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import { CHECKED_SPAN } from './write-frames.ts';

interface Options {
  readonly tools: FfmpegTools;
  readonly signal?: AbortSignal | undefined;
}

interface OpenDelivered {
  readonly probed: Clip;
  /** To be compared with the source. */
  readonly delivered: DeliveredFile;
}

/** What was written, as a clip: a file, or a folder of images. Its packets are only counted, since it is decoded by the check itself. Throws as `probeClip` */
export async function openDelivered(plan: DeliveryPlan, { path, frameCount }: { readonly path: string; readonly frameCount: number }, { tools, signal }: Options): Promise<OpenDelivered> {
  const probed = await probeClip(isImageCodec(plan.codec) ? await firstImage(path) : path, tools, { signal, countPackets: true });
  // Image files do not state the matrix of their R′G′B′.
  const clip = { ...probed, picture: { ...probed.picture, matrix: plan.clip.picture.matrix, floatCurve: codingOf(plan.clip).curve } };
  return { probed, delivered: { clip, firstFrame: plan.range.first, frameCount, reservedCodes: codecRecord(plan.codec).picture.reservedCodes } };
}

async function firstImage(folder: string): Promise<string> {
  const [first] = (await readdir(folder)).toSorted();
  if (first === undefined) throw new Error(`The encoder left no image in ${folder}.`);
  return join(folder, first);
}

/** Whether a difference of luma is a fault. */
export function mustBeExact({ codec, settings, format }: DeliveryPlan): boolean {
  return isWrittenLossless(codec, settings) && format.layout === 'planar-yuv';
}

/** Decodes all that was written, and compares as many frames with the source as the plan asks for. Throws as `readLuma` */
export function decodeDelivered(plan: DeliveryPlan, delivered: DeliveredFile, kept: readonly KeptLuma[], { tools, signal }: Options): Promise<CheckedFile> {
  const options = { mustBeExact: mustBeExact(plan), signal };
  if (plan.verify === 'every-frame') return checkEveryFrame(delivered, plan.clip, tools, options);
  return checkSomeFrames(delivered, plan.clip, plan.verify === 'none' ? [] : kept, tools, options);
}

/** The source's luma of the frames that are held against the file, where not all are. Throws as `readLumaFrame` */
export async function keptLumas({ clip, range, verify }: DeliveryPlan, { tools, signal }: Options): Promise<readonly KeptLuma[]> {
  const wanted = verify === 'some-frames' ? [range.first, Math.min(range.last, range.first + CHECKED_SPAN), range.last] : [];
  const kept: KeptLuma[] = [];
  for (const frame of new Set(wanted)) kept.push({ frame, samples: (await readLumaFrame(clip, frame, tools, { signal })).samples });
  return kept;
}
