import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import type { LayerId, ShotId } from '../../../shared/model/ids.ts';
import type { Layer, Layers } from '../../../shared/model/layer.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

/** @throws AppError `project.notFound`, `project.conflict` */
export function addLayer(document: ProjectDocument, shotId: ShotId, layer: Layer, at?: number): ProjectDocument {
  assertMaskOf(document, shotId, layer);
  return withLayersOf(document, shotId, (layers) => {
    assertNewId(layers, layer.id, 'layer');
    return layers.toSpliced(at ?? layers.length, 0, layer);
  });
}

/** @throws AppError `project.notFound` */
export function updateLayer(document: ProjectDocument, shotId: ShotId, layer: Layer): ProjectDocument {
  assertMaskOf(document, shotId, layer);
  return withLayersOf(document, shotId, (layers) => {
    findRecord(layers, layer.id, 'layer');
    return withRecord(layers, layer);
  });
}

/** @throws AppError `project.notFound` */
export function removeLayer(document: ProjectDocument, shotId: ShotId, layerId: LayerId): ProjectDocument {
  return withLayersOf(document, shotId, (layers) => {
    findRecord(layers, layerId, 'layer');
    return withoutRecord(layers, layerId);
  });
}

/** @param to index among the others. @throws AppError `project.notFound` */
export function moveLayer(document: ProjectDocument, shotId: ShotId, layerId: LayerId, to: number): ProjectDocument {
  return withLayersOf(document, shotId, (layers) => {
    const layer = findRecord(layers, layerId, 'layer');
    return withoutRecord(layers, layerId).toSpliced(to, 0, layer);
  });
}

/** @throws AppError `project.notFound` */
export function setLayers(document: ProjectDocument, shotIds: readonly ShotId[], layers: Layers): ProjectDocument {
  return shotIds.reduce((changed, shotId) => withLayersOf(changed, shotId, (_old, { masks = [] }) => layers.filter(({ mask }) => mask === undefined || masks.some(({ id }) => id === mask))), document);
}

function withLayersOf(document: ProjectDocument, shotId: ShotId, change: (layers: Layers, shot: Shot) => Layers): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  return { ...document, shots: withRecord(document.shots, withLayers(shot, change(shot.layers ?? [], shot))) };
}

/** @throws AppError `project.notFound` when the layer is limited by a mask that its shot does not have */
function assertMaskOf(document: ProjectDocument, shotId: ShotId, { mask }: Layer): void {
  if (mask !== undefined) findRecord(findRecord(document.shots, shotId, 'shot').masks ?? [], mask, 'mask');
}

function withLayers({ layers: _old, ...shot }: Shot, layers: Layers): Shot {
  return layers.length === 0 ? shot : { ...shot, layers };
}
