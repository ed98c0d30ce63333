import { z } from 'zod';

/** Integer index of a frame in its clip, from 0. Never a float, never milliseconds. */
export const FrameIndex = z.number().int().min(0).brand('FrameIndex');
export type FrameIndex = z.infer<typeof FrameIndex>;

/** Makes a {@link FrameIndex} of a number. @throws ZodError when it is negative or not whole. */
export function frameIndex(value: number): FrameIndex {
  return FrameIndex.parse(value);
}

/** A run of frames, both ends included. */
export const FrameRange = z.object({ first: FrameIndex, last: FrameIndex }).refine((range) => range.first <= range.last, { message: 'first must not be after last' });
export type FrameRange = z.infer<typeof FrameRange>;

export function frameRange(first: number, last: number): FrameRange {
  return FrameRange.parse({ first, last });
}

export function rangeLength(range: FrameRange): number {
  return range.last - range.first + 1;
}

export function rangeIncludes(range: FrameRange, frame: number): boolean {
  return frame >= range.first && frame <= range.last;
}

/** Frames per second as a ratio of whole numbers: 24000/1001, never 23.976. */
export const Rate = z.object({ num: z.number().int().positive(), den: z.number().int().positive() });
export type Rate = z.infer<typeof Rate>;

/** Start of a frame in seconds, for a constant rate. */
export function toSeconds(frame: number, rate: Rate): number {
  return (frame * rate.den) / rate.num;
}

/** The frame shown at a time, for a constant rate. */
export function frameAtSeconds(seconds: number, rate: Rate): number {
  return Math.floor((seconds * rate.num) / rate.den + 1e-6);
}
