import { INTERPOLATED_GROUP, INTERPOLATED_NAME, interpolatedSchedule, PAINTED_NAME, paintedSchedule } from './painted-schedule.ts';
import { pyramidSchedule, PYRAMID_NAME } from './pyramid-schedule.ts';
import { type Schedule, type SpanToSchedule, twoPassSchedule, TWO_PASS_NAME } from './schedule.ts';

/** A way to order the readings of a span. The manifest of a network names the one that it was released with. */
interface ScheduleRules {
  /** Part of keys: increased when the same span gives other readings. */
  readonly name: string;
  readonly schedule: (span: SpanToSchedule) => Schedule;
  /** Readings of a frame between two keyframes. */
  readonly readingsBetweenKeys: number;
  /** Readings beside one keyframe after which the work is about the same again: one painted frame, and those that may be interpolated between. */
  readonly groupOf: number;
  /** Whether tracks to keyframes are compared with the keyframe at every frame (`ShotTracks`). */
  readonly refinesTracks: boolean;
}

export const SCHEDULES = {
  'two-pass': { name: TWO_PASS_NAME, schedule: twoPassSchedule, readingsBetweenKeys: 2, groupOf: 1, refinesTracks: false },
  pyramid: { name: PYRAMID_NAME, schedule: pyramidSchedule, readingsBetweenKeys: 1, groupOf: 1, refinesTracks: false },
  painted: { name: PAINTED_NAME, schedule: paintedSchedule, readingsBetweenKeys: 1, groupOf: 1, refinesTracks: false },
  interpolated: { name: INTERPOLATED_NAME, schedule: interpolatedSchedule, readingsBetweenKeys: 1, groupOf: INTERPOLATED_GROUP, refinesTracks: false },
  // The order of `interpolated`.
  refined: { name: 'refined-1', schedule: interpolatedSchedule, readingsBetweenKeys: 1, groupOf: INTERPOLATED_GROUP, refinesTracks: true },
} as const satisfies Readonly<Record<string, ScheduleRules>>;
