import type { Clip } from './clip.ts';
import type { Rate } from './frame.ts';

/** Frames counted per timecode second: 24 for 24000/1001, 30 for 30000/1001. */
export function nominalRate(rate: Rate): number {
  return Math.max(1, Math.round(rate.num / rate.den));
}

/** Drop-frame counting exists for 30000/1001 and its multiples, whose nominal rate is a thousandth too fast (SMPTE ST 12-1 §5.2.2). */
export function canDropFrames(rate: Rate): boolean {
  return nominalRate(rate) % 30 === 0 && rate.num * 1001 === nominalRate(rate) * 1000 * rate.den;
}

/** Numbers left out each minute except every tenth: 2 at 29.97, 4 at 59.94. */
function droppedPerMinute(rate: Rate): number {
  return (nominalRate(rate) / 30) * 2;
}

/** Frames from one midnight of the timecode to the next. */
function framesPerDay(rate: Rate, dropFrame: boolean): number {
  return 24 * 3600 * nominalRate(rate) - (dropFrame ? 24 * 54 * droppedPerMinute(rate) : 0);
}

/**
 * `HH:MM:SS:FF`, or `HH:MM:SS;FF` when drop-frame; three digits of frames from 100 frames a second on. Wraps after 24 hours.
 * @param frames whole number of frames since 00:00:00:00; may be negative.
 * @param options.dropFrame has no effect at rates without drop-frame counting.
 */
export function formatTimecode(frames: number, rate: Rate, options: { readonly dropFrame?: boolean } = {}): string {
  const nominal = nominalRate(rate);
  const dropFrame = options.dropFrame === true && canDropFrames(rate);
  const day = framesPerDay(rate, dropFrame);
  let count = ((frames % day) + day) % day;
  if (dropFrame) {
    const drop = droppedPerMinute(rate);
    const perTenMinutes = nominal * 600 - drop * 9;
    const perMinute = nominal * 60 - drop;
    const tens = Math.floor(count / perTenMinutes);
    const rest = count % perTenMinutes;
    count += drop * 9 * tens + (rest > drop ? drop * Math.floor((rest - drop) / perMinute) : 0);
  }
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(count / nominal);
  const frame = String(count % nominal).padStart(nominal > 100 ? 3 : 2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${dropFrame ? ';' : ':'}${frame}`;
}

/**
 * Frames since midnight of a timecode; `undefined` when the text is not one at this rate. `;` (also `.` or `,`) before the frames means
 * drop-frame, where the rate has it; some programs write `;` throughout. A number that drop-frame counting leaves out stands for the first
 * one after it.
 * @param options.dropFrame how frames are counted, where that is known from elsewhere.
 */
export function parseTimecode(text: string, rate: Rate, options: { readonly dropFrame?: boolean } = {}): { readonly frames: number; readonly dropFrame: boolean } | undefined {
  const match = /^(\d{2})([:;])(\d{2})\2(\d{2})([:;.,])(\d{2,3})$/.exec(text.trim());
  if (match === null || (match[2] === ';' && match[5] !== ';')) return undefined;
  const [hours, minutes, seconds, frame] = [match[1], match[3], match[4], match[6]].map(Number) as [number, number, number, number];
  const nominal = nominalRate(rate);
  if (hours > 23 || minutes > 59 || seconds > 59 || frame >= nominal) return undefined;
  const dropFrame = (options.dropFrame ?? match[5] !== ':') && canDropFrames(rate);
  const drop = dropFrame ? droppedPerMinute(rate) : 0;
  const isLeftOut = seconds === 0 && frame < drop && minutes % 10 !== 0;
  const totalMinutes = hours * 60 + minutes;
  const dropped = drop * (totalMinutes - Math.floor(totalMinutes / 10));
  return { frames: (totalMinutes * 60 + seconds) * nominal + (isLeftOut ? drop : frame) - dropped, dropFrame };
}

type Timed = Pick<Clip, 'startTimecode' | 'rate'>;

/** Timecode of a frame of a clip, counted from the clip's own start; `undefined` when the clip has none. */
export function ownTimecode(clip: Timed, frame: number): string | undefined {
  const start = clip.startTimecode === undefined ? undefined : parseTimecode(clip.startTimecode, clip.rate);
  return start === undefined ? undefined : formatTimecode(start.frames + frame, clip.rate, { dropFrame: start.dropFrame });
}

/** As {@link ownTimecode}; a clip without timecode counts from zero. */
export function timecodeOf(clip: Timed, frame: number): string {
  return ownTimecode(clip, frame) ?? formatTimecode(frame, clip.rate);
}
