import { pyramidBetween } from './pyramid-schedule.ts';
import { isInReachOfFlow, type Schedule, type ScheduleVariant, type SpanToSchedule, twoPassSchedule } from './schedule.ts';

/** Of {@link paintedSchedule}. */
export const PAINTED_NAME = 'painted-1';

/**
 * Equal to `order_of` of training/tintype_training/propagation_runs.py with its `STEPS_BACK`. A frame between two neighbours is no worse without the keyframes
 * (docs/results-history.md), and costs two sources instead of four.
 */
const PAINTED: ScheduleVariant = { name: PAINTED_NAME, recent: [1], lastFromNeighbours: true, flowFrom: (frame, reads) => reads.map((read) => read.frame).filter((from) => isInReachOfFlow(frame, from)) };

/** Of {@link interpolatedSchedule}. */
export const INTERPOLATED_NAME = 'interpolated-2';

/** Equal to `GROUP` of training/tintype_training/propagation_runs.py. */
export const INTERPOLATED_GROUP = 8;

const INTERPOLATED: ScheduleVariant = { ...PAINTED, name: INTERPOLATED_NAME, interpolatesWithin: INTERPOLATED_GROUP };

/**
 * The order in which frames are painted: between two keyframes the pyramid of `pyramidSchedule`, at whose last level frames are painted from their neighbours alone; beside one, and up to a cut, outward frame by frame, each
 * from its keyframe and the frame before. Flow says where the cells of every source lie that it reaches.
 */
export function paintedSchedule(span: SpanToSchedule): Schedule {
  return scheduled(span, PAINTED);
}

/**
 * As {@link paintedSchedule}, but three of four frames are made from the two around them once these are known, and interpolated where flow can be trusted, for a
 * fraction of the time (docs/adr/0015): between two keyframes those of the last levels, beside one those within groups. Equal to `interpolated_order_of` of propagation_runs.py.
 */
export function interpolatedSchedule(span: SpanToSchedule): Schedule {
  return scheduled(span, INTERPOLATED);
}

function scheduled(span: SpanToSchedule, variant: ScheduleVariant): Schedule {
  const { left, right, cuts } = span;
  return left === undefined || right === undefined || cuts.length > 0 ? twoPassSchedule(span, variant) : pyramidBetween(span, [left, right], variant);
}
