import { sqliteCode } from '../../shared/errors/sqlite-error.ts';
import { type ArtefactIndex, createArtefactIndex, openIndexFile } from './artefact-index.ts';
import { cacheError } from './cache-error.ts';

/** An index that is rebuilt when its file is damaged or deleted while it is open. */
export interface SelfHealingIndex {
  open(): Promise<void>;
  /** The open one; another after it was rebuilt. */
  readonly index: ArtefactIndex;
  /** Reads or writes the index. One that is lost is opened again first. @throws AppError `disk.full`, `file.notWritable` */
  use<Result>(act: (index: ArtefactIndex) => Result): Promise<Result>;
  /** The synchronous form: of a lost index it gives `otherwise`, and the index is empty until it has been rebuilt. */
  useNow<Result>(act: (index: ArtefactIndex) => Result, otherwise: Result): Result;
  /** Nothing is rebuilt from now on. */
  close(): void;
}

interface HealingMeans {
  /** For a file whose folder was deleted. */
  readonly makeFolders: () => void;
  /** Puts into an index that was opened what it must hold; a new one is empty. */
  readonly fill: (index: ArtefactIndex, isNew: boolean) => Promise<void>;
}

/** @param directory of the store, which errors name */
export function createSelfHealingIndex(path: string, directory: string, { makeFolders, fill }: HealingMeans): SelfHealingIndex {
  let index: ArtefactIndex;
  let isClosed = false;

  async function open(): Promise<void> {
    makeFolders();
    const opened = openIndexFile(path);
    index = createArtefactIndex(opened.database);
    await fill(index, opened.isNew);
  }
  async function use<Result>(act: (index: ArtefactIndex) => Result): Promise<Result> {
    try {
      return act(index);
    } catch (error) {
      if (!isLost(error) || isClosed) throw cacheError(error, directory);
      quietly(() => { index.close(); });
      try {
        await open();
        return act(index);
      } catch (again) {
        throw cacheError(again, directory);
      }
    }
  }
  return {
    open, use,
    get index() {
      return index;
    },
    useNow(act, otherwise) {
      try {
        return act(index);
      } catch (error) {
        if (!isLost(error)) throw cacheError(error, directory);
        void use(act).catch(() => undefined); // reported by the next write
        return otherwise;
      }
    },
    close() {
      isClosed = true;
      index.close();
    },
  };
}

/** Whether the index itself is damaged, or its file was taken away under it. */
function isLost(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_IOERR') || code === 'SQLITE_READONLY_DBMOVED' || code === 'SQLITE_CANTOPEN');
}

/** For what needs nothing of an index that is lost: entries that could not be written are restored from the files. */
export function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The index is lost or the disk is full: nothing in it is needed.
  }
}
