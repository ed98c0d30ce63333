import { stat } from 'node:fs/promises';
import { closeAll } from '../../shared/errors/close-all.ts';
import type { ArtefactKey } from './artefact-kind.ts';
import type { ArtefactStore } from './artefact-store.ts';

/** A store whose folder may change while it is in use. */
export interface MovableStore extends ArtefactStore {
  /**
   * Goes on in another folder, with everything that is in the present one. That is emptied only once the new one holds it all; what another engine
   * has pinned stays there. After a failure, or when it is stopped, the present folder is used as before, and what was copied is removed where nothing was there.
   * @throws AppError `disk.full`, `file.notWritable`; AbortError
   */
  moveTo(directory: string, options: MoveOptions): Promise<void>;
}

interface MoveOptions {
  /** The new folder is in use from now on, and will be after a restart: the move can no longer be stopped. */
  readonly onMoved: () => void;
  /** Called with the bytes of each artefact that was copied or linked, of large ones in parts. */
  readonly onCopied?: (bytes: number) => void;
  /** Called with folders: if the program ends in the midst of the move, those of them that are not in use are to be emptied. At the end with `undefined`. */
  readonly onUnfinished?: (folders: readonly string[] | undefined) => void;
  readonly signal?: AbortSignal | undefined;
}

/** One folder with what writes into it. */
interface Place {
  readonly store: ArtefactStore;
  /** Writes that have begun. */
  readonly writing: Set<Promise<unknown>>;
  /** Somebody works in a folder of it, until the engine is closed. */
  lent: boolean;
}

interface Pin {
  readonly keys: readonly ArtefactKey[];
  handle: Disposable;
}

/** @param open opens a store in a folder, with the options that the first one has */
export function createMovableStore(first: ArtefactStore, open: (directory: string) => Promise<ArtefactStore>): MovableStore {
  let place: Place = { store: first, writing: new Set(), lent: false };
  /** Earlier places in which somebody still works. */
  const left: ArtefactStore[] = [];
  const pins = new Set<Pin>();
  let moving: Promise<void> | undefined;

  async function write<Result>(act: (store: ArtefactStore) => Promise<Result>): Promise<Result> {
    const { store, writing } = place;
    const written = act(store);
    writing.add(written);
    try {
      return await written;
    } finally {
      writing.delete(written);
    }
  }

  async function move(directory: string, { onMoved, onCopied, onUnfinished, signal }: MoveOptions): Promise<void> {
    const before = place;
    const next = await open(directory);
    const wasEmpty = next.entriesAfter('', 1).length === 0;
    // What is in use must not be evicted from the new folder either, where less may fit.
    const early = [...pins].map(({ keys }) => next.pin(keys));
    try {
      onUnfinished?.(wasEmpty ? [before.store.directory, directory] : [before.store.directory]);
      if (await isOtherDisk(before.store.directory, directory)) await next.assertWritable(bytesLacking(next, before.store));
      await next.adopt(before.store, { ...(onCopied === undefined ? {} : { onAdopted: onCopied }), signal });
      signal?.throwIfAborted();
      onMoved();
    } catch (error) {
      for (const pin of early) pin[Symbol.dispose]();
      await (wasEmpty ? next.removeAll() : next.close());
      onUnfinished?.(undefined);
      throw error;
    }
    place = { store: next, writing: new Set(), lent: false };
    const old = [...pins].map((pin) => {
      const { handle } = pin;
      pin.handle = next.pin(pin.keys);
      return handle;
    });
    for (const pin of early) pin[Symbol.dispose]();
    try {
      // What was being written at that moment ends in the old folder.
      await Promise.allSettled(before.writing);
      await next.adopt(before.store);
    } finally {
      for (const handle of old) handle[Symbol.dispose]();
      if (before.lent) left.push(before.store);
      else {
        await before.store.removeAll();
        onUnfinished?.(undefined);
      }
    }
  }

  return {
    get directory() { return place.store.directory; },
    put: (key, kind, made) => write((store) => store.put(key, kind, made)),
    putInMemory: (key, kind, made) => { place.store.putInMemory(key, kind, made); },
    get: (key) => place.store.get(key),
    find: (key) => place.store.find(key),
    discover: (keys) => place.store.discover(keys),
    group: (...groups) => place.store.group(...groups),
    async putFolder(key, kind, fill) {
      const at = place;
      const path = await write((store) => store.putFolder(key, kind, fill));
      if (at === place) return path;
      // Moved while it was written: it is taken over with the rest.
      await moving;
      return await place.store.folder(key) ?? path;
    },
    folder: (key) => place.store.folder(key),
    remove: (key) => write((store) => store.remove(key)),
    keepNewest: (group, count) => place.store.keepNewest(group, count),
    pin(keys) {
      const pin: Pin = { keys: [...keys], handle: place.store.pin(keys) };
      pins.add(pin);
      return { [Symbol.dispose]: () => { if (pins.delete(pin)) pin.handle[Symbol.dispose](); } };
    },
    setLatest: (plane) => { place.store.setLatest(plane); },
    latest: (clip, from, to) => place.store.latest(clip, from, to),
    fileHash: (path) => place.store.fileHash(path),
    setFileHash: (path, stamp, hash) => { place.store.setFileHash(path, stamp, hash); },
    setBudget: (bytes) => place.store.setBudget(bytes),
    usage: () => place.store.usage(),
    unpinned: () => place.store.unpinned(),
    clear: (kinds) => write((store) => store.clear(kinds)),
    adopt: (other, options) => write((store) => store.adopt(other, options)),
    entriesAfter: (key, limit) => place.store.entriesAfter(key, limit),
    removeAll: () => place.store.removeAll(),
    scratchFolder() {
      place.lent = true;
      return place.store.scratchFolder();
    },
    assertWritable: (neededBytes) => place.store.assertWritable(neededBytes),
    async moveTo(directory, options) {
      while (moving !== undefined) await moving.catch(() => undefined); // reported to whoever asked for it
      moving = move(directory, options);
      try {
        await moving;
      } finally {
        moving = undefined;
      }
    },
    async close() {
      await moving?.catch(() => undefined); // reported to whoever asked for it
      await closeAll([...left.splice(0).map((store) => () => store.removeAll()), () => place.store.close()]);
    },
  };
}

/** Of artefacts that the one store holds and the other does not. */
function bytesLacking(store: ArtefactStore, other: ArtefactStore): number {
  let [bytes, after] = [0, ''];
  for (let page = other.entriesAfter(after, PAGE); page.length > 0; page = other.entriesAfter(after, PAGE)) {
    bytes += page.reduce((sum, { key, bytes: each }) => sum + (store.find(key) === undefined ? each : 0), 0);
    after = page.at(-1)!.key;
  }
  return bytes;
}

const PAGE = 1024;

async function isOtherDisk(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  return a.dev !== b.dev;
}
