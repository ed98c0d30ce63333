import type { Clip } from '../../shared/model/clip.ts';
import type { ShotTransition } from '../../shared/model/document.ts';
import { frameRange, type FrameRange } from '../../shared/model/frame.ts';
import type { FfmpegTools, ReportFrames } from '../media/index.ts';
import { startBoundarySearch } from './boundary-search.ts';
import type { ShotBoundaries } from './join-fades.ts';
import { readSmallFrames } from './small-frames.ts';

/** A run of frames between two borders and how it begins. */
export interface DetectedShot {
  readonly range: FrameRange;
  readonly transitionIn: ShotTransition;
}

export interface DetectShotsOptions {
  /** Nobody waits for it: ffmpeg gets what others leave of the processor. */
  readonly background?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly report?: ReportFrames | undefined;
}

/**
 * Finds the shots of a clip on its frames at 96 × 54. They cover all frames without a gap; the border of a dissolve lies at its middle.
 * Decodes as it goes, searches on a thread of its own, and keeps some two thousand small frames at a time, however long the film.
 * @throws AppError as `readLuma`; AbortError.
 */
export async function detectShots(clip: Clip, tools: FfmpegTools, options: DetectShotsOptions = {}): Promise<readonly DetectedShot[]> {
  const finder = startBoundarySearch(options);
  try {
    let done = 0;
    for await (const frame of readSmallFrames(clip, tools, { signal: options.signal, background: options.background })) {
      await finder.add(frame);
      done++;
      options.report?.({ done, total: clip.frameCount });
    }
    return shotsBetween(await finder.finish(), clip.frameCount);
  } finally {
    await finder.close();
  }
}

/** Shots that cover all frames between borders. */
export function shotsBetween(boundaries: ShotBoundaries, frameCount: number): readonly DetectedShot[] {
  const starts = [
    ...boundaries.cuts.map((cut) => ({ first: cut, transitionIn: { kind: 'cut' } satisfies ShotTransition })),
    ...boundaries.dissolves.map((each) => ({ first: each.boundary, transitionIn: { kind: 'dissolve', frames: frameRange(each.first, each.last) } satisfies ShotTransition })),
  ].toSorted((a, b) => a.first - b.first).filter(({ first }) => first > 0 && first < frameCount);
  const all = [{ first: 0, transitionIn: { kind: 'cut' } satisfies ShotTransition }, ...starts];
  return all.map(({ first, transitionIn }, index) => ({ range: frameRange(first, (all[index + 1]?.first ?? frameCount) - 1), transitionIn }));
}
