import { resamplePlane } from '../../shared/colour/resample.ts';
import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import type { DeliveryFrame, DeliveryReport } from '../../shared/model/delivery-report.ts';

/** A frame stands out when its chroma changes by more than this many times what is usual around it … */
const CONSPICUOUS_RATIO = 3;
/** … and by at least this much in ab, about what an eye sees in a flat area. */
const CONSPICUOUS_CHANGE = 1;
const NEIGHBOURS = 6;

/** Mean distance in ab between two planes of one picture, at the smaller one's size. */
export function meanAbChange(before: AbPlane, after: AbPlane): number {
  const size = before.width * before.height <= after.width * after.height ? before : after;
  const a = resamplePlane(before, size).samples;
  const b = resamplePlane(after, size).samples;
  const area = size.width * size.height;
  let sum = 0;
  for (let index = 0; index < area; index++) sum += Math.hypot(a[index]! - b[index]!, a[area + index]! - b[area + index]!);
  return sum / area / AB_UNIT;
}

/** How steady the chroma is over a delivery. Motion changes ab too, so a frame is held against its neighbours, not against zero. */
export function measureFlicker(frames: readonly DeliveryFrame[]): DeliveryReport['flicker'] {
  const known = frames.map(({ abChange }) => abChange).filter((change) => change !== null);
  const meanChange = known.length === 0 ? 0 : known.reduce((sum, change) => sum + change, 0) / known.length;
  const excess = frames.flatMap((frame, index) => {
    if (frame.abChange === null || frame.abChange < CONSPICUOUS_CHANGE) return [];
    const around = frames.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1).filter((each) => each !== frame).map((each) => each.abChange).filter((change) => change !== null);
    const usual = median(around);
    return usual !== undefined && frame.abChange > CONSPICUOUS_RATIO * usual ? [{ frame: frame.frame, ratio: frame.abChange / Math.max(usual, 1e-6) }] : [];
  });
  return { meanAbChange: meanChange, conspicuousFrames: excess.toSorted((one, other) => other.ratio - one.ratio).map(({ frame }) => frame) };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
