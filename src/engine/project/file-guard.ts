import { randomUUID } from 'node:crypto';
import { type BigIntStats, rmSync, statSync, truncateSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import type { FileChange } from '../../shared/contract/project.ts';

export type { FileChange };

/** The WAL is brought home when it has grown past this (SQLite's own threshold of 1000 pages). */
const CHECKPOINT_BYTES = 4_096_000;

/** Watches over the file of a project that is open for writing. */
export interface FileGuard {
  /** Looks at the file. What was found once stays found. */
  check(): FileChange | undefined;
  /** To be called after a commit: brings the WAL home when it has grown. */
  committed(): void;
}

interface Settled {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly modifiedNs: bigint;
  /** `undefined` while it is not known to be in the file itself. */
  readonly generation: string | undefined;
}

/**
 * ```
 *  settle:  generation := new  →  WAL → file  →  note inode, size, time of the file
 *  commit:  check  →  write to the WAL  →  check  →  acknowledge
 *  check:   other inode → gone / replaced
 *           other size or time → is the generation in the file still ours? → overwritten
 * ```
 * Between two settlings nothing of ours writes to the file itself (SQLite's own checkpoints are off), so that any other size or time is
 * somebody else's doing; and as the generation is new at each, a file with the same generation has the same bytes.
 */
export function createFileGuard(database: Database, path: string): FileGuard {
  const wal = `${path}-wal`;
  const name = database.prepare<[string]>('UPDATE generation SET id = ?');
  let found: FileChange | undefined;
  let threshold = CHECKPOINT_BYTES;
  database.pragma('wal_autocheckpoint = 0');
  let settled = settle();
  let walInode = inodeOf(wal);

  /** @throws SqliteError when the generation cannot be written */
  function settle(): Settled | undefined {
    const generation = randomUUID();
    name.run(generation);
    const home = checkpoint(database);
    const stats = statOf(path);
    return stats === undefined ? undefined : { dev: stats.dev, ino: stats.ino, size: stats.size, modifiedNs: stats.mtimeNs, generation: home ? generation : undefined };
  }

  function look(): FileChange | undefined {
    const stats = statOf(path);
    if (stats === undefined || settled === undefined) return 'gone';
    if (stats.dev !== settled.dev || stats.ino !== settled.ino) return 'replaced';
    // Without its WAL a file lacks what was written last.
    if (inodeOf(wal) !== walInode) return 'replaced';
    if (stats.size === settled.size && stats.mtimeNs === settled.modifiedNs) return undefined;
    // Touched, or on a file system whose times come late.
    if (settled.generation === undefined || generationIn(path) !== settled.generation) return 'overwritten';
    settled = { ...settled, size: stats.size, modifiedNs: stats.mtimeNs };
    return undefined;
  }

  return {
    check() {
      if (found !== undefined) return found;
      found = look();
      if (found !== undefined) abandon(database, path, { change: found, walInode });
      return found;
    },
    committed() {
      const size = Number(statOf(wal)?.size ?? 0n);
      if (size < threshold) return;
      try {
        settled = settle();
        walInode = inodeOf(wal);
      } catch {
        // The disk is full: what was committed is in the WAL all the same.
      }
      // A reader that does not let go must not make every commit wait.
      const left = Number(statOf(wal)?.size ?? 0n);
      threshold = Math.max(CHECKPOINT_BYTES, 2 * left);
    },
  };
}

/**
 * Leaves the file to whoever has it now. A file that was moved or replaced gets what the WAL still holds: it may be open under its
 * new name one day. One that was overwritten must get none of it. In both cases no WAL of ours may stay beside what lies at the path: it
 * would be taken for that file's own.
 */
function abandon(database: Database, path: string, { change, walInode }: { readonly change: FileChange; readonly walInode: bigint | undefined }): void {
  const wal = `${path}-wal`;
  const isOurs = walInode !== undefined && inodeOf(wal) === walInode;
  try {
    if (change !== 'overwritten') checkpoint(database);
    else if (isOurs) truncateSync(wal, 0);
  } catch {
    // What is in memory is what counts from here on.
  }
  if (!isOurs) return;
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

/** @returns whether all of the WAL is in the file now; a reader in another window may prevent it */
function checkpoint(database: Database): boolean {
  const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
  return result?.busy === 0;
}

/** As the file itself holds it, read without what another connection has in memory. */
function generationIn(path: string): string | undefined {
  try {
    const other = new Sqlite(path, { readonly: true, fileMustExist: true });
    try {
      return other.prepare<[], string>('SELECT id FROM generation').pluck().get();
    } finally {
      other.close();
    }
  } catch {
    // No project, or a damaged one: not ours.
    return undefined;
  }
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    // Its folder is gone, or is not to be looked into any more.
    return undefined;
  }
}

function inodeOf(path: string): bigint | undefined {
  return statOf(path)?.ino;
}
