import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { z } from 'zod';
import { AppError, isAbort } from '../../../shared/errors/app-error.ts';
import { type Clip, clipPath, grayName } from '../../../shared/model/clip.ts';
import type { ArtefactStore } from '../../artefacts/index.ts';
import { contentHash, readName, type SourceStamp, sourceStamp, wholeHash } from '../../media/index.ts';

type ClipSource = Pick<Clip, 'contentHash' | 'source' | 'frameCount' | 'unreadable'>;
/** With its picture the name holds what its codes are taken for, too; without, the file alone, as far as it can be read. */
type NamedClip = Pick<Clip, 'contentHash' | 'source' | 'unreadable' | 'damaged'> & Partial<Pick<Clip, 'picture' | 'coding'>>;

/** What a project stores about the content of a clip, in addition to the quick hash in the document. */
export const KnownContent = z.object({ portable: z.string(), whole: z.string().optional() });
export type KnownContent = z.infer<typeof KnownContent>;

/** Reads and writes that in the open project. */
export interface ContentMemory {
  get(clip: ClipSource): KnownContent | undefined;
  set(clip: ClipSource, known: KnownContent): void;
}

/** `changed`: the content differs from that of the project. `unverified`: it may differ; only the hash of the whole file can tell. */
type ContentState = 'same' | 'changed' | 'unverified';

/** Content of the sources of clips, as far as it is known. */
export interface ClipContents {
  /** Names the content of a clip's source in keys. While it is not known whether a file has changed, it counts as changed. */
  of(clip: NamedClip): string;
  /** Looks at the stamps of the source's files; a file that may have changed is read whole where it is small. */
  check(clip: ClipSource): Promise<ContentState>;
  /** Reads the whole source, unless it was read since its last change. @throws what reading throws; AbortError */
  verify(clip: ClipSource, options?: { readonly signal?: AbortSignal | undefined }): Promise<ContentState>;
  /** The same in idle time; a source that cannot be read now is tried again later. */
  verifyInIdle(clip: ClipSource): void;
  /** Calls the listener when the known content of a clip changes. Returns a function that ends it. */
  subscribe(listener: (clip: ClipSource, state: ContentState) => void): () => void;
  close(): Promise<void>;
}

interface ClipContentsOptions {
  readonly memory: ContentMemory;
  /** Reading in idle time waits while this returns true. */
  readonly isBusy?: () => boolean;
  readonly readAtOnceBytes?: number;
}

/** Files up to this size are read at once: it takes seconds, and content that is the same does not count as changed until idle time. */
const READ_AT_ONCE_BYTES = 1e9;
const BUSY_WAIT_MS = 500;

