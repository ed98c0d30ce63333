import { counted } from '../../../shared/counted.ts';
import { clipLabels } from '../../../shared/model/delivery-naming.ts';
import { documentIndex, indexOfShotAt } from '../../../shared/model/document-index.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import type { Sequence } from '../../../shared/model/sequence.ts';

/** Pure: what a sequence is delivered as: `5 shots of 2 clips for 7 events, in record order. 1 event has no clip and is left out.` @param shots that it uses */
export function sequenceText({ events }: Pick<Sequence, 'events'>, shots: readonly Pick<Shot, 'clipId'>[]): string {
  const clips = new Set(shots.map(({ clipId }) => clipId)).size;
  const missing = events.filter(({ clipId }) => clipId === undefined).length;
  const left = missing === 0 ? '' : ` ${counted(missing, 'event has', 'events have')} no clip and ${missing === 1 ? 'is' : 'are'} left out.`;
  return `${counted(shots.length, 'shot')} of ${counted(clips, 'clip')} for ${counted(events.length - missing, 'event')}, in record order.${left}`;
}

/** Pure: shots that can be told apart: those that share a name with their numbers, and their clips where these differ, as `Harbour (pier 04)`. */
export function namedApart(shots: readonly Shot[], document: ProjectDocument): readonly Shot[] {
  const clipNames = clipLabels(document.clips);
  const sharing = Map.groupBy(shots, ({ name }) => name);
  return shots.map((shot) => {
    const others = sharing.get(shot.name)!;
    if (others.length === 1) return shot;
    const number = String(indexOfShotAt(documentIndex(document).shots(shot.clipId), shot.range.first) + 1).padStart(2, '0');
    const clip = others.every(({ clipId }) => clipId === shot.clipId) ? '' : `${clipNames.get(shot.clipId) ?? ''} `;
    return { ...shot, name: `${shot.name} (${clip}${number})` };
  });
}
