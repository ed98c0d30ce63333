import type { Rate } from './frame.ts';

/** Frames counted per timecode second: 24 for 24000/1001, 30 for 30000/1001. */
function nominalRate(rate: Rate): number {
  return Math.round(rate.num / rate.den);
}

/** Drop-frame drops 2 numbers (4 at 59.94) each minute except every tenth: SMPTE ST 12-1 §5.2.2. */
function droppedPerMinute(rate: Rate): number {
  return Math.round(nominalRate(rate) / 15);
}

/** `HH:MM:SS:FF`, or `HH:MM:SS;FF` when drop-frame. `frames` counts from midnight 00:00:00:00. */
export function formatTimecode(frames: number, rate: Rate, options: { readonly dropFrame?: boolean } = {}): string {
  const nominal = nominalRate(rate);
  let count = frames;
  if (options.dropFrame === true) {
    const drop = droppedPerMinute(rate);
    const perTenMinutes = nominal * 600 - drop * 9;
    const perMinute = nominal * 60 - drop;
    const tens = Math.floor(count / perTenMinutes);
    const rest = count % perTenMinutes;
    count += drop * 9 * tens + (rest > drop ? drop * Math.floor((rest - drop) / perMinute) : 0);
  }
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(count / nominal);
  const separator = options.dropFrame === true ? ';' : ':';
  return `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${separator}${two(count % nominal)}`;
}

/** Frames since midnight of a timecode, or `undefined` when the text is not one. */
export function parseTimecode(text: string, rate: Rate): { readonly frames: number; readonly dropFrame: boolean } | undefined {
  const match = /^(\d{2}):(\d{2}):(\d{2})([:;.])(\d{2})$/.exec(text.trim());
  if (match === null) return undefined;
  const [hours, minutes, seconds, frame] = [match[1], match[2], match[3], match[5]].map(Number) as [number, number, number, number];
  const nominal = nominalRate(rate);
  if (minutes > 59 || seconds > 59 || frame >= nominal) return undefined;
  const dropFrame = match[4] !== ':';
  const totalMinutes = hours * 60 + minutes;
  const dropped = dropFrame ? droppedPerMinute(rate) * (totalMinutes - Math.floor(totalMinutes / 10)) : 0;
  return { frames: (totalMinutes * 60 + seconds) * nominal + frame - dropped, dropFrame };
}
