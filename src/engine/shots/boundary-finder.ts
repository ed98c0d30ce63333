import { findCuts } from './find-cuts.ts';
import { findDissolves, LONGEST_SPAN, type Dissolve } from './find-dissolves.ts';
import { findFades } from './find-fades.ts';
import { joinFades, type ShotBoundaries } from './join-fades.ts';
import type { SmallFrame } from './small-frame.ts';

/** Frames worked on at a time, and how many of them are seen from both sides. */
const CHUNK = 2000;
const OVERLAP = 2 * (LONGEST_SPAN + 20);

/** Shot boundaries among frames that are all in memory. */
export function findBoundaries(frames: readonly SmallFrame[]): ShotBoundaries {
  const cuts = findCuts(frames);
  return joinFades(frames, findFades(frames, { cuts, dissolves: findDissolves(frames, cuts) }));
}

/** Finds shot boundaries in overlapping chunks of frames. A chunk takes seconds, so this is to be called on a worker thread. */
export class BoundaryFinder {
  private readonly cuts: number[] = [];
  private readonly dissolves: Dissolve[] = [];
  private frames: SmallFrame[] = [];
  private offset = 0;
  private readonly chunk: number;
  /** Boundaries before this frame are final. */
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

  finish(): ShotBoundaries {
    this.settle(Infinity);
    return { cuts: this.cuts, dissolves: this.dissolves };
  }

  private settle(until: number): void {
    const { cuts, dissolves } = findBoundaries(this.frames);
    const here = (boundary: number): boolean => boundary >= this.settled && boundary < until;
    for (const cut of cuts) if (here(cut + this.offset)) this.cuts.push(cut + this.offset);
    for (const each of dissolves) if (here(each.boundary + this.offset)) this.dissolves.push({ first: each.first + this.offset, last: each.last + this.offset, boundary: each.boundary + this.offset });
    this.settled = until;
  }
}
