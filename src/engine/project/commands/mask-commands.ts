import { AppError } from '../../../shared/errors/app-error.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import type { HintGroups } from '../../../shared/model/hint-group.ts';
import type { MaskId, ShotId } from '../../../shared/model/ids.ts';
import type { Layers } from '../../../shared/model/layer.ts';
import { isSameBuild, type Mask, type MaskKey, type Masks } from '../../../shared/model/mask.ts';
import { withTrackedShapes } from '../../../shared/model/mask-track.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

/** @throws AppError `project.notFound`, `project.conflict` */
export function addMask(document: ProjectDocument, shotId: ShotId, mask: Mask): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  assertNewId(shot.masks ?? [], mask.id, 'mask');
  return withShot(document, withMasks(shot, [...shot.masks ?? [], mask]));
}

/** @throws AppError `project.notFound` */
export function updateMask(document: ProjectDocument, shotId: ShotId, mask: Mask): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  findRecord(shot.masks ?? [], mask.id, 'mask');
  return withShot(document, withMasks(shot, withRecord(shot.masks ?? [], mask)));
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
  const left = withGroupLimitRemoved(withLimitRemoved(withMasks(shot, withoutRecord(shot.masks ?? [], maskId)), maskId), maskId);
  return { ...withShot(document, left), versions: document.versions.map((version) => (version.shotId === shotId ? withGroupLimitRemoved(withLimitRemoved(version, maskId), maskId) : version)) };
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
