import { AppError } from '../../../shared/errors/app-error.ts';
import type { Keyframe, KeyframeStill, ProjectCommand, ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { rangeIncludes } from '../../../shared/model/frame.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import type { HintId, KeyframeId, ReferenceId, ShotId } from '../../../shared/model/ids.ts';
import { ownHint, unmarked } from '../../../shared/model/hint-group.ts';
import { assertLockedStay } from './hint-group-commands.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

/** @throws AppError `input.frameOutside` when the frame is not the shot's, `project.conflict` when it already has a keyframe */
export function addKeyframe(document: ProjectDocument, keyframe: Keyframe): ProjectDocument {
  const shot = findRecord(document.shots, keyframe.shotId, 'shot');
  assertNewId(document.keyframes, keyframe.id, 'keyframe');
  if (!rangeIncludes(shot.range, keyframe.frame)) {
    throw new AppError('input.frameOutside', `Frame ${keyframe.frame} is not in “${shot.name}”, which has frames ${shot.range.first} to ${shot.range.last}.`);
  }
  if (document.keyframes.some((each) => each.shotId === shot.id && each.frame === keyframe.frame)) {
    throw new AppError('project.conflict', `Frame ${keyframe.frame} is a keyframe already.`);
  }
  if (keyframe.referenceId !== undefined) findRecord(document.references, keyframe.referenceId, 'reference');
  assertHints(document, keyframe.hints);
  return { ...document, keyframes: insertInOrder(document, keyframe) };
}

/** Keyframes from stills. A frame that is a keyframe already takes the still and the approval; its hints stay. @throws AppError as {@link addKeyframe} */
export function importKeyframes(document: ProjectDocument, keyframes: readonly Keyframe[]): ProjectDocument {
  return keyframes.reduce((now, keyframe) => {
    const present = now.keyframes.find((each) => each.shotId === keyframe.shotId && each.frame === keyframe.frame);
    if (present === undefined) return addKeyframe(now, keyframe);
    return withKeyframe(now, { ...present, approved: keyframe.approved, ...(keyframe.still === undefined ? {} : { still: keyframe.still }) });
  }, document);
}

/** The document keeps keyframes sorted by clip, then by frame. */
function insertInOrder(document: ProjectDocument, keyframe: Keyframe): readonly Keyframe[] {
  const places = placesOf(document.shots);
  const place = places.get(keyframe.shotId)!;
  const comesAfter = (each: Keyframe): boolean => {
    const other = places.get(each.shotId)!;
    return other > place || (other === place && each.frame > keyframe.frame);
  };
  let low = 0;
  let high = document.keyframes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesAfter(document.keyframes[middle]!)) high = middle;
    else low = middle + 1;
  }
  return document.keyframes.toSpliced(low, 0, keyframe);
}

const placesOfShots = new WeakMap<readonly Shot[], ReadonlyMap<ShotId, number>>();

/** Index of each shot in its list, computed once per list, since most commands leave it unchanged. */
function placesOf(shots: readonly Shot[]): ReadonlyMap<ShotId, number> {
  const known = placesOfShots.get(shots);
  if (known !== undefined) return known;
  const places = new Map(shots.map((shot, index) => [shot.id, index]));
  placesOfShots.set(shots, places);
  return places;
}

/**
 * A keyframe on another frame of its shot, with its hints or with those that are given. Its picture is another there, so it is not approved.
 * @throws AppError `project.conflict` where it is a still, or the frame is a keyframe already; `input.frameOutside`, `input.hintLocked`
 */
export function moveKeyframe(document: ProjectDocument, { keyframeId, to, hints }: Omit<Extract<ProjectCommand, { readonly kind: 'moveKeyframe' }>, 'kind'>): ProjectDocument {
  const keyframe = findRecord(document.keyframes, keyframeId, 'keyframe');
  if (keyframe.frame === to) return document;
  if (keyframe.still !== undefined) throw new AppError('project.conflict', `Frame ${keyframe.frame} is given by a still, which shows that frame alone; the keyframe cannot be moved.`);
  if (hints !== undefined) assertLockedStay(document, keyframe, hints);
  const moved = { ...keyframe, frame: to, approved: false, ...(hints === undefined ? {} : { hints: withOwnChanges(keyframe.hints, hints) }) };
  return addKeyframe({ ...document, keyframes: withoutRecord(document.keyframes, keyframeId) }, moved);
}

export function removeKeyframe(document: ProjectDocument, keyframeId: KeyframeId): ProjectDocument {
  assertLockedStay(document, findRecord(document.keyframes, keyframeId, 'keyframe'), []);
  return { ...document, keyframes: withoutRecord(document.keyframes, keyframeId) };
}

export function setKeyframeStill(document: ProjectDocument, keyframeId: KeyframeId, still: KeyframeStill | undefined): ProjectDocument {
  const { still: _old, ...rest } = findRecord(document.keyframes, keyframeId, 'keyframe');
  return withKeyframe(document, still === undefined ? rest : { ...rest, still });
}

