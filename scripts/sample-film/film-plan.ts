import { frameRange, rangeIncludes, rangeLength, type FrameRange, type Rate } from '../../src/shared/model/frame.ts';
import type { Scene } from './scene.ts';
import { createHouseScene } from './scenes/house.ts';
import { createLakeScene } from './scenes/lake.ts';
import { createPortraitScene } from './scenes/portrait.ts';
import { createStreetScene } from './scenes/street.ts';

export const SAMPLE_RATE: Rate = { num: 24000, den: 1001 };
export const SAMPLE_TIMECODE = '01:00:00:00';

/** One shot of the sample film. `seen` are the frames in which any of it shows; neighbours in a dissolve overlap. */
export interface PlannedShot {
  readonly name: string;
  readonly seen: FrameRange;
  /** Frames, counted in the film, that a colourist would key. */
  readonly keys: readonly number[];
  readonly create: (scale: number) => Scene;
}

/** Two cuts, then a dissolve of ten frames. */
export const FILM_PLAN: readonly PlannedShot[] = [
  { name: 'house', seen: frameRange(0, 25), keys: [12], create: createHouseScene },
  { name: 'portrait', seen: frameRange(26, 51), keys: [38], create: createPortraitScene },
  { name: 'street', seen: frameRange(52, 83), keys: [55, 71], create: createStreetScene },
  { name: 'lake', seen: frameRange(74, 105), keys: [94], create: createLakeScene },
];

export const SAMPLE_FRAMES = FILM_PLAN.at(-1)!.seen.last + 1;

/** True shots in the form of the document: ranges without overlap, boundaries in the middle of a dissolve. */
export interface TrueShot {
  readonly name: string;
  readonly range: FrameRange;
  readonly transitionIn: { readonly kind: 'cut' } | { readonly kind: 'dissolve'; readonly frames: FrameRange };
}

export function trueShots(): readonly TrueShot[] {
  return FILM_PLAN.map((shot, index) => {
    const before = overlapOf(FILM_PLAN[index - 1], shot);
    const after = overlapOf(shot, FILM_PLAN[index + 1]);
    const first = before === undefined ? shot.seen.first : borderOf(before);
    const last = after === undefined ? shot.seen.last : borderOf(after) - 1;
    return { name: shot.name, range: frameRange(first, last), transitionIn: before === undefined ? { kind: 'cut' } : { kind: 'dissolve', frames: before } };
  });
}

/** Shots visible in a frame with their weights in the mix, which sum to 1. */
export function mixAt(frame: number): readonly { readonly shot: PlannedShot; readonly weight: number }[] {
  const shots = FILM_PLAN.filter((shot) => rangeIncludes(shot.seen, frame));
  const [first, second] = shots;
  if (first === undefined || second === undefined) return shots.map((shot) => ({ shot, weight: 1 }));
  const overlap = overlapOf(first, second)!;
  const weight = (frame - overlap.first + 1) / (rangeLength(overlap) + 1);
  return [{ shot: first, weight: 1 - weight }, { shot: second, weight }];
}

function overlapOf(first: PlannedShot | undefined, second: PlannedShot | undefined): FrameRange | undefined {
  if (first === undefined || second === undefined || second.seen.first > first.seen.last) return undefined;
  return frameRange(second.seen.first, first.seen.last);
}

/** First frame of the later shot: where it outweighs the earlier one. */
function borderOf(overlap: FrameRange): number {
  return overlap.first + Math.floor(rangeLength(overlap) / 2);
}
