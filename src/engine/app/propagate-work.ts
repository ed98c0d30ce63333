import type { Clip } from '../../shared/model/clip.ts';
import { workingSize } from '../../shared/model/working-size.ts';
import { PROPAGATE_SHORT_SIDE } from '../propagate/index.ts';

/** Samples that the network processes for some frames of a span: twice with a keyframe at both ends, for the two passes. */
export function passSamples(clip: Pick<Clip, 'picture'>, span: { readonly left?: unknown; readonly right?: unknown }, frames: number): number {
  const { width, height } = workingSize(clip.picture, PROPAGATE_SHORT_SIDE);
  const passes = span.left !== undefined && span.right !== undefined ? 2 : 1;
  return width * height * passes * frames;
}
