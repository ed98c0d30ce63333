import { AppError } from '../../../shared/errors/app-error.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import type { HintGroups } from '../../../shared/model/hint-group.ts';
import type { MaskId, ShotId } from '../../../shared/model/ids.ts';
import type { Layers } from '../../../shared/model/layer.ts';
import { isSameBuild, type Mask, type MaskKey, type MaskPart, type Masks, withParts, wrongPart } from '../../../shared/model/mask.ts';
import { withTrackedShapes } from '../../../shared/model/mask-track.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

/** @param added `partOf`: the mask that it becomes a part of. @throws AppError `project.notFound`, `project.conflict`, `input.malformed` where it cannot be a part */
export function addMask(document: ProjectDocument, shotId: ShotId, { mask, partOf }: { readonly mask: Mask; readonly partOf?: MaskPart | undefined }): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  assertNewId(shot.masks ?? [], mask.id, 'mask');
  const owner = partOf === undefined ? undefined : findRecord(shot.masks ?? [], partOf.mask, 'mask');
  const masks = [...shot.masks ?? [], mask];
  return withShot(document, withMasks(shot, checked(partOf === undefined || owner === undefined ? masks : withRecord(masks, { ...owner, parts: [...owner.parts ?? [], { mask: mask.id, by: partOf.by }] }))));
}

/** @throws AppError `input.malformed` where a part of a mask cannot be one */
function checked(masks: Masks): Masks {
  for (const mask of masks) {
    const wrong = wrongPart(mask, masks);
    if (wrong !== undefined) throw new AppError('input.malformed', wrong);
  }
  return masks;
}

/** @throws AppError `project.notFound`, `input.malformed` where one of its parts cannot be one */
export function updateMask(document: ProjectDocument, shotId: ShotId, mask: Mask): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  findRecord(shot.masks ?? [], mask.id, 'mask');
  return withShot(document, withMasks(shot, checked(withRecord(shot.masks ?? [], mask))));
}

/** @throws AppError `project.notFound`, `project.conflict` when its shape was changed to another build meanwhile */
export function setTrackedShapes(document: ProjectDocument, shotId: ShotId, maskId: MaskId, { range, keys, lost = [] }: { readonly range: FrameRange; readonly keys: readonly MaskKey[]; readonly lost?: readonly FrameRange[] | undefined }): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  const mask = findRecord(shot.masks ?? [], maskId, 'mask');
  if (!keys.every(({ shape }) => isSameBuild(shape, mask.keys[0]!.shape))) throw new AppError('project.conflict', `The shape of “${mask.name}” was changed meanwhile: track it again.`);
  return withShot(document, withMasks(shot, withRecord(shot.masks ?? [], withTrackedShapes(mask, range, { keys, lost }))));
}

/** @throws AppError `project.notFound` */
export function removeMask(document: ProjectDocument, shotId: ShotId, maskId: MaskId): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  findRecord(shot.masks ?? [], maskId, 'mask');
  const left = withGroupLimitRemoved(withLimitRemoved(withMasks(shot, withoutPart(withoutRecord(shot.masks ?? [], maskId), maskId)), maskId), maskId);
  return { ...withShot(document, left), versions: document.versions.map((version) => (version.shotId === shotId ? withGroupLimitRemoved(withLimitRemoved(version, maskId), maskId) : version)) };
}

/** Masks that it was a part of go on without it; the parts that it had stay as masks of their own. */
function withoutPart(masks: Masks, maskId: MaskId): Masks {
  return masks.map((mask) => (mask.parts?.some((part) => part.mask === maskId) === true ? withParts(mask, mask.parts.filter((part) => part.mask !== maskId)) : mask));
}

/** A layer whose mask is gone would change the whole picture, so it is turned off. */
function withLimitRemoved<Of extends { readonly layers?: Layers | undefined }>(of: Of, maskId: MaskId): Of {
  if (of.layers?.some(({ mask }) => mask === maskId) !== true) return of;
  return { ...of, layers: of.layers.map((layer) => {
    if (layer.mask !== maskId) return layer;
    const { mask: _removed, ...rest } = layer;
    return { ...rest, on: false };
  }) };
}

/** Hints whose mask is gone would colour the whole picture, so they are taken out of the colouring. */
function withGroupLimitRemoved<Of extends { readonly hintGroups?: HintGroups | undefined }>(of: Of, maskId: MaskId): Of {
  if (of.hintGroups?.some(({ mask }) => mask === maskId) !== true) return of;
  return { ...of, hintGroups: of.hintGroups.map((group) => {
    if (group.mask !== maskId) return group;
    const { mask: _removed, ...rest } = group;
    return { ...rest, off: true as const };
  }) };
}

function withMasks({ masks: _old, ...shot }: Shot, masks: Masks): Shot {
  return masks.length === 0 ? shot : { ...shot, masks };
}

function withShot(document: ProjectDocument, shot: Shot): ProjectDocument {
  return { ...document, shots: withRecord(document.shots, shot) };
}
