import PQueue from 'p-queue';
import { type Clip, clipPath } from '../../shared/model/clip.ts';

/** `now`: a person waits for it. `behind`: it can wait until nothing else is to be done. */
export type Urgency = 'now' | 'behind';

/** Pictures of frames that have to be made, each once however many wait for it. */
export interface SourcePictures {
  /** One that several wait for stops being made when none of them waits any more. Throws as what makes it. */
  jpeg(clip: Clip, frame: number, options: { readonly urgency: Urgency; readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
}

export type MakePicture = (clip: Clip, frame: number, options: { readonly urgency: Urgency; readonly signal: AbortSignal }) => Promise<Uint8Array>;

/** Few, so that what was asked for first is not held up by what was asked for later. */
const AT_ONCE: Readonly<Record<Urgency, number>> = { now: 2, behind: 1 };
/** The viewer, a thumbnail and a poster ask for the same frame, one after the other. */
const KEPT = 8;

interface Making {
  readonly picture: Promise<Uint8Array>;
  /** The picture has come from the other lane. */
  readonly settle: (bytes: Uint8Array) => void;
  readonly controller: AbortController;
  waiting: number;
}

/** Pictures are made in the order in which they are asked for; those that nobody waits for hold up none of the others. */
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
      // Who waits for the same frame in the other lane has it as well, and it is not made again.
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
      // What is made now serves who can wait as well, but not the other way round.
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
