import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { type Clip, ClipCoding } from './clip.ts';
import type { FrameRange } from './frame.ts';
import { formatTimecode, parseTimecode } from './timecode.ts';

/** Colour tags that are written instead of the clip's. Range is none of them: it decides how luma is read. */
export const ColourTagChoice = ClipCoding.pick({ primaries: true, transfer: true, matrix: true });
export type ColourTagChoice = z.infer<typeof ColourTagChoice>;

/** Tags of a delivery that replace those of its clip. The picture's codes stay what they are. */
export const DeliveryTags = z.object({
  colour: ColourTagChoice.optional(),
  /** Timecode of each file's first frame. */
  startTimecode: z.string().optional(),
  reelName: z.string().trim().min(1).max(100).regex(/^[^\p{Cc}]*$/u).optional(),
});
export type DeliveryTags = z.infer<typeof DeliveryTags>;

/**
 * The clip with the timecode and reel that a file of these frames is to have: its own start is such that the first frame has the wanted
 * one. Pure.
 * @throws AppError `input.malformed` for what is no timecode at the clip's rate
 */
export function withDeliveryTags(clip: Clip, range: Pick<FrameRange, 'first'>, { startTimecode, reelName }: DeliveryTags = {}): Clip {
  if (startTimecode === undefined && reelName === undefined) return clip;
  return { ...clip, ...(startTimecode === undefined ? {} : { startTimecode: startOf(startTimecode, clip, range.first) }), ...(reelName === undefined ? {} : { reelName }) };
}

function startOf(text: string, { name, rate }: Clip, first: number): string {
  const given = parseTimecode(text, rate);
  if (given === undefined) throw new AppError('input.malformed', `“${text}” is no timecode of “${name}”. Write hours, minutes, seconds and frames: 01:00:00:00.`);
  return formatTimecode(given.frames - first, rate, { dropFrame: given.dropFrame });
}
