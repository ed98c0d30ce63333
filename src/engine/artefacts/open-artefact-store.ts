import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { closeAll } from '../../shared/errors/close-all.ts';
import { encodedBytes, type StoredArtefact } from './artefact-file.ts';
import type { ArtefactEntry, ArtefactIndex, UsedEntry } from './artefact-index.ts';
import type { ArtefactKey } from './artefact-kind.ts';
import type { ArtefactStore, ArtefactStoreOptions } from './artefact-store.ts';
import { cacheError, isMissing } from './cache-error.ts';
import { createSelfHealingIndex, quietly } from './self-healing-index.ts';
import { createStoreFiles } from './store-files.ts';
import { hasEnded, newOwner } from './store-owner.ts';
import { createStorePins } from './store-pins.ts';

const LARGEST_DEFAULT = 50e9;
const DEFAULT_SHARE = 0.1;
const MEMORY_BYTES = 64 * 2 ** 20;
/** Eviction continues down to this share of the budget, so that the next artefact does not start it again. */
const EVICT_TO = 0.95;
/** Age after which unchanged scratch of another machine's store counts as abandoned: its process cannot be queried. */
const FOREIGN_SCRATCH_MS = 24 * 3600e3;
/** Files removed per step; other engines wait during a step. */
const EVICT_AT_ONCE = 64;
/** Files of a shared folder that are looked at before other work gets its turn. */
const DISCOVERED_AT_ONCE = 32;
const INDEX_NAME = 'index.sqlite';
/** Artefacts taken over from another store before the index is told. */
const ADOPTED_AT_ONCE = 256;
/** Uses noted in the index at once. */
const USES_AT_ONCE = 256;

