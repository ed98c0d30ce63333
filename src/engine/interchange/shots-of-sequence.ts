import type { Clip } from '../../shared/model/clip.ts';
import type { Shot } from '../../shared/model/document.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { newId, ShotId } from '../../shared/model/ids.ts';
import type { Sequence, SequenceEvent } from '../../shared/model/sequence.ts';

/**
 * Shots of a clip by the events of a sequence that use it: one for each stretch between two ends of events, named by the event that uses it
 * first in the record. What no event uses stays in shots of its own. Pure; `undefined` when no event uses the clip.
 * @param present shots that the clip has: one of the same frames stays as it is but for its name, one that begins on the same frame lends its dissolve
 */
export function shotsOfSequence(sequence: Pick<Sequence, 'events'>, clip: Pick<Clip, 'id' | 'frameCount'>, present: readonly Shot[]): readonly Shot[] | undefined {
  const used = sequence.events.filter((each) => each.clipId === clip.id).toSorted((a, b) => a.range.first - b.range.first);
  if (used.length === 0) return undefined;
  const firsts = [...new Set([0, ...used.flatMap(({ range }) => [range.first as number, range.last + 1])])].filter((frame) => frame < clip.frameCount).toSorted((a, b) => a - b);
  const known = new Map(present.map((each) => [each.range.first as number, each]));
  const order = new Map(sequence.events.map((each, index) => [each.id, index]));
  const open = openEvents(used);
  let unused = 0;
  return firsts.map((first, index): Shot => {
    const range = frameRange(first, (firsts[index + 1] ?? clip.frameCount) - 1);
    const event = open(first).toSorted((a, b) => order.get(a.id)! - order.get(b.id)!)[0];
    const name = event === undefined ? `Not in sequence ${String(++unused).padStart(2, '0')}` : event.name || `Shot ${String(index + 1).padStart(2, '0')}`;
    const before = known.get(first);
    if (before?.range.last === range.last) return { ...before, name };
    return { id: newId(ShotId), clipId: clip.id, name, range, transitionIn: before?.transitionIn ?? { kind: 'cut' } };
  });
}

/** Events that use a frame; to be asked for rising frames. */
function openEvents(sorted: readonly SequenceEvent[]): (frame: number) => readonly SequenceEvent[] {
  let next = 0;
  let open: readonly SequenceEvent[] = [];
  return (frame) => {
    const begun: SequenceEvent[] = [];
    for (; next < sorted.length && sorted[next]!.range.first <= frame; next++) begun.push(sorted[next]!);
    open = [...open, ...begun].filter(({ range }) => range.last >= frame);
    return open;
  };
}
