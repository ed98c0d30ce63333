import { rmSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { sqliteCode } from '../../shared/errors/sqlite-error.ts';
import type { ArtefactMeta } from './artefact-file.ts';
import type { ArtefactKey } from './artefact-kind.ts';
import { touchPrivateFile } from './private-file.ts';

/** An entry of the index. */
export interface ArtefactEntry extends ArtefactMeta {
  readonly key: ArtefactKey;
  readonly kind: string;
  /** On the disk, its header included. */
  readonly bytes: number;
  /** Whether it is a folder of files. */
  readonly isFolder: boolean;
}

/** An entry with the time of its last use, ms since 1970. */
export interface UsedEntry extends ArtefactEntry {
  readonly usedAt: number;
}

const KindSizes = z.array(z.object({ kind: z.string(), count: z.number(), bytes: z.number() }));

/** The artefact last made for a frame of a shot: what is shown, marked stale, until the present one is made. */
export interface LatestPlane {
  readonly clip: string;
  readonly shot: string;
  readonly frame: number;
  readonly key: ArtefactKey;
}

/** SQLite's `application_id` of an index: “TNTA”. */
const APPLICATION_ID = 0x54_4e_54_41;
/** An index of another version is thrown away and made again from the files. */
const VERSION = 1;
/** How long to wait for another engine's write, ms. */
const BUSY_TIMEOUT = 10_000;

const SCHEMA = `
  CREATE TABLE artefact (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, bytes INTEGER NOT NULL, is_folder INTEGER NOT NULL, is_ready INTEGER NOT NULL, used_at INTEGER NOT NULL,
    "group" TEXT, frame INTEGER, confidence REAL, out_of_gamut INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX artefact_by_group ON artefact ("group", frame) WHERE "group" IS NOT NULL;
  CREATE INDEX artefact_by_use ON artefact (used_at);
  CREATE TABLE total (bytes INTEGER NOT NULL) STRICT;
  INSERT INTO total VALUES (0);
  CREATE TRIGGER artefact_added AFTER INSERT ON artefact BEGIN UPDATE total SET bytes = bytes + NEW.bytes; END;
  CREATE TRIGGER artefact_removed AFTER DELETE ON artefact BEGIN UPDATE total SET bytes = bytes - OLD.bytes; END;
  CREATE TRIGGER artefact_sized AFTER UPDATE OF bytes ON artefact BEGIN UPDATE total SET bytes = bytes - OLD.bytes + NEW.bytes; END;
  CREATE TABLE pin (owner TEXT NOT NULL, token TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (key, token)) STRICT, WITHOUT ROWID;
  CREATE INDEX pin_by_token ON pin (token);
  CREATE TABLE latest (clip TEXT NOT NULL, shot TEXT NOT NULL, frame INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (clip, frame, shot)) STRICT, WITHOUT ROWID;
  CREATE TABLE file_hash (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, hash TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Of neither a pinned artefact nor a pinned group. */
const UNPINNED = 'NOT EXISTS (SELECT 1 FROM pin WHERE pin.key = a.key) AND ("group" IS NULL OR NOT EXISTS (SELECT 1 FROM pin WHERE pin.key = a."group"))';
const COLUMNS = 'key, kind, bytes, is_folder, "group", frame, confidence, out_of_gamut';

/** As the statements below wrote it. Rows of the statements that are run for each shot or frame are not parsed: a shot of 100,000 frames has as many. */
interface EntryRow {
  readonly key: ArtefactKey;
  readonly kind: string;
  readonly bytes: number;
  readonly is_folder: number;
  readonly group: ArtefactKey | null;
  readonly frame: number | null;
  readonly confidence: number | null;
  readonly out_of_gamut: number | null;
}

function entryOfRow({ key, kind, bytes, is_folder: isFolder, group, frame, confidence, out_of_gamut: outOfGamut }: EntryRow): ArtefactEntry {
  return {
    key, kind, bytes, isFolder: isFolder !== 0,
    ...(group === null ? {} : { group }), ...(frame === null ? {} : { frame }), ...(confidence === null ? {} : { confidence }), ...(outOfGamut === null ? {} : { outOfGamut }),
  };
}

/** Opens the index; creates it when it is missing, damaged or of another version. `isNew`: the files must be scanned. */
export function openIndexFile(path: string): { readonly database: Database; readonly isNew: boolean } {
  try {
    return open(path);
  } catch (error) {
    const code = sqliteCode(error);
    if (code !== 'SQLITE_NOTADB' && code?.startsWith('SQLITE_CORRUPT') !== true && !(error instanceof OtherIndex)) throw error;
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
    return open(path);
  }
}

class OtherIndex extends Error {}

function open(path: string): { readonly database: Database; readonly isNew: boolean } {
  touchPrivateFile(path);
  const database = new Sqlite(path, { timeout: BUSY_TIMEOUT });
  try {
    database.pragma('journal_mode = WAL');
    // Entries lost by a power failure are restored by the scan of the next start.
    database.pragma('synchronous = NORMAL');
    const isNew = database.transaction(() => {
      const version = database.pragma('user_version', { simple: true });
      if (version === VERSION && database.pragma('application_id', { simple: true }) === APPLICATION_ID) return false;
      if (version !== 0 || database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) throw new OtherIndex();
      database.exec(SCHEMA);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${VERSION}`);
      return true;
    }).immediate();
    return { database, isNew };
  } catch (error) {
    database.close();
    throw error;
  }
}

