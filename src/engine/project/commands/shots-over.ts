import type { Shot } from '../../../shared/model/document.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';

/** Those of a clip's shots, which are in the order of their frames, that have a frame of a range. Takes logarithmic time. */
export function shotsOver(ordered: readonly Shot[], { first, last }: FrameRange): readonly Shot[] {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.range.last < first) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < ordered.length && ordered[end]!.range.first <= last) end++;
  return ordered.slice(low, end);
}

/** In the order of their frames. */
export function byFrame(shots: readonly Shot[]): readonly Shot[] {
  return shots.every((each, index) => index === 0 || shots[index - 1]!.range.first < each.range.first) ? shots : shots.toSorted((a, b) => a.range.first - b.range.first);
}
