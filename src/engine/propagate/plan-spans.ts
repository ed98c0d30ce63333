import { frameRange, type FrameRange } from '../../shared/model/frame.ts';

/** A keyframe with the key of its colour: equal keys are equal planes. */
export interface PlacedKey {
  readonly frame: number;
  readonly key: string;
}

/** Frames coloured from the same keyframes: those between two neighbours, or outside the outermost. The unit of work and of staleness. */
export interface Span {
  /** Without the keyframes themselves. */
  readonly range: FrameRange;
  /** Of the whole span, where `range` is a part of it. */
  readonly whole?: FrameRange;
  readonly left?: PlacedKey;
  readonly right?: PlacedKey;
}

/**
 * Spans of a range, in order. Keyframes belong to none: they are delivered as approved. A keyframe outside the range still bounds the
 * span next to it. Without any keyframe there is no span.
 */
export function planSpans(range: FrameRange, keyframes: readonly PlacedKey[]): readonly Span[] {
  const keys = [...new Map(keyframes.map((each) => [each.frame, each])).values()].sort((first, second) => first.frame - second.frame);
  if (keys.length === 0) return [];
  return Array.from({ length: keys.length + 1 }, (_, index): Span | undefined => {
    const left = keys[index - 1];
    const right = keys[index];
    const first = Math.max(range.first, left === undefined ? 0 : left.frame + 1);
    const last = Math.min(range.last, right === undefined ? Infinity : right.frame - 1);
    if (first > last) return undefined;
    return { range: frameRange(first, last), ...(left === undefined ? {} : { left: { frame: left.frame, key: left.key } }), ...(right === undefined ? {} : { right: { frame: right.frame, key: right.key } }) };
  }).filter((span) => span !== undefined);
}
