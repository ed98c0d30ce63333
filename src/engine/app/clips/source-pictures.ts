import PQueue from 'p-queue';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';

/** `now`: the user waits for it. `behind`: it runs when nothing else is queued. */
export type Urgency = 'now' | 'behind';

/** Makes pictures of frames; equal requests share one result. */
export interface SourcePictures {
  /** A picture is no longer made when all requests for it were cancelled. Throws as its maker. */
  jpeg(clip: Clip, frame: number, options: { readonly urgency: Urgency; readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
}

type MakePicture = (clip: Clip, frame: number, options: { readonly urgency: Urgency; readonly signal: AbortSignal }) => Promise<Uint8Array>;

/** Few at a time, so that earlier requests are not slowed down by later ones. */
const AT_ONCE: Readonly<Record<Urgency, number>> = { now: 2, behind: 1 };
/** Kept in memory, because the viewer, a thumbnail and a poster request the same frame one after the other. */
const KEPT = 8;

interface Making {
  readonly picture: Promise<Uint8Array>;
  /** Resolves the picture with bytes that the other lane has made. */
  readonly settle: (bytes: Uint8Array) => void;
  readonly controller: AbortController;
  waiting: number;
}

/** Pictures are made in the order of their requests; cancelled ones do not delay the others. */
export function createSourcePictures(make: MakePicture, contentOf: (clip: Clip) => string = ({ contentHash }) => contentHash): SourcePictures {
  const lane = (urgency: Urgency): { readonly queue: PQueue; readonly makings: Map<string, Making> } => ({ queue: new PQueue({ concurrency: AT_ONCE[urgency] }), makings: new Map() });
  const lanes = { now: lane('now'), behind: lane('behind') } as const satisfies Record<Urgency, unknown>;
  const kept = new Map<string, Uint8Array>();

  function begin(name: string, clip: Clip, frame: number, urgency: Urgency): Making {
    const { queue, makings } = lanes[urgency];
    const controller = new AbortController();
    const { signal } = controller;
    const { promise: picture, resolve: settle, reject } = Promise.withResolvers<Uint8Array>();
    queue.add(() => make(clip, frame, { urgency, signal }), { signal }).then(settle, reject);
    const making: Making = { picture, settle, controller, waiting: 0 };
    makings.set(name, making);
    const forget = (): void => { if (makings.get(name) === making) makings.delete(name); };
    picture.then((bytes) => {
      forget();
      kept.set(name, bytes);
      // Requests for the same frame in the other lane get the same picture.
      for (const each of Object.values(lanes)) {
        const other = each.makings.get(name);
        other?.settle(bytes);
        other?.controller.abort();
      }
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
    }, forget);
    return making;
  }

  return {
    async jpeg(clip, frame, { urgency, signal }) {
      signal?.throwIfAborted();
      const name = `${contentOf(clip)} ${clipPath(clip)} ${frame}`;
      const here = kept.get(name);
      if (here !== undefined) return here;
      // A picture made for a `now` request also serves `behind` requests, but not the other way round.
      const making = lanes.now.makings.get(name) ?? lanes[urgency].makings.get(name) ?? begin(name, clip, frame, urgency);
      making.waiting += 1;
      const { promise: gone, reject } = Promise.withResolvers<never>();
      const leave = (): void => { reject(signal?.reason); };
      signal?.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([making.picture, gone]);
      } finally {
        signal?.removeEventListener('abort', leave);
        making.waiting -= 1;
        if (making.waiting === 0) {
          for (const { makings } of Object.values(lanes)) if (makings.get(name) === making) makings.delete(name);
          making.controller.abort();
        }
      }
    },
  };
}
