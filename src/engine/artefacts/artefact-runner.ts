import PQueue from 'p-queue';
import type { z } from 'zod';
import type { MadeArtefact, StoredArtefact } from './artefact-file.ts';
import { type ArtefactKey, type ArtefactKind, artefactKey, type ArtefactLane } from './artefact-kind.ts';
import type { ArtefactStore } from './artefact-store.ts';

/** Priorities: the playhead's frame, then its neighbours, then the rest of the shot, then everything else. */
export type ArtefactPriority = 'playhead' | 'neighbour' | 'shot' | 'rest';
const RANK = { playhead: 3, neighbour: 2, shot: 1, rest: 0 } as const satisfies Record<ArtefactPriority, number>;

/** How many artefacts are made at once, by resource. */
const AT_ONCE = { inference: 1, ffmpeg: 2, disk: 4 } as const satisfies Record<ArtefactLane, number>;

/**
 * Makes an artefact of a kind. It is pure: the same inputs give the same bytes. What it needs of other kinds is wanted before, not inside:
 * a maker that waits for its own lane would wait for ever.
 * @param means how to reach what the inputs name (paths, open files); nothing in it changes the result
 */
type ArtefactMaker<Schema extends z.ZodType, Means> = (inputs: z.input<Schema>, means: Means, context: { readonly signal: AbortSignal; readonly key: ArtefactKey }) => Promise<MadeArtefact>;

interface WantOptions {
  readonly priority?: ArtefactPriority;
  /** Cancels this request. The work is stopped when no other request waits for it. */
  readonly signal?: AbortSignal | undefined;
  /** `memory`: not worth the disk, as a preview while a hint is moved. */
  readonly keep?: 'disk' | 'memory';
}

/** Requests an artefact of one kind: from the store, or made. @throws what the maker throws; AbortError; AppError `disk.full`, `file.notWritable` */
export type Want<Schema extends z.ZodType, Means> = (inputs: z.input<Schema>, means: Means, options?: WantOptions) => Promise<StoredArtefact>;

/** Makes artefacts that are not there, each once, however many ask for it. */
export interface ArtefactRunner {
  /** Registers the maker of a kind and returns the function that requests its artefacts. A kind has one maker. */
  register<Schema extends z.ZodType, Means>(kind: ArtefactKind<Schema>, maker: ArtefactMaker<Schema, Means>): Want<Schema, Means>;
  /** Stops everything. */
  close(): Promise<void>;
}

interface Making {
  readonly promise: Promise<StoredArtefact>;
  readonly controller: AbortController;
  /** Moves it forward in its lane’s queue, or says where it will enter it. */
  readonly raise: (rank: number) => void;
  askers: number;
  isForDisk: boolean;
}

export function createArtefactRunner(store: ArtefactStore): ArtefactRunner {
  const lanes = Object.fromEntries(Object.entries(AT_ONCE).map(([lane, concurrency]) => [lane, new PQueue({ concurrency })])) as Record<ArtefactLane, PQueue>;
  const makings = new Map<ArtefactKey, Making>();
  const kinds = new Set<string>();
  let made = 0;

  const isOnDisk = (key: ArtefactKey): boolean => store.find(key) !== undefined;

  function begin(key: ArtefactKey, kind: ArtefactKind, make: (signal: AbortSignal) => Promise<MadeArtefact>): Making {
    const controller = new AbortController();
    const { signal } = controller;
    const lane = lanes[kind.lane];
    const id = String(made++);
    let rank = 0;
    let isQueued = false;
    // Entered before the store is asked, so that all who ask meanwhile share its answer, its work and its failure.
    const find = async (): Promise<StoredArtefact> => {
      const there = await store.get(key);
      signal.throwIfAborted();
      if (there !== undefined) return there;
      isQueued = true;
      return lane.add(async () => {
        isQueued = false;
        signal.throwIfAborted();
        // Another engine on the same folder may have made it in the meantime.
        const artefact = await store.get(key) ?? { key, kind: kind.kind, meta: {}, ...await make(signal) };
        if (making.isForDisk) await keep(artefact);
        else if (!isOnDisk(key)) store.putInMemory(key, kind.kind, artefact);
        return artefact;
      }, { priority: rank, id });
    };
    const promise = find();
    const making: Making = {
      promise, controller, askers: 0, isForDisk: false,
      raise: (wanted) => {
        if (wanted <= rank) return;
        rank = wanted;
        if (isQueued) lane.setPriority(id, wanted);
      },
    };
    makings.set(key, making);
    const forget = (): void => { if (makings.get(key) === making) makings.delete(key); };
    promise.then(forget, forget);
    return making;
  }

  async function keep(artefact: StoredArtefact): Promise<void> {
    if (!isOnDisk(artefact.key)) await store.put(artefact.key, artefact.kind, artefact);
  }

  /** Waits with the others; the last one to leave stops the work. */
  async function join(key: ArtefactKey, making: Making, signal: AbortSignal | undefined): Promise<StoredArtefact> {
    making.askers += 1;
    const { promise: gone, reject } = Promise.withResolvers<never>();
    const leave = (): void => { reject(abortReason(signal)); };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([making.promise, gone]);
    } finally {
      signal?.removeEventListener('abort', leave);
      making.askers -= 1;
      if (making.askers === 0) {
        if (makings.get(key) === making) makings.delete(key);
        making.controller.abort();
      }
    }
  }

  return {
    register(kind, maker) {
      if (kinds.has(kind.kind)) throw new Error(`The artefact kind ${kind.kind} has a maker already.`);
      kinds.add(kind.kind);
      return async (inputs, means, { priority = 'rest', signal, keep: place = 'disk' } = {}) => {
        signal?.throwIfAborted();
        const key = artefactKey(kind, inputs);
        const making = makings.get(key) ?? begin(key, kind, (stop) => maker(inputs, means, { signal: stop, key }));
        making.raise(RANK[priority]);
        if (place === 'disk') making.isForDisk = true;
        const artefact = await join(key, making, signal);
        // A preview that has become the colour of the frame was made in memory.
        if (place === 'disk') await keep(artefact);
        return artefact;
      };
    },
    async close() {
      for (const { controller } of makings.values()) controller.abort();
      await Promise.all(Object.values(lanes).map((lane) => lane.onIdle()));
    },
  };
}

function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('Cancelled.', 'AbortError');
}
