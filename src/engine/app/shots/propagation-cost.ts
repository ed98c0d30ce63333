import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { type FrameRange, rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import { workingSize } from '../../../shared/model/working-size.ts';
import type { ArtefactKey } from '../../artefacts/index.ts';
import type { InstalledModel } from '../../models/index.ts';
import { PROPAGATE_SHORT_SIDE, SCHEDULES } from '../../propagate/index.ts';
import type { Services } from '../services.ts';
import { inBatches, madeFrames } from './frame-status.ts';
import { networksOf } from './shot-networks.ts';

/** A plane has a quarter of the working size each way, with 5 bytes a sample: ab as Int16, confidence as a byte. */
export const PLANE_BYTES_PER_SAMPLE = 5 / 16;

/** A span, for estimates of its cost. */
interface SpanEnds {
  readonly left?: { readonly frame: number } | undefined;
  readonly right?: { readonly frame: number } | undefined;
}

/** A step of a plan, or of a propagation's parameters. */
interface StepToMake {
  readonly span: SpanEnds & { readonly range: FrameRange };
  readonly group: ArtefactKey;
  readonly correction?: { readonly frame: number; readonly key: ArtefactKey } | undefined;
}

/** Readings of each frame of a span by a network. */
export function readingsAFrame(span: SpanEnds, { manifest }: Pick<InstalledModel, 'manifest'>): number {
  return span.left !== undefined && span.right !== undefined ? SCHEDULES[manifest.schedule].readingsBetweenKeys : 1;
}

/** Colours that are stored of a reading: one that is fused with flow is kept as it was read, too. */
export function coloursOfReading({ manifest }: Pick<InstalledModel, 'manifest'>): number {
  return manifest.layout === 'sources' ? 1 : 2;
}

/** Flows into neighbours that are stored of a frame: towards each keyframe of its span. */
export function storedFlowsAFrame({ left, right }: SpanEnds, { manifest }: Pick<InstalledModel, 'manifest'>): number {
  return manifest.layout !== 'sources' ? 0 : left !== undefined && right !== undefined ? 2 : 1;
}

/** Samples that the network processes for some frames of a span. */
export function readSamples(clip: Pick<Clip, 'picture'>, span: SpanEnds, { frames, network }: { readonly frames: number; readonly network: Pick<InstalledModel, 'manifest'> }): number {
  return pictureSamples(clip) * readingsAFrame(span, network) * frames;
}

/** Frames of a span that are left to make. */
export function missingFrames(range: FrameRange, known: ReadonlyMap<number, unknown>): readonly number[] {
  return Array.from({ length: rangeLength(range) }, (_, offset) => range.first + offset).filter((frame) => !known.has(frame));
}

/** What is left of a propagation. */
export interface WorkLeft {
  readonly frames: number;
  /** Samples that the networks process for them: what speeds are measured in. */
  readonly samples: number;
  /** Size of the colour, in the cache. */
  readonly bytes: number;
}

interface StepsOfShot {
  readonly shot: Shot;
  readonly clip: Pick<Clip, 'picture'>;
  readonly steps: readonly StepToMake[];
}

/** What of a shot's steps is not stored yet. */
export function workLeft(services: Pick<Services, 'store' | 'registry'>, of: StepsOfShot): WorkLeft {
  return workLeftOfShots(services, [of])[0]!;
}

/** What of the steps of each shot is not stored yet. */
export function workLeftOfShots({ store, registry }: Pick<Services, 'store' | 'registry'>, shots: readonly StepsOfShot[]): readonly WorkLeft[] {
  return inBatches(shots, (batch) => {
    const made = madeFrames(store, batch.flatMap(({ steps }) => steps.map(({ group }) => group)));
    return batch.map(({ shot, clip, steps }) => {
      let [frames, samples] = [0, 0];
      const network = networksOf(registry, shot).propagate;
      for (const { span, group, correction } of steps) {
        if (correction !== undefined && store.find(correction.key) !== undefined) continue;
        const missing = missingCount(span.range, made(group));
        frames += missing;
        samples += correction === undefined ? readSamples(clip, span, { frames: missing, network }) : pictureSamples(clip) * readingsFor(span, correction.frame);
      }
      return { frames, samples, bytes: Math.round(frames * pictureSamples(clip) * PLANE_BYTES_PER_SAMPLE) };
    });
  });
}

function missingCount(range: FrameRange, known: ReadonlyMap<number, unknown>): number {
  let count = rangeLength(range);
  for (const frame of known.keys()) if (rangeIncludes(range, frame)) count -= 1;
  return count;
}

/** About how many readings one frame of a span depends on, itself included. */
function readingsFor({ left, right }: SpanEnds, frame: number): number {
  if (left !== undefined && right !== undefined) return Math.ceil(Math.log2(right.frame - left.frame));
  return Math.abs(frame - (left ?? right ?? { frame }).frame);
}

/** Of the working size. */
export function pictureSamples({ picture }: Pick<Clip, 'picture'>): number {
  const { width, height } = workingSize(picture, PROPAGATE_SHORT_SIDE);
  return width * height;
}