/** @throws AppError `disk.full`, `file.notWritable` when the cache folder cannot be written */
export async function openArtefactStore(options: ArtefactStoreOptions): Promise<ArtefactStore> {
  const { directory, shared, now = Date.now } = options;
  const owner = newOwner();
  const files = createStoreFiles(directory, owner.name);
  const uses = new Map<ArtefactKey, number>();
  const memory = new LRUCache<ArtefactKey, StoredArtefact>({ maxSize: options.memoryBytes ?? MEMORY_BYTES, sizeCalculation: ({ payload }) => Math.max(1, payload.byteLength) });
  let budget = 0;
  let evicting: Promise<void> | undefined;
  let isClosed = false;

  const healing = createSelfHealingIndex(shared?.indexPath ?? join(directory, INDEX_NAME), directory, {
    makeFolders: () => { files.makeFolders(); },
    fill: async (index, isNew) => {
      pins.restore(index);
      // A farm's folder contains millions of files: each is checked when it is requested.
      if ((isNew || options.rescan === true) && shared === undefined) await scan(index);
    },
  });
  const pins = createStorePins(healing, owner.name);
  async function scan(index: ArtefactIndex): Promise<void> {
    const damaged: ArtefactKey[] = [];
    for await (const found of files.scan()) {
      if ('damaged' in found) damaged.push(found.damaged);
      else index.add(found.entry, { isReady: true, usedAt: found.usedAt });
    }
    for (const key of damaged) await files.remove(key);
  }
  const flushUses = (): void => {
    if (uses.size === 0) return;
    const { index } = healing;
    index.exclusive(() => { for (const [key, at] of uses) index.use(key, at); });
    uses.clear();
  };
  const noteUse = (key: ArtefactKey): void => {
    uses.set(key, now());
    if (uses.size >= USES_AT_ONCE) healing.useNow(flushUses, undefined);
  };
  const evictOne = (entry: ArtefactEntry): void => {
    healing.index.remove(entry.key);
    files.removeNow(entry);
  };
  /** Runs one short step under the lock shared with other engines, so that an artefact that one of them pins or puts is not removed. */
  const evictSome = (target: number): boolean => healing.index.exclusive(() => {
    let bytes = healing.index.totalBytes();
    if (bytes <= target) return false;
    const oldest = healing.index.oldestUnpinned(EVICT_AT_ONCE);
    for (const each of oldest) {
      if (bytes <= target) return false;
      evictOne(each);
      bytes -= each.bytes;
    }
    return oldest.length === EVICT_AT_ONCE && bytes > target;
  });
  async function evict(): Promise<void> {
    await healing.use((index) => {
      flushUses();
      pins.removeLeft(index);
      for (const each of index.pinOwners()) if (hasEnded(each)) index.unpinOwner(each);
    });
    while (await healing.use(() => evictSome(budget * EVICT_TO))) await new Promise((resolve) => { setImmediate(resolve); });
  }
  async function keepWithinBudget(): Promise<void> {
    if (await healing.use((index) => index.totalBytes()) <= budget) return;
    evicting ??= evict().finally(() => { evicting = undefined; });
    await evicting;
  }
  const defaultBudget = async (): Promise<number> => shared !== undefined ? Infinity : Math.min(LARGEST_DEFAULT, (await files.freeBytes() + healing.index.totalBytes()) * DEFAULT_SHARE);
  /** For a shared folder, the files count and not this machine's index: other machines add and remove files. */
  const findShared = (key: ArtefactKey): ArtefactEntry | undefined => {
    const known = healing.useNow((index) => index.find(key), undefined);
    if (known !== undefined) return files.isThere(known) ? known : undefined;
    const found = files.entryNow(key);
    if (found !== undefined) healing.useNow((index) => { index.add(found, { isReady: true, usedAt: now() }); }, undefined);
    return found;
  };
  const forget = async (key: ArtefactKey): Promise<void> => {
    await healing.use((index) => { index.remove(key); });
    uses.delete(key);
  };
  /** Adds a published artefact to the index, unless another engine has evicted it since. */
  const confirm = (entry: ArtefactEntry): Promise<void> => healing.use((index) => index.exclusive(() => {
    if (files.isThere(entry)) index.add(entry, { isReady: true, usedAt: now() });
    else index.remove(entry.key);
  }));
  async function clear(kinds: readonly string[]): Promise<number> {
    let freed = 0;
    const step = (): boolean => healing.index.exclusive(() => {
      const entries = healing.index.unpinnedOf(kinds, EVICT_AT_ONCE);
      for (const entry of entries) {
        evictOne(entry);
        freed += entry.bytes;
      }
      return entries.length === EVICT_AT_ONCE;
    });
    while (await healing.use(step)) await new Promise((resolve) => { setImmediate(resolve); });
    return freed;
  }
  async function close(): Promise<void> {
    if (isClosed) return;
    await evicting?.catch(() => undefined); // reported by `put`
    await closeAll([
      () => { quietly(flushUses); },
      () => { quietly(() => { healing.index.unpinOwner(owner.name); }); },
      () => { isClosed = true; pins.close(); healing.close(); },
      () => files.removeOwnScratch(),
      () => { owner.release(); },
    ]);
  }
  /** Writes by `act`; tries again once when the folder was deleted. */
  async function writing<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act().catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        files.makeFolders();
        return act();
      });
    } catch (error) {
      throw cacheError(error, directory);
    }
  }

  try {
    await healing.open();
    await files.sweep(shared === undefined ? {} : { othersAfterMs: FOREIGN_SCRATCH_MS });
    const { index } = healing;
    for (const entry of index.unready()) {
      const found = entry.isFolder ? await files.readFolder(entry.key) ?? 'missing' : await files.read(entry.key);
      if (typeof found === 'string') index.remove(entry.key);
      else index.add(entry, { isReady: true, usedAt: now() });
    }
    budget = (shared === undefined ? options.budget : undefined) ?? await defaultBudget();
    await keepWithinBudget();
  } catch (error) {
    owner.release();
    throw cacheError(error, directory);
  }

  return {
    directory,
    async put(key, kind, { payload, meta = {} }) {
      await writing(async () => {
        const staged = await files.stage({ key, kind, payload, meta });
        const entry: ArtefactEntry = { key, kind, bytes: staged.bytes, isFolder: false, ...meta };
        try {
          // Known before it is there, so that a crash between the two leaves no file that the budget does not count.
          await healing.use((index) => { index.add(entry, { isReady: false, usedAt: now() }); });
          await staged.publish();
        } catch (error) {
          await staged.discard();
          throw error;
        }
        await confirm(entry);
      });
      await keepWithinBudget();
    },
    putInMemory: (key, kind, { payload, meta = {} }) => { memory.set(key, { key, kind, payload, meta }); },
    async get(key) {
      const held = memory.get(key);
      if (held !== undefined) return held;
      const found = await files.read(key);
      if (typeof found !== 'string') {
        if (healing.useNow((index) => index.find(key), undefined) === undefined) await healing.use((index) => { index.add(entryOf(found), { isReady: true, usedAt: now() }); });
        noteUse(key);
        return found;
      }
      if (found === 'damaged') await files.remove(key);
      if (await healing.use((index) => index.find(key)?.isFolder) === false) await forget(key);
      return undefined;
    },
    find: (key) => (shared === undefined ? healing.useNow((index) => index.find(key), undefined) : findShared(key)),
    async discover(keys) {
      if (shared === undefined) return;
      for (const [count, key] of keys.entries()) {
        findShared(key);
        if (count % DISCOVERED_AT_ONCE === 0) await new Promise((resolve) => { setImmediate(resolve); });
      }
    },
    group: (...groups) => healing.useNow((index) => index.group(...groups), []),
    async putFolder(key, kind, fill) {
      await writing(async () => {
        const staged = await files.stageFolder(key);
        try {
          const meta = await fill(staged) ?? {};
          let entry: ArtefactEntry = { key, kind, bytes: 0, isFolder: true, ...meta };
          await files.publishFolder(staged, { key, kind, meta }, (bytes) => {
            entry = { ...entry, bytes };
            healing.index.add(entry, { isReady: false, usedAt: now() });
          });
          await confirm(entry);
        } catch (error) {
          await files.discardFolder(staged);
          throw error;
        }
      });
      await keepWithinBudget();
      return files.folderOf(key);
    },
    async folder(key) {
      const found = await files.readFolder(key);
      if (found !== undefined) {
        noteUse(key);
        return files.folderOf(key);
      }
      if (await healing.use((index) => index.find(key)?.isFolder) === true) {
        await files.remove(key);
        await forget(key);
      }
      return undefined;
    },
    async remove(key) {
      memory.delete(key);
      await files.remove(key);
      await forget(key);
    },
    async keepNewest(group, count) {
      if (shared !== undefined) return;
      await healing.use((index) => {
        flushUses();
        index.exclusive(() => { for (const each of index.olderOfGroup(group, count)) evictOne(each); });
      });
    },
    pin: (keys) => pins.pin(keys),
    setLatest: (plane) => { healing.useNow((index) => { index.setLatest(plane); }, undefined); },
    latest: (clip, first, last) => healing.useNow((index) => index.latest(clip, first, last), []),
    fileHash: (path) => healing.useNow((index) => index.fileHash(path), undefined),
    setFileHash: (path, stamp, hash) => { healing.useNow((index) => { index.setFileHash(path, stamp, hash); }, undefined); },
    async setBudget(bytes) {
      budget = (shared === undefined ? bytes : undefined) ?? await defaultBudget();
      await keepWithinBudget();
    },
    usage: () => ({ bytes: healing.useNow((index) => index.totalBytes(), 0), budget, kinds: healing.useNow((index) => index.kinds(), []) }),
    unpinned: () => healing.useNow((index) => index.unpinnedKinds(), []),
    clear,
    entriesAfter: (key, limit) => healing.useNow((index) => index.after(key, limit), []),
    async adopt(other, { onAdopted, signal } = {}) {
      await writing(async () => {
        for (let after = ''; ;) {
          const page = other.entriesAfter(after, ADOPTED_AT_ONCE);
          if (page.length === 0) break;
          const here: UsedEntry[] = [];
          try {
            for (const entry of page) {
              signal?.throwIfAborted();
              let told = 0;
              const onPart = (bytes: number): void => {
                told += bytes;
                onAdopted?.(bytes);
              };
              if (await files.adopt(entry, other.directory, { signal, onPart })) here.push(entry);
              onAdopted?.(Math.max(0, entry.bytes - told));
            }
          } finally {
            // Also what was taken over before it was stopped.
            await healing.use((index) => index.exclusive(() => { for (const { usedAt, ...entry } of here) if (index.find(entry.key) === undefined) index.add(entry, { isReady: true, usedAt }); }));
          }
          after = page.at(-1)!.key;
        }
        await healing.use((index) => { index.copyFacts(join(other.directory, INDEX_NAME)); });
      });
      await keepWithinBudget();
    },
    async removeAll() {
      await clear(healing.useNow((index) => index.kinds(), []).map(({ kind }) => kind));
      await close();
      await files.removeEmptyFolders();
    },
    scratchFolder: () => writing(() => files.scratchFolder()),
    assertWritable: (neededBytes = 0) => files.assertWritable(neededBytes),
    close,
  };
}

/** Of one that the index had lost. */
function entryOf(artefact: StoredArtefact): ArtefactEntry {
  return { key: artefact.key, kind: artefact.kind, bytes: encodedBytes(artefact), isFolder: false, ...artefact.meta };
}
