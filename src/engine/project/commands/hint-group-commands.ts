import { AppError } from '../../../shared/errors/app-error.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../../shared/model/document.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { groupOf, type HintGroup, type HintGroups, inGroup, LOCKED_HINT_WORDS, lockedWords, ownHint, withGroupColour } from '../../../shared/model/hint-group.ts';
import type { HintGroupId, HintId, ShotId } from '../../../shared/model/ids.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

/** @throws AppError `project.notFound`, `project.conflict`, `input.hintLocked` */
export function addHintGroup(document: ProjectDocument, { shotId, group, hintIds }: { readonly shotId: ShotId; readonly group: HintGroup; readonly hintIds: readonly HintId[] }): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  assertNewId(shot.hintGroups ?? [], group.id, 'group');
  assertParts(document, shot, group);
  const made = withGroups(document, shot, [...shot.hintGroups ?? [], group]);
  return hintIds.length === 0 ? made : moveHintsToGroup(made, shotId, hintIds, group.id);
}

/** @throws AppError `project.notFound` */
export function updateHintGroup(document: ProjectDocument, shotId: ShotId, group: Omit<HintGroup, 'ab' | 'swatch'>): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  const { ab, swatch } = findRecord(shot.hintGroups ?? [], group.id, 'group');
  assertParts(document, shot, group);
  return withGroups(document, shot, withRecord(shot.hintGroups ?? [], coloured(group, { ab, swatch })));
}

type GroupColour = { readonly [Part in 'ab' | 'swatch']: HintGroup[Part] | undefined };

/** @throws AppError `project.notFound`, `input.hintLocked` */
export function setHintGroupColour(document: ProjectDocument, { shotId, groupId, ab, swatch }: { readonly shotId: ShotId; readonly groupId: HintGroupId } & { readonly [Part in 'ab' | 'swatch']?: HintGroup[Part] | undefined }): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  const before = findRecord(shot.hintGroups ?? [], groupId, 'group');
  assertUnlocked(before);
  const group = coloured(before, { ab, swatch: ab === undefined ? undefined : swatch });
  assertParts(document, shot, group);
  const changed = withGroups(document, shot, withRecord(shot.hintGroups ?? [], group));
  return { ...changed, keyframes: withHintsOfShot(changed.keyframes, shotId, (hint) => (hint.group === groupId && hint.locked !== true ? ownHint(withGroupColour(hint, group)) : hint)) };
}

function coloured(group: HintGroup, { ab, swatch }: GroupColour): HintGroup {
  const { ab: _ab, swatch: _swatch, ...rest } = group;
  return { ...rest, ...(ab === undefined ? {} : { ab }), ...(swatch === undefined ? {} : { swatch }) };
}

/** @throws AppError `project.notFound`, `input.hintLocked` */
export function removeHintGroup(document: ProjectDocument, shotId: ShotId, groupId: HintGroupId): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  assertUnlocked(findRecord(shot.hintGroups ?? [], groupId, 'group'));
  const left = withGroups(document, shot, withoutRecord(shot.hintGroups ?? [], groupId));
  return { ...left, keyframes: withHintsOfShot(left.keyframes, shotId, (hint) => (hint.group === groupId ? ownHint(inGroup(hint, undefined)) : hint)) };
}

/** @throws AppError `project.notFound`, `input.hintLocked` when a hint is in a locked group */
export function moveHintsToGroup(document: ProjectDocument, shotId: ShotId, hintIds: readonly HintId[], groupId: HintGroupId | undefined): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  const group = groupId === undefined ? undefined : findRecord(shot.hintGroups ?? [], groupId, 'group');
  const wanted = new Set<HintId>(hintIds);
  const found = new Set<HintId>();
  const keyframes = withHintsOfShot(document.keyframes, shotId, (hint) => {
    if (!wanted.has(hint.id)) return hint;
    found.add(hint.id);
    if (groupOf(hint, shot.hintGroups) === group) return hint;
    assertUnlocked(groupOf(hint, shot.hintGroups));
    return hint.locked === true ? inGroup(hint, group === undefined ? undefined : { id: group.id, name: group.name }) : ownHint(inGroup(hint, group));
  });
  if (found.size < wanted.size) throw new AppError('project.notFound', 'This hint is not in the project.', { details: hintIds.find((id) => !found.has(id))! });
  return { ...document, keyframes };
}

/** @throws AppError `input.hintLocked` when locked hints, or hints of a locked group, are not there afterwards as they are now */
export function assertLockedStay({ shots }: Pick<ProjectDocument, 'shots'>, keyframe: Pick<Keyframe, 'shotId' | 'hints'>, after: readonly Hint[]): void {
  const groups = shots.find(({ id }) => id === keyframe.shotId)?.hintGroups;
  const hasLockedGroup = groups?.some(({ locked }) => locked === true) === true;
  if (!hasLockedGroup && !keyframe.hints.some(({ locked }) => locked === true)) return;
  for (const hint of keyframe.hints) {
    const group = hasLockedGroup ? groupOf(hint, groups) : undefined;
    if ((group?.locked !== true && hint.locked !== true) || after.some((each) => each === hint || JSON.stringify(each) === JSON.stringify(hint))) continue;
    assertUnlocked(group);
    throw new AppError('input.hintLocked', LOCKED_HINT_WORDS);
  }
}

function assertUnlocked(group: HintGroup | undefined): void {
  if (group?.locked === true) throw new AppError('input.hintLocked', lockedWords(group));
}

/** @throws AppError `project.notFound` when the group refers to a mask that its shot does not have, or to a swatch that is gone */
function assertParts({ swatches }: ProjectDocument, shot: Shot, { mask, swatch }: Pick<HintGroup, 'mask' | 'swatch'>): void {
  if (mask !== undefined) findRecord(shot.masks ?? [], mask, 'mask');
  if (swatch !== undefined) findRecord(swatches, swatch, 'swatch');
}

/** Keyframes and hints without a change keep their identity. */
function withHintsOfShot(keyframes: readonly Keyframe[], shotId: ShotId, change: (hint: Hint) => Hint): readonly Keyframe[] {
  return keyframes.map((keyframe) => {
    if (keyframe.shotId !== shotId) return keyframe;
    const hints = keyframe.hints.map(change);
    return hints.every((hint, index) => hint === keyframe.hints[index]) ? keyframe : { ...keyframe, hints };
  });
}

function withGroups(document: ProjectDocument, { hintGroups: _old, ...shot }: Shot, groups: HintGroups): ProjectDocument {
  return { ...document, shots: withRecord(document.shots, groups.length === 0 ? shot : { ...shot, hintGroups: groups }) };
}
