import { MOST_MEMORY, type Shot } from '../../../shared/model/document.ts';
import { withMasksOf } from './masks-in-place.ts';

/**
 * A shot into which another one is merged: what it states holds, and what it leaves open is the other's. Masks of both are there; a review is still to be done. Layers, vividness and
 * automatic colour stay the shot's own: those of the other become a version (`versionsInPlace`).
 */
export function withWhatIsOf(shot: Shot, other: Shot): Shot {
  const [flag, sceneId, networks] = [shot.flag ?? other.flag, shot.sceneId ?? other.sceneId, shot.networks ?? other.networks];
  const status = shot.status === undefined && other.status !== undefined ? 'review' : shot.status;
  const memory = [...new Set([...shot.memory ?? [], ...other.memory ?? []])].slice(0, MOST_MEMORY);
  const masks = withMasksOf(shot, other);
  return {
    ...shot, ...(flag === undefined ? {} : { flag }), ...(sceneId === undefined ? {} : { sceneId }), ...(networks === undefined ? {} : { networks }),
    ...(status === undefined ? {} : { status }), ...(memory.length === 0 ? {} : { memory }), ...(masks.length === 0 ? {} : { masks }),
  };
}
