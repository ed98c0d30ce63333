import { AppError } from '../../../shared/errors/app-error.ts';
import { documentIndex, layersOver } from '../../../shared/model/document-index.ts';
import type { ProjectDocument, Still } from '../../../shared/model/document.ts';
import { unmarked } from '../../../shared/model/hint-group.ts';
import { presentHint } from '../../../shared/model/hint-kinds.ts';
import { newId, StillId } from '../../../shared/model/ids.ts';
import type { App } from '../app.ts';

/**
 * Keeps the present colour of a frame as a still: copies its plane from the cache into the project, then adds the still to the document, with the
 * layers over the frame, and of a keyframe with its hints and their groups.
 * @throws AppError `project.notFound` when the plane is no longer in the cache, and what `apply` throws
 */
export async function keepStill(app: App, { plane, ...still }: Pick<Still, 'clipId' | 'frame' | 'name' | 'plane'>): Promise<StillId> {
  const id = newId(StillId);
  if (plane !== undefined && app.keptPlane(plane) === undefined) {
    const bytes = await app.services.colours.planeBytes(plane);
    if (bytes === undefined) throw new AppError('project.notFound', 'The colour of this frame is no longer in the cache. Look at the frame again, then keep it.', { details: plane });
    app.keepPlane(plane, bytes);
  }
  const layers = layersOver(app.document(), still);
  app.apply({ kind: 'addStill', still: { ...still, id, ...(plane === undefined ? {} : { plane }), ...(layers.length === 0 ? {} : { layers: [...layers] }), ...hintsAt(app.document(), still), madeAt: new Date().toISOString() } });
  return id;
}

/**
 * The hints of a keyframe with their present colours, and the groups that they are in. Masks and locks belong to the shot and are left out; so are
 * hints that another *Colour like* made, which the still's plane says better.
 */
function hintsAt(document: ProjectDocument, { clipId, frame }: Pick<Still, 'clipId' | 'frame'>): Pick<Still, 'hints' | 'groups'> {
  const index = documentIndex(document);
  const shot = index.shotAt(clipId, frame);
  const keyframe = shot === undefined ? undefined : index.keyframes(shot.id).find((each) => each.frame === frame);
  const hints = keyframe?.hints.filter(({ made }) => made === undefined).map((hint) => unmarked(presentHint(hint, document.swatches))) ?? [];
  if (hints.length === 0) return {};
  const groups = shot?.hintGroups?.filter(({ id }) => hints.some(({ group }) => group === id)).map(({ mask: _mask, locked: _locked, made: _made, ...group }) => group) ?? [];
  return { hints, ...(groups.length === 0 ? {} : { groups }) };
}
