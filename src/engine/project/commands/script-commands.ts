import { AB_RANGE } from '../../../shared/model/ab-plane.ts';
import { effectiveAb, type Keyframe, type ProjectDocument, type Reference, type Swatch } from '../../../shared/model/document.ts';
import type { ChromaAb, Hint } from '../../../shared/model/hint.ts';
import type { HintGroup, HintGroups } from '../../../shared/model/hint-group.ts';
import type { ReferenceId, SwatchId } from '../../../shared/model/ids.ts';
import { withVersionKeyframes } from './version-commands.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

export function addSwatch(document: ProjectDocument, swatch: Swatch): ProjectDocument {
  assertNewId(document.swatches, swatch.id, 'swatch');
  return { ...document, swatches: [...document.swatches, swatch] };
}

export function updateSwatch(document: ProjectDocument, swatch: Swatch): ProjectDocument {
  findRecord(document.swatches, swatch.id, 'swatch');
  return { ...document, swatches: withRecord(document.swatches, swatch) };
}

/** Hints that followed the swatch keep its colour. */
export function removeSwatch(document: ProjectDocument, swatchId: SwatchId): ProjectDocument {
  findRecord(document.swatches, swatchId, 'swatch');
  const follows = (hint: Hint): boolean => 'swatch' in hint && hint.swatch === swatchId;
  const frozen = (keyframe: Keyframe): Keyframe => (keyframe.hints.some(follows)
    ? { ...keyframe, hints: keyframe.hints.map((hint) => (follows(hint) ? frozenHint(hint, document) : hint)) }
    : keyframe);
  const frozenGroups = <Of extends { readonly hintGroups?: HintGroups | undefined }>(of: Of): Of => (of.hintGroups?.some(({ swatch }) => swatch === swatchId) === true
    ? { ...of, hintGroups: of.hintGroups.map((group) => (group.swatch === swatchId ? frozenGroup(group, document) : group)) }
    : of);
  return {
    ...document,
    swatches: withoutRecord(document.swatches, swatchId),
    keyframes: document.keyframes.map(frozen),
    versions: withVersionKeyframes(document.versions, (keyframes) => keyframes.map(frozen)).map(frozenGroups),
    shots: document.shots.map(frozenGroups),
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

/** A swatch may have any Lab; a hint's chroma is limited to ±110. */
function inChromaRange([a, b]: ChromaAb): ChromaAb {
  const within = (value: number): number => Math.max(-AB_RANGE, Math.min(AB_RANGE, value));
  return [within(a), within(b)];
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
