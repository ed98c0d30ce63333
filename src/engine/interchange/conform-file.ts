import type { Clip } from '../../shared/model/clip.ts';
import type { Rate } from '../../shared/model/frame.ts';
import { conform, type Conformed } from './conform.ts';
import { rateText } from '../../shared/model/known-rate.ts';
import { readTimelineFile } from './read-timeline.ts';

/**
 * Reads a list and looks for its events among clips. A list that does not say its rate (an EDL) is read at that of the clips by which most events are found,
 * among equals that of most of their clips, then that of the first clip.
 * @param options.rate of its timecode, where the user states it @throws AppError `input.*`, `file.missing`, `file.unreadable`
 */
export async function conformFile(path: string, clips: readonly Clip[], { rate, handles = 0 }: { readonly rate?: Rate | undefined; readonly handles?: number | undefined } = {}): Promise<Conformed> {
  const rates = rate === undefined ? ratesOf(clips) : [rate];
  const first = conform(await readTimelineFile(path, { rate: rates[0] }), clips, { handles });
  let best = first;
  for (const other of rates.slice(1)) {
    const timeline = await readTimelineFile(path, { rate: other });
    if (isSameRate(timeline.rate, first.sequence.rate)) continue;
    const conformed = conform(timeline, clips, { handles });
    if (conformed.found > best.found || (conformed.found === best.found && clipsAtRate(conformed, clips) > clipsAtRate(best, clips))) best = conformed;
  }
  if (best === first) return best;
  return { ...best, remarks: [`The list does not say its rate; it was read at ${rateText(best.sequence.rate)} frames a second, by which most of its events are found.`, ...best.remarks] };
}

function ratesOf(clips: readonly Clip[]): readonly Rate[] {
  return [...new Map(clips.map(({ rate }) => [`${rate.num}/${rate.den}`, rate])).values()];
}

/** How many events have a clip of exactly the sequence's rate: 24 and 23.976 count the same frames. */
function clipsAtRate({ sequence }: Conformed, clips: readonly Clip[]): number {
  const fitting = new Set(clips.filter(({ rate }) => isSameRate(rate, sequence.rate)).map(({ id }) => id));
  return sequence.events.filter(({ clipId }) => clipId !== undefined && fitting.has(clipId)).length;
}

function isSameRate(one: Rate, other: Rate): boolean {
  return one.num * other.den === other.num * one.den;
}
