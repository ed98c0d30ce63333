import type { Keyframe, ProjectCommand, ProjectDocument, Shot, Still } from '../../shared/model/document.ts';
import { frameIndex, rangeIncludes, rangeLength } from '../../shared/model/frame.ts';
import { groupOf, type HintGroup, type HintGroups, inGroup, newHintGroup, ownHint, unmarked } from '../../shared/model/hint-group.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { HintId, KeyframeId, LayerId, newId, type ShotId } from '../../shared/model/ids.ts';
import type { Layers } from '../../shared/model/layer.ts';
import { documentOf, keyframeAt, keyframesOf, type ProjectStore } from '../document/project-mirror.ts';
import type { Edits } from './edits.ts';

/** Most letters of a group's name. */
const LONGEST_NAME = 80;

/** Parts of a keyframe that can be copied to another: its hints and its reference picture. */
export type CopiedKeyframe = Pick<Keyframe, 'id' | 'hints' | 'referenceId'>;

/** What to paste on a frame of a shot. */
export interface Paste {
  readonly shot: Shot;
  readonly frame: number;
  readonly hints: readonly Hint[];
  /** Hints that *Colour like* made: they take the place of those that it made there before, under the user's own, which count where both lie. */
  readonly like?: PasteLike;
}

export interface PasteLike {
  /** Hints in no group come into the group of this name. */
  readonly groupName: string;
  /** Groups that carried hints were in. */
  readonly groups: HintGroups;
  /** Hints that are locked in this window: they stay. */
  readonly locked: ReadonlySet<HintId>;
}

/** Pure: the same hints with ids of their own, at the same places of the picture. A copy is the user's own. */
export function hintsInPlace({ hints }: Pick<CopiedKeyframe, 'hints'>): readonly Hint[] {
  return hints.map((hint): Hint => ({ ...unmarked(ownHint(hint)), id: newId(HintId) }));
}

/** Pure: the commands that add hints and a reference picture to a frame. */
export function pasteCommands({ shot, frame, hints, like }: Paste, { referenceId, keyframe }: { readonly referenceId: Keyframe['referenceId']; readonly keyframe: Keyframe | undefined }): readonly ProjectCommand[] {
  if (keyframe === undefined) return [{ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(frame), hints: [...hints], approved: false, ...(referenceId === undefined ? {} : { referenceId }) } }];
  return [
    ...(hints.length === 0 ? [] : [{ kind: 'setHints' as const, keyframeId: keyframe.id, hints: like === undefined ? [...keyframe.hints, ...hints] : [...hints, ...withoutMade(shot, keyframe, like)] }]),
    ...(referenceId === undefined ? [] : [{ kind: 'setKeyframeReference' as const, keyframeId: keyframe.id, referenceId }]),
  ];
}

/** Hints of a keyframe but those that *Colour like* made; locked ones stay. */
function withoutMade({ hintGroups }: Pick<Shot, 'hintGroups'>, { hints }: Pick<Keyframe, 'hints'>, { locked }: PasteLike): readonly Hint[] {
  return hints.filter((hint) => hint.made === undefined || locked.has(hint.id) || groupOf(hint, hintGroups)?.locked === true);
}

/** Pure: hints of *Colour like* as they come into a shot: marked as made, those in no group in a group of their own, which is among the groups. */
export function madeHints(hints: readonly Hint[], { groupName, groups }: Pick<PasteLike, 'groupName' | 'groups'>): { readonly hints: readonly Hint[]; readonly groups: HintGroups } {
  const own: HintGroup = { ...newHintGroup(groupName.slice(0, LONGEST_NAME)), made: 'like' };
  const marked = hints.map((hint): Hint => ({ ...hint, made: 'like', ...(groupOf(hint, groups) === undefined ? { group: own.id } : {}) }));
  return { hints: marked, groups: marked.some(({ group }) => group === own.id) ? [...groups, own] : groups };
}

