import type { ShotColour } from '../../../shared/contract/propagate.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { statusOf } from '../../document/shot-colours.ts';
import { lowestConfidence } from '../timeline/lowest-confidence.ts';

/** A point of the curve: the lowest confidence of some frames that follow each other. */
export interface CurvePoint {
  /** 0…1 along the selected shots, one after the other. */
  readonly at: number;
  /** 0…1; `null` where no frame has present colour. */
  readonly confidence: number | null;
}

/** Confidence over shots, one after the other. */
interface ConfidenceCurve {
  readonly points: readonly CurvePoint[];
  /** Where each shot begins, 0…1. */
  readonly shots: readonly { readonly id: ShotId; readonly name: string; readonly at: number }[];
  /** The frame of lowest confidence, where one has colour. */
  readonly lowest: { readonly shot: Shot; readonly frame: number; readonly confidence: number } | undefined;
  /** Frames of the shots, and those of them that have present colour. */
  readonly frames: number;
  readonly coloured: number;
}

/** Pure: at most `steps` points, each the lowest of its frames, so that a single bad frame is seen in a shot of any length. */
export function confidenceCurve(shots: readonly Shot[], colours: ReadonlyMap<ShotId, ShotColour>, steps: number): ConfidenceCurve {
  const total = shots.reduce((sum, { range }) => sum + rangeLength(range), 0);
  const perStep = Math.max(1, Math.ceil(total / steps));
  const points: CurvePoint[] = [];
  const begins: { id: ShotId; name: string; at: number }[] = [];
  let lowest: { readonly shot: Shot; readonly first: number; readonly until: number; readonly confidence: number } | undefined;
  let before = 0;
  let coloured = 0;
  for (const shot of shots) {
    begins.push({ id: shot.id, name: shot.name, at: before / total });
    const colour = colours.get(shot.id);
    coloured += statusOf(colour, shot, 1).coloured;
    for (let { first } = shot.range; first <= shot.range.last; first = first + perStep as typeof first) {
      const until = Math.min(shot.range.last + 1, first + perStep);
      const confidence = colour === undefined ? undefined : lowestConfidence(colour, first, until);
      points.push({ at: (before + (first + until) / 2 - shot.range.first) / total, confidence: confidence ?? null });
      if (confidence !== undefined && confidence < (lowest?.confidence ?? Infinity)) lowest = { shot, first, until, confidence };
    }
    before += rangeLength(shot.range);
  }
  return { points, shots: begins, frames: total, coloured, lowest: lowest === undefined ? undefined : { shot: lowest.shot, frame: frameOf(lowest, colours), confidence: lowest.confidence } };
}

/** The frame of a stretch that has its lowest confidence. */
function frameOf({ shot, first, until, confidence }: { readonly shot: Shot; readonly first: number; readonly until: number; readonly confidence: number }, colours: ReadonlyMap<ShotId, ShotColour>): number {
  const colour = colours.get(shot.id);
  for (let frame = first; frame < until; frame++) if (colour !== undefined && lowestConfidence(colour, frame, frame + 1) === confidence) return frame;
  return first;
}

/** Pure: the frame at a position along shots, with its shot. @param at 0…1 */
export function frameAlong(shots: readonly Shot[], at: number): { readonly shot: Shot; readonly frame: number } | undefined {
  const total = shots.reduce((sum, { range }) => sum + rangeLength(range), 0);
  let left = Math.min(total - 1, Math.max(0, Math.floor(at * total)));
  for (const shot of shots) {
    if (left < rangeLength(shot.range)) return { shot, frame: shot.range.first + left };
    left -= rangeLength(shot.range);
  }
  return undefined;
}
