import type { Rate } from '../../../shared/model/frame.ts';
import { countOf, rateText } from '../../../shared/model/known-rate.ts';
import type { EdlEdit } from './edl-lines.ts';

/** The rate of a list's timecode, and remarks on it. */
interface EdlRate {
  readonly rate: Rate;
  readonly remark: string | undefined;
}

const COUNTS = [24, 25, 30, 48, 50, 60, 100, 120] as const;

/**
 * CMX 3600 lists do not state their rate. It is the one given by the user or by the film, unless a frame number is too high for it; else the
 * lowest rate that has the highest frame number found, or 29.97 where frames are dropped.
 */
export function edlRate(edits: readonly EdlEdit[], given: Rate | undefined): EdlRate {
  let highest = 0;
  let dropped = false;
  for (const edit of edits) {
    dropped ||= edit.dropFrame === true;
    for (const time of [edit.sourceIn, edit.sourceOut, edit.recordIn, edit.recordOut]) {
      const frame = /[:;.,](\d{2,3})$/.exec(time)?.[1];
      if (frame === undefined) continue;
      highest = Math.max(highest, Number(frame));
      dropped ||= /[;.,]\d{2,3}$/.test(time);
    }
  }
  if (given !== undefined && highest < countOf(given)) return { rate: given, remark: undefined };
  const count = COUNTS.find((each) => each > highest && (!dropped || each % 30 === 0)) ?? COUNTS.at(-1)!;
  const rate: Rate = dropped ? { num: count * 1000, den: 1001 } : { num: count, den: 1 };
  const found = `The list does not say its rate; ${rateText(rate)} frames a second ${given === undefined ? 'were assumed' : 'were taken'}`;
  return { rate, remark: given === undefined ? `${found}.` : `${found}, because frame ${highest} does not exist at ${rateText(given)}.` };
}
