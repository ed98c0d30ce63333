import type { KeptQuality, QualityFigures } from './contract/quality.ts';
import { type Acceptance, acceptanceOf } from './model/acceptance.ts';
import { type FrameRange, frameRange } from './model/frame.ts';
import type { Finding, FindingKind } from './model/quality-report.ts';

/** A finding as the window lists it. Frames are those of the clip. */
export interface FindingRow {
  /** Its place in the report. */
  readonly index: number;
  readonly finding: Finding;
  readonly frames: FrameRange | undefined;
  /** The frame to look at: the worst of them. */
  readonly frame: number | undefined;
  readonly accepted: Acceptance | undefined;
}

/** What each kind is called in the list. */
export const FINDING_NAMES: Readonly<Record<FindingKind, string>> = {
  frameCount: 'Frame count', droppedFrame: 'Dropped frame', doubledFrame: 'Doubled frame', tag: 'Tag', soundOffset: 'Sound offset', soundMissing: 'Sound missing', luma: 'Luma',
  uncoloured: 'No colour', flicker: 'Flicker', outOfGamut: 'Out of gamut', saturationDrift: 'Saturation drift', skin: 'Skin line', hint: 'Hint not obeyed', keyframe: 'Keyframe',
};

/** Pure: the findings of a report with their frames in the clip, and whether each is accepted. @param acceptances those of the clip */
export function findingRows({ report, figures }: Pick<KeptQuality, 'report' | 'figures'>, acceptances: readonly Acceptance[]): readonly FindingRow[] {
  return report.findings.map((finding, index) => {
    const frames = finding.frames === undefined ? undefined : rangeInClip(figures, finding.frames);
    return { index, finding, frames, frame: finding.frames === undefined ? undefined : inClip(figures, finding.place?.frame ?? worstFrame(finding.kind, finding.frames, figures)), accepted: acceptanceOf(finding, frames, acceptances) };
  });
}

function inClip({ sourceFrame }: QualityFigures, frame: number): number {
  return sourceFrame[Math.min(frame, sourceFrame.length - 1)] ?? frame;
}

/** Frames that were doubled show an earlier one of the clip, so the last may come before the first. */
function rangeInClip(figures: QualityFigures, { first, last }: { readonly first: number; readonly last: number }): FrameRange {
  const [from, to] = [inClip(figures, first), inClip(figures, last)];
  return frameRange(Math.min(from, to), Math.max(from, to));
}

function worstFrame(kind: FindingKind, { first, last }: { readonly first: number; readonly last: number }, figures: QualityFigures): number {
  const value = badness(kind, figures);
  if (value === undefined) return first;
  let worst = first;
  for (let frame = first; frame <= last; frame++) if (value(frame) > value(worst)) worst = frame;
  return worst;
}

function badness(kind: FindingKind, figures: QualityFigures): ((frame: number) => number) | undefined {
  switch (kind) {
    case 'flicker': return (frame) => figures.flicker[frame] ?? 0;
    case 'outOfGamut': return (frame) => figures.outOfGamut[frame] ?? 0;
    case 'luma': return (frame) => figures.lumaMax[frame] ?? 0;
    case 'skin': return (frame) => figures.skinDeviation[frame] ?? 0;
    case 'uncoloured': return (frame) => 1 - (figures.coverage[frame] ?? 1);
    default: return undefined;
  }
}
