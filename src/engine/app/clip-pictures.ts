import { closeAll } from '../../shared/errors/close-all.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { type FfmpegTools, openProxy, type Proxy, readLumaJpeg } from '../media/index.ts';
import { createSourcePictures, type Urgency } from './source-pictures.ts';

/** Gray pictures of a film's frames at the size of proxies. */
export interface ClipPictures {
  /** JPEG of a frame, out of the proxy; while that is being made, of the film itself. @throws AppError as `readLuma`; AbortError. */
  jpeg(clip: Clip, frame: number, options: { readonly urgency: Urgency; readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface OpenProxy {
  readonly folder: string;
  readonly opening: Promise<Proxy | undefined>;
}

/** @param where.proxyFolder where a clip's proxy lies, whole or being made; `contentOf` names what a clip's file holds */
export function createClipPictures(where: { readonly proxyFolder: (clip: Clip) => Promise<string | undefined>; readonly contentOf: (clip: Clip) => string; readonly tools: () => Promise<FfmpegTools> }): ClipPictures {
  /** By content; a promise, so that many pictures asked for at once open it once. */
  const proxies = new Map<string, OpenProxy>();

  async function proxyOf(clip: Clip): Promise<Proxy | undefined> {
    const folder = await where.proxyFolder(clip);
    if (folder === undefined) return undefined;
    const name = where.contentOf(clip);
    const before = proxies.get(name);
    const open = before?.folder === folder ? before : { folder, opening: openProxy(folder) };
    if (open !== before) {
      proxies.set(name, open);
      // Its folder is another one now: it has been finished, or is made anew.
      if (before !== undefined) await closeProxy(before);
    }
    // What is not there yet, or cannot be read now, is looked for again by the next picture.
    const forget = (): void => { if (proxies.get(name) === open) proxies.delete(name); };
    const opened = await open.opening.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (opened === undefined) forget();
    return opened;
  }
  async function ofProxy(clip: Clip, frame: number): Promise<Uint8Array | undefined> {
    try {
      return await (await proxyOf(clip))?.frame(frame);
    } catch {
      // Removed, or closed since it was finished meanwhile: the film itself has the picture.
      return undefined;
    }
  }

  const sources = createSourcePictures(async (clip, frame, { urgency, signal }) => {
    // One that had to wait for its turn may have been made for the proxy meanwhile.
    const made = urgency === 'behind' ? await ofProxy(clip, frame) : undefined;
    return made ?? readLumaJpeg(clip, frame, await where.tools(), { background: urgency === 'behind', signal });
  }, where.contentOf);

  return {
    jpeg: async (clip, frame, options) => await ofProxy(clip, frame) ?? sources.jpeg(clip, frame, options),
    async close() {
      const openings = [...proxies.values()];
      proxies.clear();
      await closeAll(openings.map((opening) => () => closeProxy(opening)));
    },
  };
}

async function closeProxy({ opening }: OpenProxy): Promise<void> {
  // One that could not be opened has been told to whoever asked for a picture, and there is nothing to close.
  const proxy = await opening.catch(() => undefined);
  await proxy?.close();
}
