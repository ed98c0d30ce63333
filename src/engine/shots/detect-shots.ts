import type { Clip } from '../../shared/model/clip.ts';
import type { ShotTransition } from '../../shared/model/document.ts';
import { frameRange, type FrameRange } from '../../shared/model/frame.ts';
import type { FfmpegTools, ReportFrames, TellDamage } from '../media/index.ts';
import { startBoundarySearch } from './boundary-search.ts';
import type { ShotBoundaries } from './join-fades.ts';
import { readSmallFrames } from './small-frames.ts';

/** A run of frames between two shot boundaries and how it begins. */
export interface DetectedShot {
  readonly range: FrameRange;
  readonly transitionIn: ShotTransition;
}

interface DetectShotsOptions {
  /** A background task: ffmpeg runs at a lower priority. */
  readonly background?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly report?: ReportFrames | undefined;
  /** Told of damage in the film. */
  readonly onDamage?: TellDamage | undefined;
}

/**
 * Finds the shots of a clip on its frames at 96 × 54. They cover all frames without a gap; the boundary of a dissolve lies at its middle.
 * Decodes as it goes, searches on a thread of its own, and keeps some two thousand small frames at a time, however long the film.
 * @throws AppError as `readLuma`; AbortError.
 */
export async function detectShots(clip: Clip, tools: FfmpegTools, options: DetectShotsOptions = {}): Promise<readonly DetectedShot[]> {
  const finder = startBoundarySearch(options);
  try {
    let done = 0;
    for await (const frame of readSmallFrames(clip, tools, { signal: options.signal, background: options.background, onDamage: options.onDamage })) {
      await finder.add(frame);
      done++;
      options.report?.({ done, total: clip.frameCount });
    }
    return shotsBetween(await finder.finish(), clip.frameCount);
  } finally {
    await finder.close();
  }
}

/**
 * Shots that cover all frames, whatever boundaries were found: each frame lies in exactly one shot, and a transition lies within the two shots
 * that it joins and clear of the transitions beside it. Boundaries outside the clip or found twice are dropped; a transition with no frames left is a cut.
 */
export function shotsBetween(boundaries: ShotBoundaries, frameCount: number): readonly DetectedShot[] {
  const found = [
    ...boundaries.dissolves.map((dissolve) => ({ ...dissolve, kind: 'dissolve' }) as const),
    ...boundaries.cuts.map((cut) => ({ kind: 'cut', boundary: cut }) as const),
  ].toSorted((a, b) => a.boundary - b.boundary);
  const inside = found.filter(({ boundary }, index) => boundary > 0 && boundary < frameCount && boundary !== found[index - 1]?.boundary);
  const starts = [0, ...inside.map(({ boundary }) => boundary)];
  const lastOf = (shot: number): number => (starts[shot + 1] ?? frameCount) - 1;
  let free = 0;
  const transitions = inside.map((each, index): ShotTransition => {
    if (each.kind === 'cut') return { kind: 'cut' };
    const first = Math.max(each.first, starts[index]!, free);
    const last = Math.min(each.last, lastOf(index + 1));
    // The boundary lies inside the transition, or just behind it.
    if (first > last || each.boundary < first || each.boundary > last + 1) return { kind: 'cut' };
    free = last + 1;
    return { kind: 'dissolve', frames: frameRange(first, last) };
  });
  return starts.map((first, index) => ({ range: frameRange(first, lastOf(index)), transitionIn: transitions[index - 1] ?? { kind: 'cut' } }));
}
