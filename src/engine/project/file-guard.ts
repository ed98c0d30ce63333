import { randomUUID } from 'node:crypto';
import { type BigIntStats, rmSync, statSync, truncateSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import type { FileChange } from '../../shared/contract/project.ts';

export type { FileChange };

/** The WAL is checkpointed when it is larger than this (SQLite's own threshold of 1000 pages). */
const CHECKPOINT_BYTES = 4_096_000;

/** Monitors the file of a project that is open for writing. */
interface FileGuard {
  /** Checks the file. A change, once found, is permanent. */
  check(): FileChange | undefined;
  /** Call after a commit: checkpoints a large WAL. */
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
 * settle:  generation := new  →  WAL → file  →  note inode, size, time of the file
 * commit:  check  →  write to the WAL  →  check  →  acknowledge
 * check:   other inode → gone / replaced
 * other size or time → is the generation in the file still ours? → overwritten
 * ```
 * Between two settlings this program does not write to the file itself (SQLite's own checkpoints are off), so any other size or time
 * comes from another program; and as the generation is new at each settling, a file with the same generation has the same bytes.
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
    // Without its WAL a file lacks the last changes.
    if (inodeOf(wal) !== walInode) return 'replaced';
    if (stats.size === settled.size && stats.mtimeNs === settled.modifiedNs) return undefined;
    // Touched, or on a file system that updates times late.
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
        // The disk is full: the commit is in the WAL anyway.
      }
      // A long-running reader must not delay every commit.
      const left = Number(statOf(wal)?.size ?? 0n);
      threshold = Math.max(CHECKPOINT_BYTES, 2 * left);
    },
  };
}

/**
 * Gives up the file. A file that was moved or replaced gets the rest of the WAL, since it may be opened at its new path. One that was
 * overwritten must get none of it. In both cases no WAL of this store may stay beside the file at the path: it would be taken for that
 * file's own.
 */
function abandon(database: Database, path: string, { change, walInode }: { readonly change: FileChange; readonly walInode: bigint | undefined }): void {
  const wal = `${path}-wal`;
  const isOurs = walInode !== undefined && inodeOf(wal) === walInode;
  try {
    if (change !== 'overwritten') checkpoint(database);
    else if (isOurs) truncateSync(wal, 0);
  } catch {
    // From here on only the document in memory counts.
  }
  if (!isOurs) return;
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

/** @returns whether the whole WAL is in the file now; a reader in another window may prevent it */
function checkpoint(database: Database): boolean {
  const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
  return result?.busy === 0;
}

/** As stored in the file itself, without what another connection has in memory. */
function generationIn(path: string): string | undefined {
  try {
    const other = new Sqlite(path, { readonly: true, fileMustExist: true });
    try {
      return other.prepare<[], string>('SELECT id FROM generation').pluck().get();
    } finally {
      other.close();
    }
  } catch {
    // Not a project, or damaged: not ours.
    return undefined;
  }
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    // Its folder was removed or is not readable any more.
    return undefined;
  }
}

function inodeOf(path: string): bigint | undefined {
  return statOf(path)?.ino;
}
