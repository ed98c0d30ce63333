import type { DocumentPatch, StepFrame } from '../../shared/contract/project.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { Keyframe, Note, ProjectDocument, Shot } from '../../shared/model/document.ts';

/** More changed records than this are a change of the whole clip, not of one position in it. */
const MOST_RECORDS = 64;

/**
 * The frames whose keyframes, shots or markers a step of the history changes, each once, in the order of its patches. Empty for a step
 * that belongs to no frame: a swatch, a clip, a list that is replaced as a whole.
 * @param document the document that the patches are to be applied to
 */
export function stepFrames(document: ProjectDocument, patches: readonly DocumentPatch[]): readonly StepFrame[] {
  if (patches.length > MOST_RECORDS || patches.some(({ path }) => path.length === 1)) return [];
  const records: { readonly keyframes: Keyframe[]; readonly shots: Shot[]; readonly notes: Note[] } = { keyframes: [...document.keyframes], shots: [...document.shots], notes: [...document.notes] };
  const clipOfShot = new Map(document.shots.map((shot) => [shot.id, shot.clipId]));
  const frames: StepFrame[] = [];
  for (const { op, path: [list, index, field], value } of patches) {
    if ((list !== 'keyframes' && list !== 'shots' && list !== 'notes') || typeof index !== 'number') continue;
    const isWhole = field === undefined;
    const record = isWhole && op === 'add' ? value as Keyframe | Shot | Note : records[list][index];
    if (isWhole && op === 'remove') records[list].splice(index, 1);
    if (isWhole && op === 'add') (records[list] as unknown[]).splice(index, 0, value);
    if (record === undefined) continue;
    const clipId = 'clipId' in record ? record.clipId : clipOfShot.get(record.shotId);
    // A cut or dissolve belongs to the shots on both sides of it.
    const touched = 'range' in record ? [record.range.first, ...(record.range.first > 0 ? [frameIndex(record.range.first - 1)] : [])] : [record.frame];
    for (const frame of touched) {
      if (clipId !== undefined && !frames.some((each) => each.clipId === clipId && each.frame === frame)) frames.push({ clipId, frame });
    }
  }
  return frames;
}
