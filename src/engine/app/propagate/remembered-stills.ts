import { AppError } from '../../../shared/errors/app-error.ts';
import { type AbPlane, decodeAbPlane } from '../../../shared/model/ab-plane.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { rememberedStillKind } from '../../artefacts/index.ts';
import { type FfmpegTools, readWorkingLuma } from '../../media/index.ts';
import { PROPAGATE_SHORT_SIDE, type RememberedFrame } from '../../propagate/index.ts';
import { changedError } from '../clips/clip-contents.ts';
import type { Services } from '../services.ts';
import type { RememberedStill } from '../shots/scene-memory.ts';

/** A plane that the open project keeps, by its name. */
type KeptPlane = (name: string) => Uint8Array | undefined;

/** The colour of a still. @throws AppError `project.notFound` */
export function colourOfStill({ plane, frame }: Pick<RememberedStill, 'plane' | 'frame'>, keptPlane: KeptPlane): AbPlane {
  const bytes = keptPlane(plane);
  if (bytes === undefined) throw new AppError('project.notFound', `The colour of the still of frame ${frame}, which is scene memory, is no longer in the project.`, { details: plane });
  return decodeAbPlane(bytes);
}

/** Copies the colour of the stills into the store, where it is missing. @throws AppError `project.notFound`, `media.changed` */
export async function giveMemory(services: Services, memory: readonly RememberedStill[], keptPlane: KeptPlane): Promise<void> {
  await checkMemory(services, memory);
  for (const { plane, key, frame } of memory) {
    if (services.store.find(key) !== undefined) continue;
    await services.colours.put(key, rememberedStillKind.kind, { plane: colourOfStill({ plane, frame }, keptPlane) }, { meta: { frame } });
  }
}

/** That the films of the stills are those that the keys were made for. @throws AppError `media.changed` */
async function checkMemory({ contents }: Pick<Services, 'contents'>, memory: readonly RememberedStill[]): Promise<void> {
  for (const { clip, content } of memory) {
    await contents.check(clip);
    if (contents.of(clip) !== content) throw changedError(clip);
  }
}

/** The stills for a span's readings. @throws AppError `job.failed` when their colour is no longer in the store */
export async function rememberedFrames({ colours }: Pick<Services, 'colours'>, memory: readonly RememberedStill[], { tools, signal }: { readonly tools: FfmpegTools; readonly signal: AbortSignal }): Promise<readonly RememberedFrame[]> {
  const frames: RememberedFrame[] = [];
  for (const { clip, frame, key } of memory) {
    const plane = await colours.plane(key);
    if (plane === undefined) throw new AppError('job.failed', `The colour of the still of frame ${frame}, which is scene memory, is no longer in the cache. Propagate the shot again.`);
    frames.push({
      plane,
      async luma() {
        for await (const read of readWorkingLuma(clip, tools, { range: frameRange(frame, frame), shortSide: PROPAGATE_SHORT_SIDE, signal })) return read;
        throw new AppError('media.truncated', `Frame ${frame} of ${clip.name}, a still of the scene memory, cannot be read.`);
      },
    });
  }
  return frames;
}