/** Pure: groups that *Colour like* made and of which no keyframe of the shot has a hint any more. */
export function emptyMadeGroups({ shots, keyframes }: ProjectDocument, shotId: ShotId): readonly HintGroup[] {
  const used = new Set(keyframes.filter((each) => each.shotId === shotId).flatMap(({ hints }) => hints.map(({ group }) => group)));
  return (shots.find(({ id }) => id === shotId)?.hintGroups ?? []).filter(({ id, made, locked }) => made !== undefined && locked === undefined && !used.has(id));
}

/**
 * Pure: hints in the groups of another shot: those of the same name, else groups that are to be added to it. A mask belongs to its shot, so
 * nothing limits these; hints that come from another shot are not locked there.
 */
export function withGroupsOfShot(document: ProjectDocument, { shot: { id }, hints, like }: Pick<Paste, 'shot' | 'hints' | 'like'>): { readonly hints: readonly Hint[]; readonly groups: readonly HintGroup[] } {
  const own = document.shots.find((each) => each.id === id)?.hintGroups ?? [];
  const added: HintGroup[] = [];
  const placed = hints.map((hint): Hint => {
    if (hint.group === undefined || own.some((each) => each.id === hint.group)) return hint;
    const from = [...like?.groups ?? [], ...document.shots.flatMap(({ hintGroups = [] }) => hintGroups)].find((each) => each.id === hint.group);
    if (from === undefined) return inGroup(hint, undefined);
    const { mask: _mask, locked: _locked, ...group } = from;
    const to = [...own, ...added].find(({ name }) => name === group.name);
    if (to === undefined) added.push(group);
    return { ...hint, group: (to ?? group).id };
  });
  return { hints: placed, groups: added };
}

/** One undo step for the whole paste. @param layers the shots have these instead of their own, where they are given */
export async function applyPastes(editor: { readonly project: ProjectStore; readonly edits: Edits }, { referenceId, layers }: Pick<CopiedKeyframe, 'referenceId'> & { readonly layers?: Layers | undefined }, pastes: readonly Paste[]): Promise<void> {
  await editor.edits.applyTogether(pastedCommands(editor.project, { referenceId, layers }, pastes));
}

function* pastedCommands(project: ProjectStore, { referenceId, layers }: Pick<CopiedKeyframe, 'referenceId'> & { readonly layers?: Layers | undefined }, pastes: readonly Paste[]): Generator<ProjectCommand, void, undefined> {
  for (const paste of pastes) {
    if (paste.hints.length === 0 && referenceId === undefined) continue;
    const document = documentOf(project.getState());
    const { hints, groups } = withGroupsOfShot(document, paste);
    for (const group of groups) yield { kind: 'addHintGroup', shotId: paste.shot.id, group, hintIds: [] };
    const keyframe = keyframeAt(document, paste.shot.clipId, paste.frame);
    yield* pasteCommands({ ...paste, shot: document.shots.find(({ id }) => id === paste.shot.id) ?? paste.shot, hints }, { referenceId, keyframe });
    if (paste.like === undefined) continue;
    for (const { id: groupId } of emptyMadeGroups(documentOf(project.getState()), paste.shot.id)) yield { kind: 'removeHintGroup', shotId: paste.shot.id, groupId };
  }
  if (layers !== undefined && pastes.length > 0) yield { kind: 'setLayers', shotIds: pastes.map(({ shot }) => shot.id), layers: layers.map((layer) => ({ ...layer, id: newId(LayerId) })) };
}

/** Where hints may be pasted in a shot: on the first of these frames that shows most of what they lie on. */
export interface PasteTarget {
  readonly shot: Shot;
  readonly frames: readonly number[];
}

/** Pure: the frames of a whole shot: its first keyframe where it has one, else one of the middle, the first and the last. */
export function pasteTarget(document: ProjectDocument, shot: Shot): PasteTarget {
  const [keyframe] = keyframesOf(document, shot.id);
  const middle = shot.range.first + Math.floor(rangeLength(shot.range) / 2);
  return { shot, frames: keyframe === undefined ? [...new Set([middle, shot.range.first, shot.range.last])] : [keyframe.frame] };
}

