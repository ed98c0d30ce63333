import type { Clip } from '../../../shared/model/clip.ts';
import { workingSize } from '../../../shared/model/working-size.ts';
import type { InstalledModel } from '../../models/index.ts';
import { PROPAGATE_SHORT_SIDE, SCHEDULES } from '../../propagate/index.ts';

/** A span, for estimates of its cost. */
interface SpanEnds {
  readonly left?: unknown;
  readonly right?: unknown;
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
  const { width, height } = workingSize(clip.picture, PROPAGATE_SHORT_SIDE);
  return width * height * readingsAFrame(span, network) * frames;
}
