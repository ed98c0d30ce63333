import type { DocumentPatch, StepFrame } from '../../shared/contract/project.ts';
import type { Keyframe, Note, ProjectDocument, Shot, ShotVersion } from '../../shared/model/document.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import { type FrameIndex, frameIndex } from '../../shared/model/frame.ts';
import type { ShotId } from '../../shared/model/ids.ts';

/** More changed records than this are a change of the whole clip, not of one position in it. */
const MOST_RECORDS = 64;

interface Records {
  readonly keyframes: Keyframe[];
  readonly shots: Shot[];
  readonly notes: Note[];
  readonly versions: ShotVersion[];
}

interface Touched {
  readonly record: Keyframe | Shot | Note | ShotVersion;
  /** What of it is changed; `undefined` for a record that is added or removed. */
  readonly field: string | number | undefined;
  readonly op: DocumentPatch['op'];
}

/**
 * The keyframes, shots, markers and versions that the patches of a step add, change or remove, in the order of the patches; some more than
 * once. None of a list that is replaced as a whole.
 */
function touchedRecords(document: ProjectDocument, patches: readonly DocumentPatch[]): readonly Touched[] {
  const records: Records = { keyframes: [...document.keyframes], shots: [...document.shots], notes: [...document.notes], versions: [...document.versions] };
  return patches.flatMap(({ op, path: [list, index, field], value }) => {
    if ((list !== 'keyframes' && list !== 'shots' && list !== 'notes' && list !== 'versions') || typeof index !== 'number') return [];
    const isWhole = field === undefined;
    const record = isWhole && op === 'add' ? value as Keyframe | Shot | Note | ShotVersion : records[list][index];
    if (isWhole && op === 'remove') records[list].splice(index, 1);
    if (isWhole && op === 'add') (records[list] as unknown[]).splice(index, 0, value);
    return record === undefined ? [] : [{ record, field, op }];
  });
}

/**
 * The frames whose keyframes, shots or markers a step of the history changes, each once, in the order of its patches. Empty for a step
 * that belongs to no frame: a swatch, a clip, a list that is replaced as a whole.
 * @param document the document that the patches are to be applied to
 */
export function stepFrames(document: ProjectDocument, patches: readonly DocumentPatch[]): readonly StepFrame[] {
  if (patches.length > MOST_RECORDS || patches.some(({ path }) => path.length === 1)) return [];
  const clipOfShot = new Map(document.shots.map((shot) => [shot.id, shot.clipId]));
  const frames: StepFrame[] = [];
  for (const { record, field } of touchedRecords(document, patches)) {
    if ('keyframes' in record) continue;
    const clipId = 'clipId' in record ? record.clipId : clipOfShot.get(record.shotId);
    const touched = 'range' in record ? framesOfShot(record, field) : [record.frame];
    for (const frame of touched) {
      if (clipId !== undefined && !frames.some((each) => each.clipId === clipId && each.frame === frame)) frames.push({ clipId, frame });
    }
  }
  return frames;
}

/** A cut or dissolve belongs to the shots on both sides of it. The networks are recorded with a step on a keyframe, whose frame counts then. */
function framesOfShot({ range: { first } }: Shot, field: Touched['field']): readonly FrameIndex[] {
  if (field === 'networks') return [];
  const isBoundary = field === undefined || field === 'range' || field === 'transitionIn';
  return isBoundary && first > 0 ? [first, frameIndex(first - 1)] : [first];
}

/**
 * The shots whose records a step of the history changes, each once, in the order of its patches. Of a step that puts shots into the place of others, as when shots are
 * found, merged or split, those that take the place.
 * @param document the document that the patches are to be applied to
 */
export function stepShots(document: ProjectDocument, patches: readonly DocumentPatch[]): readonly ShotId[] {
  const index = documentIndex(document);
  const touched = touchedRecords(document, patches);
  const whole = (op: DocumentPatch['op']): readonly ShotId[] => touched.flatMap((each) => ('range' in each.record && each.field === undefined && each.op === op ? [each.record.id] : []));
  const replaced = new Set(whole('add').length === 0 ? [] : whole('remove'));
  return [...new Set(touched.flatMap(({ record }): readonly ShotId[] => {
    if ('range' in record) return [record.id];
    if ('shotId' in record) return [record.shotId];
    const shot = index.shotAt(record.clipId, record.frame);
    return shot === undefined ? [] : [shot.id];
  }))].filter((id) => !replaced.has(id));
}
