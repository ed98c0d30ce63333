import { AppError } from '../../../shared/errors/app-error.ts';
import { effectiveAb, type Keyframe, type ProjectDocument, type Reference, type Still, type Swatch } from '../../../shared/model/document.ts';
import { type Hint, inChromaRange } from '../../../shared/model/hint.ts';
import { groupOf, type HintGroup, type HintGroups } from '../../../shared/model/hint-group.ts';
import type { HintId, KeyframeId, ReferenceId, SwatchId } from '../../../shared/model/ids.ts';
import { setHints } from './keyframe-commands.ts';
import { withKeyframes, withVersionKeyframes } from './version-commands.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

export function addSwatch(document: ProjectDocument, swatch: Swatch): ProjectDocument {
  assertNewId(document.swatches, swatch.id, 'swatch');
  return { ...document, swatches: [...document.swatches, swatch] };
}

/**
 * Hints that follow the swatch take its new colour. Locked ones, and those of locked groups, keep theirs and follow it no more.
 * @throws AppError `project.notFound`
 */
export function updateSwatch(document: ProjectDocument, swatch: Swatch): ProjectDocument {
  const { lab: [, a, b] } = findRecord(document.swatches, swatch.id, 'swatch');
  const isSameChroma = a === swatch.lab[1] && b === swatch.lab[2];
  const left = isSameChroma ? document : detached(document, swatch.id, {
    hint: (hint, groups) => hint.locked === true || groupOf(hint, groups)?.locked === true, group: ({ locked }) => locked === true,
  });
  return { ...left, swatches: withRecord(document.swatches, swatch) };
}

/**
 * Hints take the colour of a swatch and follow it.
 * @throws AppError `project.notFound`, `input.malformed` for a hint without a colour, `project.conflict` for one of a locked group
 */
export function linkHints(document: ProjectDocument, swatchId: SwatchId, links: readonly { readonly keyframeId: KeyframeId; readonly hintIds: readonly HintId[] }[]): ProjectDocument {
  const { lab: [, a, b] } = findRecord(document.swatches, swatchId, 'swatch');
  return links.reduce((linked, { keyframeId, hintIds }) => {
    const { hints } = findRecord(linked.keyframes, keyframeId, 'keyframe');
    const chosen = new Set(hintIds.map((id) => findRecord(hints, id, 'hint').id));
    return setHints(linked, keyframeId, hints.map((hint) => {
      if (!chosen.has(hint.id)) return hint;
      if (!('ab' in hint)) throw new AppError('input.malformed', 'Only hints with a colour can follow a swatch.', { details: hint.id });
      return { ...hint, ab: inChromaRange([a, b]), swatch: swatchId };
    }));
  }, document);
}

/** Hints that followed the swatch keep its colour. */
export function removeSwatch(document: ProjectDocument, swatchId: SwatchId): ProjectDocument {
  findRecord(document.swatches, swatchId, 'swatch');
  return { ...detached(document, swatchId, { hint: () => true, group: () => true }), swatches: withoutRecord(document.swatches, swatchId) };
}

interface Detached {
  readonly hint: (hint: Hint, groups: HintGroups | undefined) => boolean;
  readonly group: (group: HintGroup) => boolean;
}

/** Hints and groups of all versions and stills that are chosen follow the swatch no more and keep its present colour. Records without a change keep their identity. */
function detached(document: ProjectDocument, swatchId: SwatchId, chosen: Detached): ProjectDocument {
  const groupsOf = new Map(document.shots.map(({ id, hintGroups }) => [id, hintGroups]));
  const isDetached = (hint: Hint, groups: HintGroups | undefined): boolean => 'swatch' in hint && hint.swatch === swatchId && chosen.hint(hint, groups);
  const inHints = <Of extends { readonly hints?: readonly Hint[] | undefined }>(of: Of, groups: HintGroups | undefined): Of => (of.hints?.some((hint) => isDetached(hint, groups)) === true
    ? { ...of, hints: of.hints.map((hint) => (isDetached(hint, groups) ? frozenHint(hint, document) : hint)) }
    : of);
  const isFrozen = (group: HintGroup): boolean => group.swatch === swatchId && chosen.group(group);
  const inGroups = <Of extends { readonly hintGroups?: HintGroups | undefined }>(of: Of): Of => (of.hintGroups?.some(isFrozen) === true
    ? { ...of, hintGroups: of.hintGroups.map((group) => (isFrozen(group) ? frozenGroup(group, document) : group)) }
    : of);
  const inStill = (still: Still): Still => {
    const own = inHints(still, still.groups);
    return own.groups?.some(isFrozen) === true ? { ...own, groups: own.groups.map((group) => (isFrozen(group) ? frozenGroup(group, document) : group)) } : own;
  };
  return {
    ...document,
    keyframes: document.keyframes.map((keyframe) => inHints(keyframe, groupsOf.get(keyframe.shotId))),
    versions: document.versions.map((version) => inGroups(withKeyframes(version, version.keyframes.map((keyframe) => inHints(keyframe, version.hintGroups))))),
    shots: document.shots.map(inGroups),
    stills: document.stills.map(inStill),
  };
}

function frozenHint(hint: Hint, document: ProjectDocument): Hint {
  if (!('ab' in hint)) return hint;
  const { swatch: _swatch, ...rest } = hint;
  return { ...rest, ab: inChromaRange(effectiveAb(hint, document.swatches)) };
}

function frozenGroup({ swatch, ...group }: HintGroup, { swatches }: ProjectDocument): HintGroup {
  return group.ab === undefined ? group : { ...group, ab: inChromaRange(effectiveAb({ ab: group.ab, ...(swatch === undefined ? {} : { swatch }) }, swatches)) };
}

export function addReference(document: ProjectDocument, reference: Reference): ProjectDocument {
  assertNewId(document.references, reference.id, 'reference');
  return { ...document, references: [...document.references, reference] };
}

/** Keyframes that it guided have none afterwards. */
export function removeReference(document: ProjectDocument, referenceId: ReferenceId): ProjectDocument {
  findRecord(document.references, referenceId, 'reference');
  const without = (keyframe: Keyframe): Keyframe => {
    if (keyframe.referenceId !== referenceId) return keyframe;
    const { referenceId: _gone, ...rest } = keyframe;
    return rest;
  };
  return {
    ...document,
    references: withoutRecord(document.references, referenceId),
    keyframes: document.keyframes.map(without),
    versions: withVersionKeyframes(document.versions, (keyframes) => keyframes.map(without)),
  };
}
