import { workingSize } from '../../../shared/model/working-size.ts';
import type { ColourCoding } from '../../../shared/colour/coding.ts';
import type { ReadyFrame } from '../../session/shown-frames.ts';
import type { ScopeImage, ScopeKind } from './scope-image.ts';
import type { ScopeAnswer, ScopeQuestion } from './scopes.worker.ts';

/** Short side at which frames are counted: the network's size, at which colour is made. */
const COUNTED_SHORT_SIDE = 288;

export interface ScopeWish {
  readonly ready: ReadyFrame;
  readonly kind: ScopeKind;
  readonly coding: ColourCoding;
}

/** Counts one frame at a time; of the requests made during a count only the newest is kept. The caller closes it. */
export interface ScopeReader {
  read(wish: ScopeWish): void;
  close(): void;
}

export function createScopeReader(onImage: (image: ScopeImage, wish: ScopeWish) => void, onError: (error: unknown) => void): ScopeReader {
  const worker = new Worker(new URL('./scopes.worker.ts', import.meta.url), { type: 'module' });
  let asked: ScopeWish | undefined;
  let waiting: ScopeWish | undefined;
  let closed = false;

  async function ask(wish: ScopeWish): Promise<void> {
    asked = wish;
    const { luma, plane, layers } = wish.ready;
    const size = workingSize(luma, COUNTED_SHORT_SIDE);
    try {
      const small = await createImageBitmap(luma, { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: 'medium', colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
      if (closed) small.close();
      else worker.postMessage({ kind: wish.kind, luma: small, plane, layers, coding: wish.coding } satisfies ScopeQuestion, [small]);
    } catch {
      // The picture was evicted from the cache; the next request follows.
      next();
    }
  }
  function next(): void {
    asked = undefined;
    const wish = waiting;
    waiting = undefined;
    if (wish !== undefined && !closed) void ask(wish);
  }
  worker.onmessage = ({ data }: MessageEvent<ScopeAnswer>) => {
    if (asked !== undefined) onImage(data, asked);
    next();
  };
  worker.onerror = (event) => {
    onError(new Error(`The scopes could not be drawn: ${event.message}`));
    next();
  };
  return {
    read(wish) {
      if (asked === undefined) void ask(wish);
      else waiting = wish;
    },
    close() {
      closed = true;
      worker.terminate();
    },
  };
}
