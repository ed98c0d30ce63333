import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { Sequence, SequenceEvent } from '../../../shared/model/sequence.ts';
import { formatTimecode } from '../../../shared/model/timecode.ts';

/** An event as it is drawn: frames of the record, counted from the sequence's first. */
export interface SequenceBlock {
  readonly event: SequenceEvent;
  readonly start: number;
  readonly length: number;
  /** Frames of the mix into it. */
  readonly mix: number;
  /** The name of its clip; `undefined` while the project has none. */
  readonly clip: string | undefined;
  readonly words: string;
}

/** Pure: the events of a sequence as blocks, and its length in frames. */
export function sequenceBlocks(sequence: Sequence, clips: readonly Pick<Clip, 'id' | 'name'>[]): { readonly blocks: readonly SequenceBlock[]; readonly length: number } {
  const first = sequence.events[0]?.recordStart ?? 0;
  const names = new Map(clips.map(({ id, name }) => [id, name]));
  const blocks = sequence.events.map((event): SequenceBlock => {
    const { transitionIn, clipId, range, handles, reel } = event;
    const length = rangeLength(range);
    const clip = clipId === undefined ? undefined : names.get(clipId);
    const mix = transitionIn.kind === 'cut' ? 0 : Math.min(transitionIn.frames, length);
    const words = [
      event.name, `record ${formatTimecode(event.recordStart, sequence.rate, { dropFrame: sequence.dropFrame })}`, counted(length, 'frame'),
      clip === undefined ? `no clip${reel === undefined ? '' : ` (reel ${reel})`}` : `“${clip}” ${range.first}–${range.last}`,
      ...(handles.before + handles.after === 0 ? [] : [`handles ${handles.before} and ${handles.after}`]), ...(mix === 0 ? [] : [`${transitionIn.kind} of ${mix}`]),
    ].join(', ');
    return { event, start: event.recordStart - first, length, mix, clip, words };
  });
  const last = blocks.at(-1);
  return { blocks, length: last === undefined ? 0 : last.start + last.length };
}

/** Pure: blocks of which any part lies between two frames; blocks are in order. */
export function blocksBetween(blocks: readonly SequenceBlock[], from: number, to: number): readonly SequenceBlock[] {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle]!.start + blocks[middle]!.length <= from) low = middle + 1;
    else high = middle;
  }
  const end = blocks.findIndex(({ start }, index) => index >= low && start > to);
  return blocks.slice(low, end < 0 ? undefined : end);
}