export function createClipContents(store: Pick<ArtefactStore, 'fileHash' | 'setFileHash'>, options: ClipContentsOptions): ClipContents {
  const names = new Map<string, string>();
  const listeners = new Set<(clip: ClipSource, state: ContentState) => void>();
  const idle = new PQueue({ concurrency: 1 });
  const closing = new AbortController();
  const { memory, readAtOnceBytes: readAtOnce = READ_AT_ONCE_BYTES } = options;

  const nameOf = (clip: Pick<Clip, 'contentHash' | 'source'>): string => names.get(placeOf(clip)) ?? clip.contentHash;
  const stateOf = (clip: ClipSource): ContentState => (nameOf(clip) === clip.contentHash ? 'same' : nameOf(clip).includes(UNVERIFIED) ? 'unverified' : 'changed');
  /** From the project, else from what this machine remembers. */
  function knownOf(clip: ClipSource): KnownContent | undefined {
    const here = store.fileHash(knownPlace(clip));
    return memory.get(clip) ?? (here === undefined ? undefined : { portable: here.stamp, ...(here.hash === '' ? {} : { whole: here.hash }) });
  }
  function remember(clip: ClipSource, known: KnownContent): void {
    memory.set(clip, known);
    store.setFileHash(knownPlace(clip), known.portable, known.whole ?? '');
  }
  /** Stores the identity of a source's content; it is valid while the stamps of its files do not change. */
  function settle(clip: ClipSource, stamp: SourceStamp, name: string): ContentState {
    const before = nameOf(clip);
    names.set(placeOf(clip), name);
    const noted = store.fileHash(placeOf(clip));
    if (!name.includes(UNVERIFIED) && (noted?.stamp !== stamp.exact || noted.hash !== name)) store.setFileHash(placeOf(clip), stamp.exact, name);
    const state = stateOf(clip);
    if (name !== before) for (const listener of listeners) listener(clip, state);
    return state;
  }

  async function verify(clip: ClipSource, hashing: Parameters<typeof wholeHash>[3] = {}): Promise<ContentState> {
    const stamp = await sourceStamp(clip.source, clip.frameCount);
    const whole = await wholeHash(clip.source, clip.frameCount, store, { ...hashing, unreadable: clip.unreadable });
    const known = knownOf(clip);
    const seen = store.fileHash(placeOf(clip));
    const isUntouched = seen === undefined ? known === undefined || known.portable === stamp.portable : isSameStamp(seen.stamp, stamp);
    // A source that was found to be the same, with its present stamps, is the new base of comparison.
    const isFirst = known?.whole === undefined && isUntouched && nameOf(clip) === clip.contentHash;
    if (isFirst || whole === known?.whole) {
      if (isFirst || known?.portable !== stamp.portable) remember(clip, { portable: stamp.portable, whole });
      return settle(clip, stamp, clip.contentHash);
    }
    return settle(clip, stamp, `${clip.contentHash}+${whole.slice(0, 32)}`);
  }

  async function restful(): Promise<void> {
    do await sleep(options.isBusy?.() === true ? BUSY_WAIT_MS : 0, undefined, { signal: closing.signal }); while (options.isBusy?.() === true);
  }

  return {
    of: (clip) => {
      const gray = grayName(clip);
      return `${readName(nameOf(clip), clip)}${gray === '' ? '' : ` read as ${gray}`}`;
    },
    async check(clip) {
      const stamp = await sourceStamp(clip.source, clip.frameCount);
      const seen = store.fileHash(placeOf(clip));
      const isSeen = seen?.hash.startsWith(clip.contentHash) === true;
      if (isSeen && isSameStamp(seen.stamp, stamp)) return settle(clip, stamp, seen.hash);
      const known = knownOf(clip);
      const isUntouched = !isSeen && (known === undefined || known.portable === stamp.portable);
      if (isUntouched && await contentHash(clip.source, clip.frameCount, clip.unreadable) === clip.contentHash.replace(/-deinterlaced$/, '')) {
        if (known === undefined) remember(clip, { portable: stamp.portable });
        return settle(clip, stamp, clip.contentHash);
      }
      settle(clip, stamp, `${clip.contentHash}${UNVERIFIED}${createHash('sha256').update(stamp.exact).digest('hex').slice(0, 32)}`);
      return stamp.bytes <= readAtOnce ? verify(clip) : 'unverified';
    },
    verify,
    verifyInIdle(clip) {
      if (closing.signal.aborted) return;
      void idle.add(async () => {
        await restful();
        await verify(clip, { signal: closing.signal, breathe: restful });
      }).catch((error: unknown) => {
        // A file that cannot be read is reported by the work that needs it.
        if (!isAbort(error) && !(error instanceof Error)) throw error;
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    async close() {
      closing.abort();
      await idle.onIdle();
    },
  };
}

function isSameStamp(seen: string, now: SourceStamp): boolean {
  return seen === now.exact || seen === now.withDisks;
}

/** Part of the name of a source whose content is not known. */
const UNVERIFIED = '?';

function placeOf(clip: Pick<Clip, 'contentHash' | 'source'>): string {
  return `content of ${clipPath(clip)}${clip.contentHash.endsWith('-deinterlaced') ? ' deinterlaced' : ''}`;
}

function knownPlace({ contentHash: hash }: ClipSource): string {
  return `known content of ${hash}`;
}

/** Message for the user: why existing colour is not used. */
export function changedError(clip: Pick<Clip, 'source'> & { readonly name: string }): AppError {
  return new AppError('media.changed', `“${clip.name}” was changed on the disk since its colour was made. Keyframes and hints are kept; check the clip, and propagate its shots again.`, { details: clipPath(clip) });
}
