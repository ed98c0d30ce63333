import { z } from 'zod';
import type { Clip } from '../../../shared/model/clip.ts';
import { FrameIndex, frameRange, FrameRange } from '../../../shared/model/frame.ts';
import { tellsReadError } from '../ffmpeg/classify-ffmpeg-error.ts';
import { isComplaint, isOfJoint, OF_OUTPUT, OtherStreams, secondsOfComplaint } from './decode-log.ts';
import type { FrameTable } from './frame-table.ts';
import { parseShowinfoLine } from './showinfo.ts';

/** Damage that ffmpeg told of while a film was decoded for something else: frames that it named, places near which others are, and whether frames depend on others. */
export const ToldDamage = z.object({ frames: z.array(FrameRange).readonly(), near: z.array(FrameIndex).readonly(), spreads: z.boolean() });
export type ToldDamage = z.infer<typeof ToldDamage>;

/** Told of one frame; without `isNamed` it is one of those around it. */
export type TellDamage = (frame: number, options: { readonly isNamed: boolean; readonly spreads: boolean }) => void;

/** Frames between a complaint and the frame that it is of, at most: those in hand of several threads, and frames that are reordered. */
const NEAR = 48;
const MOST_PLACES = 1000;

/** Gathers what is told. */
export function damageNotes(): { readonly tell: TellDamage; result(): ToldDamage | undefined } {
  const named = new Set<number>();
  const near: number[] = [];
  let spreads = false;
  return {
    tell: (frame, { isNamed, ...told }) => {
      spreads ||= told.spreads;
      if (isNamed) named.add(frame);
      else if (near.length < MOST_PLACES && (near.length === 0 || frame > near.at(-1)! + NEAR)) near.push(frame);
    },
    result() {
      const frames = [...named].toSorted((a, b) => a - b);
      if (frames.length === 0 && near.length === 0) return undefined;
      return ToldDamage.parse({ frames: frameRuns(frames), near: near.filter((place) => !frames.some((frame) => Math.abs(frame - place) <= NEAR)), spreads });
    },
  };
}

/** Frames that follow each other as one run. @param frames rising. */
export function frameRuns(frames: readonly number[]): readonly FrameRange[] {
  const runs: { first: number; last: number }[] = [];
  for (const frame of frames) {
    const run = runs.at(-1);
    if (run !== undefined && frame === run.last + 1) run.last = frame;
    else runs.push({ first: frame, last: frame });
  }
  return runs.map(({ first, last }) => frameRange(first, last));
}

/**
 * Tells of the damage in the log of a decode. A frame is named where a line has its time, or where its line is written as it is put out by a decoder
 * of one thread; of several threads the lines are not in the order of the frames.
 * @param first frame that is put out @returns takes a line of the log
 */
export function damageInLog({ source, damaged }: Pick<Clip, 'source' | 'damaged'>, { pts, timeBase, seekPoints, frameCount, parts }: FrameTable, { first, tell }: { readonly first: number; readonly tell: TellDamage }): (line: string) => void {
  const others = new OtherStreams();
  const spreads = seekPoints.length < frameCount;
  let hasBegun = false;
  let isNextCorrupt = false;
  let next = first;
  const frameOf = (time: number | undefined): number | undefined => {
    if (time === undefined || pts === undefined) return undefined;
    // Most lines are of the frames in turn, and a film can have 200,000.
    const found = pts[next] === time ? next : pts.indexOf(time);
    return found === -1 ? undefined : found;
  };
  return (line) => {
    if (source.kind !== 'file') return;
    const shown = parseShowinfoLine(line);
    if (shown === 'other') return;
    if (shown !== undefined) {
      const frame = frameOf(shown.pts);
      if (isNextCorrupt) tell(frame ?? Math.min(next, frameCount - 1), { isNamed: frame !== undefined, spreads });
      isNextCorrupt = false;
      next = (frame ?? next) + 1;
      return;
    }
    if (others.takeLine(line)) hasBegun = true;
    // What a disk does not give is noted as such.
    if (!hasBegun || !isComplaint(line) || others.isSaidOf(line) || tellsReadError(line) || (parts !== undefined && isOfJoint(line))) return;
    const named = frameOf(Math.round((secondsOfComplaint(line) * timeBase.den) / timeBase.num));
    if (named === undefined && damaged !== undefined && OF_OUTPUT.test(line)) isNextCorrupt = true;
    else tell(named ?? Math.min(next, frameCount - 1), { isNamed: named !== undefined, spreads });
  };
}
