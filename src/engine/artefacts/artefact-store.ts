import type { ArtefactMeta, MadeArtefact, StoredArtefact } from './artefact-file.ts';
import type { ArtefactEntry, LatestPlane, UsedEntry } from './artefact-index.ts';
import type { ArtefactKey } from './artefact-kind.ts';

/** Derived data by key, in the cache folder. All of it may be deleted at any time; several engines may share a folder. */
export interface ArtefactStore {
  readonly directory: string;
  /** Keeps it on the disk. @throws AppError `disk.full`, `file.notWritable` */
  put(key: ArtefactKey, kind: string, made: MadeArtefact): Promise<void>;
  /** Keeps it in memory until newer ones need the room: previews while a hint is moved. */
  putInMemory(key: ArtefactKey, kind: string, made: MadeArtefact): void;
  /** Complete and verified, from memory or disk. A damaged or foreign file is removed and counts as missing. */
  get(key: ArtefactKey): Promise<StoredArtefact | undefined>;
  /** The entry of the index, without reading the file. */
  find(key: ArtefactKey): ArtefactEntry | undefined;
  /** Adds artefacts that another machine has put into a shared folder to the index, for `group`. Does nothing without a shared folder. */
  discover(keys: readonly ArtefactKey[]): Promise<void>;
  /** Entries on the disk whose `meta.group` is one of these, by group and frame. Asking for several at once takes little longer than for one. */
  group(...groups: readonly ArtefactKey[]): readonly ArtefactEntry[];
  /** Makes an artefact of several large files. Their content is for their reader to check; that all are there and as long as they were is checked here. */
  putFolder(key: ArtefactKey, kind: string, fill: (folder: string) => Promise<ArtefactMeta | undefined>): Promise<string>;
  /** Path of such a folder; `undefined` when it is incomplete. */
  folder(key: ArtefactKey): Promise<string | undefined>;
  remove(key: ArtefactKey): Promise<void>;
  /** Removes the artefacts of a group, except the last used ones and pinned ones. */
  keepNewest(group: ArtefactKey, count: number): Promise<void>;
  /** Keeps artefacts (or all of a group) from being evicted until it is disposed of, also those that are made later. */
  pin(keys: readonly ArtefactKey[]): Disposable;
  /** Records the artefact made for a frame of a shot. */
  setLatest(plane: LatestPlane): void;
  /** The artefacts last made for frames of a clip that still exist, for each shot that had these frames. */
  latest(clip: string, first: number, last: number): readonly LatestPlane[];
  /** The hash of a file's content as it was worked out last, when the file had this stamp (size, times, …). */
  fileHash(path: string): { readonly stamp: string; readonly hash: string } | undefined;
  setFileHash(path: string, stamp: string, hash: string): void;
  /** Bytes to stay within; `undefined` for the default. What exceeds it is evicted, least recently used first. */
  setBudget(bytes: number | undefined): Promise<void>;
  usage(): { readonly bytes: number; readonly budget: number; readonly kinds: readonly { readonly kind: string; readonly count: number; readonly bytes: number }[] };
  /** What of each kind could be removed: everything that is not pinned. */
  unpinned(): readonly { readonly kind: string; readonly count: number; readonly bytes: number }[];
  /** Removes what is of these kinds and not pinned. @returns bytes that were freed */
  clear(kinds: readonly string[]): Promise<number>;
  /**
   * Takes over what another store of this machine holds and this one does not, by hard links where both lie on one disk. What the other one knows of
   * planes last made goes along. Both stay usable meanwhile. @param options `onAdopted`: called with the bytes of each artefact, of large ones in parts; `signal` stops it between two of them, and within
   * large ones. @throws AppError `disk.full`, `file.notWritable`; AbortError
   */
  adopt(other: Pick<ArtefactStore, 'directory' | 'entriesAfter'>, options?: { readonly onAdopted?: (bytes: number) => void; readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Complete artefacts on the disk, in the order of their keys. @param key `''` for the first ones */
  entriesAfter(key: string, limit: number): readonly UsedEntry[];
  /** Removes everything that this store or another engine has not pinned, and closes the store. Folders that are empty then go, too. */
  removeAll(): Promise<void>;
  /** A folder for work in progress; removed with the store, or when another one starts after a crash. */
  scratchFolder(): Promise<string>;
  /** To be called before long work. @throws AppError `disk.full`, `file.notWritable` */
  assertWritable(neededBytes?: number): Promise<void>;
  close(): Promise<void>;
}

export interface ArtefactStoreOptions {
  readonly directory: string;
  /** Limit in bytes; by default the smaller of 50 GB and a tenth of the free space. */
  readonly budget?: number | undefined;
  /** Bytes of previews in memory. */
  readonly memoryBytes?: number;
  readonly now?: () => number;
  /** Looks at all files, also of a folder that has an index: one that was being filled when the program ended holds more than that knows. */
  readonly rescan?: boolean;
  /**
   * The folder is that of a render farm: several machines write into it. The index, which SQLite can share on one machine only, is a file of
   * this machine and knows what was put or found from here. Nothing is evicted: what this machine has not used may be another one's work.
   */
  readonly shared?: { readonly indexPath: string };
}
