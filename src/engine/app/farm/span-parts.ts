import { type FrameRange, frameRange, rangeLength } from '../../../shared/model/frame.ts';

interface PartFrames {
  /** A part has at least so many frames, or is all that is asked for. */
  readonly leastFrames: number;
  /** A part has at most so many, unless one of its halves were too small. */
  readonly mostFrames: number;
}

/**
 * Parts of a span between two keyframes, cut where its pyramid of readings is: behind the middle frame, then behind the middle of each half. A part needs of the others only the readings
 * at its ends, one for each cut, and makes them itself where they are missing, with the same bits. The cuts depend on the keyframes alone, so that parts of two requests for
 * different frames of one span are the same. Pure.
 * @param range the frames that are asked for, all of them between the keyframes
 * @param ends the keyframes, or frames at which the span was cut before
 */
export function spanParts(range: FrameRange, [before, after]: readonly [number, number], frames: PartFrames): readonly FrameRange[] {
  if (rangeLength(range) <= frames.mostFrames || after - before < 2) return [range];
  const middle = Math.floor((before + after) / 2);
  if (range.last <= middle) return spanParts(range, [before, middle], frames);
  if (range.first > middle) return spanParts(range, [middle, after], frames);
  const [one, other] = [frameRange(range.first, middle), frameRange(middle + 1, range.last)];
  if (Math.min(rangeLength(one), rangeLength(other)) < frames.leastFrames) return [range];
  return [...spanParts(one, [before, middle], frames), ...spanParts(other, [middle, after], frames)];
}
