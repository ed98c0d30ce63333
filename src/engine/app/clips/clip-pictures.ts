import { closeAll } from '../../../shared/errors/close-all.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ProxySize } from '../../../shared/model/proxy-size.ts';
import { type FfmpegTools, openProxy, type Proxy, readLumaJpeg } from '../../media/index.ts';
import { createSourcePictures, type Urgency } from './source-pictures.ts';

/** Gray pictures of a film's frames at the size of proxies. */
export interface ClipPictures {
  /** JPEG of a frame, read from the proxy, or from the film while there is no proxy. @throws AppError as `readLuma`; AbortError. */
  jpeg(clip: Clip, frame: number, options: { readonly urgency: Urgency; readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface OpenProxy {
  readonly folder: string;
  readonly opening: Promise<Proxy | undefined>;
}

/** @param where.proxyFolder folder of a clip's proxy, complete or being made; `contentOf` names the content of a clip's file; `proxySize` is what proxies are fitted into now */
export function createClipPictures(where: { readonly proxyFolder: (clip: Clip) => Promise<string | undefined>; readonly contentOf: (clip: Clip) => string; readonly proxySize: () => ProxySize; readonly tools: () => Promise<FfmpegTools> }): ClipPictures {
  /** Open proxies by content; promises, so that pictures requested at once open a proxy once. */
  const proxies = new Map<string, OpenProxy>();

  async function proxyOf(clip: Clip): Promise<Proxy | undefined> {
    const folder = await where.proxyFolder(clip);
    if (folder === undefined) return undefined;
    const name = where.contentOf(clip);
    const before = proxies.get(name);
    const open = before?.folder === folder ? before : { folder, opening: openProxy(folder) };
    if (open !== before) {
      proxies.set(name, open);
      // The folder differs: the proxy was finished, or is being made again.
      if (before !== undefined) await closeProxy(before);
    }
    // A proxy that is missing or unreadable is tried again by the next picture.
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
      // The proxy was removed, or closed on completion: read the film.
      return undefined;
    }
  }

  const sources = createSourcePictures(async (clip, frame, { urgency, signal }) => {
    // The proxy may have reached the frame while the request waited.
    const made = urgency === 'behind' ? await ofProxy(clip, frame) : undefined;
    return made ?? readLumaJpeg(clip, frame, await where.tools(), { within: where.proxySize(), background: urgency === 'behind', signal });
  }, (clip) => `${where.contentOf(clip)} ${where.proxySize()}`);

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
  // A proxy that could not be opened was reported to the request, and there is nothing to close.
  const proxy = await opening.catch(() => undefined);
  await proxy?.close();
}
