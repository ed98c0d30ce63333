import type { Clip } from '../../../shared/model/clip.ts';
import type { ShotEntry } from '../../../shared/model/document.ts';
import { frameRange, type FrameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg-tools.ts';
import type { ReportFrames } from '../proxy/build-proxy.ts';
import { findCuts } from './find-cuts.ts';
import { findDissolves, LONGEST_SPAN, type Dissolve } from './find-dissolves.ts';
import { joinFades, type Borders } from './join-fades.ts';
import { readSmallFrames, type SmallFrame } from './small-frames.ts';

/** A run of frames between two borders and how it begins. */
export interface DetectedShot {
  readonly range: FrameRange;
  readonly entry: ShotEntry;
}

/** Frames worked on at a time, and how many of them are seen from both sides. */
const CHUNK = 2000;
const OVERLAP = 2 * (LONGEST_SPAN + 20);

export interface DetectShotsOptions {
  /** Nobody waits for it: ffmpeg gets what others leave of the processor. */
  readonly background?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly report?: ReportFrames | undefined;
}

/**
 * Finds the shots of a clip on its frames at 96 × 54. They cover all frames without a gap; the border of a dissolve lies at its middle.
 * Decodes as it goes and keeps some two thousand small frames at a time, however long the film.
 * @throws AppError as `readLuma`; AbortError.
 */
export async function detectShots(clip: Clip, tools: FfmpegTools, options: DetectShotsOptions = {}): Promise<readonly DetectedShot[]> {
  const finder = new BorderFinder();
  let done = 0;
  for await (const frame of readSmallFrames(clip, tools, { signal: options.signal, background: options.background })) {
    finder.add(frame);
    done++;
    options.report?.({ done, total: clip.frameCount });
  }
  return shotsBetween(finder.finish(), clip.frameCount);
}

/** Borders among frames that are all at hand. */
export function findBorders(frames: readonly SmallFrame[]): Borders {
  const cuts = findCuts(frames);
  return joinFades(frames, { cuts, dissolves: findDissolves(frames, cuts) });
}

/** Takes frames one by one and looks for borders in overlapping chunks. */
export class BorderFinder {
  private readonly cuts: number[] = [];
  private readonly dissolves: Dissolve[] = [];
  private frames: SmallFrame[] = [];
  private offset = 0;
  private readonly chunk: number;
  /** Borders before this frame are settled. */
  private settled = 0;

  constructor(chunk: number = CHUNK) {
    this.chunk = Math.max(chunk, 2 * OVERLAP);
  }

  add(frame: SmallFrame): void {
    this.frames.push(frame);
    if (this.frames.length < this.chunk) return;
    const until = this.offset + this.frames.length - OVERLAP / 2;
    this.settle(until);
    const kept = this.frames.length - OVERLAP;
    this.offset += kept;
    this.frames = this.frames.slice(kept);
  }

  finish(): Borders {
    this.settle(Infinity);
    return { cuts: this.cuts, dissolves: this.dissolves };
  }

  private settle(until: number): void {
    const { cuts, dissolves } = findBorders(this.frames);
    const here = (border: number): boolean => border >= this.settled && border < until;
    for (const cut of cuts) if (here(cut + this.offset)) this.cuts.push(cut + this.offset);
    for (const each of dissolves) if (here(each.border + this.offset)) this.dissolves.push({ first: each.first + this.offset, last: each.last + this.offset, border: each.border + this.offset });
    this.settled = until;
  }
}

/** Shots that cover all frames between borders. */
export function shotsBetween(borders: Borders, frameCount: number): readonly DetectedShot[] {
  const entries = [
    ...borders.cuts.map((cut) => ({ first: cut, entry: { kind: 'cut' } satisfies ShotEntry })),
    ...borders.dissolves.map((each) => ({ first: each.border, entry: { kind: 'dissolve', frames: frameRange(each.first, each.last) } satisfies ShotEntry })),
  ].toSorted((a, b) => a.first - b.first).filter(({ first }) => first > 0 && first < frameCount);
  const all = [{ first: 0, entry: { kind: 'cut' } satisfies ShotEntry }, ...entries];
  return all.map(({ first, entry }, index) => ({ range: frameRange(first, (all[index + 1]?.first ?? frameCount) - 1), entry }));
}
