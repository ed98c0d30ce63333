import { closeAll } from '../../shared/errors/close-all.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { type FfmpegTools, openProxy, type Proxy, readLumaJpeg } from '../media/index.ts';
import { createSourcePictures, type Urgency } from './source-pictures.ts';

/** Gray pictures of a film's frames at the size of proxies. */
export interface FilmPictures {
  /** JPEG of a frame, out of the proxy; while that is being made, of the film itself. @throws AppError as `readLuma`; AbortError. */
  jpeg(clip: Clip, frame: number, options: { readonly urgency: Urgency; readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @param where.proxyDirectory where a clip's proxy lies when there is one */
export function createFilmPictures(where: { readonly proxyDirectory: (clip: Clip) => string; readonly tools: () => Promise<FfmpegTools> }): FilmPictures {
  /** By directory; a promise, so that many pictures asked for at once open it once. */
  const proxies = new Map<string, Promise<Proxy | undefined>>();

  async function proxyOf(clip: Clip): Promise<Proxy | undefined> {
    const directory = where.proxyDirectory(clip);
    const opening = proxies.get(directory) ?? openProxy(directory);
    proxies.set(directory, opening);
    // What is not there yet, or cannot be read now, is looked for again by the next picture.
    const forget = (): void => { if (proxies.get(directory) === opening) proxies.delete(directory); };
    const opened = await opening.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (opened === undefined) forget();
    return opened;
  }
  const ofProxy = async (clip: Clip, frame: number): Promise<Uint8Array | undefined> => (await proxyOf(clip))?.frame(frame);

  const sources = createSourcePictures(async (clip, frame, { urgency, signal }) => {
    // One that had to wait for its turn may have been made for the proxy meanwhile.
    const made = urgency === 'behind' ? await ofProxy(clip, frame) : undefined;
    return made ?? readLumaJpeg(clip, frame, await where.tools(), { background: urgency === 'behind', signal });
  });

  return {
    jpeg: async (clip, frame, options) => await ofProxy(clip, frame) ?? sources.jpeg(clip, frame, options),
    async close() {
      const openings = [...proxies.values()];
      proxies.clear();
      await closeAll(openings.map((opening) => async () => {
        // One that could not be opened has been told to whoever asked for a picture, and there is nothing to close.
        const proxy = await opening.catch(() => undefined);
        await proxy?.close();
      }));
    },
  };
}
