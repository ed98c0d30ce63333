import type { Rate } from '../../../shared/model/frame.ts';
import { parseTimecode } from '../../../shared/model/timecode.ts';
import { rateOfCount } from '../../../shared/model/known-rate.ts';
import { rational, type Rational, multiply } from '../rational.ts';
import { at, numberAt, textAt, type XmlNode } from '../xml/xml-tree.ts';

/** The `<rate>` of an element, else that of its parent. */
export function rateAt(node: XmlNode | undefined, around: Rate): Rate {
  const timebase = numberAt(node, 'rate/timebase');
  if (timebase === undefined || !Number.isInteger(timebase) || timebase < 1 || timebase > 1000) return around;
  return rateOfCount(timebase, textAt(node, 'rate/ntsc')?.toUpperCase() === 'TRUE');
}

/** Seconds of a count of frames that may have parts (`in` of some programs is `0.0`). */
export function secondsOfCount(frames: number, rate: Rate): Rational {
  const whole = Number.isInteger(frames) ? rational(frames) : rational(Math.round(frames * 1_000_000), 1_000_000);
  return multiply(whole, rational(rate.den, rate.num));
}

interface Fcp7Timecode {
  readonly start: Rational;
  readonly rate: Rate;
  readonly dropFrame: boolean;
}

/** A `<timecode>`: by its frame number, else its text. */
export function timecodeAt(node: XmlNode | undefined, around: Rate): Fcp7Timecode | undefined {
  const timecode = at(node, 'timecode');
  if (timecode === undefined) return undefined;
  const rate = rateAt(timecode, around);
  const text = textAt(timecode, 'string');
  const dropFrame = textAt(timecode, 'displayformat')?.toUpperCase() === 'DF';
  const frames = numberAt(timecode, 'frame') ?? (text === undefined ? undefined : parseTimecode(text, rate, { dropFrame })?.frames);
  return frames === undefined ? undefined : { start: secondsOfCount(frames, rate), rate, dropFrame };
}

/** Where inside a transition its cut lies, in frames of the sequence. */
export function cutPoint(transition: XmlNode): number | undefined {
  const start = numberAt(transition, 'start');
  const end = numberAt(transition, 'end');
  if (start === undefined || end === undefined) return undefined;
  const alignment = textAt(transition, 'alignment') ?? 'center';
  return alignment.startsWith('end') ? end : alignment.startsWith('start') ? start : Math.floor((start + end) / 2);
}
