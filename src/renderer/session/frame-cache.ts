import { decodeSoundPeaks, type SoundPeaks } from '../../shared/model/sound-peaks.ts';
import { abPlaneUrl, type ClipPixels, confidenceUrl, lumaUrl } from '../../shared/contract/pixel-urls.ts';
import { type AbPlane, decodeAbPlane } from '../../shared/model/ab-plane.ts';
import { type ConfidencePlane, decodeConfidencePlane } from '../../shared/model/confidence-plane.ts';
import { isAbort } from '../../shared/errors/app-error.ts';

/** Pictures of one kind by name, fetched once and kept while they are used. */
export interface PictureCache<Picture> {
  /** A loaded picture; requests nothing. */
  peek(url: string): Picture | undefined;
  /** True when it was requested and failed. */
  failed(url: string): boolean;
  /** Requests pictures, the first ones first. Running requests for other pictures are cancelled, or completed with `finish`. */
  want(urls: readonly string[], options?: { readonly finish: boolean }): void;
  /** Requests one picture, independent of other requests. Resolves when it has loaded or failed. */
  load(url: string): Promise<void>;
  /** Recent mean latency of a picture, ms. */
  latencyMs(): number;
  /** Called whenever a picture has loaded or failed. Returns an unsubscribe function. */
  subscribe(listener: () => void): () => void;
  /** Forgets failures, so that they are requested again. */
  retryFailed(): void;
}

const FIRST_LATENCY_MS = 20;
/** Weight of the newest picture in the mean latency. */
const LATENCY_SHARE = 0.2;
/** Concurrent requests. */
export const PARALLEL = 4;

/** @param options.limit number of pictures kept, or their weight where `weigh` is given; the least recently used are evicted first */
export function createPictureCache<Picture>(decode: (response: Response) => Promise<Picture>, options: { readonly limit: number; readonly weigh?: (picture: Picture) => number; readonly release?: (picture: Picture) => void; readonly parallel?: number }): PictureCache<Picture> {
  const kept = new Map<string, Picture>();
  const failures = new Set<string>();
  const running = new Map<string, AbortController>();
  const listeners = new Set<() => void>();
  const parallel = options.parallel ?? PARALLEL;
  const weigh = options.weigh ?? ((): number => 1);
  let weight = 0;
  /** Pictures that a caller awaits: never cancelled. */
  const awaited = new Set<string>();
  let queue: readonly string[] = [];
  let latencyMs = FIRST_LATENCY_MS;

  const tell = (): void => { for (const listener of listeners) listener(); };

  async function load(url: string, controller: AbortController): Promise<void> {
    const askedAt = performance.now();
    try {
      const response = await fetch(url, { signal: controller.signal });
      if (!response.ok) throw new Error(`${response.status}`);
      const picture = await decode(response);
      kept.set(url, picture);
      weight += weigh(picture);
      latencyMs += (performance.now() - askedAt - latencyMs) * LATENCY_SHARE;
      for (const [oldest, least] of kept) {
        if (weight <= options.limit) break;
        if (queue.includes(oldest)) continue;
        kept.delete(oldest);
        weight -= weigh(least);
        options.release?.(least);
      }
    } catch (error) {
      if (!isAbort(error)) failures.add(url);
    } finally {
      running.delete(url);
    }
    pump();
    tell();
  }

  function pump(): void {
    for (const url of [...awaited, ...queue]) {
      if (running.size >= parallel) return;
      if (kept.has(url) || running.has(url) || failures.has(url)) continue;
      const controller = new AbortController();
      running.set(url, controller);
      void load(url, controller);
    }
  }

  return {
    peek(url) {
      const picture = kept.get(url);
      if (picture !== undefined) {
        kept.delete(url);
        kept.set(url, picture);
      }
      return picture;
    },
    failed: (url) => failures.has(url),
    latencyMs: () => latencyMs,
    want(urls, want = { finish: false }) {
      queue = urls;
      if (!want.finish) for (const [url, controller] of running) if (!urls.includes(url) && !awaited.has(url)) controller.abort();
      pump();
    },
    async load(url) {
      awaited.add(url);
      pump();
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (!kept.has(url) && !failures.has(url)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
      awaited.delete(url);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    retryFailed() {
      failures.clear();
      pump();
    },
  };
}

/** Gray pictures kept, in those of 1280 × 720: a smaller one counts as much as one of these, a larger one by its samples. */
const LUMA_FRAMES_KEPT = 72;
const PLANES_KEPT = 240;

export function createLumaCache(): PictureCache<ImageBitmap> {
  return createPictureCache(async (response) => createImageBitmap(await response.blob(), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }), { limit: LUMA_FRAMES_KEPT, weigh: ({ width, height }) => Math.max(1, (width * height) / (1280 * 720)), release: (bitmap) => { bitmap.close(); } });
}

export function createPlaneCache(): PictureCache<AbPlane> {
  return createPictureCache(async (response) => decodeAbPlane(new Uint8Array(await response.arrayBuffer())), { limit: PLANES_KEPT });
}

const CONFIDENCES_KEPT = 40;

export function createConfidenceCache(): PictureCache<ConfidencePlane> {
  return createPictureCache(async (response) => decodeConfidencePlane(new Uint8Array(await response.arrayBuffer())), { limit: CONFIDENCES_KEPT });
}

const SOUNDS_KEPT = 12;

export function createPeaksCache(): PictureCache<SoundPeaks> {
  return createPictureCache(async (response) => decodeSoundPeaks(new Uint8Array(await response.arrayBuffer())), { limit: SOUNDS_KEPT, parallel: 1 });
}

export function proxyUrlOf(clip: ClipPixels, frame: number): string {
  return lumaUrl(clip, frame, 'proxy');
}

export function thumbnailUrlOf(clip: ClipPixels, frame: number): string {
  return lumaUrl(clip, frame, 'thumbnail');
}

export function confidenceUrlOf(key: string): string {
  return confidenceUrl(key);
}

export function planeUrlOf(key: string): string {
  return abPlaneUrl(key);
}
