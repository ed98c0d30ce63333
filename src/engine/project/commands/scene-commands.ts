import type { ProjectDocument, Scene, Shot } from '../../../shared/model/document.ts';
import type { SceneId, ShotId } from '../../../shared/model/ids.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

export function addScene(document: ProjectDocument, scene: Scene): ProjectDocument {
  assertNewId(document.scenes, scene.id, 'scene');
  return { ...document, scenes: [...document.scenes, scene] };
}

export function renameScene(document: ProjectDocument, sceneId: SceneId, name: string): ProjectDocument {
  const scene = findRecord(document.scenes, sceneId, 'scene');
  return { ...document, scenes: withRecord(document.scenes, { ...scene, name }) };
}

/** @param to index among the others, from 0; clamped to the end */
export function moveScene(document: ProjectDocument, sceneId: SceneId, to: number): ProjectDocument {
  const scene = findRecord(document.scenes, sceneId, 'scene');
  return { ...document, scenes: withoutRecord(document.scenes, sceneId).toSpliced(to, 0, scene) };
}

/** Its shots belong to no scene afterwards. */
export function removeScene(document: ProjectDocument, sceneId: SceneId): ProjectDocument {
  findRecord(document.scenes, sceneId, 'scene');
  return {
    ...document,
    scenes: withoutRecord(document.scenes, sceneId),
    shots: document.shots.map((shot) => (shot.sceneId === sceneId ? inScene(shot, undefined) : shot)),
  };
}

/** @throws AppError `project.notFound` when one of the shots, or the scene, does not exist */
export function moveShotsToScene(document: ProjectDocument, shotIds: readonly ShotId[], sceneId: SceneId | undefined): ProjectDocument {
  if (sceneId !== undefined) findRecord(document.scenes, sceneId, 'scene');
  const moved = new Set(shotIds.map((id) => findRecord(document.shots, id, 'shot').id));
  return { ...document, shots: document.shots.map((shot) => (moved.has(shot.id) && shot.sceneId !== sceneId ? inScene(shot, sceneId) : shot)) };
}

function inScene({ sceneId: _old, ...shot }: Shot, sceneId: SceneId | undefined): Shot {
  return sceneId === undefined ? shot : { ...shot, sceneId };
}
