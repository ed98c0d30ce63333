import type { Database } from 'better-sqlite3';

/** Migrations of the jobs file, in order; `user_version` counts the applied ones. A released migration is never edited. */
export const migrations: readonly string[] = [
  `CREATE TABLE job (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    params TEXT NOT NULL,
    error TEXT,
    result TEXT
  ) STRICT`,
  // A table's CHECK cannot be changed in place.
  `CREATE TABLE job_with_pause (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled', 'interrupted')),
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    params TEXT NOT NULL,
    error TEXT,
    result TEXT,
    pause TEXT CHECK (pause IN ('alone', 'queue')),
    place INTEGER
  ) STRICT;
  INSERT INTO job_with_pause (number, id, kind, label, state, done, total, created_at, params, error, result, place)
    SELECT number, id, kind, label, state, done, total, created_at, params, error, result, number FROM job;
  DROP TABLE job;
  ALTER TABLE job_with_pause RENAME TO job`,
];

export function migrate(database: Database): void {
  migrations.slice(fileVersion(database)).forEach((sql) => {
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${fileVersion(database) + 1}`);
    })();
  });
}

export function fileVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}
