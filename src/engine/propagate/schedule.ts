import type { FrameRange } from '../../shared/model/frame.ts';

/**
 * Which frame of a span is read from which others, as data. It depends only on the keyframes' positions and on the cuts between them,
 * never on the playhead, on where a run begins, or on what an earlier run has made. The network that reads is in `span-run.ts`.
 */
export interface Schedule {
  /** Version of the rules, part of every reading's key: increased when the same span gives other readings. */
  readonly name: string;
  /** In an order in which each comes after those that it uses. */
  readonly readings: readonly Reading[];
  /** The colour of each frame of the range, in the order in which frames are made where no other is asked for. */
  readonly frames: readonly ScheduledFrame[];
  /** Frames may be made in another order at no cost: few readings depend on each other. */
  readonly anyOrder?: true;
}

/** Of {@link twoPassSchedule}. */
export const TWO_PASS_NAME = 'two-pass-1';

/** Unique within a span. */
export type ReadingId = string;

/** Colour of one frame, read by the network from keyframes and from other readings. */
export interface Reading {
  readonly id: ReadingId;
  readonly frame: number;
  /** The order in which lumas are read: ascending, descending, by neighbourhoods, or one frame alone. */
  readonly direction: 'forward' | 'backward' | 'around' | 'either';
  /** In the order of the network's memory; at least one. */
  readonly reads: readonly Read[];
  /**
   * Frames among `reads` from which optical flow is followed to this one; none where they are too far. The two networks use it differently: of a keyframe it warps
   * the colour as a further source; where frames are painted from sources it says where their cells lie.
   */
  readonly flowFrom: readonly number[];
  /**
   * The two frames among `reads` around this one, the earlier in the order of making first: where flow to both can be trusted, it is interpolated from them alone,
   * else painted from all of `reads`.
   */
  readonly interpolatedFrom?: readonly [number, number];
  /** Keyframes among `reads` that are sources once more, without a track: they are searched as a whole for what flow has lost. */
  readonly searched?: readonly number[];
}

export type Read = { readonly kind: 'key'; readonly frame: number } | { readonly kind: 'reading'; readonly frame: number; readonly id: ReadingId };

export interface ScheduledFrame {
  readonly frame: number;
  /** One reading, or two that are blended; none where a cut lies between the frame and every keyframe, so that it has no colour. */
  readonly from: readonly [] | readonly [ReadingId] | readonly [ReadingId, ReadingId];
  /** Position of the frame between the left keyframe (0) and the right one (1); 0 with one keyframe. */
  readonly toRight: number;
}

/** Inputs of a schedule. */
export interface SpanToSchedule {
  readonly range: FrameRange;
  /** Frame numbers of the keyframes; at least one of them. */
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** Each is the first frame after a cut; between the keyframes (or beyond the only one), ascending. */
  readonly cuts: readonly number[];
  /** Frames that show another shot, too. */
  readonly dissolves?: readonly FrameRange[];
  /** Frames that hardly differ from the one after them; those that are not known yet are left out. */
  readonly staticFrames?: ReadonlySet<number>;
}

/** The differences between schedules of one shape. */
export interface ScheduleVariant {
  readonly name: string;
  /** In a pyramid a frame of which both neighbours are known is read from these alone. */
  readonly lastFromNeighbours?: true;
  /** Between two frames at most so far from each other the one halfway is interpolated; beside one keyframe frames are made in groups of so many. A power of two. */
  readonly interpolatesWithin?: number;
  /** Distances in frames, falling, of the recent readings that a frame beside one keyframe is read from besides it. */
  readonly recent: readonly number[];
  /** `Reading.flowFrom`. @param origins keyframes that the frame's pass or pyramid begins at */
  readonly flowFrom: (frame: number, reads: readonly Read[], origins: readonly number[]) => readonly number[];
}

/**
 * Recent frames, measured on clips/val: 1, 3 and 8 give 0.13 dB more than 1 and 3 (model card). Equal to `STEPS_BACK` of
 * training/tintype_training/propagation_schedule.py.
 */
const TWO_PASS: ScheduleVariant = { name: TWO_PASS_NAME, recent: [8, 3, 1], flowFrom: (frame, _, origins) => origins.filter((origin) => isInReachOfFlow(frame, origin)) };

/** Distance in frames from a keyframe beyond which flow no longer helps. Equal to `CARRIED_FRAMES` of propagation_schedule.py. */
export const FLOW_REACH_FRAMES = 200;

export function isInReachOfFlow(frame: number, origin: number): boolean {
  return Math.abs(frame - origin) <= FLOW_REACH_FRAMES;
}

/**
 * Two passes: from each keyframe towards the other, every frame read from the keyframes and from the same pass one, three and eight
 * frames before. No reading crosses a cut. Each pass begins at its keyframe, wherever the range begins.
 *
 * no cut:    left ──────────forward──────────► ◄─────────backward────────── right    blended
 * with cuts: left ──forward──► │ (no colour) │ ◄──backward── right
 */
