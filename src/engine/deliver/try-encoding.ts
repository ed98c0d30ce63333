import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import { codecRecord, isImageCodec } from '../../shared/model/delivery-codecs.ts';
import { type EncodePlan, type FfmpegTools, openEncoder, rawFrameBytes } from '../media/index.ts';
import { encodePlanOf } from './encode-plan-of.ts';
import type { DeliveryPlan } from './plan-delivery.ts';

const TRIAL_SECONDS = 0.2;
/** Trials that succeeded: one before colour is made is not repeated before the delivery of the same frames. */
const succeeded = new WeakMap<FfmpegTools, LRUCache<string, true>>();
const TRIALS_KEPT = 64;

export interface TrialOptions {
  readonly tools: FfmpegTools;
  readonly scratchFolder: () => Promise<string>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes one gray frame with the beginning of the sound, by the very arguments of the delivery. Whatever this ffmpeg,
 * codec or container does not take (tags, sound, sizes) is so known before any work. Takes about half a second; nothing where the same trial has
 * succeeded with these tools.
 * @param options `scratchFolder` gives a folder to write it in, of a kind that the next start removes after a crash; it is removed in the end
 * @throws AppError `ffmpeg.failed` with ffmpeg's reason, `ffmpeg.encoderMissing`, `disk.full`; AbortError
 */
export async function tryEncoding(plan: DeliveryPlan, options: TrialOptions): Promise<void> {
  const known = succeeded.get(options.tools) ?? new LRUCache<string, true>({ max: TRIALS_KEPT });
  succeeded.set(options.tools, known);
  if (known.get(trialName(plan)) === true) return;
  const folder = await options.scratchFolder();
  try {
    const whole = await encodePlanOf(plan, { tools: options.tools, signal: options.signal, folder: () => Promise.resolve(folder) });
    const outPath = join(folder, `trial${isImageCodec(plan.codec) ? '' : codecRecord(plan.codec).extension}`);
    if (isImageCodec(plan.codec)) await mkdir(outPath);
    const encoder = openEncoder(beginningOf(whole, outPath), options.tools, { signal: options.signal });
    try {
      await encoder.write(new Uint8Array(rawFrameBytes(whole.pixelFormat, whole)));
      await encoder.finish();
    } finally {
      await encoder.abort();
    }
    known.set(trialName(plan), true);
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.code !== 'ffmpeg.failed') throw error;
    throw new AppError('ffmpeg.failed', `"${plan.clip.name}" cannot be written as ${codecRecord(plan.codec).label} by this ffmpeg (${options.tools.version}). Nothing was done; choose another codec.`, { details: `${error.message}\n${error.details ?? ''}`, cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All that the trial depends on, besides the content of the clip's file: a delivery of a changed film is refused elsewhere. */
function trialName({ outPath, overwrite: _overwrite, sources: _sources, verify: _verify, cost: _cost, remarks: _remarks, ...plan }: DeliveryPlan): string {
  return JSON.stringify([basename(outPath), plan]);
}

function beginningOf(plan: EncodePlan, outPath: string): EncodePlan {
  const { audio, timestamps } = plan;
  return {
    ...plan, outPath, lastSecond: TRIAL_SECONDS,
    audio: audio === undefined ? undefined : { ...audio, durationSeconds: Math.min(audio.durationSeconds, TRIAL_SECONDS) },
    timestamps: timestamps === undefined ? undefined : { ...timestamps, pts: Array.from(timestamps.pts).slice(0, 1) },
  };
}
