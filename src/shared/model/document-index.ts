import type { Clip } from './clip.ts';
import type { Keyframe, Note, ProjectDocument, Reference, Shot, Swatch } from './document.ts';
import { rangeIncludes } from './frame.ts';
import type { Layers, LayerShare } from './layer.ts';
import type { Masks } from './mask.ts';
import { layerShares } from './shot-mix.ts';
import type { ClipId, KeyframeId, ReferenceId, ShotId, SwatchId } from './ids.ts';

/**
 * Look-ups in a document by id, by clip and by shot. Each part is built once per list of records, so documents that share a list share
 * its index. Look-ups take constant or logarithmic time, for clips of 2,000 shots.
 */
export interface DocumentIndex {
  clip(id: ClipId | null): Clip | undefined;
  shot(id: ShotId | null): Shot | undefined;
  keyframe(id: KeyframeId | null): Keyframe | undefined;
  swatch(id: SwatchId): Swatch | undefined;
  reference(id: ReferenceId): Reference | undefined;
  /** Shots of a clip in the order of their frames. */
  shots(clipId: ClipId | null): readonly Shot[];
  shotAt(clipId: ClipId | null, frame: number): Shot | undefined;
  /** The shot that begins where this one ends. */
  nextShot(shot: Pick<Shot, 'clipId' | 'range'>): Shot | undefined;
  /** Keyframes of a shot in the order of their frames. */
  keyframes(shotId: ShotId): readonly Keyframe[];
  /** Markers of a clip in the order of their frames. */
  notes(clipId: ClipId | null): readonly Note[];
}

const NONE: readonly never[] = [];

/** The index of a document; built once per document. */
export const documentIndex: (document: ProjectDocument) => DocumentIndex = remembered(makeIndex);

function makeIndex(document: ProjectDocument): DocumentIndex {
  const of = <Key, Item>(map: ReadonlyMap<Key, readonly Item[]>, key: Key | null): readonly Item[] => (key === null ? NONE : map.get(key) ?? NONE);
  const shots = (clipId: ClipId | null): readonly Shot[] => of(shotsByClip(document.shots), clipId);
  const shotAt = (clipId: ClipId | null, frame: number): Shot | undefined => {
    const list = shots(clipId);
    const found = list[indexOfShotAt(list, frame)];
    return found !== undefined && rangeIncludes(found.range, frame) ? found : undefined;
  };
  return {
    clip: (id) => (id === null ? undefined : byId(document.clips).get(id)),
    shot: (id) => (id === null ? undefined : byId(document.shots).get(id)),
    keyframe: (id) => (id === null ? undefined : byId(document.keyframes).get(id)),
    swatch: (id) => byId(document.swatches).get(id),
    reference: (id) => byId(document.references).get(id),
    shots, shotAt,
    nextShot({ clipId, range }) {
      const next = shotAt(clipId, range.last + 1);
      return next?.range.first === range.last + 1 ? next : undefined;
    },
    keyframes: (shotId) => of(keyframesByShot(document.keyframes), shotId),
    notes: (clipId) => of(notesByClip(document.notes), clipId),
  };
}

/** Layers or masks of a shot while they are changed by hand. */
type LiveOfShot = { readonly shotId: ShotId } & ({ readonly layers: Layers } | { readonly masks: Masks });

/**
 * The layers over a frame of a clip; empty where there are none.
 * @param live layers and masks of shots that are to count in the place of their own
 */
export function layersOver(document: ProjectDocument, { clipId, frame }: { readonly clipId: ClipId; readonly frame: number }, live: readonly LiveOfShot[] = []): readonly LayerShare[] {
  const shots = documentIndex(document).shots(clipId);
  const at = indexOfShotAt(shots, frame);
  const near = shots.slice(Math.max(0, at - 1), at + 2);
  return layerShares(live.reduce<readonly Shot[]>((shots, { shotId, ...own }) => shots.map((shot) => (shot.id === shotId ? { ...shot, ...own } : shot)), near), frame);
}

const byId = remembered(<Id, Item extends { readonly id: Id }>(records: readonly Item[]): ReadonlyMap<Id, Item> => new Map(records.map((record) => [record.id, record]))) as
  <Id, Item extends { readonly id: Id }>(records: readonly (Item & { readonly id: Id })[]) => ReadonlyMap<Id, Item>;
const shotsByClip = remembered((shots: readonly Shot[]) => sorted(Map.groupBy(shots, (shot) => shot.clipId), (shot) => shot.range.first));
const keyframesByShot = remembered((keyframes: readonly Keyframe[]) => sorted(Map.groupBy(keyframes, (keyframe) => keyframe.shotId), (keyframe) => keyframe.frame));
const notesByClip = remembered((notes: readonly Note[]) => sorted(Map.groupBy(notes, (note) => note.clipId), (note) => note.frame));

/** Records of a document are never changed in place, so a value computed from a list is valid as long as the list exists. */
function remembered<List extends object, Result>(make: (list: List) => Result): (list: List) => Result {
  const made = new WeakMap<List, { readonly result: Result }>();
  return (list) => {
    const known = made.get(list);
    if (known !== undefined) return known.result;
    const result = make(list);
    made.set(list, { result });
    return result;
  };
}

/** Pure: index of the last shot that begins at or before a frame, of sorted shots; −1 when all begin later. */
export function indexOfShotAt(ordered: readonly Pick<Shot, 'range'>[], frame: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.range.first <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function sorted<Key, Item>(groups: Map<Key, Item[]>, position: (item: Item) => number): ReadonlyMap<Key, readonly Item[]> {
  for (const list of groups.values()) list.sort((a, b) => position(a) - position(b));
  return groups;
}