export function twoPassSchedule(span: SpanToSchedule, variant: ScheduleVariant = TWO_PASS): Schedule {
  const { range, left, right, cuts, dissolves, staticFrames } = span;
  const isCut = cuts.length > 0;
  const keys = isCut ? [] : [left, right].filter((each) => each !== undefined);
  const forward = left === undefined ? [] : pass({ first: left + 1, last: Math.min(range.last, (cuts[0] ?? Infinity) - 1), origin: left, keys: isCut ? [left] : keys, dissolves, staticFrames }, variant);
  const backward = right === undefined ? [] : pass({ first: right - 1, last: Math.max(range.first, cuts.at(-1) ?? -Infinity), origin: right, keys: isCut ? [right] : keys, dissolves, staticFrames }, variant);
  const known = new Set([...forward, ...backward].map(({ id }) => id));
  const frames = Array.from({ length: range.last - range.first + 1 }, (_, index): ScheduledFrame => {
    const frame = range.first + index;
    const [there, back] = [readingId('forward', frame), readingId('backward', frame)];
    const from = known.has(there) ? (known.has(back) ? [there, back] as const : [there] as const) : known.has(back) ? [back] as const : [] as const;
    return { frame, from, toRight: left === undefined || right === undefined ? 0 : (frame - left) / (right - left) };
  });
  return { name: variant.name, readings: [...backward, ...forward], frames: left === undefined ? frames.reverse() : frames };
}

function readingId(direction: 'forward' | 'backward', frame: number): ReadingId {
  return `${direction} ${frame}`;
}

interface Pass {
  readonly first: number;
  readonly last: number;
  readonly origin: number;
  readonly keys: readonly number[];
  readonly dissolves: SpanToSchedule['dissolves'];
  readonly staticFrames: SpanToSchedule['staticFrames'];
}

/** One pass from `first`, the frame next to the keyframe `origin`, to `last`. */
function pass(given: Pass, variant: ScheduleVariant): readonly Reading[] {
  if (variant.interpolatesWithin !== undefined) return interpolatedPass(given, variant.interpolatesWithin, variant);
  const { first, last, origin, keys } = given;
  const step = first > origin ? 1 : -1;
  const direction = step === 1 ? 'forward' : 'backward';
  return Array.from({ length: Math.max(0, (last - first) * step + 1) }, (_, index): Reading => {
    const frame = first + step * index;
    const recent = variant.recent.filter((distance) => distance <= index).map((distance) => frame - step * distance);
    const reads = [...keys.map((key): Read => ({ kind: 'key', frame: key })), ...recent.map((each): Read => ({ kind: 'reading', frame: each, id: readingId(direction, each) }))];
    return { id: readingId(direction, frame), frame, direction, reads, flowFrom: variant.flowFrom(frame, reads, [origin]) };
  });
}

const SMALLEST_GROUP = 2;

/**
 * Frames are made in groups: the last frame of a group from the keyframe and the last frame of the group before, the frames between from the two ends of
 * their gap, the middle one first. Where frames differ, a group has two frames, since moving objects are followed better in small steps
 * (docs/adr/0015); in a dissolve too, since its frames show less and less of the shot. A group that would reach beyond the pass is halved until it fits.
 */
function interpolatedPass({ first, last, origin, dissolves = [], staticFrames }: Pass, groupOf: number, { flowFrom }: ScheduleVariant): readonly Reading[] {
  const step = first > origin ? 1 : -1;
  const direction = step === 1 ? 'forward' : 'backward';
  const readAt = (frame: number): Read => (frame === origin ? { kind: 'key', frame } : { kind: 'reading', frame, id: readingId(direction, frame) });
  const reading = (frame: number, from: readonly number[]) => {
    const reads = [...new Set(from)].map(readAt);
    return { id: readingId(direction, frame), frame, direction, reads, flowFrom: flowFrom(frame, reads, [origin]) } satisfies Reading;
  };
  const readings: Reading[] = [];
  const fill = (before: number, after: number): void => {
    if (Math.abs(after - before) < 2) return;
    const middle = (before + after) / 2;
    const isLast = Math.abs(after - before) === 2;
    readings.push({ ...reading(middle, isLast ? [before, after] : [origin, before, after]), interpolatedFrom: [before, after] });
    fill(before, middle);
    fill(middle, after);
  };
  for (let before = origin; (last - before) * step > 0;) {
    const left = (last - before) * step;
    const isCalm = (end: number): boolean => {
      const [from, to] = [Math.min(before, end), Math.max(before, end)];
      for (let frame = from; frame < to; frame++) if (staticFrames?.has(frame) !== true) return false;
      return !dissolves.some((each) => each.first <= to && each.last >= from);
    };
    let group = groupOf;
    while (group > left || (group > SMALLEST_GROUP && !isCalm(before + step * group))) group /= 2;
    const next = before + step * group;
    readings.push({ ...reading(next, [origin, before]), searched: [origin] });
    fill(before, next);
    before = next;
  }
  return readings;
}