export type ArtefactIndex = ReturnType<typeof createArtefactIndex>;

/** The statements of the index. Times are milliseconds since 1970. */
export function createArtefactIndex(database: Database) {
  const insert = database.prepare(`INSERT INTO artefact (${COLUMNS}, is_ready, used_at) VALUES (@key, @kind, @bytes, @isFolder, @group, @frame, @confidence, @outOfGamut, @isReady, @usedAt)
    ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, bytes = excluded.bytes, is_folder = excluded.is_folder, is_ready = MAX(is_ready, excluded.is_ready), used_at = excluded.used_at,
      "group" = excluded."group", frame = excluded.frame, confidence = excluded.confidence, out_of_gamut = excluded.out_of_gamut`);
  const find = database.prepare<unknown[], EntryRow>(`SELECT ${COLUMNS} FROM artefact WHERE key = ? AND is_ready = 1`);
  const findGroup = database.prepare<unknown[], EntryRow>(`SELECT ${COLUMNS} FROM artefact WHERE "group" IN (SELECT value FROM json_each(?)) AND is_ready = 1 ORDER BY "group", frame`);
  const remove = database.prepare('DELETE FROM artefact WHERE key = ?');
  const use = database.prepare('UPDATE artefact SET used_at = ? WHERE key = ?');
  const total = database.prepare('SELECT bytes FROM total').pluck();
  const kinds = database.prepare('SELECT kind, COUNT(*) AS count, SUM(bytes) AS bytes FROM artefact GROUP BY kind ORDER BY bytes DESC');
  const unready = database.prepare<unknown[], EntryRow>(`SELECT ${COLUMNS} FROM artefact WHERE is_ready = 0`);
  const oldest = database.prepare<unknown[], EntryRow>(`SELECT ${COLUMNS} FROM artefact AS a WHERE ${UNPINNED} ORDER BY used_at LIMIT ?`);
  const unpinnedKinds = database.prepare(`SELECT kind, COUNT(*) AS count, SUM(bytes) AS bytes FROM artefact AS a WHERE is_ready = 1 AND ${UNPINNED} GROUP BY kind`);
  const unpinnedOf = database.prepare<unknown[], EntryRow>(`SELECT ${COLUMNS} FROM artefact AS a WHERE is_ready = 1 AND kind IN (SELECT value FROM json_each(?)) AND ${UNPINNED} LIMIT ?`);
  const after = database.prepare<unknown[], EntryRow & { readonly used_at: number }>(`SELECT ${COLUMNS}, used_at FROM artefact WHERE key > ? AND is_ready = 1 ORDER BY key LIMIT ?`);
  const attach = database.prepare('ATTACH ? AS other');
  const olderOfGroup = database.prepare<unknown[], EntryRow>(`SELECT ${COLUMNS} FROM artefact AS a WHERE "group" = ? AND NOT EXISTS (SELECT 1 FROM pin WHERE pin.key = a.key) ORDER BY used_at DESC LIMIT -1 OFFSET ?`);
  const addPin = database.prepare('INSERT OR IGNORE INTO pin (owner, token, key) VALUES (?, ?, ?)');
  const removePins = database.prepare('DELETE FROM pin WHERE token = ?');
  const removeOwner = database.prepare('DELETE FROM pin WHERE owner = ?');
  const owners = database.prepare('SELECT DISTINCT owner FROM pin').pluck();
  const setLatest = database.prepare('INSERT INTO latest (clip, shot, frame, key) VALUES (@clip, @shot, @frame, @key) ON CONFLICT (clip, frame, shot) DO UPDATE SET key = excluded.key');
  const latest = database.prepare<unknown[], LatestPlane>('SELECT latest.clip, latest.shot, latest.frame, latest.key FROM latest JOIN artefact ON artefact.key = latest.key AND artefact.is_ready = 1 WHERE clip = ? AND latest.frame BETWEEN ? AND ?');
  const getHash = database.prepare<unknown[], { readonly stamp: string; readonly hash: string }>('SELECT stamp, hash FROM file_hash WHERE path = ?');
  const setHash = database.prepare('INSERT INTO file_hash (path, stamp, hash) VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, hash = excluded.hash');

  return {
    /** Runs a change as one, with other engines kept out. */
    exclusive: <Result>(change: () => Result): Result => database.transaction(change).immediate(),
    add({ group, frame, confidence, outOfGamut, isFolder, ...entry }: ArtefactEntry, options: { readonly isReady: boolean; readonly usedAt: number }): void {
      insert.run({ ...entry, isFolder: Number(isFolder), group: group ?? null, frame: frame ?? null, confidence: confidence ?? null, outOfGamut: outOfGamut ?? null, isReady: Number(options.isReady), usedAt: options.usedAt });
    },
    find: (key: ArtefactKey): ArtefactEntry | undefined => {
      const row = find.get(key);
      return row === undefined ? undefined : entryOfRow(row);
    },
    group: (...groups: readonly ArtefactKey[]): readonly ArtefactEntry[] => findGroup.all(JSON.stringify(groups)).map(entryOfRow),
    remove: (key: ArtefactKey): void => { remove.run(key); },
    use: (key: ArtefactKey, at: number): void => { use.run(at, key); },
    totalBytes: (): number => z.number().parse(total.get()),
    kinds: () => KindSizes.parse(kinds.all()),
    /** What of each kind is not pinned. */
    unpinnedKinds: () => KindSizes.parse(unpinnedKinds.all()),
    unpinnedOf: (names: readonly string[], limit: number): readonly ArtefactEntry[] => unpinnedOf.all(JSON.stringify(names), limit).map(entryOfRow),
    /** The next entries in the order of their keys. @param key `''` for the first ones */
    after: (key: string, limit: number): readonly UsedEntry[] => after.all(key, limit).map(({ used_at: usedAt, ...row }) => ({ ...entryOfRow(row), usedAt })),
    /** Takes over what another index knows of planes last made and of hashes of files; what is known here stays. */
    copyFacts(path: string): void {
      attach.run(path);
      try {
        database.exec('INSERT OR IGNORE INTO latest SELECT clip, shot, frame, key FROM other.latest; INSERT OR IGNORE INTO file_hash SELECT path, stamp, hash FROM other.file_hash');
      } finally {
        database.exec('DETACH other');
      }
    },
    /** Writes that were begun and not completed: after a crash, or in progress in another engine. */
    unready: (): readonly ArtefactEntry[] => unready.all().map(entryOfRow),
    oldestUnpinned: (limit: number): readonly ArtefactEntry[] => oldest.all(limit).map(entryOfRow),
    /** Except the newest of a group, and pinned ones. */
    olderOfGroup: (group: ArtefactKey, newest: number): readonly ArtefactEntry[] => olderOfGroup.all(group, newest).map(entryOfRow),
    pin(owner: string, token: string, keys: readonly string[]): void { for (const key of keys) addPin.run(owner, token, key); },
    unpin: (token: string): void => { removePins.run(token); },
    unpinOwner: (owner: string): void => { removeOwner.run(owner); },
    pinOwners: (): readonly string[] => z.array(z.string()).parse(owners.all()),
    setLatest: (plane: LatestPlane): void => { setLatest.run(plane); },
    latest: (clip: string, first: number, last: number): readonly LatestPlane[] => latest.all(clip, first, last),
    fileHash: (path: string): { readonly stamp: string; readonly hash: string } | undefined => getHash.get(path),
    setFileHash: (path: string, stamp: string, hash: string): void => { setHash.run(path, stamp, hash); },
    close: (): void => { database.close(); },
  };
}
