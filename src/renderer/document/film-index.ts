import type { Keyframe, Note, ProjectDocument, Shot } from '../../shared/model/document.ts';
import { rangeIncludes } from '../../shared/model/frame.ts';
import type { ClipId, ShotId } from '../../shared/model/ids.ts';

/** A document as the window asks it: by clip and by shot. Made once for each document, since a feature film has thousands of shots and is drawn at every frame. */
export interface FilmIndex {
  /** Shots of a clip in the order of the film. */
  shots(clipId: ClipId | null): readonly Shot[];
  shotAt(clipId: ClipId | null, frame: number): Shot | undefined;
  /** Keyframes of a shot in the order of the film. */
  keyframes(shotId: ShotId): readonly Keyframe[];
  /** Markers of a clip in the order of the film. */
  notes(clipId: ClipId | null): readonly Note[];
}

const made = new WeakMap<ProjectDocument, FilmIndex>();
const NONE: readonly never[] = [];

export function filmIndex(document: ProjectDocument): FilmIndex {
  const known = made.get(document);
  if (known !== undefined) return known;
  const index = makeIndex(document);
  made.set(document, index);
  return index;
}

function makeIndex({ shots, keyframes, notes }: ProjectDocument): FilmIndex {
  const shotsByClip = sorted(Map.groupBy(shots, (shot) => shot.clipId), (shot) => shot.range.first);
  const keyframesByShot = sorted(Map.groupBy(keyframes, (keyframe) => keyframe.shotId), (keyframe) => keyframe.frame);
  const notesByClip = sorted(Map.groupBy(notes, (note) => note.clipId), (note) => note.frame);
  const of = <Key, Record>(map: ReadonlyMap<Key, readonly Record[]>, key: Key | null): readonly Record[] => (key === null ? NONE : map.get(key) ?? NONE);
  return {
    shots: (clipId) => of(shotsByClip, clipId),
    shotAt(clipId, frame) {
      const list = of(shotsByClip, clipId);
      const found = list[indexOfShotAt(list, frame)];
      return found !== undefined && rangeIncludes(found.range, frame) ? found : undefined;
    },
    keyframes: (shotId) => of(keyframesByShot, shotId),
    notes: (clipId) => of(notesByClip, clipId),
  };
}

/** Pure: index of the last shot that begins at or before a frame, of shots in order; −1 when all begin later. */
export function indexOfShotAt(ordered: readonly Shot[], frame: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.range.first <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function sorted<Key, Record>(groups: Map<Key, Record[]>, place: (record: Record) => number): ReadonlyMap<Key, readonly Record[]> {
  for (const list of groups.values()) list.sort((a, b) => place(a) - place(b));
  return groups;
}