export function setKeyframeReference(document: ProjectDocument, keyframeId: KeyframeId, referenceId: ReferenceId | undefined): ProjectDocument {
  const { referenceId: _old, ...rest } = findRecord(document.keyframes, keyframeId, 'keyframe');
  if (referenceId !== undefined) findRecord(document.references, referenceId, 'reference');
  return withKeyframe(document, referenceId === undefined ? rest : { ...rest, referenceId });
}

export function approveKeyframe(document: ProjectDocument, keyframeId: KeyframeId, approved: boolean): ProjectDocument {
  return withKeyframe(document, { ...findRecord(document.keyframes, keyframeId, 'keyframe'), approved });
}

export function setKeyframeCorrection(document: ProjectDocument, keyframeId: KeyframeId, correction: boolean): ProjectDocument {
  const { correction: _old, ...rest } = findRecord(document.keyframes, keyframeId, 'keyframe');
  return withKeyframe(document, correction ? { ...rest, correction: true } : rest);
}

export function addHint(document: ProjectDocument, keyframeId: KeyframeId, hint: Hint): ProjectDocument {
  const keyframe = findRecord(document.keyframes, keyframeId, 'keyframe');
  return setHints(document, keyframeId, [...keyframe.hints, hint]);
}

export function updateHint(document: ProjectDocument, keyframeId: KeyframeId, hint: Hint): ProjectDocument {
  const keyframe = findRecord(document.keyframes, keyframeId, 'keyframe');
  findRecord(keyframe.hints, hint.id, 'hint');
  return setHints(document, keyframeId, withRecord<Hint>(keyframe.hints, hint));
}

/** Locks hints or hides their marks, and back. Those of locked groups, too: that changes no colour. @throws AppError `project.notFound` */
export function markHints(document: ProjectDocument, keyframeId: KeyframeId, hintIds: readonly HintId[], { locked, hidden }: { readonly locked?: boolean | undefined; readonly hidden?: boolean | undefined }): ProjectDocument {
  const keyframe = findRecord(document.keyframes, keyframeId, 'keyframe');
  const marked = new Set(hintIds.map((id) => findRecord(keyframe.hints, id, 'hint').id));
  return withKeyframe(document, { ...keyframe, hints: keyframe.hints.map((hint): Hint => {
    if (!marked.has(hint.id)) return hint;
    const own = unmarked(hint);
    const [isLocked, isHidden] = [locked ?? hint.locked === true, hidden ?? hint.hidden === true];
    return { ...own, ...(isLocked ? { locked: true as const } : {}), ...(isHidden ? { hidden: true as const } : {}) };
  }) });
}

export function removeHints(document: ProjectDocument, keyframeId: KeyframeId, hintIds: readonly HintId[]): ProjectDocument {
  const keyframe = findRecord(document.keyframes, keyframeId, 'keyframe');
  const removed = new Set(hintIds.map((id) => findRecord(keyframe.hints, id, 'hint').id));
  return setHints(document, keyframeId, keyframe.hints.filter((each) => !removed.has(each.id)));
}

export function setHints(document: ProjectDocument, keyframeId: KeyframeId, hints: readonly Hint[]): ProjectDocument {
  const keyframe = findRecord(document.keyframes, keyframeId, 'keyframe');
  assertHints(document, hints);
  assertLockedStay(document, keyframe, hints);
  return withKeyframe(document, { ...keyframe, hints: withOwnChanges(keyframe.hints, hints) });
}

/** Hints that a run made and that are changed now are the user's own: the next run leaves them. */
function withOwnChanges(before: readonly Hint[], after: readonly Hint[]): readonly Hint[] {
  const made = new Map(before.filter(({ made: by }) => by !== undefined).map((hint) => [hint.id, JSON.stringify(hint)]));
  if (made.size === 0) return after;
  return after.map((hint) => (made.has(hint.id) && made.get(hint.id) !== JSON.stringify(hint) ? ownHint(hint) : hint));
}

/** @throws AppError `project.conflict` when the keyframe is a still, whose colour no hint changes; `input.frameOutside` */
export function copyHints(document: ProjectDocument, { shotId, frame, newKeyframeId, hints }: Omit<Extract<ProjectCommand, { readonly kind: 'copyHints' }>, 'kind'>): ProjectDocument {
  const keyframe = document.keyframes.find((each) => each.shotId === shotId && each.frame === frame);
  if (keyframe === undefined) return addKeyframe(document, { id: newKeyframeId, shotId, frame, hints, approved: false });
  if (keyframe.still !== undefined) throw new AppError('project.conflict', `Frame ${frame} is given by a still; hints have no effect there.`);
  return setHints(document, keyframe.id, [...keyframe.hints, ...hints]);
}

function assertHints(document: ProjectDocument, hints: readonly Hint[]): void {
  const ids = new Set<string>();
  for (const hint of hints) {
    if (ids.has(hint.id)) throw new AppError('project.conflict', 'This hint is already on the keyframe.', { details: hint.id });
    ids.add(hint.id);
    if ('swatch' in hint && hint.swatch !== undefined) findRecord(document.swatches, hint.swatch, 'swatch');
  }
}

function withKeyframe(document: ProjectDocument, keyframe: Keyframe): ProjectDocument {
  return { ...document, keyframes: withRecord(document.keyframes, keyframe) };
}
