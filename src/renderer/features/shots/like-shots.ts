import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { keyframesOf } from '../../document/project-mirror.ts';

interface LikeGroup {
  readonly label: string;
  readonly shots: readonly Shot[];
}

/**
 * Pure: the shots that others may be coloured like: those with a keyframe, first those of the others' scene, the nearest first; then the rest in
 * the order of the film.
 */
export function likeGroups(document: ProjectDocument, shots: readonly Shot[], targets: readonly ShotId[]): readonly LikeGroup[] {
  const chosen = shots.filter(({ id }) => targets.includes(id));
  const [first] = chosen;
  if (first === undefined) return [];
  const able = shots.filter(({ id }) => keyframesOf(document, id).some(({ correction }) => correction !== true) && !(targets.length === 1 && targets[0] === id));
  const scenes = new Set(chosen.map(({ sceneId }) => sceneId));
  const sceneId = scenes.size === 1 ? first.sceneId : undefined;
  const ofScene = sceneId === undefined ? [] : able.filter((shot) => shot.sceneId === sceneId);
  const away = (shot: Shot): number => Math.min(...chosen.filter(({ id }) => id !== shot.id).map(({ range }) => Math.max(range.first - shot.range.last, shot.range.first - range.last)));
  const others = able.filter((shot) => !ofScene.includes(shot));
  return [
    ...(ofScene.length === 0 ? [] : [{ label: document.scenes.find(({ id }) => id === sceneId)?.name ?? 'Scene', shots: ofScene.toSorted((a, b) => away(a) - away(b)) }]),
    ...(others.length === 0 ? [] : [{ label: ofScene.length === 0 ? 'Shots with keyframes' : 'Other shots with keyframes', shots: others }]),
  ];
}
