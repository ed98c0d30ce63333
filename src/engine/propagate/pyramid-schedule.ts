import { isInReachOfFlow, type Read, type Reading, type Schedule, type ScheduledFrame, type ScheduleVariant, type SpanToSchedule, twoPassSchedule } from './schedule.ts';

/** Of {@link pyramidSchedule}. */
export const PYRAMID_NAME = 'pyramid-1';

/**
 * Between two keyframes: the middle frame is read from both, then the middle of each half from the keyframes and from the frames at the half's
 * ends, and so on. One reading a frame, and any frame after log₂ n readings. Depth first, so that the features and lumas in use are
 * those of neighbouring frames. Flow comes from both keyframes. Elsewhere (one keyframe, or a cut between two) as {@link twoPassSchedule}.
 *
 * left ────────4──────── right      the figure is the order; 2 is read from left, right and 4
 * left ──2── 4 ──6── right
 */
export function pyramidSchedule(span: SpanToSchedule): Schedule {
  const { left, right, cuts } = span;
  return left === undefined || right === undefined || cuts.length > 0 ? twoPassSchedule(span) : pyramidBetween(span, [left, right], PYRAMID);
}

const PYRAMID: PyramidVariant = { name: PYRAMID_NAME, flowFrom: (frame, _, origins) => origins.filter((origin) => isInReachOfFlow(frame, origin)) };

type PyramidVariant = Pick<ScheduleVariant, 'name' | 'flowFrom' | 'lastFromNeighbours' | 'interpolatesWithin'>;

/** The pyramid between two keyframes, with no cut between them. */
export function pyramidBetween({ range }: Pick<SpanToSchedule, 'range'>, [left, right]: readonly [number, number], { name, flowFrom, lastFromNeighbours, interpolatesWithin = 0 }: PyramidVariant): Schedule {
  const keys: readonly Read[] = [{ kind: 'key', frame: left }, { kind: 'key', frame: right }];
  const readings: Reading[] = [];
  const open: (readonly [number, number])[] = [[left, right]];
  for (let gap = open.pop(); gap !== undefined; gap = open.pop()) {
    const [before, after] = gap;
    if (after - before < 2) continue;
    const frame = Math.floor((before + after) / 2);
    const ends = [before, after].map((each): Read => (each === left || each === right ? { kind: 'key', frame: each } : { kind: 'reading', frame: each, id: idOf(each) }));
    const isBetweenNeighbours = after - before === 2;
    const reads = lastFromNeighbours === true && isBetweenNeighbours ? ends : [...keys, ...ends.filter(({ kind }) => kind === 'reading')];
    readings.push({ id: idOf(frame), frame, direction: 'around', reads, flowFrom: flowFrom(frame, reads, [left, right]), ...(after - before <= interpolatesWithin ? { interpolatedFrom: [before, after] as const } : {}) });
    open.push([frame, after], [before, frame]);
  }
  const frames = readings.filter(({ frame }) => frame >= range.first && frame <= range.last)
    .map(({ id, frame }): ScheduledFrame => ({ frame, from: [id], toRight: (frame - left) / (right - left) }));
  return { name, readings, frames, anyOrder: true };
}

function idOf(frame: number): string {
  return `level ${frame}`;
}
