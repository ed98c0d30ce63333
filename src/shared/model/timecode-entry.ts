import { canDropFrames, formatTimecode, nominalRate, parseTimecode } from './timecode.ts';
import type { Clip } from './clip.ts';

type Entered = Pick<Clip, 'startTimecode' | 'rate'>;

/** Digits from the right are frames, seconds, minutes, hours, with or without separators: `1:00` and `100` are one second. */
function fieldsOf(text: string): readonly number[] | undefined {
  const parts = /^\d{1,9}$/.test(text) ? text.match(/\d{1,2}(?=(\d{2})*$)/g) : /^\d{1,2}([:;.,]\d{1,3}){1,3}$/.test(text) ? text.split(/[:;.,]/) : null;
  return parts === null || parts.length > 4 ? undefined : parts.map(Number);
}

/** Timecode numbers counted without gaps, as if none were dropped. */
function countOf(fields: readonly number[], nominal: number): number {
  const [hours, minutes, seconds, frames] = [...Array<number>(4 - fields.length).fill(0), ...fields] as [number, number, number, number];
  return ((hours * 60 + minutes) * 60 + seconds) * nominal + frames;
}

function fieldsOfCount(count: number, nominal: number): readonly number[] {
  const seconds = Math.floor(count / nominal);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, count % nominal];
}

/**
 * Frame that a typed position means, 0-based in the clip; it may lie outside the clip. `undefined` where the text means none.
 *
 * `01:00:10:05` and `1005` are timecodes, of which leading fields that were not typed are those of the present frame; `+10` and `-1:00` go
 * that far from it (`+100` is one second); `f120` is the clip's frame 120.
 * @param frame the present frame
 */
export function frameOfEntry(text: string, { startTimecode, rate }: Entered, frame: number): number | undefined {
  const [, kind = '', digits = ''] = /^(f|[+\-−]?)\s*([\d:;.,]+)$/i.exec(text.trim()) ?? [];
  if (kind.toLowerCase() === 'f') return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
  const fields = fieldsOf(digits);
  if (fields === undefined) return undefined;
  const nominal = nominalRate(rate);
  const start = (startTimecode === undefined ? undefined : parseTimecode(startTimecode, rate)) ?? { frames: 0, dropFrame: false };
  const dropFrame = start.dropFrame && canDropFrames(rate);
  const present = formatTimecode(start.frames + frame, rate, { dropFrame }).split(/[:;]/).map(Number);
  if (kind !== '' && fields.length === 1) return frame + (kind === '+' ? 1 : -1) * fields[0]!;
  const target = kind === ''
    ? countOf([...present.slice(0, 4 - fields.length), ...fields], nominal)
    : countOf(present, nominal) + (kind === '+' ? 1 : -1) * countOf(fields, nominal);
  if (target < 0) return target;
  const [hours, minutes, seconds, frames] = fieldsOfCount(target, nominal).map((field) => String(field).padStart(2, '0'));
  const parsed = parseTimecode(`${hours}:${minutes}:${seconds}:${frames}`, rate, { dropFrame });
  return parsed === undefined ? undefined : parsed.frames - start.frames;
}
