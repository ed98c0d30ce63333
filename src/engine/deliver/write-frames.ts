import { AppError } from '../../shared/errors/app-error.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import { codingOf } from '../../shared/model/clip.ts';
import { deliveredSize } from '../../shared/model/delivery-codecs.ts';
import type { DeliveryFrame } from '../../shared/model/delivery-report.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import type { LayerTable } from '../../shared/model/layer-table.ts';
import { type Encoder, type FfmpegTools, type LumaFrame, readLuma } from '../media/index.ts';
import type { KeptLuma } from './check-luma.ts';
import { meanAbChange } from './frame-statistics.ts';
import type { MergedFrame } from './merge-frame.ts';
import { createMergePool, type MergePool } from './merge-pool.ts';
import type { DeliveryPlan } from './plan-delivery.ts';

/** `some-frames` looks at the first frame, one this much later (far enough to be coded from others) and the last. */
export const CHECKED_SPAN = 12;

/** Where the colour of frames comes from, and who hears of them. */
export interface FrameSources {
  readonly tools: FfmpegTools;
  /** Colour of a frame of the clip; `undefined` when there is none, and the frame becomes neutral gray. Called in order, a few frames ahead. */
  chromaAt(frame: number, signal?: AbortSignal): Promise<AbPlane | undefined>;
  /** The layers over that colour; where there are none, the planes come out as they are. */
  layersAt?(frame: number): LayerTable | undefined;
  /** Mean confidence 0…1 of a frame, where it is known. */
  confidenceAt?(frame: number): number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Frames written so far; once per frame. */
  report?(progress: { readonly done: number; readonly total: number }): void;
  /** Asked after each written frame: the delivery stands still until it answers. */
  mayGoOn?(): Promise<void>;
  /** Merging threads; 0 merges in this thread. */
  readonly threads?: number;
}

export interface WrittenFrames {
  readonly frames: readonly DeliveryFrame[];
  readonly kept: readonly KeptLuma[];
  /** Frames of the source that another stands in for. */
  readonly standIns: readonly number[];
}

/** A frame on its way through the pool. */
interface FrameUnderWay {
  readonly frame: number;
  readonly plane: AbPlane | undefined;
  readonly merged: MergedFrame;
}

/** Gives the encoder every frame of a plan and ends it. Memory holds a few frames, however long the film. */
export async function writeFrames(plan: DeliveryPlan, sources: FrameSources, encoder: Encoder): Promise<WrittenFrames> {
  const pool = createMergePool(codingOf(plan.clip), sources.threads === undefined ? {} : { threads: sources.threads });
  try {
    const written = await pump(plan, sources, encoder, pool);
    await encoder.finish();
    return written;
  } catch (error) {
    await encoder.abort();
    throw error;
  } finally {
    await pool.close();
  }
}

/** Source → pool → encoder, in order, with no more frames under way than the pool can work on. */
async function pump(plan: DeliveryPlan, sources: FrameSources, encoder: Encoder, pool: MergePool): Promise<WrittenFrames> {
  const { clip, range } = plan;
  const { signal } = sources;
  const format = { ...plan.format, size: deliveredSize(plan.codec, clip.picture) };
  const total = rangeLength(range);
  const toKeep = plan.verify === 'some-frames' ? new Set([range.first, Math.min(range.last, range.first + CHECKED_SPAN)]) : new Set<number>();
  const kept: KeptLuma[] = [];
  const standIns: number[] = [];
  let lastRead: KeptLuma | undefined;
  const frames: DeliveryFrame[] = [];
  const underWay: Promise<FrameUnderWay>[] = [];
  let before: AbPlane | undefined;

  async function begin(luma: LumaFrame): Promise<FrameUnderWay> {
    const plane = await sources.chromaAt(luma.index, signal);
    return { frame: luma.index, plane, merged: await pool.merge({ luma, plane, layers: sources.layersAt?.(luma.index), format }) };
  }

  async function writeNext(): Promise<void> {
    const next = underWay.shift();
    if (next === undefined) return;
    const { frame, plane, merged } = await next;
    for (const part of merged.parts) await encoder.write(part);
    const change = before === undefined || plane === undefined ? null : meanAbChange(before, plane);
    frames.push({ frame, coloured: plane !== undefined, confidence: sources.confidenceAt?.(frame) ?? null, reducedShare: merged.reducedShare, abChange: change });
    before = plane;
    sources.report?.({ done: frames.length, total });
    await sources.mayGoOn?.();
  }

  try {
    for await (const luma of readLuma(clip, sources.tools, { range, signal })) {
      if (luma.isStandIn === true) standIns.push(luma.index);
      lastRead = { frame: luma.index, samples: luma.samples };
      if (toKeep.has(luma.index)) kept.push(lastRead);
      const frame = begin(luma);
      // It is awaited in its turn; until then its failure must not count as unheard.
      frame.catch(() => undefined);
      underWay.push(frame);
      if (underWay.length >= pool.depth) await writeNext();
    }
  } catch (error) {
    const endsEarly = error instanceof AppError && error.code === 'media.truncated' && frames.length + underWay.length > 0;
    if (!endsEarly) throw error;
  }
  while (underWay.length > 0) await writeNext();
  return { frames, kept: lastRead === undefined || kept.includes(lastRead) ? kept : [...kept, lastRead], standIns };
}
