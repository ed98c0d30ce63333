import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type FrameRange, frameRange } from '../../../shared/model/frame.ts';
import type { ChromaSource } from '../shots/frame-status.ts';

/** Hex digits of a frame's look. */
const DIGITS = 8;
/** Frames between two looks at what else is to be done. */
const AT_A_TIME = 1000;
/** The look of a frame without colour, whatever layers are over it. */
const UNCOLOURED = '-'.repeat(DIGITS);

/** What decides the delivered colour of each frame of a range: equal looks are equal colour. Eight characters a frame, one after the other. Calls of a window are answered between. */
export async function looksOf(range: FrameRange, chroma: Pick<ChromaSource, 'sharesAt' | 'layersAt'>): Promise<string> {
  let looks = '';
  for (let frame = range.first as number; frame <= range.last; frame++) {
    if ((frame - range.first) % AT_A_TIME === AT_A_TIME - 1) await setImmediate();
    const shares = chroma.sharesAt(frame);
    looks += shares.length === 0 ? UNCOLOURED : createHash('sha256').update(JSON.stringify([shares.map(({ key, weight }) => [key, weight]), chroma.layersAt(frame)?.name ?? ''])).digest('hex').slice(0, DIGITS);
  }
  return looks;
}

/** Pure: the frames of a range whose looks are others than before, as ranges in order. @param before looks of the range `of`, which contains it */
export function changedLooks(range: FrameRange, now: string, { before, of }: { readonly before: string; readonly of: FrameRange }): readonly FrameRange[] {
  const at = (looks: string, index: number): string => looks.slice(index * DIGITS, (index + 1) * DIGITS);
  const changed: FrameRange[] = [];
  let first: number | undefined;
  for (let frame = range.first as number; frame <= range.last + 1; frame++) {
    const differs = frame <= range.last && at(now, frame - range.first) !== at(before, frame - of.first);
    if (differs) first ??= frame;
    else if (first !== undefined) {
      changed.push(frameRange(first, frame - 1));
      first = undefined;
    }
  }
  return changed;
}
