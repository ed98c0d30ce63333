import { AppError } from '../../shared/errors/app-error.ts';
import { layersOver } from '../../shared/model/document-index.ts';
import type { Still } from '../../shared/model/document.ts';
import { newId, StillId } from '../../shared/model/ids.ts';
import type { App } from './app.ts';

/**
 * Keeps the present colour of a frame as a still: copies its plane from the cache into the project, then adds the still, with the layers over the frame, to the document.
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
  app.apply({ kind: 'addStill', still: { ...still, id, ...(plane === undefined ? {} : { plane }), ...(layers.length === 0 ? {} : { layers: [...layers] }), madeAt: new Date().toISOString() } });
  return id;
}