/** Pure: where a shot may be coloured like another: on the playhead's frame where that is in it, else as {@link pasteTarget}; not on frames that a still gives. */
export function likeTarget(document: ProjectDocument, shot: Shot, at?: number): PasteTarget {
  const isGiven = (frame: number): boolean => keyframeAt(document, shot.clipId, frame)?.still !== undefined;
  const frames = at !== undefined && rangeIncludes(shot.range, frameIndex(at)) ? [at] : pasteTarget(document, shot).frames;
  return { shot, frames: frames.filter((each) => !isGiven(each)) };
}

/** Pure: the layers of a still's shot; in a dissolve those of the shot that was seen most. */
export function layersOfStill({ layers = [] }: Pick<Still, 'layers'>): Layers | undefined {
  return layers.toSorted((a, b) => b.weight - a.weight)[0]?.layers;
}

/** A shot that was to be coloured like another. */
export interface LikeFound {
  readonly paste: Paste;
  /** Confidence 0…1 of what was read. */
  readonly sure: number;
  /** Of the hints that a still carries, how many were found. */
  readonly carried?: number;
}

/** Pure: what became of shots that were to be coloured like another, in a sentence. @param wanted how many hints a still carries */
export function likeWords(like: string, found: readonly LikeFound[], { layers, wanted = 0 }: { readonly layers?: Layers | undefined; readonly wanted?: number } = {}): string {
  const coloured = found.filter(({ paste }) => paste.hints.length > 0).map(({ paste, sure }) => `${paste.shot.name}: ${Math.round(100 * sure)} %${sure < LITTLE ? ', look at it' : ''}`);
  const left = found.filter(({ paste }) => paste.hints.length === 0).map(({ paste }) => paste.shot.name);
  const carried = found.map(({ paste, carried: count = 0 }) => `${count} of ${wanted} in ${paste.shot.name}`);
  const isAll = found.every(({ carried: count }) => count === wanted);
  return [
    ...(coloured.length === 0 ? [] : [`Coloured like ${like} (confidence of ${coloured.join('; ')}).`]),
    ...(left.length === 0 ? [] : [`Nothing of ${like} was found in ${left.join(', ')}.`]),
    ...(wanted === 0 ? [] : [`Of its hints: ${carried.join(', ')}${isAll ? '' : '; what the others mark was not found for sure'}.`]),
    ...(layers === undefined ? [] : [`${layers.length === 1 ? 'Its layer was' : `Its ${layers.length} layers were`} taken over${layers.some(({ mask }) => mask !== undefined) ? ', but for those limited by masks' : ''}.`]),
  ].join(' ');
}

/** Mean confidence below which the colour that was read should be looked at: in the trial these frames were hardly better than automatic colour. */
const LITTLE = 0.6;

/** Pure: whether copied hints are still in the document, so that they can be tracked; removed ones can only be pasted at their position. */
export function canTrack(document: ProjectDocument, { id, hints }: CopiedKeyframe): boolean {
  const kept = new Set(document.keyframes.find((keyframe) => keyframe.id === id)?.hints.map((hint) => hint.id));
  return hints.length > 0 && hints.every((hint) => kept.has(hint.id));
}

/** Pure: what became of so many copied hints, in a sentence; `undefined` when all are where they belong. */
export function pasteWords(wanted: number, pastes: readonly Paste[]): string | undefined {
  const short = pastes.filter(({ hints }) => hints.length < wanted);
  if (short.length === 0) return undefined;
  const told = short.map(({ shot, hints }) => `${shot.name}: ${hints.length} of ${wanted}`).join(', ');
  return `Some hints were not pasted, because what they mark is not visible there (${told}). The others are in place.`;
}
